"""Reads labels back from produced files: HTML pages, bookmarks, contents, page labels."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pikepdf
from lxml import html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_HEADED = "//section[contains(@class, 'clause') or contains(@class, 'annex') or contains(@class, 'foreword')"
_HEADED += " or contains(@class, 'introduction') or contains(@class, 'bibliography')]"


@dataclass(frozen=True)
class Mark:
    """A bookmark: its level, its text, the page it leads to."""

    level: int
    text: str
    page: int


def folded(text: str) -> str:
    """Return a text with its white space folded."""
    return " ".join(text.split())


def html_headings(path: Path) -> list[str]:
    """Return the headings of a page as a reader sees them: label, status, title."""
    tree = html.fromstring(path.read_text(encoding="utf-8"))
    headings = []
    for section in tree.xpath(_HEADED):
        heading = next(child for child in section if re.fullmatch("h[1-6]", str(child.tag)))
        for link in heading.xpath(".//a[contains(@class, 'permalink')]"):
            link.drop_tree()
        headings.append(folded(heading.text_content()))
    return headings


def html_terms(path: Path) -> list[str]:
    """Return the term entries of a page: number and preferred term."""
    tree = html.fromstring(path.read_text(encoding="utf-8"))
    found = []
    for entry in tree.xpath("//div[contains(@class, 'term-entry')]"):
        number = entry.xpath("./p[@class='term-number']/span[@class='label']")[0].text_content()
        found.append(f"{number} {folded(entry.xpath('.//dfn')[0].text_content())}")
    return found


def bookmarks(pdf: pikepdf.Pdf) -> list[Mark]:
    """Return all bookmarks in order."""
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    with pdf.open_outline() as outline:
        return list(_marks(outline.root, 1, pages))


def _marks(items: list[pikepdf.OutlineItem], level: int, pages: dict[tuple[int, int], int]) -> Iterator[Mark]:
    for item in items:
        destination = item.destination
        assert isinstance(destination, pikepdf.Array)
        yield Mark(level, folded(item.title), pages[destination[0].objgen])
        yield from _marks(list(item.children), level + 1, pages)


@cache
def page_texts(path: Path) -> list[str]:
    """Return the text of each page, laid out as on paper."""
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True).stdout.decode()
    return text.split("\f")[:-1]


_ENTRY = re.compile(r"^\s*(.+?)\s*\.{3,}\s*(\w+)\s*$")


def contents(texts: list[str]) -> list[tuple[str, str]]:
    """Return the lines of the contents with their page numbers, heads and feet left out; a title that runs on is joined."""
    entries, begun = [], ""
    for page in texts:
        for line in [line for line in page.splitlines() if line.strip()][1:-1]:
            if found := _ENTRY.match(line):
                entries.append((folded(f"{begun} {found[1]}"), found[2]))
                begun = ""
            else:
                begun = "" if line.strip() == "Contents" else f"{begun} {line.strip()}"
    return entries
