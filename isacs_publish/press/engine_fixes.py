"""Repairs beside WeasyPrint 70.0, each with its page in ``docs/upstream/`` and a test that shows the fault without it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

from isacs_publish.press.drawn_text import drawing_whole_words
from isacs_publish.press.justify import justifying

if TYPE_CHECKING:
    from collections.abc import Iterator

VERSION = "70.0"


@contextmanager
def repaired() -> Iterator[None]:
    """Lay out with the repairs, inside this block only. Another version of the engine is used as it is."""
    split, strip = inline.split_first_line, inline.remove_last_whitespace
    if weasyprint.__version__ == VERSION:
        inline.split_first_line = _keep_full_line(split)
        inline.remove_last_whitespace = _keep_in_line(strip)
        boxes.InlineReplacedBox.position_x = 0  # docs/upstream/rtl-images.md
    try:
        with justifying(), drawing_whole_words():
            yield
    finally:
        inline.split_first_line, inline.remove_last_whitespace = split, strip


def _keep_in_line(original: Any) -> Any:
    """Return a way of taking the space off the end of a line that leaves what it stood behind where it is.

    ``docs/upstream/rtl-trailing-space.md``: from right to left that space stands at the left end, so that the other boxes of
    the line close up to the last one. The engine moves the last one as well, out of the block.
    """

    def remove(context: Any, line: Any) -> None:
        before = line.children[-1].position_x if line.children else 0.0
        original(context, line)
        if line.children and (moved := line.children[-1].position_x - before):
            _take_back(line, moved)

    return remove


def _take_back(line: Any, moved: float) -> None:
    """Move the last box of a line back to where it was; what stands before it, there or in an inline box, stays moved."""
    last = line.children[-1]
    last.translate(dx=-moved, ignore_floats=True)
    while isinstance(last, boxes.InlineBox) and last.children:
        for child in last.children[:-1]:
            child.translate(dx=moved, ignore_floats=True)
        last = last.children[-1]


def _keep_full_line(original: Any) -> Any:
    """Return a line breaker that does not cut a line after its first word because of the space at its end.

    ``docs/upstream/trailing-space.md``: the text before an inline element ends with a space. When the text fits and the
    space does not, the engine takes the line for one that cannot be split and breaks it after its first word.
    """

    def split(text: str, style: Any, context: Any, max_width: float | None, *rest: Any, **options: Any) -> Any:
        line = original(text, style, context, max_width, *rest, **options)
        _, length, resume_index, *_ = line
        if resume_index is None or not text.endswith(" ") or style["white_space"] not in ("normal", "pre-line"):
            return line
        if b" " in text.encode()[:length] or " " not in text.rstrip(" "):
            return line
        whole = original(text.rstrip(" "), style, context, max_width, *rest, **options)
        if whole[2] is None and max_width is not None and whole[3] <= max_width:
            return (*whole[:2], len(text.encode()), *whole[3:])
        return line

    return split
