"""Identifiers: what is printed is read back to the same value; what has another form is refused, naming the form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from isacs_publish.model.identifier import (
    LETTERS,
    Identifier,
    NotAnIdentifier,
    Reference,
    Version,
    VolumeIdentifier,
    letter,
)
from tests.model import LAW

if TYPE_CHECKING:
    from collections.abc import Callable

IDENTIFIER_FORM = "BRAND 05.20:2026(E)V0.1"
REFERENCE_FORM = "BRAND 05.20[:2026]"
VOLUME_FORM = "BRAND 05:2026-1(E)"
VERSION_FORM = "1.0"

brands = st.from_regex(r"[A-Z][A-Z0-9]{1,5}(/[A-Z]{2,4})?( [A-Z]{1,4})?", fullmatch=True)
module_numbers = st.from_regex(r"[0-9]{2}\.[0-9]{2}|[A-Z]{0,2}[0-9]([0-9A-Z]|\.[0-9A-Z]{1,3}){0,3}", fullmatch=True)
"""A number holds a digit: that tells it from the last word of a brand."""
series_numbers = st.from_regex(r"[A-Z]?[0-9]{1,3}", fullmatch=True)
years = st.integers(1000, 9999)
letters = st.lists(st.sampled_from(sorted(LETTERS)), min_size=1, max_size=2, unique=True).map(lambda codes: letter(*codes))
versions = st.builds(Version, st.integers(0, 200), st.integers(0, 200))
releases = st.builds(lambda year, count: f"{year}-{count}", years, st.integers(0, 30))

identifiers = st.builds(Identifier, brands, module_numbers, years, letters, versions)
references = st.builds(Reference, brands, module_numbers, st.none() | years, st.booleans())
volume_identifiers = st.builds(VolumeIdentifier, brands, series_numbers, releases, letters)
compendium_identifiers = st.builds(VolumeIdentifier, brands, st.just(""), releases, letters)

of_one_brand = st.builds(Identifier, st.just("HOUSE"), module_numbers, years, letters, versions)
volumes_of_one_brand = st.builds(VolumeIdentifier, st.just("HOUSE"), st.just("") | series_numbers, releases, letters)


# What is printed is read back


@LAW
@given(identifiers)
def test_an_identifier_is_read_back(identifier: Identifier) -> None:
    assert Identifier.parse(str(identifier)) == identifier


@LAW
@given(references)
def test_a_reference_is_read_back(reference: Reference) -> None:
    assert Reference.parse(str(reference)) == reference


@LAW
@given(volume_identifiers)
def test_a_volume_identifier_is_read_back(identifier: VolumeIdentifier) -> None:
    assert VolumeIdentifier.parse(str(identifier)) == identifier


@LAW
@given(compendium_identifiers)
def test_a_compendium_identifier_is_read_back(identifier: VolumeIdentifier) -> None:
    assert VolumeIdentifier.parse(str(identifier)) == identifier


@LAW
@given(versions)
def test_a_version_is_read_back_with_and_without_its_letter(version: Version) -> None:
    assert Version.parse(str(version)) == version
    assert Version.parse(f"V{version}") == version


@LAW
@given(identifiers)
def test_the_references_of_an_identifier_are_read_back(identifier: Identifier) -> None:
    assert Reference.parse(str(identifier.dated)) == Reference(identifier.brand, identifier.number, identifier.year)
    assert Reference.parse(str(identifier.undated)) == Reference(identifier.brand, identifier.number)


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (Identifier.parse, "HOUSE 05.20:2026(E)V0.1", Identifier("HOUSE", "05.20", 2026, "E", Version(0, 1))),
        (Identifier.parse, "HOUSE 05.20:2026(A/E)V1.10", Identifier("HOUSE", "05.20", 2026, "A/E", Version(1, 10))),
        (Identifier.parse, "ISO/IEC TR 29110:2016(F)V2.0", Identifier("ISO/IEC TR", "29110", 2016, "F", Version(2, 0))),
        (Reference.parse, "HOUSE 05.20:2026", Reference("HOUSE", "05.20", 2026)),
        (Reference.parse, "HOUSE 05.20", Reference("HOUSE", "05.20")),
        (Reference.parse, "HOUSE 05 (all parts)", Reference("HOUSE", "05", None, all_parts=True)),
        (VolumeIdentifier.parse, "HOUSE 05:2026-1(E)", VolumeIdentifier("HOUSE", "05", "2026-1", "E")),
        (VolumeIdentifier.parse, "HOUSE:2026-0(R)", VolumeIdentifier("HOUSE", "", "2026-0", "R")),
    ],
)
def test_each_printed_form(read: Callable[[str], Any], text: str, value: Any) -> None:
    assert read(text) == value
    assert str(value) == text


# What has another form is refused


NEVER = [
    "",
    " ",
    "HOUSE",
    "house 05.20",
    "05.20",
    "HOUSE  05.20",
    "HOUSE 05.20 ",
    " HOUSE 05.20",
    "HOUSE 05.20\n",
    "HOUSE 05,20",
]
NEVER += [
    "HOUSE 05.",
    "HOUSE .20",
    "HOUSE 05..20",
    "HOUSE\t05.20",
    "HOUSE\u00a005.20",
    "Хаус 05.20",
    "HOUSE 05.20:",
    "HOUSE 05/20",
]

NO_IDENTIFIER = [
    "HOUSE 05.20",
    "HOUSE 05.20:2026",
    "HOUSE 05.20:2026(E)",
    "HOUSE 05.20:2026(E)V1",
    "HOUSE 05.20:2026(E)V1.",
    "HOUSE 05.20:2026(E)v1.0",
    "HOUSE 05.20:2026(E)V1.0.1",
    "HOUSE 05.20:2026(E) V1.0",
    "HOUSE 05.20:2026(e)V1.0",
    "HOUSE 05.20:2026()V1.0",
    "HOUSE 05.20:2026(AE)V1.0",
    "HOUSE 05.20:2026(A/)V1.0",
    "HOUSE 05.20:26(E)V1.0",
    "HOUSE 05.20:20260(E)V1.0",
    "HOUSE 05.20:0026(E)V1.0",
    "HOUSE 05.20:２０２６(E)V1.0",
    "HOUSE 05.20:2026(E)V1.0\n",
    "HOUSE 05.20:2026(E)V1.0; HOUSE 05.30:2026(E)V1.0",
    "../05.20:2026(E)V1.0",
]
NO_REFERENCE = [
    "HOUSE 05.20:26",
    "HOUSE 05.20:0000",
    "HOUSE 05.20:٢٠٢٦",
    "HOUSE 05 (some parts)",
    "HOUSE 05(all parts)",
    "HOUSE 05 (ALL PARTS)",
    "HOUSE 05.20:2026(E)",
]
NO_VOLUME = [
    "HOUSE 05:2026(E)",
    "HOUSE 05:2026-(E)",
    "HOUSE 05:2026-1",
    "HOUSE 05:2026-1(E)V1.0",
    "HOUSE 05:2026-٣(E)",
    "HOUSE 05:2026–1(E)",
    "HOUSE :2026-1(E)",
    ":2026-1(E)",
]
NO_VERSION = ["", "1", "V1", "v1.0", "1.0.0", "01.0", "1.00", "-1.0", "1,0", "1.x", " 1.0", "1.0\n", "V 1.0", "1.٠", "²1.0"]


@pytest.mark.parametrize("text", [*NEVER, *NO_IDENTIFIER])
def test_what_is_no_identifier_is_refused(text: str) -> None:
    assert_refused(Identifier.parse, text, IDENTIFIER_FORM)


@pytest.mark.parametrize("text", [*(text for text in NEVER if text != "HOUSE 05.20"), *NO_REFERENCE])
def test_what_is_no_reference_is_refused(text: str) -> None:
    assert_refused(Reference.parse, text, REFERENCE_FORM)


@pytest.mark.parametrize("text", [*NEVER, *NO_VOLUME])
def test_what_is_no_volume_identifier_is_refused(text: str) -> None:
    assert_refused(VolumeIdentifier.parse, text, VOLUME_FORM)


@pytest.mark.parametrize("text", NO_VERSION)
def test_what_is_no_version_is_refused(text: str) -> None:
    assert_refused(Version.parse, text, VERSION_FORM)


def test_a_bad_version_inside_an_identifier_is_refused_with_the_form_of_a_version() -> None:
    assert_refused(Identifier.parse, "HOUSE 05.20:2026(E)V01.0", VERSION_FORM)


def assert_refused(read: Callable[[str], Any], text: str, form: str) -> None:
    with pytest.raises(NotAnIdentifier, match=f"is not of the form {re.escape(form)}$"):
        read(text)


SLIPS = ["", "0", "０", " ", "/", "A"]


@st.composite
def slips(draw: st.DrawFn) -> str:
    """Return an identifier with one character mistyped or left out."""
    text = str(draw(identifiers | references | volume_identifiers))
    at = draw(st.integers(0, len(text) - 1))
    return f"{text[:at]}{draw(st.sampled_from(SLIPS))}{text[at + 1 :]}"


@settings(LAW, max_examples=300)
@given(slips())
def test_whatever_is_read_prints_as_it_was_written(text: str) -> None:
    for read in (Identifier.parse, Reference.parse, VolumeIdentifier.parse):
        try:
            value: object = read(text)
        except NotAnIdentifier:
            continue
        assert str(value) == text


# Order


def test_versions_are_ordered_as_numbers() -> None:
    texts = ["0.1", "0.2", "0.9", "0.10", "1.0", "1.1", "2.0", "10.0"]
    assert [str(version) for version in sorted(map(Version.parse, reversed(texts)))] == texts


def test_identifiers_are_ordered_by_brand_number_year_version_and_letter() -> None:
    texts = [
        "ABODE 09.10:2026(E)V1.0",
        "HOUSE 05.10:2030(E)V2.0",
        "HOUSE 05.20:2026(E)V0.9",
        "HOUSE 05.20:2026(A)V0.10",
        "HOUSE 05.20:2026(E)V0.10",
        "HOUSE 05.20:2027(E)V0.1",
        "HOUSE 06.10:2001(E)V0.1",
    ]
    assert [str(identifier) for identifier in sorted(map(Identifier.parse, reversed(texts)))] == texts


@LAW
@given(of_one_brand, of_one_brand)
def test_of_two_identifiers_one_stands_before_the_other_unless_they_are_equal(one: Identifier, other: Identifier) -> None:
    assert (one < other) + (other < one) + (one == other) == 1
    assert (one <= other) == (not other < one)


def test_an_undated_reference_stands_before_the_dated_ones() -> None:
    texts = ["HOUSE 05.10:2030", "HOUSE 05.20", "HOUSE 05.20:2026", "HOUSE 05.20:2027"]
    assert [str(reference) for reference in sorted(map(Reference.parse, reversed(texts)))] == texts


def test_volumes_are_ordered_by_number_then_release() -> None:
    texts = ["HOUSE:2026-1(E)", "HOUSE 05:2025-3(E)", "HOUSE 05:2026-9(E)", "HOUSE 05:2026-10(E)", "HOUSE 06:2026-1(E)"]
    assert [str(identifier) for identifier in sorted(map(VolumeIdentifier.parse, reversed(texts)))] == texts


# File names and uniform resource names


SAFE = re.compile(r"[a-z0-9]+([.-][a-z0-9]+)*")
URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{0,30}[a-z0-9](:[a-z0-9.-]+)+")
"""RFC 8141, 2: a namespace of 2 to 32 letters, digits and hyphens; then characters that need no escape."""


@LAW
@given(identifiers | volume_identifiers | compendium_identifiers)
def test_file_names_are_safe(identifier: Identifier | VolumeIdentifier) -> None:
    assert SAFE.fullmatch(identifier.file_name)
    assert len(identifier.file_name) < 100


@LAW
@given(of_one_brand | volumes_of_one_brand, of_one_brand | volumes_of_one_brand)
def test_different_texts_have_different_names(one: Identifier | VolumeIdentifier, other: Identifier | VolumeIdentifier) -> None:
    assume(one != other)
    assert one.file_name != other.file_name
    assert one.urn != other.urn


NEAR = [
    "HOUSE 05.20:2026(E)V0.1",
    "HOUSE 05.20:2026(E)V0.11",
    "HOUSE 05.20:2026(A/E)V0.1",
    "HOUSE 05.20:2026(A)V0.1",
    "HOUSE 0.520:2026(E)V0.1",
    "HOUSE 05.2:2026(E)V0.1",
    "HOUSE 052.0:2026(E)V0.1",
]
NEAR_VOLUMES = ["HOUSE 05:2026-1(E)", "HOUSE:2026-1(E)", "HOUSE 052:2026-1(E)", "HOUSE 05:2026-11(E)", "HOUSE 05:2026-1(A/E)"]


def test_near_names_stay_apart() -> None:
    values: list[Identifier | VolumeIdentifier] = [*map(Identifier.parse, NEAR), *map(VolumeIdentifier.parse, NEAR_VOLUMES)]
    assert len({value.file_name for value in values}) == len(values)
    assert len({value.urn for value in values}) == len(values)


@LAW
@given(identifiers | volume_identifiers | compendium_identifiers)
def test_a_urn_has_the_form_of_rfc_8141(identifier: Identifier | VolumeIdentifier) -> None:
    assert URN.fullmatch(identifier.urn)


def test_names_derived_from_an_identifier() -> None:
    identifier = Identifier.parse("HOUSE 05.20:2026(A/E)V0.1")
    assert identifier.edition == "HOUSE 05.20:2026(A/E)"
    assert identifier.file_name == "house-05.20-2026-ae-v0.1"
    assert identifier.urn == "urn:house:05.20:2026:ae:v0.1"
    assert VolumeIdentifier.parse("HOUSE 05:2026-1(E)").file_name == "house-05-2026-1-e"
    assert VolumeIdentifier.parse("HOUSE 05:2026-1(E)").urn == "urn:house:05:2026-1:e"
    assert VolumeIdentifier.parse("HOUSE:2026-1(E)").file_name == "house-2026-1-e"
    assert VolumeIdentifier.parse("HOUSE:2026-1(E)").urn == "urn:house:2026-1:e"


# Language letters


def test_the_six_languages_have_letters_of_their_own() -> None:
    assert set(LETTERS) == {"ar", "en", "es", "fr", "ru", "zh"}
    assert len(set(LETTERS.values())) == len(LETTERS)


def test_languages_set_side_by_side_share_an_identifier() -> None:
    assert letter("en") == "E"
    assert letter("ar", "en") == "A/E"
