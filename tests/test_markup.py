"""The vocabulary of authors: every snippet of docs/markup.md is read, and prints what the page says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from lxml import html

from isacs_publish.sphinxext.run import read_modules
from tests.conftest import PROJECT
from tests.roots import make_project, text, write

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (PROJECT / "docs" / "markup.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"^## (.+?)$(?:(?!^## ).)*?^```rst\n(.+?)^```\n+```text\n(.+?)^```", PAGE, re.MULTILINE | re.DOTALL)
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="9" height="9"/></svg>'


def module_with(snippet: str) -> str:
    """Return a module that holds a snippet; an introduction goes where introductions stand."""
    if snippet.startswith(".. _introduction:"):
        return text("First").replace(".. _scope:", f"{snippet}\n.. _scope:")
    return text("First", snippet)


def seen(page: str) -> str:
    """Return what a reader of the printed HTML sees, drawings by their text in words, white space folded."""
    tree = html.document_fromstring(page)
    for break_after in tree.iter(
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "div", "td", "th", "caption", "figcaption", "span", "svg"
    ):
        break_after.tail = f" {break_after.tail or ''}"
    return " ".join(tree.find("body").text_content().split())


def spaced(line: str) -> str:
    """Return a line as ``seen`` folds it: markup may put spaces before punctuation."""
    return re.sub(r"\s+([.,;)\]])", r"\1", " ".join(line.split()))


def test_the_page_has_its_snippets() -> None:
    assert len(SNIPPETS) >= 16


@pytest.mark.parametrize(("title", "snippet", "expected"), SNIPPETS, ids=[title for title, _, _ in SNIPPETS])
def test_snippet(title: str, snippet: str, expected: str, tmp_path: Path) -> None:
    workspace = make_project(tmp_path, {"A1.1": module_with(snippet), "B2.1": text("Third", "", "other thing")})
    write(workspace.sources / "A1" / "A1.1" / "cycle.svg", DRAWING)
    reading = read_modules(workspace, "en", 1)
    assert [str(finding) for finding in reading.findings] == []
    shown = spaced(seen(reading.sources["A1.1"].html))
    for line in expected.splitlines():
        assert spaced(line) in shown, (line, shown[-900:])
