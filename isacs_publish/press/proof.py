"""Proof of completeness: every character of the text is in a box of some page, or the publication does not count.

Read from the boxes of the engine before they are drawn, since content has been lost at page breaks (WeasyPrint issue 2469).
Each HTML element is compared with the boxes made from it, so that a head that is repeated on every page cannot stand in for
a sentence that is missing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

SHOWN = 60
"""Characters of a lost text that a finding shows."""


def lost_texts(document: Any, html: Any) -> list[str]:
    """Return the beginning of each text of ``html`` that is not, or not wholly, in the boxes of the pages."""
    printed: defaultdict[Any, Counter[str]] = defaultdict(Counter)
    for page in document.pages:
        for element, text in _printed(page._page_box):
            printed[element].update(_letters(text))
    wanted = ((element, _own_text(element)) for element in _elements(html))
    return [" ".join(text.split())[:SHOWN] for element, text in wanted if Counter(_letters(text)) - printed[element]]


def _printed(box: Any) -> Iterator[tuple[Any, str]]:
    """Yield the text of each box with the element it was made from; what style sheets add is none of the text."""
    from weasyprint.formatting_structure import boxes

    for child in box.all_children():
        if isinstance(child, boxes.TextBox):
            if "::" not in (child.element_tag or ""):
                yield child.element, child.text
        elif not isinstance(child, boxes.MarginBox):
            yield from _printed(child)


def _elements(html: Any) -> Iterator[Any]:
    """Yield the elements of the body, but for drawings, whose text is drawn and not laid out, and for style sheets."""
    body = next(element for element in html if element.tag == "body")
    yield from _of_text(body)


def _of_text(element: Any) -> Iterator[Any]:
    if isinstance(element.tag, str) and not element.tag.endswith(("}svg", "style")):
        yield element
        for child in element:
            yield from _of_text(child)


def _own_text(element: Any) -> str:
    """Return the text directly in an element."""
    return "".join([element.text or "", *(child.tail or "" for child in element)])


def _letters(text: str) -> str:
    """Return a text without white space, which lines may end with, and without soft hyphens, which they may show."""
    return "".join(text.split()).replace("\u00ad", "")
