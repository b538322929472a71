"""Text of drawings beside WeasyPrint 70.0: words of joined letters, and of letters from right to left, are set whole.

The engine draws the text of an SVG letter by letter from left to right, which takes Arabic apart and turns it round
(``docs/upstream/svg-joined-letters.md``).
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unicodedata import bidirectional

from weasyprint import svg

if TYPE_CHECKING:
    from collections.abc import Iterator

RIGHT_TO_LEFT = ("R", "AL")
PLACES = ("x", "y", "dx", "dy", "rotate")
"""Attributes that may give each letter a place of its own."""


class _Whole(str):
    """A text that counts as one letter."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        return iter((str(self),))


@contextmanager
def drawing_whole_words() -> Iterator[None]:
    """Draw the text of drawings so, inside this block only."""
    original, tags = svg.text, [tag for tag, draw in svg.TAGS.items() if draw is svg.text]
    svg.text = _whole(original)
    svg.TAGS.update(dict.fromkeys(tags, svg.text))
    try:
        yield
    finally:
        svg.text = original
        svg.TAGS.update(dict.fromkeys(tags, original))


def _whole(original: Any) -> Any:
    def draw(drawing: Any, node: Any, font_size: float) -> None:
        placed = any(len(node.get(place, "").replace(",", " ").split()) > 1 for place in PLACES)
        if node.text and not placed and any(bidirectional(letter) in RIGHT_TO_LEFT for letter in node.text):
            node._etree_node.text = _Whole(node.text)
        original(drawing, node, font_size)

    return draw
