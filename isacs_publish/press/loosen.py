"""Loosens, before layout, what cannot be kept whole: words that no column can hold, rows that may fill more than a page."""

from __future__ import annotations

from typing import Any

LONGEST = 40
"""The most letters of a word that a column is made wide enough for; no language of the corpus has a longer one."""

LARGEST = 1000
"""The most letters of a cell whose row is kept on one page; a narrow column holds that many in half a page."""

LINE = 40
"""The letters that a block in a cell counts for at least, since it begins a line."""

BLOCKS = ("p", "li", "tr", "pre", "dt", "dd")


def loosen(html: Any) -> None:
    """Let cells of a tree of HTML break words that are too long for any column, and let rows break that are too tall.

    The engine makes a column as wide as its longest word, so that a table with one would leave the page; and of a row that
    is kept whole but does not fit it forgets to repeat the head. Style sheets cannot tell such cells and rows from others.
    """
    for row in html.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        for cell in cells:
            if any(len(word) > LONGEST for word in "".join(cell.itertext()).split()):
                _style(cell, "overflow-wrap: anywhere")
        if any(_size(cell) > LARGEST for cell in cells):
            _style(row, "break-inside: auto")


def _size(cell: Any) -> int:
    """Return the letters of a cell, counting a short block as a line."""
    blocks = sum(1 for element in cell.iter() if element.tag in BLOCKS)
    return len("".join(cell.itertext())) + blocks * LINE


def _style(element: Any, rule: str) -> None:
    element.set("style", f"{rule}; {element.get('style', '')}")
