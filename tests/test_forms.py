"""The verbal forms as data: every class is there, nothing in a file is passed over, and each pattern finds something."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from isacs_publish.forms import speech, verbal_forms
from isacs_publish.model.provision import STRENGTH, Verbal, needed
from tests.conftest import PROJECT

LANGUAGES = sorted(path.name.removesuffix(".toml") for path in (files("isacs_publish") / "forms").iterdir())
EACH_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


@EACH_LANGUAGE
def test_every_class_of_provisions_is_expressed(language: str) -> None:
    found = {form.form for form in verbal_forms(language).forms if not form.negated}
    assert found >= set(STRENGTH)


@EACH_LANGUAGE
def test_negated_forms_are_sought_first_since_they_hold_the_others(language: str) -> None:
    order = [form.negated for form in verbal_forms(language).forms if not form.restricts]
    assert order == sorted(order, reverse=True)


@EACH_LANGUAGE
def test_nothing_in_the_file_is_passed_over(language: str) -> None:
    table = tomllib.loads((files("isacs_publish") / "forms" / f"{language}.toml").read_text(encoding="utf-8"))
    english = {"rewordings", "asked", "syntax", "lexicon"}
    assert set(table) - english - {"letters", "quoted", "asked"} == {"abbreviations", "not_forms", "speech", *Verbal}
    assert all(set(table[form]) - {"restricting"} == {"negative", "positive"} for form in Verbal)
    forms = verbal_forms(language)
    assert len(forms.forms) == sum(len(patterns) for form in Verbal for patterns in table[form].values())
    assert len(forms.passed_over) == len(table["not_forms"])


@EACH_LANGUAGE
def test_no_pattern_finds_the_empty_text(language: str) -> None:
    forms = verbal_forms(language)
    lexicon = forms.lexicon
    if said := speech(language):
        assert not said.only.search("")
        assert [p.pattern for p in (*said.open_forms, *said.ambiguous) if p.search("")] == []
    rewrites = (*lexicon.early, *lexicon.equivalents, *lexicon.late, *lexicon.spelling)
    patterns = [form.pattern for form in forms.forms] + [*forms.passed_over, *lexicon.citations] + [r[0] for r in rewrites]
    assert [pattern.pattern for pattern in patterns if pattern.search("")] == []


def test_a_language_without_a_file_has_no_provisions_and_numbers_all_the_same() -> None:
    forms = verbal_forms("de")
    assert forms.force("The keeper shall rest.") is None
    assert forms.lexicon == verbal_forms("en").lexicon


NUMERALS = [
    ("twenty-five", "25"),
    ("one hundred and twenty-five", "125"),
    ("two thousand and one", "2001"),
    ("three million two hundred thousand", "3200000"),
    ("5 million", "5000000"),
    ("five and six", "5 and 6"),
    ("five, six", "5, 6"),
    ("a hundred", "a 100"),
    ("someone tenths", "someone tenths"),
]


@pytest.mark.parametrize(("words", "digits"), NUMERALS)
def test_numerals_are_read(words: str, digits: str) -> None:
    assert verbal_forms("en").lexicon.in_digits(words) == digits


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1,000", ["1000"]),
        ("1 000 000", ["1000000"]),
        ("5.20", ["5.2"]),
        ("5, 10", ["5", "10"]),
        ("12,5", ["12.5"]),
        ("0,50", ["0.5"]),
    ],
)
def test_numbers_are_read(text: str, values: list[str]) -> None:
    lexicon = verbal_forms("en").lexicon
    assert [lexicon.value(found[0]) for found in re.finditer(lexicon.number, text)] == values


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("stockpiles", "stockpile"),
        ("organisation", "organization"),
        ("programmes", "program"),
        ("marked", "marking"),
        ("kept", "keeps"),
        ("labelled", "labeled"),
        ("authorities", "authority"),
        ("colour", "color"),
    ],
)
def test_inflections_and_spellings_of_a_word_have_one_stem(one: str, other: str) -> None:
    stem = verbal_forms("en").lexicon.stem
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("store", "stock"), ("high", "higher"), ("use", "us"), ("training", "trail")])
def test_other_words_have_other_stems(one: str, other: str) -> None:
    stem = verbal_forms("en").lexicon.stem
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (r"\bshall (\w+ly )?(?:not|never)\b", ("shall",)),
        (r"\b(?:is|are) (?:also )?required (?:to|that)\b", ("required",)),
        (r"(?:^|(?<=[,;:] ))no (?!\w+ than)((?:\S+ ){1,8}?)shall\b", ("no", "shall")),
        (r"\bcan|may\b", ()),
        (r"\bmays?\b", ("may",)),
        (r"\b(?:a(?:b|c)|d)?\b", ()),
    ],
)
def test_the_words_that_a_pattern_needs(pattern: str, words: tuple[str, ...]) -> None:
    assert needed(pattern) == words


def test_no_form_of_a_sentence_is_lost_for_want_of_a_word() -> None:
    forms = verbal_forms("en")
    sentences = [
        line for line in (PROJECT / "tests" / "cases" / "changes.txt").read_text(encoding="utf-8").splitlines() if line
    ]
    found = [(form, sentence) for sentence in sentences for form in forms.forms if form.pattern.search(sentence)]
    assert len(found) > 100
    assert all(word in sentence.lower() for form, sentence in found for word in needed(form.pattern.pattern))
