"""Layout by WeasyPrint 70.0 in less time: what it does over and over is done once, and every byte stays as it was.

Each improvement has its page in ``docs/upstream/``, which tells what it gains, and a test that the bytes are the same with
and without it. ``ISACS_WITHOUT`` in the environment leaves improvements out, by their names or all: ``styles,lines``, ``all``.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pydyf
import weasyprint
from weasyprint import css
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES, Dimension
from weasyprint.draw.color import get_color
from weasyprint.formatting_structure import boxes
from weasyprint.layout import background, percent
from weasyprint.text import line_break

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from contextlib import AbstractContextManager

VERSION = "70.0"
SETTING = "ISACS_WITHOUT"
ALL = "all"


def left_out() -> frozenset[str]:
    """Return the names of the improvements that the environment leaves out; raise ValueError for a name that is none."""
    names = frozenset(filter(None, os.environ.get(SETTING, "").split(",")))
    if unknown := names - IMPROVEMENTS.keys() - {ALL}:
        raise ValueError(f"{SETTING} names {', '.join(sorted(unknown))}; known are {', '.join((ALL, *IMPROVEMENTS))}")
    return names


@contextmanager
def swift(without: Collection[str] | None = None) -> Iterator[None]:
    """Lay out with the improvements, inside this block only. Another version of the engine is used as it is."""
    without = left_out() if without is None else without
    wanted = () if weasyprint.__version__ != VERSION or ALL in without else IMPROVEMENTS.keys() - set(without)
    with ExitStack() as stack:
        for name in wanted:
            stack.enter_context(IMPROVEMENTS[name]())
        yield


# Styles: a value that is inherited or initial, and nothing else, is looked up and not computed

_SPECIAL = {"float", "display", "position", "page"} | {key for key in INITIAL_VALUES if key.startswith("text_decoration_")}
_INHERITED = frozenset(INHERITED - _SPECIAL)
_INITIAL = frozenset(INITIAL_VALUES.keys() - INHERITED - INITIAL_NOT_COMPUTED - _SPECIAL)
_PHYSICAL = frozenset(PHYSICAL_FUNCTIONS)
_LOGICAL = frozenset(name(block="ttb", inline=inline) for name in PHYSICAL_FUNCTIONS.values() for inline in ("ltr", "rtl"))


def _looked_up(original: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    """Return what computes a missing value of a style, sooner for one that no rule of a style sheet sets."""

    def missing(style: Any, key: str) -> Any:
        cascaded, parent = style.cascaded, style.parent_style
        if key in cascaded or parent is None or (key in _PHYSICAL and not _LOGICAL.isdisjoint(cascaded)):
            return original(style, key)
        if key in _INHERITED:
            value = style[key] = parent[key]
        elif key in _INITIAL:
            value = style[key] = INITIAL_VALUES[key]
        else:
            return original(style, key)
        return value

    return missing


# Backgrounds: a box without any is passed over

_SHARP = (0, 0)
_CORNERS = tuple(f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left"))
_UNROUNDED = (0, "px")


def _is_bare(style: Any) -> bool:
    """Tell whether a box has nothing behind its text: no colour, image, shadow, rounded corner or image of a border."""
    return (
        not style["box_shadow"]
        and style["border_image_source"][0] == "none"
        and style["mask_border_source"][0] == "none"
        and all(_UNROUNDED in style[corner] for corner in _CORNERS)
        and all(kind == "none" for kind, _ in style["background_image"])
        and (style["visibility"] == "hidden" or get_color(style, "background_color").alpha == 0)
    )


def _passing_over(original: Callable[..., None]) -> Callable[..., None]:
    def layout(page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None) -> None:
        if style is not None or box is page or not _is_bare(box.style):
            original(page, box, get_image, layout_children, style)
            return
        box.background = None
        for corner in _CORNERS:
            setattr(box, corner, _SHARP)
        for child in box.all_children() if layout_children else ():
            layout(page, child, get_image)

    return layout


# Flow: most boxes are in it


def _in_flow(original: Callable[[Any], bool]) -> Callable[[Any], bool]:
    def is_in_normal_flow(box: Any) -> bool:
        style = box.style
        return (style["position"] == "static" and style["float"] == "none") or original(box)

    return is_in_normal_flow


# Percentages: most lengths are none


def _sooner(original: Callable[..., None]) -> Callable[..., None]:
    def resolve(box: Any, name: str, refer_to: Any) -> None:
        value = box.style[name]
        if value.__class__ is Dimension and value.unit == "px":
            setattr(box, name, value.value)
        else:
            original(box, name, refer_to)

    return resolve


# Fonts: described once for all texts that are set in one

_FONT = (
    "font_style",
    "font_stretch",
    "font_weight",
    "font_size",
    "font_variant_caps",
    "font_variation_settings",
)


def _described_once(original: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def description(style: Any) -> Any:
        known = style.font_config.__dict__.setdefault("descriptions", {})
        key = (*style["font_family"], *map(style.__getitem__, _FONT))
        if key not in known:
            known[key] = original(style)
        return known[key]

    return description


# Streams: written and compressed once, though the identifier of the file wants their bytes as well


def _remembering(original: property) -> property:
    kept: dict[int, tuple[Any, bytes]] = {}

    def data(stream: Any) -> bytes:
        if id(stream) not in kept:
            kept[id(stream)] = stream, original.fget(stream)  # type: ignore[misc]
        return kept[id(stream)][1]

    return property(data)


def _writing(original: Callable[..., None]) -> Callable[..., None]:
    def write(pdf: Any, *how: Any, **named: Any) -> None:
        with patch.object(pydyf.Stream, "data", _remembering(pydyf.Stream.data)):
            original(pdf, *how, **named)

    return write


# References of pages: listed once for all links that lead to them


def _listed_once(original: property) -> property:
    def page_references(pdf: Any) -> tuple[bytes, ...]:
        kids = len(pdf.pages["Kids"])
        kept: tuple[int, tuple[bytes, ...]] | None = pdf.__dict__.get("listed")
        if kept is None or kept[0] != kids:
            kept = pdf.__dict__["listed"] = kids, original.fget(pdf)  # type: ignore[misc]
        return kept[1]

    return property(page_references)


def _replacing(owner: Any, name: str, better: Callable[[Any], Any]) -> Callable[[], AbstractContextManager[Any]]:
    return lambda: patch.object(owner, name, better(getattr(owner, name)))


IMPROVEMENTS: dict[str, Callable[[], AbstractContextManager[Any]]] = {
    "styles": _replacing(css.ComputedStyle, "__missing__", _looked_up),
    "backgrounds": _replacing(background, "layout_box_backgrounds", _passing_over),
    "flow": _replacing(boxes.Box, "is_in_normal_flow", _in_flow),
    "percentages": _replacing(percent, "resolve_one_percentage", _sooner),
    "fonts": _replacing(line_break, "get_font_description", _described_once),
    "references": _replacing(pydyf.PDF, "page_references", _listed_once),
    "streams": _replacing(pydyf.PDF, "write", _writing),
}
"""The improvements by name, each with what it puts in the place of a function of the engine."""
