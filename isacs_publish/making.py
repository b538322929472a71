"""Makes the files of a release from a committed project, as they are before signing: to seal them, or to compare them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import isacs_publish
from isacs_publish.model.finding import still_open
from isacs_publish.model.release import SealedArtifact, Standing, Translated
from isacs_publish.publish import Build, Request, check, load_catalogue
from isacs_publish.sealed import digest
from isacs_publish.selection import EDITIONS, SCREEN, select
from isacs_publish.state import PACKAGES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from isacs_publish.artifacts import Artifact
    from isacs_publish.model.catalogue import Catalogue, Module
    from isacs_publish.model.finding import Finding
    from isacs_publish.publish import Progress
    from isacs_publish.sphinxext.run import Reading
    from isacs_publish.workspace import Workspace

REGISTER, SITE = "register", "site"
"""Kinds of artifacts beside those of a build: entries of the register, and files that the pages of the website share."""

SIGNED_KINDS = ("module", "volume", "compendium")
"""What carries a signature in its screen edition, unless it is a draft."""

RUNNING = Path(isacs_publish.__file__).parent
"""The package of the program that runs."""


class Refused(ValueError):
    """No release is made while there are findings: all of them, each with its hint."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = list(findings)
        super().__init__(*self.findings)


@dataclass(frozen=True)
class Making:
    """What the files of a release are made from: a project as committed, the words that select, the facts of the release.

    Without ``languages`` it is made in all that the catalogue publishes.
    """

    workspace: Workspace
    words: tuple[str, ...]
    release: str
    date: date
    revision: str
    jobs: int
    languages: tuple[str, ...] = ()


@dataclass
class Made:
    """The files of a release before signing, by path, with their facts; ``to_sign`` are the paths of those that get signed."""

    languages: tuple[str, ...]
    files: dict[str, bytes] = field(default_factory=dict)
    artifacts: list[SealedArtifact] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)
    to_sign: set[str] = field(default_factory=set)

    @property
    def names(self) -> set[str]:
        """The identifiers of the publications."""
        return {standing.identifier for standing in self.standings}

    def add(self, path: str, content: bytes, **facts: str) -> None:
        """Take a file in."""
        self.files[path] = content
        blank = {"edition": "", "identifier": "", "language": ""}
        known = digest(content)
        self.artifacts.append(SealedArtifact(path, size=len(content), sha256=known, unsigned=known, **{**blank, **facts}))


def make(making: Making, wanted: Collection[str], progress: Progress) -> Made:
    """Return the files of the modules wanted and of all volumes that the words name; raise Refused with any finding."""
    catalogue, findings = load_catalogue(making.workspace)
    if catalogue is None:
        raise Refused(findings)
    bound = replace(catalogue, volumes=replace(catalogue.volumes, release=making.release, date=making.date))
    made = Made(making.languages or bound.languages.published)
    artifacts: list[Artifact] = []
    for language in made.languages:
        request = Request(making.words, language, EDITIONS, (), making.jobs, last=language == made.languages[-1])
        report = Build(making.workspace, request, bound, progress).run()
        if findings := still_open(report.findings):
            raise Refused(findings)
        artifacts = report.artifacts
    for language in made.languages:
        one = _Language(making, bound, language, wanted)
        one.take(made, (artifact for artifact in artifacts if artifact.language == language))
    for path, content in _entries(making, bound, wanted):
        made.add(f"{REGISTER}/{path}", content, kind=REGISTER)
    made.artifacts.sort(key=lambda artifact: artifact.path)
    return made


def translations_of(catalogue: Catalogue, reading: Reading) -> dict[str, Translated]:
    """Return how the translation of each module stands, by identifier; nothing in the language of the source."""
    found = {}
    for module in catalogue.modules.values():
        state = reading.translation_state([module])
        if state and module.number in reading.texts:
            identifier = str(catalogue.identifier(module, reading.language))
            words = reading.texts[module.number].as_json() + repr(reading.currency[module.docname]).encode()
            found[identifier] = Translated(identifier, state.current, state.stale, state.missing, sha256(words).hexdigest())
    return found


@dataclass(frozen=True)
class _Language:
    """What a release holds in one language."""

    making: Making
    catalogue: Catalogue
    language: str
    wanted: Collection[str]

    def modules(self) -> list[Module]:
        """Return the modules that are wanted."""
        selected = select(self.catalogue, self.making.words).modules
        return [module for module in selected if str(self.catalogue.identifier(module, self.language)) in self.wanted]

    def standings(self) -> Iterator[Standing]:
        """Yield how the publications stand that are new, as if nothing followed."""
        name = self.making.release
        for module in self.modules():
            identifier, stage = str(self.catalogue.identifier(module, self.language)), self.catalogue.stage_of(module)
            yield Standing(identifier, "draft" if stage.draft else "current", name, stage.code, module.date.isoformat())
        for volume in select(self.catalogue, self.making.words).volumes:
            draft = any(self.catalogue.stage_of(module).draft for module in volume.modules)
            identifier = str(self.catalogue.volume_identifier(volume.series, self.language))
            yield Standing(identifier, "draft" if draft else "current", name, "", self.making.date.isoformat())

    def take(self, made: Made, artifacts: Iterable[Artifact]) -> None:
        """Take what was built of these publications, with a place for the signature where one is to come."""
        from isacs_publish.press.signature_field import with_signature_field

        standings = {standing.identifier: standing for standing in self.standings()}
        made.standings += standings.values()
        for artifact in artifacts:
            if standing := standings.get(artifact.identifier):
                content = (self.making.workspace.build / artifact.path).read_bytes()
                if standing.status != "draft" and artifact.edition == SCREEN and artifact.kind in SIGNED_KINDS:
                    content = with_signature_field(content, artifact.language)
                    made.to_sign.add(artifact.path)
                made.add(
                    artifact.path,
                    content,
                    kind=artifact.kind,
                    edition=artifact.edition,
                    identifier=artifact.identifier,
                    language=artifact.language,
                )
        pages = [content for path, content in made.files.items() if path.endswith(".html")]
        for path, content in _shown(self.making.workspace, pages):
            if path not in made.files:
                made.add(path, content, kind=SITE, edition=SCREEN)


def _shown(workspace: Workspace, pages: list[bytes]) -> Iterator[tuple[str, bytes]]:
    """Yield the styles, scripts and pictures that pages of the website show; their names hold their digests."""
    for path in sorted(path for folder in ("_static", "_images") for path in (workspace.site / folder).rglob("*")):
        inside = path.relative_to(workspace.site)
        if path.is_file() and any(f"/{inside.as_posix()}".encode() in page for page in pages):
            yield path.relative_to(workspace.build).as_posix(), path.read_bytes()


def _entries(making: Making, catalogue: Catalogue, wanted: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the files, by path below the register, that the published texts among those wanted add to it."""
    from isacs_publish.forms import verbal_forms
    from isacs_publish.register_file import Issue, Sealing, read_registers, register_files

    source = catalogue.languages.source
    modules = [m for m in _Language(making, catalogue, source, wanted).modules() if not catalogue.stage_of(m).draft]
    if not modules:
        return
    findings, reading = check(making.workspace, source, making.jobs)
    if reading is None:
        raise Refused(findings)
    issues = [Issue.of(reading.texts[module.number], catalogue) for module in modules]
    sealing = Sealing(making.release, making.revision)
    yield from register_files(read_registers(making.workspace), issues, sealing, verbal_forms(source)).items()


# What a release was made from and with


def sources_digest(workspace: Workspace) -> str:
    """Return the SHA-256 of texts, catalogue, theme and configuration; the register, which follows from them, is left out."""
    files = [path for folder in (workspace.sources, workspace.theme) for path in _files(folder)]
    chosen = [path for path in files if not path.is_relative_to(workspace.register)]
    return _digest_of(workspace.project, [*chosen, workspace.project / "conf.py"])


def program_of(project: Path) -> Path:
    """Return the package that builds a project: its own, where it holds one, or else the one that runs."""
    own = project / RUNNING.name
    return own if own.is_dir() else RUNNING


def code_digest(package: Path) -> str:
    """Return the SHA-256 of the program whose package is given."""
    return _digest_of(package, [path for path in _files(package) if "__pycache__" not in path.parts])


def made_with() -> dict[str, str]:
    """Return the version of every package, library and font that has a part in the bytes."""
    from isacs_publish.press.engine import engine_versions
    from isacs_publish.press.fonts import FACES

    fonts = {face.package.replace("_", "-") for face in FACES}
    return dict(sorted({**{name: version(name) for name in (*PACKAGES, *fonts)}, **engine_versions()}.items()))


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _digest_of(root: Path, paths: Iterable[Path]) -> str:
    total = sha256()
    for path in paths:
        content = path.read_bytes()
        total.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()
