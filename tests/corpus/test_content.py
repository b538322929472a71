"""The corpus is forty modules of a size that can be read, and no two of them say the same in the same words."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from isacs_publish.forms import verbal_forms
from isacs_publish.model.outline import Kind
from isacs_publish.model.statistics import statistics_of
from isacs_publish.model.text import Form, spelled

if TYPE_CHECKING:
    from isacs_publish.model.text import Text
    from isacs_publish.sphinxext.run import Reading
    from tests.conftest import Corpus

WORDS, PROVISIONS, PAGES = 2500, 25, 8
FIXED_ANCHORS = {"normative-references", "terms", "foreword"}
"""Divisions that begin with fixed words; the foreword says of every module that it is voluntary, and illustrative.

The entries of references are those of one file for all modules.
"""


def test_forty_modules_of_a_size_to_be_read(corpus: Corpus, reading: Reading) -> None:
    pages = {artifact.identifier: artifact.pages for artifact in corpus.of_kind("module")}
    counts = {number: statistics_of(text, verbal_forms("en")) for number, text in reading.texts.items()}
    assert len(counts) == len(pages) == 40
    assert [number for number, each in counts.items() if each.words < WORDS or each.provided < PROVISIONS] == []
    assert [identifier for identifier, number in pages.items() if not number or number < PAGES] == []


def test_every_module_has_tables_and_annexes_and_terms(reading: Reading) -> None:
    for number, text in reading.texts.items():
        kinds = {unit.kind for unit in text.units}
        assert {Kind.TERM, Kind.TABLE, Kind.ANNEX, Kind.BIBLIOGRAPHY} <= kinds, number


def paragraphs(text: Text) -> list[str]:
    """Return the paragraphs of a module but the fixed ones, as their bare words."""
    fixed = {unit.anchor for unit in text.units if unit.anchor in FIXED_ANCHORS or unit.kind is Kind.REFERENCE}
    prose = (p for p in text.passages if p.form in (Form.PARAGRAPH, Form.DEFINITION) and p.unit not in fixed)
    bare = (re.sub(r"\W+", " ", spelled(passage.words, {})).strip().lower() for passage in prose)
    return [words for words in bare if len(words.split()) >= LEAST]


LEAST = 12
"""Words from which a paragraph is one's own; short entries of lists may well be the same."""


def test_no_two_modules_share_a_paragraph(reading: Reading) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for number, text in reading.texts.items():
        for words in paragraphs(text):
            found[words].add(number)
    assert {words: numbers for words, numbers in found.items() if len(numbers) > 1} == {}
    assert sum(map(len, found.values())) > 40 * PROVISIONS


def test_modules_say_on_their_cover_that_they_are_illustrative(corpus: Corpus) -> None:
    pages = (corpus.workspace.build / "print" / "en").glob("*/index.html")
    texts = [" ".join(path.read_text(encoding="utf-8").split()) for path in pages]
    assert len(texts) == 40
    assert all(
        "illustrative working draft" in text and "not an official publication of the United Nations" in text for text in texts
    )
