"""The vocabulary of authors: every snippet of docs/markup.md is read, and prints what the page says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from lxml import html

from isacs_publish.sphinxext.run import Reading, read_modules
from tests.conftest import PROJECT
from tests.roots import make_project, module_path, text, write
from tests.sphinxext.site import write_site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from isacs_publish.workspace import Workspace

PAGE = (PROJECT / "docs" / "markup.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SECTIONS = {
    section.partition("\n")[0]: [fence for fence in FENCE.findall(section) if fence[0] != "bibtex"]
    for section in PAGE.split("\n## ")[1:]
}
WORKS = "".join(words for kind, words in FENCE.findall(PAGE) if kind == "bibtex")
SERIES, CONFINED = "Series pages", "What is confined"  # read otherwise: a page of the web, and what is refused
PRINTED = [title for title in SECTIONS if title not in {SERIES, CONFINED}]

DIVISION = re.compile(r"^(?=\.\. _[a-z0-9-]+:\n\n.+\n-+$)", re.MULTILINE)
FRONT = ("foreword", "introduction", "scope", "normative-references", "terms")
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="9" height="9"/></svg>'
BLOCKS = ("p", "div", "svg", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "dt", "dd", "li", "figcaption", "span")
LETTERS, NUMERALS = "abcdefgh", ("i", "ii", "iii", "iv")


def snippet_of(title: str) -> tuple[str, list[str]]:
    """Return the snippet of a section, and the lines that a reader sees."""
    (_, snippet), (_, seen) = SECTIONS[title]
    return snippet, seen.splitlines()


def divisions(content: str) -> dict[str, str]:
    """Return the divisions of a module by anchor; what stands before them has an empty one."""
    first, *parts = DIVISION.split(content)
    return {"": first, **{part[4 : part.index(":")]: f"{part.rstrip()}\n\n" for part in parts}}


def module_with(snippet: str) -> str:
    """Return a module with the divisions of a snippet in their places, and its loose text at the end of the terms."""
    whole, given = divisions(text("First")), divisions(snippet)
    loose = given.pop("")
    whole |= given
    whole["terms"] += f"{loose}\n"
    order = ["", *(anchor for anchor in FRONT if anchor in whole)]
    return "".join(whole[anchor] for anchor in [*order, *(anchor for anchor in whole if anchor not in order)])


def project_with(folder: Path, snippet: str) -> Workspace:
    """Return a project whose first module holds a snippet."""
    workspace = make_project(folder, {"A1.1": module_with(snippet), "B2.1": text("Second", "", "other thing")})
    write(module_path(workspace, "A1.1").parent / "cycle.svg", DRAWING)
    write(workspace.instruments, WORKS)
    return workspace


def folded(words: str) -> str:
    """Return a text with its white space folded, and none before a comma or at a bracket, where markup leaves some."""
    return re.sub(r"\s+(?=[.,;)\]])|(?<=[(\[])\s+", "", " ".join(words.split()))


def write_style(tree: html.HtmlElement) -> Iterator[str]:
    """Write into a tree what the style sheet adds or hides; yield the footnotes."""
    for hidden in tree.xpath("//span[@class='continued']"):
        hidden.drop_tree()
    for item in tree.iter("li"):
        item.text = f"{marker(item)} {item.text or ''}"
    for note in tree.find_class("footnote"):
        yield f"{note.get('data-number')} {note.text_content()}"
        note.text = note.get("data-number")
        note[:] = []


def marker(item: html.HtmlElement) -> str:
    """Return the sign before an item of a list."""
    position = item.getparent().index(item)
    kind = (item.getparent().get("class") or "").split()
    for name, signs in (("loweralpha", LETTERS), ("lowerroman", NUMERALS), ("arabic", "12345678")):
        if name in kind:
            return f"{signs[position]})"
    return "—"


def seen(page: str) -> str:
    """Return what a reader of a page sees of its text, drawings by their words: no cover, no contents."""
    tree = html.document_fromstring(page)
    footnotes = list(write_style(tree))
    for block in tree.iter(*BLOCKS):
        block.tail = f" {block.tail or ''}"
    parts = tree.xpath("//body/div[@class='front'] | //main")
    return folded(" ".join([*(part.text_content() for part in parts), *footnotes]))


def assert_in_order(lines: list[str], shown: str) -> None:
    """Assert that lines stand in a text, one after the other."""
    assert lines
    position = 0
    for line in map(folded, lines):
        found = re.compile(rf"(?<![\w.]){re.escape(line)}").search(shown, position)
        assert found, (line, shown[position:])
        position = found.end()


def findings_of(reading: Reading) -> list[str]:
    return [f"{finding.message} [{finding.code}]" for finding in sorted(reading.findings, key=lambda f: f.place.line)]


@pytest.mark.parametrize("title", SECTIONS)
def test_a_section_says_something_and_has_one_snippet_with_what_it_prints(title: str) -> None:
    assert [language for language, _ in SECTIONS[title]] == ["rst", "text"]
    prose = PAGE.partition(f"\n## {title}\n")[2].partition("```")[0]
    assert len(re.findall(r"[.:]\s", prose)) >= 2


@pytest.mark.parametrize("title", PRINTED)
def test_a_snippet_prints_what_the_page_says(title: str, tmp_path: Path) -> None:
    snippet, lines = snippet_of(title)
    reading = read_modules(project_with(tmp_path, snippet), "en", 1)
    assert findings_of(reading) == []
    assert_in_order(lines, seen(reading.sources["A1.1"].html))


def test_a_series_page_shows_what_the_page_says(tmp_path: Path) -> None:
    snippet, lines = snippet_of(SERIES)
    workspace = project_with(tmp_path, "")
    toctree = "\n.. toctree::\n   :hidden:\n   :glob:\n\n   */index\n"
    write(workspace.sources / "A1" / "index.rst", snippet + toctree)
    assert findings_of(read_modules(workspace, "en", 1)) == []
    write_site(workspace, "en", set())
    shown = seen((workspace.site / "A1" / "index.html").read_text(encoding="utf-8"))
    assert_in_order(lines, shown)
    assert "B2.1" not in shown


def test_what_is_confined_is_found_as_the_page_says(tmp_path: Path) -> None:
    snippet, lines = snippet_of(CONFINED)
    write(tmp_path / "notes.txt", "SECRET")
    reading = read_modules(project_with(tmp_path / "project", snippet), "en", 1)
    assert findings_of(reading) == lines
    for refused in ("SECRET", "bold", "numbers.csv", "map.png"):
        assert refused not in reading.sources["A1.1"].html
