"""Sphinx kept in memory, in a process of its own: after a save what changed is read again, and what cites it written again.

What comes of it is what reading everything anew would give (``tests/sphinxext/test_live.py``).
"""

from __future__ import annotations

import gc
import pickle
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx.application import ENV_PICKLE_FILENAME

from isacs_publish.processes import serve_parent
from isacs_publish.sphinxext.report import shown
from isacs_publish.sphinxext.run import Pages, Reading, leaving_out, sphinx
from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from collections.abc import Set

    from isacs_publish.matter import ModuleText
    from isacs_publish.model.finding import Finding
    from isacs_publish.model.manuscript import Manuscript
    from isacs_publish.model.numbering import Label
    from isacs_publish.model.printsource import PrintSource
    from isacs_publish.model.translation import ClauseCurrency, Message
    from isacs_publish.model.web_page import WebPage
    from isacs_publish.sphinxext.domain import ModuleRecord, StandardsDomain
    from isacs_publish.sphinxext.print_builder import PrintBuilder
    from isacs_publish.sphinxext.site_builder import SiteBuilder
    from isacs_publish.workspace import Workspace

READ, WRITTEN, PRINTED = "read", "written", "printed"
"""The steps of a document in which something may be found."""

NEW = (0, 0)
"""What is known of a file that is not there."""


@dataclass(frozen=True)
class Again:
    """What was read and written again, by module number or docname.

    ``numbers`` and ``documents`` are all that there are, ``sound`` the documents without errors, which alone have pages.
    """

    numbers: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()
    sound: frozenset[str] = frozenset()
    manuscripts: dict[str, Manuscript] = field(default_factory=dict)
    labels: dict[str, dict[str, Label]] = field(default_factory=dict)
    messages: dict[str, tuple[Message, ...]] = field(default_factory=dict)
    currency: dict[str, tuple[ClauseCurrency, ...]] = field(default_factory=dict)
    sources: dict[str, PrintSource] = field(default_factory=dict)
    bodies: dict[str, ModuleText] = field(default_factory=dict)
    pages: dict[str, WebPage] = field(default_factory=dict)
    files: dict[str, dict[str, bytes]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def after(self, former: Again) -> Again:
        """Return what stands now, with what was read before and is still there."""

        def whole(name: str, known: Set[str]) -> dict[str, Any]:
            both = getattr(former, name) | getattr(self, name)
            return {key: both[key] for key in sorted(both) if key in known}

        kept: dict[str, Any] = {name: whole(name, self.numbers) for name in ("manuscripts", "labels", "sources", "bodies")}
        kept |= {name: whole(name, self.documents) for name in ("messages", "currency")}
        kept |= {name: whole(name, self.sound) for name in ("pages", "files")}
        return replace(self, **kept)


@dataclass(frozen=True)
class LiveText:
    """The texts of a language as they are now, as ``read_modules`` and ``read_pages`` give them; ``written`` are new pages."""

    reading: Reading
    pages: Pages
    written: frozenset[str]


class LiveReader:
    """Reads the texts of a language again and again, with their print sources where they are to be typeset (``printing``).

    ``left_out`` are paths of sources that Sphinx must not see.
    """

    def __init__(self, workspace: Workspace, language: str, left_out: tuple[str, ...] = (), *, printing: bool = False) -> None:
        self.workspace, self.language, self.left_out, self.printing = workspace, language, left_out, printing
        self.pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=serve_parent)
        self.kept = Again()

    def read(self) -> LiveText:
        """Return the texts as they are now; raise ReadingFailed, or BrokenProcessPool where the process is gone."""
        again = self.pool.submit(_read_again, self.workspace, self.language, self.left_out, self.printing).result()
        self.kept = now = again.after(self.kept)
        reading = Reading(
            self.language,
            now.manuscripts,
            now.labels,
            now.sources,
            list(now.findings),
            self.left_out,
            now.messages,
            now.currency,
            now.bodies,
        )
        files = {path: content for shown in now.files.values() for path, content in shown.items()}
        return LiveText(reading, Pages(now.pages, dict(sorted(files.items())), []), frozenset(again.pages))

    def close(self) -> None:
        """End the process."""
        self.pool.shutdown(cancel_futures=True)


# In the process of its own


_LIVE: list[_Live] = []
"""The application of this process, once there is one."""


def _read_again(workspace: Workspace, language: str, left_out: tuple[str, ...], printing: bool) -> Again:
    if not _LIVE:
        _LIVE.append(_Live(workspace, language, left_out))
        if printing:
            _LIVE[0].prints()
    return _LIVE[0].read()


class _Live:
    """An application, what was found in each step of each document, and what each module offers to references."""

    def __init__(self, workspace: Workspace, language: str, left_out: tuple[str, ...]) -> None:
        self.project = workspace.project
        self.room = sphinx(workspace, "site", workspace.cache / "site" / language, language, 1, leaving_out(left_out))
        self.app, self.noted = self.room.__enter__()  # (for as long as the process lives)
        self.found: dict[tuple[str, str], tuple[Finding, ...]] = {}
        self.step = (READ, "")
        self.offers: dict[str, object] | None = None
        self.printer: PrintBuilder | None = None
        self.seen: dict[str, tuple[int, int]] = {}
        self.app.connect("env-get-outdated", lambda *_: self._saved())
        self.app.connect("env-purge-doc", lambda _app, _env, docname: self._begin(READ, docname))

    def prints(self) -> None:
        """Have print sources too from now on."""
        self.printer = cast("PrintBuilder", self.app.registry.create_builder(self.app, "print", self.app.env))
        self.printer.init()

    def read(self) -> Again:
        """Read what was saved, and write the pages that show it."""
        read, first = set(self.builder.read()), self.offers is None
        self._begin(READ, "")
        here = frozenset(self.app.env.found_docs & self.app.env.all_docs.keys())
        if first:  # (most was read before, and is kept between two starts)
            read |= here
            self._keep_environment()
        concerned = self._concerned(read, here)
        files = self._write(concerned)
        sources, bodies = self._print(concerned)
        self.found = {step: found for step, found in self.found.items() if step[1] in here or not step[1]}
        faulty = {docname for (_, docname), found in self.found.items() if any(finding.is_error for finding in found)}
        pages = {docname: page for docname, page in self.builder.pages.items() if docname not in faulty}
        findings = tuple(finding for found in self.found.values() for finding in found)
        records = {number: record for number, record in self.domain.modules.items() if record.docname in read}
        return Again(
            frozenset(self.domain.modules),
            here,
            here - faulty,
            {number: shown(record.manuscript, self.project) for number, record in records.items()},
            {number: record.labels for number, record in records.items()},
            {docname: found for docname, found in self.domain.messages.items() if docname in read},
            {docname: found for docname, found in self.domain.currency.items() if docname in read},
            sources,
            bodies,
            pages,
            files,
            findings,
        )

    @property
    def builder(self) -> SiteBuilder:
        return cast("SiteBuilder", self.app.builder)

    @property
    def domain(self) -> StandardsDomain:
        return cast("StandardsDomain", self.app.env.domains["isacs"])

    def _begin(self, step: str, docname: str) -> None:
        """Have what is found from now on belong to a step of a document, in the place of what was found in it before."""
        self.found[self.step] = (*self.found.get(self.step, ()), *self.noted)
        self.noted.clear()
        self.step = (step, docname)
        self.found[self.step] = ()

    def _saved(self) -> list[str]:
        """Return the documents that are other files than before, or rest on such.

        Sphinx compares the time of a file with the time at which it was read, by clocks that differ by some milliseconds; what
        is seen for the first time is left to it.
        """
        before, env = self.seen, self.app.env
        rests_on = {docname: [env.doc2path(docname), *self._dependencies(docname)] for docname in sorted(env.found_docs)}
        self.seen = {str(path): _facts(path) for paths in rests_on.values() for path in paths}
        changed = {path for path, facts in self.seen.items() if before.get(path, facts) != facts}
        return [docname for docname, paths in rests_on.items() if not changed.isdisjoint(map(str, paths))]

    def _dependencies(self, docname: str) -> list[Path]:
        return [Path(self.app.srcdir, name) for name in sorted(self.app.env.dependencies.get(docname, ()))]

    def _keep_environment(self) -> None:
        """Keep what was read at first for the next start, which reads what changed since."""
        kept = pickle.dumps(self.app.env, pickle.HIGHEST_PROTOCOL)
        write_atomically(Path(self.app.doctreedir, ENV_PICKLE_FILENAME), kept)
        gc.collect()
        gc.freeze()  # (what stays is not looked through again and again)

    def _concerned(self, read: Set[str], here: frozenset[str]) -> frozenset[str]:
        """Return the documents whose pages may have changed: all, where a module offers other things than before."""
        former, self.offers = self.offers, {number: _offer(record) for number, record in self.domain.modules.items()}
        gone = {docname for _, docname in self.found if docname} - here
        if former != self.offers or gone:
            return here
        beside = here - self.domain.catalogue.by_docname.keys() if read else frozenset()
        return (here & read) | beside  # (pages beside the modules tell of all modules)

    def _write(self, docnames: frozenset[str]) -> dict[str, dict[str, bytes]]:
        """Have the builder hold the pages of some documents, and return the pictures of each."""
        self.app.env._pickled_doctree_cache.clear()  # (Sphinx reads once and does not expect that texts change)
        self.builder.pages = {}
        self.builder.prepare_writing(docnames)
        files: dict[str, dict[str, bytes]] = {}
        for docname in sorted(docnames):
            self._begin(WRITTEN, docname)
            faulty = any(finding.is_error for finding in self.found.get((READ, docname), ()))
            self.app.config.isacs_withheld = (docname,) if faulty else ()  # (a text with errors may hold anything)
            self.builder.files = files[docname] = {}
            self.builder._write_serial([docname])  # (``write`` would take more than this document)
        self._begin(WRITTEN, "")
        return files

    def _print(self, docnames: frozenset[str]) -> tuple[dict[str, PrintSource], dict[str, ModuleText]]:
        """Return the print sources of the modules among some documents, and their bodies, where they are wanted."""
        if self.printer is None:
            return {}, {}
        site = self.builder
        self.printer.sources, self.printer.bodies = {}, {}
        self.app.builder = self.printer
        try:
            self.printer.prepare_writing(docnames)
            for docname in sorted(docnames & self.domain.catalogue.by_docname.keys()):
                self._begin(PRINTED, docname)
                if not any(finding.is_error for finding in self.found.get((READ, docname), ())):
                    self.printer._write_serial([docname])
        finally:
            self.app.builder = site
        self._begin(PRINTED, "")
        return self.printer.sources, self.printer.bodies


def _facts(path: Path) -> tuple[int, int]:
    """Return time (ns) and size of a file, nothing of one that is not there."""
    try:
        facts = path.stat()
    except OSError:
        return NEW
    return facts.st_mtime_ns, facts.st_size


def _offer(record: ModuleRecord) -> object:
    """Return what other documents take from a module: numbers, terms, titles, and what was withdrawn."""
    withdrawn = {unit.anchor: unit.withdrawn for unit in record.text.units if unit.withdrawn}
    return record.docname, record.labels, record.terms, record.titles, withdrawn
