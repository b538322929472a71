"""What can go into a kit: the pages of the website, and the files of each publication in the order in which room is given."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from isacs_publish.artifacts import read_artifacts
from isacs_publish.kit.links import language_of
from isacs_publish.model.finding import Finding, Place
from isacs_publish.sealed import digest
from isacs_publish.selection import SCREEN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from isacs_publish.artifacts import Artifact
    from isacs_publish.kit.size import Medium
    from isacs_publish.model.release import SealedArtifact
    from isacs_publish.sealed import Archive
    from isacs_publish.workspace import Workspace

PAGES = frozenset({"html", "site", "correspondence", "register"})
"""Kinds of files that belong to the website itself."""

_BY_LANGUAGE = ("_data/", "_search/")
"""Folders below the site whose files name their language."""

_NAME_WORDS = re.compile(r"[-_.]")
_STANDING_NO_MORE = ("superseded", "withdrawn")


class Group(IntEnum):
    """What room is given to, in this order."""

    WEBSITE = 0
    MODULES = 1
    VOLUMES = 2
    COMPENDIUM = 3
    FORMER = 4
    OTHER_MODULES = 5
    OTHER_VOLUMES = 6
    OTHER_COMPENDIUM = 7
    OTHER_FORMER = 8

    @property
    def title(self) -> str:
        """The name of the group."""
        return _TITLES[self]


_TITLES = {
    Group.WEBSITE: "website",
    Group.MODULES: "modules, screen",
    Group.VOLUMES: "volumes, screen",
    Group.COMPENDIUM: "compendium, screen",
    Group.FORMER: "former texts, screen",
    Group.OTHER_MODULES: "modules, other editions",
    Group.OTHER_VOLUMES: "volumes, other editions",
    Group.OTHER_COMPENDIUM: "compendium, other editions",
    Group.OTHER_FORMER: "former texts, other editions",
}
_OF_KIND = {"volume": Group.VOLUMES, "compendium": Group.COMPENDIUM}
_AFTER_SCREEN = {
    Group.MODULES: Group.OTHER_MODULES,
    Group.VOLUMES: Group.OTHER_VOLUMES,
    Group.COMPENDIUM: Group.OTHER_COMPENDIUM,
    Group.FORMER: Group.OTHER_FORMER,
}


@dataclass(frozen=True)
class Batch:
    """The files of one publication in one edition, by their paths below the site; they go in together or not at all."""

    group: Group
    name: str
    files: dict[str, Path]

    @property
    def size(self) -> int:
        """The bytes of its files."""
        return sum(file.stat().st_size for file in self.files.values())


@dataclass(frozen=True)
class Stock:
    """All that a kit in some languages can hold: the files of the website by path below it, and the batches in order."""

    pages: dict[str, Path]
    batches: tuple[Batch, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What a kit is asked to hold, of the languages that the catalogue publishes."""

    languages: tuple[str, ...]
    editions: tuple[str, ...]
    published: tuple[str, ...]

    def leaves_out(self, language: str) -> bool:
        """Tell whether something in a language, or in two (``ar-en``), stays out; what has no language goes in."""
        return bool(language) and not set(language.split("-")) <= set(self.languages)


@dataclass
class _Reader:
    """Reads the website file by file."""

    workspace: Workspace
    archive: Archive
    wanted: Wanted
    records: dict[str, Artifact | SealedArtifact] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def read(self) -> Stock:
        self.records = dict(_records(self.workspace, self.archive))
        pages: dict[str, Path] = {}
        batches: dict[tuple[Group, str, str], dict[str, Path]] = {}
        for path in sorted(self.workspace.site.rglob("*")):
            inside = path.relative_to(self.workspace.site).as_posix()
            if path.is_file() and not path.name.startswith("."):
                record = self.records.get(inside)
                if record is None or record.kind in PAGES:
                    if not self.wanted.leaves_out(self.language(inside, path, record)):
                        pages[inside] = path
                elif self.is_wanted(record) and self.is_intact(path, record):
                    batches.setdefault((self.group(inside, record), record.identifier, record.edition), {})[inside] = path
        ordered = sorted(batches, key=lambda key: (key[0], self.place(batches[key]), key))
        return Stock(pages, tuple(Batch(key[0], key[1], batches[key]) for key in ordered), tuple(self.findings))

    def place(self, files: Collection[str]) -> int:
        """Return where the language of files stands among those asked for."""
        language = self.records[next(iter(files))].language.partition("-")[0]
        return self.wanted.languages.index(language) if language in self.wanted.languages else 0

    def language(self, inside: str, path: Path, record: Artifact | SealedArtifact | None) -> str:
        """Return the language of a file of the website, an empty text for what all languages share."""
        if record is not None:
            return record.language
        *folders, name = inside.split("/")
        stated = [folder for folder in folders if folder in self.wanted.published]
        if not stated and inside.startswith(_BY_LANGUAGE):
            stated = [word for word in _NAME_WORDS.split(name) if word in self.wanted.published]
        if stated or path.suffix != ".html":
            return stated[0] if stated else ""
        return language_of(path.read_text(encoding="utf-8", errors="replace"))

    def is_wanted(self, record: Artifact | SealedArtifact) -> bool:
        return record.edition in self.wanted.editions and not self.wanted.leaves_out(record.language)

    def is_intact(self, path: Path, record: Artifact | SealedArtifact) -> bool:
        if digest(path.read_bytes()) == record.sha256:
            return True
        hint = "isacs build makes it again; of a release, isacs verify tells more"
        message = "the file is not the one that was built or released"
        self.findings.append(Finding("kit-altered-file", Place(self.workspace.shown(path)), message, hint))
        return False

    def group(self, inside: str, record: Artifact | SealedArtifact) -> Group:
        standing = self.archive.status.by_identifier.get(record.identifier) if self.archive.status else None
        former = standing is not None and standing.status in _STANDING_NO_MORE
        group = Group.FORMER if former else self.kind_of(inside, record)
        return group if record.edition == SCREEN else _AFTER_SCREEN[group]

    def kind_of(self, inside: str, record: Artifact | SealedArtifact) -> Group:
        """Return the group of a publication; covers and tickets go with the file that they belong to."""
        whole = {other.kind for other in self.records.values() if other.identifier == record.identifier}
        return next((_OF_KIND[kind] for kind in _OF_KIND if kind in whole), Group.MODULES)


def read_stock(workspace: Workspace, archive: Archive, wanted: Wanted) -> Stock:
    """Return what was built and released, in the languages and editions that are wanted, as it stands on the website."""
    return _Reader(workspace, archive, wanted).read()


def _records(workspace: Workspace, archive: Archive) -> Iterator[tuple[str, Artifact | SealedArtifact]]:
    """Yield what is known of files by their paths below the site."""
    for artifact in read_artifacts(workspace):
        yield artifact.path.removeprefix("html/"), artifact
    for release in archive.releases:
        for sealed in release.manifest.artifacts if release.manifest else ():
            yield f"releases/{release.name}/{sealed.path}", sealed


@dataclass(frozen=True)
class Choice:
    """The batches that go in and that stay out; ``needed`` are the bytes of the whole, ``fits`` whether the website does."""

    taken: tuple[Batch, ...]
    left: tuple[Batch, ...]
    needed: int
    fits: bool = True


def choose(base: int, batches: Sequence[Batch], medium: Medium | None) -> Choice:
    """Return the batches that fit beside ``base`` bytes, in their order: a smaller one may go in where a larger did not."""
    if medium is None:
        return Choice(tuple(batches), (), base + sum(batch.size for batch in batches))
    taken, left, needed = [], [], base
    for batch in batches:
        size = sum(medium.taken(file.stat().st_size) for file in batch.files.values())
        if needed + size <= medium.room:
            taken.append(batch)
            needed += size
        else:
            left.append(batch)
    return Choice(tuple(taken), tuple(left), needed, base <= medium.room)
