"""The guide for editors: the labels it shows, the commands it gives and the codes it explains are those of the program."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

from isacs_publish.cli import COMMANDS, main
from isacs_publish.model.ordinal import CAPITAL, DECIMAL, LETTER, Ordinal, between, read, write
from isacs_publish.register_file import read_registers
from tests.history import History
from tests.roots import make_project, text
from tests.test_cli_editing import STAGES

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def guide(project: Path) -> str:
    """Return the text of the guide."""
    return (project / "docs" / "versions.md").read_text(encoding="utf-8")


def rows(guide: str, first: str) -> list[list[str]]:
    """Return the cells of the table whose head begins with some words, row by row."""
    table = guide[guide.index(f"| {first} |") :].partition("\n\n")[0]
    return [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in table.splitlines()[2:]]


def test_labels_are_those_that_the_program_gives(guide: str) -> None:
    shown = rows(guide, "stands before it")
    assert len(shown) == 8
    for before, after, new in shown:
        style = LETTER if new.endswith(")") else CAPITAL if new.startswith("Annex") else DECIMAL
        left, right = (ordinal(label, style) for label in (before, after))
        assert write(between(left, right), style) == last(new), new


def last(label: str) -> str:
    """Return the last part of a label, without what stands around it."""
    return re.sub(r"^(5\.|Annex )|\)$", "", label)


def ordinal(label: str, style: str) -> Ordinal | None:
    """Return the ordinal of a label, None where nothing stands."""
    return None if label == "nothing" else read(last(label), style)


def commands(guide: str) -> list[list[str]]:
    """Return the calls of the guide that stand in blocks."""
    return [shlex.split(line)[1:] for line in re.findall(r"^\s*(isacs .+)$", guide, re.MULTILINE)]


def test_commands_are_understood(guide: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A call that is understood ends at the project, which is none; one that is not says how to call."""
    names = {module.__name__.rpartition(".")[2] for module in COMMANDS}
    known = [call for call in commands(guide) if call[0] in names]
    assert {call[0] for call in known} >= {"stage", "amend", "edition", "declare"}
    for call in known:
        assert main(["--project", str(tmp_path), *call]) == 2
        assert "holds no folder 'source'" in capsys.readouterr().err


def test_codes_are_those_of_the_program(guide: str, project: Path) -> None:
    program = "".join(path.read_text(encoding="utf-8") for path in sorted((project / "isacs_publish").rglob("*.py")))
    codes = [row[0].strip("`") for row in rows(guide, "code")]
    assert len(codes) == len(set(codes)) >= 14
    assert [code for code in codes if f'"{code}"' not in program] == []


def test_every_command_of_the_tables_exists(guide: str, project: Path) -> None:
    named = set(re.findall(r"`isacs ([a-z]+)", guide)) | {call[0] for call in commands(guide)}
    names = {module.__name__.rpartition(".")[2] for module in COMMANDS}
    assert {"stage", "rename", "declare"} <= named
    assert named - names <= {"release", "verify"} - names


# The steps of the guide, one after the other


def clause(anchor: str, title: str, words: str = "The board shall meet.") -> str:
    """Return a clause."""
    return f".. _{anchor}:\n\n{title}\n{'-' * len(title)}\n\n{words}\n\n"


ONE, TWO, THREE = clause("one", "One"), clause("two", "Two", "The board should meet."), clause("three", "Three")
ADDED, PARTED = clause("added", "Added"), clause("parted", "Parted")


class Editor:
    """Who follows the guide in a small project; ``history`` publishes instead of a release."""

    def __init__(self, folder: Path) -> None:
        self.history = History(make_project(folder, {"A1.1": text("First", ONE + TWO + THREE)}))
        self.history.catalogue(("draft = true\n", 'draft = true\nnext = ["issued"]\n'), rows=STAGES)

    def call(self, *arguments: str) -> None:
        assert main(["--project", str(self.history.workspace.project), *arguments]) == 0, arguments

    def stage(self, stage: str, day: str) -> None:
        self.call("stage", "A1.1", stage, "--date", day, "--body", "The board")

    def declare(self, clause: str, nature: str, *into: str) -> None:
        self.call("declare", "A1.1", clause, nature, "--summary", "Changed.", *(["--into", *into] if into else []))


def test_an_editor_who_follows_the_guide_comes_to_a_second_edition(tmp_path: Path) -> None:
    editor = Editor(tmp_path)
    history = editor.history
    editor.stage("issued", "2031-01-01")
    history.publish()
    editor.stage("studied", "2031-02-01")
    editor.call("amend", "A1.1", "--date", "2031-03-01")
    assert history.codes() == []
    history.edit("A1.1", (ONE, ONE + ADDED), (THREE, ""), ("should meet", "shall meet"))
    assert set(history.codes()) == {"undeclared-change", "vanished-anchor"}
    for anchor, nature in (("added", "new"), ("three", "withdrawn"), ("two", "normative")):
        editor.declare(anchor, nature)
    assert history.codes() == []
    assert [history.numbers("A1.1")[anchor] for anchor in ("one", "added", "two", "three")] == ["4", "4A", "5", "6"]
    editor.stage("issued", "2031-04-01")
    history.publish("2031-1")
    editor.stage("studied", "2031-05-01")
    editor.call("edition", "A1.1", "--year", "2031", "--date", "2031-06-01")
    history.edit("A1.1", (ADDED, ""), (ONE, ONE + PARTED))
    assert set(history.codes()) >= {"vanished-anchor"}
    editor.declare("added", "merged", "one")
    editor.declare("one", "split", "one", "parted")
    assert history.codes() == []
    assert [history.numbers("A1.1")[anchor] for anchor in ("one", "parted", "two")] == ["4", "5", "6"]
    editor.stage("issued", "2031-07-01")
    history.publish("2031-2")
    versions = [(known.year, known.version) for known in read_registers(history.workspace).of("A1.1").versions]
    assert versions == [(2030, "1.0"), (2030, "1.1"), (2031, "1.0")]
