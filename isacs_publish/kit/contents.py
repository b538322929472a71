"""What lies in a kit: its files with their digests, what was left out for want of room, and the dates it goes by."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, TypeAlias

from isacs_publish.model.strict_json import read_json, write_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FORMAT = 1
KIT, SUMS, README, STATUS = "kit.json", "SHA256SUMS", "README.txt", "status.json"
SITE = "site/"
"""The folder of the website below the kit."""

CHUNK = 1 << 20

Content: TypeAlias = "bytes | Path"
"""The bytes of a file, or the file that stands elsewhere and is the same."""

_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class KitFile:
    """One file: ``path`` below the folder, ``size`` in bytes, SHA-256 in hexadecimal. A path that could lead out is refused."""

    path: str
    size: int
    sha256: str

    def __post_init__(self) -> None:
        check_path(self.path)
        if self.size < 0 or not _DIGEST.fullmatch(self.sha256):
            raise ValueError(f"{self.path!r:.70}: no size and SHA-256 of a file")

    @classmethod
    def of(cls, path: str, content: Content) -> KitFile:
        """Return a file as it is told of."""
        if isinstance(content, bytes):
            return cls(path, len(content), sha256(content).hexdigest())
        made, size = sha256(), 0
        with content.open("rb") as file:
            while block := file.read(CHUNK):
                made.update(block)
                size += len(block)
        return cls(path, size, made.hexdigest())


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What the size left no room for: a group of publications, how many of them, their size in bytes."""

    group: str
    publications: int
    size: int


@dataclass(frozen=True)
class KitContents:
    """What ``kit.json`` says; ``files`` are all but that file itself and the sums. Dates are ISO 8601."""

    format: int
    name: str
    release: str
    current: str
    verify: str
    languages: tuple[str, ...]
    editions: tuple[str, ...]
    website: str
    files: tuple[KitFile, ...]
    left_out: tuple[LeftOut, ...] = ()

    def __post_init__(self) -> None:
        if self.format != FORMAT:
            raise ValueError(f"format: {self.format} is not known here, {FORMAT} is")
        check_name(self.name)
        check_paths([file.path for file in self.files])

    @classmethod
    def from_json(cls, content: bytes) -> KitContents:
        """Return what a file says; raise ValueError, which says where, for anything else."""
        return read_json(cls, content)

    def as_json(self) -> bytes:
        """Return the file ``kit.json``."""
        return write_json(self)

    def sums(self, told: bytes) -> bytes:
        """Return the file ``SHA256SUMS`` for all other files; ``told`` is ``kit.json`` as it lies there."""
        listed = sorted((*self.files, KitFile.of(KIT, told)), key=lambda file: file.path)
        return "".join(f"{file.sha256}  {file.path}\n" for file in listed).encode()

    def all_files(self, told: bytes) -> tuple[KitFile, ...]:
        """Return every file of the kit, ``kit.json`` and the sums among them."""
        return (*self.files, KitFile.of(KIT, told), KitFile.of(SUMS, self.sums(told)))


def check_name(name: str) -> None:
    """Raise ValueError for what is no name of one folder."""
    if "/" in name:
        raise ValueError(f"{name!r:.70} is no name of a kit")
    check_path(name)


def check_path(path: str) -> None:
    """Raise ValueError for a path that does not name a file below a folder, on any system."""
    parts, windows = PurePosixPath(path).parts, PureWindowsPath(path)
    bad = not parts or ".." in parts or path != "/".join(parts) or path.startswith("/")
    if bad or "\\" in path or windows.drive or windows.root or any(ord(sign) < 32 or ord(sign) == 127 for sign in path):
        raise ValueError(f"{path!r:.70} is no path below a folder")


def check_paths(paths: Iterable[str]) -> None:
    """Raise ValueError where a path stands twice, or one is the folder of another."""
    seen: set[str] = set()
    for path in paths:
        if path in seen:
            raise ValueError(f"{path!r:.70} stands twice")
        seen.add(path)
    for path in sorted(seen):
        for parent in PurePosixPath(path).parents:
            if str(parent) in seen:
                raise ValueError(f"{str(parent)!r:.70} is a file and a folder")


def listed(files: Mapping[str, Content]) -> tuple[KitFile, ...]:
    """Return files as they are told of, by path."""
    return tuple(KitFile.of(path, files[path]) for path in sorted(files))


def year_after(day: date) -> date:
    """Return the same day twelve months later, the last of February for its 29th."""
    last = calendar.monthrange(day.year + 1, day.month)[1]
    return date(day.year + 1, day.month, min(day.day, last))
