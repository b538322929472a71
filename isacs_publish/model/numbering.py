"""Numbering: a pure function from the outline of one module to the label of each of its units.

The law (ISO/IEC Directives, Part 2): clauses count from 1 over the whole module, subclauses within their clause, annexes A,
B, C; term entries count as subclauses of the terms clause; tables, figures and formulas count through the text and afresh
in each annex, with the letter in front; notes and examples count afresh in each clause, table or term entry, and carry a
number only when there is more than one; notes to entry always do; bibliography entries count through.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from isacs_publish.model.outline import UNNUMBERED, Kind, Outline, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator


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


_SUBCLAUSES = (Kind.CLAUSE, Kind.TERM)
_THROUGH_TEXT = (Kind.TABLE, Kind.FIGURE, Kind.FORMULA)
_WITHIN_OWNER = (Kind.NOTE, Kind.EXAMPLE, Kind.NOTE_TO_ENTRY)


def number(outline: Outline) -> dict[str, Label]:
    """Return the label of every unit by its anchor."""
    return dict(_Count().top(outline.units))


@dataclass
class _Count:
    """The counters that run through one module."""

    clauses: int = 0
    annexes: int = 0
    references: int = 0
    through: Counter[tuple[Kind, str]] = field(default_factory=Counter)

    def top(self, units: tuple[Unit, ...]) -> Iterator[tuple[str, Label]]:
        totals = Counter(unit.kind for unit in units)
        seen: Counter[Kind] = Counter()
        for unit in units:
            if unit.kind is Kind.ANNEX:
                self.annexes += 1
                letter = annex_letter(self.annexes)
                yield unit.anchor, Label(unit.kind, letter, unit.status)
                yield from self.inside(unit, letter, letter)
            elif unit.kind is Kind.CLAUSE:
                self.clauses += 1
                yield unit.anchor, Label(unit.kind, str(self.clauses))
                yield from self.inside(unit, str(self.clauses), "")
            elif unit.kind in UNNUMBERED:
                yield unit.anchor, Label(unit.kind)
                yield from self.inside(unit, "0" if unit.kind is Kind.INTRODUCTION else "", "")
            else:
                yield from self.floating(unit, "", totals, seen)

    def inside(self, owner: Unit, label: str, annex: str) -> Iterator[tuple[str, Label]]:
        """Label what stands in a division: ``label`` is its own number, ``annex`` the letter of the annex around it."""
        totals = Counter(unit.kind for unit in owner.units)
        seen: Counter[Kind] = Counter()
        for unit in owner.units:
            if unit.kind in _SUBCLAUSES and label:
                seen[Kind.CLAUSE] += 1
                child = f"{label}.{seen[Kind.CLAUSE]}"
                yield unit.anchor, Label(unit.kind, child)
                yield from self.inside(unit, child, annex)
            elif unit.kind in _SUBCLAUSES:
                yield unit.anchor, Label(unit.kind)
                yield from self.inside(unit, "", annex)
            else:
                yield from self.floating(unit, annex, totals, seen)

    def floating(self, unit: Unit, annex: str, totals: Counter[Kind], seen: Counter[Kind]) -> Iterator[tuple[str, Label]]:
        """Label a unit that hangs in the text, then what stands in it."""
        yield unit.anchor, Label(unit.kind, self._floating_number(unit, annex, totals, seen), unit.status)
        yield from self.inside(unit, "", annex)

    def _floating_number(self, unit: Unit, annex: str, totals: Counter[Kind], seen: Counter[Kind]) -> str:
        if unit.kind in _THROUGH_TEXT:
            self.through[unit.kind, annex] += 1
            return f"{annex}.{self.through[unit.kind, annex]}" if annex else str(self.through[unit.kind, annex])
        if unit.kind in _WITHIN_OWNER:
            seen[unit.kind] += 1
            alone = totals[unit.kind] == 1 and unit.kind is not Kind.NOTE_TO_ENTRY
            return "" if alone else str(seen[unit.kind])
        if unit.kind is Kind.REFERENCE and not unit.status:
            self.references += 1
            return str(self.references)
        return ""


def annex_letter(position: int) -> str:
    """Return the letter of the annex at a position counted from 1: A to Z, then AA, AB …."""
    letters = ""
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
