"""Nothing is lost between the text and its pages: every word that was to be printed is printed, as often, and in order."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from lxml import html

if TYPE_CHECKING:
    from collections.abc import Iterator
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
    """Return the text of a PDF in the order in which it was drawn; words parted at line ends are joined."""
    read = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True).stdout.decode()
    return re.sub("\u00ad\n(?=\\w\\w)(?=[^A-Z])", "", read)


def test_every_word_is_on_its_pages(corpus: Corpus) -> None:
    counted = 0
    for artifact in corpus.of_kind("module"):
        number = artifact.identifier.split(":")[0].split()[1]
        tree = wanted(corpus.workspace.build / "print" / "en" / number / "index.html")
        wants = Counter(words_of(tree.text_content()))
        text = printed(corpus.path(artifact))
        lost = wants - Counter(words_of(text))
        assert [word for word in lost if not is_parted(word, text)] == [], artifact.identifier
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
    for begun, rest in halves(words):
        first, second = f" {' '.join(begun)} ", f" {' '.join(rest)} "
        if any(first in f" {one} " and second in f" {two} " for one, two in pairwise(pages)):
            return True
    return False


def halves(words: list[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the two parts of a paragraph that a page break may leave, between words and within them."""
    for cut, word in enumerate(words):
        yield words[:cut], words[cut:]
        for i in range(3, len(word) - 2):
            yield [*words[:cut], word[:i]], [word[i:], *words[cut + 1 :]]


def is_parted(word: str, text: str) -> bool:
    """Tell whether a word begins with a hyphen at the end of a page and goes on with the next."""
    return any(f"{word[:i]}\u00ad\n" in text and f"\f{word[i:]}" in text for i in range(3, len(word) - 2))
