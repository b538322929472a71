"""Makes the website again: only the languages whose texts may have changed are read, the others stay in memory."""

from __future__ import annotations

import time
import traceback
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from jinja2 import TemplateError, TemplateSyntaxError

from isacs_publish.model.address import address
from isacs_publish.model.finding import Finding, Place, in_order
from isacs_publish.preview.board import Bulletin
from isacs_publish.preview.watching import saves, seen, sources_seen
from isacs_publish.preview.whereabouts import Whereabouts
from isacs_publish.publish import ALL, Build, NoSuchLanguage, Request, check, load_catalogue, require_published
from isacs_publish.selection import WEB, NotSelectable, select
from isacs_publish.site.pagefind import IndexingFailed
from isacs_publish.site.site import SiteText
from isacs_publish.site.writing import site_of, write
from isacs_publish.sphinxext.run import ReadingFailed, read_pages
from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from threading import Event

    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.preview.board import Board
    from isacs_publish.preview.whereabouts import Shown
    from isacs_publish.workspace import Workspace

STAYS = "the pages stay as they were; mend what the message names, and save"


class Preview:
    """The website of a project; ``words`` and ``language`` as on the command line.

    ``texts`` are what the site is made of, with the last good pages of modules that are withheld, ``read`` as they were read.
    """

    def __init__(self, workspace: Workspace, words: tuple[str, ...] = (), language: str = "en", jobs: int = 1) -> None:
        self.workspace, self.words, self.language, self.jobs = workspace, words, language, jobs
        self.texts: dict[str, SiteText] = {}
        self.read: dict[str, SiteText] = {}
        self.told: dict[str, list[Finding]] = {}
        self.outdated: set[str] = set()

    @property
    def revision(self) -> str:
        """A name for the files as they stand, the same as long as none is written; empty before the first."""
        files = seen(self.workspace.site)
        return sha256(repr(sorted(files.items())).encode()).hexdigest()[:16] if files else ""

    def make(self, changed: Collection[str] = ()) -> tuple[Shown, ...]:
        """Make the website after some files were changed (none named: any) and return all findings; nothing is raised.

        Where the website cannot be made, its files stay as they were.
        """
        self.outdated |= {language for language in self.texts if self._concerns(changed, language)}
        try:
            findings = self._make()
        except (NoSuchLanguage, NotSelectable) as error:
            findings = [self._general("not-selected", str(error), "call isacs serve again with what the catalogue has")]
        except TemplateError as error:
            findings = [*self._all_told(), self._of_template(error)]
        except IndexingFailed as error:
            findings = [
                *self._all_told(),
                self._general("search-not-indexed", str(error), "install the packages of the project again"),
            ]
        except Exception as error:  # (the preview goes on: the next save may mend it)
            findings = [*self._all_told(), self._internal(error)]
        return self._shown(in_order(findings))

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

    # Steps

    def _make(self) -> list[Finding]:
        catalogue, findings = load_catalogue(self.workspace)
        if catalogue is None:
            return findings
        select(catalogue, self.words)
        languages = languages_asked(catalogue, self.language)
        for kept in self.texts.keys() - set(languages):
            del self.texts[kept], self.read[kept], self.told[kept]
        for language in languages:
            if language in self.outdated or language not in self.texts:
                self.told[language] = self._read(catalogue, language)
                self.outdated.discard(language)
        return [*self._all_told(), *self._write(catalogue, languages)]

    def _concerns(self, changed: Collection[str], language: str) -> bool:
        """Tell whether one of some files may change the text in a language: no template, no translation into another one."""
        workspace = self.workspace
        others = [workspace.sources / "locale" / code for code in self.texts if code != language]
        without = tuple(
            f"{folder}/" for folder in (*others, workspace.theme / "site", workspace.theme / "static", workspace.releases)
        )
        return not changed or not all(path.startswith(without) for path in changed)

    def _read(self, catalogue: Catalogue, language: str) -> list[Finding]:
        """Read a text and its pages; return what was found. A text that cannot be read stays as it was."""
        build = Build(self.workspace, Request((), language, (WEB,)), catalogue, lambda *_: None)
        build.report.findings, reading = check(self.workspace, language, self.jobs, printing=False)
        if reading is None:
            return build.report.findings
        try:
            withheld = build.withheld_documents()
            pages = read_pages(self.workspace, language, withheld, reading.left_out)
        except ReadingFailed as error:
            return [*build.report.findings, Finding("unreadable", Place(error.path), str(error), STAYS)]
        self.read[language] = SiteText(build.catalogue, replace(reading, messages={}), pages.pages, pages.files)
        self.texts[language] = last_good(self.texts.get(language), self.read[language], withheld)
        return [*build.report.findings, *pages.findings]

    def _write(self, catalogue: Catalogue, languages: Collection[str]) -> list[Finding]:
        texts = {language: self.texts[language] for language in languages if language in self.texts}
        if not texts:
            return []
        site, findings = site_of(self.workspace, catalogue, texts, ())
        write(self.workspace.site, site, self.jobs)
        return findings

    # Findings

    def _all_told(self) -> list[Finding]:
        return [finding for findings in self.told.values() for finding in findings]

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


def keep_up(preview: Preview, board: Board, ended: Event, told: Callable[[Collection[Shown], float], None]) -> None:
    """Make the website now and after each save, and post how it stands, until ``ended`` is set.

    ``told`` is called each time with all findings, and how many seconds it took.
    """

    def make(changed: Collection[str] = ()) -> None:
        start = time.perf_counter()
        board.post(replace(board.present, building=True))
        findings = preview.make(changed)
        board.post(Bulletin(building=False, revision=preview.revision, findings=findings))
        told(findings, time.perf_counter() - start)

    before = sources_seen(preview.workspace)
    make()
    for changed in saves(preview.workspace, ended, before):
        make(changed)


def languages_asked(catalogue: Catalogue, asked: str) -> tuple[str, ...]:
    """Return the languages that a text names, ``fr``, ``fr,ar`` or ``all``, each once; raise NoSuchLanguage."""
    languages = catalogue.languages.published if asked == ALL else tuple(dict.fromkeys(asked.split(",")))
    for language in languages:
        require_published(catalogue, language)
    return languages
