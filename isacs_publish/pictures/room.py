"""The room that the shapes of a drawing leave around a point: what a label may fill without touching anything."""

from __future__ import annotations

import re
from itertools import chain, pairwise
from math import cos, inf, pi, sin
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Point = tuple[float, float]
    Stroke = tuple[Point, Point]

CORNERS = 24
"""Corners of what stands for an ellipse."""

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_STEP = re.compile(r"([MmLlHhVvCcSsQqTtAaZz])([^MmLlHhVvCcSsQqTtAaZz]*)")
_TAKES = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7}
"""How many numbers each step of a path takes; its end is the last of them."""


def interval(strokes: Iterable[Stroke], at: float, low: float, high: float) -> tuple[float, float]:
    """Return the free interval of x around a place, between strokes within a band of y; what crosses the place is no bound."""
    left, right = -inf, inf
    for stroke in strokes:
        if shadow := _within(stroke, low, high):
            if shadow[1] <= at:
                left = max(left, shadow[1])
            elif shadow[0] >= at:
                right = min(right, shadow[0])
    return left, right


def turned(strokes: Iterable[Stroke]) -> list[Stroke]:
    """Return strokes with x and y exchanged."""
    return [((y1, x1), (y2, x2)) for (x1, y1), (x2, y2) in strokes]


def _within(stroke: Stroke, low: float, high: float) -> tuple[float, float] | None:
    """Return the interval of x that a stroke has within a band of y, None where it stays outside."""
    (x1, y1), (x2, y2) = sorted(stroke, key=lambda point: point[1])
    if y2 <= low or y1 >= high:
        return None
    ends = [x1 + (x2 - x1) * (y - y1) / (y2 - y1) for y in (max(y1, low), min(y2, high))] if y2 > y1 else [x1, x2]
    return min(ends), max(ends)


def frame(left: float, top: float, right: float, bottom: float) -> list[Stroke]:
    """Return the four sides of a rectangle."""
    corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
    return list(pairwise(corners))


def strokes_of(kind: str, element: Any) -> list[Stroke]:
    """Return the straight strokes of a shape; curves count as the straight way to their end."""
    read = _SHAPES.get(kind)
    return read(element) if read else []


def number(value: str | None, otherwise: float = 0.0) -> float:
    """Return the number that an attribute begins with."""
    found = _NUMBER.match((value or "").strip())
    return float(found[0]) if found else otherwise


def _rectangle(element: Any) -> list[Stroke]:
    x, y, wide, high = (number(element.get(name)) for name in ("x", "y", "width", "height"))
    return frame(x, y, x + wide, y + high)


def _line(element: Any) -> list[Stroke]:
    x1, y1, x2, y2 = (number(element.get(name)) for name in ("x1", "y1", "x2", "y2"))
    return [((x1, y1), (x2, y2))]


def _polyline(element: Any) -> list[Stroke]:
    return list(pairwise(_points(element)))


def _polygon(element: Any) -> list[Stroke]:
    points = _points(element)
    return list(pairwise([*points, *points[:1]]))


def _points(element: Any) -> list[Point]:
    numbers = [float(each) for each in _NUMBER.findall(element.get("points", ""))]
    return list(zip(numbers[::2], numbers[1::2], strict=False))


def _ellipse(element: Any) -> list[Stroke]:
    radius = number(element.get("r"))
    x, y, rx, ry = (number(element.get(n), o) for n, o in (("cx", 0.0), ("cy", 0.0), ("rx", radius), ("ry", radius)))
    turns = (2 * pi * i / CORNERS for i in range(CORNERS + 1))
    return list(pairwise((x + rx * cos(turn), y + ry * sin(turn)) for turn in turns))


def _path(element: Any) -> list[Stroke]:
    return list(chain.from_iterable(pairwise(points) for points in _ways(element.get("d", ""))))


def _ways(steps: str) -> Iterator[list[Point]]:
    """Yield the corners of each part of a path."""
    way: list[Point] = [(0.0, 0.0)]
    for letter, numbers in _STEP.findall(steps):
        if letter in "Zz":
            way.append(way[0])
            continue
        for i, end in enumerate(_groups(numbers, _TAKES[letter.upper()])):
            point = _end(letter, end, way[-1])
            if letter in "Mm" and not i:
                yield way
                way = [point]
            else:
                way.append(point)
    yield way


def _groups(numbers: str, takes: int) -> Iterator[list[float]]:
    found = [float(each) for each in _NUMBER.findall(numbers)]
    for i in range(0, len(found) - takes + 1, takes):
        yield found[i : i + takes]


def _end(letter: str, numbers: list[float], start: Point) -> Point:
    """Return where a step of a path ends."""
    x, y = start if letter.islower() else (0.0, 0.0)
    if letter in "Hh":
        return x + numbers[0], start[1]
    if letter in "Vv":
        return start[0], y + numbers[0]
    return x + numbers[-2], y + numbers[-1]


_SHAPES = {
    "rect": _rectangle,
    "line": _line,
    "polyline": _polyline,
    "polygon": _polygon,
    "circle": _ellipse,
    "ellipse": _ellipse,
    "path": _path,
}
