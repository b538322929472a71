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
    original = inline.split_first_line
    if weasyprint.__version__ == VERSION:
        inline.split_first_line = _keep_full_line(original)
        boxes.InlineReplacedBox.position_x = 0  # docs/upstream/rtl-images.md
    try:
        with justifying(), drawing_whole_words():
            yield
    finally:
        inline.split_first_line = original


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
