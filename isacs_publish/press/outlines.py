"""Words drawn as outlines: no font is embedded, and no reader takes them for text.

HarfBuzz shapes a word, in any script, and draws its glyphs; units are thousandths of an em.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import uharfbuzz

from isacs_publish.press.runs import loaded, shaped, words_by_face

if TYPE_CHECKING:
    from pathlib import Path

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Outlines:
    """The path of a word, without the operator that paints it, and the rectangle around it: x1, y1, x2, y2."""

    path: bytes
    box: tuple[float, float, float, float]


@cache
def outlines_of(word: str, folder: Path) -> Outlines:
    """Return the outlines of a word, its baseline at 0; raise TypesettingFailed for letters that no face has."""
    pen = _Pen()
    for name, words in words_by_face(word, folder):
        face, font = loaded(name, folder)
        buffer = shaped(name, words, folder)
        for glyph, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            pen.scale = 1000 / face.upem
            pen.offset = (place.x_offset, place.y_offset)
            font.draw_glyph(glyph.codepoint, _DRAWING, pen)
            pen.start += place.x_advance * pen.scale
    return pen.drawn()


@dataclass
class _Pen:
    """Writes path operators (ISO 32000-1, 8.5.2) for what HarfBuzz draws from ``start`` on."""

    start: float = 0.0
    scale: float = 1.0
    offset: Point = (0.0, 0.0)
    last: Point = (0.0, 0.0)
    points: list[Point] = field(default_factory=list)
    operations: list[str] = field(default_factory=list)

    def draw(self, operator: str, *points: Point) -> None:
        placed = [(self.start + (x + self.offset[0]) * self.scale, (y + self.offset[1]) * self.scale) for x, y in points]
        self.points += placed
        self.operations.append(" ".join([*(f"{x:.0f} {y:.0f}" for x, y in placed), operator]))
        self.last = points[-1]

    def drawn(self) -> Outlines:
        across, up = [x for x, _ in self.points] or [0.0], [y for _, y in self.points] or [0.0]
        return Outlines("\n".join(self.operations).encode(), (min(across), min(up), max(across), max(up)))


def _move(x: float, y: float, pen: _Pen) -> None:
    pen.draw("m", (x, y))


def _line(x: float, y: float, pen: _Pen) -> None:
    pen.draw("l", (x, y))


def _cubic(*curve: float | _Pen) -> None:
    x1, y1, x2, y2, x, y, pen = curve
    pen.draw("c", (x1, y1), (x2, y2), (x, y))  # type: ignore[union-attr, arg-type]


def _quadratic(x1: float, y1: float, x: float, y: float, pen: _Pen) -> None:
    """Draw a curve with one control point, which PDF does not know, by the two that give the same curve."""
    x0, y0 = pen.last
    pen.draw("c", (x0 + (x1 - x0) * 2 / 3, y0 + (y1 - y0) * 2 / 3), (x + (x1 - x) * 2 / 3, y + (y1 - y) * 2 / 3), (x, y))


def _close(pen: _Pen) -> None:
    pen.operations.append("h")


def _drawing() -> uharfbuzz.DrawFuncs:
    functions = uharfbuzz.DrawFuncs()
    functions.set_move_to_func(_move)
    functions.set_line_to_func(_line)
    functions.set_cubic_to_func(_cubic)
    functions.set_quadratic_to_func(_quadratic)
    functions.set_close_path_func(_close)
    return functions


_DRAWING = _drawing()
