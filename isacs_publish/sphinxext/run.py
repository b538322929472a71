"""Runs Sphinx for the pipeline: reads modules into print sources and into pages. Nothing of Sphinx leaves here."""

from __future__ import annotations

import io
import logging
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from glob import escape
from typing import TYPE_CHECKING, Any, cast

from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils
from sphinx.util.logging import NAMESPACE, WarningLogRecordTranslator, WarningSuppressor

from isacs_publish.model.finding import Finding, Place
from isacs_publish.model.translation import TranslationState
from isacs_publish.sphinxext.report import FindingLog, shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from isacs_publish.matter import ModuleText
    from isacs_publish.model.catalogue import Module
    from isacs_publish.model.manuscript import Manuscript
    from isacs_publish.model.numbering import Label
    from isacs_publish.model.outline import Outline
    from isacs_publish.model.printsource import PrintSource
    from isacs_publish.model.text import Text
    from isacs_publish.model.translation import ClauseCurrency, Message
    from isacs_publish.model.web_page import WebPage
    from isacs_publish.sphinxext.domain import StandardsDomain
    from isacs_publish.sphinxext.print_builder import PrintBuilder
    from isacs_publish.sphinxext.site_builder import SiteBuilder
    from isacs_publish.workspace import Workspace


@dataclass(frozen=True)
class Reading:
    """What Sphinx's side knows of the modules in one language: manuscripts, labels, print sources; all findings."""

    language: str
    manuscripts: dict[str, Manuscript]
    labels: dict[str, dict[str, Label]]
    sources: dict[str, PrintSource]
    findings: list[Finding]
    left_out: tuple[str, ...] = ()
    messages: dict[str, tuple[Message, ...]] = field(default_factory=dict)
    currency: dict[str, tuple[ClauseCurrency, ...]] = field(default_factory=dict)
    bodies: dict[str, ModuleText] = field(default_factory=dict)

    @cached_property
    def outlines(self) -> dict[str, Outline]:
        """The outlines by number."""
        return {number: manuscript.outline for number, manuscript in self.manuscripts.items()}

    def translation_state(self, modules: Iterable[Module]) -> TranslationState | None:
        """Return how the translation of some modules stands, None in the language of the source."""
        clauses = [clause for module in modules for clause in self.currency.get(module.docname, ())]
        return TranslationState.of(clauses) if self.currency else None

    @cached_property
    def texts(self) -> dict[str, Text]:
        """The words by number."""
        return {number: manuscript.text for number, manuscript in self.manuscripts.items()}


def read_modules(
    workspace: Workspace, language: str, jobs: int, left_out: tuple[str, ...] = (), *, printing: bool = True
) -> Reading:
    """Read and number every module but those left out, and return their print sources, none where nothing is to be printed."""
    settings, builder = leaving_out(left_out), "print" if printing else "check"
    with sphinx(workspace, builder, workspace.build / "print" / language, language, jobs, settings) as (app, findings):
        app.build()
        domain = cast("StandardsDomain", app.env.domains["isacs"])
        records = domain.modules
        sources = dict(sorted(cast("PrintBuilder", app.builder).sources.items())) if printing else {}
        bodies = dict(sorted(cast("PrintBuilder", app.builder).bodies.items())) if printing else {}
        manuscripts = {number: shown(record.manuscript, workspace.project) for number, record in records.items()}
        labels = {number: record.labels for number, record in records.items()}
        messages, currency = dict(sorted(domain.messages.items())), dict(sorted(domain.currency.items()))
    return Reading(language, manuscripts, labels, sources, findings, left_out, messages, currency, bodies)


def leaving_out(paths: tuple[str, ...]) -> dict[str, Any]:
    """Return the settings of Sphinx that leave out sources by their paths."""
    return {"isacs_left_out": [escape(path) for path in paths]} if paths else {}


@dataclass(frozen=True)
class Pages:
    """The pages of the website in one language by docname, the pictures they show by path below the site, the findings."""

    pages: dict[str, WebPage]
    files: dict[str, bytes]
    findings: list[Finding]


def read_pages(workspace: Workspace, language: str, withheld: set[str], left_out: tuple[str, ...] = ()) -> Pages:
    """Return the pages of the website but those of withheld documents, from what ``read_modules`` has read."""
    settings = {"isacs_withheld": tuple(sorted(withheld)), **leaving_out(left_out)}
    with sphinx(workspace, "site", workspace.cache / "site" / language, language, 1, settings) as (app, findings):
        builder = cast("SiteBuilder", app.builder)
        builder.write_what_was_read()
    return Pages(dict(sorted(builder.pages.items())), dict(sorted(builder.files.items())), findings)


@contextmanager
def sphinx(
    workspace: Workspace, builder: str, out: Path, language: str, jobs: int, settings: dict[str, Any] | None = None
) -> Iterator[tuple[Sphinx, list[Finding]]]:
    """Yield an application and the list its findings go into; what it raises becomes a finding too."""
    findings: list[Finding] = []
    loud = io.StringIO()
    folders = (workspace.sources, workspace.project, out, workspace.cache / "doctrees" / language)
    overrides = {"language": language, "isacs_rules": False, **(settings or {})}
    try:
        with patch_docutils(workspace.project), docutils_namespace():
            app = Sphinx(*folders, builder, overrides, status=None, warning=loud, parallel=jobs)
            findings += [Finding("sphinx", Place("conf.py"), line) for line in loud.getvalue().splitlines() if line.strip()]
            with collecting(app, workspace.project, findings):
                yield app, findings
    except SphinxError as error:
        at_fault = "conf.py" if "configuration file" in str(error) else workspace.shown(workspace.sources)
        raise ReadingFailed(at_fault, str(error)) from error


@contextmanager
def collecting(app: Sphinx, project: Path, findings: list[Finding]) -> Iterator[None]:
    """Collect what an application logs into a list of findings."""
    log = FindingLog(project, findings, app.env)
    log.addFilter(WarningSuppressor(app))
    log.addFilter(WarningLogRecordTranslator(app))
    logger = logging.getLogger(NAMESPACE)
    logger.addHandler(log)
    try:
        yield
    finally:
        logger.removeHandler(log)


class ReadingFailed(RuntimeError):
    """Sphinx could not read the project at all; the message says why, ``path`` where to look."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(" ".join(message.split()))
        self.path = path

    def __reduce__(self) -> tuple[type[ReadingFailed], tuple[str, str]]:
        """Let it come from another process as it is."""
        return type(self), (self.path, str(self))
