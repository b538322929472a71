"""The guide for editors: the labels it shows, the commands it gives and the codes it explains are those of the program."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

from isacs_publish.cli import COMMANDS, main
from isacs_publish.model.ordinal import CAPITAL, DECIMAL, LETTER, Ordinal, between, read, write

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
