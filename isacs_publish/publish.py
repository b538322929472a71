"""The pipeline, from sources to artifacts: read, check, typeset once, bind many, write the site, list what was made."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from typing import TYPE_CHECKING

from isacs_publish.artifacts import Artifact, produced, read_artifacts, write_artifacts
from isacs_publish.model.finding import Finding, Place, in_order
from isacs_publish.selection import Selection, Volume, select
from isacs_publish.state import State, former, inputs_digest, remember

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from isacs_publish.matter import BoundModule, Templates
    from isacs_publish.model.catalogue import Catalogue, Module
    from isacs_publish.model.sheets import Sheets
    from isacs_publish.sphinxext.run import Reading
    from isacs_publish.workspace import Workspace

EDITION = "screen"


@dataclass(frozen=True)
class Request:
    """What a build is asked for: words that select, a language, how many processes."""

    words: tuple[str, ...] = ()
    language: str = "en"
    jobs: int = 1

    @property
    def key(self) -> tuple[str, ...]:
        """What the result depends on: not the number of processes."""
        return (*self.words, self.language)


@dataclass
class Report:
    """How a build went."""

    findings: list[Finding] = field(default_factory=list)
    artifacts: list[Artifact] = field(default_factory=list)
    timings: list[tuple[str, float]] = field(default_factory=list)
    made: int = 0
    up_to_date: bool = False


Progress = Callable[[str, int, int], None]
"""Called with what was just done, how many steps are done, and how many there are."""


class NoSuchLanguage(ValueError):
    """A language that the catalogue does not publish."""


def build(workspace: Workspace, request: Request, progress: Progress) -> Report:
    """Make what the request asks for. Modules with errors are left out; what was made of them before stays in place."""
    inputs = inputs_digest(workspace)
    if state := former(workspace, request.key, inputs):
        return Report(list(state.findings), list(state.artifacts), up_to_date=True)
    catalogue, findings = load_catalogue(workspace)
    if catalogue is None:
        return Report(findings)
    if request.language not in catalogue.languages.published:
        published = ", ".join(catalogue.languages.published)
        raise NoSuchLanguage(f"the catalogue publishes no texts in {request.language!r}; it publishes: {published}")
    selection = select(catalogue, request.words)
    report = Build(workspace, request, catalogue, selection, progress).run()
    remember(workspace, request.key, State(inputs, tuple(report.artifacts), tuple(report.findings)))
    return report


def load_catalogue(workspace: Workspace) -> tuple[Catalogue | None, list[Finding]]:
    """Return the catalogue, or None and its faults."""
    from isacs_publish.catalogue_file import read_catalogue

    return read_catalogue(workspace.catalogue, workspace.shown(workspace.catalogue))


def check(workspace: Workspace, language: str, jobs: int) -> tuple[list[Finding], Reading | None]:
    """Return all findings about catalogue and modules, and the reading they rest on."""
    from isacs_publish.rules import check as apply_rules
    from isacs_publish.sphinxext.run import ReadingFailed, read_modules

    catalogue, findings = load_catalogue(workspace)
    if catalogue is None:
        return findings, None
    try:
        reading = read_modules(workspace, language, jobs)
    except ReadingFailed as error:
        return [Finding("unreadable", Place(workspace.shown(workspace.sources)), str(error), "mend what it names")], None
    for module in catalogue.modules.values():
        source = workspace.sources / f"{module.docname}.rst"
        if module.number not in reading.outlines:
            message = f"module {module.number} is in the catalogue but has no readable source"
            findings.append(Finding("missing-module", Place(workspace.shown(source)), message, "write it"))
    findings += [*reading.findings, *apply_rules(reading.outlines.values(), catalogue)]
    return in_order(findings), reading


class Build:
    """One build: what it knows, and its steps in order."""

    def __init__(
        self, workspace: Workspace, request: Request, catalogue: Catalogue, selection: Selection, progress: Progress
    ) -> None:
        from isacs_publish.matter import Templates

        self.workspace = workspace
        self.request = request
        self.catalogue = catalogue
        self.selection = selection
        self.progress = progress
        self.report = Report()
        self.templates: Templates = Templates(workspace.theme / "print", catalogue)
        self.sheets: dict[str, Sheets] = {}
        self.steps = 2 + len(selection.modules) + len(selection.volumes)
        self.done = 0

    def run(self) -> Report:
        """Run all steps; the report lists everything that now stands in the build folder."""
        with self.timed("read"):
            findings, reading = check(self.workspace, self.request.language, self.request.jobs)
            self.report.findings = findings
        self.step("read the modules")
        if reading is None:
            return self.report
        with self.workers() as pool:
            fonts = self.prepare_fonts(pool)
            with self.timed("typeset"):
                running = self.start_typesetting(pool, reading, fonts)
                self.write_site()
                self.collect_sheets(running)
            with self.timed("bind"):
                self.bind_volumes(pool, reading, fonts)
        self.list_artifacts()
        self.report.findings = in_order(self.report.findings)
        return self.report

    # Helpers of all steps

    def step(self, what: str) -> None:
        self.done += 1
        self.progress(what, self.done, self.steps)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.report.timings.append((stage, time.perf_counter() - start))

    @contextmanager
    def workers(self) -> Iterator[ProcessPoolExecutor]:
        with ProcessPoolExecutor(self.request.jobs, mp_context=get_context("spawn")) as pool:
            yield pool

    def prepare_fonts(self, pool: ProcessPoolExecutor) -> Path:
        from isacs_publish.press.fonts import prepare

        with self.timed("fonts"):
            return prepare(self.workspace.cache, pool)

    def source_of(self, module: Module) -> Place:
        return Place(self.workspace.shown(self.workspace.sources / f"{module.docname}.rst"))

    def withheld(self) -> set[str]:
        """Return the paths of sources with errors."""
        return {finding.place.path for finding in self.report.findings if finding.is_error}

    # Modules

    def start_typesetting(self, pool: ProcessPoolExecutor, reading: Reading, fonts: Path) -> dict[Future[Sheets], Module]:
        from isacs_publish.press.work import typeset_cached

        withheld = self.withheld()
        running: dict[Future[Sheets], Module] = {}
        for module in self.selection.modules:
            source = reading.sources.get(module.number)
            if source is None or self.source_of(module).path in withheld:
                self.step(f"{module.number} is withheld")
                continue
            running[pool.submit(typeset_cached, source, fonts, self.workspace.cache / "sheets")] = module
        return running

    def collect_sheets(self, running: dict[Future[Sheets], Module]) -> None:
        from isacs_publish.press.work import FAULTS

        for future in as_completed(running):
            module = running[future]
            try:
                sheets = future.result()
            except (*FAULTS, BrokenProcessPool) as error:
                self.fault("typesetting-failed", self.source_of(module), f"{module.number} cannot be typeset: {error}")
                continue
            self.sheets[module.number] = sheets
            identifier = self.catalogue.identifier(module, self.request.language)
            self.keep("module", str(identifier), f"pdf/{self.request.language}/{EDITION}/{identifier.file_name}.pdf", sheets.pdf, sheets.geometry.pages)  # fmt: skip
            self.step(f"typeset {identifier}")

    def fault(self, code: str, place: Place, message: str) -> None:
        hint = "the last good file is left in place"
        self.report.findings.append(Finding(code, place, message, hint))
        self.step(message)

    def keep(self, kind: str, identifier: str, path: str, content: bytes, pages: int | None) -> None:
        language = self.request.language
        self.report.artifacts.append(
            produced(
                self.workspace, path, content,
                kind=kind, edition=EDITION, identifier=identifier, language=language, pages=pages,
            )
        )  # fmt: skip
        self.report.made += 1

    # Volumes

    def bind_volumes(self, pool: ProcessPoolExecutor, reading: Reading, fonts: Path) -> None:
        from isacs_publish.press.work import FAULTS, bind_cached

        running: dict[Future[tuple[bytes, int]], Volume] = {}
        for volume in self.selection.volumes:
            if missing := [module.number for module in volume.modules if module.number not in self.sheets]:
                self.fault("volume-not-bound", Place(self.workspace.shown(self.workspace.catalogue)), f"{self.name(volume)} is not bound: {', '.join(missing)} could not be made")  # fmt: skip
                continue
            job = self.binding(volume, reading)
            running[pool.submit(bind_cached, job, fonts, self.workspace.cache)] = volume
        for future in as_completed(running):
            volume = running[future]
            try:
                pdf, pages = future.result()
            except (*FAULTS, BrokenProcessPool) as error:
                self.fault("volume-not-bound", Place(self.workspace.shown(self.workspace.catalogue)), f"{self.name(volume)} cannot be bound: {error}")  # fmt: skip
                continue
            identifier = self.catalogue.volume_identifier(volume.series, self.request.language)
            path = f"volumes/{self.request.language}/{EDITION}/{identifier.file_name}.pdf"
            self.keep("volume" if volume.series else "compendium", str(identifier), path, pdf, pages)
            self.step(f"bound {identifier}")

    def name(self, volume: Volume) -> str:
        return str(self.catalogue.volume_identifier(volume.series, self.request.language))

    def binding(self, volume: Volume, reading: Reading):  # type: ignore[no-untyped-def]
        """Return the job that binds a volume: its title matter, which knows every folio, and its parts."""
        from isacs_publish.matter import VolumeText
        from isacs_publish.press.bind import Part, plan
        from isacs_publish.press.work import Binding
        from isacs_publish.words import words

        language = self.request.language
        fixed = words(language)
        parts = tuple(
            Part(m.number, f"{m.number} {reading.outlines[m.number].title}", self.sheets[m.number]) for m in volume.modules
        )
        places = plan(0, [part.sheets.geometry.pages for part in parts])
        bound = tuple(
            self.bound_module(module, part, start, reading, clauses=bool(volume.series))
            for module, part, start in zip(volume.modules, parts, places.starts, strict=True)
        )
        identifier = self.catalogue.volume_identifier(volume.series, language)
        text = VolumeText(identifier, volume.series, volume.title, language, bound)
        label = f"{fixed.volume} {volume.series}" if volume.series else fixed.compendium
        return Binding(self.templates.volume(text), parts, label)

    def bound_module(self, module: Module, part, start: int, reading: Reading, clauses: bool) -> BoundModule:  # type: ignore[no-untyped-def]
        """Return a module as the contents of a volume list it."""
        from isacs_publish.matter import BoundModule, contents_of

        outline, labels = reading.outlines[module.number], reading.labels[module.number]
        anchors = part.sheets.geometry.anchors
        lines = tuple(
            (line.label, line.title, line.anchor, str(start + anchors[line.anchor].page + 1))
            for line in contents_of(outline, labels, self.request.language)
            if clauses and line.level == 1
        )
        identifier = str(self.catalogue.identifier(module, self.request.language))
        return BoundModule(module, identifier, outline.title, str(start + 1), lines)

    # Site and list

    def write_site(self) -> None:
        """Write the website while the workers typeset."""
        from isacs_publish.sphinxext.run import write_site
        from isacs_publish.sphinxext.site_builder import address

        withheld = self.withheld()
        documents = {module.docname for module in self.catalogue.modules.values() if self.source_of(module).path in withheld}
        with self.timed("site"):
            self.report.findings += write_site(self.workspace, self.request.language, documents)
        for module in self.selection.modules:
            page = f"html/{address(module, self.request.language)}index.html"
            if module.docname not in documents and (self.workspace.build / page).is_file():
                identifier = str(self.catalogue.identifier(module, self.request.language))
                self.keep("html", identifier, page, (self.workspace.build / page).read_bytes(), None)
        self.step("wrote the website")

    def list_artifacts(self) -> None:
        """Write the list: what was made now, and what a former build made that still belongs to the catalogue."""
        current = {artifact.path for artifact in self.report.artifacts}
        names = {str(self.catalogue.identifier(m, language)) for m in self.catalogue.modules.values() for language in self.catalogue.languages.published}  # fmt: skip
        names |= {str(self.catalogue.volume_identifier(s, language)) for s in ("", *(e.number for e in self.catalogue.series)) for language in self.catalogue.languages.published}  # fmt: skip
        for artifact in read_artifacts(self.workspace):
            path = self.workspace.build / artifact.path
            if artifact.path in current or not path.is_file():
                continue
            if artifact.identifier in names:
                self.report.artifacts.append(artifact)
            else:
                path.unlink()
        write_artifacts(self.workspace, self.report.artifacts)
