"""What WeasyPrint 70 leaves out of the tags of a PDF/UA file: noted, and set, while it builds the structure tree.

The engine builds a tree from its boxes; its function ``_build_box_tree`` is private, so the version is pinned and a test
compares the tree. ``tagging`` notes the HTML element behind each structure element and sets what HTML says of it;
``structure.tidy`` then works on the whole tree.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pydyf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf import tags as engine

if TYPE_CHECKING:
    from collections.abc import Iterator

_SCOPES = {"col": "/Column", "row": "/Row"}
_NUMBERING = {"loweralpha": "/LowerAlpha", "lowerroman": "/LowerRoman", "ul": "/Disc", "ol": "/Decimal", "dl": "/None"}
"""How the items of a list are labelled, by class or tag of its HTML element."""

_TYPES = {"pre": "/Code", "code": "/Code", "q": "/Quote", "figure": "/Div", "abbr": "/Span"}
"""Structure types of HTML elements that the engine has none for."""

_PSEUDO = {"footnote-call": "/Reference", "footnote-marker": "/Lbl"}
"""Structure types of what style sheets generate."""

_ATTACHED = {"@top": ("/Header", "/Top"), "@bottom": ("/Footer", "/Bottom")}
"""Subtype of the artifact, and the edge it stands at, by the margin box that holds it (ISO 32000-1, 14.8.2.2.2)."""

_PLAIN = ("/NonStruct", "/Span", "/Div", "/P", "/Sect", "/L", "/LI", "/LBody")


@dataclass
class Fragment:
    """A piece of a cross-reference, as the engine set it: CSS px from the upper left corner of the page."""

    key: str
    target: str
    page: int
    area: tuple[float, float, float, float]
    text: str


@dataclass
class Tagging:
    """What was noted while the tree was built."""

    fragments: list[Fragment] = field(default_factory=list)
    origins: dict[int, Any] = field(default_factory=dict)
    pseudo: dict[int, str] = field(default_factory=dict)
    artifacts: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)
    """Properties of marked content that is no part of the text, by page and MCID."""


@contextmanager
def tagging() -> Iterator[Tagging]:
    """Note the origin of each structure element that is built inside this block."""
    original = engine._build_box_tree
    noted = Tagging()

    def build(box: Any, parent: Any, pdf: Any, page: int, *state: Any) -> Iterator[Any]:
        box = box._box if isinstance(box, AbsolutePlaceholder) else box
        noted.artifacts.update(((page, mcid), properties) for mcid, properties in _artifacts(box, state[-1]))
        _keep_lists_inside(box)
        for element in original(box, parent, pdf, page, *state):
            if getattr(box, "is_leader", False):
                continue
            if element.number not in noted.origins and box.element is not None:
                noted.origins[element.number] = box.element
                noted.pseudo[element.number] = box.element_tag or ""
                _describe(element, box, page, noted)
            yield element

    engine._build_box_tree = build
    try:
        yield noted
    finally:
        engine._build_box_tree = original


def _artifacts(box: Any, tags: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the MCIDs in a running head, a folio or a leader, and those of a page that hold nothing, each with what it is."""
    if isinstance(box, boxes.PageBox):
        empty = [text for text in tags if isinstance(text, boxes.TextBox) and not text.text.strip()]
        yield from ((tags[text]["mcid"], {"Type": "/Layout"}) for text in empty)
    if isinstance(box, boxes.MarginBox):
        subtype, edge = _ATTACHED.get(box.at_keyword.partition("-")[0], (None, None))
        properties: dict[str, Any] = {"Type": "/Pagination"}
        if subtype:
            properties |= {"Subtype": subtype, "Attached": pydyf.Array([edge])}
    elif getattr(box, "is_leader", False):
        properties = {"Type": "/Layout"}
    else:
        return
    for text in box.descendants():
        if text in tags:
            yield tags[text]["mcid"], properties


def _keep_lists_inside(box: Any) -> None:
    """Let the engine hang a list that stands in an item under this item, at its place, and not beside it."""
    if box.element_tag in ("li", "dd"):
        for child in box.children:
            if child.element_tag in ("ul", "ol"):
                child.element_tag = "dl"


def _describe(element: Any, box: Any, page: int, noted: Tagging) -> None:
    """Set on a structure element what its HTML element says."""
    html, tag = box.element, box.element_tag or ""
    classes = (html.get("class") or "").split()
    if "::" in tag:
        element["S"] = _PSEUDO.get(tag.partition("::")[2], element["S"])
        return
    if element["S"] == "/TH" and (scope := _SCOPES.get(html.get("scope", ""))):
        element["A"]["Scope"] = scope
    if (language := html.get("lang")) and tag != "html":
        element["Lang"] = pydyf.String(language)
    if tag == "abbr" and (expansion := html.get("title")):
        element["E"] = pydyf.String(expansion)
    element["S"] = _named(html, element["S"])
    if element["S"] == "/L":
        numbering = next((_NUMBERING[word] for word in (*classes, html.tag) if word in _NUMBERING), "/None")
        element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": numbering})
    if "footnote" in classes and element["S"] in _PLAIN:
        element["S"] = "/Note"
        element["ID"] = pydyf.String(f"note-{html.get('id') or element.number}")
    if box.link_annotation and (text := " ".join("".join(html.itertext()).split())):
        box.link_annotation["Contents"] = pydyf.String(html.get("title") or text)
    if "crossref" in classes:
        _note_fragment(element, box, page, noted)


def _named(html: Any, standard: str) -> str:
    """Return the structure type of an element; of contents, the item itself becomes a TOCI, what it wraps the Reference."""
    if standard == "/H6":
        return f"/H{html.get('aria-level', 6)}"
    if standard not in _PLAIN:
        return standard
    if html.get("data-pdf") == "TOCI":
        return "/TOCI" if standard == "/LI" else "/Reference"
    if wanted := html.get("data-pdf"):
        return f"/{wanted}"
    return _TYPES.get(html.tag, standard)


def _note_fragment(element: Any, box: Any, page: int, noted: Tagging) -> None:
    key = f"xref-{len(noted.fragments) + 1}"
    element["ID"] = pydyf.String(key)
    x, y, width, height = box.hit_area()
    text = " ".join("".join(box.element.itertext()).split())
    noted.fragments.append(Fragment(key, box.element.get("data-target"), page, (x, y, x + width, y + height), text))
