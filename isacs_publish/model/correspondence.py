"""Correspondence: where the units of one text are found in a later one, and by which numbers.

The value is a relation between the units of two texts. So two steps compose to the relation that their ends have directly:
what a unit went into in the first step goes on in the second.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from isacs_publish.model.identifier import Version
from isacs_publish.model.outline import CITED_BY_ANCHOR, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from isacs_publish.model.catalogue import Change
    from isacs_publish.model.register import RegisteredVersion
    from isacs_publish.model.text import Text


ANNEX, TABLE = "correspondence", "tab-correspondence"
"""The anchors of the annex that shows the table in a new edition, and of the table; no author may use them then."""


class Fortune(StrEnum):
    """What became of the number of a unit."""

    KEPT = "kept"
    RENUMBERED = "renumbered"
    SPLIT = "split"
    MERGED = "merged"
    NEW = "new"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Numbered:
    """A unit as a table of correspondence names it."""

    anchor: str
    kind: Kind
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table: a unit of the old text, one of the new, None where there is none, and what became of the number."""

    old: Numbered | None
    new: Numbered | None
    fortune: Fortune

    @property
    def title(self) -> str:
        """The title that the unit has, or had."""
        unit = self.new or self.old
        return unit.title if unit else ""


@dataclass(frozen=True, slots=True)
class Correspondence:
    """The numbered units of two texts in their order, and the pairs of anchors, old and new, that correspond."""

    old: tuple[Numbered, ...]
    new: tuple[Numbered, ...]
    links: frozenset[tuple[str, str]]

    def rows(self) -> list[Row]:
        """Return the table in the order of the old text; what is new stands behind what it follows in the new one."""
        news = {unit.anchor: unit for unit in self.new}
        reached = {anchor for _, anchor in self.links}
        rows = [row for unit in self.old for row in self._rows_of(unit, news)]
        place = 0
        for unit in self.new:
            if unit.anchor not in reached:
                rows.insert(place, Row(None, unit, Fortune.NEW))
            ends = [position for position, row in enumerate(rows) if row.new and row.new.anchor == unit.anchor]
            place = max([place, *(end + 1 for end in ends)])
        return rows

    def _rows_of(self, unit: Numbered, news: dict[str, Numbered]) -> Iterator[Row]:
        targets = [new for new in news.values() if (unit.anchor, new.anchor) in self.links]
        if not targets:
            yield Row(unit, None, Fortune.WITHDRAWN)
        for target in targets:
            yield Row(unit, target, self._fortune(unit, target, split=len(targets) > 1))

    def _fortune(self, old: Numbered, new: Numbered, *, split: bool) -> Fortune:
        if split:
            return Fortune.SPLIT
        if sum(target == new.anchor for _, target in self.links) > 1:
            return Fortune.MERGED
        return Fortune.KEPT if old.number == new.number else Fortune.RENUMBERED


def correspondence(
    old: Text | RegisteredVersion, new: Text | RegisteredVersion, changes: Iterable[Change] = ()
) -> Correspondence:
    """Return how the units of two texts correspond: by their anchors, and by the splits and mergers declared in between."""
    olds, news = _numbered(old), _numbered(new)
    wanted = {unit.anchor for unit in news}
    steps = _steps(change for change in changes if _order(old) < _order(change) <= _order(new))
    links = {(unit.anchor, end) for unit in olds for end in _followed(unit.anchor, steps) if end in wanted}
    return Correspondence(olds, news, frozenset(links))


def table(former: RegisteredVersion, text: Text, changes: Iterable[Change]) -> list[Row]:
    """Return the table that a new edition shows: what the former one numbered and what it does, its own annex left out."""
    rows = correspondence(former, text, changes).rows()
    return [row for row in rows if row.new is None or row.new.anchor not in (ANNEX, TABLE)]


def compose(first: Correspondence, second: Correspondence) -> Correspondence:
    """Return the correspondence over two steps, of which the second begins with the text that the first ends with."""
    links = {(old, new) for old, middle in first.links for start, new in second.links if middle == start}
    return Correspondence(first.old, second.new, frozenset(links))


def _numbered(text: Text | RegisteredVersion) -> tuple[Numbered, ...]:
    """Return the units in force that have a number and are cited by it."""
    return tuple(
        Numbered(unit.anchor, unit.kind, unit.number, unit.title)
        for unit in text.units
        if unit.kind in CITED_BY_ANCHOR and unit.number and not unit.withdrawn
    )


def _order(version: Text | RegisteredVersion | Change) -> tuple[int, Version]:
    return version.year, Version.parse(version.version)


_Step = dict[str, tuple[str, ...]]
"""What units went into in one version; others went into themselves."""


def _steps(changes: Iterable[Change]) -> list[_Step]:
    """Return what was split, merged and withdrawn, version by version."""
    chosen = sorted((change for change in changes if change.nature in ("split", "merged", "withdrawn")), key=_order)
    return [{change.clause: change.into for change in group} for _, group in groupby(chosen, key=_order)]


def _followed(anchor: str, steps: list[_Step]) -> set[str]:
    """Return the anchors that a unit has gone into after some steps."""
    reached = {anchor}
    for step in steps:
        reached = {end for start in reached for end in step.get(start, (start,))}
    return reached
