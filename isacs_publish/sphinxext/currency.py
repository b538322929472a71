"""Marks what is not current in a translation: words in the margin, where each run of such blocks in a clause begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes

from isacs_publish.model.translation import Currency, version_reflected
from isacs_publish.sphinxext import nodes as own

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from isacs_publish.model.text import Text
    from isacs_publish.words import Words


def mark_currency(document: nodes.document, source: str, words: Words, published: Iterable[Text]) -> None:
    """Mark the blocks of a document that are not current, and set the language of those that are as their source is.

    ``published`` are the texts that were released of it, the latest first: they tell which version a translation says.
    """
    texts = tuple(published)
    former: tuple[object, str] = (None, "")
    for node in document.findall(nodes.Element):
        if "currency" not in node:
            continue
        node["classes"].append(f"translation-{node['currency']}")
        if node["currency"] is Currency.MISSING:
            node["classes"].append(f"language-{source}")
        said = _said(node, source, words, texts)
        run = (_around(node), said)
        if run != former and _takes_mark(node):
            node.insert(0, own.currency("", said, classes=[f"language-{words.language}"]))
            former = run
    for beside in document.findall(own.source_words):
        beside["classes"].append(f"language-{source}")
        beside.insert(0, own.currency("", words.now_reads.format(language=words.languages[source]), classes=["beside"]))


def _said(node: nodes.Element, source: str, words: Words, texts: tuple[Text, ...]) -> str:
    """Return what a reader is told of a block."""
    if node["currency"] is Currency.MISSING:
        return words.untranslated.format(language=words.languages[source])
    version = version_reflected(node["reflects"], texts)
    return words.reflects.format(version=f"V{version}") if version else words.reflects_earlier


def _takes_mark(node: nodes.Element) -> bool:
    """Tell whether words in the margin may stand in a block: headings and what is no text pass them on to what follows."""
    return isinstance(node, nodes.TextElement) and not (
        isinstance(node, nodes.title) and isinstance(node.parent, nodes.section)
    )


def _around(node: nodes.Node) -> object:
    """Return what one mark serves for: the table around a block, or else its clause."""
    return next(_tables_and_sections(node), None)


def _tables_and_sections(node: nodes.Node) -> Iterator[int]:
    while (node := node.parent) is not None:
        if isinstance(node, nodes.table | nodes.section):
            yield id(node)
