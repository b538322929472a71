"""Reads the words of a module from its doctree, passage by passage, as they are compared and recorded."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.utils import get_source_line
from sphinx import addnodes

from isacs_publish.model.manuscript import Item, Spot
from isacs_publish.model.text import Form, Passage
from isacs_publish.sphinxext import nodes as own

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_FORMS: dict[type[nodes.Element], Form] = {
    own.designation: Form.DESIGNATION,
    own.term_source: Form.SOURCE,
    nodes.literal_block: Form.LITERAL,
}
_PARTS: dict[type[nodes.Element], str] = {nodes.thead: "head", nodes.term: "term", nodes.definition: "definition"}
_SILENT = (nodes.Invisible, nodes.system_message, nodes.target, nodes.label, own.source_words)

_SILENT_IN_LINE = (nodes.comment, nodes.system_message, nodes.footnote_reference, own.currency)
_RAISED: dict[type[nodes.Element], str] = {nodes.superscript: "^", nodes.subscript: "_"}
"""Signs before raised and lowered letters: without them 10² would be 102."""


def read_text(document: nodes.document, file_of: Callable[[str], Path]) -> tuple[tuple[Passage, Spot], ...]:
    """Return the passages of a module whose units carry their ``anchor``, each with its place in the sources.

    ``file_of`` tells which file an image names.

    Titles of units are not among them, since they are facts of the units; text before the first clause is refused elsewhere.
    Each node notes as ``passage`` the position of the passage that it holds.
    """
    top = next(iter(document.findall(nodes.section)), None)
    reader = _Reader(file_of, document)
    read = reader.passages(top, "", "") if top is not None else ()
    found = [(passage, node) for passage, node in read if passage.unit]
    for position, (_, node) in enumerate(found):
        node["passage"] = position
    return tuple((passage, reader.spot(node)) for passage, node in found)


class _Reader:
    """Walks one doctree in the order of reading."""

    def __init__(self, file_of: Callable[[str], Path], document: nodes.document) -> None:
        self.file_of = file_of
        lists = document.findall(lambda node: isinstance(node, nodes.bullet_list | nodes.enumerated_list))
        self.lists = {id(node): count for count, node in enumerate(lists, 1)}
        self.source = str(document.get("source", ""))

    def passages(self, owner: nodes.Element, unit: str, place: str) -> Iterator[tuple[Passage, nodes.Element]]:
        """Yield what stands in a node, each passage with the node that holds it.

        ``unit`` is the innermost unit around it, ``place`` the cell.
        """
        for node in owner.children:
            if not isinstance(node, nodes.Element) or isinstance(node, _SILENT):
                continue
            here = node.get("anchor", unit)
            if _is_title(node):
                continue
            if isinstance(node, nodes.image):
                yield Passage(here, Form.FIGURE, self._picture(node), place), node
            elif isinstance(node, own.formula):
                yield Passage(here, Form.FORMULA, node["latex"], place), node
                yield Passage(here, Form.LEGEND, node["alt"], place), node
            elif isinstance(node, nodes.TextElement):
                if words := self.words_of(node):
                    yield Passage(here, _form(node), words, place), node
            else:
                yield from self.passages(node, here, _cell(node) or place)

    def spot(self, node: nodes.Element) -> Spot:
        """Return where a run of words stands in the sources, and in which lists."""
        source, line = get_source_line(node)
        around = list(_around(node))
        items = [self._item(each) for each in reversed(around) if isinstance(each, nodes.list_item)]
        parts = [_PARTS[type(each)] for each in (node, *around) if type(each) in _PARTS]
        return Spot(source or self.source, line or 1, tuple(items), str(node.get("status", "")), "".join(parts[:1]))

    def _item(self, item: nodes.list_item) -> Item:
        entries = item.parent
        return Item(self.lists[id(entries)], entries.index(item) + 1, isinstance(entries, nodes.enumerated_list))

    def _picture(self, image: nodes.image) -> str:
        """Return the text of a picture in words, and the digest of its file: another picture is another text."""
        return f"{image.get('alt', '')} (sha256 {self._digest(image)})"

    def _digest(self, image: nodes.image) -> str:
        path = self.file_of(image["uri"])
        return sha256(path.read_bytes()).hexdigest() if path.is_file() else "missing"

    def words_of(self, node: nodes.Node) -> str:
        """Return the words of a run of text, references by what they point at (``model/text``), white space folded.

        In a listing white space has a meaning, and stays.
        """
        words = "".join(self._inline(node))
        return words if isinstance(node, nodes.literal_block) else " ".join(words.split())

    def _inline(self, node: nodes.Node) -> Iterator[str]:
        if isinstance(node, nodes.Text):
            yield node.astext().replace("{", "{{").replace("}", "}}")
        elif isinstance(node, addnodes.pending_xref):
            yield _reference(node["reftype"], node["reftarget"], node.astext(), explicit=bool(node.get("refexplicit")))
        elif isinstance(node, nodes.image):
            yield _reference("image", self._digest(node), node.get("alt", ""), explicit=True)
        elif isinstance(node, nodes.Element) and not isinstance(node, _SILENT_IN_LINE):
            yield _RAISED.get(type(node), "")
            for child in node.children:
                yield from self._inline(child)
            if isinstance(node, nodes.reference) and node.get("refuri") and node["refuri"] != node.astext():
                yield f" <{node['refuri']}>"


def _around(node: nodes.Node) -> Iterator[nodes.Element]:
    """Yield the nodes around one, from inside out, up to the division it stands in."""
    while (node := node.parent) is not None and not isinstance(node, nodes.section | nodes.document):
        yield node


def _is_title(node: nodes.Element) -> bool:
    if isinstance(node.parent, nodes.section):
        return isinstance(node, nodes.title)
    titled = isinstance(node.parent, nodes.table | nodes.figure) and "anchor" in node.parent
    return titled and isinstance(node, nodes.title | nodes.caption)


def _form(node: nodes.TextElement) -> Form:
    """Return what a run of words is in its unit."""
    for kind, form in _FORMS.items():
        if isinstance(node, kind):
            return form
    around = node.parent
    if isinstance(around, own.term_entry):
        first = next((part for part in around.children if isinstance(part, nodes.paragraph)), None)
        return Form.DEFINITION if node is first else Form.PARAGRAPH
    return _form_by_place(around)


def _form_by_place(around: nodes.Node | None) -> Form:
    """Return what a paragraph is by the nearest node around it that says so."""
    while around is not None and "anchor" not in getattr(around, "attributes", {}):
        if isinstance(around, nodes.footnote):
            return Form.FOOTNOTE
        if isinstance(around, nodes.legend):
            return Form.LEGEND
        if isinstance(around, nodes.entry):
            return Form.CELL
        around = around.parent
    return Form.PARAGRAPH


def _cell(node: nodes.Element) -> str:
    """Return row and column of a cell, counted from 1, head and body through; empty for other nodes."""
    if not isinstance(node, nodes.entry):
        return ""
    tgroup = node.parent.parent.parent
    rows = [row for part in tgroup.children if isinstance(part, nodes.thead | nodes.tbody) for row in part.children]
    return f"{rows.index(node.parent) + 1}.{node.parent.index(node) + 1}"


def _reference(role: str, target: str, words: str, *, explicit: bool) -> str:
    """Return a reference as passages hold it; the words of a term are the author's where they are not the term itself."""
    shown = words if explicit or (role == "term" and words != target) else ""
    shown = "".join("" if letter in "{}|" else letter for letter in shown)
    return f"{{{role}:{target}|{shown}}}" if shown else f"{{{role}:{target}}}"
