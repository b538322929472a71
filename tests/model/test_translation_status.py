"""How far a translation is, in numbers and in signs of a bar."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from isacs_publish.model.translation import Currency, Entry, Message, currency_of
from isacs_publish.model.translation_status import behind, per_cent, shares, standing, together

CURRENT, STALE, MISSING = Currency

MESSAGES = [
    Message("Scope one.", "scope"),
    Message("Rule.", "rules"),
    Message("Second rule here.", "rules"),
    Message("End.", "end"),
]
ENTRIES = [
    Entry("Scope one.", "x"),
    Entry("Rule.", "x", fuzzy=True, previous="Rules."),
    Entry("Second rule here.", "x"),
    Entry("End."),
]


def test_clauses_and_words_are_counted_by_currency() -> None:
    found = standing("fr", "a", currency_of(MESSAGES, ENTRIES))
    assert found.clauses == {CURRENT: 1, STALE: 1, MISSING: 1}
    assert found.words == {CURRENT: 5, STALE: 1, MISSING: 1}


def test_sources_of_a_language_add_up() -> None:
    found = standing("fr", "a", currency_of(MESSAGES, ENTRIES))
    other = standing("es", "a", currency_of(MESSAGES, ENTRIES))
    assert together("fr", [found, other, found]).words == {CURRENT: 10, STALE: 2, MISSING: 2}


def test_clauses_that_are_behind_come_in_the_order_of_the_text_with_what_they_lack() -> None:
    found = behind(MESSAGES, ENTRIES)
    assert [(each.clause.unit, [entry.source for entry in each.entries]) for each in found] == [
        ("rules", ["Rule."]),
        ("end", ["End."]),
    ]


counts = st.fixed_dictionaries(dict.fromkeys(Currency, st.integers(0, 5000)))


@given(counts)
def test_a_hundred_per_cent_means_all(found: dict[Currency, int]) -> None:
    assert (per_cent(found) == 100) == (found[STALE] == found[MISSING] == 0)


@given(counts, st.integers(3, 60))
def test_a_bar_is_as_long_as_it_should_be_and_shows_what_there_is(found: dict[Currency, int], length: int) -> None:
    signs = shares(found, length)
    assert sum(signs.values()) == length
    assert all(signs[currency] > 0 for currency in Currency if found[currency])
    assert min(signs.values()) >= 0
