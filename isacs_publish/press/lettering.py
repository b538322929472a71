"""Lettering: the few words that the press itself puts on finished pages, in the packaged sans, outside the text.

Line numbers, slug lines and watermarks are Latin letters and European digits in every language. Each file embeds the
glyphs they need as a small font of its own, so that no font of the pages has to be touched.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import uharfbuzz
from pikepdf import Array, Dictionary, Name

if TYPE_CHECKING:
    from pathlib import Path

    import pikepdf

FILE = "SourceSans3-Regular.ttf"
RESOURCE = "/Lettering"
"""The name of the font in the resources of the pages that use it."""


@cache
def _face(path: Path) -> tuple[Any, Any]:
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
    return face, uharfbuzz.Font(face)


@dataclass
class Lettering:
    """Draws texts, and keeps the glyphs it used for the font that ``font`` makes of them at the end."""

    fonts: Path
    used: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.face, self.outlines = _face(self.fonts / FILE)

    def show(self, text: str, x: float, y: float, size: float, align: float = 0) -> bytes:
        """Return the operators that show a text at a baseline, in points; ``align`` 0 begins there, 1 ends, 0.5 is centred."""
        glyphs = "".join(f"{self._glyph(character):04x}" for character in text)
        return b"BT %s %g Tf 1 0 0 1 %.3f %.3f Tm <%s> Tj ET" % (
            RESOURCE.encode(), size, x - align * self.width(text, size), y, glyphs.encode(),
        )  # fmt: skip

    def width(self, text: str, size: float) -> float:
        """Return the width of a text in points."""
        return sum(self._advance(self._glyph(character)) for character in text) * size / 1000

    def _glyph(self, character: str) -> int:
        if character not in self.used:
            self.used[character] = int(self.outlines.get_nominal_glyph(ord(character)) or 0)
        return self.used[character]

    def _advance(self, glyph: int) -> int:
        advance: float = self.outlines.get_glyph_h_advance(glyph) * 1000 / self.face.upem
        return round(advance)

    def font(self, pdf: pikepdf.Pdf) -> Any:
        """Return a font of the glyphs used, as an object of a file (ISO 32000-1, 9.7)."""
        glyphs = sorted(set(self.used.values()))
        program = _program(self.fonts / FILE, tuple(glyphs))
        tag = "".join(chr(ord("A") + byte % 26) for byte in sha256(program).digest()[:6])
        name = Name(f"/{tag}+SourceSans3-Lettering")
        descendant = Dictionary(
            Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=name, CIDToGIDMap=Name.Identity, DW=0,
            CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
            W=Array([part for glyph in glyphs for part in (glyph, Array([self._advance(glyph)]))]),
            FontDescriptor=self._descriptor(pdf, name, program),
        )  # fmt: skip
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.Type0, BaseFont=name, Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(descendant)]), ToUnicode=pdf.make_stream(self._to_unicode()),
            )
        )  # fmt: skip

    def _descriptor(self, pdf: pikepdf.Pdf, name: Name, program: bytes) -> Any:
        extents = self.outlines.get_font_extents("ltr")
        return pdf.make_indirect(
            Dictionary(
                Type=Name.FontDescriptor, FontName=name, Flags=4, ItalicAngle=0, StemV=80, CapHeight=extents.ascender,
                Ascent=extents.ascender, Descent=extents.descender, FontBBox=Array([-500, -500, 1500, 1500]),
                FontFile2=pdf.make_stream(program, Length1=len(program)),
            )
        )  # fmt: skip

    def _to_unicode(self) -> bytes:
        pairs = sorted((glyph, character) for character, glyph in self.used.items())
        lines = [f"<{glyph:04x}> <{character.encode('utf-16-be').hex()}>" for glyph, character in pairs]
        return "\n".join([
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
            "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
            "1 begincodespacerange <0000> <ffff> endcodespacerange",
            f"{len(lines)} beginbfchar", *lines, "endbfchar",
            "endcmap CMapName currentdict /CMap defineresource pop end end",
        ]).encode()  # fmt: skip


@cache
def _program(path: Path, glyphs: tuple[int, ...]) -> bytes:
    """Return a subset of a font that keeps its glyph numbers."""
    wanted = uharfbuzz.SubsetInput()
    wanted.sets(uharfbuzz.SubsetInputSets.GLYPH_INDEX).update(glyphs)
    dropped = (int.from_bytes(tag, "big") for tag in (b"GPOS", b"GSUB", b"GDEF", b"BASE", b"STAT"))
    wanted.sets(uharfbuzz.SubsetInputSets.DROP_TABLE_TAG).update(dropped)
    wanted.flags = uharfbuzz.SubsetFlags.RETAIN_GIDS | uharfbuzz.SubsetFlags.NO_HINTING
    return bytes(uharfbuzz.subset(_face(path)[0], wanted).blob.data)
