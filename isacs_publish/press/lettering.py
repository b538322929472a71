"""Lettering: the few words that the press itself puts on finished pages, in the packaged sans faces, outside the text.

Line numbers and slug lines. Each file embeds the glyphs they need as small fonts of their own, so that no font
of the pages has to be touched.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pikepdf import Array, Dictionary, Name

from isacs_publish.press.runs import (
    PREFERRED,
    embed_program,
    has_postscript_outlines,
    hexadecimal,
    loaded,
    program_of,
    runs_of,
    subset_tag,
    to_unicode,
    widths_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    import pikepdf

    from isacs_publish.press.runs import Glyph, Run


@dataclass
class Lettering:
    """Draws texts, and keeps the glyphs it used for the fonts that ``fonts`` makes of them at the end."""

    folder: Path
    used: dict[str, dict[int, Glyph]] = field(default_factory=dict)
    known: dict[str, list[Run]] = field(default_factory=dict)

    def show(self, text: str, x: float, y: float, size: float, align: float = 0) -> bytes:
        """Return the operators that show a text at a baseline, in points; ``align`` 0 begins there, 1 ends, 0.5 is centred."""
        shown = " ".join(f"{_key(run.face)} {size:g} Tf <{run.codes}> Tj" for run in self.runs(text))
        return f"BT 1 0 0 1 {x - align * self.width(text, size):.3f} {y:.3f} Tm {shown} ET".encode()

    def width(self, text: str, size: float) -> float:
        """Return the width of a text in points."""
        return sum(run.advance for run in self.runs(text)) * size / 1000

    def runs(self, text: str) -> list[Run]:
        """Return the glyphs of a text, and keep them."""
        if text not in self.known:
            self.known[text] = runs_of(text, self.folder)
            for run in self.known[text]:
                self.used.setdefault(run.face, {}).update((glyph.number, glyph) for glyph in run.glyphs)
        return self.known[text]

    def fonts(self, pdf: pikepdf.Pdf) -> dict[str, Any]:
        """Return the fonts of the glyphs used, by the names that the operators give them (ISO 32000-1, 9.7)."""
        return {_key(face): self._font(pdf, face, self.used[face]) for face in sorted(self.used)}

    def _font(self, pdf: pikepdf.Pdf, face: str, glyphs: dict[int, Glyph]) -> Any:
        program = program_of(face, glyphs, self.folder)
        name = Name(f"/{subset_tag(f'{face}-Lettering')}+{face}-Lettering")
        descendant = Dictionary(
            Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=name, DW=0,
            CIDSystemInfo=Dictionary(Registry="Adobe", Ordering="Identity", Supplement=0),
            W=widths_of({number: round(glyph.advance) for number, glyph in glyphs.items()}),
            FontDescriptor=self._descriptor(pdf, face, name, program),
        )  # fmt: skip
        if has_postscript_outlines(program):
            descendant.Subtype = Name.CIDFontType0
        else:
            descendant.CIDToGIDMap = Name.Identity
        unicode = to_unicode({number: hexadecimal(glyph.letters) for number, glyph in glyphs.items()})
        return pdf.make_indirect(
            Dictionary(
                Type=Name.Font, Subtype=Name.Type0, BaseFont=name, Encoding=Name("/Identity-H"),
                DescendantFonts=Array([pdf.make_indirect(descendant)]), ToUnicode=pdf.make_stream(unicode),
            )
        )  # fmt: skip

    def _descriptor(self, pdf: pikepdf.Pdf, face: str, name: Name, program: bytes) -> Any:
        extents = loaded(face, self.folder)[1].get_font_extents("ltr")
        descriptor = Dictionary(
            Type=Name.FontDescriptor, FontName=name, Flags=4, ItalicAngle=0, StemV=80, CapHeight=extents.ascender,
            Ascent=extents.ascender, Descent=extents.descender, FontBBox=Array([-500, -500, 1500, 1500]),
        )  # fmt: skip
        embed_program(pdf, descriptor, program)
        return pdf.make_indirect(descriptor)


def _key(face: str) -> str:
    """Return the name of a face in the resources of the pages that use it."""
    return "/Lettering" if face == PREFERRED[0] else f"/Lettering-{face}"
