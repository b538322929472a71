"""Fits words into the room that a label has: broken into lines, and a little smaller where nothing else helps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING

from isacs_publish.pictures.breaking import broken, width
from isacs_publish.pictures.room import frame, interval, turned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from isacs_publish.pictures.room import Stroke

SCALES = (1.0, 0.95, 0.9, 0.85, 0.8, 0.75)
"""Sizes of words as parts of what the label had."""

MORE = 3
"""How many lines more than the label had."""

LINE = 0.12
"""What a line more costs, as a part of the size of the words."""

ABOVE, BELOW = 0.78, 0.24
"""How far letters reach above and below the baseline, in sizes of the font."""

BESIDE, OVER = 0.35, 0.12
"""The free space beside and above words, in sizes of the font."""

CLOSE, LEADING, WIDER = 1.2, 1.3, 1.25
"""The step between lines at least, and that of a label of one line; how much wider words grow where nothing stands beside."""


@dataclass(frozen=True)
class Block:
    """Lines of words: the point they are anchored at, in the middle between first and last baseline; widths in user units."""

    x: float
    y: float
    size: float
    anchor: str
    count: int
    step: float
    widest: float

    @property
    def left(self) -> float:
        """Where the widest line begins."""
        return self.x - self.widest * {"middle": 0.5, "end": 1.0}.get(self.anchor, 0.0)

    @property
    def top(self) -> float:
        """Where the first line begins."""
        return self.y - (self.count - 1) * self.step / 2 - ABOVE * self.size

    @property
    def bottom(self) -> float:
        """Where the last line ends."""
        return self.y + (self.count - 1) * self.step / 2 + BELOW * self.size

    @property
    def sides(self) -> list[Stroke]:
        """The sides of the rectangle around it."""
        return frame(self.left, self.top, self.left + self.widest, self.bottom)

    @property
    def baselines(self) -> tuple[float, ...]:
        """The baselines of its lines."""
        return tuple(self.y + (i - (self.count - 1) / 2) * self.step for i in range(self.count))


def fitted(paragraphs: Sequence[str], block: Block, strokes: list[Stroke]) -> tuple[tuple[str, ...], Block]:
    """Return words in lines, and the block that they make in the place of another; ``strokes`` are not to be touched.

    The first way that fits is taken, those first that change least; where none does, the one that stands out least.
    """
    fitting = _Fitting(tuple(paragraphs), block, strokes)
    others = []
    for lines, made in fitting.ways():
        if (excess := fitting.excess(made)) <= 0:
            return lines, made
        others.append((excess, lines, made))
    return min(others, key=lambda way: way[0])[1:]


@dataclass
class _Fitting:
    """Words for a block, and what stands around it."""

    paragraphs: tuple[str, ...]
    block: Block
    strokes: list[Stroke]

    def ways(self) -> Iterator[tuple[tuple[str, ...], Block]]:
        """Yield lines and the block they make, those first that change least."""
        least = self.least()
        costs = sorted(((1 - scale) + LINE * more, more, scale) for scale in SCALES for more in range(MORE + 1))
        for _, more, scale in costs:
            lines = broken(self.paragraphs, least + more)
            if len(lines) == least + more or not more:
                yield lines, self.made(lines, scale)

    def least(self) -> int:
        """Return how many lines there are at least: those of the label, fewer where they are no wider than it was."""
        for count in range(len(self.paragraphs), self.block.count):
            if max(map(width, broken(self.paragraphs, count))) * self.block.size <= self.block.widest:
                return count
        return max(self.block.count, len(self.paragraphs))

    def made(self, lines: Sequence[str], scale: float) -> Block:
        """Return the block that lines make, in the middle of the former one, or as near as its room lets them."""
        size = self.block.size * scale
        step = (self.block.step or LEADING * self.block.size) * scale
        step = min(step, CLOSE * size) if len(lines) > max(self.block.count, 1) else step
        reach = (len(lines) - 1) * step + (ABOVE + BELOW) * size
        low, high = self.slot
        top = max(low, min((self.block.top + self.block.bottom - reach) / 2, high - reach))
        y = top + ABOVE * size + (len(lines) - 1) * step / 2
        return Block(self.block.x, y, size, self.block.anchor, len(lines), step, max(map(width, lines)) * size)

    @cached_property
    def slot(self) -> tuple[float, float]:
        """How far up and down words may reach: what the label covered is free."""
        block, space = self.block, OVER * self.block.size
        middle = (block.top + block.bottom) / 2
        top, bottom = interval(turned(self.strokes), middle, block.left, block.left + block.widest)
        return min(top + space, block.top), max(bottom - space, block.bottom)

    def excess(self, made: Block) -> float:
        """Return by how much a block is too wide or too high."""
        low, high = self.slot
        return max(0.0, made.widest - self.allowed(made)) + max(0.0, made.bottom - high) + max(0.0, low - made.top)

    def allowed(self, made: Block) -> float:
        """Return how wide words may be between the top and the bottom of a block: at least as wide as the label was."""
        centre, space = self.block.left + self.block.widest / 2, BESIDE * made.size
        left, right = interval(self.strokes, centre, made.top, made.bottom)
        before, behind = made.x - left - space, right - made.x - space
        free = {"middle": 2 * min(before, behind), "end": before}.get(made.anchor, behind)
        return max(self.block.widest, free if free < inf else WIDER * self.block.widest)
