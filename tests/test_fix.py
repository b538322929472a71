"""Missing anchors are written above the units they name, and nothing else in a source changes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isacs_publish.fix import insert_anchor, new_anchors, write_missing_anchors
from isacs_publish.model.outline import CITED_BY_ANCHOR, Kind, Outline, Unit
from isacs_publish.sphinxext.outline import ANCHOR
from isacs_publish.sphinxext.run import read_modules
from isacs_publish.workspace import Workspace
from tests.model import LAW
from tests.roots import make_project, module_path, text

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = """\
Stores
------

A store is a building.

---------
Buildings
---------

Doors
~~~~~

The text of a clause names Doors
and the line after it says more.

.. note::

   A note needs no anchor.

Doors
~~~~~

.. term:: strong door

   door that holds

.. table:: Doors of a store

   ======  =====
   Door    Width
   ======  =====
   Front   2 m
   ======  =====

* In a list:

  .. list-table:: Windows of a store

     * - Front
       - 1 m

.. figure:: door.svg
   :alt: A door

   A door
   from outside

.. formula::
   :alt: a equals b

   a = b

.. _stores-kept:

Kept as it is
-------------

Охрана
------

Учёт
----

2 doors
-------

Forms
-----

.. annex:: informative

A form."""

AFTER = """\
.. _stores:

Stores
------

A store is a building.

.. _buildings:

---------
Buildings
---------

.. _doors:

Doors
~~~~~

The text of a clause names Doors
and the line after it says more.

.. note::

   A note needs no anchor.

.. _doors-2:

Doors
~~~~~

.. _term-strong-door:

.. term:: strong door

   door that holds

.. _tab-doors-of-a-store:

.. table:: Doors of a store

   ======  =====
   Door    Width
   ======  =====
   Front   2 m
   ======  =====

* In a list:

  .. _tab-windows-of-a-store:

  .. list-table:: Windows of a store

     * - Front
       - 1 m

.. _fig-a-door-from-outside:

.. figure:: door.svg
   :alt: A door

   A door
   from outside

.. _for-formula:

.. formula::
   :alt: a equals b

   a = b

.. _stores-kept:

Kept as it is
-------------

.. _clause:

Охрана
------

.. _clause-2:

Учёт
----

.. _c-2-doors:

2 doors
-------

.. _annex-forms:

Forms
-----

.. annex:: informative

A form."""

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><path d="M0 0h10v10"/></svg>\n'


def project_with(folder: Path, rest: str) -> Workspace:
    """Return a project with one module, whose required clauses have their anchors."""
    workspace = make_project(folder, {"A1.1": text("First", rest)})
    (source_of(workspace).parent / "door.svg").write_text(DRAWING, encoding="utf-8")
    return workspace


def source_of(workspace: Workspace) -> Path:
    """Return the source of the module."""
    return module_path(workspace, "A1.1")


def outline_of(workspace: Workspace) -> Outline:
    """Return the outline of the module as it stands now; reading finds no fault in it."""
    reading = read_modules(workspace, "en", 1)
    assert reading.findings == []
    return reading.outlines["A1.1"]


def fix(workspace: Workspace) -> list[str]:
    """Write the missing anchors and return what was said."""
    return list(write_missing_anchors(workspace, [outline_of(workspace)]))


def lacking(outline: Outline) -> list[str]:
    """Return the titles of units that need an anchor and have none."""
    return [unit.title for unit in outline.walk() if unit.kind in CITED_BY_ANCHOR and not unit.given]


# A whole module


@pytest.fixture(scope="module")
def fixed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Outline, list[str]]:
    """Return a project after its anchors were written, its outline before, and what was said."""
    workspace = project_with(tmp_path_factory.mktemp("fixed"), BEFORE)
    before = outline_of(workspace)
    return workspace, before, list(write_missing_anchors(workspace, [before]))


def test_anchors_are_written_above_what_lacks_them_and_no_other_line_changes(
    fixed: tuple[Workspace, Outline, list[str]],
) -> None:
    workspace, _, _ = fixed
    assert source_of(workspace).read_text(encoding="utf-8") == text("First", AFTER)


def test_each_anchor_is_told_with_its_place(fixed: tuple[Workspace, Outline, list[str]]) -> None:
    workspace, before, said = fixed
    lines = text("First", BEFORE).splitlines()
    path = workspace.shown(source_of(workspace))
    assert len(said) == len(lacking(before)) == 13
    line = lines.index("Stores") + 1
    assert f"{path}:{line}: wrote anchor 'stores' for clause 'Stores'" in said
    assert any("wrote anchor 'annex-forms' for annex 'Forms'" in told for told in said)


def test_what_is_read_again_has_all_its_anchors_and_is_the_same_otherwise(
    fixed: tuple[Workspace, Outline, list[str]],
) -> None:
    workspace, before, _ = fixed
    after = outline_of(workspace)
    assert lacking(after) == []
    assert [(unit.kind, unit.title) for unit in after.walk()] == [(unit.kind, unit.title) for unit in before.walk()]
    kept = [unit.anchor for unit in before.walk() if unit.given]
    assert [unit.anchor for unit in after.walk() if unit.anchor in kept] == kept


def test_a_second_run_changes_nothing(fixed: tuple[Workspace, Outline, list[str]]) -> None:
    workspace, _, _ = fixed
    once = source_of(workspace).read_bytes()
    assert fix(workspace) == []
    assert source_of(workspace).read_bytes() == once


# Sources that are written in another way


@pytest.mark.parametrize("line", ["--------", "________", "^^^^^^^^"])
def test_an_anchor_stands_above_the_line_over_a_title(tmp_path: Path, line: str) -> None:
    workspace = project_with(tmp_path, f"{line}\nSecurity\n{line}\n\nText.\n")
    fix(workspace)
    assert f".. _security:\n\n{line}\nSecurity\n{line}\n" in source_of(workspace).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("title", "anchor"),
    [
        ("Use of ``register`` here", "use-of-register-here"),
        ("Store of a *large* kind", "store-of-a-large-kind"),
        ("The :term:`thing` itself", "the-thing-itself"),
        (r"A \*star", "a-star"),
        ("Don't -- ever", "don-t-ever"),
    ],
)
def test_a_title_with_markup_gets_its_anchor(tmp_path: Path, title: str, anchor: str) -> None:
    workspace = project_with(tmp_path, f"{title}\n{'-' * 30}\n\nText.\n")
    fix(workspace)
    assert f"\n\n.. _{anchor}:\n\n{title}\n---" in source_of(workspace).read_text(encoding="utf-8")


def test_lines_keep_their_ends(tmp_path: Path) -> None:
    workspace = project_with(tmp_path, "")
    source_of(workspace).write_bytes(text("First", BEFORE).replace("\n", "\r\n").encode())
    fix(workspace)
    assert source_of(workspace).read_bytes() == text("First", AFTER).replace("\n", "\r\n").encode()


def test_a_target_that_is_no_unit_keeps_its_name_for_itself(tmp_path: Path) -> None:
    workspace = project_with(tmp_path, "Stores\n------\n\n.. _doors:\n\nA paragraph with a target.\n\nDoors\n-----\n\nText.\n")
    fix(workspace)
    assert lacking(outline_of(workspace)) == []
    assert source_of(workspace).read_text(encoding="utf-8").count(".. _doors:\n") == 1


def test_a_module_that_lacks_nothing_is_not_written(tmp_path: Path) -> None:
    workspace = project_with(tmp_path, "")
    before = source_of(workspace).stat()
    assert fix(workspace) == []
    after = source_of(workspace).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


# Anchors


@LAW
@given(st.lists(st.tuples(st.sampled_from(sorted(CITED_BY_ANCHOR)), st.text(max_size=12)), max_size=8))
def test_an_anchor_can_be_written_whatever_the_title_and_names_one_unit(units: list[tuple[Kind, str]]) -> None:
    lacking = tuple(Unit(kind, f"top~{i}", title) for i, (kind, title) in enumerate(units))
    given_ones = (Unit(Kind.CLAUSE, "clause", "Given"), Unit(Kind.TABLE, "tab-table", "Given"))
    anchors = new_anchors(Outline("A1.1", "First", "index.rst", (*given_ones, *lacking)))
    assert set(anchors) == set(lacking)
    assert all(ANCHOR.fullmatch(anchor) for anchor in anchors.values())
    assert len({"clause", "tab-table", *anchors.values()}) == len(lacking) + 2


@pytest.mark.parametrize(
    ("kind", "title", "anchor"),
    [
        (Kind.FOREWORD, "Foreword", "foreword"),
        (Kind.CLAUSE, "Storage & transport", "storage-transport"),
        (Kind.CLAUSE, "One two three four five six seven eight", "one-two-three-four-five-six"),
        (Kind.CLAUSE, "Évaluation générale", "evaluation-generale"),
        (Kind.CLAUSE, "3D printing", "c-3d-printing"),
        (Kind.CLAUSE, "范围", "clause"),
        (Kind.CLAUSE, "", "clause"),
        (Kind.ANNEX, "Forms", "annex-forms"),
        (Kind.ANNEX, "النماذج", "annex-annex"),
        (Kind.TERM, "strong door", "term-strong-door"),
        (Kind.TABLE, "Doors", "tab-doors"),
        (Kind.FIGURE, "Doors", "fig-doors"),
        (Kind.FORMULA, "", "for-formula"),
    ],
)
def test_the_anchor_of_a_title(kind: Kind, title: str, anchor: str) -> None:
    unit = Unit(kind, "top~1", title)
    assert new_anchors(Outline("A1.1", "First", "index.rst", (unit,))) == {unit: anchor}


def test_notes_and_examples_get_no_anchor() -> None:
    kinds = sorted(set(Kind) - CITED_BY_ANCHOR)
    units = tuple(Unit(kind, f"top~{kind}") for kind in kinds)
    assert kinds == [Kind.EXAMPLE, Kind.LIST, Kind.ENTRY, Kind.NOTE, Kind.NOTE_TO_ENTRY, Kind.REFERENCE]
    assert new_anchors(Outline("A1.1", "First", "index.rst", units)) == {}


def test_a_unit_in_a_unit_gets_its_anchor_too() -> None:
    inner = Unit(Kind.TABLE, "top~2", "Doors")
    outer = Unit(Kind.CLAUSE, "top~1", "Doors", units=(inner,))
    assert new_anchors(Outline("A1.1", "First", "index.rst", (outer,))) == {outer: "doors", inner: "tab-doors"}


# A unit that is not where it was


@pytest.mark.parametrize("line", [0, 3, 40])
def test_a_unit_that_is_not_found_leaves_the_lines_alone(line: int) -> None:
    lines = ["Stores\n", "------\n", "\n", "Text.\n"]
    before = [*lines]
    assert not insert_anchor(lines, Unit(Kind.CLAUSE, "top~1", "Doors", line), "doors")
    assert not insert_anchor(lines, Unit(Kind.TABLE, "top~2", "Doors", line), "tab-doors")
    assert lines == before


def test_nothing_is_said_of_a_unit_that_is_not_found(tmp_path: Path) -> None:
    source = tmp_path / "index.rst"
    source.write_bytes(b"Stores\n------\n")
    unit = Unit(Kind.CLAUSE, "top~1", "Stores", 1)
    moved = replace(unit, title="Doors")
    outline = Outline("A1.1", "First", "index.rst", (moved,))
    assert list(write_missing_anchors(Workspace(tmp_path, tmp_path / "build"), [outline])) == []
    assert source.read_bytes() == b"Stores\n------\n"
