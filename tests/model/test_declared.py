"""Declared changes: each normative or substantive one is declared, each declared one is there; what editing must not do."""

from __future__ import annotations

import pytest

from isacs_publish.forms import verbal_forms
from isacs_publish.model.catalogue import Change
from isacs_publish.model.declared import faults_of_editing, not_found, undeclared
from isacs_publish.model.difference import Difference, difference
from tests.model.texts import text

FORMS = verbal_forms("en")
OLD = """
# rules 3 Rules
## site 3.1 Site
The site shall be dry. The site is large.
## doors 3.2 Doors
A door shall be of steel.
# table:tab 1 Kinds
| steel | 5
# term:term-store 4.1 store
= place where things are kept
"""


def change(clause: str, nature: str, *into: str) -> Change:
    """Return a row of the catalogue."""
    return Change("01.10", 2026, "1.1", clause, nature, "Changed.", into)  # type: ignore[arg-type]


def edited(before: str, after: str, *changes: Change) -> Difference:
    """Return what changed when words of the text are replaced."""
    assert OLD.count(before) == 1
    return difference(text(OLD), text(OLD.replace(before, after), "1.1"), FORMS, changes)


NORMATIVE = ("The site shall be dry", "The site should be dry")
SUBSTANTIVE = ("The site is large", "The site is wide")
EDITORIAL = ("The site is large", "The site is, large")


@pytest.mark.parametrize(
    ("edit", "natures"),
    [
        (NORMATIVE, {"normative"}),
        (SUBSTANTIVE, {"substantive", "normative"}),
        (EDITORIAL, {"", "editorial", "substantive", "normative", "new"}),
    ],
)
def test_a_change_needs_a_row_as_heavy_as_itself(edit: tuple[str, str], natures: set[str]) -> None:
    found = edited(*edit)
    enough = {
        nature
        for nature in ("", "editorial", "substantive", "normative", "new")
        if not undeclared(found, [change("site", nature)] if nature else [])
    }
    assert enough == natures
    assert [fault.anchor for fault in undeclared(found, [change("doors", "normative")])] == ["site"] * (edit != EDITORIAL)


def test_an_undeclared_change_tells_what_changed_and_the_row_that_declares_it() -> None:
    fault = undeclared(edited(*NORMATIVE), [])[0]
    assert fault.what == "3.1 has a normative change (strength) that is not declared"
    assert "isacs declare 01.10 site normative" in fault.hint


GONE = ("## doors 3.2 Doors\nA door shall be of steel.\n# table:tab 1 Kinds\n| steel | 5\n", "")
COME = ("# term:term-store", "## gate 3.3 Gate\nA gate is there.\n### hinge 3.3.1 Hinge\nIt turns.\n# term:term-store")


def test_units_that_came_or_went_are_declared_and_what_stands_in_them_with_them() -> None:
    gone = edited(*GONE)
    assert [fault.anchor for fault in undeclared(gone, [])] == ["doors", "tab"]
    assert [fault.anchor for fault in undeclared(gone, [change("doors", "withdrawn")])] == ["tab"]
    assert undeclared(gone, [change("doors", "withdrawn"), change("tab", "withdrawn")]) == []
    assert [fault.anchor for fault in undeclared(gone, [change("doors", "normative"), change("tab", "new")])] == [
        "doors",
        "tab",
    ]
    come = edited(*COME)
    assert [fault.anchor for fault in undeclared(come, [])] == ["gate"]
    assert undeclared(come, [change("gate", "new")]) == []


def test_a_merger_hides_no_normative_change() -> None:
    merger = change("doors", "merged", "site")
    moved = (
        "The site shall be dry. The site is large.\n## doors 3.2 Doors\nA door shall be of steel.",
        "The site shall be dry. The site is large.\nA door {} be of steel.",
    )
    silent = edited(moved[0], moved[1].format("shall"), merger)
    assert undeclared(silent, [merger]) == []
    weaker = edited(moved[0], moved[1].format("should"), merger)
    assert [fault.anchor for fault in undeclared(weaker, [merger])] == ["site"]
    assert undeclared(weaker, [merger, change("site", "normative")]) == []


@pytest.mark.parametrize(
    ("edit", "shown"),
    [
        (NORMATIVE, {"normative", "substantive", "editorial"}),
        (SUBSTANTIVE, {"substantive", "editorial"}),
        (EDITORIAL, {"editorial"}),
        (("The site is large", "The site is large"), set()),
        (("## site 3.1 Site\nThe site shall be dry. The site is large.\n", ""), {"withdrawn"}),
    ],
)
def test_a_declared_change_is_in_the_texts(edit: tuple[str, str], shown: set[str]) -> None:
    found = edited(*edit)
    natures = ("normative", "substantive", "editorial", "new", "withdrawn", "split", "merged")
    assert {nature for nature in natures if not not_found(found, [change("site", nature)])} == shown


def test_a_declared_change_of_no_unit_and_one_into_no_unit() -> None:
    assert [fault.anchor for fault in not_found(edited(*NORMATIVE), [change("nowhere", "normative")])] == ["nowhere"]
    merger = change("doors", "merged", "nowhere")
    faults = not_found(edited(*GONE, merger), [merger])
    assert [fault.what for fault in faults] == ["3.2 is declared to go into 'nowhere', which the new text does not have"]


@pytest.mark.parametrize(
    ("before", "after", "faults"),
    [
        ("shall be dry", "should be dry", ["3.1: strength changes: The site shall be dry. → The site should be dry."]),
        ("| steel | 5", "| steel | 6", ["Table 1: number changes: 5 → 6"]),
        (
            "things are kept",
            "things are, kept",
            ["4.1: definition changes: place where things are kept → place where things are, kept"],
        ),
        (" The site is large.", "", []),
        ("shall be dry.", "shall be dry. It may be large.", ["3.1: added changes: (nothing) → It may be large."]),
        ("The site is large", "The site is wide", []),
        ("3.2 Doors", "3.2 Gates and doors", []),
        ("3.2 Doors", "3.2 No doors", ["3.2: negation changes in the title: Doors → No doors"]),
        ("# doors 3.2", "# doors 3.4", ["3.4 is renumbered"]),
        ("4.1 store", "4.1 depot", ["4.1: term changes in the title: store → depot", "4.1: term changes: store → depot"]),
    ],
)
def test_an_editing_pass_changes_nothing_that_binds(before: str, after: str, faults: list[str]) -> None:
    assert [fault.what for fault in faults_of_editing(edited(before, after))] == faults
