"""What is shown of translations on a terminal, with and without colours."""

from __future__ import annotations

from isacs_publish.exports.translation_terminal import LENGTH, Output
from isacs_publish.model.translation import Currency, Entry, Message, currency_of
from isacs_publish.model.translation_status import behind, standing

STALE = Entry("Keep 4 records.", "Tenir 3 registres.", fuzzy=True, previous="Keep 3 records.", line=7)
MESSAGES = [Message("Scope of all this.", "scope"), Message(STALE.source, "rules")]
ENTRIES = [Entry("Scope of all this.", "Domaine."), STALE]


def shown(*, colour: bool = False, version: str = "") -> str:
    return Output(100, colour=colour).behind(behind(MESSAGES, ENTRIES), lambda _: "5 Rules", "fr.po", lambda _: version)


def test_an_edit_is_marked_word_by_word_with_its_place() -> None:
    assert shown() == "\n5 Rules  [▒ stale]\n  fr.po:7: stale\n    Keep [-3-]{+4+} records.\n"


def test_the_version_that_a_translation_reflects_is_named_where_one_was_published() -> None:
    assert "5 Rules  [▒ stale, reflects V1.0]" in shown(version="1.0")


def test_colours_replace_the_signs_around_words() -> None:
    assert "[-3-]" not in shown(colour=True)
    assert "\x1b[" in shown(colour=True)


def test_a_terminal_obeys_no_words() -> None:
    late = behind([Message("a\x1b[2Jb")], [Entry("a\x1b[2Jb")])
    assert "\x1b" not in Output(100, colour=False).behind(late, str, "fr.po")


def test_bars_tell_without_colour_what_is_current_stale_and_missing() -> None:
    clauses = currency_of([*MESSAGES, Message("A new sentence.", "end")], [*ENTRIES, Entry("A new sentence.")])
    lines = Output(100, colour=False).status([standing("fr", "a", clauses)], {"a": "05.20"}).splitlines()
    bar = next(line for line in lines if line.startswith("all fr ")).split()[2]
    assert len(bar) == LENGTH
    assert sorted(set(bar)) == sorted("█▒·")


def test_a_source_without_words_is_done() -> None:
    assert standing("fr", "a", ()).clauses == dict.fromkeys(Currency, 0)
    assert "100 %" in Output(100, colour=False).status([standing("fr", "a", ())], {"a": "index"})
