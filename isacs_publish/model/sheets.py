"""Sheets: the typeset pages of one publication, a PDF with its geometry. Everything later reads these and never lays out again.

Lengths are PDF points (1/72 inch), measured from the lower left corner of the page; pages count from 0.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

MM = 72 / 25.4
"""Points in a millimetre."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point on a page."""

    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A bookmark with its level, counted from 1; ``closed`` when what lies under it is folded at first."""

    level: int
    text: str
    spot: Spot
    closed: bool = False


@dataclass(frozen=True, slots=True)
class CrossReference:
    """A fragment of inert words that name another publication: what binding makes a link.

    ``target`` is ``05.20`` or ``05.20#scope``; ``key`` is the ID of its structure element; ``box`` is x1, y1, x2, y2.
    """

    key: str
    target: str
    page: int
    box: tuple[float, float, float, float]
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text block: its baseline and extent, for line numbers and change bars.

    ``unit`` is the anchor of the clause, annex or term entry it belongs to, empty on cover, page ii and contents.
    """

    page: int
    x: float
    baseline: float
    width: float
    unit: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A raster image as placed: ``box`` is x1, y1, x2, y2, ``pixels`` its width and height."""

    path: str
    page: int
    box: tuple[float, float, float, float]
    pixels: tuple[int, int]
    unit: str

    @property
    def resolution(self) -> float:
        """The lower of its two resolutions, in pixels an inch."""
        x1, y1, x2, y2 = self.box
        return min(self.pixels[0] / (x2 - x1), self.pixels[1] / (y2 - y1)) * 72


@dataclass(frozen=True, slots=True)
class Geometry:
    """Where everything stands on the sheets.

    ``folios`` are the printed page numbers, empty on pages that carry none; ``body`` is the index of the first page of
    clause 1; ``slot`` is the baseline in the middle of the foot, where a volume prints its own folio; ``texts`` are the
    letters of each page without white space, as they are painted, a block a line.
    """

    size: tuple[float, float]
    pages: int
    body: int
    folios: tuple[str, ...]
    slot: tuple[float, float]
    anchors: dict[str, Spot]
    bookmarks: tuple[Bookmark, ...]
    crossrefs: tuple[CrossReference, ...]
    lines: tuple[Line, ...]
    pictures: tuple[Picture, ...]
    texts: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return a plain mapping that ``from_json`` reads back."""
        return asdict(self)

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Geometry:
        """Return the geometry that ``as_json`` wrote."""
        return cls(
            size=(record["size"][0], record["size"][1]),
            pages=record["pages"],
            body=record["body"],
            folios=tuple(record["folios"]),
            slot=(record["slot"][0], record["slot"][1]),
            anchors={name: Spot(**spot) for name, spot in record["anchors"].items()},
            bookmarks=tuple(Bookmark(**{**b, "spot": Spot(**b["spot"])}) for b in record["bookmarks"]),
            crossrefs=tuple(CrossReference(**{**c, "box": tuple(c["box"])}) for c in record["crossrefs"]),
            lines=tuple(Line(**line) for line in record["lines"]),
            pictures=tuple(Picture(**{**p, "box": tuple(p["box"]), "pixels": tuple(p["pixels"])}) for p in record["pictures"]),
            texts=tuple(record["texts"]),
        )


@dataclass(frozen=True, slots=True)
class Sheets:
    """A finished PDF and its geometry."""

    pdf: bytes
    geometry: Geometry

    @property
    def pages(self) -> int:
        """The number of pages."""
        return self.geometry.pages

    @property
    def digest(self) -> str:
        """The SHA-256 of the pages, in hexadecimal."""
        return sha256(self.pdf).hexdigest()
