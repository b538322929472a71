"""``isacs keys`` and ``isacs release``: what the disk refuses is said, and leaves the releases as they were."""

from __future__ import annotations

import errno
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

import pytest

from isacs_publish import releasing
from isacs_publish.cli import main
from isacs_publish.signing import load_certificate
from tests.releases import DRAFT, make_editor

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from isacs_publish.releasing import Seal
    from isacs_publish.workspace import Workspace


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """Return a folder of keys, as the command makes them."""
    assert main(["--project", str(tmp_path), "keys", "--out", str(tmp_path / "keys"), "--name", "Board"]) == 0
    return tmp_path / "keys"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Return a project that can be released."""
    return make_editor(tmp_path / "project", cast("Seal", None), {"A1.1": DRAFT}).workspace


def release(workspace: Workspace, keys: Path, *more: str) -> int:
    call = ["release", "A1.1", "--name", "2030-1", "--keys", str(keys), "--jobs", "1", *more]
    return main(["--project", str(workspace.project), *call])


def test_keys_are_valid_for_a_release_of_the_same_day(keys: Path) -> None:
    certificate = load_certificate(keys / "publisher.crt")
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    assert certificate.not_valid_before_utc < today


@pytest.mark.parametrize("name", ["", "x" * 65])
def test_a_name_that_cannot_be_is_a_bad_call(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--project", str(tmp_path), "keys", "--out", str(tmp_path / "keys"), "--name", name]) == 2
    assert "give one of 1 to 64 characters" in capsys.readouterr().err


def test_a_file_in_the_place_of_the_releases(workspace: Workspace, keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace.releases.write_bytes(b"")
    assert release(workspace, keys) == 2
    assert "releases: File exists; no release was altered" in capsys.readouterr().err


def test_a_file_in_the_place_of_the_release(workspace: Workspace, keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace.releases.mkdir()
    (workspace.releases / "2030-1").write_bytes(b"")
    assert release(workspace, keys) == 1
    assert "releases/2030-1 is no folder of a release [release-exists]" in capsys.readouterr().err


def test_a_full_disk(
    workspace: Workspace, keys: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def write(folder: Path, files: Mapping[str, bytes]) -> None:
        folder.mkdir(parents=True)
        (folder / next(iter(files))).parent.mkdir(parents=True)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(releasing, "write_lasting", write)
    assert release(workspace, keys) == 2
    assert "isacs: No space left on device; no release was altered" in capsys.readouterr().err
    assert list(workspace.releases.iterdir()) == []
    assert not workspace.register.exists()


def test_a_date_that_is_none_is_said(workspace: Workspace, keys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        release(workspace, keys, "--date", "1 June")
    assert "'1 June' is not a date; write it as 2026-11-24" in capsys.readouterr().err
