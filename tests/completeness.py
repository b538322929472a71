"""Completeness: the words of the printed HTML, counted in the text that a reader finds in the PDF."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from lxml import html

if TYPE_CHECKING:
    from pathlib import Path

BLOCKS = ("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "dt", "dd", "figcaption", "div", "section", "span", "br")
LONG = 20
"""Letters of a word that may have been broken at the end of a line."""


def words_of(text: str) -> list[str]:
    """Return the words of a text; a hyphen parts them, since a line may end there."""
    return re.findall(r"\w+", re.sub("[\u00ad\u200b]", "", unicodedata.normalize("NFKC", text)))


def wanted(page: Path) -> html.HtmlElement:
    """Return the printed HTML of a module without what only later pages of a table say, and drawings."""
    tree = html.document_fromstring(page.read_text(encoding="utf-8"))
    for word in tree.xpath("//span[@class='continued'] | //head | //svg"):
        word.drop_tree()
    for element in tree.iter(*BLOCKS):
        element.tail = f" {element.tail or ''}"
    return tree


@cache
def printed(path: Path) -> str:
    """Return the text of a PDF in the order in which it was drawn; words parted at line ends are joined."""
    read = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True).stdout.decode()
    return re.sub("\u00ad\n(?=\\w\\w)(?=[^A-Z])", "", read)


@dataclass
class Completeness:
    """The words that were to be printed, how many are, and those that are not."""

    wanted: int
    missing: Counter[str]

    @property
    def found(self) -> int:
        """The words that are printed."""
        return self.wanted - self.missing.total()

    def __str__(self) -> str:
        return f"{self.found:,} of {self.wanted:,} words found, {self.found / self.wanted:.2%}"


def completeness(page: Path, pdf: Path) -> Completeness:
    """Return the completeness of a PDF, given the HTML it was made from."""
    wants, text = Counter(words_of(wanted(page).text_content())), printed(pdf)
    missing = wants - Counter(words_of(text))
    missing -= Counter(word for word in missing if is_parted(word, text))
    pages = ["".join(words_of(page)) for page in text.split("\f")]
    for word in [word for word in missing if len(word) > LONG]:
        found = sum(page.count(word) for page in pages) + sum(is_broken(word, *two) for two in pairwise(pages))
        if found >= wants[word]:
            del missing[word]
    return Completeness(wants.total(), missing)


def is_broken(word: str, page: str, following: str) -> bool:
    """Tell whether a word begins on a page and ends on the following."""
    return any(word[:cut] in page and word[cut:] in following for cut in range(LONG, len(word) - LONG))


def is_parted(word: str, text: str) -> bool:
    """Tell whether a word begins with a hyphen at the end of a page and goes on with the next."""
    return any(f"{word[:i]}\u00ad\n" in text and f"\f{word[i:]}" in text for i in range(3, len(word) - 2))
