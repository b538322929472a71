"""Marks what is not current in a translation: words in the margin, where each run of such blocks in a clause begins."""

from __future__ import annotations

from itertools import groupby
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
    behind = [node for node in document.findall(nodes.Element) if "currency" in node]
    for node in behind:
        node["classes"].append(f"translation-{node['currency']}")
        if node["currency"] is Currency.MISSING:
            node["classes"].append(f"language-{source}")
    for (_, said), run in groupby(behind, lambda node: (_around(node), _said(node, source, words, texts))):
        _put_words(list(run), own.currency("", said, classes=[f"language-{words.language}"]))
    for beside in document.findall(own.source_words):
        beside["classes"].append(f"language-{source}")
        beside.insert(0, own.currency("", words.now_reads.format(language=words.languages[source]), classes=["beside"]))


def _said(node: nodes.Element, source: str, words: Words, texts: tuple[Text, ...]) -> str:
    """Return what a reader is told of a block."""
    if node["currency"] is Currency.MISSING:
        return words.untranslated.format(language=words.languages[source])
    version = version_reflected(node["reflects"], texts)
    return words.reflects.format(version=f"V{version}") if version else words.reflects_earlier


def _put_words(run: list[nodes.Element], words: nodes.Element) -> None:
    """Put words in the margin into the first block of a run that may hold them; behind a heading that stands alone."""
    if bearer := next((node for node in run if _takes_words(node)), None):
        bearer.insert(0, words)
    else:
        run[0].parent.insert(run[0].parent.index(run[0]) + 1, nodes.paragraph("", "", words, classes=["in-margin"]))


def _takes_words(node: nodes.Element) -> bool:
    """Tell whether a block is text, and no heading of a clause, from which contents and bookmarks would take them over."""
    heads = isinstance(node, nodes.title) and isinstance(node.parent, nodes.section)
    return isinstance(node, nodes.TextElement) and not heads


def _around(node: nodes.Node) -> object:
    """Return what one mark serves for: the table around a block, or else its clause."""
    return next(_tables_and_sections(node), None)


def _tables_and_sections(node: nodes.Node) -> Iterator[int]:
    while (node := node.parent) is not None:
        if isinstance(node, nodes.table | nodes.section):
            yield id(node)
