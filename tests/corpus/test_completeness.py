"""Nothing is lost between the text and its pages: every word that was to be printed is printed, as often, and in order."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.completeness import Completeness, completeness, printed, wanted, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

    from isacs_publish.artifacts import Artifact
    from tests.conftest import Corpus


def html_of(corpus: Corpus, artifact: Artifact) -> Path:
    """Return the HTML from which a module was typeset."""
    return corpus.workspace.build / "print" / "en" / artifact.identifier.split(":")[0].split()[1] / "index.html"


def test_every_word_is_on_its_pages(corpus: Corpus, capsys: pytest.CaptureFixture[str]) -> None:
    whole = Completeness(0, Counter())
    for artifact in corpus.of_kind("module"):
        one = completeness(html_of(corpus, artifact), corpus.path(artifact))
        assert not one.missing, artifact.identifier
        whole = Completeness(whole.wanted + one.wanted, whole.missing + one.missing)
    with capsys.disabled():
        print(f"\ncorpus, modules: {whole}")
    assert whole.wanted > 150_000


def test_every_paragraph_is_on_its_pages_in_order(corpus: Corpus) -> None:
    """The words of a paragraph follow each other on paper, but for the head and foot that a page break puts between."""
    counted = 0
    for artifact in corpus.of_kind("module"):
        tree = wanted(html_of(corpus, artifact))
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
