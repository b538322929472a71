"""Numbering: a pure function from the outline of one module, and what was published of it, to the label of each unit.

The law (ISO/IEC Directives, Part 2): clauses count from 1 over the whole module, subclauses within their clause, annexes A,
B, C; term entries count as subclauses of the terms clause; tables, figures and formulas count through the text and afresh
in each annex, with the letter in front; notes and examples count afresh in each clause, table or term entry, and carry a
number only when there is more than one; notes to entry always do; bibliography entries count through, list entries within
their list. Within an edition a label that was published stays, and what is added takes a label between (``ordinal``).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from isacs_publish.model.ordinal import CAPITAL, DECIMAL, Ordinal, ordinals, read, write
from isacs_publish.model.outline import FROZEN, IN_TEXT, THROUGH_TEXT, Kind, Outline, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Label:
    """The printed number of a unit, without words: ``5.2``, ``A``, ``A.1``, ``3``; empty where nothing is printed."""

    kind: Kind
    number: str = ""
    status: str = ""

    @property
    def level(self) -> int:
        """Return 1 for ``5`` and ``A``, 2 for ``5.1``, 0 without a number."""
        return self.number.count(".") + 1 if self.number else 0


Row = tuple[str, str, str]
"""A row of siblings that count together: family, anchor whose number is their prefix, style (``letter:3`` begins at c)."""

_SUBCLAUSES = (Kind.CLAUSE, Kind.TERM)
_WITHIN_OWNER = (Kind.NOTE, Kind.EXAMPLE, Kind.NOTE_TO_ENTRY)

TOP = ""
"""What stands for the owner of units that stand in no other."""


def number(outline: Outline, published: Mapping[str, str] | None = None) -> dict[str, Label]:
    """Return the label of every unit by its anchor; ``published`` are the numbers that the edition has had, by anchor."""
    seats = list(_seats(outline.units, _Around()))
    counted = _count(seats, published or {})
    numbers: dict[str, str] = {TOP: "", INTRODUCTION: "0"}
    for unit, row in seats:
        own = counted.get(unit.anchor, "")
        prefix = numbers[row[1]] if row else ""
        numbers[unit.anchor] = f"{prefix}.{own}" if prefix and own else own
    return {unit.anchor: Label(unit.kind, numbers[unit.anchor], _status(unit)) for unit, _ in seats}


INTRODUCTION = "~introduction"
"""What stands for the owner of the subclauses of the introduction, which has no number itself."""


def _status(unit: Unit) -> str:
    return unit.status if unit.kind in (Kind.ANNEX, Kind.REFERENCE) else ""


@dataclass(frozen=True, slots=True)
class _Around:
    """Where a unit stands: the anchor of what numbers subclauses (None: they have no number), of the annex, of the owner.

    ``entries`` is the row of the entries of the list around it.
    """

    clause: str | None = TOP
    annex: str = TOP
    owner: str = TOP
    entries: Row | None = None


def _seats(units: tuple[Unit, ...], around: _Around) -> Iterator[tuple[Unit, Row | None]]:
    """Yield every unit with the row it counts in, None for what carries no number."""
    for unit in units:
        row = _row(unit, around)
        yield unit, row
        yield from _seats(unit.units, _inside(unit, around, row))


def _row(unit: Unit, around: _Around) -> Row | None:
    """Return the row in which a unit counts, None where it carries no number."""
    if unit.kind is Kind.ANNEX:
        return "annex", TOP, CAPITAL
    if unit.kind in _SUBCLAUSES:
        return None if around.clause is None else ("clause", around.clause, DECIMAL)
    if unit.kind in THROUGH_TEXT:
        return unit.kind, around.annex, DECIMAL
    if unit.kind in _WITHIN_OWNER:
        return f"{unit.kind} of {around.owner}", TOP, DECIMAL
    if unit.kind is Kind.REFERENCE and not unit.status:
        return unit.kind, TOP, DECIMAL
    return around.entries if unit.kind is Kind.ENTRY else None


def _inside(unit: Unit, around: _Around, row: Row | None) -> _Around:
    """Return where what stands in a unit stands."""
    if unit.kind in IN_TEXT:
        return replace(around, entries=(f"{Kind.ENTRY} of {unit.anchor}", TOP, unit.status))
    if unit.kind is Kind.ANNEX:
        return _Around(unit.anchor, unit.anchor, unit.anchor)
    if unit.kind in _SUBCLAUSES:
        return _Around(unit.anchor if row else None, around.annex, unit.anchor)
    if unit.kind is Kind.INTRODUCTION:
        return _Around(INTRODUCTION, around.annex, unit.anchor)
    return _Around(None, around.annex, unit.anchor)


def _count(seats: list[tuple[Unit, Row | None]], published: Mapping[str, str]) -> dict[str, str]:
    """Return the last part of each number, by anchor."""
    rows: defaultdict[Row, list[Unit]] = defaultdict(list)
    for unit, row in seats:
        if row:
            rows[row].append(unit)
    counted: dict[str, str] = {}
    for (_, _, kind_of_label), units in rows.items():
        style, _, start = kind_of_label.partition(":")
        former = [_published(unit, published, style) for unit in units]
        if not any(former):
            former[0] = Ordinal(int(start or 1))
        for unit, ordinal in zip(units, ordinals(former), strict=True):
            alone = len(units) == 1 and unit.kind in (Kind.NOTE, Kind.EXAMPLE)
            counted[unit.anchor] = "" if alone else write(ordinal, style)
    return counted


def _published(unit: Unit, published: Mapping[str, str], style: str) -> Ordinal | None:
    """Return the ordinal under which a unit was published, None where it was not, or as something that is counted otherwise."""
    former = published.get(unit.anchor, "") if unit.kind in FROZEN else ""
    try:
        return read(former.rpartition(".")[2], style)
    except ValueError:
        return None
