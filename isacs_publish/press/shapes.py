"""The shapes that parts of a structure tree take: captions, terms, lists, figures and formulas (ISO 32000-1, 14.8.4)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pydyf

from isacs_publish.press.geometry import PT

if TYPE_CHECKING:
    from isacs_publish.press.structure import Tree

HEADING = re.compile(r"/H(\d+)")
"""The structure type of a heading, with its level."""


def shape(tree: Tree, element: Any) -> None:
    """Give an element what its type asks for."""
    match element["S"]:
        case "/LI":
            _wrap_list_item(tree, element)
        case "/L" if tree.html(element, "tag") == "dl":
            _pair_definitions(tree, element)
        case "/TD":
            _head_cell(tree, element)
        case "/Figure" | "/Formula":
            _place_figure(tree, element)
    if element["S"] in ("/Sect", "/Div", "/Part"):
        _list_entries(tree, element)
    if tree.html(element, "class") == "formula":
        _make_formula(tree, element)


# Layout

LAYOUT = "NonStruct"
"""What the HTML of rows and columns, which are layout alone, asks for as structure type."""


def dissolve(tree: Tree, element: Any) -> None:
    """Give what rows and columns of layout hold to the elements around them, each with the language of its column.

    Lists that are set row by row become one list.
    """
    kids: list[Any] = []
    for kid in element["K"]:
        child = tree.object(kid) if tree.is_element(kid) else None
        if child is not None:
            dissolve(tree, child)
        if child is not None and tree.html(child, "data-pdf") == LAYOUT:
            _pass_language(tree, child)
            kids += [tree.moved(inner, child, element) for inner in child["K"]]
        else:
            kids.append(kid)
    element["K"] = pydyf.Array(kids)
    _join_lists(tree, element)


def _pass_language(tree: Tree, element: Any) -> None:
    for child in tree.elements(element) if "Lang" in element else ():
        child.setdefault("Lang", element["Lang"])


def _join_lists(tree: Tree, parent: Any) -> None:
    """Hang the entries of lists with one number into the first of them, each with its language."""
    first: dict[str, Any] = {}
    for child in tree.elements(parent):
        if number := tree.html(child, "data-list"):
            _pass_language(tree, child)
            before = first.setdefault(number, child)
            if before is not child:
                before["K"].extend(tree.moved(kid, child, before) for kid in child["K"])
                child["K"] = pydyf.Array()


# Table titles


def make_captions(tree: Tree) -> None:
    """Make the Caption of a table from the row that holds its title (ISO 32000-1, 14.8.4.3.4)."""
    for table in [element for element in tree.walk(tree.top) if element["S"] == "/Table"]:
        for head in (part for part in tree.elements(table) if part["S"] == "/THead"):
            for row in tree.elements(head):
                if tree.is_a(row, "caption"):
                    head["K"].remove(row.reference)
                    _become_caption(tree, table, row)


def _become_caption(tree: Tree, table: Any, row: Any) -> None:
    row["S"] = "/Caption"
    row["P"] = table.reference
    row["K"] = pydyf.Array(tree.moved(kid, cell, row) for cell in tree.elements(row) for kid in cell["K"])
    table["K"].insert(0, row.reference)


def _head_cell(tree: Tree, cell: Any) -> None:
    """Let a cell name the head it has in the tree, where the one above it on the page is a repeated one."""
    headers = [tree.same_heads.get(id(key), key) for key in cell["A"].pop("Headers", ())]
    if headers:
        cell["A"]["Headers"] = pydyf.Array(headers)
    elif len(cell["A"]) == 1:
        del cell["A"]


# Terms


def head_terms(tree: Tree, element: Any, level: int) -> None:
    """Make a heading of the number and the term of each entry, one level below the heading of the clause."""
    for child in tree.elements(element):
        if found := HEADING.fullmatch(child["S"]):
            level = int(found[1])
        elif tree.is_a(child, "term-entry"):
            _head_term(tree, child, f"/H{level + 1}")
        else:
            head_terms(tree, child, level)


def _head_term(tree: Tree, entry: Any, heading: str) -> None:
    """Make the heading of an entry, in each of its languages."""
    entry["S"] = "/Sect"
    parts = tree.elements(entry)
    for first, second in zip(parts, [*parts[1:], entry], strict=True):
        if tree.is_a(first, "term-number"):
            first["S"] = heading
            if tree.is_a(second, "designation"):
                first["K"].extend(tree.moved(kid, second, first) for kid in second["K"])
                entry["K"].remove(second.reference)
    if parts and tree.is_a(parts[0], "designation"):
        parts[0]["S"] = heading


# Lists


def _wrap_list_item(tree: Tree, entry: Any) -> None:
    """Put what an LI holds beside its Lbl into one LBody (ISO 32000-1, 14.8.4.3.3)."""
    kids = tree.elements(entry)
    if all(kid["S"] in ("/Lbl", "/LBody") for kid in kids) and len(kids) == len(entry["K"]):
        return
    labels = [kid.reference for kid in kids if kid["S"] == "/Lbl"]
    body = tree.new("/LBody", entry)
    for kid in entry["K"]:
        if kid not in labels:
            tree.adopt(body, kid)
    entry["K"] = pydyf.Array([*labels, body.reference])


def _pair_definitions(tree: Tree, definitions: Any) -> None:
    """Make one LI of a dt and its dd, the dt its Lbl; the engine writes an LI for each."""
    kept: list[Any] = []
    for entry in tree.elements(definitions):
        parts = tree.elements(entry)
        if tree.html(entry, "tag") == "dt":
            for part in parts:
                part["S"] = "/Lbl"
        if kept and (tree.html(entry, "tag") == "dd" or tree.elements(kept[-1])[-1]["S"] == "/Lbl"):
            kept[-1]["K"].extend(tree.moved(kid, entry, kept[-1]) for kid in entry["K"])
            entry["K"] = pydyf.Array()
        else:
            kept.append(entry)
    definitions["K"] = pydyf.Array(entry.reference for entry in kept)


def _list_entries(tree: Tree, parent: Any) -> None:
    """Make a list of the entries of the normative references and of the bibliography."""
    kids: list[Any] = []
    entries: Any = None
    for kid in parent["K"]:
        child = tree.object(kid) if tree.is_element(kid) else None
        if child is None or not tree.is_a(child, "reference-entry"):
            entries = None
            kids.append(kid)
            continue
        if entries is None:
            entries = tree.new("/L", parent)
            entries["Pg"] = child["Pg"]
            kids.append(entries.reference)
        _list_entry(tree, entries, child)
    parent["K"] = pydyf.Array(kids)


def _list_entry(tree: Tree, entries: Any, entry: Any) -> None:
    """Hang an entry into its list; the number that leads its paragraph is its Lbl."""
    entry["S"] = "/LI"
    entry["P"] = entries.reference
    entries["K"].append(entry.reference)
    numbered = tree.is_a(entry, "numbered")
    entries["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": "/Decimal" if numbered else "/None"})
    paragraph = tree.elements(entry)[0]
    label = next((kid for kid in tree.elements(paragraph) if numbered and tree.is_a(kid, "label")), None)
    if label is not None:
        label["S"] = "/Lbl"
        paragraph["K"].remove(label.reference)
        entry["K"].insert(0, tree.moved(label.reference, paragraph, entry))


# Figures and formulas


def _make_formula(tree: Tree, block: Any) -> None:
    """Make a Formula of the drawing in a block, which is a paragraph with the number of the formula."""
    block["S"] = "/P"
    for child in tree.elements(block):
        if child["S"] == "/Figure":
            child["S"] = "/Formula"


def _place_figure(tree: Tree, figure: Any) -> None:
    """Give the box of a figure in points from the lower left corner of its page; the engine writes px from above."""
    x1, y1, x2, y2 = (side * PT for side in figure["A"]["BBox"])
    top = tree.object(figure["Pg"])["MediaBox"][3]
    figure["A"]["BBox"] = pydyf.Array(round(side, 2) for side in (x1, top - y2, x2, top - y1))
