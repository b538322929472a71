"""Gives the text back the spaces that the layout took, between layout and drawing, in the boxes of the engine.

The engine drops the space at which a line ends, and draws none that stands alone between two elements. Who hears the text
of a tagged PDF, without its geometry, would hear "controlprogrammes" (ISO 32000-1, 14.8.2.5). Nothing that is seen moves.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any
from unicodedata import bidirectional

from weasyprint.formatting_structure import boxes

if TYPE_CHECKING:
    from collections.abc import Iterator

REACH = 4
"""Characters on each side of the end of a line that are looked up in the source."""


def keep_spaces(document: Any) -> None:
    """Append a space to each text that white space of the source, or another line, follows."""
    lines = [list(_texts(line)) for page in document.pages for line in _lines(page._page_box)]
    for line, following in pairwise([*filter(None, lines), []]):
        for text, after in pairwise(line):
            if not after.text.strip():
                _append_space(text)
        if not following or not _goes_on(line[-1], following[0]):
            _append_space(line[-1])


def _lines(box: Any) -> Iterator[Any]:
    """Yield the lines of the text block, outermost only."""
    for child in box.all_children():
        if isinstance(child, boxes.LineBox):
            yield child
        elif not isinstance(child, boxes.MarginBox | boxes.TextBox):
            yield from _lines(child)


def _texts(box: Any) -> Iterator[Any]:
    for child in box.all_children():
        if isinstance(child, boxes.TextBox):
            yield child
        elif not child.is_leader:
            yield from _texts(child)


def _goes_on(before: Any, after: Any) -> bool:
    """Return whether a line ended inside a word, at a hyphen or a slash, where the source has no space."""
    if before.element is not after.element or not before.text:
        return False
    text = " ".join("".join(before.element.itertext()).split()).replace("\u00ad", "")
    hyphen = before.style["hyphenate_character"]
    ends = (before.text, before.text.removesuffix(hyphen))
    return any(end[-REACH:] + after.text[:REACH] in text for end in ends)


def _append_space(text: Any) -> None:
    """Append a space to what is drawn for a text; where text runs from right to left it would come first, and move the rest."""
    drawn = text.pango_layout
    if text.text.strip() and not drawn.text.endswith(" ") and not _runs_left(text):
        drawn.text += " "


def _runs_left(text: Any) -> bool:
    """Tell whether a text or its line runs from right to left."""
    return text.style["direction"] == "rtl" or any(bidirectional(letter) in ("R", "AL") for letter in text.text)
