"""Random outlines, shaped as a module may be: front matter, clauses, annexes, bibliography, and what stands in them."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from isacs_publish.model.outline import Kind, Outline, Unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    Units = tuple[Unit, ...]

DEPTH = 5
"""Levels of subclauses below a clause or an annex."""


def _of(kind: Kind, inside: st.SearchStrategy[Units], status: str = "") -> st.SearchStrategy[Unit]:
    return st.builds(lambda units: Unit(kind, "", units=units, status=status), inside)


def _some(units: st.SearchStrategy[Unit], most: int) -> st.SearchStrategy[Units]:
    return st.lists(units, max_size=most).map(tuple)


def _alone(kind: Kind, status: str = "") -> st.SearchStrategy[Unit]:
    return st.just(Unit(kind, "", status=status))


notes = _alone(Kind.NOTE)
tables = _of(Kind.TABLE, _some(notes, 2))
figures = _of(Kind.FIGURE, _some(notes, 2))
formulas = _alone(Kind.FORMULA)
examples = _of(Kind.EXAMPLE, _some(st.one_of(notes, tables, formulas), 2))
styles = st.sampled_from(["decimal:1", "letter:1", "roman:1", "capital:1", "letter:3"])
inner_lists = st.builds(lambda units: Unit(Kind.LIST, "", units=units, status="roman:1"), _some(_alone(Kind.ENTRY), 3))
entries = _of(Kind.ENTRY, _some(st.one_of(notes, inner_lists), 2))
lists = st.builds(lambda units, style: Unit(Kind.LIST, "", units=units, status=style), _some(entries, 4), styles)
hanging = st.one_of(notes, examples, tables, figures, formulas, lists)
"""What hangs in the text of a clause."""

terms = _of(Kind.TERM, _some(st.one_of(_alone(Kind.NOTE_TO_ENTRY), examples, tables), 3))
normative_references = _some(_alone(Kind.REFERENCE, "normative"), 4)
references = _some(_alone(Kind.REFERENCE), 4)


def _text(depth: int) -> st.SearchStrategy[Units]:
    """Return what may stand in a clause with so many levels of subclauses below it."""
    if not depth:
        return _some(hanging, 3)
    subclauses = st.deferred(lambda: _of(Kind.CLAUSE, _text(depth - 1)))
    return _some(st.one_of(hanging, terms, subclauses, subclauses), 4)


clauses = _of(Kind.CLAUSE, st.integers(0, DEPTH).flatmap(_text))
normative = _of(Kind.ANNEX, _text(2), "normative")
informative = _of(Kind.ANNEX, _text(2), "informative")
annexes = normative | informative


def _one_at_most(unit: st.SearchStrategy[Unit]) -> st.SearchStrategy[Units]:
    return _some(unit, 1)


_parts = st.tuples(
    _one_at_most(_of(Kind.FOREWORD, _text(1))),
    _one_at_most(_of(Kind.INTRODUCTION, _text(2))),
    _some(clauses, 4),
    _one_at_most(_of(Kind.CLAUSE, normative_references)),
    _some(clauses, 3),
    _some(annexes, 3),
    _one_at_most(_of(Kind.BIBLIOGRAPHY, references)),
)


def named(units: Units, prefix: str) -> Units:
    """Return units with an anchor for each: ``c1``, ``c2`` … for the prefix ``c``, in the order of the text."""
    return _named(units, (f"{prefix}{position}" for position in count(1)))


def _named(units: Units, anchors: Iterator[str]) -> Units:
    return tuple(replace(unit, anchor=next(anchors), units=_named(unit.units, anchors)) for unit in units)


def outline_of(units: Units) -> Outline:
    """Return an outline of some module."""
    return Outline("05.20", "Title", "source/05/05.20/index.rst", units)


outlines = _parts.map(lambda parts: outline_of(named(tuple(unit for part in parts for unit in part), "u")))
added_clauses = clauses.map(lambda unit: named((unit,), "added")[0])
added_annexes = annexes.map(lambda unit: named((unit,), "added")[0])


@st.composite
def outlines_with_a_note_more(draw: st.DrawFn) -> tuple[Outline, Outline]:
    """Return an outline, and the same with one note more, somewhere in it."""
    outline = draw(outlines.filter(lambda outline: bool(outline.units)))
    owner = draw(st.sampled_from([unit for unit in outline.walk() if unit.kind is not Kind.NOTE]))
    position = draw(st.integers(0, len(owner.units)))
    return outline, outline_of(_with_note(outline.units, owner, position))


def _with_note(units: Units, owner: Unit, position: int) -> Units:
    note = Unit(Kind.NOTE, "added")
    return tuple(
        replace(unit, units=(*unit.units[:position], note, *unit.units[position:]))
        if unit is owner
        else replace(unit, units=_with_note(unit.units, owner, position))
        for unit in units
    )


def retold(units: Units) -> Units:
    """Return units with other titles and lines."""
    return tuple(replace(unit, title=f"Retold {unit.anchor}", line=unit.line + 7, units=retold(unit.units)) for unit in units)
