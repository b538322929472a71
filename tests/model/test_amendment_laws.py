"""Laws of amendments: whatever is added or withdrawn in whatever order, no published number moves and none is given twice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from isacs_publish.model.numbering import number
from isacs_publish.model.ordinal import CAPITAL, CAPITAL_ROMAN, DECIMAL, LETTER, ROMAN, Ordinal, between, ordinals, read, write
from isacs_publish.model.outline import FROZEN, Kind, Outline, Unit
from tests.model import LAW
from tests.model.outlines import added_annexes, added_clauses, hanging, outline_of, outlines, terms

LAW_OF_AMENDMENTS = settings(LAW, max_examples=60)
STYLES = (DECIMAL, LETTER, ROMAN, CAPITAL, CAPITAL_ROMAN)

styles = st.sampled_from(STYLES)
steps = st.lists(st.integers(0, 25), max_size=3).map(lambda drawn: (*drawn, 1)) | st.just(())
placed = st.builds(Ordinal, st.integers(1, 400), st.just(True), steps) | st.builds(
    Ordinal, st.integers(1, 400), st.just(False), steps.filter(bool)
)


@LAW_OF_AMENDMENTS
@given(placed, styles)
def test_an_ordinal_is_read_as_it_was_written(ordinal: Ordinal, style: str) -> None:
    assert read(write(ordinal, style), style) == ordinal


@LAW_OF_AMENDMENTS
@given(placed, placed)
def test_between_any_two_there_is_another(one: Ordinal, other: Ordinal) -> None:
    left, right = sorted((one, other))
    if left != right:
        assert left < between(left, right) < right


@LAW_OF_AMENDMENTS
@given(placed)
def test_before_the_first_and_behind_the_last_there_is_another(ordinal: Ordinal) -> None:
    assert between(None, ordinal) < ordinal < between(ordinal, None)


@LAW_OF_AMENDMENTS
@given(st.data())
def test_a_row_that_grows_anywhere_keeps_its_ordinals_and_their_order(data: st.DataObject) -> None:
    row = ordinals([None] * data.draw(st.integers(1, 4)))
    for _ in range(data.draw(st.integers(1, 12))):
        position = data.draw(st.integers(0, len(row)))
        longer = ordinals([*row[:position], None, *row[position:]])
        assert [*longer[:position], *longer[position + 1 :]] == row
        assert all(left < right for left, right in pairwise(longer))
        row = longer


# Outlines that are amended


def grown(data: st.DataObject, outline: Outline, version: int) -> Outline:
    """Return an outline with something added somewhere."""
    owner = data.draw(st.sampled_from([None, *(unit for unit in outline.walk() if not unit.withdrawn)]))
    units = owner.units if owner else outline.units
    position = data.draw(st.integers(0, len(units)))
    unit = data.draw(st.one_of(added_clauses, hanging, terms) if owner else st.one_of(added_clauses, added_annexes))
    if owner and owner.kind is Kind.LIST:
        unit = Unit(Kind.ENTRY, "")
    elif owner and owner.kind is Kind.TERM:
        unit = Unit(Kind.NOTE_TO_ENTRY, "")
    fresh = _fresh((unit,), f"v{version}.")
    return outline_of(_replaced(outline.units, owner, (*units[:position], *fresh, *units[position:])))


def shrunk(data: st.DataObject, outline: Outline, version: int) -> Outline:
    """Return an outline in which one unit is withdrawn: nothing is left of it but its number."""
    chosen = [unit for unit in outline.walk() if unit.kind in FROZEN and not unit.withdrawn]
    if not chosen:
        return outline
    unit = data.draw(st.sampled_from(chosen))
    return outline_of(_swapped(outline.units, unit, replace(unit, units=(), withdrawn=f"1.{version}")))


def _fresh(units: tuple[Unit, ...], prefix: str) -> tuple[Unit, ...]:
    count = iter(range(10_000))

    def named(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
        return tuple(replace(unit, anchor=f"{prefix}{next(count)}", units=named(unit.units)) for unit in units)

    return named(units)


def _replaced(units: tuple[Unit, ...], owner: Unit | None, inside: tuple[Unit, ...]) -> tuple[Unit, ...]:
    if owner is None:
        return inside
    return tuple(
        replace(unit, units=inside if unit.anchor == owner.anchor else _replaced(unit.units, owner, inside)) for unit in units
    )


def _swapped(units: tuple[Unit, ...], old: Unit, new: Unit) -> tuple[Unit, ...]:
    return tuple(new if unit.anchor == old.anchor else replace(unit, units=_swapped(unit.units, old, new)) for unit in units)


def doubles(outline: Outline, published: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return the numbers that two units share that count together."""
    labels = number(outline, published)
    owners = {child.anchor: unit.anchor for unit in outline.walk() for child in unit.units}
    seen: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for unit in outline.walk():
        if unit.kind in FROZEN and labels[unit.anchor].number:
            family = "clause" if unit.kind in (Kind.CLAUSE, Kind.TERM, Kind.ANNEX) else str(unit.kind)
            within = owners.get(unit.anchor, "") if unit.kind in (Kind.NOTE_TO_ENTRY, Kind.ENTRY) else ""
            seen[family, within, labels[unit.anchor].number] += 1
    return [key for key, times in seen.items() if times > 1]


@LAW_OF_AMENDMENTS
@given(outlines, st.data())
def test_an_amendment_moves_no_published_number_and_gives_none_twice(outline: Outline, data: st.DataObject) -> None:
    published: dict[str, str] = {}
    for version in range(data.draw(st.integers(1, 5))):
        labels = number(outline, published)
        for anchor, label in labels.items():
            if label.kind in FROZEN and anchor in published:
                assert label.number == published[anchor]
        published |= {anchor: label.number for anchor, label in labels.items() if label.kind in FROZEN and label.number}
        assert doubles(outline, published) == []
        for step in range(data.draw(st.integers(1, 4))):
            outline = data.draw(st.sampled_from([grown, grown, shrunk]))(data, outline, 10 * version + step)


@LAW_OF_AMENDMENTS
@given(outlines)
def test_numbers_that_were_published_are_found_again(outline: Outline) -> None:
    labels = number(outline)
    published = {anchor: label.number for anchor, label in labels.items() if label.kind in FROZEN and label.number}
    assert number(outline, published) == labels
