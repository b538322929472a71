"""What git knows of a project, whatever this machine makes git do."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from isacs_publish.repository import NotARepository, Repository
from tests.releases import GIT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILES = {
    "a.rst": b"one\ntwo $Format:%H$ $Id$\n",
    "inner/b.rst": b"three\n",
    "inner/é line\nend.rst": b"",
    "inner/binary": bytes(range(256)),
}


def _git(folder: Path, *words: str) -> str:
    told = subprocess.run(["git", *words], cwd=folder, env={**os.environ, **GIT}, capture_output=True, text=True, check=True)
    return told.stdout.strip()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project in a folder of its repository, committed."""
    folder = tmp_path / "top" / "project"
    for name, content in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / "link").symlink_to("inner/b.rst")
    (folder / "inner" / "binary").chmod(0o755)
    (folder.parent / "beside").write_bytes(b"no part of the project")
    _git(folder.parent, "init", "--quiet", "--initial-branch", "main")
    _git(folder.parent, "add", "--all")
    _git(folder.parent, "commit", "--quiet", "--message", "First")
    return folder


def _extracted(project: Path, folder: Path, within: str = ".") -> dict[str, bytes]:
    Repository(project).extract("HEAD", folder, within)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _attributes(project: Path) -> None:
    (project.parent / ".git" / "info").mkdir(exist_ok=True)
    attributes = "a.rst export-subst ident text eol=crlf filter=shout\nb.rst export-ignore\n"
    (project.parent / ".git" / "info" / "attributes").write_text(attributes, encoding="utf-8")
    _git(project, "config", "filter.shout.smudge", "tr a-z A-Z")


def _line_ends(project: Path) -> None:
    _git(project, "config", "core.autocrlf", "true")


def _replacement(project: Path) -> None:
    """Let git show another commit in the place of the one that is checked out."""
    first = _git(project, "rev-parse", "HEAD")
    (project / "a.rst").write_bytes(b"another text")
    _git(project, "commit", "--quiet", "--all", "--message", "Second")
    second = _git(project, "rev-parse", "HEAD")
    _git(project, "reset", "--quiet", "--hard", first)
    _git(project, "replace", first, second)


def _nothing(project: Path) -> None:
    """Leave git as it is."""


@pytest.mark.parametrize("alter", [_nothing, _attributes, _line_ends, _replacement])
def test_what_was_committed_comes_out_byte_for_byte(alter: Callable[[Path], None], project: Path, tmp_path: Path) -> None:
    alter(project)
    assert _extracted(project, tmp_path / "out") == {**FILES, "link": FILES["inner/b.rst"]}
    assert (tmp_path / "out" / "link").is_symlink()
    assert os.access(tmp_path / "out" / "inner" / "binary", os.X_OK)


def test_a_folder_of_the_project(project: Path, tmp_path: Path) -> None:
    wanted = {path: content for path, content in FILES.items() if path.startswith("inner/")}
    assert _extracted(project, tmp_path / "out", "inner") == wanted


def test_variables_of_git_have_no_part(project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nowhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "nothing"))
    assert Repository(project).uncommitted(()) == []
    assert "a.rst" in _extracted(project, tmp_path / "out")


def test_no_program_of_the_project_runs(project: Path, tmp_path: Path) -> None:
    hook = tmp_path / "hook"
    hook.write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran'\n", encoding="utf-8")
    hook.chmod(0o755)
    _git(project, "config", "core.fsmonitor", str(hook))
    assert Repository(project).uncommitted(()) == []
    assert not (tmp_path / "ran").exists()


def test_an_object_that_was_not_cloned_is_missed_and_not_fetched(project: Path, tmp_path: Path) -> None:
    top = tmp_path / "partial"
    _git(project.parent, "config", "uploadpack.allowFilter", "true")
    _git(tmp_path, "clone", "--quiet", "--no-checkout", "--filter=blob:none", f"file://{project.parent}", str(top))
    (top / "project").mkdir()
    with pytest.raises(NotARepository):
        Repository(top / "project").extract("HEAD", tmp_path / "out")


def test_a_project_that_is_in_no_commit(project: Path, tmp_path: Path) -> None:
    other = project.parent / "other"
    other.mkdir()
    with pytest.raises(NotARepository, match="the project is not in revision HEAD"):
        Repository(other).extract("HEAD", tmp_path / "out")


@pytest.mark.parametrize("name", ["nowhere", "--output=x", "", "a\nb"])
def test_a_name_that_is_no_revision(name: str, project: Path) -> None:
    with pytest.raises(NotARepository):
        Repository(project).revision(name)
