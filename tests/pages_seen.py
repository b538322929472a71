"""Pages as pictures, and what tells two pictures of a page apart: a measure that faults pass and noise does not.

Renderers smooth edges each in their way and put them a fraction of a dot aside. So a dot counts as different only as far
as it leaves what the dots around it span in the other picture, and differences are averaged over cells of three shapes: a
square, in which type of another weight or place adds up, and two strips, in which a thin rule does.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

import pypdfium2
from PIL import Image, ImageChops, ImageFilter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RESOLUTION = 50
"""Dots an inch of a picture: a line of text is nine dots high, a thin rule a third of a dot wide."""

OVERSAMPLING = 4
"""Each dot is the mean of so many squared."""

LIMITS = {(8, 8): 20, (48, 2): 30, (2, 48): 30}
"""The mean difference, in levels of 256, that a cell of so many dots may have.

Squares: PDFium at other resolutions gives up to 18, Poppler up to 12 for Latin and Chinese; a heading of another weight gives
39, a list moved by 2 mm 31. Strips: Poppler gives up to 28, because it draws thin rules at full strength; a lost rule gives 36.
"""


def pictured(pdf: Path, number: int, oversampling: int = OVERSAMPLING) -> Image.Image:
    """Return a page, counted from 1, in grey."""
    with pypdfium2.PdfDocument(pdf) as opened:
        drawn: Image.Image = opened[number - 1].render(scale=RESOLUTION * oversampling / 72, grayscale=True).to_pil()
        return drawn.convert("L").reduce(oversampling)


@dataclass(frozen=True)
class Difference:
    """Two pictures compared: the pictures, and how far each dot leaves the other's surroundings."""

    old: Image.Image
    new: Image.Image
    dots: Image.Image

    def cells(self, width: int, height: int) -> Iterator[Image.Image]:
        """Yield the mean differences of cells that overlap by half, so that no edge of a cell cuts a small thing in two."""
        for left, top in product((0, width // 2), (0, height // 2)):
            yield self.dots.crop((left, top, *self.dots.size)).reduce((width, height))

    @property
    def worst(self) -> dict[tuple[int, int], int]:
        """The highest mean difference of a cell, by shape."""
        return {shape: max(max(cells.tobytes()) for cells in self.cells(*shape)) for shape in LIMITS}

    @property
    def seen(self) -> bool:
        """Whether the pictures show different pages."""
        return self.old.size != self.new.size or any(self.worst[shape] > limit for shape, limit in LIMITS.items())

    def picture(self) -> Image.Image:
        """Return the pages over each other: what only the old one has is red, what only the new one has is blue."""
        old = Image.new("L", self.new.size, 255)
        old.paste(self.old)
        return Image.merge("RGB", (self.new, ImageChops.darker(old, self.new), old))


def compare(old: Image.Image, new: Image.Image) -> Difference:
    """Return the difference of two pictures; those of unequal size are compared where both are."""
    box = (0, 0, min(old.width, new.width), min(old.height, new.height))
    one, other = old.crop(box), new.crop(box)
    return Difference(old, new, ImageChops.lighter(_beyond(one, other), _beyond(other, one)))


def _beyond(picture: Image.Image, other: Image.Image) -> Image.Image:
    """Return how far each dot is darker or lighter than all dots of the other picture from which it is at most one away."""
    darkest, lightest = other.filter(ImageFilter.MinFilter(3)), other.filter(ImageFilter.MaxFilter(3))
    return ImageChops.add(ImageChops.subtract(darkest, picture), ImageChops.subtract(picture, lightest))
