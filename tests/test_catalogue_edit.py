"""Edits of the catalogue: what they write, what they refuse, and that every other byte stays."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isacs_publish.catalogue_edit import (
    Edit,
    Refused,
    amend,
    declare,
    edit_catalogue,
    move_stage,
    new_edition,
    rename_in_changes,
)
from isacs_publish.catalogue_file import read_text
from isacs_publish.model.catalogue import Catalogue, Change
from isacs_publish.workspace import Workspace
from tests.model import LAW
from tests.rules.test_stages import MOVES, SOUND_MOVES, catalogue, decision
from tests.test_catalogue_file import SHOWN, SOUND, line_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DAY = date(2027, 5, 4)
SWEPT = Change("K1.02", 2025, "1.0", "flue", "normative", 'The flue "shall" be swept.')


def read(text: str) -> Catalogue:
    """Return a sound catalogue."""
    found, findings = read_text(text, SHOWN)
    assert findings == []
    assert found is not None
    return found


def refusal(edit: Callable[[], Edit]) -> list[tuple[str, str]]:
    """Return code and key of the findings for which an edit is refused."""
    with pytest.raises(Refused) as refused:
        edit()
    assert all(finding.hint for finding in refused.value.findings)
    return [(finding.code, finding.place.key) for finding in refused.value.findings]


# Stages


def test_a_move_changes_one_line_and_adds_a_decision_behind_the_last() -> None:
    text = SOUND_MOVES + "\n# The end.\n"
    edit = move_stage(text, "K2.01", "gone", DAY, "The board of coopers")
    moved = text.replace('stage = "issued"\ndate = 2026-11-22', 'stage = "gone"\ndate = 2026-11-22')
    row = decision("K2.01", "gone", "2027-05-04", "The board of coopers")
    assert edit.text == moved.replace("\n# The end.", f"{row}\n# The end.")
    assert read(edit.text).modules["K2.01"].stage == "gone"
    line = line_of(text, 'stage = "issued"\ndate = 2026-11-22')
    assert edit.written == (
        f'{SHOWN}:{line}: module K2.01: stage "issued" is now "gone"',
        f'{SHOWN}:{line_of(edit.text, row[1:])}: wrote [[decision]] "K2.01", "gone", 2027-05-04, "The board of coopers"',
    )


def test_the_first_decision_stands_at_the_end() -> None:
    text = SOUND + "# no more"
    edit = move_stage(text, "K1.02", "gone", DAY, "All")
    assert edit.text.startswith(SOUND.replace('stage = "issued"\ndate = 2026-11-21', 'stage = "gone"\ndate = 2026-11-21'))
    assert edit.text.endswith('body = "All"\n# no more')


def test_a_draft_that_is_published_becomes_version_1_with_its_declared_changes() -> None:
    text = catalogue(("K1.01", "sketch", "2026-01-01"), *MOVES)
    for clause, version in (("oven", "0.1"), ("hood", "0.1")):
        text = declare(text, Change("K1.01", 2026, version, clause, "new", "New.")).text
    edit = move_stage(text, "K1.01", "issued", DAY, "The board")
    now = read(edit.text)
    assert (now.modules["K1.01"].version, now.modules["K1.01"].date, now.modules["K1.01"].stage) == ("1.0", DAY, "issued")
    assert [change.clause for change in now.changes("K1.01", 2026, "1.0")] == ["oven", "hood"]
    assert now.changes("K1.01", 2026, "0.1") == ()
    assert now.modules["K1.02"] == read(text).modules["K1.02"]


def test_an_amendment_that_is_published_keeps_its_version() -> None:
    text = amend(SOUND_MOVES, "K1.02", DAY).text
    edit = move_stage(text, "K1.02", "issued", date(2027, 6, 1), "The board")
    row = read(edit.text).modules["K1.02"]
    assert (row.version, row.date, row.year) == ("1.1", date(2027, 6, 1), 2025)


def test_a_move_between_stages_of_publication_keeps_the_date() -> None:
    edit = move_stage(SOUND_MOVES, "K2.01", "gone", DAY, "The board")
    assert read(edit.text).modules["K2.01"].date == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("module", "stage", "day", "found"),
    [
        ("K2.01", "isued", DAY, [("unknown-stage", "")]),
        ("K2.02", "issued", DAY, [("unknown-module", "")]),
        ("K1.01", "gone", DAY, [("stage-move", "module[K1.01].stage")]),
        ("K2.01", "issued", DAY, [("stage-move", "module[K2.01].stage")]),
        ("K1.02", "gone", date(2026, 3, 9), [("catalogue-value", "decision[4].date")]),
    ],
)
def test_a_move_is_refused(module: str, stage: str, day: date, found: list[tuple[str, str]]) -> None:
    assert refusal(lambda: move_stage(SOUND_MOVES, module, stage, day, "The board")) == found


def test_a_refused_move_says_which_are_allowed_and_where_the_module_stands() -> None:
    with pytest.raises(Refused) as refused:
        move_stage(SOUND_MOVES, "K1.01", "gone", DAY, "The board")
    (finding,) = refused.value.findings
    assert finding.place.line == line_of(SOUND_MOVES, 'stage = "sketch"\ndate = 2026-11-20')
    assert finding.hint == "allowed from 'sketch': issued"


def test_a_decision_without_a_body_is_refused() -> None:
    assert refusal(lambda: move_stage(SOUND_MOVES, "K2.01", "gone", DAY, " ")) == [("catalogue-value", "decision[4].body")]


@pytest.mark.parametrize("body", ["a\x07b", "a\nb"])
def test_signs_that_cannot_be_printed_are_refused(body: str) -> None:
    assert refusal(lambda: move_stage(SOUND_MOVES, "K2.01", "gone", DAY, body)) == [("catalogue-value", "decision[4].body")]


# Amendments and editions


def test_an_amendment_is_the_next_version_at_the_first_stage() -> None:
    edit = amend(SOUND_MOVES, "K2.01", DAY)
    amended = SOUND_MOVES.replace(
        'version = "1.10"\nstage = "issued"\ndate = 2026-11-22', 'version = "1.11"\nstage = "sketch"\ndate = 2027-05-04'
    )
    assert edit.text == amended + decision("K2.01", "sketch", "2027-05-04", "Coopers")
    assert read(edit.text).decision[-1].body == "Coopers"
    assert read(amend(SOUND_MOVES, "K2.01", DAY, "The board").text).decision[-1].body == "The board"
    assert len(edit.written) == 4


def test_an_edition_begins_at_version_0_1() -> None:
    edit = new_edition(SOUND_MOVES, "K1.02", 2027, DAY, "The board")
    row = read(edit.text).modules["K1.02"]
    assert (row.year, row.version, row.stage, row.date) == (2027, "0.1", "sketch", DAY)
    assert read(edit.text).decision[-1].body == "The board"


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        (lambda text: amend(text, "K1.01", DAY), ("not-published", "module[K1.01].version")),
        (lambda text: new_edition(text, "K1.01", 2027, DAY), ("not-published", "module[K1.01].version")),
        (lambda text: amend(amend(text, "K1.02", DAY).text, "K1.02", DAY), ("not-published", "module[K1.02].version")),
        (lambda text: new_edition(text, "K1.02", 2025, DAY), ("edition-not-later", "module[K1.02].year")),
        (lambda text: new_edition(text, "K1.02", 2028, DAY), ("catalogue-value", "module[K1.02].date")),
        (
            lambda text: amend(text.replace('["gone", "sketch"]', '["gone"]'), "K2.01", DAY),
            ("stage-move", "module[K2.01].stage"),
        ),
    ],
    ids=["a draft", "edition of a draft", "twice", "same year", "date before the edition", "no way back"],
)
def test_what_cannot_be_begun_is_refused(edit: Callable[[str], Edit], found: tuple[str, str]) -> None:
    text = SOUND_MOVES.replace("['gone', 'sketch']", '["gone", "sketch"]')
    if found[0] == "stage-move":
        text = text.replace(decision("K1.02", "sketch", "2026-02-10"), "").replace(
            decision("K1.02", "issued", "2026-03-10"), ""
        )
    assert refusal(lambda: edit(text)) == [found]


def test_a_catalogue_without_a_graph_can_be_amended() -> None:
    row = read(amend(SOUND, "K2.01", DAY).text).modules["K2.01"]
    assert (row.version, row.stage) == ("1.11", "sketch")


# Changes


def test_a_change_is_declared_in_a_row() -> None:
    edit = declare(SOUND_MOVES, SWEPT)
    assert read(edit.text).change == (SWEPT,)
    assert edit.text.startswith(SOUND_MOVES)
    assert '\n[[change]]\nmodule = "K1.02"\nyear = 2025\n' in edit.text
    assert "into" not in edit.text
    split = Change("K1.02", 2025, "1.1", "hood", "split", "In two.", ("hood", "fan"))
    assert read(declare(edit.text, split).text).change == (SWEPT, split)


def test_rows_of_one_table_stay_together() -> None:
    text = declare(SOUND_MOVES, SWEPT).text
    text = move_stage(text, "K2.01", "gone", DAY, "The board").text
    assert [line for line in text.splitlines() if line.startswith("[[")][-6:] == ["[[decision]]"] * 5 + ["[[change]]"]
    assert "\n\n\n" not in text


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (Change("K1.02", 2025, "1.0", "flue", "split", "In two."), "change[1].into"),
        (Change("K1.02", 2025, "1.0", "flue", "new", "It is new.", ("hood",)), "change[1].into"),
        (Change("K1.02", 2025, "1.0", "hood", "new", "  "), "change[1].summary"),
        (SWEPT, "change[1]"),
    ],
)
def test_a_wrong_declaration_is_refused(change: Change, key: str) -> None:
    text = declare(SOUND_MOVES, SWEPT).text
    assert refusal(lambda: declare(text, change)) == [("catalogue-value", key)]


def test_declared_changes_follow_an_anchor_that_is_renamed() -> None:
    other = Change("K2.01", 2024, "1.10", "flue", "new", "Another flue.")
    merged = Change("K1.02", 2025, "1.0", "hood", "merged", "Into one.", ("flue", "fan"))
    former = Change("K1.02", 2025, "0.9", "flue", "new", "It is new.")
    text = SOUND_MOVES
    for change in (SWEPT, other, merged, former):
        text = declare(text, change).text
    now = read(rename_in_changes(text, "K1.02", "flue", "duct").text).change
    assert [(change.clause, change.into) for change in now] == [
        ("duct", ()),
        ("flue", ()),
        ("hood", ("duct", "fan")),
        ("flue", ()),
    ]


# The file


@LAW
@given(
    body=st.text(st.characters(exclude_categories=["Cc", "Cf", "Cn", "Cs"]), min_size=1, max_size=20).filter(str.strip),
    head=st.sampled_from(["", "# a = 1\n", "# [[module]]\n\n"]),
    tail=st.sampled_from(["", "\n", "\n\n# [[decision]]\n", "\n[review]\nline_numbers = 'page' # as always\n"]),
    end=st.sampled_from(["\n", "\r\n"]),
    quote=st.sampled_from(['stage = "issued"', "stage = 'issued'  # since 2024", '  stage="issued"']),
)
def test_every_other_byte_stays(body: str, head: str, tail: str, end: str, quote: str) -> None:
    text = (head + SOUND_MOVES.replace('stage = "issued"\ndate = 2026-11-22', f"{quote}\ndate = 2026-11-22") + tail).replace(
        "\n", end
    )
    edit = move_stage(text, "K2.01", "gone", DAY, body)
    assert read(edit.text).decision[-1].body == body
    lines, before = edit.text.split(end), text.split(end)
    start = max(number for number, line in enumerate(lines) if line == "[[decision]]")
    assert lines[start + 4].startswith("body = ")
    kept = lines[: start - 1] + lines[start + 5 :]
    changed = [(old, new) for old, new in zip(before, kept, strict=True) if old != new]
    assert changed == [(quote, quote.replace('"issued"', '"gone"').replace("'issued'", '"gone"'))]


def test_rows_that_stand_apart_stay_apart() -> None:
    head, module = SOUND.split('[[module]]\nnumber = "K2.01"')
    text = head.replace("[drafts]", f'[[module]]\nnumber = "K2.01"{module}\n[drafts]').rstrip("\n") + "\n"
    edit = amend(text, "K2.01", DAY)
    amended = text.replace(
        'version = "1.10"\nstage = "issued"\ndate = 2026-11-22', 'version = "1.11"\nstage = "sketch"\ndate = 2027-05-04'
    )
    assert edit.text == amended + decision("K2.01", "sketch", "2027-05-04", "Coopers")


def test_what_does_not_stand_in_a_line_of_its_own_is_refused() -> None:
    head, rows = SOUND[: SOUND.index("[[module]]")], []
    for module in read(SOUND).module:
        facts = {key: getattr(module, key) for key in ("number", "title", "version", "stage", "custodian")}
        rows.append(
            "{" + ", ".join(f'{k} = "{v}"' for k, v in facts.items()) + f", year = {module.year}, date = {module.date}}}"
        )
    text = f"module = [{', '.join(rows)}]\n{head}"
    assert read(text).modules["K2.01"].stage == "issued"
    assert refusal(lambda: amend(text, "K2.01", DAY)) == [("catalogue-layout", "module.2.version")]


def test_a_catalogue_with_faults_is_not_edited() -> None:
    assert refusal(lambda: amend(SOUND.replace("year = 2024", "year = 24"), "K1.02", DAY)) == [
        ("catalogue-value", "module[K2.01].year")
    ]


def test_the_file_is_written_when_the_edit_is_sound(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, tmp_path / "build")
    with pytest.raises(Refused, match="catalogue-unreadable"):
        edit_catalogue(workspace, lambda text, shown: amend(text, "K2.01", DAY, shown=shown))
    workspace.sources.mkdir()
    workspace.catalogue.write_bytes(SOUND_MOVES.replace("\n", "\r\n").encode())
    written = edit_catalogue(workspace, lambda text, shown: amend(text, "K2.01", DAY, shown=shown))
    assert all(line.startswith("source/catalogue.toml:") for line in written)
    content = workspace.catalogue.read_bytes()
    assert content == amend(SOUND_MOVES, "K2.01", DAY).text.replace("\n", "\r\n").encode()
    with pytest.raises(Refused):
        edit_catalogue(workspace, lambda text, shown: amend(text, "K2.01", DAY, shown=shown))
    assert workspace.catalogue.read_bytes() == content


def test_the_catalogue_of_the_project_is_led_through_its_stages(project: Path) -> None:
    text = (project / "source" / "catalogue.toml").read_text(encoding="utf-8")
    moves = ["expert-review", "working-draft", "expert-review", "regional-validation", "approval", "published", "under-review"]
    for number, stage in enumerate(moves, start=1):
        text = move_stage(text, "05.20", stage, date(2027, number, 1), "The editors").text
        assert read(text).modules["05.20"].version == ("0.1" if number < 6 else "1.0")
    module = read(text).modules["05.20"]
    assert (module.version, module.date) == ("1.0", date(2027, 6, 1))
    assert refusal(lambda: move_stage(text, "05.20", "published", DAY, "The editors")) == [
        ("stage-move", "module[05.20].stage")
    ]
    amended = read(amend(text, "05.20", date(2027, 8, 1)).text).modules["05.20"]
    assert (amended.version, amended.stage) == ("1.1", "working-draft")
    later = move_stage(text, "05.20", "confirmed", date(2027, 8, 1), "The editors").text
    assert refusal(lambda: amend(later, "05.20", date(2027, 9, 1))) == [("stage-move", "module[05.20].stage")]
