"""The outline: what a module numbers, as a tree of units in the order of the text."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Kind(StrEnum):
    """What a unit is, in the words of ISO/IEC Directives, Part 2."""

    FOREWORD = "foreword"
    INTRODUCTION = "introduction"
    CLAUSE = "clause"
    ANNEX = "annex"
    BIBLIOGRAPHY = "bibliography"
    TERM = "term"
    TABLE = "table"
    FIGURE = "figure"
    FORMULA = "formula"
    NOTE = "note"
    EXAMPLE = "example"
    NOTE_TO_ENTRY = "note-to-entry"
    REFERENCE = "reference"
    LIST = "list"
    ENTRY = "list-entry"


UNNUMBERED = frozenset({Kind.FOREWORD, Kind.INTRODUCTION, Kind.BIBLIOGRAPHY})
"""Elements whose heading carries no label (ISO/IEC Directives, Part 2, clauses 12, 13, 21)."""

DIVISIONS = UNNUMBERED | {Kind.CLAUSE, Kind.ANNEX}
"""Kinds that have a heading: they stand in the contents and among the bookmarks."""

CITED_BY_ANCHOR = DIVISIONS | {Kind.TERM, Kind.TABLE, Kind.FIGURE, Kind.FORMULA}
"""Kinds that need a permanent anchor, given by the author, because others cite them."""

FROZEN = DIVISIONS | {
    Kind.TERM,
    Kind.TABLE,
    Kind.FIGURE,
    Kind.FORMULA,
    Kind.NOTE_TO_ENTRY,
    Kind.REFERENCE,
    Kind.LIST,
    Kind.ENTRY,
}
"""Kinds whose labels never move once they are published; notes, examples and footnotes count afresh."""

THROUGH_TEXT = frozenset({Kind.TABLE, Kind.FIGURE, Kind.FORMULA})
"""Kinds that count through the text, or through an annex: their numbers do not begin with that of a clause."""

IN_TEXT = frozenset({Kind.LIST, Kind.ENTRY})
"""Kinds that only carry labels: what stands in them belongs to the unit around them."""

KNOWN_BY_WORDS = IN_TEXT | {Kind.NOTE_TO_ENTRY, Kind.REFERENCE}
"""Kinds whose end is a change of the clause they stand in: they keep their line without a declaration of their own."""

RESERVED = {
    "foreword": Kind.FOREWORD,
    "introduction": Kind.INTRODUCTION,
    "scope": Kind.CLAUSE,
    "normative-references": Kind.CLAUSE,
    "terms": Kind.CLAUSE,
    "abbreviations": Kind.CLAUSE,
    "bibliography": Kind.BIBLIOGRAPHY,
}
"""Anchors that say what a top-level division is, in every language."""

REQUIRED = ("foreword", "scope", "normative-references", "terms")
"""Reserved anchors that every module has (ISO/IEC Directives, Part 2, clause 6)."""


def identity(anchor: str) -> str:
    """Return the id of a unit in HTML and on sheets: its anchor, without the sign that no author can write."""
    return anchor.replace("~", "--")


@dataclass(frozen=True, slots=True)
class Unit:
    """A numbered or headed unit.

    ``anchor`` is unique in the module. One that the author did not give holds a ``~``, which no author can write.
    ``status`` is ``normative`` or ``informative`` for an annex, ``normative`` for a reference of clause 2, style and start of
    its labels for a list (``letter:1``), else empty. ``withdrawn`` is the version that left nothing of a unit but its number.
    """

    kind: Kind
    anchor: str
    title: str = ""
    line: int = 0
    status: str = ""
    units: tuple[Unit, ...] = ()
    withdrawn: str = ""

    @property
    def given(self) -> bool:
        """True when the author gave the anchor."""
        return "~" not in self.anchor

    def walk(self) -> Iterator[Unit]:
        """Yield the unit and all units in it, in the order of the text."""
        yield self
        for unit in self.units:
            yield from unit.walk()


@dataclass(frozen=True, slots=True)
class Outline:
    """The outline of one module; ``path`` is that of its source, relative to the project."""

    module: str
    title: str
    path: str
    units: tuple[Unit, ...] = ()

    def walk(self) -> Iterator[Unit]:
        """Yield all units in the order of the text."""
        for unit in self.units:
            yield from unit.walk()

    def divisions(self, depth: int) -> Iterator[tuple[int, Unit]]:
        """Yield headed units down to a depth, each with its level: 1 for clauses and annexes, 2 for 5.1 and A.1."""
        yield from _divisions(self.units, 1, depth)


def _divisions(units: tuple[Unit, ...], level: int, depth: int) -> Iterator[tuple[int, Unit]]:
    for unit in units:
        if unit.kind in DIVISIONS:
            yield level, unit
            if level < depth:
                yield from _divisions(unit.units, level + 1, depth)
