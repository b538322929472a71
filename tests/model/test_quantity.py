"""Numbers and units as values that two languages share."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isacs_publish.forms import speech
from isacs_publish.model.quantity import duration, even_digits
from tests.model.speeches import speech_of

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")


def read(language: str, words: str) -> list[tuple[str, str]]:
    said = speech_of(language)
    return [(f"{each.value:f}", each.unit) for each in said.quantities.read(said.even(words))]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "within twenty-five working days"),
        ("fr", "dans les vingt-cinq jours ouvrables"),
        ("es", "en un plazo de veinticinco días hábiles"),
        ("ru", "в течение двадцати пяти рабочих дней"),
        ("ar", "خلال خمسةٍ وعشرين يومَ عمل"),
        ("zh", "在二十五个工作日内"),
    ],
)
def test_a_number_in_words_has_the_same_value_and_unit_in_every_language(language: str, words: str) -> None:
    assert ("25", "workingday") in read(language, words)


@pytest.mark.parametrize(
    ("language", "words", "found"),
    [
        ("en", "2,500 kg and 0.08 mm", [("2500", "kilogram"), ("0.08", "millimetre")]),
        ("fr", "2\u202f500 kg et 0,08 mm", [("2500", "kilogram"), ("0.08", "millimetre")]),
        ("es", "2.500 kg y 0,08 mm", [("2500", "kilogram"), ("0.08", "millimetre")]),
        ("ru", "2 500 кг и 0,08 мм", [("2500", "kilogram"), ("0.08", "millimetre")]),
        ("ar", "٢٬٥٠٠ كغ و ٠٫٠٨ مم", [("2500", "kilogram"), ("0.08", "millimetre")]),
        ("zh", "２ ５００千克和0.08毫米", [("2500", "kilogram"), ("0.08", "millimetre")]),
    ],
)
def test_each_language_has_its_signs_for_thousands_and_decimals(
    language: str, words: str, found: list[tuple[str, str]]
) -> None:
    assert read(language, words) == found


@pytest.mark.parametrize(
    ("language", "words", "found"),
    [
        ("ar", "مرة كل سنتين", ("2", "year")),
        ("ar", "بعد اثني عشر شهراً", ("12", "month")),
        ("zh", "百分之二十", ("20", "percent")),
        ("zh", "二〇二六年", ("2026", "")),
        ("zh", "两万三千", ("23000", "")),
        ("zh", "抵御攻击十分钟", ("10", "minute")),
        ("fr", "quatre-vingt-dix-neuf jours", ("99", "day")),
        ("ru", "двух тысяч пятисот тонн", ("2500", "tonne")),
        ("es", "doscientos cincuenta mil euros", ("250000", "euro")),
        ("en", "five (5) days", ("5", "day")),
        ("en", "10 to 20 mm", ("10", "millimetre")),
    ],
)
def test_a_quantity_is_read_as_it_is_said(language: str, words: str, found: tuple[str, str]) -> None:
    assert found in read(language, words)


@pytest.mark.parametrize(
    ("language", "words"), [("zh", "统一的一般规定"), ("fr", "l’un d’eux"), ("en", "no one"), ("ar", "وقت واحد")]
)
def test_what_only_looks_like_a_number_is_none(language: str, words: str) -> None:
    assert read(language, words) == []


def test_half_a_year_lasts_six_months() -> None:
    (six,) = speech_of("en").quantities.read("six months")
    (half,) = speech_of("zh").quantities.read("半年")
    assert duration(six) == duration(half)


DIGITS = {"arabic": "٠١٢٣٤٥٦٧٨٩", "persian": "۰۱۲۳۴۵۶۷۸۹", "wide": "０１２３４５６７８９", "european": "0123456789"}


@given(st.integers(0, 10**9), st.sampled_from(sorted(DIGITS)))
def test_a_number_in_the_digits_of_any_script_reads_back_to_its_value(number: int, script: str) -> None:
    written = str(number).translate(str.maketrans("0123456789", DIGITS[script]))
    assert even_digits(written) == str(number)


@given(st.sampled_from(LANGUAGES), st.integers(0, 999), st.integers(1, 10**6))
def test_a_number_in_groups_of_three_reads_back_to_its_value(language: str, decimals: int, whole: int) -> None:
    quantities = speech_of(language).quantities
    thousands, decimal = quantities.thousands[0], quantities.decimals[0]
    written = f"{whole:,}".replace(",", thousands) + (f"{decimal}{decimals:03}5" if decimals else "")
    (found,) = quantities.read(written)
    assert found.value == Decimal(f"{whole}.{decimals:03}5" if decimals else whole)


def test_a_language_whose_file_tells_nothing_is_not_compared() -> None:
    assert speech("de") is None
