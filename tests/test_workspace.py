"""The workspace: its folders, and files that are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from isacs_publish.workspace import Workspace, write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable

OLD, NEW = b"the old content", b"the new content"


def names(folder: Path) -> list[str]:
    """Return the names of all files in a folder, hidden ones too."""
    return sorted(path.name for path in folder.iterdir())


# Writing


def test_a_file_is_written_with_the_folders_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "pdf" / "en" / "screen" / "module.pdf"
    write_atomically(path, NEW)
    assert path.read_bytes() == NEW
    assert names(path.parent) == ["module.pdf"]


def test_a_file_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "module.pdf"
    path.write_bytes(OLD)
    write_atomically(path, NEW)
    assert path.read_bytes() == NEW
    assert names(tmp_path) == ["module.pdf"]


def test_an_empty_file_is_written_too(tmp_path: Path) -> None:
    write_atomically(tmp_path / "empty", b"")
    assert (tmp_path / "empty").read_bytes() == b""


def test_others_may_read_what_is_written(tmp_path: Path) -> None:
    path = tmp_path / "module.pdf"
    write_atomically(path, NEW)
    assert path.stat().st_mode & 0o777 == 0o644


def test_unchanged_content_is_not_written_again(tmp_path: Path) -> None:
    path = tmp_path / "module.pdf"
    path.write_bytes(OLD)
    os.utime(path, (1, 1))
    before = path.stat()
    write_atomically(path, OLD)
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_what_is_being_read_stays_whole_while_it_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "module.pdf"
    path.write_bytes(OLD)
    with path.open("rb") as reading:
        first = reading.read(4)
        write_atomically(path, NEW)
        assert first + reading.read() == OLD


# Writing that fails


def fail_when_renaming(patch: pytest.MonkeyPatch) -> None:
    """Let the last step fail, as on a full disk."""

    def replace(self: Path, target: Path) -> Path:
        raise OSError(f"no room for {target.name}")

    patch.setattr(Path, "replace", replace)


def fail_in_the_middle(patch: pytest.MonkeyPatch) -> None:
    """Let a few bytes be written, and then no more."""
    really_open = os.fdopen

    class Full:
        def __init__(self, handle: int, mode: str) -> None:
            self.file = really_open(handle, mode)

        def __enter__(self) -> Full:
            return self

        def __exit__(self, *_: object) -> None:
            self.file.close()

        def write(self, content: bytes) -> int:
            self.file.write(content[:4])
            self.file.flush()
            raise OSError("no room")

    patch.setattr(os, "fdopen", Full)


def fail_by_interruption(patch: pytest.MonkeyPatch) -> None:
    """Let somebody press Ctrl-C before the file gets its name."""

    def chmod(self: Path, mode: int) -> None:
        raise KeyboardInterrupt

    patch.setattr(Path, "chmod", chmod)


FAILURES = pytest.mark.parametrize("fail", [fail_when_renaming, fail_in_the_middle, fail_by_interruption])


@FAILURES
def test_a_failing_write_leaves_the_old_file_whole_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fail: Callable[[pytest.MonkeyPatch], None]
) -> None:
    path = tmp_path / "module.pdf"
    path.write_bytes(OLD)
    with monkeypatch.context() as patch:
        fail(patch)
        with pytest.raises((OSError, KeyboardInterrupt)):
            write_atomically(path, NEW)
    assert path.read_bytes() == OLD
    assert names(tmp_path) == ["module.pdf"]


@FAILURES
def test_a_failing_first_write_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fail: Callable[[pytest.MonkeyPatch], None]
) -> None:
    with monkeypatch.context() as patch:
        fail(patch)
        with pytest.raises((OSError, KeyboardInterrupt)):
            write_atomically(tmp_path / "module.pdf", NEW)
    assert names(tmp_path) == []


# Folders


def test_the_folders_of_a_workspace(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, tmp_path / "out")
    assert workspace.catalogue == tmp_path / "source" / "catalogue.toml"
    assert workspace.theme.parent == tmp_path / "themes"
    for path in (workspace.cache, workspace.site, workspace.artifacts):
        assert path.is_relative_to(tmp_path / "out")


def test_paths_are_shown_from_the_project(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "project", tmp_path / "elsewhere")
    assert workspace.shown(workspace.sources / "05" / "05.20" / "index.rst") == "source/05/05.20/index.rst"
    assert workspace.shown(workspace.artifacts) == str(tmp_path / "elsewhere" / "artifacts.json")
