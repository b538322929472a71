"""Answers whether files are official, by the releases at hand and the publisher's key, which is given; trusts nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from isacs_publish.model.finding import printable
from isacs_publish.model.identifier import Identifier, NotAnIdentifier
from isacs_publish.model.release import is_draft, parse_released, release_order
from isacs_publish.sealed import (
    SEALS,
    Archive,
    Fault,
    SealedRelease,
    chained,
    differences,
    digest,
    is_release,
    read_archive,
    read_release,
)
from isacs_publish.signing import INTACT, check_pdf_signature, load_certificate, load_public_key, manifest_is_signed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from isacs_publish.model.identifier import VolumeIdentifier
    from isacs_publish.model.release import SealedArtifact, Standing, StatusList
    from isacs_publish.sealed import Signed
    from isacs_publish.workspace import Workspace


LARGEST = 1 << 30
"""How many bytes a file may have to be looked into; releases are read into memory whole, and are far smaller."""

_IN_JSON = rb'"identifier": "([^"]{1,200})"'
_IN_HTML = rb'<meta name="dcterms.identifier" content="([^"]{1,200})"'


class Verdict(IntEnum):
    """What is answered of a file; the value is the exit code. What is withdrawn counts as superseded: it is not in force."""

    CURRENT = 0
    SUPERSEDED = 3
    DRAFT = 4
    ALTERED = 5
    UNKNOWN = 6


HEAVIEST_FIRST = (Verdict.ALTERED, Verdict.UNKNOWN, Verdict.DRAFT, Verdict.SUPERSEDED, Verdict.CURRENT)
"""Of several answers the heaviest decides: an altered file weighs more than one that nobody knows."""


@dataclass(frozen=True)
class Answer:
    """What is known of one file, or of one publication in a release: the verdict, and in words what and where."""

    path: str
    verdict: Verdict
    words: str
    identifier: str = ""
    release: str = ""

    def __str__(self) -> str:
        return printable(f"{self.path}: {self.words}")


@dataclass(frozen=True)
class Publisher:
    """How the publisher is known, by its key and its certificate.

    ``signed`` tells whether it signed a manifest, ``signature`` what the signature in a PDF is, in the words of ``signing``;
    without certificate nothing can be said of those.
    """

    signed: Signed
    signature: Callable[[bytes], str] | None = None

    @classmethod
    def of(cls, public_key: Path, certificate: Path | None = None) -> Publisher:
        """Return the publisher whose public key and certificate are in two files; raise KeysUnusable."""
        public = load_public_key(public_key)
        owner = load_certificate(certificate) if certificate else None
        return cls(
            lambda manifest, signature: manifest_is_signed(manifest, signature, public),
            (lambda pdf: check_pdf_signature(pdf, owner)) if owner else None,
        )


@dataclass(frozen=True)
class Evidence:
    """What files are judged by: the publisher, the folder of releases, and the versions that the register knows.

    ``registered`` are names such as ``05.20-2026-v1.0``, a second witness against a list from which releases were taken away.
    """

    publisher: Publisher
    releases: Path | None = None
    registered: Collection[str] = ()


@dataclass(frozen=True)
class Verification:
    """All answers, the list that they go by, and the exit code that the heaviest of them gives."""

    answers: tuple[Answer, ...]
    status: StatusList | None = None

    @property
    def code(self) -> int:
        """The exit code."""
        found = {answer.verdict for answer in self.answers}
        return int(next((verdict for verdict in HEAVIEST_FIRST if verdict in found), Verdict.UNKNOWN))


def registered_versions(workspace: Workspace) -> frozenset[str]:
    """Return the names of the versions whose words the register keeps."""
    return frozenset(path.stem for path in (workspace.register / "texts").glob("*.json"))


def verify(paths: Collection[Path], evidence: Evidence) -> Verification:
    """Return what is known of files, of all files in folders, and of releases."""
    judge = _Judge(evidence)
    for path in paths:
        judge.look_around(path)
    answers = [answer for path in paths for answer in judge.of(path)]
    answers += judge.of_evidence({Path(answer.path).resolve() for answer in answers})
    return Verification(tuple(answers), judge.status())


@dataclass
class _Judge:
    """Judges one file after the other; each folder of releases is read once."""

    evidence: Evidence
    read: dict[Path, SealedRelease] = field(default_factory=dict)

    # What there is to judge by

    @cached_property
    def archive(self) -> Archive:
        """The releases at hand."""
        folder = self.evidence.releases
        archive = read_archive(folder, self.evidence.publisher.signed) if folder else Archive(Path())
        self.read |= {release.folder.resolve(): release for release in archive.releases}
        return archive

    def release(self, folder: Path) -> SealedRelease:
        """Return the release in a folder."""
        _ = self.archive
        if folder.resolve() not in self.read:
            self.read[folder.resolve()] = read_release(folder.resolve(), self.evidence.publisher.signed)
        return self.read[folder.resolve()]

    def look_around(self, path: Path) -> None:
        """Read the releases that a path lies in or holds, and those beside: every answer goes by the latest status list."""
        homes = [folder for folder in (path.resolve(), *path.resolve().parents) if is_release(folder)]
        beside = [folder for home in homes for folder in _inside(home.parent)]
        for folder in (*homes, *beside, *_inside(path)):
            if is_release(folder):
                self.release(folder)

    def trusted(self) -> list[SealedRelease]:
        """Return the releases whose manifests the publisher signed, the last one first."""
        _ = self.archive
        signed = [(release_order(one.manifest.release), one) for one in self.read.values() if one.manifest]
        return [one for _, one in sorted(signed, key=lambda pair: pair[0], reverse=True)]

    def status(self) -> StatusList | None:
        """Return the last status list that can be trusted."""
        return next((release.status for release in self.trusted() if release.status), None)

    def standing(self, identifier: str) -> Standing | None:
        """Return how a publication stands now."""
        status = self.status()
        return status.by_identifier.get(identifier) if status else None

    def of_evidence(self, told: Collection[Path]) -> Iterator[Answer]:
        """Yield what is wrong with the releases that files are judged by, as far as it could hide something."""
        for fault in self.archive.all_faults():
            path = self.archive.folder / fault.path
            if path.name in SEALS and path.resolve() not in told:
                yield Answer(str(path), Verdict.ALTERED, f"altered: {fault.words}", release=fault.path.partition("/")[0])
        if self.evidence.releases:
            yield from self._unlisted()

    def _unlisted(self) -> Iterator[Answer]:
        """Yield the versions that the register knows and the status list does not: releases were taken away, or rolled back."""
        status = self.status()
        listed = {_registered_name(standing.identifier) for standing in (status.standings if status else ())}
        for name in sorted(set(self.evidence.registered) - listed):
            words = f"altered: the register knows {name}, and the status list does not; a release is missing or rolled back"
            yield Answer(str(self.evidence.releases), Verdict.ALTERED, words)

    # Paths

    def of(self, path: Path) -> Iterator[Answer]:
        """Yield what is known of a file or folder."""
        if path.is_dir():
            yield from self._folder(path)
        elif path.is_file():
            yield from self._file(path)
        else:
            words = "it is no plain file" if path.exists() else "there is no such file"
            yield Answer(str(path), Verdict.UNKNOWN, f"unknown: {words}")

    def _folder(self, folder: Path) -> Iterator[Answer]:
        if is_release(folder):
            yield from self._release(folder)
            return
        inner = [path for path in _inside(folder) if not path.name.startswith(".")]
        at_hand = self.evidence.releases and self.evidence.releases.resolve() == folder.resolve()
        if not at_hand:
            lone = chained(folder, [self.release(path) for path in inner if path.is_dir() and is_release(path)], lone=True)
            yield from (Answer(str(folder / fault.path), Verdict.ALTERED, f"altered: {fault.words}") for fault in lone.faults)
        if not inner:
            yield Answer(str(folder), Verdict.UNKNOWN, "unknown: the folder is empty, or cannot be read")
        for path in inner:
            if path.is_symlink() and path.is_dir():
                yield Answer(str(path), Verdict.UNKNOWN, "unknown: a link to a folder; it is not followed")
            else:
                yield from self.of(path)

    def _release(self, folder: Path) -> Iterator[Answer]:
        """Yield every fault of a release; of one without, how each of its publications stands."""
        release = self.release(folder)
        faults = [*self._compared(release), *self._badly_signed(release)]
        for fault in faults:
            yield self._fault(release, fault, folder)
        if release.manifest and not faults:
            for identifier in release.manifest.identifiers:
                yield self._stands(str(folder), identifier, release.manifest.release)
            if not release.manifest.identifiers:
                words = f"official: the release {release.name}, which holds no publication"
                yield Answer(str(folder), Verdict.CURRENT, words, release=release.name)

    def _compared(self, release: SealedRelease) -> tuple[Fault, ...]:
        """Return the faults of a release; of one whose manifest cannot be trusted, by a trusted copy of that manifest."""
        copy = next((one for one in self.trusted() if one.name == release.name and one.folder != release.folder), None)
        if release.manifest or copy is None or copy.manifest is None:
            return release.faults
        return (*release.faults, *differences(release.folder, copy.manifest))

    def _badly_signed(self, release: SealedRelease) -> Iterator[Fault]:
        """Yield the PDFs of a release that were sealed with a signature which is not the publisher's."""
        signature = self.evidence.publisher.signature
        if signature is None or release.manifest is None or release.faults:
            return
        for artifact in release.manifest.artifacts:
            if artifact.is_signed and (said := signature((release.folder / artifact.path).read_bytes())) != INTACT:
                yield Fault(artifact.path, "altered", f"the signature in the file is not that of the certificate: {said}")

    def _fault(self, release: SealedRelease, fault: Fault, shown: Path) -> Answer:
        path = shown / fault.path
        where = self._where(path, self._genuine_of(release, fault.path)) if fault.kind in ("altered", "swapped") else ""
        artifact = release.manifest.by_path.get(fault.path) if release.manifest else None
        identifier = artifact.identifier if artifact else ""
        return Answer(str(path), Verdict.ALTERED, f"{fault.kind}: {fault.words}{where}", identifier, release.name)

    # Files

    def _file(self, path: Path) -> Iterator[Answer]:
        """Yield what is known of one file, and what is wrong with the seals of the release that it lies in."""
        home = next((parent for parent in path.resolve().parents if is_release(parent)), None)
        if home:
            release, inside = self.release(home), path.resolve().relative_to(home).as_posix()
            own = [fault for fault in release.faults if fault.path == inside]
            yield from (replace(self._fault(release, fault, home), path=str(path)) for fault in own[:1])
            if own:
                return
            yield from (self._fault(release, fault, home) for fault in release.faults if fault.path in SEALS)
            if release.manifest and inside in SEALS:
                yield Answer(str(path), Verdict.CURRENT, f"official: it seals the release {release.name}", release=release.name)
                return
        try:
            content = path.read_bytes() if path.stat().st_size <= LARGEST else None
        except OSError as error:
            yield Answer(str(path), Verdict.UNKNOWN, f"unknown: it cannot be read: {error.strerror}")
            return
        if content is None:
            yield Answer(str(path), Verdict.UNKNOWN, "unknown: it is larger than anything that is released")
            return
        yield self._sealed(path, content) or self._claiming(path, content)

    def _sealed(self, path: Path, content: bytes) -> Answer | None:
        """Return the answer for bytes that a release seals, None for others."""
        found = digest(content)
        for release in self.trusted():
            for artifact in release.manifest.artifacts if release.manifest else ():
                if found == artifact.sha256:
                    return self._stands(str(path), artifact.identifier, release.name, artifact.path)
                if found == artifact.unsigned:
                    note = "; the publisher's signature is not in the file, its bytes are those that were signed"
                    return self._stands(str(path), artifact.identifier, release.name, artifact.path, note)
            if found in (release.digest, release.manifest.status if release.manifest else ""):
                return Answer(
                    str(path), Verdict.CURRENT, f"official: it seals the release {release.name}", release=release.name
                )
        return None

    def _stands(self, path: str, identifier: str, release: str, artifact: str = "", note: str = "") -> Answer:
        """Return the answer for what is sealed: how its publication stands now."""
        standing = self.standing(identifier)
        named = f"{identifier or artifact}, released in {release}{note}"
        if not identifier:
            return Answer(path, Verdict.CURRENT, f"official: {named}", "", release)
        if standing is None:
            return Answer(path, Verdict.ALTERED, f"altered: {named}, is not in the status list", identifier, release)
        if standing.corrected and release_order(release) < release_order(standing.release):
            words = f"official, superseded by the corrected version of {standing.corrected} in {standing.release}: {named}"
            return Answer(path, Verdict.SUPERSEDED, words, identifier, release)
        by = f"; {standing.by} followed" if standing.by else ""
        verdict, words = {
            "current": (Verdict.CURRENT, f"official and current: {named}"),
            "superseded": (Verdict.SUPERSEDED, f"official, superseded by {standing.by}: {named}"),
            "withdrawn": (Verdict.SUPERSEDED, f"official, but withdrawn: {named}{by}"),
            "draft": (Verdict.DRAFT, f"draft: {named}{by}"),
        }[standing.status]
        return Answer(path, verdict, words, identifier, release)

    def _claiming(self, path: Path, content: bytes) -> Answer:
        """Return the answer for bytes that no release seals, by what the file says it is, or is named."""
        identifier = claimed_identifier(path.name, content)
        genuine = self._genuine(path.name, str(identifier or ""), content)
        name = str(identifier) if identifier and self.standing(str(identifier)) else genuine.identifier if genuine else ""
        if genuine and not name:
            name = genuine.path
        if name:
            release = self._home_of(genuine) if genuine else ""
            words = f"altered: it claims to be {name}, and its bytes are not those that were sealed"
            where = self._where(path, self._path_of(genuine)) if genuine else ""
            return Answer(str(path), Verdict.ALTERED, words + where, name, release)
        if identifier and is_draft(identifier):
            return Answer(str(path), Verdict.DRAFT, f"draft: {identifier}, which was never released", str(identifier))
        signature = self.evidence.publisher.signature
        if signature and content.startswith(b"%PDF-") and signature(content) == INTACT:
            words = "unknown: the publisher signed it, and none of the releases at hand holds it; a later one may"
            return Answer(str(path), Verdict.UNKNOWN, words, str(identifier or ""))
        said = f"it says it is {identifier}, which was never released" if identifier else "no release holds it"
        return Answer(str(path), Verdict.UNKNOWN, f"unknown: {said}", str(identifier or ""))

    # The genuine file, where it is at hand

    def _genuine(self, name: str, identifier: str, content: bytes) -> SealedArtifact | None:
        """Return the sealed file that a file claims to be: by its publication and its name, or by one of them."""
        every = [artifact for release in self.trusted() if release.manifest for artifact in release.manifest.artifacts]
        named = [artifact for artifact in every if _name(artifact.path) == name and _has_own_name(artifact)]
        ending = name[name.rfind(".") :]
        like = [artifact for artifact in every if artifact.identifier == identifier != "" and artifact.path.endswith(ending)]
        chosen = [artifact for artifact in named if artifact.identifier == identifier] or like or named
        return min(chosen, key=lambda artifact: self._unlikeness(artifact, content), default=None)

    def _unlikeness(self, artifact: SealedArtifact, content: bytes) -> tuple[bool, int, str]:
        path = self._path_of(artifact)
        common = _common(path.read_bytes(), content) if path else 0
        return artifact.size != len(content), -common, artifact.path

    def _home_of(self, artifact: SealedArtifact) -> str:
        return next((one.name for one in self.trusted() if _is_artifact(one, artifact.path, artifact.sha256)), "")

    def _path_of(self, artifact: SealedArtifact) -> Path | None:
        """Return a file that still has the bytes that were sealed."""
        homes = [release.folder / artifact.path for release in self.trusted() if _is_artifact(release, artifact.path)]
        return next((path for path in homes if path.is_file() and digest(path.read_bytes()) == artifact.sha256), None)

    def _genuine_of(self, release: SealedRelease, inside: str) -> Path | None:
        """Return an intact copy of a file of a release, in another folder."""
        for one in self.trusted():
            if one.name == release.name and one.folder != release.folder and not any(f.path == inside for f in one.faults):
                return one.folder / inside if (one.folder / inside).is_file() else None
        return None

    def _where(self, path: Path, genuine: Path | None) -> str:
        """Return where a file differs from the genuine one, in words; empty where that is not at hand."""
        if genuine is None or not path.is_file():
            return ""
        wanted, found = genuine.read_bytes(), path.read_bytes()
        same = _common(wanted, found)
        if wanted == found:
            return ""
        if same == len(wanted):
            return f"; {len(found) - same:,} bytes were added at its end"
        page = _page(wanted, found) if wanted.startswith(b"%PDF-") else None
        return f"; the first byte that differs is {same + 1:,} of {len(wanted):,}" + (f", on page {page}" if page else "")


def claimed_identifier(name: str, content: bytes) -> Identifier | VolumeIdentifier | None:
    """Return the identifier that a file bears: a PDF at the beginning of its title, a page of the website in its head."""
    if content.startswith(b"%PDF-"):
        from isacs_publish.press.compare import title_of

        return _parsed(title_of(content).partition(", ")[0])
    found = re.search(_IN_JSON if name.endswith(".json") else _IN_HTML, content)
    return _parsed(found[1].decode(errors="replace")) if found else None


def _parsed(text: str) -> Identifier | VolumeIdentifier | None:
    try:
        return parse_released(text)
    except NotAnIdentifier:
        return None


def _registered_name(identifier: str) -> str:
    """Return the name under which the register keeps a text, empty for a volume."""
    parsed = parse_released(identifier)
    return f"{parsed.number}-{parsed.year}-v{parsed.version}" if isinstance(parsed, Identifier) else ""


def _is_artifact(release: SealedRelease, path: str, sealed: str = "") -> bool:
    artifact = release.manifest.by_path.get(path) if release.manifest else None
    return bool(artifact and sealed in ("", artifact.sha256))


def _inside(folder: Path) -> list[Path]:
    """Return what a folder holds, in order; nothing for what is no folder that can be read."""
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _has_own_name(artifact: SealedArtifact) -> bool:
    """Tell whether the name of a file tells what it is; ``index.html`` does not."""
    return artifact.kind not in ("html", "site")


def _common(left: bytes, right: bytes) -> int:
    """Return how many bytes two files have in common at their beginning."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if left[:middle] == right[:middle] else (low, middle - 1)
    return low


def _page(wanted: bytes, found: bytes) -> int | None:
    from isacs_publish.press.compare import first_differing_page

    return first_differing_page(wanted, found)
