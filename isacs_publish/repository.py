"""What git knows of a project: revision and its date, what is not committed, the tree of a revision. Nothing is fetched."""

from __future__ import annotations

import os
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class NotARepository(ValueError):
    """The project is in no repository of git, or in one without a commit; the message is that of git."""


@dataclass(frozen=True)
class Repository:
    """The repository that a project lies in; the project may be a folder of it."""

    project: Path

    def revision(self) -> str:
        """Return the commit that is checked out."""
        return self._git("rev-parse", "--verify", "HEAD^{commit}").decode().strip()

    def day(self, revision: str) -> date:
        """Return the day of a commit, in the time zone that the commit records."""
        return date.fromisoformat(
            self._git("show", "--no-patch", "--format=%cd", "--date=format:%Y-%m-%d", revision).decode().strip()
        )

    def uncommitted(self, besides: tuple[str, ...]) -> list[str]:
        """Return the paths, relative to the project, that differ from the commit, but those in some folders."""
        within = [".", *(f":(exclude){path}" for path in besides)]
        told = self._git("status", "--porcelain", "-z", "--untracked-files=all", "--no-renames", "--", *within)
        paths = [os.fsdecode(entry[3:]) for entry in told.split(b"\0") if entry]
        return sorted(path.removeprefix(self._prefix()) for path in paths)

    def extract(self, revision: str, folder: Path) -> None:
        """Write the project as it was at a revision into a folder."""
        archive = self._git("archive", "--format=tar", revision)
        with tarfile.open(fileobj=BytesIO(archive)) as tar:
            tar.extractall(folder, filter="tar")

    def _prefix(self) -> str:
        return os.fsdecode(self._git("rev-parse", "--show-prefix").rstrip(b"\n"))

    def _git(self, *words: str) -> bytes:
        git = shutil.which("git")
        if git is None:
            raise NotARepository("git is not installed")
        surroundings = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")} | {"LC_ALL": "C"}
        command = [git, "--no-optional-locks", "-C", str(self.project), *words]
        told = subprocess.run(command, env=surroundings, capture_output=True, check=False)  # noqa: S603  (no word is a user's)
        if told.returncode:
            raise NotARepository(" ".join(told.stderr.decode(errors="replace").split()))
        return told.stdout
