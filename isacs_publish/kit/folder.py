"""The folder of a kit: written aside and put in place whole, and read back by what it says of itself."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from isacs_publish.kit.contents import CHUNK, KIT, KitContents, KitFile
from isacs_publish.model.finding import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from isacs_publish.kit.contents import Content

START, PART, FORMER = ".", ".part", ".former"
"""How names begin and end of what is being made, and of what is being replaced."""

TENTHS = 10


class NotAKit(ValueError):
    """A folder holds no kit that can be read; the message says why."""


# Writing


@contextmanager
def aside(target: Path) -> Iterator[Path]:
    """Yield a new folder beside the target; what is left in it at the end is taken away."""
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{START}{target.name}-", suffix=PART, dir=target.parent))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_tree(folder: Path, files: Mapping[str, Content], step: Callable[[int], None]) -> None:
    """Write files into an empty folder; ``step`` is told each tenth of the bytes that is done."""
    sizes = {path: len(content) if isinstance(content, bytes) else content.stat().st_size for path, content in files.items()}
    total, done, told = sum(sizes.values()) or 1, 0, 0
    for path in sorted(files):
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        write_one(target, files[path])
        done += sizes[path]
        if (tenth := done * TENTHS // total) > told:
            told = tenth
            step(tenth)


def write_one(target: Path, content: Content) -> None:
    """Write one new file; what stands elsewhere is copied, so that nothing done to the kit can reach it."""
    with target.open("xb") as file:
        if isinstance(content, bytes):
            file.write(content)
        else:
            with content.open("rb") as source:
                shutil.copyfileobj(source, file, CHUNK)
    target.chmod(0o644)


def put_in_place(made: Path, target: Path) -> None:
    """Put a finished folder at its place, instead of one that may stand there: whatever happens, one of both stays whole."""
    os.sync()
    former = former_of(target)
    if not target.exists():
        made.replace(target)
        return
    target.replace(former)
    try:
        made.replace(target)
    except BaseException:
        former.replace(target)
        raise
    shutil.rmtree(former)


def former_of(target: Path) -> Path:
    """Return where a folder stands for the moment in which another takes its place."""
    return target.with_name(f"{START}{target.name}{FORMER}")


def take_back(target: Path) -> None:
    """Finish what was killed while it put a folder in place: the former one comes back, or is taken away."""
    former = former_of(target)
    if former.is_dir() and not former.is_symlink():
        if target.exists():
            shutil.rmtree(former)
        else:
            former.replace(target)


def put_file(made: Path, target: Path) -> bool:
    """Put a finished file at its place; tell whether it differs from what stood there."""
    if target.is_file() and KitFile.of("file", target) == KitFile.of("file", made):
        made.unlink()
        return False
    made.chmod(0o644)
    made.replace(target)
    return True


# Reading


def read_kit(path: Path) -> tuple[KitContents, bytes]:
    """Return what a kit says of itself, by its folder or its ``kit.json``, and the bytes of that file; raise NotAKit."""
    file = path / KIT if path.is_dir() else path
    try:
        told = file.read_bytes()
        return KitContents.from_json(told), told
    except FileNotFoundError as error:
        raise NotAKit(f"there is no {KIT}") from error
    except (OSError, ValueError) as error:
        raise NotAKit(str(error)) from error


def paths_in(folder: Path) -> dict[str, Path]:
    """Return what lies below a folder by path: files, links, and whatever else is no folder."""
    found: dict[str, Path] = {}
    for top, folders, files in os.walk(folder):
        links = [name for name in folders if Path(top, name).is_symlink()]
        for name in (*files, *links):
            path = Path(top, name)
            found[path.relative_to(folder).as_posix()] = path
    return found


def differences(folder: Path, wanted: Iterable[KitFile]) -> Iterator[Finding]:
    """Yield what differs between a folder and what it is to hold: altered, missing, added, and what is no plain file."""
    there = paths_in(folder)
    expected = {file.path: file for file in wanted}
    for path, file in sorted(expected.items()):
        found = there.get(path)
        if found is None:
            yield _finding(folder, path, "missing", "the file is missing")
        elif found.is_symlink() or not found.is_file():
            yield _finding(folder, path, "altered", "it is no plain file")
        elif found.stat().st_size != file.size or KitFile.of(path, found) != file:
            yield _finding(folder, path, "altered", "the file does not have the digest that is expected")
    for path in sorted(there.keys() - expected.keys()):
        yield _finding(folder, path, "added", "the file does not belong to the kit")


def _finding(folder: Path, path: str, kind: str, message: str) -> Finding:
    hints = {
        "missing": "take the file back from where the kit came from",
        "altered": "take the file back from where the kit came from",
        "added": "move it out of the folder, then call again",
    }
    return Finding(f"kit-file-{kind}", Place(f"{folder.name}/{path}"), message, hints[kind])
