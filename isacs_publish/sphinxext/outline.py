"""Reads the outline of a module from its doctree, and writes the labels back onto the nodes."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes

from isacs_publish.model.ordinal import CAPITAL, CAPITAL_ROMAN, DECIMAL, LETTER, ROMAN, Ordinal, write
from isacs_publish.model.outline import IN_TEXT, RESERVED, Kind, Outline, Unit, identity
from isacs_publish.sphinxext import nodes as own
from isacs_publish.sphinxext.report import report

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isacs_publish.model.numbering import Label

ANCHOR = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
"""What an author may write; the ids of templates begin with ``_``, those of units without anchor hold ``--``."""

LISTS = ("normative-references", "bibliography")
"""Anchors of the divisions that hold entries of references."""


def read_outline(document: nodes.document, module: str, path: str) -> Outline:
    """Return the outline, empty for a text without title; each node that is a unit gets its ``anchor`` as only id."""
    top = next(iter(document.findall(nodes.section)), None)
    if top is None:
        return Outline(module, "", path)
    return Outline(module, top[0].astext(), path, tuple(_Reader(document).units(top, "top", Kind.CLAUSE)))


def write_labels(document: nodes.document, labels: Mapping[str, Label]) -> None:
    """Set ``label`` on every node that is a unit, and ``marked`` on lists whose entries do not simply count."""
    for node in document.findall(nodes.Element):
        if "anchor" in node:
            node["label"] = labels[node["anchor"]]
    for entries in document.findall(nodes.enumerated_list):
        style, start = STYLES[entries["enumtype"]], entries.get("start", 1)
        counted = [write(Ordinal(start + place), style) for place in range(len(entries.children))]
        labelled = [entry for entry in entries.children if isinstance(entry, nodes.list_item) and "label" in entry]
        entries["marked"] = [entry["label"].number for entry in labelled] != counted


class _Reader:
    """Walks one doctree; knows which names the author gave."""

    def __init__(self, document: nodes.document) -> None:
        self.document = document
        explicit = [name for name, given in document.nametypes.items() if given and document.nameids.get(name)]
        self.names = {document.nameids[name]: name for name in explicit}
        self.counts: Counter[str] = Counter()
        source = Path(str(document.get("source", "")))
        self.lines = source.read_text(encoding="utf-8").split("\n") if source.is_file() else []

    def units(self, owner: nodes.Element, anchor: str, kind: Kind) -> Iterator[Unit]:
        """Yield the units directly in a node, looking through lists, quotes and other nodes that are none."""
        for node in owner.children:
            if not isinstance(node, nodes.Element) or isinstance(node, nodes.TextElement):
                continue
            unit_kind = self._kind(node, anchor, kind)
            if unit_kind is None:
                yield from self.units(node, anchor, kind)
            else:
                own_anchor = self._anchor(node, anchor, unit_kind)
                inside = self.units(node, own_anchor, kind if unit_kind in IN_TEXT else unit_kind)
                yield Unit(
                    unit_kind,
                    own_anchor,
                    _title(node),
                    self._line(node),
                    _status(node, anchor),
                    tuple(inside),
                    node.get("withdrawn", ""),
                )

    def _kind(self, node: Any, owner: str, owner_kind: Kind) -> Kind | None:
        if isinstance(node, nodes.section):
            return self._division(node, owner)
        if isinstance(node, nodes.note):
            return Kind.NOTE_TO_ENTRY if owner_kind is Kind.TERM else Kind.NOTE
        if isinstance(node, nodes.table):
            return Kind.TABLE if _title(node) else None
        if isinstance(node, nodes.figure):
            return Kind.FIGURE if _title(node) else None
        if isinstance(node, nodes.list_item) and isinstance(node.parent, nodes.enumerated_list):
            return Kind.ENTRY
        kind: Kind | None = node.get("kind") if isinstance(node, own.withdrawn) else _KINDS.get(type(node))
        return kind

    def _division(self, section: nodes.section, owner: str) -> Kind:
        if "annex" in section:
            if owner == "top":
                return Kind.ANNEX
            report(
                "annex-inside-clause",
                "an annex stands inside another clause",
                section,
                "give its title the underline of a clause",
            )
        if owner == "top":
            reserved = (RESERVED[name] for name in (self.names.get(i, "") for i in section["ids"]) if name in RESERVED)
            return next(reserved, Kind.CLAUSE)
        return Kind.CLAUSE

    def _anchor(self, node: nodes.Element, owner: str, kind: Kind) -> str:
        """Return the author's anchor, or one that no author can write; make it the only id of the node.

        A list and its entries are known by their words alone: they are cited by the clause around them.
        """
        if "anchor" in node:
            return str(node["anchor"])
        given = [] if kind in IN_TEXT else [i for i in node["ids"] if i in self.names] or self._key(node, owner)
        for name in (self.names[i] for i in given if i in self.names):
            if not ANCHOR.fullmatch(name):
                report("anchor-form", f"{name!r} is not an anchor", node, "use lower-case letters, digits and hyphens")
        anchor = given[0] if given else self._unnamed(owner, kind)
        if kind not in IN_TEXT:
            self._rename(node, anchor, given[1:])
        node["anchor"] = anchor
        return anchor

    def _unnamed(self, owner: str, kind: Kind) -> str:
        """Return an anchor that no author can write: units of text count together, lists and their entries for themselves.

        What stands in a note or an example keeps its whole name, since it is no more permanent than that.
        """
        counter = str(kind) if kind in IN_TEXT else ""
        self.counts[counter] += 1
        passing = re.search(rf"~({Kind.NOTE}|{Kind.EXAMPLE})-\d", owner)
        return f"{owner if passing else owner.partition('~')[0]}~{kind}-{self.counts[counter]}"

    def _key(self, node: nodes.Element, owner: str) -> list[str]:
        """Return the anchor that the key of a reference makes."""
        if not isinstance(node, own.reference_entry):
            return []
        anchor = nodes.make_id(f"ref-{node['key']}")
        if owner not in LISTS and not _within_list(node):
            hint = "move it to the clause 'normative-references', or to 'bibliography'"
            report("misplaced-directive", "an entry of a list of references stands elsewhere", node, hint)
        if anchor in self.document.ids:
            report("duplicate-anchor", f"{anchor!r} is an anchor already", node, "give one of the two another name")
        return [anchor]

    def _rename(self, node: nodes.Element, anchor: str, others: list[str]) -> None:
        dropped = set(node["ids"]) - {anchor, *others}
        node["ids"] = [identity(anchor), *others]
        if dropped:
            for reference in self.document.findall(nodes.reference):
                if reference.get("refid") in dropped:
                    reference["refid"] = node["ids"][0]

    def _line(self, node: nodes.Element) -> int:
        """Return the line of the title where there is one; docutils counts it from the line under it."""
        title = next((child for child in node.children if isinstance(child, nodes.title)), None)
        if not isinstance(node, nodes.section) or title is None or not title.line:
            return node.line or (title.line if title is not None else 0) or 0
        near = range(title.line, max(title.line - 3, 0), -1)
        return next((n for n in near if n <= len(self.lines) and title.rawsource == self.lines[n - 1].strip()), title.line)


def _within_list(node: nodes.Node) -> bool:
    """Tell whether a node stands in a subclause of a list of references, which is a fault of its own."""
    while (node := node.parent) is not None:
        if isinstance(node, nodes.Element) and node.get("anchor") in LISTS:
            return True
    return False


_KINDS: dict[type[nodes.Element], Kind] = {
    own.term_entry: Kind.TERM,
    own.formula: Kind.FORMULA,
    own.example: Kind.EXAMPLE,
    own.reference_entry: Kind.REFERENCE,
    nodes.enumerated_list: Kind.LIST,
}

STYLES = {
    "arabic": DECIMAL,
    "loweralpha": LETTER,
    "lowerroman": ROMAN,
    "upperalpha": CAPITAL,
    "upperroman": CAPITAL_ROMAN,
}
"""Styles of ordinals by the enumeration types of docutils."""


def _title(node: nodes.Element) -> str:
    """Return the title of a section or table, the caption of a figure, the term of an entry, the name of a reference."""
    if isinstance(node, own.term_entry):
        return str(node["term"])
    if isinstance(node, own.reference_entry):
        return str(node.get("module") or node.astext().split(",")[0])
    titles = (child for child in node.children if isinstance(child, nodes.title | nodes.caption))
    return next((child.astext() for child in titles), "")


def _status(node: nodes.Element, owner: str) -> str:
    if isinstance(node, own.reference_entry):
        return "normative" if owner == "normative-references" else ""
    if isinstance(node, nodes.enumerated_list):
        return f"{STYLES[node['enumtype']]}:{node.get('start', 1)}"
    return str(node.get("annex", ""))
