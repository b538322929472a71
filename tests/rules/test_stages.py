"""Stages: a module moves along the graph of the catalogue, by decisions in order of date, and ends where its row says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from isacs_publish.catalogue_file import read_text
from isacs_publish.rules.stages import allowed
from tests.test_catalogue_file import SHOWN, SOUND, line_of

if TYPE_CHECKING:
    from isacs_publish.model.finding import Finding

NEXT = {"sketch": ["issued"], "issued": ["gone", "sketch"], "gone": []}
MOVES = (
    ("K1.02", "issued", "2026-01-10"),
    ("K2.01", "issued", "2026-01-11"),
    ("K1.02", "sketch", "2026-02-10"),
    ("K1.02", "issued", "2026-03-10"),
)


def decision(module: str, stage: str, day: str, body: str = "The board") -> str:
    """Return a row that records a move."""
    return f'\n[[decision]]\nmodule = "{module}"\nstage = "{stage}"\ndate = {day}\nbody = "{body}"\n'


def catalogue(*moves: tuple[str, str, str]) -> str:
    """Return the sound catalogue with a graph of stages, and decisions."""
    text = SOUND
    for stage, following in NEXT.items():
        text = text.replace(f'key = "{stage}"\n', f'key = "{stage}"\nnext = {following}\n')
    return text + "".join(decision(*move) for move in moves)


SOUND_MOVES = catalogue(*MOVES)


def faults(text: str) -> list[Finding]:
    """Return what is wrong with a catalogue."""
    read, findings = read_text(text, SHOWN)
    assert (read is None) == bool(findings)
    return findings


def test_decisions_that_follow_the_graph_are_sound() -> None:
    read, findings = read_text(SOUND_MOVES, SHOWN)
    assert findings == []
    assert read is not None
    assert [d.stage for d in read.decisions(read.modules["K1.02"])] == ["issued", "sketch", "issued"]
    assert allowed(read, "issued") == ("gone", "sketch")
    assert allowed(read, "gone") == ()


def test_the_beginning_may_be_recorded_too() -> None:
    assert faults(catalogue(("K1.01", "sketch", "2026-01-01"), *MOVES)) == []


def test_a_catalogue_without_a_graph_allows_every_move_and_asks_for_no_decision() -> None:
    read, findings = read_text(SOUND, SHOWN)
    assert findings == []
    assert read is not None
    assert allowed(read, "gone") == ("sketch", "issued")
    assert faults(SOUND + decision("K1.02", "gone", "2026-01-10") + decision("K1.02", "issued", "2025-01-10")) == []


def test_a_move_that_is_not_allowed_names_those_that_are() -> None:
    text = catalogue(("K1.01", "gone", "2026-01-01"), *MOVES).replace(
        'version = "0.1"\nstage = "sketch"', 'version = "1.0"\nstage = "gone"'
    )
    (finding,) = faults(text)
    assert (finding.code, finding.place.key) == ("stage-move", "decision[0].stage")
    assert finding.place.line == line_of(text, 'stage = "gone"\ndate = 2026-01-01')
    assert "'sketch' to 'gone'" in finding.message
    assert finding.hint == "allowed from 'sketch': issued"


def test_only_the_first_decision_may_stay_at_the_first_stage() -> None:
    text = catalogue(("K1.01", "sketch", "2026-01-01"), ("K1.01", "sketch", "2026-01-02"), *MOVES)
    assert [(f.code, f.place.key) for f in faults(text)] == [("stage-move", "decision[1].stage")]


def test_nothing_leaves_the_last_stage() -> None:
    text = catalogue(*MOVES, ("K1.02", "gone", "2026-04-01"), ("K1.02", "issued", "2026-05-01"))
    (finding,) = faults(text)
    assert finding.code == "stage-move"
    assert "last stage" in finding.hint


@pytest.mark.parametrize(
    ("moves", "words"),
    [
        (MOVES[:1] + MOVES[2:], "modules begin at 'sketch'"),
        ((*MOVES, ("K2.01", "gone", "2026-04-01")), "its last decision led to 'gone'"),
    ],
    ids=["no decision", "another stage"],
)
def test_a_stage_that_no_decision_led_to(moves: tuple[tuple[str, str, str], ...], words: str) -> None:
    text = catalogue(*moves)
    (finding,) = faults(text)
    assert (finding.code, finding.place.key) == ("stage-without-decision", "module[K2.01].stage")
    assert finding.place.line == line_of(text, 'stage = "issued"\ndate = 2026-11-22')
    assert words in finding.message
    assert "isacs stage K2.01 issued" in finding.hint


def test_the_decisions_of_a_module_stand_in_order_of_date() -> None:
    text = catalogue(*MOVES[:3], ("K1.02", "issued", "2026-01-31"))
    (finding,) = faults(text)
    assert (finding.code, finding.place.key) == ("catalogue-value", "decision[3].date")
    assert finding.place.line == line_of(text, "date = 2026-01-31")


@pytest.mark.parametrize("version", ["0.1", "0.12"])
@pytest.mark.parametrize("text", [SOUND, SOUND_MOVES], ids=["without a graph", "with a graph"])
def test_a_draft_has_no_stage_of_publication(text: str, version: str) -> None:
    text = text.replace('version = "1.10"', f'version = "{version}"')
    (finding,) = faults(text)
    assert (finding.code, finding.place.key) == ("draft-version-published", "module[K2.01].version")
    assert finding.place.line == line_of(text, f'version = "{version}"\nstage = "issued"')


def test_an_unknown_stage_or_module_is_found_once() -> None:
    text = catalogue(*MOVES, ("K9.01", "issued", "2026-05-01"), ("K1.02", "isued", "2026-06-01"))
    found = [(f.code, f.place.key, f.place.line) for f in faults(text)]
    assert found == [
        ("catalogue-value", "decision[4].module", line_of(text, 'module = "K9.01"')),
        ("catalogue-value", "decision[5].stage", line_of(text, 'stage = "isued"')),
    ]


def test_an_unknown_stage_in_next_is_found_at_its_line() -> None:
    text = SOUND_MOVES.replace("next = ['gone', 'sketch']", 'next = [\n  "gone",\n  "skech",\n]')
    (finding, *_) = faults(text)
    assert (finding.code, finding.place.key) == ("catalogue-value", "stage[issued].next[1]")
    assert finding.place.line == line_of(text, "next = [\n")
    assert finding.hint == "did you mean 'sketch'?"


def test_a_decision_names_its_body() -> None:
    text = SOUND_MOVES + decision("K1.01", "sketch", "2026-07-01", " ")
    (finding,) = faults(text)
    assert (finding.place.key, finding.place.line) == ("decision[4].body", line_of(text, 'body = " "'))
