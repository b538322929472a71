"""The law of what was published, clause by clause: what an editor may do by mistake is seen, and what is right passes."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from tests.history import History, change, make_history
from tests.roots import module_path, text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TABLE = """\
.. _{anchor}:

.. list-table:: {title}
   :header-rows: 1

   * - Kind
     - Use
   * - steel
     - outside

"""

SITE = f"""\
.. _site:

Site
~~~~

The site shall be dry.

{TABLE.format(anchor="tab-site", title="Sites")}"""

DOORS = f"""\
.. _doors:

Doors
~~~~~

A door should be of steel.

.. note::

   A note has a list and a table:

   a) the first of two entries;
   b) the second of two entries.

{"".join(f"   {line}".rstrip() + chr(10) for line in TABLE.format(anchor="tab-doors", title="Doors").splitlines())}"""

COUNT = "a) count the things in the store every day;\n"
LOCK = "b) lock the doors of the store at night;\n"
REPORT = "c) write a report about the whole store.\n"

LOCKS = f"""\
.. _locks:

Locks
~~~~~

A lock shall have two keys. The keeper shall:

{COUNT}{LOCK}{REPORT}
"""

FORMS = """\
.. _annex-forms:

Forms
-----

.. annex:: informative

Forms are here.

"""

BOOKS = """\
.. _bibliography:

Bibliography
------------

.. reference:: one

   One, *First work*

.. reference:: two

   Two, *Second work*
"""

REST = f".. _stores:\n\nStores\n------\n\nA store is a place.\n\n{SITE}{DOORS}{LOCKS}{FORMS}{BOOKS}"


@pytest.fixture
def published(tmp_path: Path) -> History:
    made = make_history(tmp_path, {"A1.1": text("Keeping things", REST)})
    made.publish()
    return made


@pytest.fixture
def amended(published: History) -> History:
    published.catalogue(('version = "1.0"', 'version = "1.1"'))
    return published


def next_version(history: History) -> None:
    """Publish V1.1 and begin V1.2."""
    history.publish("2030-2")
    history.catalogue(('version = "1.1"\nstage', 'version = "1.2"\nstage'))


def entries(history: History, clause: str = "4.3") -> list[str]:
    """Return the labels of the entries of a clause, those withdrawn with a dagger."""
    found = history.read()[0].texts["A1.1"]
    signs = {unit.anchor: "†" if unit.withdrawn else "" for unit in found.units}
    names = {unit.anchor: found.name(unit.anchor) for unit in found.units if unit.number}
    return [name.removeprefix(f"{clause} ") + signs[anchor] for anchor, name in names.items() if name.startswith(f"{clause} ")]


# Lists


def test_a_list_that_is_reordered_is_a_change_to_declare(amended: History) -> None:
    amended.edit(
        "A1.1", (LOCK + REPORT, "b) write a report about the whole store;\nc) lock the doors of the store at night.\n")
    )
    assert amended.codes() == ["undeclared-change"]
    assert len(entries(amended)) == 4
    amended.catalogue(rows=change("locks", "substantive"))
    assert amended.codes() == []


def test_a_list_that_counts_in_another_way_is_another_list_and_leaves_its_labels_behind(amended: History) -> None:
    for old, new in ((COUNT, "1)"), (LOCK, "2)"), (REPORT, "3)")):
        amended.edit("A1.1", (old, new + old[2:]))
    assert entries(amended) == ["1)", "2)", "3)", "a)†", "b)†", "c)†"]
    assert amended.codes() == ["undeclared-change"]


def test_a_list_turned_into_bullets_leaves_its_labels_behind(amended: History) -> None:
    amended.edit("A1.1", *((old, f"-{old[2:]}") for old in (COUNT, LOCK, REPORT)))
    assert entries(amended) == ["a)†", "b)†", "c)†"]
    assert amended.codes() == ["undeclared-change"]


def test_an_entry_that_is_split_and_a_list_in_an_entry_move_no_label(amended: History) -> None:
    split = (
        "b) lock the doors of the store:\n\n   1) the front door first;\n   2) the back door then;\n\nc) lock the windows.\n"
    )
    amended.edit("A1.1", (LOCK + REPORT, split + REPORT.replace("c)", "d)")))
    assert entries(amended) == ["a)", "b)", "b) 1)", "b) 2)", "bA)", "c)"]
    assert amended.codes() == ["undeclared-change"]


def test_a_list_in_a_note_counts_afresh_and_takes_no_anchor_of_another(amended: History) -> None:
    amended.edit("A1.1", ("A store is a place.\n", "A store is:\n\na) a place for things;\nb) a thing by itself.\n"))
    assert amended.codes() == ["undeclared-change"]
    amended.edit("A1.1", ("   a) the first of two entries;\n   b) the second of two entries.\n", "   It had one.\n"))
    assert "withdrawn" not in amended.read()[0].sources["A1.1"].html


def test_an_anchor_above_a_list_changes_no_label(amended: History) -> None:
    amended.edit("A1.1", (COUNT, f".. _duties:\n\n{COUNT}"))
    assert amended.codes() == []
    assert entries(amended) == ["a)", "b)", "c)"]


def test_a_list_that_grows_to_many_times_its_length_keeps_its_labels(amended: History) -> None:
    more = "".join(
        f"{chr(ord('d') + n)}) do duty number {n}, which nobody has described before, and see to it;\n" for n in range(9)
    )
    amended.edit("A1.1", (REPORT, REPORT + more))
    assert entries(amended) == [f"{letter})" for letter in "abcdefghijkl"]


def test_an_entry_that_gets_a_long_list_of_its_own_keeps_its_label(amended: History) -> None:
    inner = "".join(f"   {n}) the door number {n}, which is made of wood and has a window in it;\n" for n in range(1, 9))
    amended.edit("A1.1", (LOCK, f"{LOCK}\n{inner}\n"))
    assert [label for label in entries(amended) if len(label) == 2] == ["a)", "b)", "c)"]


# Tables


def test_a_table_in_a_note_keeps_its_number(amended: History) -> None:
    amended.edit("A1.1", ("A store is a place.\n", f"A store is a place.\n\n{TABLE.format(anchor='tab-new', title='New')}"))
    numbers = amended.numbers("A1.1")
    assert [numbers[anchor] for anchor in ("tab-new", "tab-site", "tab-doors")] == ["A1", "1", "2"]


def test_the_number_of_a_table_is_never_given_again_when_its_clause_ends(amended: History) -> None:
    amended.edit("A1.1", (DOORS, ""), (FORMS, f"{TABLE.format(anchor='tab-new', title='New')}{FORMS}"))
    amended.catalogue(rows=change("doors", "withdrawn") + change("tab-new", "new") + change("locks", "substantive"))
    text = amended.read()[0].texts["A1.1"]
    assert (text.by_anchor["tab-doors"].number, text.by_anchor["tab-doors"].withdrawn) == ("2", "1.1")
    assert text.by_anchor["tab-new"].number == "3"


def test_what_was_withdrawn_keeps_its_version_when_the_clause_around_it_ends_later(amended: History) -> None:
    amended.edit("A1.1", (SITE, ""))
    amended.catalogue(rows=change("site", "withdrawn"))
    next_version(amended)
    path = module_path(amended.workspace, "A1.1")
    words = path.read_text(encoding="utf-8")
    path.write_text(words[: words.index(".. _stores:")] + words[words.index(".. _annex-forms:") :], encoding="utf-8")
    amended.catalogue(rows=change("stores", "withdrawn", version="1.2"))
    assert amended.codes() == []
    units = amended.read()[0].texts["A1.1"].by_anchor
    assert {anchor: units[anchor].withdrawn for anchor in ("stores", "tab-site", "tab-doors")} == {
        "stores": "1.2",
        "tab-site": "1.1",
        "tab-doors": "1.2",
    }
    assert "site" not in units


def test_a_table_that_moves_to_another_clause_is_seen(amended: History) -> None:
    table = TABLE.format(anchor="tab-site", title="Sites")
    amended.edit("A1.1", (table, ""), (FORMS, f"{table}{FORMS}"))
    assert set(amended.codes()) == {"moved-label", "undeclared-change"}


# Annexes, titles, references


def test_an_annex_that_becomes_normative_is_a_normative_change(amended: History) -> None:
    amended.edit("A1.1", ("annex:: informative", "annex:: normative"))
    found = [finding.message for finding in amended.read()[1]]
    assert found == ["Annex A has a normative change (strength) that is not declared"]
    amended.catalogue(rows=change("annex-forms", "normative"))
    assert amended.codes() == []


@pytest.mark.parametrize(
    "edits", [[(".. annex:: informative\n\n", "")], [("A lock shall have", ".. annex:: normative\n\nA lock shall have")]]
)
def test_an_annex_and_a_clause_never_change_places_under_one_anchor(amended: History, edits: list[tuple[str, str]]) -> None:
    amended.edit("A1.1", ("Locks\n~~~~~", "Locks\n-----"), *edits)
    assert {"moved-label"} <= set(amended.codes())


def test_an_amendment_leaves_the_title_of_the_module(amended: History) -> None:
    amended.edit("A1.1", ("Keeping things\n==============", "Keeping goods\n============="))
    amended.catalogue(('"Keeping things"', '"Keeping goods"'))
    assert amended.codes() == ["undeclared-change"]


def test_what_was_withdrawn_is_not_cited(amended: History) -> None:
    amended.edit(
        "A1.1",
        (SITE, ""),
        (".. reference:: one\n\n   One, *First work*\n\n", ""),
        ("two keys. The", "two keys (:ref:`site`, :cite:`one`). The"),
    )
    rows = change("site", "withdrawn") + change("locks", "normative") + change("bibliography", "substantive")
    amended.catalogue(rows=rows)
    assert amended.codes() == ["withdrawn-reference"] * 2


# A version that is published


@pytest.mark.parametrize(
    "edits",
    [
        [("A door should be of steel.\n", ".. note::\n\n   A door should be of steel.\n")],
        [
            ("The site shall be dry.\n\n", ""),
            ("     - outside\n\n.. _doors", "     - outside\n\nThe site shall be dry.\n\n.. _doors"),
        ],
        [("annex:: informative", "annex:: normative")],
        [("Keeping things\n==============", "Keeping goods\n=============")],
    ],
    ids=["paragraph-to-note", "paragraph-behind-table", "annex-status", "title"],
)
def test_a_published_version_is_not_altered_in_any_way(published: History, edits: list[tuple[str, str]]) -> None:
    published.edit("A1.1", *edits)
    if "Keeping" in edits[0][0]:
        published.catalogue(('"Keeping things"', '"Keeping goods"'))
    assert published.codes() == ["published-text-changed"]


def test_an_older_version_is_not_taken_up_again(amended: History) -> None:
    amended.publish("2030-2")
    amended.catalogue(('version = "1.1"\nstage', 'version = "1.0"\nstage'))
    assert amended.codes() == ["version-behind"]


def test_no_author_takes_the_anchor_of_the_annex_that_a_new_edition_gets(published: History) -> None:
    published.edit("A1.1", (".. _annex-forms:", ".. _correspondence:"))
    assert "reserved-anchor" in published.codes()


# A register that was edited by hand


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('number = "4.2"', 'number = "4.9"'),
        ('title = "Doors"', 'title = "Gates"'),
        ('owner = "stores"', 'owner = "doors"'),
        ('anchor = "doors"', 'anchor = "gates"'),
        ('kind = "clause"', 'kind = "clause"\nwithdrawn = "1.0"'),
    ],
)
def test_a_register_that_does_not_tell_what_its_words_do_withholds_its_module(amended: History, old: str, new: str) -> None:
    path = amended.workspace.register / "A1.1.toml"
    words = path.read_text(encoding="utf-8")
    place = words.index('anchor = "doors"')
    assert old in words[place:]
    path.write_text(words[:place] + words[place:].replace(old, new, 1), encoding="utf-8")
    assert set(amended.codes()) == {"register-unfit"}


@pytest.mark.parametrize(
    "change_of",
    [
        lambda record: record["units"][3].update(owner=record["units"][3]["anchor"]),
        lambda record: record["passages"][3].update(unit="nowhere"),
        lambda record: record.update(year=1999),
        lambda record: record.update(passages=[]),
    ],
    ids=["in-itself", "nowhere", "other-year", "no-words"],
)
def test_recorded_words_that_cannot_be_are_found_though_their_digest_was_changed_too(
    amended: History, change_of: Callable[[dict[str, Any]], object]
) -> None:
    path, register = amended.workspace.register / "texts/A1.1-2030-v1.0.json", amended.workspace.register / "A1.1.toml"
    before = path.read_bytes()
    record = json.loads(before)
    change_of(record)
    after = (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()
    path.write_bytes(after)
    old, new = (sha256(content).hexdigest() for content in (before, after))
    register.write_text(register.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert set(amended.codes()) == {"register-unfit"}


def test_missing_words_are_found_without_the_path_of_this_machine(amended: History) -> None:
    (amended.workspace.register / "texts/A1.1-2030-v1.0.json").unlink()
    found = amended.read()[1]
    assert {finding.code for finding in found} == {"register-unfit"}
    assert not any(str(amended.workspace.project) in finding.message for finding in found)
