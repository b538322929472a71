"""Views of the whole corpus on pages of the website: the table of coverage, the uses of instruments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.util.nodes import make_refnode

from isacs_publish.model.coverage import Treatment, coverage
from isacs_publish.model.instrument import Binding
from isacs_publish.model.outline import identity
from isacs_publish.model.uses import uses_of
from isacs_publish.sphinxext import nodes as own

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sphinx.application import Sphinx

    from isacs_publish.model.catalogue import Issue
    from isacs_publish.model.uses import Uses
    from isacs_publish.sphinxext.domain import StandardsDomain

DASH = "—"


def fill_views(app: Sphinx, doctree: nodes.document, docname: str, domain: StandardsDomain) -> None:
    """Fill the views of a page."""
    page = _Page(app, docname, domain)
    for covered in list(doctree.findall(own.coverage_table)):
        covered.replace_self(page.coverage())
    for used in list(doctree.findall(own.instruments_table)):
        used.replace_self(page.instruments(Binding(used["binding"])))


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

    def instruments(self, binding: Binding) -> list[nodes.Node]:
        """Return the table of the instruments that bind in one way, an article a row; a dash stands for mere citations."""
        manuscripts = {number: record.manuscript for number, record in self.domain.modules.items()}
        fixed = self.domain.words
        heads = (fixed.instrument, fixed.article, fixed.verbal_class, fixed.clauses)
        uses = uses_of(self.domain.instruments, manuscripts, binding)
        return [table(heads, map(self._uses, uses), "instruments")] if uses else []

    def _uses(self, uses: Uses) -> list[list[nodes.Node]]:
        """Return the cells of one article: those who read by ear hear the instrument in each row."""
        name = nodes.Text(self.domain.instruments.works[uses.key].name)
        told = self.domain.words.verbal(uses.force) if uses.force else ""
        units = separated((self._use(*unit) for unit in uses.units), "; ")
        return [[name], [nodes.Text(uses.article or DASH)], [nodes.Text(told or DASH)], units]

    def _use(self, number: str, anchor: str) -> nodes.Node:
        return self._link(number, anchor, f"{number}, {self.domain.modules[number].text.name(anchor)}")

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


def separated(links: Iterable[nodes.Node], mark: str = ", ") -> list[nodes.Node]:
    """Return links with a mark between them."""
    return [node for link in links for node in (nodes.Text(mark), link)][1:]


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
