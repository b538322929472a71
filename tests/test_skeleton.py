"""A module begins with a skeleton that keeps all rules, and with its row in the catalogue."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest

from isacs_publish.cli import main
from isacs_publish.publish import check, load_catalogue
from tests.conftest import PROJECT
from tests.roots import make_project, module_path, text, write

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.workspace import Workspace

ISSUE = '\n[[issue]]\nkey = "gender"\nname = "Gender"\nwords = ["women"]\n'


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = make_project(tmp_path, {"A1.1": text("First"), "B2.1": text("Second", term="object")})
    catalogue = made.catalogue.read_text(encoding="utf-8")
    write(made.catalogue, re.sub(r"\[rules\]\nwithout = .*\n", "", catalogue) + ISSUE)
    return made


def call(workspace: Workspace, *words: str) -> int:
    return main(["--project", str(workspace.project), "new", *words])


def codes_of(workspace: Workspace, number: str) -> set[str]:
    path = workspace.shown(module_path(workspace, number))
    return {finding.code for finding in check(workspace, "en", 1)[0] if finding.place.path == path and not finding.waiver}


def test_a_skeleton_keeps_every_rule(workspace: Workspace) -> None:
    assert call(workspace, "B2.5", "Safe disposal", "--date", "2031-01-02") == 0
    assert codes_of(workspace, "B2.5") == set()
    catalogue, _ = load_catalogue(workspace)
    assert catalogue is not None
    module = catalogue.modules["B2.5"]
    assert (module.title, module.year, module.version, module.stage) == ("Safe disposal", 2031, "0.1", "sketch")
    assert (module.custodian, module.themes) == ("Somebody", ("example",))


def test_a_skeleton_keeps_every_rule_without_a_glossary(workspace: Workspace) -> None:
    catalogue = workspace.catalogue.read_text(encoding="utf-8")
    write(workspace.catalogue, catalogue.replace('[glossary]\nmodule = "A1.1"\n', ""))
    assert call(workspace, "B2.5", "Safe disposal", "--theme", "law", "--custodian", "The board") == 0
    assert codes_of(workspace, "B2.5") == set()


def test_a_skeleton_keeps_every_rule_of_the_corpus(tmp_path: Path) -> None:
    shutil.copytree(PROJECT / "source", tmp_path / "source")
    shutil.copy(PROJECT / "conf.py", tmp_path)
    (tmp_path / "themes").symlink_to(PROJECT / "themes")
    assert main(["--project", str(tmp_path), "new", "06.95", "Safe disposal of seized weapons"]) == 0
    assert main(["--project", str(tmp_path), "check"]) == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("B2.1", "Again"), "module-exists"),
        (("C3.1", "No such series"), "catalogue-value"),
        (("../../x", "Out"), "catalogue-value"),
        (("B2.5", " "), "no-title"),
        (("B2.5", "Turned \u202e round"), "catalogue-value"),
    ],
)
def test_what_cannot_begin_writes_nothing(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: str
) -> None:
    before = sorted((path, path.read_bytes()) for path in workspace.project.rglob("*.*") if path.is_file())
    assert call(workspace, *words) == 1
    assert f"[{code}]" in capsys.readouterr().err
    assert before == sorted((path, path.read_bytes()) for path in workspace.project.rglob("*.*") if path.is_file())


def test_a_language_without_template_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = make_project(tmp_path, {"A1.1": text("First")}, language="fr")
    assert call(made, "A1.2", "Deuxième") == 1
    assert "there is no template of a module in 'fr'" in capsys.readouterr().err
