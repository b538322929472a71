"""Nothing is lost between the text and its pages: every word that was to be printed is printed, as often, and in order."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from lxml import html

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Corpus

BLOCKS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "dt", "dd", "figcaption", "div", "section", "span")


def words_of(text: str) -> list[str]:
    """Return the words of a text; a hyphen parts them, since a line may end there."""
    return re.findall(r"\w+", text)


def wanted(page: Path) -> html.HtmlElement:
    """Return the printed HTML of a module without what only later pages of a table say, and drawings."""
    tree = html.document_fromstring(page.read_text(encoding="utf-8"))
    for word in tree.xpath("//span[@class='continued'] | //head | //svg"):
        word.drop_tree()
    for element in tree.iter(*BLOCKS):
        element.tail = f" {element.tail or ''}"
    return tree


def printed(path: Path) -> str:
    """Return the text of a PDF in the order in which it was drawn."""
    return subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True).stdout.decode()


def test_every_word_is_on_its_pages(corpus: Corpus) -> None:
    counted = 0
    for artifact in corpus.of_kind("module"):
        number = artifact.identifier.split(":")[0].split()[1]
        tree = wanted(corpus.workspace.build / "print" / "en" / number / "index.html")
        wants = Counter(words_of(tree.text_content()))
        has = Counter(words_of(printed(corpus.path(artifact))))
        assert wants - has == Counter(), artifact.identifier
        counted += wants.total()
    assert counted > 150_000


def test_every_paragraph_is_on_its_pages_in_order(corpus: Corpus) -> None:
    """The words of a paragraph follow each other on paper, but for the head and foot that a page break puts between."""
    counted = 0
    for artifact in corpus.of_kind("module"):
        number = artifact.identifier.split(":")[0].split()[1]
        tree = wanted(corpus.workspace.build / "print" / "en" / number / "index.html")
        pages = [" ".join(words_of(page)) for page in printed(corpus.path(artifact)).split("\f")]
        whole = f" {' '.join(pages)} "
        for paragraph in tree.xpath("//main//p[not(.//span[@class='footnote'])][not(ancestor::td or ancestor::th)]"):
            words = words_of(paragraph.text_content())
            counted += 1
            if f" {' '.join(words)} " not in whole:
                assert runs_on(words, pages), (artifact.identifier, " ".join(words))
    assert counted > 5_000


def runs_on(words: list[str], pages: list[str]) -> bool:
    """Tell whether a paragraph ends one page and goes on on the next: each part is whole."""
    for cut in range(1, len(words)):
        first, second = f" {' '.join(words[:cut])} ", f" {' '.join(words[cut:])} "
        if any(first in f" {one} " and second in f" {two} " for one, two in pairwise(pages)):
            return True
    return False
