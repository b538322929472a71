"""Findings: how they read, in which order they stand, that they survive being written down, and the hint at a near word."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isacs_publish.model.finding import Finding, Place, Severity, in_order, nearest
from tests.model import LAW

PATH = "source/05/05.20/index.rst"

places = st.builds(
    Place, st.sampled_from([PATH, "source/catalogue.toml", "."]), st.integers(0, 12), st.sampled_from(["", "a.b"])
)
findings = st.builds(
    Finding, st.sampled_from(["one", "two"]), places, st.text(max_size=3), st.text(max_size=3), st.sampled_from(Severity)
)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (Place(PATH), PATH),
        (Place(PATH, 12), f"{PATH}:12"),
        (Place("source/catalogue.toml", 7, "brand.name"), "source/catalogue.toml:7 (brand.name)"),
        (Place("source/catalogue.toml", key="brand"), "source/catalogue.toml (brand)"),
    ],
)
def test_a_place_reads_as_editors_open_it(place: Place, text: str) -> None:
    assert str(place) == text


def test_a_finding_says_where_what_and_what_to_do() -> None:
    finding = Finding("duplicate-anchor", Place(PATH, 12), "anchor 'scope' names several units", "rename one")
    expected = f"{PATH}:12: error: anchor 'scope' names several units [duplicate-anchor]\n    hint: rename one"
    assert str(finding) == expected


def test_no_name_can_speak_to_the_terminal() -> None:
    finding = Finding("uncommitted", Place("a\nb\x1b[2K\udcff.rst"), "the file \u202eis new", "take\rit back")
    expected = "a\\nb\\x1b[2K\\udcff.rst: error: the file \\u202eis new [uncommitted]\n    hint: take\\rit back"
    assert str(finding) == expected


def test_a_finding_without_hint_is_one_line() -> None:
    finding = Finding("clause-order", Place(PATH, 3), "annex 'Forms' stands after bibliography", severity=Severity.WARNING)
    assert str(finding) == f"{PATH}:3: warning: annex 'Forms' stands after bibliography [clause-order]"


def test_an_error_withholds_and_a_warning_does_not() -> None:
    assert Finding("x", Place(PATH), "x").is_error
    assert not Finding("x", Place(PATH), "x", severity=Severity.WARNING).is_error


@LAW
@given(findings)
def test_a_finding_is_read_back_from_json(finding: Finding) -> None:
    assert Finding.from_json(json.loads(json.dumps(finding.as_json()))) == finding


@LAW
@given(st.lists(findings, max_size=6).flatmap(lambda found: st.tuples(st.just(found), st.permutations(found))))
def test_the_order_of_work_does_not_show(pair: tuple[list[Finding], list[Finding]]) -> None:
    found, shuffled = pair
    assert in_order(found) == in_order(shuffled)


def test_findings_stand_in_the_order_of_the_text_and_each_once() -> None:
    late = Finding("a", Place(PATH, 10), "late")
    early = Finding("z", Place(PATH, 9), "early")
    same_line = Finding("b", Place(PATH, 10), "another fault of the same line")
    whole_file = Finding("z", Place(PATH), "the whole file")
    elsewhere = Finding("a", Place("source/01/01.20/index.rst", 99), "another file")
    found = in_order([late, early, same_line, late, whole_file, elsewhere, late])
    assert found == [elsewhere, whole_file, early, late, same_line]


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("titel", ["title", "year", "stage"], "did you mean 'title'?"),
        ("05.21", ["01.10", "05.20"], "did you mean '05.20'?"),
        ("working-drft", ["working-draft", "published"], "did you mean 'working-draft'?"),
        ("colour", ["title", "year", "stage"], ""),
        ("anything", [], ""),
    ],
)
def test_the_nearest_known_word_is_named(word: str, known: list[str], hint: str) -> None:
    assert nearest(word, known) == hint
    assert nearest(word, iter(known)) == hint
