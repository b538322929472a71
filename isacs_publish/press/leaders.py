"""Joins the dots of leaders: the engine sets and draws each dot by itself, hundreds a line (``docs/upstream/leaders.md``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


def join_leaders(document: Any) -> None:
    """Make one text of the dots of each leader, where they stand; between layout and drawing, in the boxes of the engine."""
    from weasyprint.text.line_break import split_first_line

    for page in document.pages:
        for leader in _leaders(page._page_box):
            dots = sorted(leader.children, key=lambda dot: dot.position_x)
            if len(dots) < 2:
                continue
            joined = dots[0].copy()
            joined.text = "".join(dot.text for dot in dots)
            joined.style = joined.style.copy()
            joined.style["font_kerning"] = "none"  # the engine had kerned no dot with the next
            joined.pango_layout, _, _, joined.width, _, _ = split_first_line(
                joined.text, joined.style, None, None, joined.justification_spacing
            )
            if abs(joined.position_x + joined.width - dots[-1].position_x - dots[-1].width) < 1:
                leader.children = (joined,)


def _leaders(box: Any) -> Iterator[Any]:
    """Yield the leaders in a box, in the order of the page."""
    for child in box.all_children():
        if getattr(child, "is_leader", False):
            yield child
        elif hasattr(child, "children"):
            yield from _leaders(child)
