"""The geometry of sheets, read from the boxes of the engine: pages, folios, anchors, lines, references, pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from isacs_publish.model.sheets import Bookmark, CrossReference, Geometry, Line, Picture, Spot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.press.tags import Tagging

PT = 0.75
"""PDF points in a CSS px."""


@dataclass(frozen=True)
class Frame:
    """The pages seen from outside: their folios, where the body begins, where a volume prints its own folio."""

    folios: tuple[str, ...]
    body: int
    slot: tuple[float, float]
    direction: str = "ltr"


def frame_of(document: Any) -> Frame:
    """Return how the pages of a laid-out document look from outside."""
    boxes = [page._page_box for page in document.pages]
    body = next((i for i, box in enumerate(boxes) if box.page_type.name == "body"), len(boxes))
    folios, slots = zip(*(_folio(box, page.height) for box, page in zip(boxes, document.pages, strict=True)), strict=True)
    first = next((slot for slot in slots if slot), (0.0, 0.0))
    return Frame(tuple(folios), body, first, boxes[0].children[0].style["direction"])


def _folio(page_box: Any, height: float) -> tuple[str, tuple[float, float] | None]:
    """Return the printed page number of a page, and the middle of its foot on the same baseline."""
    from weasyprint.formatting_structure import boxes

    outer = "@bottom-right" if page_box.page_type.side == "right" else "@bottom-left"
    for child in page_box.children:
        if isinstance(child, boxes.MarginBox) and child.at_keyword == outer:
            for box in child.descendants():
                if isinstance(box, boxes.TextBox):
                    baseline = (height - box.position_y - box.baseline) * PT
                    return box.text, (page_box.margin_width() / 2 * PT, baseline)
    return "", None


def geometry_of(
    document: Any, frame: Frame, noted: Tagging, name: str, units: dict[Any, str], texts: tuple[str, ...]
) -> Geometry:
    """Return where everything stands; ``units`` is what ``units_of`` gives, ``texts`` the letters of each page."""
    pages = document.pages
    anchors: dict[str, Spot] = {}
    bookmarks: list[Bookmark] = []
    for number, page in enumerate(pages):
        for anchor, (x, y, _, _) in page.anchors.items():
            anchors.setdefault(anchor, Spot(number, x * PT, (page.height - y) * PT))
        for level, text, (x, y), state in page.bookmarks:
            spot = Spot(number, x * PT, (page.height - y) * PT)
            bookmarks.append(Bookmark(level, " ".join(text.split()), spot, state == "closed"))
    return Geometry(
        size=(pages[0].width * PT, pages[0].height * PT),
        pages=len(pages),
        body=frame.body,
        folios=frame.folios,
        slot=frame.slot,
        anchors=anchors,
        bookmarks=tuple(bookmarks),
        crossrefs=tuple(_crossrefs(noted, pages, name)),
        lines=tuple(_lines(pages, units)),
        pictures=tuple(_pictures(pages, units)),
        texts=texts,
    )


def _crossrefs(noted: Tagging, pages: Any, name: str) -> Iterator[CrossReference]:
    for fragment in noted.fragments:
        height = pages[fragment.page].height
        x1, y1, x2, y2 = fragment.area
        box = (x1 * PT, (height - y2) * PT, x2 * PT, (height - y1) * PT)
        yield CrossReference(f"{name}:{fragment.key}", fragment.target, fragment.page, box, fragment.text)


def units_of(html: Any) -> dict[Any, str]:
    """Return, for each HTML element, the anchor of the clause, annex or term entry that holds it, or an empty text."""
    units: dict[Any, str] = {}

    def walk(element: Any, unit: str) -> None:
        if element.tag == "section" or "term-entry" in (element.get("class") or "").split():
            unit = element.get("id", unit)
        units[element] = unit
        for child in element:
            walk(child, unit)

    walk(html, "")
    return units


def _lines(pages: Any, units: dict[Any, str]) -> Iterator[Line]:
    """Yield the lines of the text block, outermost only, in the order of the page."""
    from weasyprint.formatting_structure import boxes

    for number, page in enumerate(pages):
        for box in _outermost(page._page_box, boxes.LineBox):
            baseline = (page.height - box.position_y - (box.baseline or 0)) * PT
            unit = units.get(box.element, "")
            yield Line(number, round(box.position_x * PT, 2), round(baseline, 2), round(box.width * PT, 2), unit)


def _pictures(pages: Any, units: dict[Any, str]) -> Iterator[Picture]:
    """Yield the raster images; drawings have no resolution."""
    from weasyprint.formatting_structure import boxes
    from weasyprint.images import RasterImage

    for number, page in enumerate(pages):
        for box in _outermost(page._page_box, boxes.ReplacedBox):
            if isinstance(box.replacement, RasterImage):
                x, y = box.content_box_x() * PT, (page.height - box.content_box_y()) * PT
                area = (x, y - box.height * PT, x + box.width * PT, y)
                pixels = (int(box.replacement.width), int(box.replacement.height))
                yield Picture(box.element.get("src", ""), number, area, pixels, units.get(box.element, ""))


def _outermost(box: Any, kind: type) -> Iterator[Any]:
    """Yield the boxes of a kind in the text block that no other of the kind holds."""
    from weasyprint.formatting_structure import boxes

    for child in box.children:
        if isinstance(child, boxes.MarginBox):
            continue
        if isinstance(child, kind):
            yield child
        elif isinstance(child, boxes.ParentBox):
            yield from _outermost(child, kind)
