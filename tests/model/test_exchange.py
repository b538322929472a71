"""What comes of translations that come back: which entries they change, and which they never do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from isacs_publish.model.exchange import MOST_STRAYS, Offer, doubles, offers_of, taken
from isacs_publish.model.translation import Currency, Entry, Message, reconciled

SOURCE = "The custodian shall keep a register of all weapons."
EDITED = "The custodian shall keep a register of all weapons and parts."


def test_a_translation_of_a_missing_entry_makes_it_current() -> None:
    (entry,) = taken([Entry(SOURCE)], [Offer(SOURCE, "Le registre.")]).entries
    assert (entry.target, entry.currency) == ("Le registre.", Currency.CURRENT)


def test_a_stale_entry_stays_stale_where_the_file_tells_no_state_and_says_nothing_else() -> None:
    stale = Entry(EDITED, "Le registre.", fuzzy=True, previous=SOURCE)
    assert taken([stale], [Offer(EDITED, "Le registre.")]).entries == (stale,)


def test_a_stale_entry_is_current_when_somebody_confirmed_it() -> None:
    stale = Entry(EDITED, "Le registre.", fuzzy=True, previous=SOURCE)
    (entry,) = taken([stale], [Offer(EDITED, "Le registre.", fuzzy=False)]).entries
    assert (entry.currency, entry.previous) == (Currency.CURRENT, "")


def test_a_tool_that_knows_no_spaces_that_stay_finds_the_sentence() -> None:
    (entry,) = taken([Entry("Up to 5\u00a0% of them.")], [Offer("Up to 5 % of them.", "Au plus 5\u00a0%.")]).entries
    assert (entry.source, entry.target) == ("Up to 5\u00a0% of them.", "Au plus 5\u00a0%.")


def test_a_translation_of_the_former_source_replaces_that_of_an_edited_one_and_stays_fuzzy() -> None:
    stale = Entry(EDITED, "Ancien.", fuzzy=True, previous=SOURCE)
    found = taken([stale], [Offer(SOURCE, "Le registre.", fuzzy=False)])
    assert found.entries == (Entry(EDITED, "Le registre.", fuzzy=True, previous=SOURCE),)
    assert not found.strays


def test_a_translation_of_the_former_source_leaves_a_current_one_alone() -> None:
    current = Entry(EDITED, "Nouveau.")
    found = taken([current], [Offer(SOURCE, "Ancien.", fuzzy=False)])
    assert (found.entries, [stray.source for stray in found.strays]) == ((current,), [SOURCE])


def test_a_note_of_a_translator_comes_in_alone() -> None:
    (entry,) = taken([Entry(SOURCE, "Le registre.")], [Offer(SOURCE, "Le registre.", note="term unsure")]).entries
    assert (entry.note, entry.target) == ("term unsure", "Le registre.")


def test_the_file_of_another_source_is_compared_with_nothing() -> None:
    offers = [Offer(f"{SOURCE} {number}", "x") for number in range(MOST_STRAYS + 1)]
    found = taken([Entry(SOURCE)], offers)
    assert (found.changed, len(found.strays)) == (0, MOST_STRAYS + 1)


def test_two_translations_of_one_sentence_contradict_each_other() -> None:
    offers = [Offer("A.", "B.", line=2), Offer("A.", "B.", line=3), Offer("A.", "", line=4), Offer("A.", "C.", line=5)]
    assert [(late.line, early.line) for late, early in doubles(offers)] == [(5, 2)]


words = st.text(st.sampled_from("ab c'\"\\\n=<&]>{}\u200f\u00a0😀"), max_size=12)
entries_of = st.lists(
    st.builds(Entry, words.map(str.strip).filter(bool), words, st.booleans(), words, st.just(("scope",)), words),
    max_size=8,
    unique_by=lambda entry: tuple(entry.source.split()),
).map(lambda found: [entry for entry in found if " ".join(entry.source.split())])


@given(entries_of)
def test_what_is_offered_as_it_was_given_changes_nothing(entries: list[Entry]) -> None:
    assert taken(entries, offers_of(entries, {})).changed == 0


offers = st.lists(st.builds(Offer, words, words, st.none() | st.booleans(), words, st.just(("scope",)), words), max_size=8)


@given(entries_of, offers)
def test_no_import_empties_an_entry_or_forgets_one(entries: list[Entry], offered: list[Offer]) -> None:
    found = taken(entries, [Offer(" ".join(each.source.split()), " ".join(each.target.split())) for each in offered])
    assert [entry.source for entry in found.entries] == [entry.source for entry in entries]
    assert all(now.target for was, now in zip(entries, found.entries, strict=True) if was.target)


@given(entries_of)
def test_an_import_of_nothing_keeps_what_an_update_would_write(entries: list[Entry]) -> None:
    fresh = reconciled([Message(SOURCE, "scope")], entries)
    assert taken(fresh, ()).entries == fresh
