"""Makes releases: everything is built from a committed revision, proved and sealed aside, then put in place with one rename.

Whatever kills a release, the folder ``releases/`` holds whole releases only, and the same command again ends in the same bytes
(signatures apart). The entries of the register are written once the release is in place; the editor commits them.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import isacs_publish
from isacs_publish.judging import Judge
from isacs_publish.making import (
    REGISTER,
    RUNNING,
    Making,
    Refused,
    code_digest,
    made_with,
    make,
    program_of,
    sources_digest,
    translations_of,
)
from isacs_publish.model.finding import Finding, Place, in_order, still_open
from isacs_publish.model.release import (
    FORMAT,
    FormerRelease,
    Manifest,
    Tool,
    is_release_name,
    release_order,
    status_after,
)
from isacs_publish.publish import check, load_catalogue
from isacs_publish.repository import NotARepository, Repository
from isacs_publish.sealed import (
    MANIFEST,
    SIGNATURE,
    STATUS,
    SUMS,
    Archive,
    SealedRelease,
    digest,
    read_archive,
    read_release,
    sums,
    sync_folder,
    write_lasting,
)
from isacs_publish.selection import EDITIONS, NotSelectable, select
from isacs_publish.signing import load_keys, manifest_is_signed, sign_manifest, sign_pdf
from isacs_publish.workspace import Workspace, write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from isacs_publish.making import Made
    from isacs_publish.model.release import SealedArtifact, StatusList, Translated
    from isacs_publish.publish import Progress

NOON = time(12, tzinfo=UTC)
"""The time that signatures state: a release has a day, and no clock is read."""

STAGED = (".", ".part")
"""How the names of folders begin and end in which releases are made."""


@dataclass(frozen=True)
class Order:
    """What a release is asked for; without a date, that of the commit; without languages, in all.

    ``jobs`` has no part in the bytes.
    """

    selection: tuple[str, ...]
    name: str
    date: date | None = None
    jobs: int = 1
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seal:
    """What the publisher signs with, and knows its own signature by.

    ``sign_pdf`` fills the empty signature field of a PDF without touching a byte of it; the time it states is that day at noon.
    """

    sign: Callable[[bytes], bytes]
    signed: Callable[[bytes, bytes], bool]
    sign_pdf: Callable[[bytes, date], bytes]

    @classmethod
    def of(cls, folder: Path, passphrase: bytes = b"") -> Seal:
        """Return the seal that the keys in a folder make; raise KeysUnusable."""
        keys = load_keys(folder, passphrase)
        public = keys.release.public_key()
        return cls(
            lambda manifest: sign_manifest(manifest, keys.release),
            lambda manifest, signature: manifest_is_signed(manifest, signature, public),
            lambda pdf, day: sign_pdf(pdf, keys.signer, datetime.combine(day, NOON)),
        )


@dataclass(frozen=True)
class Released:
    """How a release went: refused with findings, or sealed, with the register files that are now to be committed."""

    findings: tuple[Finding, ...] = ()
    manifest: Manifest | None = None
    register: tuple[str, ...] = ()
    already: bool = False


def release(workspace: Workspace, order: Order, seal: Seal, progress: Progress) -> Released:
    """Make a release, or finish one whose register was not written; return what is wrong instead, all of it at once."""
    workspace.releases.mkdir(exist_ok=True)
    with _locked(workspace.releases) as alone:
        if not alone:
            hint = "wait until it has ended"
            return Released((Finding("release-running", Place("releases"), "another release is being made", hint),))
        _clear(workspace)
        try:
            return _Release(workspace, order, seal, progress).run()
        except Refused as refused:
            return Released(tuple(in_order(refused.findings)))


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Hold the folder of releases for this process alone; yield False while another one holds it. Death lets go of it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)


def _clear(workspace: Workspace) -> None:
    """Take away what releases that were killed have left; nobody else works here, since the folder is locked."""
    start, end = STAGED
    for left in workspace.releases.glob(f"{start}*{end}"):
        shutil.rmtree(left, ignore_errors=True)
    for left in workspace.register.rglob(f"{start}*{end}"):
        left.unlink()


class _Release:
    """One release: what it knows, and its steps in order."""

    def __init__(self, workspace: Workspace, order: Order, seal: Seal, progress: Progress) -> None:
        self.workspace = workspace
        self.order = order
        self.seal = seal
        self.progress = progress
        self.repository = Repository(workspace.project)
        self.archive: Archive = read_archive(workspace.releases, seal.signed)
        self.translations: dict[str, Translated] = {}

    def run(self) -> Released:
        findings = [*self._name_faults(), *self._archive_faults()]
        try:
            revision = self.repository.revision()
            findings += self._uncommitted()
        except NotARepository as error:
            hint = "a release is made from a commit: git init, git add, git commit"
            raise Refused([*findings, Finding("no-repository", Place("."), str(error), hint)]) from error
        day = self.order.date or self.repository.day(revision)
        findings += self._day_faults(day)
        with self._staging() as folder:
            self.repository.extract(revision, folder / "project")
            staged = Workspace(folder / "project", folder / "build")
            if self.existing:
                self._same(self.existing, staged, day, findings)
                return Released((), self.existing.manifest, tuple(self._enter(self.existing)), already=True)
            making = Making(staged, self.order.selection, self.order.name, day, revision, self.order.jobs, self.order.languages)
            findings += self._other_program(staged)
            new, withdrawn = self._judged(making, findings)
            made = make(making, new, self.progress)
            sealed = self._seal(making, made, withdrawn, folder / "sealed" / self.order.name)
            self._put_in_place(sealed)
            self.progress("sealed the release", 1, 1)
            return Released((), sealed.manifest, tuple(self._enter(replace(sealed, folder=self.target))))

    @property
    def target(self) -> Path:
        return self.workspace.releases / self.order.name

    @property
    def existing(self) -> SealedRelease | None:
        return next((one for one in self.archive.releases if one.name == self.order.name), None)

    # What refuses a release before anything is built

    def _name_faults(self) -> Iterator[Finding]:
        name, head = self.order.name, self.archive.head
        if not self.existing and is_release_name(name) and (self.target.exists() or self.target.is_symlink()):
            message = f"releases/{name} is no folder of a release"
            yield Finding("release-exists", Place(f"releases/{name}"), message, "take it away, or give the next name")
        if not is_release_name(name):
            yield Finding("release-name", Place("releases"), f"{name!r} is not the name of a release", "write it as '2026-1'")
        elif head and head.manifest and not self.existing and release_order(name) < release_order(head.name):
            message = f"the release {name} would come before {head.name}, which exists"
            yield Finding("release-name", Place("releases"), message, f"give a name after {head.name}")

    def _day_faults(self, day: date) -> Iterator[Finding]:
        former = self.archive.head.manifest if self.archive.head and not self.existing else None
        if former and day.isoformat() < former.date:
            message = f"the date {day} lies before that of the release {former.release}, {former.date}"
            yield Finding("release-date", Place("releases"), message, "give a later one with --date")

    def _archive_faults(self) -> Iterator[Finding]:
        hint = "take the releases back from where they are kept, or give the keys that they were signed with"
        for fault in self.archive.all_faults():
            yield Finding("release-altered", Place(f"releases/{fault.path}"), fault.words, hint)

    def _uncommitted(self) -> Iterator[Finding]:
        """Yield what is not committed; entries that this release has made in the register may wait for their commit."""
        built = self.workspace.build
        besides = ["releases", self.workspace.shown(built)] if built.is_relative_to(self.workspace.project) else ["releases"]
        entries = self.existing.manifest.artifacts if self.existing and self.existing.manifest else ()
        own = {f"{self.workspace.shown(self.workspace.sources)}/{artifact.path}" for artifact in entries}
        for path in self.repository.uncommitted(tuple(besides)):
            if path not in own:
                yield Finding("uncommitted", Place(path), "the file is not as it was committed", "commit it, or take it back")

    def _same(self, existing: SealedRelease, staged: Workspace, day: date, findings: list[Finding]) -> None:
        """Refuse a name that was given to something else."""
        manifest = existing.manifest
        languages = self.order.languages
        asked = (self.order.selection, sources_digest(staged), day.isoformat() if self.order.date else "", languages)
        if manifest:
            of_old = manifest.languages if languages else ()
            known = (manifest.selection, manifest.sources, manifest.date if self.order.date else "", of_old)
            if asked != known:
                message = f"the release {existing.name} exists, from another text, selection or date"
                hint = "a release is never altered: give the next name"
                findings.append(Finding("release-exists", Place(f"releases/{existing.name}"), message, hint))
        if findings:
            raise Refused(findings)

    def _other_program(self, staged: Workspace) -> Iterator[Finding]:
        """Yield that the program which runs is another one than the project holds: nobody could make the release again."""
        if code_digest(program_of(staged.project)) != code_digest(RUNNING):
            hint = "run the program of the project, as it was committed: .venv/bin/isacs of 'make publish'"
            yield Finding("other-program", Place(RUNNING.name), "the program that runs is not that of the project", hint)

    def _judged(self, making: Making, findings: list[Finding]) -> tuple[frozenset[str], frozenset[str]]:
        """Return the identifiers that are new and those that are withdrawn by now; refuse with all that is found."""
        catalogue, faults = load_catalogue(making.workspace)
        if catalogue is None:
            raise Refused([*findings, *faults])
        try:
            selection = select(catalogue, making.words)
        except NotSelectable as error:
            message, _, hint = str(error).partition("; ")
            place = Place(making.workspace.shown(making.workspace.catalogue))
            findings.append(Finding("not-selectable", place, message, hint))
            selection = select(catalogue, ())
        for language in making.languages or catalogue.languages.published:
            found, reading = check(making.workspace, language, making.jobs)
            findings += still_open(found)
            self.translations |= translations_of(catalogue, reading) if reading else {}
        judge = Judge(making, catalogue, selection, self.archive, self.translations)
        uncommitted = {finding.place.path for finding in findings if finding.code == "uncommitted"}
        findings += (f for f in judge.findings() if f.code != "register-unfinished" or f.place.path not in uncommitted)
        if findings:
            raise Refused(findings)
        return judge.new, judge.withdrawn

    # Sealing

    @contextmanager
    def _staging(self) -> Iterator[Path]:
        start, end = STAGED
        folder = Path(tempfile.mkdtemp(prefix=start, suffix=end, dir=self.workspace.releases))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _seal(self, making: Making, made: Made, withdrawn: frozenset[str], folder: Path) -> SealedRelease:
        """Write the release aside, signed, and prove what was written."""
        files = {path: self._signed(path, content, made, making.date) for path, content in made.files.items()}
        status = self._status(made, withdrawn, making.date)
        artifacts = tuple(replace(one, size=len(files[one.path]), sha256=digest(files[one.path])) for one in made.artifacts)
        manifest = self._manifest(making, made, status, artifacts)
        content = manifest.as_json()
        files |= {STATUS: status.as_json(), MANIFEST: content, SIGNATURE: self.seal.sign(content)}
        write_lasting(folder, {**files, SUMS: sums(files)})
        sealed = read_release(folder, self.seal.signed)
        if sealed.faults or sealed.manifest != manifest or sealed.status != status:
            raise OSError(f"what was written is not what was sealed: {sealed.faults}")
        return sealed

    def _signed(self, path: str, content: bytes, made: Made, day: date) -> bytes:
        if path not in made.to_sign:
            return content
        signed = self.seal.sign_pdf(content, day)
        if not signed.startswith(content):
            raise ValueError(f"the signature in {path} has changed what it signs")
        self.progress(f"signed {path}", 1, 1)
        return signed

    def _status(self, made: Made, withdrawn: frozenset[str], day: date) -> StatusList:
        former = self.archive.status.standings if self.archive.status else ()
        return status_after(former, made.standings, withdrawn, self.order.name, day.isoformat())

    def _manifest(self, making: Making, made: Made, status: StatusList, artifacts: tuple[SealedArtifact, ...]) -> Manifest:
        head = self.archive.head
        return Manifest(
            FORMAT,
            self.order.name,
            making.date.isoformat(),
            making.revision,
            making.words,
            EDITIONS,
            made.languages,
            Tool(isacs_publish.__version__, code_digest(RUNNING)),
            made_with(),
            sources_digest(making.workspace),
            FormerRelease(head.name, head.digest) if head else None,
            digest(status.as_json()),
            artifacts,
            tuple(told for _, told in sorted(self.translations.items()) if told.identifier in made.names),
        )

    def _put_in_place(self, sealed: SealedRelease) -> None:
        """Let the release appear, whole, in the folder of releases."""
        self.progress("proved the release", 1, 1)
        sealed.folder.rename(self.target)
        sync_folder(self.workspace.releases)

    # The register

    def _enter(self, sealed: SealedRelease) -> Iterator[str]:
        """Write the entries of the release into the register and yield their paths.

        Of the last release only, since later ones have added to these files.
        """
        later = self.archive.head and release_order(self.archive.head.name) > release_order(self.order.name)
        for artifact in sealed.manifest.artifacts if sealed.manifest and not later else ():
            if artifact.kind == REGISTER:
                path = self.workspace.sources / artifact.path
                write_atomically(path, (sealed.folder / artifact.path).read_bytes())
                self.progress(f"wrote {self.workspace.shown(path)}", 1, 1)
                yield self.workspace.shown(path)
