"""Justification beside WeasyPrint 70.0 for Arabic and Chinese: lines that reach both margins.

The engine stretches the spaces of a line. Arabic spaces set apart from their words have other widths than those that were
measured, and Chinese has hardly a space to stretch: there, room is given between characters. Lines without either script
are justified as before.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from weasyprint.layout import inline
from weasyprint.text import line_break
from weasyprint.text.ffi import TO_UNITS, ffi, pango

if TYPE_CHECKING:
    from collections.abc import Iterator

HAN = re.compile("[\u2014\u2018-\u201d\u2026\u2e80-\u9fff\uf900-\ufaff\ufe10-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]+")
"""Characters of Chinese that take room on either side: Han characters and full-width punctuation."""

LEAST = 1 / TO_UNITS
"""The smallest spacing in px that Pango takes note of."""


@contextmanager
def justifying() -> Iterator[None]:
    """Justify lines as Arabic and Chinese ask for, inside this block only."""
    justify, count, set_text = inline.justify_line, inline.count_expandable_spaces, line_break.Layout.set_text
    strip = inline.remove_last_whitespace
    inline.remove_last_whitespace = _noting_moves(strip)
    inline.justify_line = _measuring_again(justify)
    inline.count_expandable_spaces = _counting_characters(count)
    line_break.Layout.set_text = _spacing_characters(set_text)
    try:
        yield
    finally:
        inline.justify_line, inline.count_expandable_spaces, line_break.Layout.set_text = justify, count, set_text
        inline.remove_last_whitespace = strip


# Chinese


def _is_chinese(text: str, style: Any) -> bool:
    return str(style["lang"] or "").startswith("zh") and HAN.search(text) is not None


def _counting_characters(original: Any) -> Any:
    """Return a count of the places that give: in Chinese, by how many px a text grows when each gives one px."""

    def count(box: Any) -> float:
        if isinstance(box, inline.boxes.TextBox) and _is_chinese(box.text, box.style):
            return max(0.0, _width(box, box.text, 1) - _width(box, box.text, 0))
        places: float = original(box)
        return places

    return count


def _spacing_characters(original: Any) -> Any:
    """Return a way of setting a text that gives the spacing of justification to Chinese characters too."""

    def set_text(layout: Any, text: str, justify: bool = False) -> None:
        original(layout, text, justify)
        if justify and layout.justification_spacing and _is_chinese(text, layout.style):
            _space(layout, int(layout.justification_spacing * TO_UNITS))

    return set_text


def _space(layout: Any, spacing: int) -> None:
    attributes = pango.pango_layout_get_attributes(layout.layout)
    if attributes == ffi.NULL:
        attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    for run in HAN.finditer(layout.text):
        attribute = pango.pango_attr_letter_spacing_new(spacing)
        attribute.start_index = len(layout.text[: run.start()].encode())
        attribute.end_index = len(layout.text[: run.end()].encode())
        pango.pango_attr_list_change(attributes, attribute)
    pango.pango_layout_set_attributes(layout.layout, attributes)


# Lines from right to left


def _measuring_again(original: Any) -> Any:
    """Return a justification that reckons with words as they are set once their spaces are stretched.

    ``docs/upstream/rtl-justification.md``: Pango shapes a stretched space apart from its words, and a font that fits words
    to the spaces between them, as Amiri does, sets them narrower then, so that the line would not reach the margin. One that
    would reach beyond it is set as it was broken, which is all but full.
    """

    def justify(context: Any, line: Any, extra_width: float) -> None:
        if line.style["direction"] == "rtl":
            _take_back(line)
            if (rest := extra_width - _growth(line)) >= 0:
                _remeasure(line, 0)
            extra_width = max(rest, 0.0)
        original(context, line, extra_width)

    return justify


def _noting_moves(original: Any) -> Any:
    """Return a way of taking the space off the end of a line that notes by how much the engine moves its boxes for that."""

    def remove(context: Any, line: Any) -> None:
        before = line.children[-1].position_x if line.children else 0.0
        original(context, line)
        line.moved = line.children[-1].position_x - before if line.children else 0.0

    return remove


def _take_back(line: Any) -> None:
    """Move the last box of a line, which is about to be set anew without its space, back to where it was.

    ``docs/upstream/rtl-trailing-space.md``: what stands before it, there or in an inline box, stays moved.
    """
    moved = getattr(line, "moved", 0.0)
    if not moved:
        return
    last = line.children[-1]
    last.translate(dx=-moved, ignore_floats=True)
    while isinstance(last, inline.boxes.InlineBox) and last.children:
        for child in last.children[:-1]:
            child.translate(dx=moved, ignore_floats=True)
        last = last.children[-1]


def _growth(box: Any) -> float:
    """Return by how many px boxes are wider with spaces apart."""
    if isinstance(box, inline.boxes.TextBox):
        return _width(box, box.text, LEAST) - box.width if inline.count_expandable_spaces(box) else 0.0
    if isinstance(box, inline.boxes.LineBox | inline.boxes.InlineBox):
        return sum(_growth(child) for child in box.children if child.is_in_normal_flow())
    return 0.0


def _remeasure(box: Any, advance: float) -> float:
    """Give boxes the width that they have with spaces apart; return by how much all up to here have grown."""
    before = advance
    box.position_x += advance
    if isinstance(box, inline.boxes.TextBox):
        if inline.count_expandable_spaces(box):
            advance += _width(box, box.text, LEAST) - box.width
    elif isinstance(box, inline.boxes.LineBox | inline.boxes.InlineBox):
        for child in reversed(box.children):
            if child.is_in_normal_flow():
                advance = _remeasure(child, advance)
    box.width += advance - before
    return advance


def _width(box: Any, text: str, spacing: float) -> float:
    """Return the width in px of a text in the style of a box, with so much spacing at each place that gives."""
    layout = inline.create_layout(text, box.style, None, None, spacing)
    layout.set_text(text, justify=True)
    line, _ = layout.get_first_line()
    width: float = line_break.line_size(line, box.style)[0]
    layout.deactivate()
    return width
