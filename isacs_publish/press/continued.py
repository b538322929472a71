"""Takes the word "(continued)" off the first page of a table: between layout and drawing, in the boxes of the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


def mark_continued(document: Any) -> None:
    """Keep "(continued)" only where a table runs on from an earlier page; titles without it are centred again."""
    begun: dict[Any, int] = {}
    for number, page in enumerate(document.pages):
        for line, word in list(_words(page._page_box)):
            if begun.setdefault(word.element, number) == number:
                _take_out(line, word)


def _words(box: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the boxes of the word, each with the line that holds it."""
    from weasyprint.formatting_structure import boxes

    for child in getattr(box, "children", ()):
        if isinstance(box, boxes.LineBox) and child.element is not None and child.element.get("class") == "continued":
            yield box, child
        else:
            yield from _words(child)


def _take_out(line: Any, word: Any) -> None:
    line.children = [child for child in line.children if child is not word]
    for child in line.children:
        child.translate(dx=word.margin_width() / 2)
