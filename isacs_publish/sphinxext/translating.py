"""Puts the translation of a document in the place of its words, and keeps what its messages are.

Runs when a module has been numbered: labels, anchors and what was published are those of the source, whatever the language.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes

from isacs_publish.forms import verbal_forms
from isacs_publish.model.classing import Nature, classify
from isacs_publish.model.markup import passage
from isacs_publish.model.translation import Currency, currency_of, reconciled
from isacs_publish.po_file import po_path, read_po
from isacs_publish.sphinxext import nodes as own
from isacs_publish.sphinxext.messages import Reader, runs_of
from isacs_publish.sphinxext.report import relative, report_finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx.environment import BuildEnvironment

    from isacs_publish.model.translation import Entry
    from isacs_publish.sphinxext.domain import StandardsDomain
    from isacs_publish.sphinxext.messages import Run


def translate(document: nodes.document, domain: StandardsDomain, file_of: Callable[[str], Path]) -> None:
    """Keep the messages of the document that is being read; in another language than theirs, put its words in their place."""
    docname, found = domain.env.docname, list(runs_of(document, file_of))
    fixed = [(run.node, None if run.drawn else domain.fixed(docname, run.message)) for run in found]
    runs = [run for run, (_, words) in zip(found, fixed, strict=True) if words is None]
    _hide_from_sphinx(fixed)
    domain.note_messages(docname, tuple(run.message for run in runs))
    if domain.env.config.language != domain.source_language:
        _put_fixed(fixed)
        _name_language(document, domain.source_language)
        entries = _Translating(document, domain).put(runs)
        domain.currency[docname] = currency_of((run.message for run in runs), entries)


def _name_language(document: nodes.document, source: str) -> None:
    """Say in which language works are named that no author of the text wrote down."""
    for entry in document.findall(own.reference_entry):
        for words in entry.findall(nodes.paragraph):
            if not words.get("translatable", True):
                words["classes"].append(f"language-{source}")


def _hide_from_sphinx(fixed: Iterable[tuple[nodes.Element, str | None]]) -> None:
    """Keep what is fixed words out of the messages that Sphinx itself writes, so that they are ours."""
    for node, words in fixed:
        if words is not None:
            node["translatable"] = False


def _put_fixed(fixed: list[tuple[nodes.Element, str | None]]) -> None:
    """Put titles that are fixed words, or stand in the catalogue, in their place."""
    for node, words in fixed:
        if words is not None:
            node.children = []
            node.append(nodes.Text(words))


class _Translating:
    """One document and the catalogue of messages that its language has for it."""

    def __init__(self, document: nodes.document, domain: StandardsDomain) -> None:
        self.forms = verbal_forms(domain.source_language)
        env: BuildEnvironment = domain.env
        self.path, self.project = po_path(Path(env.srcdir), env.config.language, env.docname), Path(env.srcdir).parent
        env.note_dependency(self.path)
        self.reader = Reader(document, str(self.path), domain.source_language)

    def put(self, runs: list[Run]) -> tuple[Entry, ...]:
        """Put the translations of messages in their place, and return what the language has for each."""
        read = read_po(self.path, relative(self.path, self.project))
        for finding in read.findings:
            report_finding(finding, self.project)
        entries = reconciled([run.message for run in runs], read.entries)
        by_source = {entry.source: entry for entry in entries}
        for run in runs:
            (self.letter if run.drawn else self.translate)(run, by_source[run.message.source])
        return entries

    def letter(self, run: Run, entry: Entry) -> None:
        """Keep on its image what a label says; one that is not current makes an image stale that has no worse fault."""
        put = entry.currency is not Currency.MISSING and self.reader.put(run, entry.target, entry.line)
        if not put or entry.currency is Currency.STALE:
            run.node.setdefault("currency", Currency.STALE)
            run.node.setdefault("reflects", entry.reflects)

    def translate(self, run: Run, entry: Entry) -> None:
        """Put one translation in its place; where it is not current, say so on the node."""
        node = run.node
        before = node.deepcopy() if entry.currency is Currency.STALE else node
        if entry.currency is Currency.MISSING or not self.reader.put(run, entry.target, entry.line):
            node["currency"] = Currency.MISSING
        elif entry.currency is Currency.STALE:
            node["currency"], node["reflects"] = Currency.STALE, entry.reflects
            if isinstance(node, nodes.paragraph) and self.demands_other(entry):
                add_source_words(node, before)

    def demands_other(self, entry: Entry) -> bool:
        """Tell whether a source demands something else than it did: force, numbers, units, terms, citations."""
        return classify(passage(entry.reflects), passage(entry.source), self.forms).nature is Nature.NORMATIVE


def add_source_words(node: nodes.paragraph, before: nodes.Element) -> None:
    """Add the words of the source behind a translation, without what may stand in a text but once."""
    words = own.source_words("", "", *before.children)
    for part in list(words.findall(lambda part: isinstance(part, nodes.footnote_reference | nodes.target))):
        part.parent.remove(part)
    words.source, words.line = node.source, node.line
    node.parent.insert(node.parent.index(node) + 1, words)
