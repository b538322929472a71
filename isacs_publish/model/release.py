"""A release as values: the manifest, which seals everything else by digest, and the status of all that was ever released.

Releases are a chain: each manifest names the release before it with the digest of its manifest, and the digest of the status
list, so that one signature over the manifest covers the files, the list, and all that came before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

from isacs_publish.model.identifier import Identifier, NotAnIdentifier, VolumeIdentifier
from isacs_publish.model.strict_json import read_json, write_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

FORMAT = 1
"""The form of manifest and status list that this page describes."""

WITHDRAWN_CODE = "95.99"
"""The ISO harmonized stage code of a withdrawn standard, whatever a catalogue calls the stage."""

Status = Literal["current", "superseded", "withdrawn", "draft"]

_NAME = re.compile(r"[1-9][0-9]{3}-[1-9][0-9]*")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def is_release_name(name: str) -> bool:
    """Tell whether a name has the form of those of releases: year and count, ``2026-1``."""
    return bool(_NAME.fullmatch(name))


def release_order(name: str) -> tuple[int, ...]:
    """Return what the names of releases are ordered by."""
    return tuple(int(part) for part in name.split("-"))


@dataclass(frozen=True, slots=True)
class SealedArtifact:
    """One file of a release: ``path`` below its folder, ``size`` in bytes, SHA-256 as sealed and as it was before signing.

    Files that belong to no publication (styles of the website) have no identifier.
    """

    path: str
    kind: str
    edition: str
    identifier: str
    language: str
    size: int
    sha256: str
    unsigned: str

    def __post_init__(self) -> None:
        parts = PurePosixPath(self.path).parts
        if not parts or "\\" in self.path or parts[0] == "/" or ".." in parts or self.path != "/".join(parts):
            raise ValueError(f"{self.path!r} is no path below the release")
        _check_digests(self.sha256, self.unsigned)

    @property
    def is_signed(self) -> bool:
        """True when a signature was put into the file."""
        return self.sha256 != self.unsigned


@dataclass(frozen=True, slots=True)
class FormerRelease:
    """The release before, with the SHA-256 of its manifest."""

    release: str
    manifest: str

    def __post_init__(self) -> None:
        _check_name(self.release)
        _check_digests(self.manifest)


@dataclass(frozen=True, slots=True)
class Translated:
    """How the translation in a publication stands: its clauses by currency, and the SHA-256 of its words and of their state."""

    identifier: str
    current: int
    stale: int
    missing: int
    words: str

    def __post_init__(self) -> None:
        parse_released(self.identifier)
        _check_digests(self.words)


@dataclass(frozen=True, slots=True)
class Tool:
    """The program that made a release: its version, and the SHA-256 of its code."""

    version: str
    code: str

    def __post_init__(self) -> None:
        _check_digests(self.code)


@dataclass(frozen=True)
class Manifest:
    """What a release was made from and of. ``revision`` is that of the sources, ``sources`` and ``status`` are SHA-256.

    ``selection`` are the words that it was called with; ``engine`` gives the version of every package and library that has a
    part in the bytes.
    """

    format: int
    release: str
    date: str
    revision: str
    selection: tuple[str, ...]
    editions: tuple[str, ...]
    languages: tuple[str, ...]
    tool: Tool
    engine: dict[str, str]
    sources: str
    before: FormerRelease | None
    status: str
    artifacts: tuple[SealedArtifact, ...]
    translations: tuple[Translated, ...] = ()

    def __post_init__(self) -> None:
        _check_format(self.format)
        _check_name(self.release)
        _check_digests(self.sources, self.status)
        paths = [artifact.path for artifact in self.artifacts]
        if len(set(paths)) < len(paths):
            raise ValueError(f"artifacts: {next(path for path in paths if paths.count(path) > 1)!r} stands twice")

    @classmethod
    def from_json(cls, content: bytes) -> Manifest:
        """Return the manifest in a file; raise ValueError, which says where, for anything else."""
        return read_json(cls, content)

    def as_json(self) -> bytes:
        """Return the file of the manifest."""
        return write_json(self)

    @property
    def by_path(self) -> dict[str, SealedArtifact]:
        """The artifacts by their paths."""
        return {artifact.path: artifact for artifact in self.artifacts}

    @property
    def identifiers(self) -> tuple[str, ...]:
        """The publications in the release, in its order."""
        return tuple(dict.fromkeys(artifact.identifier for artifact in self.artifacts if artifact.identifier))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a released text or volume stands: ``by`` is the text that followed it; release, stage code and date are its own.

    A translation that was completed later is a corrected version under the same identifier: ``corrected`` is its date, and
    ``release`` that which holds it.
    """

    identifier: str
    status: Status
    release: str
    stage: str
    date: str
    by: str = ""
    corrected: str = ""

    def __post_init__(self) -> None:
        parse_released(self.identifier)
        _check_name(self.release)


@dataclass(frozen=True)
class StatusList:
    """All identifiers ever released, as they stand after one release."""

    format: int
    release: str
    date: str
    standings: tuple[Standing, ...] = field(default=())

    def __post_init__(self) -> None:
        _check_format(self.format)
        _check_name(self.release)
        if len(self.by_identifier) < len(self.standings):
            raise ValueError("standings: an identifier stands twice")

    @classmethod
    def from_json(cls, content: bytes) -> StatusList:
        """Return the list in a file; raise ValueError, which says where, for anything else."""
        return read_json(cls, content)

    def as_json(self) -> bytes:
        """Return the file of the list."""
        return write_json(self)

    @property
    def by_identifier(self) -> dict[str, Standing]:
        """The standings by identifier."""
        return {standing.identifier: standing for standing in self.standings}


def parse_released(identifier: str) -> Identifier | VolumeIdentifier:
    """Return the identifier of a text or of a volume; raise NotAnIdentifier."""
    try:
        return Identifier.parse(identifier)
    except NotAnIdentifier:
        return VolumeIdentifier.parse(identifier)


def is_draft(identifier: Identifier | VolumeIdentifier) -> bool:
    """Tell whether a name is that of a draft: a version 0.x, or a volume that is bound for no release."""
    return identifier.version.major == 0 if isinstance(identifier, Identifier) else identifier.release.endswith("-0")


def status_after(
    former: Iterable[Standing], new: Iterable[Standing], withdrawn: Collection[str], release: str, date: str
) -> StatusList:
    """Return how all stands once a release has added its texts; ``withdrawn`` are identifiers withdrawn by now.

    In each language the last published text of a module is current and supersedes those before it; a draft stays a draft, and
    ``by`` names the latest text after it. What was withdrawn stays so. A text that stood before is a corrected version now.
    """
    families: dict[tuple[str, ...], list[Standing]] = {}
    together = {standing.identifier: standing for standing in former}
    for standing in new:
        before = together.get(standing.identifier)
        together[standing.identifier] = replace(standing, corrected=date) if before else standing
    for standing in together.values():
        marked = replace(standing, status="withdrawn") if standing.identifier in withdrawn else standing
        families.setdefault(_family(standing.identifier), []).append(marked)
    standings = [after for _, family in sorted(families.items()) for after in _settled(family)]
    return StatusList(FORMAT, release, date, tuple(standings))


def _family(identifier: str) -> tuple[str, ...]:
    """Return what the texts that follow each other have in common."""
    parsed = parse_released(identifier)
    return type(parsed).__name__, parsed.brand, parsed.number, parsed.letter


def _settled(family: list[Standing]) -> list[Standing]:
    """Return the standings of one family in order, each with what followed it."""
    ordered = sorted(family, key=lambda standing: parse_released(standing.identifier).order())
    published = [standing.identifier for standing in ordered if standing.status != "draft"]
    return [_followed(standing, published, ordered[place + 1 :]) for place, standing in enumerate(ordered)]


def _followed(standing: Standing, published: list[str], later: list[Standing]) -> Standing:
    if standing.status == "draft":
        return replace(standing, by=later[-1].identifier if later else "")
    latest = published[-1] if standing.identifier != published[-1] else ""
    if standing.status == "withdrawn":
        return replace(standing, by=latest)
    return replace(standing, status="superseded" if latest else "current", by=latest)


def _check_format(number: int) -> None:
    if number != FORMAT:
        raise ValueError(f"format: {number} is not known here, {FORMAT} is")


def _check_name(name: str) -> None:
    if not is_release_name(name):
        raise ValueError(f"{name!r} is not the name of a release")


def _check_digests(*digests: str) -> None:
    for digest in digests:
        if not _DIGEST.fullmatch(digest):
            raise ValueError(f"{digest!r:.70} is no SHA-256")
