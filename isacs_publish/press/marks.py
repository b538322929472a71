"""Printer's marks around the trimmed page: crop marks, registration marks, ink patches, fold marks, and the slug line.

Marks stand in the ink "All", so that they appear on every plate, and wholly outside the bleed (ISO 32000-1, 14.11.3).
Lengths are PDF points; the origin is the lower left corner of the media.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, tan
from typing import TYPE_CHECKING, Any

from pikepdf import Array, Dictionary, Name

from isacs_publish.model.sheets import MM

if TYPE_CHECKING:
    import pikepdf

MARGIN = 15 * MM
"""From the edge of the media to the trimmed page."""

LENGTH = 5 * MM
GAP = 1.5 * MM
"""Between the bleed and a mark."""

RADIUS = 1.8 * MM
PATCH = 3.5 * MM
WEIGHT = 0.25


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks around pages of one size; ``folds`` are distances from the left edge of the trimmed page."""

    width: float
    height: float
    bleed: float
    folds: tuple[float, ...] = ()

    def form(self, pdf: pikepdf.Pdf) -> Any:
        """Return the marks as a form."""
        all_inks = Array([Name.Separation, Name.All, Name.DeviceCMYK, _tint()])
        width, height = self.width + 2 * MARGIN, self.height + 2 * MARGIN
        return pdf.make_stream(
            self._drawn(), Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, width, height]),
            Resources=Dictionary(ColorSpace=Dictionary(All=all_inks)),
        )  # fmt: skip

    def slug(self) -> tuple[float, float]:
        """Return where the slug line begins: under the page, beyond the bleed."""
        return MARGIN + 4 * MM, MARGIN - self.bleed - GAP - LENGTH + 1

    def _drawn(self) -> bytes:
        lines = ["q /All CS /All cs 1 SCN 1 scn", f"{WEIGHT} w"]
        lines += [f"{a:.3f} {b:.3f} m {c:.3f} {d:.3f} l S" for a, b, c, d in (*self._crops(), *self._folds())]
        for x, y in self._middles():
            lines += _target(x, y)
        lines += ["Q", *self._patches()]
        return "\n".join(lines).encode()

    def _crops(self) -> list[tuple[float, float, float, float]]:
        """Return the eight lines that point at the corners of the trimmed page."""
        left, bottom, right, top = MARGIN, MARGIN, MARGIN + self.width, MARGIN + self.height
        near, far = self.bleed + GAP, self.bleed + GAP + LENGTH
        across = [(x, y, x2, y) for y in (bottom, top) for x, x2 in ((left - far, left - near), (right + near, right + far))]
        along = [(x, y, x, y2) for x in (left, right) for y, y2 in ((bottom - far, bottom - near), (top + near, top + far))]
        return across + along

    def _folds(self) -> list[tuple[float, float, float, float]]:
        near, far = self.bleed + GAP, self.bleed + GAP + LENGTH
        low, high = MARGIN, MARGIN + self.height
        ends = ((low - far, low - near), (high + near, high + far))
        return [(MARGIN + x, y, MARGIN + x, y2) for x in self.folds for y, y2 in ends]

    def _middles(self) -> list[tuple[float, float]]:
        """Return the centres of the registration marks, in the middle of each side."""
        off = self.bleed + GAP + LENGTH / 2
        x, y = MARGIN + self.width / 2, MARGIN + self.height / 2
        middles = [(MARGIN - off, y), (MARGIN + self.width + off, y)]
        if not self.folds:  # there the marks of the fold stand
            middles += [(x, MARGIN - off), (x, MARGIN + self.height + off)]
        return middles

    def _patches(self) -> list[str]:
        """Return a patch of each ink, at the right end of the slug."""
        x, y = MARGIN + self.width - 4 * MM - 4 * PATCH, MARGIN - self.bleed - GAP - LENGTH
        inks = ("1 0 0 0", "0 1 0 0", "0 0 1 0", "0 0 0 1")
        return [f"{ink} k {x + i * PATCH:.3f} {y:.3f} {PATCH:.3f} {PATCH:.3f} re f" for i, ink in enumerate(inks)]


def _tint() -> Any:
    """Return the function from a tint of all inks to CMYK."""
    return Dictionary(FunctionType=2, Domain=Array([0, 1]), C0=Array([0, 0, 0, 0]), C1=Array([1, 1, 1, 1]), N=1)


def _target(x: float, y: float) -> list[str]:
    """Return a circle with a cross through it."""
    r, bow = RADIUS * 0.6, RADIUS * 0.6 * 4 / 3 * tan(pi / 8)
    arcs = [
        f"{x + r:.3f} {y:.3f} m",
        f"{x + r:.3f} {y + bow:.3f} {x + bow:.3f} {y + r:.3f} {x:.3f} {y + r:.3f} c",
        f"{x - bow:.3f} {y + r:.3f} {x - r:.3f} {y + bow:.3f} {x - r:.3f} {y:.3f} c",
        f"{x - r:.3f} {y - bow:.3f} {x - bow:.3f} {y - r:.3f} {x:.3f} {y - r:.3f} c",
        f"{x + bow:.3f} {y - r:.3f} {x + r:.3f} {y - bow:.3f} {x + r:.3f} {y:.3f} c S",
    ]
    cross = [
        f"{x - RADIUS:.3f} {y:.3f} m {x + RADIUS:.3f} {y:.3f} l S",
        f"{x:.3f} {y - RADIUS:.3f} m {x:.3f} {y + RADIUS:.3f} l S",
    ]
    return arcs + cross
