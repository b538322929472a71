"""Laws of numbering: what holds for every outline, tried on random ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from isacs_publish.model.numbering import Label, number
from isacs_publish.model.ordinal import annex_letter
from isacs_publish.model.outline import CITED_BY_ANCHOR, IN_TEXT, UNNUMBERED, Kind, Outline, Unit
from tests.model import LAW
from tests.model.outlines import (
    added_annexes,
    added_clauses,
    outline_of,
    outlines,
    outlines_with_a_note_more,
    retold,
)

LAW_OF_OUTLINES = settings(LAW, max_examples=40)

SUBDIVIDING = (Kind.CLAUSE, Kind.ANNEX, Kind.TERM)
"""One family: ``5``, ``A``, ``5.1``, ``A.1`` and ``3.1`` share one space of numbers."""

HANGING = (Kind.TABLE, Kind.FIGURE, Kind.FORMULA)


def family(kind: Kind) -> str:
    """Return the space of numbers a kind is numbered in."""
    return "clause" if kind in SUBDIVIDING else str(kind)


def with_units(outline: Outline, position: int, *units: Unit) -> Outline:
    """Return an outline with more units at the top."""
    return outline_of((*outline.units[:position], *units, *outline.units[position:]))


def after_the_last(outline: Outline, *kinds: Kind) -> int:
    """Return the position after the last unit of some kinds at the top, 0 without any."""
    return max((i + 1 for i, unit in enumerate(outline.units) if unit.kind in kinds), default=0)


def around(outline: Outline) -> list[tuple[Unit, Unit]]:
    """Return each unit with the one it stands in."""
    return [(owner, unit) for owner in outline.walk() for unit in owner.units]


def through_lists(owner: Unit) -> list[Unit]:
    """Return what stands in a unit, what stands in its lists included."""
    found = []
    for unit in owner.units:
        found += [unit, *(through_lists(unit) if unit.kind in IN_TEXT else [])]
    return found


def changed(before: dict[str, Label], after: dict[str, Label]) -> dict[str, tuple[Label, Label]]:
    """Return the labels that are not what they were."""
    return {anchor: (label, after[anchor]) for anchor, label in before.items() if after[anchor] != label}


# What every label is


@LAW_OF_OUTLINES
@given(outlines)
def test_every_unit_has_a_label_of_its_kind_and_nothing_else_has_one(outline: Outline) -> None:
    labels = number(outline)
    assert list(labels) == [unit.anchor for unit in outline.walk()]
    assert all(labels[unit.anchor].kind is unit.kind for unit in outline.walk())


@LAW_OF_OUTLINES
@given(outlines)
def test_no_two_cited_units_of_a_family_share_a_number(outline: Outline) -> None:
    labels = number(outline)
    cited = CITED_BY_ANCHOR | {Kind.REFERENCE}
    printed = Counter((family(label.kind), label.number) for label in labels.values() if label.kind in cited and label.number)
    assert [name for name, times in printed.items() if times > 1] == []


@LAW_OF_OUTLINES
@given(outlines)
def test_what_readers_cite_by_number_has_one(outline: Outline) -> None:
    labels = number(outline)
    always = (*HANGING, Kind.ANNEX, Kind.NOTE_TO_ENTRY)
    assert all(labels[unit.anchor].number for unit in outline.walk() if unit.kind in always)
    assert all(labels[unit.anchor].number for unit in outline.units if unit.kind is Kind.CLAUSE)
    assert not any(labels[unit.anchor].number for unit in outline.walk() if unit.kind in UNNUMBERED)


@LAW_OF_OUTLINES
@given(outlines)
def test_the_number_of_a_subclause_is_that_of_its_clause_with_one_more(outline: Outline) -> None:
    labels = number(outline)
    for owner, unit in around(outline):
        inside, outside = labels[unit.anchor].number, labels[owner.anchor].number
        if family(unit.kind) == family(owner.kind) == "clause" and outside:
            assert inside.rpartition(".")[0] == outside
            assert labels[unit.anchor].level == labels[owner.anchor].level + 1


@LAW_OF_OUTLINES
@given(outlines)
def test_subclauses_of_one_clause_count_without_a_gap(outline: Outline) -> None:
    labels = number(outline)
    for owner in outline.walk():
        numbers = [labels[unit.anchor].number for unit in owner.units if family(unit.kind) == "clause"]
        if any(numbers):
            assert [text.rpartition(".")[2] for text in numbers] == [str(n + 1) for n in range(len(numbers))]


@LAW_OF_OUTLINES
@given(outlines)
def test_clauses_count_from_1_and_annexes_from_a_without_a_gap(outline: Outline) -> None:
    labels = number(outline)
    printed = {kind: [labels[unit.anchor].number for unit in outline.units if unit.kind is kind] for kind in SUBDIVIDING}
    assert printed[Kind.CLAUSE] == [str(n + 1) for n in range(len(printed[Kind.CLAUSE]))]
    assert printed[Kind.ANNEX] == [annex_letter(n + 1) for n in range(len(printed[Kind.ANNEX]))]


@LAW_OF_OUTLINES
@given(outlines)
def test_tables_figures_and_formulas_count_through_the_text_and_through_each_annex(outline: Outline) -> None:
    labels = number(outline)
    printed: defaultdict[tuple[str, Kind], list[str]] = defaultdict(list)
    for top in outline.units:
        letter = labels[top.anchor].number if top.kind is Kind.ANNEX else ""
        for unit in top.walk():
            if unit.kind in HANGING:
                printed[letter, unit.kind].append(labels[unit.anchor].number)
    for (letter, _), numbers in printed.items():
        assert numbers == [f"{letter}.{n + 1}" if letter else str(n + 1) for n in range(len(numbers))]


@LAW_OF_OUTLINES
@given(outlines)
def test_notes_and_examples_count_where_they_stand_and_alone_carry_no_number(outline: Outline) -> None:
    labels = number(outline)
    for owner in (unit for unit in outline.walk() if unit.kind not in IN_TEXT):
        for kind in (Kind.NOTE, Kind.EXAMPLE, Kind.NOTE_TO_ENTRY):
            numbers = [labels[unit.anchor].number for unit in through_lists(owner) if unit.kind is kind]
            alone = len(numbers) == 1 and kind is not Kind.NOTE_TO_ENTRY
            assert numbers == ([""] if alone else [str(n + 1) for n in range(len(numbers))])


@LAW_OF_OUTLINES
@given(outlines)
def test_references_count_through_and_normative_ones_carry_no_number(outline: Outline) -> None:
    labels = number(outline)
    references = [unit for unit in outline.walk() if unit.kind is Kind.REFERENCE]
    assert not any(labels[unit.anchor].number for unit in references if unit.status)
    counted = [labels[unit.anchor].number for unit in references if not unit.status]
    assert counted == [str(n + 1) for n in range(len(counted))]


# What moves no label


@LAW_OF_OUTLINES
@given(outlines, added_annexes)
def test_an_annex_more_at_the_end_changes_no_label(outline: Outline, annex: Unit) -> None:
    last = after_the_last(outline, Kind.FOREWORD, Kind.INTRODUCTION, Kind.CLAUSE, Kind.ANNEX)
    longer = with_units(outline, last, annex)
    assert changed(number(outline), number(longer)) == {}


@LAW_OF_OUTLINES
@given(outlines, added_clauses)
def test_a_clause_more_at_the_end_changes_no_label_before_it(outline: Outline, clause: Unit) -> None:
    last = after_the_last(outline, Kind.FOREWORD, Kind.INTRODUCTION, Kind.CLAUSE)
    before = {unit.anchor for top in outline.units[:last] for unit in top.walk()}
    labels = {anchor: label for anchor, label in number(outline).items() if anchor in before}
    assert changed(labels, number(with_units(outline, last, clause))) == {}


@LAW_OF_OUTLINES
@given(outlines, added_clauses)
def test_a_clause_more_at_the_end_changes_no_label_in_an_annex(outline: Outline, clause: Unit) -> None:
    last = after_the_last(outline, Kind.FOREWORD, Kind.INTRODUCTION, Kind.CLAUSE)
    inside = {unit.anchor for top in outline.units if top.kind is Kind.ANNEX for unit in top.walk()}
    labels = {anchor: label for anchor, label in number(outline).items() if anchor in inside}
    assert changed(labels, number(with_units(outline, last, clause))) == {}


@LAW_OF_OUTLINES
@given(outlines_with_a_note_more())
def test_a_note_more_changes_nothing_but_notes(pair: tuple[Outline, Outline]) -> None:
    without, with_note = (number(outline) for outline in pair)
    assert "added" in with_note
    assert {before.kind for before, _ in changed(without, with_note).values()} <= {Kind.NOTE}


@LAW_OF_OUTLINES
@given(outlines)
def test_titles_lines_and_name_of_the_module_change_no_label(outline: Outline) -> None:
    labels = number(outline)
    assert number(outline) == labels
    other = replace(outline, module="06.10", title="Another", path="elsewhere.rst", units=retold(outline.units))
    assert number(other) == labels


@LAW_OF_OUTLINES
@given(st.lists(outlines, min_size=2, max_size=3))
def test_no_label_depends_on_another_module(modules: list[Outline]) -> None:
    alone = [number(outline) for outline in modules]
    backwards = [number(outline) for outline in reversed(modules)]
    assert alone == backwards[::-1]


# The random outlines are worth trying


def test_the_random_outlines_hold_every_kind_of_unit() -> None:
    seen: set[Kind] = set()
    depths: set[int] = set()

    @settings(LAW, max_examples=150)
    @given(outlines)
    def look(outline: Outline) -> None:
        seen.update(unit.kind for unit in outline.walk())
        depths.update(label.level for label in number(outline).values())

    look()
    assert seen == set(Kind)
    assert max(depths) >= 3
