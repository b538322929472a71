"""Fonts of a print file: embedded, and with every glyph that is shown (ISO 32000-1, 9.6 to 9.9)."""

from __future__ import annotations

import re
import sys
import unicodedata
from array import array
from typing import TYPE_CHECKING, Any

import uharfbuzz
from pikepdf import Dictionary, Name

from isacs_publish.press.clauses import Clause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isacs_publish.press.paint import Report

PROGRAMS = ("/FontFile", "/FontFile2", "/FontFile3")
_HEX = re.compile(rb"<([0-9A-Fa-f]*)>")
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def check_font(font: Any, shown: set[bytes], report: Report) -> None:
    """Report a font that is not embedded, or that lacks a glyph of the strings it shows."""
    name = str(font.get("/BaseFont", "/?"))[1:]
    if font.Subtype == Name.Type3:
        return report(Clause.FONT, "a font of type 3 is drawn by content streams, which are not followed")
    descendant = font.DescendantFonts[0] if font.Subtype == Name.Type0 else font
    descriptor = descendant.get("/FontDescriptor", Dictionary())
    program = next((descriptor[key] for key in PROGRAMS if key in descriptor), None)
    if program is None:
        return report(Clause.FONT, f"the font {name} is not embedded")
    if font.Subtype != Name.Type0 or font.Encoding != Name("/Identity-H") or descendant.get("/CIDToGIDMap") != Name.Identity:
        return report(Clause.FONT, f"the glyphs of {name} cannot be followed: its codes are not glyph numbers")
    return check_glyphs(name, font, _codes(shown), program.read_bytes(), report)


def check_glyphs(name: str, font: Any, codes: Iterable[int], program: bytes, report: Report) -> None:
    """Report the glyphs that are shown and have no outline, other than spaces."""
    outlined, count = _outlines(program)
    spaces = _spaces(font)
    for code in sorted(codes):
        if code == 0:
            report(Clause.FONT, f"{name} shows .notdef in place of a character")
        elif code >= count or not (code in spaces or outlined(code)):
            report(Clause.FONT, f"{name} shows glyph {code}, which is not in the file")


def _codes(shown: set[bytes]) -> set[int]:
    """Return the codes of two bytes in the strings shown."""
    if any(b"(" in operands for operands in shown):
        raise ValueError("text is shown by literal strings")
    digits = b"".join(_HEX.findall(b"".join(shown)))
    codes = array("H", bytes.fromhex(digits.decode()))
    if sys.byteorder == "little":
        codes.byteswap()
    return set(codes)


def _outlines(program: bytes) -> Any:
    face = uharfbuzz.Face(program)
    font = uharfbuzz.Font(face)

    def outlined(glyph: int) -> bool:
        extents = font.get_glyph_extents(glyph)
        return bool(extents and (extents.width or extents.height))

    return outlined, face.glyph_count


def _spaces(font: Any) -> set[int]:
    """Return the codes that stand for characters without outline, as the font says in ToUnicode."""
    pairs = _PAIR.findall(font.ToUnicode.read_bytes()) if "/ToUnicode" in font else []
    texts = (
        (int(code, 16), bytes.fromhex(text.decode()).decode("utf-16-be", "replace"))
        for code, text in pairs
        if len(text) % 4 == 0
    )
    return {
        code for code, text in texts if not text.strip() or all(unicodedata.category(sign) in ("Cf", "Zs") for sign in text)
    }
