"""The messages of all sources, read once: what there is to translate, where, and which sources cannot be trusted for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isacs_publish.catalogue_file import read_catalogue
from isacs_publish.model.catalogue_messages import NAME, catalogue_messages
from isacs_publish.model.finding import Finding, Place, in_order
from isacs_publish.model.numbering import Label
from isacs_publish.selection import select
from isacs_publish.sources import faults_of_sources
from isacs_publish.sphinxext.run import ReadingFailed, read_modules
from isacs_publish.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.model.text import Text
    from isacs_publish.model.translation import Message
    from isacs_publish.sphinxext.run import Reading
    from isacs_publish.workspace import Workspace


@dataclass(frozen=True)
class Clause:
    """What readers call a clause: its label, empty where it has none, and its title."""

    label: str
    title: str

    def __str__(self) -> str:
        return " ".join(filter(None, (self.label, self.title)))


@dataclass(frozen=True)
class SourceMessages:
    """What there is to translate, by source, and the names of its clauses by anchor; ``faulty`` are sources with errors.

    ``folder`` is the folder of the sources as findings name it.
    """

    catalogue: Catalogue
    messages: Mapping[str, tuple[Message, ...]]
    clauses: Mapping[str, Mapping[str, Clause]]
    faulty: frozenset[str]
    findings: tuple[Finding, ...]
    folder: str

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that are translated into."""
        return tuple(each for each in self.catalogue.languages.published if each != self.catalogue.languages.source)

    def name(self, docname: str) -> str:
        """Return the short name of a source: the number of a module, else its path."""
        module = self.catalogue.by_docname.get(docname)
        return module.number if module else docname.removesuffix("/index")

    def selected(self, selection: tuple[str, ...]) -> frozenset[str]:
        """Return the sources that words select, by number of module or series or by short name, all when there are no words.

        Raise NotSelectable.
        """
        names = {self.name(docname): docname for docname in self.messages}
        if not selection:
            return frozenset(self.messages)
        chosen = {names[word] for word in selection if word in names}
        if others := tuple(word for word in selection if word not in names or word in self.series):
            chosen |= {module.docname for module in select(self.catalogue, others).modules}
        return frozenset(chosen)

    def about(self, docnames: frozenset[str]) -> tuple[Finding, ...]:
        """Return the findings that concern some sources."""
        return tuple(each for each in self.findings if any(_concerns(each, docname, self.folder) for docname in docnames))

    def clause(self, docname: str, anchor: str) -> str:
        """Return the name of a clause: label and title, its anchor where it has none, that of the source before all clauses."""
        named = self.clauses.get(docname, {}).get(anchor)
        return f"{named or anchor}" or self.name(docname)

    @property
    def series(self) -> frozenset[str]:
        """The numbers of the series, whose pages have the same names."""
        return frozenset(each.number for each in self.catalogue.series)


def read_messages(workspace: Workspace, jobs: int) -> tuple[SourceMessages | None, list[Finding]]:
    """Return what there is to translate, with the findings of sources that hold errors; None where nothing can be read."""
    catalogue, findings = read_catalogue(workspace.catalogue, workspace.shown(workspace.catalogue))
    if catalogue is None:
        return None, findings
    faults = dict(faults_of_sources(workspace, catalogue))
    try:
        reading = read_modules(workspace, catalogue.languages.source, jobs, tuple(faults), printing=False)
    except ReadingFailed as error:
        return None, [Finding("unreadable", Place(error.path), str(error), "mend what the message names")]
    errors = in_order(finding for finding in (*faults.values(), *reading.findings) if finding.is_error)
    folder = workspace.shown(workspace.sources)
    messages = {NAME: catalogue_messages(catalogue), **reading.messages}
    faulty = frozenset(docname for docname in messages if any(_concerns(error, docname, folder) for error in errors))
    found = SourceMessages(catalogue, messages, dict(_clauses(catalogue, reading)), faulty, tuple(errors), folder)
    return found, errors


def _concerns(error: Finding, docname: str, folder: str) -> bool:
    """Tell whether an error stands in a source, or beside the source of a module."""
    beside = docname.count("/") == 2 and error.place.path.startswith(f"{folder}/{docname.removesuffix('index')}")
    return beside or error.place.path == f"{folder}/{docname}.rst"


def _clauses(catalogue: Catalogue, reading: Reading) -> Iterator[tuple[str, dict[str, Clause]]]:
    for number, text in reading.texts.items():
        if module := catalogue.modules.get(number):
            yield module.docname, dict(_named(text))


def _named(text: Text) -> Iterator[tuple[str, Clause]]:
    fixed = words(text.language)
    for unit in text.units:
        label = fixed.heading(Label(unit.kind, unit.number)) if unit.number else ""
        yield unit.anchor, Clause(label, unit.title)
