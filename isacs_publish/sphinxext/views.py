"""Views of the whole corpus on pages of the website: the table of coverage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.nodes import make_refnode

from isacs_publish.model.coverage import Treatment, coverage
from isacs_publish.model.outline import identity
from isacs_publish.sphinxext import nodes as own

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx.application import Sphinx

    from isacs_publish.model.catalogue import Issue
    from isacs_publish.sphinxext.domain import StandardsDomain

DASH = "—"


def fill_views(app: Sphinx, doctree: nodes.document, docname: str, domain: StandardsDomain) -> None:
    """Fill the views of a page."""
    page = _Page(app, docname, domain)
    for node in list(doctree.findall(own.coverage_table)):
        node.replace_self(page.coverage())


class _Page:
    """A page of the website that shows the corpus: what it links to is named from its place."""

    def __init__(self, app: Sphinx, docname: str, domain: StandardsDomain) -> None:
        self.app, self.docname, self.domain = app, docname, domain

    def coverage(self) -> list[nodes.Node]:
        """Return the table of modules by issues, and the reasons why some issues are not treated."""
        issues = self.domain.catalogue.issues
        manuscripts = {number: record.manuscript for number, record in self.domain.modules.items()}
        rows, reasons = [], []
        for number, treatments in coverage(self.domain.catalogue, manuscripts).items():
            cells = [self._treatment(number, issues[key], treatment) for key, treatment in treatments.items()]
            rows.append([[self._module(number)], *cells])
            reasons += [self._reason(number, issues[key], each) for key, each in treatments.items() if each.reason]
        heads = [self.domain.words.title, *(issue.name for issue in issues.values())]
        return [table(heads, rows, "coverage"), *([nodes.bullet_list("", *reasons)] if reasons else [])]

    def _module(self, number: str) -> nodes.Node:
        module = self.domain.catalogue.modules[number]
        return make_refnode(self.app.builder, self.docname, module.docname, "", nodes.Text(f"{number} {module.title}"))

    def _treatment(self, number: str, issue: Issue, treatment: Treatment) -> list[nodes.Node]:
        """Return what a cell shows: links to clauses, the number of the issue's own module, a dash that leads to its reason."""
        if treatment.whole:
            return [self._link(number, "", number)]
        if treatment.reason:
            return [nodes.reference("", DASH, internal=True, refid=_id_of_reason(number, issue))]
        name = self.domain.modules[number].text.name
        return separated(self._link(number, anchor, name(anchor)) for anchor in treatment.units)

    def _reason(self, number: str, issue: Issue, treatment: Treatment) -> nodes.Node:
        words = nodes.paragraph("", "", nodes.strong("", f"{number}, {issue.name}"), nodes.Text(f": {treatment.reason}"))
        return nodes.list_item("", words, ids=[_id_of_reason(number, issue)])

    def _link(self, number: str, anchor: str, words: str) -> nodes.reference:
        docname = self.domain.modules[number].docname
        return make_refnode(self.app.builder, self.docname, docname, identity(anchor), nodes.Text(words))


def _id_of_reason(number: str, issue: Issue) -> str:
    return f"{number}-{issue.key}"


def separated(links: Iterable[nodes.Node]) -> list[nodes.Node]:
    """Return links with commas between them."""
    return [node for link in links for node in (nodes.Text(", "), link)][1:]


def table(heads: Sequence[str], rows: Iterable[Sequence[Sequence[nodes.Node]]], kind: str) -> nodes.Node:
    """Return a table under one head row, its first column being that of headings, in a box that scrolls when it is too wide."""
    head = nodes.row("", *(entry([nodes.Text(words)]) for words in heads))
    body = [nodes.row("", *(entry(cell) for cell in cells)) for cells in rows]
    columns = [nodes.colspec(colwidth=1) for _ in heads]
    columns[0]["stub"] = 1
    group = nodes.tgroup("", *columns, nodes.thead("", head), nodes.tbody("", *body), cols=len(heads))
    return nodes.container("", nodes.table("", group), classes=["wide", kind])


def entry(words: Sequence[nodes.Node]) -> nodes.entry:
    """Return a cell."""
    return nodes.entry("", nodes.paragraph("", "", *words))
