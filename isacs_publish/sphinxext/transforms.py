"""The one transform at the end of reading: doctree of a module → outline → labels, written on the nodes and into the domain."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from docutils.utils import get_source_line
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

from isacs_publish.model.correspondence import ANNEX, TABLE, table
from isacs_publish.model.finding import Place
from isacs_publish.model.manuscript import Manuscript, Table, Tag, Waiver
from isacs_publish.model.numbering import number
from isacs_publish.model.recognition import recognised
from isacs_publish.model.text import Text, labelled
from isacs_publish.sphinxext import nodes as own
from isacs_publish.sphinxext.correspondence import add_annex, fill_annex
from isacs_publish.sphinxext.currency import mark_currency
from isacs_publish.sphinxext.domain import fold
from isacs_publish.sphinxext.outline import read_outline, write_labels
from isacs_publish.sphinxext.published import Published, rename, restore_withdrawn
from isacs_publish.sphinxext.report import report
from isacs_publish.sphinxext.text import read_text
from isacs_publish.sphinxext.translating import translate
from isacs_publish.sphinxext.vocabulary import report_foreign

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.catalogue import Module
    from isacs_publish.model.numbering import Label
    from isacs_publish.model.outline import Outline
    from isacs_publish.sphinxext.domain import StandardsDomain


class NumberingTransform(SphinxTransform):
    """Numbers a module.

    Runs after docutils has resolved targets and footnotes, before Sphinx shows the doctree to its domains (850).
    """

    default_priority = 840

    def apply(self, **kwargs: Any) -> None:
        """Number the document if it is a module of the catalogue."""
        domain = cast("StandardsDomain", self.env.domains["isacs"])
        module = domain.catalogue.by_docname.get(self.env.docname)
        if module is None:
            translate(self.document, domain, self.file_of)
            return
        outline = self.outline(module)
        if not outline.title:
            hint = "begin with the title, underlined with '='"
            report("no-title", "the module has no title", (self.env.docname, 1), hint)
        report_foreign(self.document, self.env.docname)
        report_double_terms(self.document)
        report_kept_anchors(outline, self.env.docname)
        published = Published.of(domain, module) if outline.title else Published(module.version)
        outline = self.with_published(outline, published, domain, module)
        labels = number(outline, published.numbers)
        write_labels(self.document, labels)
        translate(self.document, domain, self.file_of)
        if domain.env.config.language != domain.source_language:
            outline = self.outline(module)
        manuscript = self.manuscript(outline, labels, domain, module)
        if published.former:
            fill_annex(self.document, table(published.former, manuscript.text, published.changes), domain.words)
        mark_first_uses(self.document)
        mark_currency(self.document, domain.source_language, domain.words, domain.registers.texts(module.number))
        domain.note_module(self.env.docname, labels, manuscript)
        hide_anchors(self.document)

    def outline(self, module: Module) -> Outline:
        """Return the outline of the document as it stands."""
        return read_outline(self.document, module.number, self.env.doc2path(self.env.docname).as_posix())

    def with_published(self, outline: Outline, published: Published, domain: StandardsDomain, module: Module) -> Outline:
        """Return the outline with what the register adds to it: lines of withdrawn units, the annex of a new edition."""
        if published.text:
            written = tuple(passage for passage, _ in read_text(self.document, self.file_of))
            rename(self.document, recognised(outline, written, published.text))
        if published.former:
            edition = domain.catalogue.identifier(module, "en").of(published.former.year, published.former.version).dated
            add_annex(self.document, str(edition), domain.words)
        if published.text:
            restore_withdrawn(self.document, published, domain.words)
        return self.outline(module) if published.text or published.former else outline

    def file_of(self, uri: str) -> Path:
        """Return the file that an image names, from the folder of its module."""
        return Path(self.env.relfn2path(uri)[1])

    def manuscript(self, outline: Outline, labels: dict[str, Label], domain: StandardsDomain, module: Module) -> Manuscript:
        """Return the module as its author wrote it; what it notes beside the text leaves the doctree."""
        read = read_text(self.document, self.file_of)
        language, units = domain.env.config.language, labelled(outline, labels)
        words = tuple(passage for passage, _ in read)
        text = Text(module.number, module.year, module.version, language, outline.title, units, words)
        waivers = tuple(take_waivers(self.document))
        spots, tags = tuple(spot for _, spot in read), tuple(take_tags(self.document))
        return Manuscript(outline, text, spots, waivers, tags, tuple(tables_of(self.document)))


def tables_of(document: nodes.document) -> Iterator[Table]:
    """Yield which cells of each table hold something."""
    for node in document.findall(nodes.table):
        rows = [row for row in node.findall(nodes.row) if row.parent.parent.parent is node]
        head = sum(isinstance(row.parent, nodes.thead) for row in rows)
        cells = tuple(tuple(bool(cell.children) for cell in row.findall(nodes.entry) if cell.parent is row) for row in rows)
        title = next((child for child in node.children if isinstance(child, nodes.title)), None)
        source, line = get_source_line(node if title is None else title)
        if unit := _unit_around(node) if "anchor" not in node else str(node["anchor"]):
            place = Place(source or str(document["source"]), line or 1)
            yield Table(unit, place, cells, head, tuple(map(_line_in, rows)))


def _line_in(row: nodes.row) -> int:
    """Return the line of the first words in a row, 0 for none."""
    return next((paragraph.line for paragraph in row.findall(nodes.paragraph) if paragraph.line), 0)


def take_waivers(document: nodes.document) -> Iterator[Waiver]:
    """Yield the waivers of a document and take them out of it."""
    for node in list(document.findall(own.waiver)):
        yield Waiver(node["code"], node["holds"], node["reason"], _unit_around(node), *_source_of(node))
        node.parent.remove(node)


def take_tags(document: nodes.document) -> Iterator[Tag]:
    """Yield the tags of a document and take them out of it."""
    for node in list(document.findall(own.tag)):
        yield Tag(node["issue"], _unit_around(node), *_source_of(node))
        node.parent.remove(node)


def _source_of(node: nodes.Node) -> tuple[str, int]:
    return str(node.source), int(node.line or 0)


def _unit_around(node: nodes.Node) -> str:
    """Return the anchor of the innermost unit around a node, empty for none."""
    parent = node.parent
    while parent is not None and "anchor" not in getattr(parent, "attributes", {}):
        parent = parent.parent
    return str(parent["anchor"]) if parent is not None else ""


def report_double_terms(document: nodes.document) -> None:
    """Report a term that has an entry already: a use of it could not tell which of the two it means."""
    seen: set[str] = set()
    for entry in document.findall(own.term_entry):
        term = fold(entry["term"])
        if term in seen:
            report("duplicate-term", f"the term {entry['term']!r} has two entries", entry, "keep one, or give one another name")
        seen.add(term)


def report_kept_anchors(outline: Outline, docname: str) -> None:
    """Report an author's use of the anchors that the annex of a new edition has: once published they could not be changed."""
    for unit in outline.walk():
        if unit.anchor in (ANNEX, TABLE):
            message = f"the anchor {unit.anchor!r} is kept for the annex that tells the former numbers of a new edition"
            report("reserved-anchor", message, (docname, unit.line), "give the unit another anchor")


def mark_first_uses(document: nodes.document) -> None:
    """Set ``first`` on the first use of each term, in the text as a whole and in each term entry (Directives, 16.5.8)."""
    seen: dict[int, set[str]] = {}
    for use in term_uses(document):
        entry = _around(use, own.term_entry)
        terms = seen.setdefault(id(entry), set())
        use["first"] = use["reftarget"] not in terms
        terms.add(use["reftarget"])


def term_uses(document: nodes.document) -> Iterator[nodes.Element]:
    """Yield the uses of terms in the order of the text."""
    for use in document.findall(addnodes.pending_xref):
        if use["reftype"] == "term":
            yield use


def _around(node: nodes.Node, kind: type[nodes.Element]) -> nodes.Node | None:
    parent = node.parent
    while parent is not None and not isinstance(parent, kind):
        parent = parent.parent
    return parent


def hide_anchors(document: nodes.document) -> None:
    """Keep anchors from Sphinx's own label table, which knows one name space for all documents; ours has one a module."""
    for name in document.nametypes:
        document.nametypes[name] = False
