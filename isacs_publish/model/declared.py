"""Declared changes: whether the catalogue tells what a difference shows, and that alone; what an editing pass must not do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isacs_publish.model.classing import Nature
from isacs_publish.model.difference import DEFINING, Fate
from isacs_publish.model.outline import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from isacs_publish.model.catalogue import Change
    from isacs_publish.model.classing import Classed
    from isacs_publish.model.difference import Difference, Pair, UnitDifference


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """What is wrong with a clause, by its anchor, and what to do about it."""

    anchor: str
    what: str
    hint: str = ""


FATES = {"new": Fate.NEW, "withdrawn": Fate.WITHDRAWN, "split": Fate.SPLIT, "merged": Fate.MERGED}
"""What a declared nature says of a whole unit."""

WEIGHTS = {nature.value: nature for nature in Nature}
"""What a declared nature says of the words."""


# What the catalogue leaves out


def undeclared(difference: Difference, changes: Iterable[Change]) -> list[Discrepancy]:
    """Return what changed and is not declared: normative and substantive changes, and units that came or went.

    What stands in a unit that came or went is declared with it; what a unit was split or merged into, with that.
    """
    declared = list(changes)
    return [*_retitled(difference), *(fault for unit in difference.units for fault in _undeclared(unit, difference, declared))]


def _retitled(difference: Difference) -> Iterator[Discrepancy]:
    """Yield a change of the title of a module, which is no clause that could be declared."""
    title = difference.title
    if title.classed and title.classed.nature is not Nature.EDITORIAL:
        hint = "take the title back: an amendment changes clauses, and only a new edition has another title"
        yield Discrepancy("", f"the title was {title.old!r} and is {title.new!r}", hint)


def _undeclared(unit: UnitDifference, difference: Difference, changes: list[Change]) -> Iterator[Discrepancy]:
    natures = {change.nature for change in changes if change.clause == unit.anchor}
    if unit.fate in (Fate.NEW, Fate.WITHDRAWN):
        if unit.fate.value not in natures and not _owner_shares(unit, difference):
            yield Discrepancy(
                unit.anchor, f"{_told(unit)} is {unit.fate} and not declared", _command(unit, difference, unit.fate.value)
            )
    elif unit.classed and unit.classed.nature is not Nature.EDITORIAL and not _covers(natures, unit.classed.nature):
        message = f"{_told(unit)} has {_weighed(unit.classed)} that is not declared"
        yield Discrepancy(unit.anchor, message, _command(unit, difference, unit.classed.nature.value))


def _covers(natures: Iterable[str], nature: Nature) -> bool:
    """Tell whether a declared nature is as heavy as one."""
    return any(WEIGHTS[declared].weight >= nature.weight for declared in natures if declared in WEIGHTS)


def _owner_shares(unit: UnitDifference, difference: Difference) -> bool:
    """Tell whether a unit came or went with the one it stands in."""
    owner = difference.by_anchor().get(unit.owner)
    return owner is not None and owner.fate is unit.fate


def _command(unit: UnitDifference, difference: Difference, nature: str) -> str:
    return f"isacs declare {difference.new.module} {unit.anchor} {nature} --summary '…'"


# What the catalogue tells without cause


def not_found(difference: Difference, changes: Iterable[Change]) -> list[Discrepancy]:
    """Return the declared changes that the texts do not show."""
    units = difference.by_anchor()
    return [fault for change in changes for fault in _not_found(change, units)]


def _not_found(change: Change, units: dict[str, UnitDifference]) -> Iterator[Discrepancy]:
    hint = "correct the row of the catalogue, or take it out"
    unit = units.get(change.clause)
    if unit is None:
        yield Discrepancy(change.clause, f"a change of {change.clause!r} is declared, and neither text has it", hint)
        return
    if not _shows(unit, change):
        yield Discrepancy(unit.anchor, f"{_told(unit)} is declared {change.nature}, and the texts show {_a_change(unit)}", hint)
    for anchor in change.into:
        if anchor not in units or not units[anchor].new_name:
            yield Discrepancy(
                unit.anchor, f"{_told(unit)} is declared to go into {anchor!r}, which the new text does not have", hint
            )


def _shows(unit: UnitDifference, change: Change) -> bool:
    if change.nature in FATES:
        return unit.fate is FATES[change.nature]
    if unit.fate in (Fate.NEW, Fate.WITHDRAWN) or not unit.differs:
        return False
    wanted = WEIGHTS[change.nature]
    return wanted is Nature.EDITORIAL or (unit.nature is not None and unit.nature.weight >= wanted.weight)


# What an editing pass must not do


def faults_of_editing(difference: Difference) -> list[Discrepancy]:
    """Return what changed that editing must leave alone.

    That is each verbal form, negation, number, unit, term, definition and citation, and whole provisions and units.
    """
    return [fault for unit in difference.units for fault in _faults_of_editing(unit)]


def _faults_of_editing(unit: UnitDifference) -> Iterator[Discrepancy]:
    hint = "take the change back, or leave it to an amendment"
    if unit.fate not in (Fate.UNCHANGED, Fate.CHANGED):
        yield Discrepancy(unit.anchor, f"{_told(unit)} is {unit.fate}", hint)
    if unit.retitled and unit.retitled.nature is Nature.NORMATIVE:
        words = f"{unit.old_title} → {unit.new_title}"
        yield Discrepancy(unit.anchor, f"{_told(unit)}: {_facets(unit.retitled)} changes in the title: {words}", hint)
    for pair in unit.changes():
        if pair.classed and (pair.classed.nature is Nature.NORMATIVE or pair.form in DEFINING):
            yield Discrepancy(unit.anchor, f"{_told(unit)}: {_what(pair, pair.classed)}", hint)


def _what(pair: Pair, classed: Classed) -> str:
    change = _facets(classed) or f"{pair.form}"
    return f"{change} changes: {pair.old or '(nothing)'} → {pair.new or '(nothing)'}"


def _facets(classed: Classed) -> str:
    return ", ".join(classed.facets)


def _told(unit: UnitDifference) -> str:
    """Return how findings name a unit."""
    names = {Kind.TABLE: "Table ", Kind.FIGURE: "Figure ", Kind.FORMULA: "Formula ", Kind.ANNEX: "Annex "}
    return f"{names.get(unit.kind, '')}{unit.name or unit.anchor}"


def _a_change(unit: UnitDifference) -> str:
    """Return what happened to a unit, in words."""
    if unit.fate in (Fate.NEW, Fate.WITHDRAWN, Fate.SPLIT, Fate.MERGED):
        return f"that it is {unit.fate}"
    if unit.classed is None:
        return "another number" if unit.differs else "no change"
    return _weighed(unit.classed)


def _weighed(classed: Classed) -> str:
    """Return a change in words: ``a normative change (strength)``."""
    facets = f" ({_facets(classed)})" if classed.facets else ""
    return f"{'an' if classed.nature is Nature.EDITORIAL else 'a'} {classed.nature} change{facets}"
