"""Line numbers: which lines of a publication carry which number, and which of them a clause takes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from isacs_publish.model.sheets import Geometry, Line

SAME_LINE = 4.0
"""Baselines nearer than this, in points, are one line to the eye: the cells of a row of a table."""


@dataclass(frozen=True, slots=True)
class NumberedLine:
    """A line with its number, the anchor of the unit that it begins in, and its baseline, in points from the foot."""

    page: int
    number: int
    baseline: float
    unit: str


def numbered_lines(geometry: Geometry, restart: str) -> list[NumberedLine]:
    """Return the lines of the text, numbered from 1 on each page (``page``) or through the publication (``running``)."""
    numbered: list[NumberedLine] = []
    text = (line for line in geometry.lines if line.unit)
    for page, lines in groupby(text, key=lambda line: line.page):
        first = len(numbered) if restart == "running" else 0
        rows = enumerate(_rows(list(lines)), start=first + 1)
        numbered += [NumberedLine(page, number, row[0].baseline, row[0].unit) for number, row in rows]
    return numbered


def _rows(lines: list[Line]) -> list[list[Line]]:
    """Return lines from the head of the page to its foot, those at the same height together."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: -line.baseline):
        if rows and rows[-1][0].baseline - line.baseline < SAME_LINE:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


@dataclass(frozen=True, slots=True)
class Extent:
    """Where the own text of a unit stands, without its subclauses: its first and its last line."""

    unit: str
    first: NumberedLine
    last: NumberedLine


def extents(lines: list[NumberedLine]) -> list[Extent]:
    """Return the extent of each unit, in the order of the text; a unit that goes on after a subclause is not told of twice."""
    found: dict[str, Extent] = {}
    for unit, own in groupby(lines, key=lambda line: line.unit):
        run = list(own)
        found.setdefault(unit, Extent(unit, run[0], run[-1]))
    return list(found.values())
