"""The folder of a release: how it is written down so that it lasts, how it is read when nobody is trusted but the publisher.

``manifest.json`` seals every artifact and ``status.json`` by digest, ``manifest.sig`` signs it; ``SHA256SUMS`` says the same to
those who have no other tool.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from isacs_publish.model.release import Manifest, StatusList, release_order

MANIFEST, SIGNATURE, STATUS, SUMS = "manifest.json", "manifest.sig", "status.json", "SHA256SUMS"
SEALS = (MANIFEST, SIGNATURE, STATUS, SUMS)
"""The files of a release beside its artifacts."""

Signed = Callable[[bytes, bytes], bool]
"""Tells whether the publisher, whose key was given, signed a manifest: its bytes, the signature."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one file of a release: ``altered``, ``missing``, ``added`` or ``swapped``, and in words."""

    path: str
    kind: str
    words: str


@dataclass(frozen=True)
class SealedRelease:
    """A release as it lies in a folder. Without a manifest that the publisher signed, nothing in it is believed."""

    folder: Path
    manifest: Manifest | None
    digest: str
    status: StatusList | None
    faults: tuple[Fault, ...] = ()

    @property
    def name(self) -> str:
        """The name of the release; without a manifest that can be trusted, of its folder."""
        return self.manifest.release if self.manifest else self.folder.name


def digest(content: bytes) -> str:
    """Return the SHA-256 in hexadecimal."""
    return sha256(content).hexdigest()


# Writing


def sums(files: Mapping[str, bytes]) -> bytes:
    """Return the file ``SHA256SUMS`` for all other files: what ``sha256sum --check`` reads."""
    return "".join(f"{digest(files[path])}  {path}\n" for path in sorted(files)).encode()


def write_lasting(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a new folder and wait until the disk has them, folders included."""
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        target.chmod(0o644)
    for inner in sorted({folder, *(parent for path in files for parent in _folders(folder, folder / path))}):
        inner.chmod(0o755)
        sync_folder(inner)


def _folders(top: Path, path: Path) -> Iterator[Path]:
    """Yield the folders between a file and the top, both the nearest and the top included."""
    for parent in path.parents:
        yield parent
        if parent == top:
            return


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the entries of a folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# Reading


def read_release(folder: Path, signed: Signed) -> SealedRelease:
    """Return the release in a folder with every fault of its files; what the publisher did not sign is not even parsed."""
    content, signature = _read(folder / MANIFEST), _read(folder / SIGNATURE)
    if content is None or signature is None:
        missing = MANIFEST if content is None else SIGNATURE
        return SealedRelease(folder, None, "", None, (Fault(missing, "missing", "the file is missing, or cannot be read"),))
    if not signed(content, signature):
        return SealedRelease(folder, None, "", None, (_unsigned(folder, content, signature),))
    try:
        manifest = Manifest.from_json(content)
    except ValueError as error:
        return SealedRelease(folder, None, "", None, (Fault(MANIFEST, "altered", f"signed, but {error}"),))
    faults = list(_faults(folder, manifest, content, signature))
    status, unread = _status(folder, manifest)
    return SealedRelease(folder, manifest, digest(content), status, (*faults, *unread))


def is_release(folder: Path) -> bool:
    """Tell whether a folder looks like one of a release: two of its seals are there, since other folders may have one."""
    try:
        return sum((folder / seal).is_file() for seal in SEALS) > 1
    except OSError:
        return False


def _read(path: Path) -> bytes | None:
    """Return the bytes of a plain file, None where there is none that can be read."""
    try:
        return path.read_bytes() if path.is_file() and not path.is_symlink() else None
    except OSError:
        return None


def _unsigned(folder: Path, content: bytes, signature: bytes) -> Fault:
    """Return which of manifest and signature was altered, as far as the sums, which nobody signed, can tell."""
    told = (_read(folder / SUMS) or b"").splitlines()
    same = [f"{digest(found)}  {name}".encode() in told for name, found in ((MANIFEST, content), (SIGNATURE, signature))]
    if same == [True, False]:
        return Fault(SIGNATURE, "altered", "the signature is not the one that was sealed")
    if same == [False, True]:
        return Fault(MANIFEST, "altered", "the manifest is not the one that was signed")
    return Fault(MANIFEST, "altered", "the publisher whose key was given did not sign this manifest")


def _faults(folder: Path, manifest: Manifest, content: bytes, signature: bytes) -> Iterator[Fault]:
    """Yield what is altered, missing or swapped against a manifest that can be trusted, and what does not belong there."""
    yield from differences(folder, manifest)
    yield from _faults_of_sums(folder, {MANIFEST: content, SIGNATURE: signature}, manifest)


def differences(folder: Path, manifest: Manifest) -> Iterator[Fault]:
    """Yield the artifacts in a folder that are altered, missing or swapped, and what does not belong there."""
    for artifact in manifest.artifacts:
        file = _read(folder / artifact.path)
        if file is None:
            yield Fault(artifact.path, "missing", "the file is missing, or cannot be read")
        elif digest(file) != artifact.sha256:
            yield _altered(artifact.path, file, manifest)
    expected = {*SEALS, *manifest.by_path}
    yield from (Fault(path, "added", "the file does not belong to the release") for path in _others(folder, expected))


def _altered(path: str, file: bytes, manifest: Manifest) -> Fault:
    """Return the fault of a file with other bytes; those of another file of the release, or those before signing, are named."""
    found = digest(file)
    if other := next((artifact.path for artifact in manifest.artifacts if artifact.sha256 == found), ""):
        return Fault(path, "swapped", f"the file has the bytes of {other}")
    if found == manifest.by_path[path].unsigned:
        return Fault(path, "altered", f"the signature in the file is missing: it ends at byte {len(file):,}")
    return Fault(path, "altered", "the bytes are not those that were sealed")


def _faults_of_sums(folder: Path, found: dict[str, bytes], manifest: Manifest) -> Iterator[Fault]:
    """Yield what is wrong with ``SHA256SUMS``, which follows to the byte from what is sealed."""
    wanted = {path: digest(content) for path, content in found.items()}
    wanted |= {STATUS: manifest.status, **{artifact.path: artifact.sha256 for artifact in manifest.artifacts}}
    told = _read(folder / SUMS)
    if told is None:
        yield Fault(SUMS, "missing", "the file is missing, or cannot be read")
    elif told != "".join(f"{wanted[path]}  {path}\n" for path in sorted(wanted)).encode():
        yield Fault(SUMS, "altered", "the file does not say what the manifest says")


def _others(folder: Path, expected: set[str]) -> Iterator[str]:
    """Yield the paths below a folder that are not expected: files, links, and folders that hold nothing of the release."""
    folders = {str(parent) for path in expected for parent in Path(path).parents}
    for path in sorted(folder.rglob("*")):
        relative = path.relative_to(folder).as_posix()
        known = relative in (folders if path.is_dir() and not path.is_symlink() else expected)
        if not known or (path.is_symlink() and relative in expected):
            yield relative


def _status(folder: Path, manifest: Manifest) -> tuple[StatusList | None, list[Fault]]:
    """Return the status list that a manifest seals, or what is wrong with the file."""
    content = _read(folder / STATUS)
    if content is None:
        return None, [Fault(STATUS, "missing", "the file is missing, or cannot be read")]
    if digest(content) != manifest.status:
        try:
            older = StatusList.from_json(content).release
        except ValueError:
            older = manifest.release
        rolled = (
            f"it is the list of the release {older}"
            if older != manifest.release
            else "the bytes are not those that were sealed"
        )
        return None, [Fault(STATUS, "altered", rolled)]
    try:
        status = StatusList.from_json(content)
    except ValueError as error:
        return None, [Fault(STATUS, "altered", f"sealed, but {error}")]
    if status.release != manifest.release:
        return None, [Fault(STATUS, "swapped", f"it is the list of the release {status.release}")]
    return status, []


# The chain


@dataclass(frozen=True)
class Archive:
    """All releases of a folder in the order of their chain, and what is wrong with the folder as a whole."""

    folder: Path
    releases: tuple[SealedRelease, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def head(self) -> SealedRelease | None:
        """The last release."""
        return self.releases[-1] if self.releases else None

    @property
    def status(self) -> StatusList | None:
        """How everything stands after the last release."""
        return self.head.status if self.head else None

    def all_faults(self) -> Iterator[Fault]:
        """Yield the faults of the chain, then those of each release, by path below the folder."""
        yield from self.faults
        for release in self.releases:
            yield from (Fault(f"{release.folder.name}/{fault.path}", fault.kind, fault.words) for fault in release.faults)


def read_archive(folder: Path, signed: Signed, *, lone: bool = False) -> Archive:
    """Return the releases in a folder; with ``lone``, those before the first need not be there."""
    found = [read_release(path, signed) for path in sorted(folder.iterdir()) if _holds_release(path)] if folder.is_dir() else []
    return chained(folder, found, lone=lone)


def _holds_release(path: Path) -> bool:
    """Tell whether a path is a folder of a release; those with a dot are being made, or were left by what was killed."""
    return path.is_dir() and not path.name.startswith(".")


def chained(folder: Path, found: Iterable[SealedRelease], *, lone: bool = False) -> Archive:
    """Return releases in order, with each place where one does not follow the other."""
    trusted = sorted((one for one in found if one.manifest), key=_order)
    others = [one for one in found if one.manifest is None]
    faults = list(_breaks(trusted, lone=lone))
    return Archive(folder, (*others, *trusted), tuple(faults))


def _order(release: SealedRelease) -> tuple[int, ...]:
    return release_order(release.manifest.release) if release.manifest else ()


def _breaks(releases: list[SealedRelease], *, lone: bool) -> Iterator[Fault]:
    """Yield where a release does not name the one before it, or names it with another manifest."""
    before: SealedRelease | None = None
    for release in releases:
        if release.name != release.folder.name:
            words = f"the folder {release.folder.name} holds the release {release.name}"
            yield Fault(f"{release.folder.name}/{MANIFEST}", "swapped", words)
    for place, release in enumerate(releases):
        former = release.manifest.before if release.manifest else None
        wanted = (former.release, former.manifest) if former else ("", "")
        here = (before.manifest.release, before.digest) if before and before.manifest else ("", "")
        if wanted != here and not (lone and place == 0):
            named = f"the release {wanted[0]}" if former else "none"
            standing = here[0] or "none"
            other = " with another manifest" if wanted[0] == here[0] else ""
            yield Fault(
                f"{release.folder.name}/{MANIFEST}", "swapped", f"it follows {named}; before it stands {standing}{other}"
            )
        before = release
