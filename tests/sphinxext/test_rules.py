"""Plain ``sphinx-build`` reports what breaks a rule of drafting, with file, line and code, and fails with ``-W``."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.roots import make_project, text, write

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.workspace import Workspace

LATE = ".. _annex-form:\n\nForm\n----\n\n.. annex:: informative\n\nA form.\n\n.. _storage:\n\nStorage\n-------\n\n{}Text.\n"
WAIVER = ".. waiver:: clause-order\n\n   The form is older.\n\n"


def build(workspace: Workspace, folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = ["-b", "dummy", str(workspace.sources), str(folder), "-c", str(workspace.project), *options]
    return subprocess.run([sys.executable, "-m", "sphinx", *command], capture_output=True, text=True, check=False)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return make_project(tmp_path, {"A1.1": text("First", LATE.format(""))})


def test_a_broken_rule_is_a_warning_of_sphinx(workspace: Workspace, tmp_path: Path) -> None:
    done = build(workspace, tmp_path / "out")
    assert (
        "source/A1/A1.1/index.rst:47: WARNING: clause 'Storage' stands after 'Form'; "
        "move it before 'Form' [isacs.clause-order]" in done.stderr
    )
    assert build(workspace, tmp_path / "strict", "-W").returncode == 1
    assert "clause-order" in build(workspace, tmp_path / "out").stderr  # (also when no page was read again)


def test_rules_can_be_switched_off_for_one_build(workspace: Workspace, tmp_path: Path) -> None:
    assert "clause-order" not in build(workspace, tmp_path / "out", "-D", "isacs_rules=0").stderr


def test_what_is_waived_is_told_and_is_no_warning(workspace: Workspace, tmp_path: Path) -> None:
    write(workspace.sources / "A1" / "A1.1" / "index.rst", text("First", LATE.format(WAIVER)))
    done = build(workspace, tmp_path / "out", "-W")
    assert done.returncode == 0
    assert "waived: clause 'Storage' stands after 'Form' [clause-order]; The form is older." in done.stdout
