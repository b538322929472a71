"""Labels read back from produced files, compared with lists typed by hand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest
from lxml import html

from tests.corpus.reading import bookmarks, folded, html_headings, html_terms, page_texts

if TYPE_CHECKING:
    from tests.conftest import Corpus

TYPED = sorted((Path(__file__).parent / "labels").glob("*.txt"))


def typed(path: Path) -> tuple[list[str], list[str]]:
    """Return the headings and terms, and the captions, of a list."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    captions = [line for line in lines if " — " in line]
    return [line for line in lines if line not in captions], captions


@pytest.mark.parametrize("path", TYPED, ids=lambda path: path.stem)
def test_bookmarks(path: Path, corpus: Corpus) -> None:
    artifact = next(a for a in corpus.of_kind("module") if f" {path.stem}:" in a.identifier)
    with pikepdf.open(corpus.path(artifact)) as pdf:
        assert [mark.text for mark in bookmarks(pdf)] == ["Contents", *typed(path)[0]]


@pytest.mark.parametrize("path", TYPED, ids=lambda path: path.stem)
def test_web_page(path: Path, corpus: Corpus) -> None:
    artifact = next(a for a in corpus.of_kind("html") if f" {path.stem}:" in a.identifier)
    page = corpus.path(artifact)
    terms = html_terms(page)
    headings, captions = typed(path)
    assert html_headings(page) == [line for line in headings if line not in terms]
    assert terms == [line for line in headings if line[0].isdigit() and line.split(" ", 1)[1][0].islower()]
    tree = html.fromstring(page.read_text(encoding="utf-8"))
    for link in tree.xpath("//a[contains(@class, 'permalink')]"):
        link.drop_tree()
    shown = [folded(caption.text_content()) for caption in tree.xpath("//caption | //figcaption")]
    assert set(captions) <= set(shown)


@pytest.mark.parametrize("path", TYPED, ids=lambda path: path.stem)
def test_printed_pages(path: Path, corpus: Corpus) -> None:
    """Every label stands on a page of the module, of its volume and of the compendium, in the order of the list."""
    headings, captions = typed(path)
    series = path.stem.partition(".")[0]
    module = next(a for a in corpus.of_kind("module") if f" {path.stem}:" in a.identifier)
    volume = next(a for a in corpus.of_kind("volume") if f" {series}:" in a.identifier)
    for artifact in (module, volume, *corpus.of_kind("compendium")):
        lines = [folded(line) for text in page_texts(corpus.path(artifact)) for line in text.splitlines()]
        for caption in captions:
            assert caption in lines, (artifact.identifier, caption)
        numbered = [line for line in headings if line[0].isdigit() and not line.split(" ", 1)[1][0].islower()]
        for heading in numbered:
            assert any(line.startswith(heading[:60]) for line in lines), (artifact.identifier, heading)
