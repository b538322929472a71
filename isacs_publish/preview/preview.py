"""Makes the website again after each save: first the pages of what was saved, then all that follows from it."""

from __future__ import annotations

import time
import traceback
from dataclasses import replace
from hashlib import sha256
from threading import Condition, Lock, Thread
from typing import TYPE_CHECKING

from jinja2 import TemplateError, TemplateSyntaxError

from isacs_publish.model.address import address
from isacs_publish.model.finding import Finding, Place, in_order
from isacs_publish.preview.board import Bulletin
from isacs_publish.preview.printing import Printing
from isacs_publish.preview.watching import saves, seen, sources_seen
from isacs_publish.preview.whereabouts import Whereabouts
from isacs_publish.publish import ALL, Build, NoSuchLanguage, Request, judge, load_catalogue, require_published
from isacs_publish.selection import WEB, NotSelectable, select
from isacs_publish.site.module_pages import ModulePages
from isacs_publish.site.pagefind import IndexingFailed
from isacs_publish.site.rendering import Renderer
from isacs_publish.site.site import SiteText
from isacs_publish.site.writing import files_now, put, site_of
from isacs_publish.sources import faults_of_sources
from isacs_publish.sphinxext.live import LiveReader
from isacs_publish.sphinxext.run import ReadingFailed
from isacs_publish.translations import catalogue_in
from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from threading import Event

    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.preview.board import Board
    from isacs_publish.preview.whereabouts import Shown
    from isacs_publish.site.site import Site
    from isacs_publish.sphinxext.run import Reading
    from isacs_publish.workspace import Workspace

TEXTS = (".rst", ".po", ".svg", ".png", ".jpg", ".jpeg")
"""The endings of files whose change Sphinx notices by itself; after any other it begins anew."""

TITLES = "/catalogue.po"
"""The translation of the catalogue, which is read at the beginning."""

STAYS = "the pages stay as they were; mend what the message names, and save"


class Preview:
    """The website of a project; ``words`` and ``language`` as on the command line.

    After a save ``refresh`` reads what changed and writes its pages at once, ``complete`` judges all texts and writes the whole
    site. ``texts`` are what the site is made of, with the last good pages of modules that are withheld; ``read`` are the texts
    as they were read, ``good`` those of the last site that was whole. ``told`` are the findings of reading, ``judged`` all
    others. With ``printing`` what is selected is typeset as well (``typeset``).
    """

    def __init__(
        self,
        workspace: Workspace,
        words: tuple[str, ...] = (),
        language: str = "en",
        jobs: int = 1,
        *,
        printing: bool = False,
    ) -> None:
        self.workspace, self.words, self.language, self.jobs = workspace, words, language, jobs
        self.printing = Printing(workspace, words, jobs) if printing else None
        self.printed: dict[str, list[Finding]] = {}
        self.unprinted: set[str] = set()
        self.readers: dict[str, LiveReader] = {}
        self.texts: dict[str, SiteText] = {}
        self.good: dict[str, SiteText] = {}
        self.read: dict[str, SiteText] = {}
        self.told: dict[str, list[Finding]] = {}
        self.judged: dict[str, list[Finding]] = {}
        self.reading: dict[str, Reading] = {}
        self.catalogue: Catalogue | None = None
        self.site: Site | None = None
        self.outdated: set[str] = set()
        self.state = 0
        self.writing = Lock()

    @property
    def revision(self) -> str:
        """A name for the files as they stand, the same as long as none is written; empty before the first."""
        files = seen(self.workspace.site)
        return sha256(repr(sorted(files.items())).encode()).hexdigest()[:16] if files else ""

    def make(self, changed: Collection[str] = ()) -> tuple[Shown, ...]:
        """Make the website after some files were changed (none named: any) and return all findings; nothing is raised.

        Where the website cannot be made, its files stay as they were.
        """
        if (found := self.refresh(changed)) is not None or (found := self.typeset()) is not None:
            return found
        return self.complete() or ()

    def close(self) -> None:
        """End the processes that read, and those that typeset."""
        if self.printing:
            self.printing.close()
        for reader in self.readers.values():
            reader.close()
        self.readers.clear()

    def opening(self) -> str:
        """Return the address of the page to begin with: of the first module that is selected, else of home.

        Raise NotSelectable or NoSuchLanguage.
        """
        catalogue, _ = load_catalogue(self.workspace)
        if catalogue is None:
            return ""
        language, *_others = languages_asked(catalogue, self.language)
        modules = select(catalogue, self.words).modules
        return f"{address(modules[0], language)}index.html" if self.words and modules else ""

    # At once

    def refresh(self, changed: Collection[str] = ()) -> tuple[Shown, ...] | None:
        """Read what was changed, and write its pages; return None, or the findings for which no site can be made."""
        with self.writing:
            self.state += 1
        self.outdated |= {language for language in self.texts if self._concerns(changed, language)}
        return self._guarded(lambda: self._refresh(changed))

    def _guarded(self, work: Callable[[], list[Finding] | None]) -> tuple[Shown, ...] | None:
        """Return what some work finds; what it raises is a finding too, and the files stay as they were."""
        try:
            findings = work()
        except (NoSuchLanguage, NotSelectable) as error:
            findings = [self._general("not-selected", str(error), "call isacs serve again with what the catalogue has")]
        except TemplateError as error:
            findings = [*self._all_found(), self._of_template(error)]
        except IndexingFailed as error:
            hint = "install the packages of the project again"
            findings = [*self._all_found(), self._general("search-not-indexed", str(error), hint)]
        except Exception as error:  # (the preview goes on: the next save may mend it)
            self.close()
            findings = [*self._all_found(), self._internal(error)]
        return None if findings is None else self._shown(in_order(findings))

    def _refresh(self, changed: Collection[str]) -> list[Finding] | None:
        catalogue, findings = load_catalogue(self.workspace)
        if catalogue is None:
            return findings
        select(catalogue, self.words)
        languages = languages_asked(catalogue, self.language)
        for language in self.texts.keys() - set(languages):
            self._forget(language)
        if not self._is_text(changed):
            self.close()
        for language in languages:
            if language in self.outdated or language not in self.texts:
                self._read(catalogue, language)
        self.catalogue = catalogue
        return None

    def _is_text(self, changed: Collection[str]) -> bool:
        """Tell whether files are texts of modules or pages and their translations, which Sphinx reads again as it is."""
        inside = f"{self.workspace.sources}/"
        texts = {path for path in changed if path.startswith(inside) and path.endswith(TEXTS) and not path.endswith(TITLES)}
        return bool(changed) and texts == set(changed)

    def _concerns(self, changed: Collection[str], language: str) -> bool:
        """Tell whether one of some files may change the text in a language: no template, no translation into another one."""
        workspace = self.workspace
        others = [workspace.sources / "locale" / code for code in self.texts if code != language]
        without = tuple(
            f"{folder}/" for folder in (*others, workspace.theme / "site", workspace.theme / "static", workspace.releases)
        )
        return not changed or not all(path.startswith(without) for path in changed)

    def _read(self, catalogue: Catalogue, language: str) -> None:
        """Read a text again, and write the pages of modules that are new; a text that cannot be read stays as it was."""
        faulty = dict(faults_of_sources(self.workspace, catalogue))
        self.told[language] = list(faulty.values())
        try:
            live = self._reader(language, tuple(faulty)).read()
        except ReadingFailed as error:
            self.told[language].append(Finding("unreadable", Place(error.path), str(error), STAYS))
            self.readers.pop(language).close()
            return
        self.told[language] += live.reading.findings
        self.outdated.discard(language)
        said = catalogue_in(catalogue, self.workspace.sources, language)
        self.read[language] = SiteText(said, replace(live.reading, messages={}), live.pages.pages, live.pages.files)
        self.reading[language] = live.reading
        self.unprinted.add(language)
        self._show(language, self.texts.get(language), live.written)

    def _reader(self, language: str, left_out: tuple[str, ...]) -> LiveReader:
        """Return what reads a language; a new one where other sources are to be left out."""
        reader = self.readers.get(language)
        if reader is None or reader.left_out != left_out:
            if reader:
                reader.close()
            reader = self.readers[language] = LiveReader(self.workspace, language, left_out, printing=self.printing is not None)
        return reader

    def _show(self, language: str, former: SiteText | None, written: Collection[str]) -> None:
        """Take over a text that was read, and write the pages of modules that were written again, once there is a site."""
        text = self.read[language]
        withheld = {module.docname for module in text.catalogue.modules.values()} - text.pages.keys()
        self.texts = {**self.texts, language: last_good(former, text, withheld)}
        if self.site is None:
            return
        self.site = self.site.with_texts(self.texts)
        pages = ModulePages(self.site, Renderer(self.site))
        with self.writing:
            for page in self.texts[language].modules.values():
                if page.docname in written:
                    path, content = pages.page(self.texts[language], page)
                    write_atomically(self.workspace.site / path, content)

    def _forget(self, language: str) -> None:
        for kept in (self.texts, self.read, self.told, self.judged, self.reading, self.printed):
            kept.pop(language, None)
        if reader := self.readers.pop(language, None):
            reader.close()

    # PDFs

    def typeset(self) -> tuple[Shown, ...] | None:
        """Typeset what is selected and was read again; return None, or the findings for which nothing can be made."""
        return self._guarded(self._typeset)

    def _typeset(self) -> None:
        if self.printing is None or self.catalogue is None:
            return
        for language in sorted(self.unprinted):
            self.unprinted.discard(language)
            self.printed[language] = self.printing.make(self.catalogue, self.reading[language], self.told[language])

    # All

    def complete(self) -> tuple[Shown, ...] | None:
        """Judge all texts and write the whole site; return all findings, None where a later save has overtaken this."""
        state, catalogue = self.state, self.catalogue
        return self._guarded(lambda: self._complete(state, catalogue) if catalogue else [])

    def _complete(self, state: int, catalogue: Catalogue) -> list[Finding] | None:
        texts = {}
        for language, text in list(self.read.items()):
            if self.state != state:
                return None
            self.judged[language] = judge(self.workspace, catalogue, self.reading[language])
            texts[language] = last_good(self.good.get(language), text, self._withheld(text))
        if not texts:
            return self._all_found()
        ordered = {language: texts[language] for language in languages_asked(catalogue, self.language) if language in texts}
        made = self.printing.artifacts if self.printing else {}
        files_made = tuple(artifact for artifacts in made.values() for artifact in artifacts)
        site, findings = site_of(self.workspace, catalogue, ordered, files_made)
        files = files_now(site, self.jobs)
        with self.writing:
            if self.state != state:
                return None
            put(self.workspace.site, site, files)
            self.texts = self.good = ordered
            self.site = site
        return [*self._all_found(), *findings]

    def _withheld(self, text: SiteText) -> set[str]:
        """Return the documents with errors, in themselves or in their translation."""
        build = Build(self.workspace, Request((), text.language, (WEB,)), text.catalogue, lambda *_: None)
        build.report.findings = [*self.told[text.language], *self.judged[text.language]]
        return build.withheld_documents()

    # Findings

    def _all_found(self) -> list[Finding]:
        return [
            finding for found in (self.told, self.judged, self.printed) for findings in found.values() for finding in findings
        ]

    def _shown(self, findings: list[Finding]) -> tuple[Shown, ...]:
        """Return findings at their places, of modules only those that the words select."""
        whereabouts = Whereabouts(self.workspace, self.read)
        return tuple(shown for shown in map(whereabouts.of, findings) if not shown.module or self._selects(shown.module))

    def _selects(self, number: str) -> bool:
        return not self.words or number in self.words or number.partition(".")[0] in self.words

    def _general(self, code: str, message: str, hint: str) -> Finding:
        return Finding(code, Place(self.workspace.shown(self.workspace.catalogue)), message, hint)

    def _of_template(self, error: TemplateError) -> Finding:
        line = error.lineno if isinstance(error, TemplateSyntaxError) else 0
        name = getattr(error, "name", None) or ""
        return Finding("template", Place(self.workspace.shown(self.workspace.theme / "site" / name), line), str(error), STAYS)

    def _internal(self, error: Exception) -> Finding:
        log = self.workspace.cache / "error.log"
        write_atomically(log, "".join(traceback.format_exception(error)).encode(errors="backslashreplace"))
        return self._general(
            "preview-failed", f"a fault in the program: {error!r}", f"please report it with {self.workspace.shown(log)}"
        )


def last_good(former: SiteText | None, text: SiteText, withheld: Collection[str]) -> SiteText:
    """Return a text with the former pages of withheld documents, and with the words and numbers that belong to them."""
    modules = text.catalogue.modules
    kept = {
        number: page
        for number, page in (former.modules if former else {}).items()
        if number in modules
        and page.docname in withheld
        and page.address == f"{address(modules[number], text.language)}index.html"
    }
    if not former or not kept:
        return text
    before, now = former.reading, text.reading
    reading = replace(
        now,
        manuscripts=now.manuscripts | {number: before.manuscripts[number] for number in kept},
        labels=now.labels | {number: before.labels[number] for number in kept},
        currency=now.currency
        | {page.docname: before.currency.get(page.docname, ()) for page in kept.values() if before.currency},
    )
    pages = {**text.pages, **{page.docname: page for page in kept.values()}}
    return replace(text, reading=reading, pages=dict(sorted(pages.items())), files={**former.files, **text.files})


class Newest(Thread):
    """Does, in a thread of its own, the newest of the works it is given; what was given before that and not begun is left."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._given = Condition()
        self._work: Callable[[], None] | None = None
        self._ends = False
        self.start()

    def give(self, work: Callable[[], None]) -> None:
        """Have some work done."""
        with self._given:
            self._work = work
            self._given.notify()

    def end(self) -> None:
        """Have nothing more done; wait for what is being done."""
        with self._given:
            self._ends, self._work = True, None
            self._given.notify()
        self.join()

    def run(self) -> None:
        """Do what is given."""
        while True:
            with self._given:
                self._given.wait_for(lambda: self._work or self._ends)
                work, self._work = self._work, None
            if work is None:
                return
            work()


def keep_up(preview: Preview, board: Board, ended: Event, told: Callable[[Collection[Shown], float], None]) -> None:
    """Make the website now and after each save, and post how it stands, until ``ended`` is set.

    Pages of what was saved are posted at once; what all texts together want is made after that, unless another save comes
    first.
    ``told`` is called each time all is made, with all findings, and how many seconds it took.
    """
    newest = Newest()

    def finish(findings: tuple[Shown, ...] | None, start: float) -> None:
        if findings is not None:
            board.post(Bulletin(building=False, revision=preview.revision, findings=findings))
            told(findings, time.perf_counter() - start)

    def all_made() -> tuple[Shown, ...] | None:
        return found if (found := preview.typeset()) is not None else preview.complete()

    def make(changed: Collection[str] = ()) -> None:
        start = time.perf_counter()
        board.post(replace(board.present, building=True))
        findings = preview.refresh(changed)
        if findings is not None:
            finish(findings, start)
            return
        if (revision := preview.revision) != board.present.revision:
            board.post(replace(board.present, revision=revision))
        newest.give(lambda: finish(all_made(), start))

    before = sources_seen(preview.workspace)
    try:
        make()
        for changed in saves(preview.workspace, ended, before):
            make(changed)
    finally:
        newest.end()
        preview.close()


def languages_asked(catalogue: Catalogue, asked: str) -> tuple[str, ...]:
    """Return the languages that a text names, ``fr``, ``fr,ar`` or ``all``, each once; raise NoSuchLanguage."""
    languages = catalogue.languages.published if asked == ALL else tuple(dict.fromkeys(asked.split(",")))
    for language in languages:
        require_published(catalogue, language)
    return languages
