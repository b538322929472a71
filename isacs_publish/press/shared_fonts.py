"""Fonts of a volume: what each module embeds as a subset of its own becomes one subset for all of them.

WeasyPrint keeps glyph numbers when it subsets, so the pages need no change: the union of the glyphs is cut from the
packaged font again, and widths and Unicode values are joined.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Name

from isacs_publish.press.runs import (
    FILES,
    PREFERRED,
    embed_program,
    hexadecimal,
    program_of,
    runs_of,
    subset_tag,
    to_unicode,
    widths_of,
)

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.press.runs import Run

_MAPPED = re.compile(rb"<([0-9a-f]{4})> <([0-9a-f]*)>")
"""A glyph and its letters; none where another glyph of its cluster says them, as in Arabic."""


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
        self.resources: Any = None
        self.known: set[str] = set()

    def note(self, fonts: Any) -> None:
        """Take note of a font resource dictionary."""
        for key, font in fonts.items():
            name = str(font.BaseFont).partition("+")[2]
            if name in FILES:
                face = self.faces.setdefault(name, _Face())
                face.users.append((fonts, key))
                face.widths.update(_widths(font.DescendantFonts[0].W))
                for glyph, letters in _MAPPED.findall(font.ToUnicode.read_bytes()):
                    face.unicode[int(glyph, 16)] = letters or face.unicode.get(int(glyph, 16), b"")

    def use(self, resources: Any) -> None:
        """Let folios be shown on the pages that share a resource dictionary."""
        self.resources, self.known = resources.Font, set()

    def show(self, text: str, x: float, y: float, size: float) -> bytes:
        """Return the operators that show a text centred on a point, in the folio fonts."""
        runs = runs_of(text, self.folder)
        width = sum(run.advance for run in runs) * size / 1000
        shown = " ".join(f"{self._key(run)} {size} Tf <{run.codes}> Tj" for run in runs)
        return f"BT 0 g 1 0 0 1 {x - width / 2:.3f} {y:.3f} Tm {shown} ET".encode()

    def _key(self, run: Run) -> str:
        """Return the name of the face of a run in the resources at hand, making it and its glyphs known there."""
        key = "/Folio" if run.face == PREFERRED[0] else f"/Folio-{run.face}"
        face = self.faces.setdefault(run.face, _Face())
        if key not in self.known:
            self.known.add(key)
            face.users.append((self.resources, key))
        for glyph in run.glyphs:
            face.widths.setdefault(glyph.number, round(glyph.advance))
            face.unicode.setdefault(glyph.number, hexadecimal(glyph.letters))
        return key

    def embed(self, pdf: pikepdf.Pdf) -> None:
        """Embed each face once and point every resource dictionary at it."""
        for name in sorted(self.faces):
            font = self._font(pdf, name, self.faces[name])
            for resources, key in self.faces[name].users:
                resources[key] = font

    def _font(self, pdf: pikepdf.Pdf, name: str, face: _Face) -> Any:
        program = program_of(name, face.widths, self.folder)
        base = Name(f"/{subset_tag(name)}+{name}")
        model = next(resources[key] for resources, key in face.users if key in resources)
        descendant = pdf.make_indirect(pikepdf.Dictionary(dict(model.DescendantFonts[0].items())))
        descriptor = pdf.make_indirect(pikepdf.Dictionary(dict(descendant.FontDescriptor.items())))
        embed_program(pdf, descriptor, program)
        descriptor.FontName = base
        descendant.FontDescriptor, descendant.BaseFont = descriptor, base
        descendant.W = widths_of(face.widths)
        font = pdf.make_indirect(pikepdf.Dictionary(dict(model.items())))
        font.BaseFont, font.DescendantFonts = base, Array([descendant])
        font.ToUnicode = pdf.make_stream(to_unicode(face.unicode))
        return font


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
