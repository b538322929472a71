"""The delta: a pack that turns one folder into another byte for byte, or leaves it exactly as it was.

A pack is a ZIP archive without times: ``delta.json`` lists every file before and after with its digest, ``files/`` holds those
that are new or changed. What is read from a pack is believed only as far as ``delta.json`` and the room on the disk allow.
"""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from shutil import disk_usage
from stat import S_IFMT, S_IFREG
from typing import TYPE_CHECKING

from isacs_publish.kit.contents import CHUNK, FORMAT, KitFile, check_name, check_paths, listed
from isacs_publish.kit.folder import aside, differences, put_in_place, take_back, write_one
from isacs_publish.model.finding import Finding, Place
from isacs_publish.model.strict_json import read_json, write_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from isacs_publish.kit.contents import Content

DELTA, FILES = "delta.json", "files/"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""The time that entries of the pack state: the first that the format knows."""

_REGULAR = (S_IFREG | 0o644) << 16
_UNIX = 3
_PACKED = (".pdf", ".png", ".jpg", ".woff2", ".pagefind", ".pf_fragment", ".pf_index", ".pf_meta")
"""Files that are compressed in themselves, and are stored."""

_LISTING = 64 << 20
"""The longest ``delta.json`` that is read."""

_SWELL, _SMALL = 200, 64 << 20
"""How many times its own size the files of a pack may have, and what may be had in any case."""

_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError)


class Unusable(ValueError):
    """A pack that cannot be followed; ``finding`` says why."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


@dataclass(frozen=True)
class Delta:
    """The way from one folder to another: all files before and after, by path, and the names of both kits."""

    format: int
    before: str
    after: str
    files_before: tuple[KitFile, ...]
    files_after: tuple[KitFile, ...]
    gone: tuple[str, ...]
    packed: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.format != FORMAT:
            raise ValueError(f"format: {self.format} is not known here, {FORMAT} is")
        check_name(self.before)
        check_name(self.after)
        for files in (self.files_before, self.files_after):
            check_paths([file.path for file in files])
        if (self.gone, self.packed) != _way(self.files_before, self.files_after):
            raise ValueError("what goes away or is packed does not follow from the files before and after")


def _way(old: tuple[KitFile, ...], new: tuple[KitFile, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the paths that go away, and those that are new or changed."""
    gone = {file.path for file in old} - {file.path for file in new}
    return tuple(sorted(gone)), tuple(sorted(file.path for file in set(new) - set(old)))


# Making


def write_delta(target: Path, before: str, old: tuple[KitFile, ...], after: str, files: Mapping[str, Content]) -> Delta:
    """Write the pack that leads from the files of an old kit to those of a new one; the same files, the same bytes."""
    new = listed(files)
    delta = Delta(FORMAT, before, after, old, new, *_way(old, new))
    with zipfile.ZipFile(target, "x", allowZip64=True) as pack:
        _add(pack, DELTA, write_json(delta))
        for path in delta.packed:
            _add(pack, FILES + path, files[path])
    return delta


def _add(pack: zipfile.ZipFile, name: str, content: Content) -> None:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.create_system, entry.external_attr = _UNIX, _REGULAR
    entry.compress_type = zipfile.ZIP_STORED if name.endswith(_PACKED) else zipfile.ZIP_DEFLATED
    if isinstance(content, bytes):
        pack.writestr(entry, content, compresslevel=9)
        return
    entry.file_size = content.stat().st_size
    with content.open("rb") as source, pack.open(entry, "w") as target:
        while block := source.read(CHUNK):
            target.write(block)


# Applying


@dataclass(frozen=True)
class Applied:
    """How a delta went: where the new kit stands, or the findings for which the old one is as it was."""

    target: Path
    delta: Delta | None = None
    findings: tuple[Finding, ...] = ()


def apply_delta(pack: Path, folder: Path, to: Path | None, step: Callable[[int], None]) -> Applied:
    """Make of the kit in a folder the new one: in its place, or in a folder under the name of the new kit.

    The new kit is made beside its place and put there with a rename once every file in it has its digest. Raises OSError where
    nothing can be written or renamed there.
    """
    try:
        take_back(folder)
        with zipfile.ZipFile(pack) as archive:
            delta = _judged(archive, pack)
            target = to / delta.after if to else folder
            findings = list(differences(folder, delta.files_before)) or list(_in_the_way(target, folder))
            if not findings:
                findings = list(_turned(archive, delta, folder, target, step))
    except Unusable as error:
        return Applied(folder, None, (error.finding,))
    except _UNREADABLE as error:
        return Applied(folder, None, (_fault(pack, "delta-unreadable", f"the pack cannot be read: {error}"),))
    return Applied(target, delta, tuple(findings))


def _in_the_way(target: Path, folder: Path) -> Iterator[Finding]:
    if target != folder and (target.exists() or target.is_symlink()):
        yield Finding("kit-in-the-way", Place(str(target)), "something stands where the new kit is to be", "take it away")


def _turned(
    archive: zipfile.ZipFile, delta: Delta, folder: Path, target: Path, step: Callable[[int], None]
) -> Iterator[Finding]:
    """Make the new kit and put it in place; yield what is wrong with the files of the pack instead."""
    _check_room(delta, target)
    with aside(target) as made:
        new = made / target.name
        new.mkdir()
        _unfold(archive, delta, folder, new, step)
        spoilt = [f"{finding.place}: {finding.message}" for finding in differences(new, delta.files_after)]
        if spoilt:
            yield _fault(Path(str(archive.filename)), "delta-spoilt", spoilt[0])
        else:
            put_in_place(new, target)


def _judged(archive: zipfile.ZipFile, pack: Path) -> Delta:
    """Return the delta of an archive that holds exactly what its listing says, and no more than the disk can take."""
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if doubled := next((name for name in names if names.count(name) > 1), None) if len(set(names)) < len(names) else None:
        raise Unusable(_fault(pack, "delta-doubled-entry", f"the entry {doubled!r:.90} stands twice"))
    for entry in entries:
        _check_entry(entry, pack)
    if DELTA not in names or archive.getinfo(DELTA).file_size > _LISTING:
        raise Unusable(_fault(pack, "delta-unreadable", f"the pack has no {DELTA} that can be read"))
    delta = read_json(Delta, _read(archive, DELTA, archive.getinfo(DELTA).file_size))
    wanted = {DELTA, *(FILES + path for path in delta.packed)}
    if strange := sorted(set(names) ^ wanted):
        raise Unusable(_fault(pack, "delta-strange-entry", f"{strange[0]!r:.90} is in the pack or in its listing alone"))
    _check_sizes(archive, delta, pack)
    return delta


def _check_entry(entry: zipfile.ZipInfo, pack: Path) -> None:
    """Refuse what is no plain file below the folder: names that lead out, links, folders, what is encrypted."""
    mode = S_IFMT(entry.external_attr >> 16)
    if entry.filename != DELTA:
        try:
            if not entry.orig_filename.startswith(FILES):
                raise ValueError("it is not below files/")
            check_paths([entry.filename])
            KitFile(entry.orig_filename.removeprefix(FILES), 0, "0" * 64)
        except ValueError as error:
            raise Unusable(_fault(pack, "delta-leads-out", f"the entry {entry.orig_filename!r:.90}: {error}")) from error
    if mode not in (0, S_IFREG) or entry.is_dir():
        raise Unusable(_fault(pack, "delta-no-file", f"the entry {entry.filename!r:.90} is a link, or no plain file"))
    if entry.flag_bits & 1:
        raise Unusable(_fault(pack, "delta-unreadable", f"the entry {entry.filename!r:.90} is encrypted"))


def _check_sizes(archive: zipfile.ZipFile, delta: Delta, pack: Path) -> None:
    sizes = {FILES + file.path: file.size for file in delta.files_after}
    for entry in archive.infolist():
        if entry.filename != DELTA and entry.file_size != sizes[entry.filename]:
            raise Unusable(_fault(pack, "delta-spoilt", f"the entry {entry.filename!r:.90} has not the size that is listed"))
    total = sum(sizes[FILES + path] for path in delta.packed)
    if total > _SMALL and total > _SWELL * pack.stat().st_size:
        raise Unusable(_fault(pack, "delta-too-large", f"the pack would swell to {total:,} bytes"))


def _check_room(delta: Delta, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    needed, room = sum(file.size for file in delta.files_after), disk_usage(target.parent).free
    if needed > room:
        hint = "make room, or give a folder on another disk with --to"
        raise Unusable(
            Finding("delta-too-large", Place(str(target.parent)), f"{needed:,} bytes are needed, {room:,} are free", hint)
        )


def _read(archive: zipfile.ZipFile, name: str, size: int) -> bytes:
    """Return an entry of a stated size; more than that is never taken in."""
    with archive.open(name) as entry:
        content = entry.read(size + 1)
    if len(content) != size:
        raise ValueError(f"{name} has another size than it states")
    return content


def _unfold(archive: zipfile.ZipFile, delta: Delta, folder: Path, new: Path, step: Callable[[int], None]) -> None:
    packed = set(delta.packed)
    for place, file in enumerate(delta.files_after, 1):
        target = new / file.path
        target.parent.mkdir(parents=True, exist_ok=True)
        if file.path in packed:
            _take_out(archive, file, target)
        else:
            write_one(target, folder / file.path)
        if place * 10 // len(delta.files_after) > (place - 1) * 10 // len(delta.files_after):
            step(place * 10 // len(delta.files_after))


def _take_out(archive: zipfile.ZipFile, file: KitFile, target: Path) -> None:
    left = file.size
    with archive.open(FILES + file.path) as source, target.open("xb") as made:
        while block := source.read(CHUNK):
            left -= len(block)
            if left < 0:
                raise ValueError(f"{file.path} has another size than is listed")
            made.write(block)
    target.chmod(0o644)


def _fault(pack: Path, code: str, message: str) -> Finding:
    return Finding(code, Place(pack.name), message, "take the pack again from where it came from; the old kit is as it was")
