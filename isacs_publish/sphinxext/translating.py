"""The transform that puts the translation of a document in the place of its words, and keeps what its messages are.

Runs first of all, on the doctree as parsed: what follows, references, numbers, labels, is that of the source whatever the language.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.transforms import SphinxTransform

from isacs_publish.model.translation import Currency, reconciled
from isacs_publish.po_file import po_path, read_po
from isacs_publish.sphinxext.messages import Reader, messages_of
from isacs_publish.sphinxext.report import relative, report_finding

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from isacs_publish.model.translation import Entry, Message
    from isacs_publish.sphinxext.domain import StandardsDomain


class TranslationTransform(SphinxTransform):
    """Notes the messages of a document; in another language than theirs, puts its words in their place."""

    default_priority = 20

    def apply(self, **kwargs: Any) -> None:
        """Read the catalogue of messages of this document, and put into it what is translated."""
        domain = cast("StandardsDomain", self.env.domains["isacs"])
        found = list(messages_of(self.document))
        fixed = [(node, domain.fixed(self.env.docname, message)) for node, message in found]
        own = [pair for pair, (_, words) in zip(found, fixed, strict=True) if words is None]
        domain.note_messages(self.env.docname, tuple(message for _, message in own))
        if self.config.language != domain.source_catalogue.languages.source:
            self.put_fixed(fixed)
            self.put_own(own)

    def put_fixed(self, fixed: list[tuple[nodes.Element, str | None]]) -> None:
        """Put titles that are fixed words, or stand in the catalogue, in their place."""
        for node, words in fixed:
            if words is not None:
                node.children = []
                node += nodes.Text(words)
                node.rawsource = words

    def put_own(self, found: list[tuple[nodes.Element, Message]]) -> None:
        """Put what the catalogue of messages has in its place."""
        path, project = po_path(Path(self.env.srcdir), self.config.language, self.env.docname), Path(self.env.srcdir).parent
        self.env.note_dependency(path)
        read = read_po(path, relative(path, project))
        for finding in read.findings:
            report_finding(finding, project)
        entries = {entry.source: entry for entry in reconciled([message for _, message in found], read.entries)}
        reader = Reader(self.document, str(path))
        for node, message in found:
            self.translate(node, message, entries[message.source], reader)

    def translate(self, node: nodes.Element, message: Message, entry: Entry, reader: Reader) -> None:
        """Put the translation of one message in its place; where it is not current, say so on the node."""
        if entry.currency is not Currency.MISSING and reader.put(node, entry.target, entry.line):
            if entry.currency is Currency.STALE:
                node["currency"], node["reflects"], node["source_words"] = Currency.STALE, entry.previous, message.source
        else:
            node["currency"] = Currency.MISSING


def setup_translating(app: Sphinx) -> None:
    """Make the transform known."""
    app.add_transform(TranslationTransform)
