"""Numbering, case by case: ``cases/numbering.txt`` holds outlines with the labels that a standards editor expects."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from isacs_publish.model.numbering import Label, number
from isacs_publish.model.ordinal import annex_letter
from isacs_publish.model.outline import Kind, Outline, Unit

CASES = Path(__file__).parent.parent / "cases" / "numbering.txt"


@dataclass(frozen=True)
class Case:
    """One case: what it says, the outline, and the labels expected."""

    title: str
    outline: Outline
    labels: dict[str, Label]


@dataclass(frozen=True)
class Row:
    """One line of a case: how deep the unit stands, the unit without what stands in it, the label expected."""

    depth: int
    unit: Unit
    label: Label


def read_cases(text: str) -> list[Case]:
    """Return the cases of a file."""
    drawn: list[tuple[str, list[Row]]] = []
    for line in text.splitlines():
        if "=>" in line and not line.startswith("#"):
            drawn[-1][1].append(read_row(line))
        elif line.strip() and not line.startswith("#"):
            drawn.append((line.strip(), []))
    return [read_case(title, rows) for title, rows in drawn]


def read_case(title: str, rows: list[Row]) -> Case:
    """Return a case from its lines; no two of them may have the same anchor."""
    labels = {row.unit.anchor: row.label for row in rows}
    assert len(labels) == len(rows), f"an anchor stands twice in {title!r}"
    return Case(title, Outline("05.20", title, "index.rst", nested(rows, 1)), labels)


def read_row(line: str) -> Row:
    """Return what a line such as ``annex forms Forms (normative) => A`` says; its title may be missing."""
    left, _, right = line.rpartition("=>")
    kind, anchor, title = (*left.split(maxsplit=2), "")[:3]
    status = re.search(r"\((normative|informative|[a-z-]+:\d+)\)\s*$", title)
    printed = right.strip().removeprefix("-")
    unit = Unit(Kind(kind), anchor, title.strip(), status=status[1] if status else "")
    shown = "" if unit.kind is Kind.LIST else unit.status
    return Row((len(left) - len(left.lstrip())) // 2, unit, Label(unit.kind, printed, shown))


def nested(rows: list[Row], depth: int) -> tuple[Unit, ...]:
    """Return the units at a depth, each with what is drawn under it."""
    starts = [i for i, row in enumerate(rows) if row.depth == depth]
    ends = [*starts[1:], len(rows)]
    assert starts[:1] == [0] or not rows, f"{rows[0].unit.anchor} is drawn too deep"
    return tuple(
        replace(rows[start].unit, units=nested(rows[start + 1 : end], depth + 1))
        for start, end in zip(starts, ends, strict=False)
    )


ALL = read_cases(CASES.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", ALL, ids=[case.title for case in ALL])
def test_case(case: Case) -> None:
    assert number(case.outline) == case.labels


def test_the_cases_are_all_read_and_show_every_kind_of_unit() -> None:
    assert len(ALL) == 24
    assert {unit.kind for case in ALL for unit in case.outline.walk()} == set(Kind)


def test_a_case_is_read_as_it_is_drawn() -> None:
    drawn = "A title\n  clause scope Scope => 1\n    note n1 => -\n  annex forms Forms (normative) => A\n"
    note = Unit(Kind.NOTE, "n1")
    forms = Unit(Kind.ANNEX, "forms", "Forms (normative)", status="normative")
    assert read_cases(drawn) == [
        Case(
            "A title",
            Outline("05.20", "A title", "index.rst", (Unit(Kind.CLAUSE, "scope", "Scope", units=(note,)), forms)),
            {"scope": Label(Kind.CLAUSE, "1"), "n1": Label(Kind.NOTE), "forms": Label(Kind.ANNEX, "A", "normative")},
        )
    ]


def test_an_outline_without_units_has_no_labels() -> None:
    assert number(Outline("05.20", "Title", "index.rst")) == {}


def test_notes_before_the_first_clause_are_numbered_as_those_of_a_clause_are() -> None:
    alone, first, second = (Unit(Kind.NOTE, anchor) for anchor in ("alone", "first", "second"))
    assert number(Outline("05.20", "Title", "index.rst", (alone,)))["alone"].number == ""
    labels = number(Outline("05.20", "Title", "index.rst", (first, second)))
    assert [labels[anchor].number for anchor in ("first", "second")] == ["1", "2"]


@pytest.mark.parametrize(
    ("printed", "level"), [("", 0), ("5", 1), ("A", 1), ("AA", 1), ("5.1", 2), ("A.1", 2), ("0.1", 2), ("5.1.2.3.4.5", 6)]
)
def test_level_of_a_label(printed: str, level: int) -> None:
    assert Label(Kind.CLAUSE, printed).level == level


@pytest.mark.parametrize(
    ("position", "letters"),
    [(1, "A"), (2, "B"), (26, "Z"), (27, "AA"), (28, "AB"), (52, "AZ"), (53, "BA"), (702, "ZZ"), (703, "AAA")],
)
def test_letters_of_annexes(position: int, letters: str) -> None:
    assert annex_letter(position) == letters


def test_letters_of_annexes_are_distinct_and_in_order() -> None:
    letters = [annex_letter(position) for position in range(1, 2000)]
    assert sorted(set(letters), key=lambda text: (len(text), text)) == letters
