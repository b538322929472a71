"""The command: exit codes, what it prints, help that teaches."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from isacs_publish.cli import main
from tests.roots import make_project, module_path, text, write

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_project(tmp_path, {"A1.1": text("First"), "B2.1": text("Third", "", "other thing")})


def call(workspace: Workspace, *arguments: str) -> int:
    return main(["--project", str(workspace.project), *arguments])


def test_build_is_clean_then_up_to_date(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(workspace, "build", "--jobs", "1", "--timings") == 0
    out, err = capsys.readouterr()
    assert "made 7 artifacts" in out
    assert "typeset" in out
    assert "[8/8]" in err
    assert call(workspace, "build", "--jobs", "2") == 0
    assert "up to date: 7 artifacts" in capsys.readouterr().out


def test_output_goes_where_it_is_asked_to(workspace: Workspace, tmp_path: Path) -> None:
    assert call(workspace, "build", "A1.1", "--output", str(tmp_path / "elsewhere"), "--jobs", "1") == 0
    assert (tmp_path / "elsewhere" / "pdf" / "en" / "screen" / "xst-a1.1-2030-e-v0.3.pdf").is_file()
    assert not workspace.build.exists()


def test_a_module_without_a_row_in_the_catalogue_is_an_error(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    write(module_path(workspace, "A1.7"), text("Forgotten"))
    assert call(workspace, "check", "--jobs", "1") == 1
    err = capsys.readouterr().err
    assert "source/A1/A1.7/index.rst:1: error: module A1.7 is not in the catalogue" in err
    assert "[uncatalogued-module]" in err


def test_findings_end_in_1(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    source = module_path(workspace, "A1.1")
    write(source, source.read_text(encoding="utf-8") + "\nSee :ref:`scoope`.\n")
    line = source.read_text(encoding="utf-8").count("\n")
    assert call(workspace, "check", "--jobs", "1") == 1
    err = capsys.readouterr().err
    assert f"source/A1/A1.1/index.rst:{line}: error: no anchor 'scoope' in module A1.1 [unknown-reference]" in err
    assert "hint: did you mean 'scope'?" in err
    assert "1 error, 0 warnings" in err


def test_check_fix_writes_what_is_missing(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    source = module_path(workspace, "A1.1")
    table = ".. list-table:: Custody of keys\n\n   * - a\n     - b\n"
    before = source.read_text(encoding="utf-8")
    write(source, f"{before}\nDuties of the board\n-------------------\n\nText.\n\n{table}")
    assert call(workspace, "check", "--jobs", "1") == 1
    assert capsys.readouterr().err.count("missing-anchor") == 2
    assert call(workspace, "check", "--fix", "--jobs", "1") == 0
    assert "wrote anchor 'duties-of-the-board'" in capsys.readouterr().out
    after = source.read_text(encoding="utf-8")
    assert after.startswith(before)
    assert ".. _duties-of-the-board:\n\nDuties of the board\n" in after
    assert ".. _tab-custody-of-keys:\n\n.. list-table:: Custody of keys" in after
    assert call(workspace, "check", "--fix", "--jobs", "1") == 0
    assert source.read_text(encoding="utf-8") == after


def test_list_names_the_modules(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(workspace, "list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split() for line in lines] == [
        ["XST", "A1.1:2030(E)V0.3", "Sketch", "First"],
        ["XST", "B2.1:2030(E)V0.3", "Sketch", "Third"],
    ]
    assert call(workspace, "list", "B2") == 0
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_provisions_are_listed_by_module_and_by_form(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    source = module_path(workspace, "B2.1")
    words = "The keeper of :ref:`scope` shall not lend a key. The guard may hold it, and the guard should:"
    more = f".. _keys:\n\nKeys\n----\n\n{words}\n"
    write(source, f"{source.read_text(encoding='utf-8')}\n\n{more}\na) sign; and\nb) lock.\n")
    assert call(workspace, "provisions", "B2.1", "--form", "shall not", "--format", "json", "--jobs", "1") == 0
    (record,) = json.loads(capsys.readouterr().out)
    assert (record["module"], record["unit"], record["actor"]) == ("XST B2.1:2030(E)V0.3", "keys", "keeper of Clause 1")
    assert call(workspace, "provisions", "B2", "--form", "recommendation", "--jobs", "1") == 0
    _, *lines = capsys.readouterr().out.splitlines()
    assert [line.split()[3] for line in lines] == ["a)", "b)"]


def test_provisions_are_written_into_a_file(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    file = workspace.project / "provisions.csv"
    assert call(workspace, "provisions", "--format", "csv", "--to", str(file), "--jobs", "1") == 0
    assert file.read_text(encoding="utf-8").splitlines()[0] == "module,label,actor,form,class,text"
    assert capsys.readouterr().out == ""
    assert call(workspace, "provisions", "--to", str(file / "x"), "--jobs", "1") == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "Z9"],
        ["list", "Z9"],
        ["provisions", "Z9"],
        ["provisions", "--form", "shal", "--jobs", "1"],
        ["build", "--language", "fr"],
        ["build", "--language", "xx"],
        ["check", "--language", "xx"],
        ["check", "--since", "HEAD"],
    ],
)
def test_a_bad_call_ends_in_2(arguments: list[str], workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(workspace, *arguments) == 2
    assert capsys.readouterr().err.startswith("isacs: ")


@pytest.mark.parametrize("arguments", [[], ["bild"], ["build", "--jobs", "0"], ["build", "--jobs", "many"]])
def test_arguments_that_do_not_parse_end_in_2(arguments: list[str], workspace: Workspace) -> None:
    with pytest.raises(SystemExit) as ended:
        call(workspace, *arguments)
    assert ended.value.code == 2


def test_a_folder_that_is_no_project(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--project", str(tmp_path), "list"]) == 2
    assert "no folder 'source'" in capsys.readouterr().err


def test_a_fault_of_the_program_is_one_line_and_a_file(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("lost")

    monkeypatch.setattr("isacs_publish.publish.build", broken)
    assert call(workspace, "build") == 70
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "lost" in err
    assert "RuntimeError: lost" in (workspace.cache / "error.log").read_text(encoding="utf-8")


def test_a_fault_of_the_program_is_told_where_nothing_can_be_written(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lost(*_: object, **__: object) -> None:
        raise PermissionError("no place")

    monkeypatch.setattr("isacs_publish.cli.write_atomically", lost)
    monkeypatch.setattr("isacs_publish.publish.check", lost)
    assert call(workspace, "check") == 70
    assert "PermissionError: no place" in capsys.readouterr().err


def test_help_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    out = capsys.readouterr().out
    for words in ("isacs build 05.20", "isacs check --fix", "exit code: 0 clean, 1 findings, 2 bad call"):
        assert words in out
