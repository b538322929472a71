"""The commands that edit the catalogue: what they write, what they say, how they end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from isacs_publish.catalogue_file import read_catalogue
from isacs_publish.cli import main
from tests.roots import make_project, text

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.workspace import Workspace

STAGES = """
[[stage]]
key = "issued"
name = "Issued"
code = "60.60"
draft = false
next = ["studied"]

[[stage]]
key = "studied"
name = "Studied"
code = "90.20"
draft = false
next = ["sketch"]
"""
ON = ["--date", "2031-01-15"]
BOARD = [*ON, "--body", "The board"]


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = make_project(tmp_path, {"A1.1": text("First"), "B2.1": text("Third", "", "other thing")})
    words = made.catalogue.read_text(encoding="utf-8")
    made.catalogue.write_text(words.replace("draft = true\n", 'draft = true\nnext = ["issued"]\n') + STAGES, encoding="utf-8")
    return made


def call(workspace: Workspace, *arguments: str) -> int:
    return main(["--project", str(workspace.project), *arguments])


def catalogue(workspace: Workspace) -> Catalogue:
    found, findings = read_catalogue(workspace.catalogue, "")
    assert found is not None, findings
    return found


def test_a_module_is_published_amended_and_issued_anew(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(workspace, "stage", "A1.1", "issued", *BOARD) == 0
    assert 'module A1.1: version "0.3" is now "1.0"' in capsys.readouterr().out
    assert call(workspace, "stage", "A1.1", "studied", *BOARD) == 0
    assert call(workspace, "amend", "A1.1", *ON) == 0
    out = capsys.readouterr().out
    assert "source/catalogue.toml:" in out
    assert 'version "1.0" is now "1.1"' in out
    assert '"A1.1", "sketch", 2031-01-15, "Somebody"' in out
    assert call(workspace, "stage", "A1.1", "issued", *BOARD) == 0
    assert call(workspace, "stage", "A1.1", "studied", *BOARD) == 0
    assert call(workspace, "edition", "A1.1", "--year", "2031", *BOARD) == 0
    now = catalogue(workspace)
    assert str(now.identifier(now.modules["A1.1"], "en")) == "XST A1.1:2031(E)V0.1"
    assert [(d.stage, d.body) for d in now.decisions(now.modules["A1.1"])] == [
        ("issued", "The board"),
        ("studied", "The board"),
        ("sketch", "Somebody"),
        ("issued", "The board"),
        ("studied", "The board"),
        ("sketch", "The board"),
    ]


def test_a_change_is_declared_for_the_current_version(workspace: Workspace) -> None:
    assert call(workspace, "declare", "A1.1", "scope", "normative", "--summary", 'It "shall".') == 0
    assert call(workspace, "declare", "A1.1", "terms", "split", "--into", "terms", "signs", "--summary", "In two.") == 0
    first, second = catalogue(workspace).changes("A1.1", 2030, "0.3")
    assert (first.clause, first.nature, first.summary, first.into) == ("scope", "normative", 'It "shall".', ())
    assert (second.nature, second.into) == ("split", ("terms", "signs"))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["stage", "A1.1", "studied", *BOARD], ["[stage-move]", "allowed from 'sketch': issued", "1 error, 0 warnings"]),
        (["stage", "A1.1", "isued", *BOARD], ["did you mean 'issued'?"]),
        (["amend", "A1.1", *ON], ["[not-published]", "allowed from 'sketch': issued"]),
        (["edition", "A9", "--year", "2031", *ON], ["no module 'A9'"]),
        (["declare", "A1.1", "scope", "split", "--summary", "In two."], ["none is named"]),
    ],
)
def test_a_refused_edit_is_a_finding_and_writes_nothing(
    arguments: list[str], words: list[str], workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    before = workspace.catalogue.read_bytes()
    assert call(workspace, *arguments) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert [word for word in words if word not in err] == []
    assert workspace.catalogue.read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["stage", "A1.1", "issued", "--body", "The board"],
        ["stage", "A1.1", "issued", *ON],
        ["stage", "A1.1", "issued", "--date", "today", "--body", "The board"],
        ["amend", "A1.1", "--date", "2031-02-30"],
        ["edition", "A1.1", *ON],
        ["declare", "A1.1", "scope", "nice", "--summary", "Nice."],
        ["declare", "A1.1", "scope", "new"],
    ],
)
def test_a_call_without_what_it_needs_ends_in_2(arguments: list[str], workspace: Workspace) -> None:
    with pytest.raises(SystemExit) as ended:
        call(workspace, *arguments)
    assert ended.value.code == 2


@pytest.mark.parametrize("command", ["stage", "amend", "edition", "declare"])
def test_help_gives_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([command, "--help"])
    out = capsys.readouterr().out
    assert f"\n  isacs {command} 05.20" in out
