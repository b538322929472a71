"""The fixed words: the same in kind for six languages, and how a unit is cited and headed in English."""

from __future__ import annotations

import string
import tomllib
from dataclasses import fields
from importlib.resources import files
from typing import Any

import pytest

from isacs_publish.model.identifier import LETTERS
from isacs_publish.model.numbering import Label
from isacs_publish.model.outline import Kind
from isacs_publish.words import Words, words

LANGUAGES = sorted(LETTERS)
FIELDS = {field.name for field in fields(Words)} - {"language"}
PATTERNS = {
    "clause",
    "annex",
    "table",
    "figure",
    "formula",
    "numbered_note",
    "numbered_example",
    "note_to_entry",
    "permalink",
    "withdrawn_in",
    "correspondence_introduction",
}
OTHER_PATTERNS = {
    "changes_between": ["new", "old"],
    "unchanged_range": ["first", "last"],
    "untranslated": ["language"],
    "now_reads": ["language"],
    "reflects": ["version"],
    "prevails": ["identifier"],
    "translated_clauses": ["current", "missing", "stale", "total"],
}
TABLES = {"divisions", "languages", "locators"}
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


def file_of(language: str) -> dict[str, Any]:
    """Return the file of a language."""
    text = (files("isacs_publish") / "words" / f"{language}.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def of(language: str) -> dict[str, str]:
    """Return the words of a language by field, as they stand in its file; the tables are left out."""
    return {name: words for name, words in file_of(language).items() if name not in TABLES}


def placeholders(text: str) -> list[str]:
    """Return the names in braces."""
    return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]


# Six languages


def test_there_is_a_file_for_each_of_the_six_languages_and_for_no_other() -> None:
    folder = files("isacs_publish") / "words"
    assert sorted(file.name for file in folder.iterdir()) == [f"{language}.toml" for language in LANGUAGES]
    assert len(LANGUAGES) == 6


@EACH_LANGUAGE
def test_a_language_has_every_field_once_and_none_empty(language: str) -> None:
    found = of(language)
    assert set(found) == FIELDS - TABLES
    assert all(isinstance(text, str) and text.strip() == text and text for text in found.values())


@EACH_LANGUAGE
def test_patterns_and_only_they_hold_the_number(language: str) -> None:
    found = {name: sorted(placeholders(text)) for name, text in of(language).items()}
    assert found == {name: ["number"] if name in PATTERNS else OTHER_PATTERNS.get(name, []) for name in FIELDS - TABLES}


@EACH_LANGUAGE
def test_the_words_are_read_from_the_file(language: str) -> None:
    assert words(language) == Words(language=language, **file_of(language))


@EACH_LANGUAGE
def test_the_tables_have_the_same_rows_in_all_languages_and_none_empty(language: str) -> None:
    for name in TABLES:
        assert file_of(language)[name].keys() == file_of("en")[name].keys()
        assert all(file_of(language)[name].values())


def test_where_something_stands_in_an_instrument_is_said_in_each_language() -> None:
    assert words("zh").located("Article 5, paragraph 2", words("en")) == "第5条, 第2段"
    assert words("fr").located("II, paragraph 16", words("en")) == "II, paragraphe 16"


@EACH_LANGUAGE
def test_arabic_alone_runs_from_right_to_left(language: str) -> None:
    assert words(language).direction == ("rtl" if language == "ar" else "ltr")


@EACH_LANGUAGE
def test_letters_and_digits_of_labels_stay_latin(language: str) -> None:
    fixed = words(language)
    assert "A.1" in fixed.citation(Label(Kind.TABLE, "A.1"))
    assert "12" in fixed.citation(Label(Kind.CLAUSE, "12"))


@EACH_LANGUAGE
def test_words_that_readers_must_tell_apart_differ(language: str) -> None:
    found = of(language)
    apart = ["clause", "annex", "table", "figure", "formula", "numbered_note", "numbered_example"]
    assert len({found[name] for name in apart}) == len(apart)
    assert found["normative"] != found["informative"]
    assert found["note"] != found["example"]


def test_no_language_borrows_the_words_of_another() -> None:
    sentences = ["contents", "annex", "rights", "reference_number", "modules", "comments_until", "permalink", "home"]
    for name in sentences:
        assert len({of(language)[name] for language in LANGUAGES}) == len(LANGUAGES), name


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(FileNotFoundError):
        words("de")


# English

CITED = [
    (Label(Kind.CLAUSE, "5"), "Clause 5", "5"),
    (Label(Kind.CLAUSE, "5.2"), "5.2", "5.2"),
    (Label(Kind.CLAUSE, "5.2.1.1"), "5.2.1.1", "5.2.1.1"),
    (Label(Kind.CLAUSE, "0.1"), "0.1", "0.1"),
    (Label(Kind.CLAUSE, "A.1"), "A.1", "A.1"),
    (Label(Kind.CLAUSE), "", ""),
    (Label(Kind.ANNEX, "A", "normative"), "Annex A", "Annex A"),
    (Label(Kind.ANNEX, "AA", "informative"), "Annex AA", "Annex AA"),
    (Label(Kind.TERM, "3.4"), "3.4", "3.4"),
    (Label(Kind.TABLE, "3"), "Table 3", "Table 3"),
    (Label(Kind.TABLE, "A.3"), "Table A.3", "Table A.3"),
    (Label(Kind.FIGURE, "2"), "Figure 2", "Figure 2"),
    (Label(Kind.FIGURE, "B.1"), "Figure B.1", "Figure B.1"),
    (Label(Kind.FORMULA, "1"), "Formula (1)", "Formula (1)"),
    (Label(Kind.FORMULA, "A.1"), "Formula (A.1)", "Formula (A.1)"),
    (Label(Kind.NOTE), "NOTE", "NOTE"),
    (Label(Kind.NOTE, "2"), "NOTE 2", "NOTE 2"),
    (Label(Kind.EXAMPLE), "EXAMPLE", "EXAMPLE"),
    (Label(Kind.EXAMPLE, "2"), "EXAMPLE 2", "EXAMPLE 2"),
    (Label(Kind.NOTE_TO_ENTRY, "1"), "Note 1 to entry", "Note 1 to entry"),
    (Label(Kind.REFERENCE, "2"), "[2]", "2"),
    (Label(Kind.LIST), "", ""),
    (Label(Kind.ENTRY, "b"), "b)", "b)"),
    (Label(Kind.FOREWORD), "", ""),
    (Label(Kind.INTRODUCTION), "", ""),
    (Label(Kind.BIBLIOGRAPHY), "", ""),
]
"""Label, words that cite it, words that head it."""


@pytest.mark.parametrize(("label", "citation", "heading"), CITED)
def test_citation_and_heading(label: Label, citation: str, heading: str) -> None:
    english = words("en")
    assert (english.citation(label), english.heading(label)) == (citation, heading)


def test_citation_and_heading_of_every_kind_are_tried() -> None:
    assert {label.kind for label, _, _ in CITED} == set(Kind)


def test_the_status_of_an_annex_stands_in_brackets() -> None:
    assert words("en").status("normative") == "(normative)"
    assert words("en").status("informative") == "(informative)"


def test_a_pattern_puts_the_number_where_the_language_has_it() -> None:
    assert words("zh").citation(Label(Kind.CLAUSE, "5")) == "第5章"
    assert words("fr").citation(Label(Kind.NOTE_TO_ENTRY, "1")) == "Note 1 à l’article"
    assert words("ru").citation(Label(Kind.ANNEX, "B", "normative")) == "Приложение B"
