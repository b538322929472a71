"""The cache of the press: what was made once, by the digest of everything that went in.

An **Entry** is one file, so that it is there whole or not at all. The **Shelf** keeps entries for later builds, within a bound,
and builds on one machine or on many may share it. The desk is a folder of one build: what the build uses is laid there first,
so that nothing is taken from under it when others clear the shelf or make room on it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from isacs_publish.model.sheets import Geometry, Sheets
from isacs_publish.press.engine import engine_versions
from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SHEETS, VOLUMES, PRINT, REVIEW = KINDS = ("sheets", "volumes", "print", "review")
"""The kinds of entries, each with a folder of its own."""

PDF, GEOMETRY = "pdf", "json"
"""The names of the two files of sheets."""

BOUND = 4 * 10**9
"""Bytes that a shelf holds where nothing else is set."""

SPARE = 10
"""When a shelf is full, one part in so many of the bound is cleared, so that not each entry has all the others looked at."""

_KEY = re.compile(r"[0-9a-f]{64}")
_PART = re.compile(r"\..*\.part")


# What an entry is made by


def identity() -> dict[str, str]:
    """Return what must be equal for two presses to give the same bytes: engine versions, fonts, and the code of the press."""
    from isacs_publish.press.fonts import FACES, recipe

    fonts = {package: version(package) for package in {face.package.replace("_", "-") for face in FACES}}
    return {**engine_versions(), **fonts, "recipe of the fonts": recipe()[:12], "code of the press": _code_digest()[:12]}


@cache
def press_digest() -> str:
    """Return the SHA-256 of the press itself: engine versions, fonts, the code of this room and of what it rests on."""
    from isacs_publish.press.fonts import recipe

    return sha256(json.dumps([engine_versions(), recipe(), _code_digest()], sort_keys=True).encode()).hexdigest()


@cache
def _code_digest() -> str:
    total, room = sha256(), Path(__file__).parent
    for path in (
        *sorted(room.glob("*.py")),
        *sorted((room / "profiles").iterdir()),
        *sorted((room.parent / "pictures").glob("*.py")),
        *sorted((room.parent / "model").glob("*.py")),
    ):
        total.update(path.read_bytes())
    return total.hexdigest()


def entry_name(kind: str, digest: str) -> str:
    """Return the name of the entry that this press makes of what has a digest: its kind, and the digest of both."""
    return f"{kind}/{sha256(f'{press_digest()} {digest}'.encode()).hexdigest()}"


# Entries


class Damaged(ValueError):
    """An entry is not what was kept; the message says which."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of an entry: where it begins, its size, SHA-256 in hexadecimal, and of a PDF the number of its pages."""

    name: str
    start: int
    size: int
    sha256: str
    pages: int | None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry on the desk of a build, as it was read and found whole: its files by name."""

    path: Path
    files: tuple[KeptFile, ...]

    def file(self, name: str) -> KeptFile:
        """Return what is known of a file."""
        return next(file for file in self.files if file.name == name)

    def read(self, name: str) -> bytes:
        """Return the bytes of a file; raise Damaged when they are no longer those that were kept."""
        file = self.file(name)
        with self.path.open("rb") as opened:
            opened.seek(file.start)
            content = opened.read(file.size)
        if sha256(content).hexdigest() != file.sha256:
            raise Damaged(f"{self.path.parent.name}/{self.path.name} was altered while it was in use")
        return content


def packed(name: str, files: Mapping[str, bytes]) -> bytes:
    """Return the bytes of an entry: a digest of all that follows, a line that lists the files, and the files."""
    from isacs_publish.press.finish import page_count

    listed, start = [], 0
    for file, content in files.items():
        pages = page_count(content) if file.endswith("pdf") else None
        listed.append([file, start, len(content), sha256(content).hexdigest(), pages])
        start += len(content)
    rest = b"".join([json.dumps({"name": name, "files": listed}).encode(), b"\n", *files.values()])
    return b"%s\n%s" % (sha256(rest).hexdigest().encode(), rest)


def read_entry(path: Path, name: str) -> Entry:
    """Return an entry that is whole; raise Damaged for any other, OSError when it is gone."""
    digest, _, rest = path.read_bytes().partition(b"\n")
    if sha256(rest).hexdigest().encode() != digest:
        raise Damaged(f"{name} is not what was kept")
    head, _, _ = rest.partition(b"\n")
    before = len(digest) + len(head) + 2
    try:
        told = json.loads(head)
        files = tuple(KeptFile(file, before + start, *facts) for file, start, *facts in told["files"])
    except (ValueError, TypeError, KeyError) as error:
        raise Damaged(f"{name} is no entry") from error
    if told["name"] != name:
        raise Damaged(f"{name} holds {told['name']}")
    return Entry(path, files)


class KeptSheets(Sheets):
    """Sheets that lie in an entry: small to hand about, read each time they are asked for."""

    __slots__ = ("entry",)

    entry: Entry

    def __init__(self, entry: Entry) -> None:
        object.__setattr__(self, "entry", entry)

    @property
    def pdf(self) -> bytes:
        """The bytes of the PDF."""
        return self.entry.read(PDF)

    @property
    def geometry(self) -> Geometry:
        """The geometry."""
        return _geometry(self.entry)

    @property
    def pages(self) -> int:
        """The number of pages."""
        return self.entry.file(PDF).pages or 0

    @property
    def digest(self) -> str:
        """The SHA-256 of the pages, in hexadecimal."""
        return self.entry.file(PDF).sha256

    def __reduce__(self) -> tuple[object, ...]:
        return KeptSheets, (self.entry,)


def at_hand(sheets: Sheets) -> Sheets:
    """Return sheets with their bytes and their geometry in memory."""
    return Sheets(sheets.pdf, sheets.geometry)


@lru_cache(maxsize=2)
def _geometry(entry: Entry) -> Geometry:
    """Return the geometry of sheets; of the last two, since who asks for one asks more than once."""
    return Geometry.from_json(json.loads(entry.read(GEOMETRY)))


def files_of(sheets: Sheets) -> dict[str, bytes]:
    """Return the files that an entry keeps of sheets."""
    return {PDF: sheets.pdf, GEOMETRY: json.dumps(sheets.geometry.as_json(), separators=(",", ":")).encode()}


# The shelf


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry as it stands on a shelf: its name, size in bytes, and when it was used last, in nanoseconds of the epoch."""

    name: str
    size: int
    used: int

    @property
    def kind(self) -> str:
        """Its kind."""
        return self.name.partition("/")[0]


_SIZES: dict[Path, int] = {}
"""What this process knows of the size of each shelf: as it was seen last, and what it has put there since."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A folder of entries that lasts; what was used least recently goes when the bound is reached."""

    folder: Path

    @property
    def bound(self) -> int:
        """The bytes that it holds at most; kept in the folder, so that it is the same for all who share it."""
        try:
            return int((self.folder / "bound").read_text(encoding="ascii"))
        except (OSError, ValueError):
            return BOUND

    def is_writable(self) -> bool:
        """Whether something can be kept here."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
        return self.folder.is_dir() and os.access(self.folder, os.W_OK)

    def set_bound(self, size: int) -> None:
        """Let the shelf hold so many bytes from now on."""
        write_atomically(self.folder / "bound", f"{size}\n".encode())
        self.trim()

    def standing(self) -> list[Standing]:
        """Return what stands on the shelf, used least recently first."""
        return sorted(self._entries(), key=lambda entry: (entry.used, entry.name))

    def _entries(self) -> Iterator[Standing]:
        for path in self._paths(_KEY):
            with suppress(FileNotFoundError):
                stat = path.stat()
                yield Standing(f"{path.parent.name}/{path.name}", stat.st_size, stat.st_mtime_ns)

    def _paths(self, pattern: re.Pattern[str]) -> Iterator[Path]:
        """Yield the files of the folders of entries that are ours by their name; what else lies there is left alone."""
        for kind in KINDS:
            with suppress(FileNotFoundError, NotADirectoryError):
                yield from (Path(found) for found in os.scandir(self.folder / kind) if pattern.fullmatch(found.name))

    def fetch(self, name: str, desk: Path) -> bool:
        """Lay an entry on a desk; return whether it was there and could be read."""
        with suppress(OSError):  # (of a folder that is read only nothing is taken away either)
            _use(self.folder / name)
        try:
            _lay(self.folder / name, desk / name)
        except OSError:
            return False
        return True

    def put(self, name: str, desk: Path) -> None:
        """Take an entry from a desk onto the shelf. One that cannot be kept, on a full disk for example, is only not kept."""
        with suppress(OSError):
            size, bound = (desk / name).stat().st_size, self.bound
            if size > bound:
                return
            _use(desk / name)
            _lay(desk / name, self.folder / name)
            _SIZES[self.folder] = _SIZES.get(self.folder, bound) + size
            if _SIZES[self.folder] > bound:
                self.trim()

    def drop(self, name: str) -> None:
        """Take an entry away, of a shelf that can be written to."""
        with suppress(OSError):
            (self.folder / name).unlink()

    def trim(self) -> None:
        """Take away what was used least recently, if there is more than the bound allows."""
        standing, bound = self.standing(), self.bound
        size = sum(entry.size for entry in standing)
        wanted = bound - bound // SPARE if size > bound else bound
        for entry in standing:
            if size <= (bound if entry is standing[-1] else wanted):
                break
            self.drop(entry.name)
            size -= entry.size
        _SIZES[self.folder] = size

    def clear(self) -> list[Standing]:
        """Take away all entries and what is left of unfinished ones, nothing else; return what stood there."""
        stood = self.standing()
        for pattern in (_KEY, _PART):
            for path in self._paths(pattern):
                path.unlink(missing_ok=True)
        for kind in KINDS:
            with suppress(OSError):  # (not there, or somebody keeps files of his own in it)
                (self.folder / kind).rmdir()
        _SIZES.pop(self.folder, None)
        return stood


def _use(path: Path) -> None:
    """Note that a file is used now; the clock of the file system may be too coarse to tell what was used last."""
    now = time.time_ns()
    os.utime(path, ns=(now, now))


def _lay(source: Path, target: Path) -> None:
    """Let a file stand in another place too, whole from the first moment: as a link or, between file systems, as a copy."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except FileExistsError:
        return
    except FileNotFoundError:
        raise
    except OSError:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
        os.close(handle)
        try:
            shutil.copy2(source, temporary)
            Path(temporary).replace(target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise


# The cache of one build


@dataclass(frozen=True, slots=True)
class Cache:
    """What a build looks into: its desk, and the shelf behind it, where there is one.

    ``damaged`` are the names of entries that were not what was kept, and were taken away.
    """

    desk: Path
    shelf: Shelf | None = None
    damaged: list[str] = field(default_factory=list)

    def load(self, name: str) -> Entry | None:
        """Return an entry that was kept, or None when there is none, or none that is whole."""
        path = self.desk / name
        if not path.is_file() and not (self.shelf and self.shelf.fetch(name, self.desk)):
            return None
        try:
            return read_entry(path, name)
        except Damaged:
            self.damaged.append(name)
            path.unlink(missing_ok=True)
            if self.shelf:
                self.shelf.drop(name)
            return None

    def store(self, name: str, files: Mapping[str, bytes]) -> Entry:
        """Keep files and return their entry."""
        return self.receive(name, packed(name, files))

    def receive(self, name: str, content: bytes) -> Entry:
        """Keep an entry that was packed elsewhere; raise Damaged when it is not whole."""
        write_atomically(self.desk / name, content)
        entry = read_entry(self.desk / name, name)
        if self.shelf:
            self.shelf.put(name, self.desk)
        return entry
