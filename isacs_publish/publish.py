"""The pipeline, from sources to artifacts: read, check, typeset once, bind many, write the site, list what was made."""

from __future__ import annotations

import time
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Protocol

from isacs_publish.artifacts import (
    ON_THE_SITE,
    Artifact,
    as_listed,
    former_engine,
    produced,
    read_artifacts,
    write_artifacts,
    write_manifest,
)
from isacs_publish.model.finding import Finding, Place, Severity, in_order
from isacs_publish.model.span import STAGE, Span
from isacs_publish.press.engine import differences, engine_versions
from isacs_publish.selection import EDITIONS, PRINT, REVIEW, SCREEN, WEB, select
from isacs_publish.state import State, former, inputs_digest, remember, with_releases

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from isacs_publish.editions import Typeset, TypesetModule
    from isacs_publish.matter import Templates, VolumeText
    from isacs_publish.model.catalogue import Catalogue, Module
    from isacs_publish.model.corpus import Corpus
    from isacs_publish.press.cache import Entry
    from isacs_publish.press.work import Job
    from isacs_publish.press.workers import Press
    from isacs_publish.register_file import Registers
    from isacs_publish.site.site import Site, SiteText
    from isacs_publish.sphinxext.run import Reading
    from isacs_publish.workspace import Workspace

LAST_GOOD = "the last good file is left in place"


@dataclass(frozen=True)
class Request:
    """What a build is asked for: words that select, a language, editions, impositions of print, who does the work.

    The jobs of the press are done by so many processes, or by the cluster whose ``scheduler`` is named by its address. Where
    several languages are made one after the other, only the last one is the ``last`` and writes the website.
    """

    words: tuple[str, ...] = ()
    language: str = "en"
    editions: tuple[str, ...] = (SCREEN,)
    impositions: tuple[str, ...] = ()
    jobs: int = 1
    last: bool = True
    scheduler: str = ""

    @property
    def typesets(self) -> bool:
        """Whether anything is to be typeset."""
        return bool(set(self.editions) & set(EDITIONS))

    @property
    def publishes(self) -> bool:
        """Whether the website is to be written."""
        return bool(set(self.editions) & {SCREEN, WEB})

    @property
    def key(self) -> tuple[str, ...]:
        """What the result depends on: not who does the work."""
        return (*self.words, self.language, *self.editions, *self.impositions, str(self.last))


@dataclass
class Report:
    """How a build went; ``settled`` when the same inputs would give the same again, so that it need not be tried."""

    findings: list[Finding] = field(default_factory=list)
    artifacts: list[Artifact] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    made: int = 0
    up_to_date: bool = False
    settled: bool = True

    @property
    def timings(self) -> list[tuple[str, float]]:
        """The stages, each with its seconds."""
        return [(span.name, span.seconds) for span in self.spans if span.kind == STAGE]


class Progress(Protocol):
    """Told how a build goes on."""

    def __call__(self, what: str, done: int, total: int, now: Sequence[str] = (), /) -> None:
        """Take in what was just done, how many steps are done and how many there are, and what is in hand now.

        ``what`` is empty where nothing new is done.
        """


class NoSuchLanguage(ValueError):
    """A language that the catalogue does not publish."""


def build(workspace: Workspace, request: Request, progress: Progress) -> Report:
    """Make what the request asks for. Modules with errors are left out; what was made of them before stays in place."""
    inputs = with_releases(workspace, inputs_digest(workspace))
    if state := former(workspace, request.key, inputs):
        return Report(list(state.findings), list(state.artifacts), up_to_date=True)
    catalogue, findings = load_catalogue(workspace)
    if catalogue is None:
        return Report(findings)
    require_published(catalogue, request.language)
    report = Build(workspace, request, catalogue, progress).run()
    if report.settled:
        lasting = [artifact for artifact in report.artifacts if request.last or artifact.kind not in ON_THE_SITE]
        remember(workspace, request.key, State(inputs, tuple(lasting), tuple(report.findings)))
    return report


ALL = "all"
"""The word for all languages that the catalogue publishes."""


def build_languages(workspace: Workspace, request: Request, progress: Progress) -> Report:
    """Make what a request asks for in each of its languages, given as ``fr``, ``fr,ar`` or ``all``, one after the other."""
    languages = _languages(workspace, request.language)
    requests = [replace(request, language=language, last=language == languages[-1]) for language in languages]
    reports = [build(workspace, one, progress) for one in requests]
    together = Report(
        in_order(finding for report in reports for finding in report.findings),
        reports[-1].artifacts,
        [span for report in reports for span in report.spans],
        list(dict.fromkeys(note for report in reports for note in report.notes)),
        sum(report.made for report in reports),
        all(report.up_to_date for report in reports),
    )
    return together if len(reports) > 1 else reports[0]


def _languages(workspace: Workspace, asked: str) -> tuple[str, ...]:
    """Return the languages that a text names, each once; a catalogue that cannot be read tells in the build itself."""
    catalogue, _ = load_catalogue(workspace)
    if asked == ALL:
        return catalogue.languages.published if catalogue else ("",)
    languages = tuple(dict.fromkeys(asked.split(",")))
    for language in languages if catalogue else ():
        require_published(catalogue, language)  # type: ignore[arg-type]
    return languages


def require_published(catalogue: Catalogue, language: str) -> None:
    """Raise NoSuchLanguage for a language that the catalogue does not publish."""
    if language not in catalogue.languages.published:
        published = ", ".join(catalogue.languages.published)
        raise NoSuchLanguage(f"the catalogue publishes no texts in {language!r}; it publishes: {published}")


def load_catalogue(workspace: Workspace) -> tuple[Catalogue | None, list[Finding]]:
    """Return the catalogue, or None and its faults."""
    from isacs_publish.catalogue_file import read_catalogue

    return read_catalogue(workspace.catalogue, workspace.shown(workspace.catalogue))


def check(workspace: Workspace, language: str, jobs: int, *, printing: bool = True) -> tuple[list[Finding], Reading | None]:
    """Return all findings about catalogue and modules, and the reading they rest on; raise NoSuchLanguage.

    Where nothing is to be printed the reading has no print sources, and is made sooner.
    """
    catalogue, findings = load_catalogue(workspace)
    if catalogue is None:
        return findings, None
    findings, reading = read(workspace, catalogue, language, jobs, printing=printing)
    judged = judge(workspace, catalogue, reading) if reading else []
    return in_order([*findings, *judged]), reading


def read(
    workspace: Workspace, catalogue: Catalogue, language: str, jobs: int, *, printing: bool = True
) -> tuple[list[Finding], Reading | None]:
    """Return what is wrong about the modules as they are read, and the reading; raise NoSuchLanguage."""
    from isacs_publish.sources import faults_of_sources
    from isacs_publish.sphinxext.run import ReadingFailed, read_modules

    require_published(catalogue, language)
    faulty = dict(faults_of_sources(workspace, catalogue))
    try:
        reading = read_modules(workspace, language, jobs, tuple(faulty), printing=printing)
    except ReadingFailed as error:
        return [Finding("unreadable", Place(error.path), str(error), "mend what the message names")], None
    return [*faulty.values(), *reading.findings], reading


def judge(workspace: Workspace, catalogue: Catalogue, reading: Reading) -> list[Finding]:
    """Return what is wrong about texts that were read: by the rules of drafting, and compared with what was published."""
    from isacs_publish.parity_check import check_parity
    from isacs_publish.rules import check as apply_rules

    corpus, registers, of_file = corpus_read(workspace, catalogue, reading)
    if reading.language == catalogue.languages.source:
        judged = list(apply_rules(corpus))
    else:  # (usage and rules are those of the source; a translation has to say the same)
        judged = check_parity(workspace, catalogue, reading.language, reading.messages, reading.manuscripts)
    return [*of_file, *judged, *compared_with_published(registers, catalogue, reading)]


def corpus_read(workspace: Workspace, catalogue: Catalogue, reading: Reading) -> tuple[Corpus, Registers, list[Finding]]:
    """Return what the rules judge, what was published, and what is wrong about the file of works."""
    from isacs_publish.drafting import corpus_of
    from isacs_publish.instruments_file import read_instruments
    from isacs_publish.register_file import read_registers

    registers = read_registers(workspace)
    instruments, findings = read_instruments(workspace.instruments, workspace.shown(workspace.instruments))
    return corpus_of(workspace.project, catalogue, reading.manuscripts, registers, instruments), registers, findings


def compared_with_published(registers: Registers, catalogue: Catalogue, reading: Reading) -> Iterator[Finding]:
    """Yield where the texts break with what was published of them; without a register to trust a module is withheld."""
    from isacs_publish.forms import verbal_forms
    from isacs_publish.register_file import MENDING, tells_of
    from isacs_publish.rules.published import Written, check_published

    forms = verbal_forms(catalogue.languages.source)
    yield from registers.findings
    if reading.language != catalogue.languages.source:  # the register keeps the words of the source
        return
    for number, text in reading.texts.items():
        outline, module = reading.outlines[number], catalogue.modules[number]
        lines = {unit.anchor: unit.line for unit in outline.walk()}
        changes = catalogue.changes(number, module.year, module.version)
        register = registers.of(number)
        former, same = register.before(module.year, module.version), register.find(module.year, module.version)
        former_text, recorded = (registers.text(number, version) if version else None for version in (former, same))
        written = Written(text, outline.path, lines, register, changes, module.date, former_text, recorded)
        yield from check_published(written, forms)
        for finding in registers.findings:
            if tells_of(finding.place.path, number):
                yield Finding(finding.code, Place(outline.path), "what was published of this module cannot be told", MENDING)


class Build:
    """One build: what it knows, and its steps in order."""

    def __init__(self, workspace: Workspace, request: Request, catalogue: Catalogue, progress: Progress) -> None:
        from isacs_publish.matter import Templates
        from isacs_publish.translations import catalogue_in

        self.workspace = workspace
        self.request = request
        self.language = request.language
        self.written_catalogue = catalogue
        self.catalogue = catalogue = catalogue_in(catalogue, workspace.sources, request.language)
        self.selection = select(catalogue, request.words)
        self.progress = progress
        self.report = Report()
        self.templates: Templates = Templates(workspace.theme / "print", catalogue)
        self.typeset: dict[str, TypesetModule] = {}
        self.in_hand: dict[Future[Entry], Callable[[Future[Entry]], None]] = {}
        self.waiting: dict[str, Module] = {}
        self.reading: Reading
        self.unbound = list(self.selection.volumes)
        derived = len(set(request.editions) & {PRINT, REVIEW})
        derived += 1 if request.typesets else 0
        self.steps = 3 + derived * (len(self.selection.modules) + len(self.selection.volumes))
        self.done = 0
        self.press: Press | None = None

    @cached_property
    def inputs(self) -> str:
        """The digest of what is read: at the first look, since a source may be edited while this build runs."""
        return inputs_digest(self.workspace)

    def run(self) -> Report:
        """Run all steps; the report lists everything that now stands in the build folder."""
        assert self.inputs
        if self.request.typesets:
            with self.pressing() as press:
                self.make(press)
        else:
            self.make(None)
        self.report.findings = in_order(self.report.findings)
        return self.report

    def make(self, press: Press | None) -> None:
        """Read the modules and make everything, with a press where something is to be typeset.

        The workers typeset while the texts are judged; what a judged text may not become is left lying.
        """
        with self.timed("read"):
            self.report.findings, reading = read(
                self.workspace, self.written_catalogue, self.language, self.request.jobs, printing=press is not None
            )
        if reading is None:
            self.report.settled = False
            return
        if press:
            self.start_typesetting(press, reading)
        with self.timed("judge"):
            self.report.findings += judge(self.workspace, self.written_catalogue, reading)
        self.step("read the modules")
        if self.request.publishes:
            self.keep_pages(reading)
        if press:
            with self.timed("typeset"):
                self.take_all()
        self.list_artifacts()

    @contextmanager
    def pressing(self) -> Iterator[Press]:
        """Yield the press, and report of it at the end; raise ClusterUnavailable."""
        from isacs_publish.press.workers import working

        with ExitStack() as opened:
            with self.timed("press"):
                work = working(self.workspace, self.request.jobs, self.request.scheduler)
                self.press = press = opened.enter_context(work)
            yield press
        self.report.spans += press.spans
        self.report.notes += [f"the worker {address} is refused: {why}" for address, why in press.workers.refused.items()]
        shelf = press.bench.cache.shelf
        if shelf and not shelf.is_writable():
            self.report.notes.append(f"nothing can be kept in {self.workspace.shown(shelf.folder)}: it cannot be written to")
        self.report.findings += [self.damaged(name) for name in press.damaged]
        self.report.settled &= not press.damaged

    def damaged(self, name: str) -> Finding:
        """Return the finding about an entry of the cache that was not what was kept."""
        path = self.workspace.shown(self.workspace.shelf / name)
        hint = "it was made again, so nothing is lost; if this goes on, test the disk; isacs cache --clear empties the cache"
        return Finding("cache-damaged", Place(path), "this entry of the cache is not what was kept", hint, Severity.WARNING)

    # What the press has in hand

    def give(self, job: Job, name: str, take: Callable[[Future[Entry]], None]) -> None:
        """Give a job to the press; ``take`` is called with its entry once it is done."""
        assert self.press
        self.in_hand[self.press.start(job, name)] = take

    def take_all(self) -> None:
        """Take what the press has done, whichever comes first, until it has nothing more in hand."""
        self.bind_ready()
        while self.in_hand:
            self.show()
            done, _ = wait(self.in_hand, return_when=FIRST_COMPLETED)
            for future in [each for each in self.in_hand if each in done]:
                self.in_hand.pop(future)(future)

    # Modules

    def start_typesetting(self, press: Press, reading: Reading) -> None:
        """Have the press typeset the modules that can be read."""
        from isacs_publish.press.work import Typesetting

        self.press, self.reading, withheld = press, reading, self.withheld()
        for module in self.selection.modules:
            source = reading.sources.get(module.number)
            if source is None or self.path_of(module) in withheld:
                self.step(f"{module.number} is withheld")
            else:
                self.waiting[module.number] = module
                self.give(Typesetting(source), self.name_of(module), partial(self.take_module, module))

    def name_of(self, module: Module) -> str:
        return str(self.catalogue.identifier(module, self.language))

    def take_module(self, module: Module, future: Future[Entry]) -> None:
        """Keep a module as typeset, unless a rule withholds it, and have made of it what waited for it."""
        from isacs_publish.editions import typeset_module
        from isacs_publish.press.cache import KeptSheets

        del self.waiting[module.number]
        name = self.name_of(module)
        if self.path_of(module) in self.withheld():
            self.step(f"{module.number} is withheld")
        else:
            with self.failing("typesetting-failed", self.path_of(module), f"{name} cannot be typeset"):
                made = typeset_module(self.catalogue, module, self.reading, KeptSheets(future.result()))
                self.typeset[module.number] = made
                self.keep_screen(made)
                self.make_editions(made)
            self.step(f"typeset {name}")
        self.bind_ready()

    # Volumes

    def bind_ready(self) -> None:
        """Have the press bind each volume whose modules are all typeset."""
        from isacs_publish.volumes import binding

        ready = [volume for volume in self.unbound if not any(module.number in self.waiting for module in volume.modules)]
        self.unbound = [volume for volume in self.unbound if volume not in ready]
        for volume in ready:
            missing = [module.number for module in volume.modules if module.number not in self.typeset]
            if missing:
                name = self.catalogue.volume_identifier(volume.series, self.language)
                self.withhold_volume(f"{name} is not bound: {', '.join(missing)} could not be made")
                self.step(f"{name} is withheld")
            else:
                sheets = {module.number: self.typeset[module.number].sheets for module in volume.modules}
                text, job = binding(volume, self.reading, sheets, self.templates, self.language)
                self.give(job, str(text.identifier), partial(self.take_volume, text))

    def take_volume(self, text: VolumeText, future: Future[Entry]) -> None:
        """Keep a volume as bound, and have its other editions made."""
        from isacs_publish.editions import bound_volume
        from isacs_publish.press.cache import KeptSheets

        with self.failing("volume-not-bound", self.path_of(None), f"{text.identifier} cannot be bound"):
            bound = bound_volume(self.catalogue, text, KeptSheets(future.result()))
            self.keep_screen(bound)
            self.make_editions(bound)
        self.step(f"bound {text.identifier}")

    def withhold_volume(self, message: str) -> None:
        self.report.findings.append(Finding("volume-not-bound", Place(self.path_of(None)), message, LAST_GOOD))

    # Other editions

    @cached_property
    def changed(self) -> dict[str, tuple[str, ...]]:
        """By module, the anchors of the clauses that changed since the version published last, for change bars."""
        from isacs_publish.forms import verbal_forms
        from isacs_publish.model.register import changed_since

        forms = verbal_forms(self.catalogue.languages.source)
        found = {}
        for number, text in self.reading.texts.items():
            if former := self.registers.of(number).before(text.year, text.version):
                found[number] = changed_since(former, text, forms)
        return found

    def make_editions(self, made: Typeset) -> None:
        """Have the print and review editions made of what is typeset, from its sheets."""
        from isacs_publish.editions import print_job, review_job

        name = made.publication.identifier
        if PRINT in self.request.editions:
            job = print_job(made, self.templates, self.request.impositions)
            self.give(job, name, partial(self.take_edition, PRINT, made))
        if REVIEW in self.request.editions:
            review = review_job(made, self.templates, made.ids(self.changed))
            self.give(review, name, partial(self.take_edition, REVIEW, made))

    def take_edition(self, edition: str, made: Typeset, future: Future[Entry]) -> None:
        """Keep the files of an edition."""
        from isacs_publish.editions import KINDS_BY_ENDING, TypesetModule, coarse_images

        path, name = self.path_of(made.module), made.publication.identifier
        with self.failing("edition-failed", path, f"the {edition} edition of {name} cannot be made"):
            entry = future.result()
            for file in entry.files:
                target = f"{made.folder}/{self.language}/{edition}/{made.publication.file_name}{file.name}"
                facts = {"kind": KINDS_BY_ENDING.get(file.name, made.kind), "edition": edition, "pages": file.pages}
                self.keep_of(made, target, entry.read(file.name), **facts)
            if edition == PRINT and isinstance(made, TypesetModule):
                self.report.findings += coarse_images(made, path)
        self.step(f"made the {edition} edition of {name}")

    # The website

    def keep_pages(self, reading: Reading) -> None:
        """Read the pages of the website in this language, and keep them for the website of all languages."""
        from isacs_publish.site.site import SiteText
        from isacs_publish.site.texts import keep
        from isacs_publish.sphinxext.run import read_pages

        with self.timed("pages"):
            pages = read_pages(self.workspace, self.language, self.withheld_documents(), reading.left_out)
            self.report.findings += pages.findings
            keep(self.workspace, SiteText(self.catalogue, reading, pages.pages, pages.files), self.inputs)
        self.step("read the pages of the website")

    def withheld_documents(self) -> set[str]:
        paths = self.withheld()
        return {module.docname for module in self.catalogue.modules.values() if self.path_of(module) in paths}

    def write_site(self) -> None:
        """Write the website in all languages whose pages are those of the sources as they are, and list its pages."""
        from isacs_publish.site.texts import forget, read_kept
        from isacs_publish.site.writing import site_of

        with self.timed("site"):
            kept, outdated = read_kept(self.workspace, self.catalogue, self.inputs)
            files = tuple(each for each in self.report.artifacts if each.kind not in ON_THE_SITE)
            site, findings = site_of(self.workspace, self.catalogue, kept, files)
            self.report.findings += findings
            written = self.written(site)
        if outdated:
            told = "were made from older texts and are taken off the website"
            again = f"isacs build --edition {WEB} --language {','.join(outdated)} makes them again"
            self.report.notes.append(f"pages in {', '.join(outdated)} {told}; {again}")
            forget(self.workspace, outdated)
        self.report.artifacts = [artifact for artifact in self.report.artifacts if self.stays_listed(artifact, written)]
        for text in kept.values():
            self.list_pages(text, written)
        self.step("wrote the website")

    def written(self, site: Site) -> dict[str, str]:
        """Write the website and return the digests of its files; where it cannot be written it stays as it was."""
        from isacs_publish.site.pagefind import IndexingFailed
        from isacs_publish.site.writing import write

        try:
            return write(self.workspace.site, site, self.request.jobs)
        except IndexingFailed as error:
            hint = "install the packages of the project again; the website stays as it was"
            self.report.findings.append(Finding("search-not-indexed", Place(self.path_of(None)), str(error), hint))
            self.report.settled = False
            return {}

    def stays_listed(self, artifact: Artifact, written: Mapping[str, str]) -> bool:
        """Tell whether a file of a former build stays listed: of pages the last good ones of what is withheld."""
        again = artifact.path.removeprefix("html/") in written
        return artifact.kind not in ON_THE_SITE or (not again and (self.workspace.build / artifact.path).is_file())

    def list_pages(self, text: SiteText, written: Mapping[str, str]) -> None:
        """List the pages of modules in one language; ``written`` are the digests of what was written by path."""
        from isacs_publish.site.correspondences import NAME as CORRESPONDENCE

        for number, page in text.modules.items():
            module = text.catalogue.modules[number]
            identifier = str(text.catalogue.identifier(module, text.language))
            table = page.address.replace("index.html", CORRESPONDENCE)
            for path, kind in ((page.address, "html"), (table, "correspondence")):
                if path in written:
                    made = Artifact(f"html/{path}", kind, SCREEN, identifier, text.language, None, written[path])
                    self.report.artifacts.append(made)
                    self.report.made += 1

    # What all steps use

    @cached_property
    def registers(self) -> Registers:
        from isacs_publish.register_file import read_registers

        return read_registers(self.workspace)

    def step(self, what: str) -> None:
        self.done += 1
        self.show(what)

    def show(self, what: str = "") -> None:
        """Tell what was done, if anything, and what the press has in hand now."""
        self.progress(what, self.done, self.steps, self.press.now() if self.press else ())

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        start, cpu = time.monotonic(), time.process_time()
        yield
        span = Span(stage, STAGE, start, time.monotonic() - start, time.process_time() - cpu)
        self.report.spans.append(span)

    @contextmanager
    def failing(self, code: str, path: str, message: str) -> Iterator[None]:
        """Turn what a job raises because of its text, or the death of its worker, into a finding."""
        from isacs_publish.press.work import FAULTS, told
        from isacs_publish.press.workers import LOST

        try:
            yield
        except (*FAULTS, *LOST) as error:
            self.report.settled &= not isinstance(error, LOST)
            faults = told(error, code)
            self.report.findings += [Finding(code, Place(path), f"{message}: {words}", LAST_GOOD) for code, words in faults]

    def path_of(self, module: Module | None) -> str:
        """Return the path of a source as findings name it; without module, of the catalogue."""
        sources = self.workspace.sources
        return self.workspace.shown(sources / f"{module.docname}.rst" if module else self.workspace.catalogue)

    def withheld(self) -> set[str]:
        """Return the paths of sources with errors, in themselves or in their translation."""
        faulty = {finding.place.path for finding in self.report.findings if finding.is_error}
        modules = (module for module in self.catalogue.modules.values() if self.translation_of(module) in faulty)
        return faulty | {self.path_of(module) for module in modules}

    def translation_of(self, module: Module) -> str:
        """Return the path of the translation of a module as findings name it."""
        from isacs_publish.po_file import po_path

        return self.workspace.shown(po_path(self.workspace.sources, self.language, module.docname))

    def keep_screen(self, made: Typeset) -> None:
        if SCREEN in self.request.editions:
            path = f"{made.folder}/{self.language}/{SCREEN}/{made.publication.file_name}.pdf"
            self.keep_of(made, path, made.sheets.pdf, kind=made.kind, edition=SCREEN, pages=made.sheets.pages)

    def keep_of(self, made: Typeset, path: str, content: bytes, **facts: str | int | None) -> None:
        self.keep(path, content, identifier=made.publication.identifier, sheets=made.sheets.digest, **facts)

    def keep(self, path: str, content: bytes, **facts: str | int | None) -> None:
        self.report.artifacts.append(produced(self.workspace, path, content, language=self.language, **facts))
        self.report.made += 1

    def is_outdated(self, artifact: Artifact) -> bool:
        """Tell whether a file was made from other pages than those that its publication has now.

        The file of an edition that could not be made now is the last good one, and stays.
        """
        now = [new for new in self.report.artifacts if new.identifier == artifact.identifier and new.sheets]
        failed = artifact.edition in self.request.editions and artifact.edition not in {new.edition for new in now}
        return bool(artifact.sheets and now) and artifact.sheets != now[0].sheets and not failed

    def list_artifacts(self) -> None:
        """Write the list, and the website, which names what is on it."""
        self.report.artifacts = as_listed([*self.report.artifacts, *self.still_standing()])
        if self.request.publishes and self.request.last:
            self.write_site()
        write_artifacts(self.workspace, self.report.artifacts)
        if (former_one := former_engine(self.workspace)) and (differing := differences(former_one, engine_versions())):
            self.report.notes.append(f"another engine made the former build, so bytes may differ: {'; '.join(differing)}")
        write_manifest(self.workspace, engine_versions(), self.report.artifacts)

    def still_standing(self) -> list[Artifact]:
        """Return what a former build made and still belongs to the catalogue; what does not is taken away."""
        made = {artifact.path for artifact in self.report.artifacts}
        names = self.catalogue.all_identifiers()
        kept = []
        for artifact in read_artifacts(self.workspace):
            path = self.workspace.build / artifact.path
            if artifact.path in made or not path.is_file():
                continue
            if artifact.identifier not in names:
                path.unlink()
            elif self.is_outdated(artifact):
                path.unlink()
                again = f"isacs build --edition {artifact.edition} makes it again"
                self.report.notes.append(f"{artifact.path} was made from an older text and is taken away; {again}")
            else:
                kept.append(artifact)
        return kept
