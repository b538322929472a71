"""A release that is killed: nothing half-published, and the same command again ends in the same bytes."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from isacs_publish.sealed import read_archive
from tests.conftest import PROJECT
from tests.keys import keys_of, seal_of
from tests.releases import PUBLISHED, make_editor

if TYPE_CHECKING:
    from pathlib import Path

    from tests.releases import Editor

    Files = dict[str, bytes]

PLANTED = ("signed ", "proved", "sealed", "wrote source/register/A1.1.toml", "wrote source/register/texts/A1.1")
"""Steps after which a release is killed: before and after the rename, and between the files of the register."""


class Process:
    """A release in a process group of its own: killing it leaves its workers, as a kill does; ``end`` ends those too."""

    def __init__(self, editor: Editor, step: str = "", jobs: int = 1) -> None:
        words = [str(editor.workspace.project), str(keys_of()), str(jobs), step]
        command = [sys.executable, "-m", "tests.release_process", *words]
        environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
        self.told = tempfile.TemporaryFile()  # noqa: SIM115  (a pipe would be held by the workers of what is killed)
        self.running = subprocess.Popen(
            command, cwd=PROJECT, env=environment, start_new_session=True, stdout=self.told, stderr=subprocess.STDOUT
        )

    def kill_after(self, seconds: float) -> None:
        time.sleep(seconds)
        self.running.send_signal(signal.SIGKILL)
        self.running.wait()

    def ended(self) -> int:
        """Wait for the process, not for its workers, and return how it ended."""
        return self.running.wait()

    def end(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.running.pid, signal.SIGKILL)
        self.told.close()

    def is_alive(self) -> bool:
        """Tell whether any process of the group still runs."""
        found = subprocess.run(["ps", "-A", "-o", "pgid=,stat="], capture_output=True, check=True).stdout.decode()
        rows = [line.split() for line in found.splitlines()]
        return any(group == str(self.running.pid) and not state.startswith("Z") for group, state in rows)

    def words(self) -> str:
        self.told.seek(0)
        return self.told.read().decode()


class Crash:
    """A project, what an undisturbed release makes of it, and how long that takes."""

    def __init__(self, folder: Path) -> None:
        self.editor = make_editor(folder, seal_of(), {"A1.1": PUBLISHED, "A1.2": PUBLISHED})
        start = time.monotonic()
        process = Process(self.editor)
        assert process.ended() == 0
        self.duration = time.monotonic() - start
        process.end()
        self.wanted = self.files()
        self.afresh()

    def files(self) -> Files:
        """Return the releases and the register, whole."""
        folders = (self.editor.workspace.releases, self.editor.workspace.register)
        paths = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
        return {path.relative_to(self.editor.workspace.project).as_posix(): path.read_bytes() for path in paths}

    def afresh(self) -> None:
        shutil.rmtree(self.editor.workspace.releases, ignore_errors=True)
        shutil.rmtree(self.editor.workspace.register, ignore_errors=True)
        assert self.editor.git("status", "--porcelain") == ""

    def check(self, killed: Process) -> None:
        """Check that nothing is half-published, and that the next run ends in the same bytes, while old workers linger."""
        archive = read_archive(self.editor.workspace.releases, seal_of().signed)
        assert list(archive.all_faults()) == []
        again = Process(self.editor, jobs=0)
        try:
            assert again.ended() == 0, again.words()
        finally:
            lingering = killed.is_alive()
            killed.end()
            again.end()
        assert self.files() == self.wanted
        assert {path.name for path in self.editor.workspace.releases.iterdir()} == {"2030-1"}
        assert not lingering, "workers end with the process that was killed"
        self.afresh()


@pytest.fixture(scope="module")
def crash(tmp_path_factory: pytest.TempPathFactory) -> Crash:
    crash = Crash(tmp_path_factory.mktemp("project"))
    assert sum(path.startswith("source/register") for path in crash.wanted) == 4
    return crash


@pytest.mark.parametrize("step", PLANTED)
def test_killed_at_a_planted_step(step: str, crash: Crash) -> None:
    process = Process(crash.editor, step)
    assert process.ended() == -signal.SIGKILL
    sealed = (crash.editor.folder() / "manifest.json").is_file()
    assert sealed == (step not in ("signed ", "proved"))
    crash.check(process)


def killed_at_random(crash: Crash, moments: int, seed: int) -> None:
    choice = random.Random(seed)
    for place in range(moments):
        process = Process(crash.editor)
        process.kill_after((place + choice.random()) / moments * crash.duration)
        crash.check(process)


def test_killed_at_some_moments(crash: Crash) -> None:
    killed_at_random(crash, 4, seed=1)


@pytest.mark.long
def test_killed_at_a_hundred_moments(crash: Crash) -> None:
    killed_at_random(crash, 100, seed=2)
    print("killed at 100 moments: whole and the same bytes after each")


def test_two_releases_at_once_do_no_harm(crash: Crash) -> None:
    first, second = Process(crash.editor), Process(crash.editor)
    codes = sorted([first.ended(), second.ended()])
    first.end()
    second.end()
    assert codes[0] == 0
    assert codes == [0, 1] or codes == [0, 0]  # the second was refused, or began when the first had ended
    assert crash.files() == crash.wanted
    crash.afresh()


# The same bytes, whatever surrounds the release


def made_in(folder: Path, jobs: str, surroundings: dict[str, str], umask: int = 0o022) -> Files:
    folder.mkdir(parents=True)
    editor = make_editor(folder / "project", seal_of(), {"A1.1": PUBLISHED, "A1.2": PUBLISHED})
    command = [sys.executable, "-m", "tests.release_process", str(editor.workspace.project), str(keys_of()), jobs, ""]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), **surroundings}
    told = subprocess.run(command, cwd=PROJECT, env=environment, umask=umask, capture_output=True, check=False)
    assert told.returncode == 0, told.stdout.decode() + told.stderr.decode()
    sealed = editor.folder()
    assert {path.stat().st_mode & 0o777 for path in sealed.rglob("*") if path.is_file()} == {0o644}
    return {path.relative_to(sealed).as_posix(): path.read_bytes() for path in sealed.rglob("*") if path.is_file()}


def test_the_same_release_anywhere(crash: Crash, tmp_path: Path) -> None:
    strange = {"PYTHONHASHSEED": "4711", "TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8", "LANG": "ar_EG.UTF-8"}
    strange |= {"HOME": str(tmp_path), "USER": "somebody", "SOURCE_DATE_EPOCH": "1"}
    made = made_in(tmp_path / "another folder, näher", "2", strange, umask=0o077)
    start = "releases/2030-1/"
    wanted = {path.removeprefix(start): content for path, content in crash.wanted.items() if path.startswith(start)}
    assert [path for path in sorted(wanted.keys() | made.keys()) if wanted.get(path) != made.get(path)] == []
