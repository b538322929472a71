"""Fonts of a volume: what each module embeds as a subset of its own becomes one subset for all of them.

WeasyPrint keeps glyph numbers when it subsets, so the pages need no change: the union of the glyphs is cut from the
packaged font again, and widths and Unicode values are joined.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING, Any
from unicodedata import bidirectional

import pikepdf
import uharfbuzz
from pikepdf import Array, Name

from isacs_publish.press.fonts import FACES, provide
from isacs_publish.press.proof import Fault, TypesettingFailed, named

if TYPE_CHECKING:
    from pathlib import Path

_FILES = {face.embedded: face.name for face in FACES}
"""The packaged font behind each name that WeasyPrint gives to an embedded font."""

FOLIO_FONTS = ("Source-Sans-3", "Amiri", "Noto-Sans-SC")
"""The faces of the folio: each word is set in the first that has its letters."""

_MAPPED = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]+)>")


@dataclass
class _Face:
    """One face: the resource dictionaries that name it, and its glyphs over all modules."""

    users: list[tuple[Any, str]] = field(default_factory=list)
    widths: dict[int, float] = field(default_factory=dict)
    unicode: dict[int, bytes] = field(default_factory=dict)


class SharedFonts:
    """Collects the fonts of the parts of a volume and embeds each face once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faces: dict[str, _Face] = {}
        self.loaded: dict[str, Any] = {}
        self.resources: Any = None
        self.known: set[str] = set()

    def note(self, fonts: Any) -> None:
        """Take note of a font resource dictionary."""
        for key, font in fonts.items():
            name = str(font.BaseFont).partition("+")[2]
            if name in _FILES:
                face = self.faces.setdefault(name, _Face())
                face.users.append((fonts, key))
                face.widths.update(_widths(font.DescendantFonts[0].W))
                face.unicode.update((int(g, 16), u) for g, u in _MAPPED.findall(font.ToUnicode.read_bytes()))

    def use(self, resources: Any) -> None:
        """Let folios be shown on the pages that share a resource dictionary."""
        self.resources, self.known = resources.Font, set()

    def show(self, text: str, x: float, y: float, size: float) -> bytes:
        """Return the operators that show a text centred on a point, in the folio fonts."""
        runs = [(self._key(name), *self._shape(name, words)) for name, words in self._runs(text)]
        width = sum(advance for _, _, advance in runs) * size / 1000
        shown = " ".join(f"{key} {size} Tf <{codes}> Tj" for key, codes, _ in runs)
        return f"BT 0 g 1 0 0 1 {x - width / 2:.3f} {y:.3f} Tm {shown} ET".encode()

    def _runs(self, text: str) -> list[tuple[str, str]]:
        """Return a text in the order of sight, as runs of words in one face; words follow one another in its direction."""
        parts = re.split("( )", text)
        if any(bidirectional(character) in ("R", "AL") for character in text):
            parts.reverse()
        return [(name, "".join(words)) for name, words in groupby(parts, self._face_of)]

    def _face_of(self, word: str) -> str:
        """Return the first folio font that has all letters of a word."""
        return next((n for n in FOLIO_FONTS if all(self._face(n)[1].get_nominal_glyph(ord(c)) for c in word)), FOLIO_FONTS[0])

    def _key(self, name: str) -> str:
        """Return the name of a folio font in the resources at hand, making it known there."""
        key = "/Folio" if name == FOLIO_FONTS[0] else f"/Folio-{name}"
        users = self.faces.setdefault(name, _Face()).users
        if key not in self.known:
            self.known.add(key)
            users.append((self.resources, key))
        return key

    def _shape(self, name: str, text: str) -> tuple[str, float]:
        """Return the glyphs of a run as hexadecimal codes, and its advance in thousandths of an em."""
        face, font = self._face(name)
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        uharfbuzz.shape(font, buffer, {"kern": False, "liga": False})
        if missing := {text[glyph.cluster] for glyph in buffer.glyph_infos if not glyph.codepoint}:
            raise TypesettingFailed(faults=tuple(Fault("glyph-missing", text=named(letter)) for letter in sorted(missing)))
        advances = [font.get_glyph_h_advance(glyph.codepoint) * 1000 / face.upem for glyph in buffer.glyph_infos]
        starts = [*sorted({glyph.cluster for glyph in buffer.glyph_infos}), len(text)]
        for glyph, advance in zip(buffer.glyph_infos, advances, strict=True):
            letters = text[glyph.cluster : starts[bisect_right(starts, glyph.cluster)]]
            self.faces[name].widths.setdefault(glyph.codepoint, round(advance))
            self.faces[name].unicode.setdefault(glyph.codepoint, letters.encode("utf-16-be").hex().encode())
        return "".join(f"{glyph.codepoint:04x}" for glyph in buffer.glyph_infos), sum(advances)

    def _face(self, name: str) -> Any:
        if name not in self.loaded:
            blob = uharfbuzz.Blob.from_file_path(str(provide(self.folder, _FILES[name])))
            face = uharfbuzz.Face(blob)
            self.loaded[name] = (face, uharfbuzz.Font(face))
        return self.loaded[name]

    def embed(self, pdf: pikepdf.Pdf) -> None:
        """Embed each face once and point every resource dictionary at it."""
        for name in sorted(self.faces):
            font = self._font(pdf, name, self.faces[name])
            for resources, key in self.faces[name].users:
                resources[key] = font

    def _font(self, pdf: pikepdf.Pdf, name: str, face: _Face) -> Any:
        program = self._subset(name, sorted(face.widths))
        outlines = "FontFile3" if program.startswith(b"OTTO") else "FontFile2"
        extra = {"/Subtype": Name.OpenType} if outlines == "FontFile3" else {"/Length1": len(program)}
        base = Name(f"/{_tag(name)}+{name}")
        model = next(resources[key] for resources, key in face.users if key in resources)
        descendant = pdf.make_indirect(pikepdf.Dictionary(dict(model.DescendantFonts[0].items())))
        descriptor = pdf.make_indirect(pikepdf.Dictionary(dict(descendant.FontDescriptor.items())))
        descriptor[f"/{outlines}"] = pdf.make_stream(program, extra)
        descriptor.FontName = base
        descendant.FontDescriptor, descendant.BaseFont = descriptor, base
        descendant.W = Array([item for glyph in sorted(face.widths) for item in (glyph, Array([face.widths[glyph]]))])
        font = pdf.make_indirect(pikepdf.Dictionary(dict(model.items())))
        font.BaseFont, font.DescendantFonts = base, Array([descendant])
        font.ToUnicode = pdf.make_stream(_to_unicode(face.unicode))
        return font

    def _subset(self, name: str, glyphs: list[int]) -> bytes:
        wanted = uharfbuzz.SubsetInput()
        wanted.sets(uharfbuzz.SubsetInputSets.GLYPH_INDEX).update(glyphs)
        wanted.sets(uharfbuzz.SubsetInputSets.DROP_TABLE_TAG).update(map(_tag_value, ("GPOS", "GSUB", "BASE", "STAT")))
        wanted.flags = uharfbuzz.SubsetFlags.RETAIN_GIDS | uharfbuzz.SubsetFlags.NO_HINTING
        face, _ = self._face(name)
        return bytes(uharfbuzz.subset(face, wanted).blob.data)


def _tag_value(tag: str) -> int:
    return int.from_bytes(tag.encode(), "big")


def _tag(name: str) -> str:
    """Return the subset tag of a face: six letters that depend on the name alone."""
    return "".join(chr(ord("A") + byte % 26) for byte in sha256(name.encode()).digest()[:6])


def _widths(array: Any) -> dict[int, float]:
    """Return the widths that a W array gives, by glyph (ISO 32000-1, 9.7.4.3)."""
    widths: dict[int, float] = {}
    items = list(array)
    while items:
        first, second = int(items.pop(0)), items.pop(0)
        if isinstance(second, Array):
            widths.update((first + i, float(width)) for i, width in enumerate(second))
        else:
            width = float(items.pop(0))
            widths.update((glyph, width) for glyph in range(first, int(second) + 1))
    return widths


def _to_unicode(values: dict[int, bytes]) -> bytes:
    """Return a CMap from glyphs to Unicode (ISO 32000-1, 9.10.3)."""
    lines = [
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        b"/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        b"1 begincodespacerange <0000> <ffff> endcodespacerange",
    ]
    glyphs = sorted(values)
    for start in range(0, len(glyphs), 100):
        block = glyphs[start : start + 100]
        lines.append(f"{len(block)} beginbfchar".encode())
        lines += [f"<{glyph:04x}> <{values[glyph].decode()}>".encode() for glyph in block]
        lines.append(b"endbfchar")
    lines.append(b"endcmap CMapName currentdict /CMap defineresource pop end end")
    return b"\n".join(lines)
