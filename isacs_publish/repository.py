"""What git knows of a project: revision and its date, what is not committed, the tree of a revision. Nothing is fetched."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

LINK, PROGRAM = b"120000", b"100755"
"""Modes of entries in a tree of git."""

_CLOSED = ("-c", "protocol.allow=never", "-c", "core.fsmonitor=false")
"""Settings with which git neither fetches what is missing nor starts a program of the project."""


class NotARepository(ValueError):
    """The project is in no repository of git, or in one without a commit; the message is that of git."""


@dataclass(frozen=True)
class Repository:
    """The repository that a project lies in; the project may be a folder of it."""

    project: Path

    def revision(self, name: str = "HEAD") -> str:
        """Return the commit of a name; without a name, that which is checked out."""
        return self._git("rev-parse", "--verify", "--end-of-options", f"{name}^{{commit}}").decode().strip()

    def day(self, revision: str) -> date:
        """Return the day of a commit, in the time zone that the commit records."""
        form = ("--no-show-signature", "--format=%cd", "--date=format:%Y-%m-%d")
        return date.fromisoformat(self._git("show", "--no-patch", *form, revision).decode().strip())

    def uncommitted(self, besides: tuple[str, ...]) -> list[str]:
        """Return the paths, relative to the project, that differ from the commit, but those in some folders."""
        within = [".", *(f":(exclude){path}" for path in besides)]
        told = self._git("status", "--porcelain", "-z", "--untracked-files=all", "--no-renames", "--", *within)
        paths = [os.fsdecode(entry[3:]) for entry in told.split(b"\0") if entry]
        return sorted(path.removeprefix(self._prefix()) for path in paths)

    def extract(self, revision: str, folder: Path, within: str = ".") -> None:
        """Write the project, or what lies within a folder of it, as it was committed at a revision into a folder.

        The bytes are those of the commit: attributes, filters and line ends of this machine have no part in them.
        """
        told = self._git("ls-tree", "-r", "-z", self.revision(revision), "--", within)
        entries = [entry.replace(b"\t", b" ", 1).split(b" ", 3) for entry in told.split(b"\0") if entry]
        if not entries:
            raise NotARepository(f"the project is not in revision {revision}")
        files = [(mode, name, path) for mode, kind, name, path in entries if kind == b"blob"]
        contents = self._contents([name for _, name, _ in files])
        for (mode, _, path), content in zip(files, contents, strict=True):
            _write(folder / os.fsdecode(path), mode, content)

    def _contents(self, names: Sequence[bytes]) -> Iterator[bytes]:
        """Yield the content of each blob."""
        told = BytesIO(self._git("cat-file", "--batch", given=b"".join(name + b"\n" for name in names)))
        for name in names:
            head = told.readline().split()
            if head[1:2] != [b"blob"]:
                raise NotARepository(f"the repository lacks the object {name.decode()}; it was not cloned whole")
            yield told.read(int(head[2]))
            told.read(1)

    def _prefix(self) -> str:
        return os.fsdecode(self._git("rev-parse", "--show-prefix").rstrip(b"\n"))

    def _git(self, *words: str, given: bytes = b"") -> bytes:
        git = shutil.which("git")
        if git is None:
            raise NotARepository("git is not installed")
        surroundings = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        surroundings |= {"LC_ALL": "C", "GIT_NO_REPLACE_OBJECTS": "1"}
        command = [git, "--no-optional-locks", *_CLOSED, "-C", str(self.project), *words]
        told = subprocess.run(command, env=surroundings, input=given, capture_output=True, check=False)  # noqa: S603  (no shell)
        if told.returncode:
            raise NotARepository(" ".join(told.stderr.decode(errors="replace").split()))
        return told.stdout


def _write(target: Path, mode: bytes, content: bytes) -> None:
    """Write an entry of a tree."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if mode == LINK:
        target.symlink_to(os.fsdecode(content))
    else:
        target.write_bytes(content)
        target.chmod(0o755 if mode == PROGRAM else 0o644)
