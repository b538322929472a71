"""Compares two texts of a module by their names: recorded versions, the working text, or a text of the version control."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from isacs_publish.exports.difference_html import page
from isacs_publish.exports.difference_json import as_json
from isacs_publish.exports.difference_shown import Shown, shown
from isacs_publish.exports.difference_terminal import terminal
from isacs_publish.forms import verbal_forms
from isacs_publish.model.declared import faults_of_editing
from isacs_publish.model.difference import Difference, declared_between, difference
from isacs_publish.model.finding import Finding, Place
from isacs_publish.model.identifier import Identifier, NotAnIdentifier, Version, letter
from isacs_publish.publish import NoSuchLanguage, check, load_catalogue, require_published
from isacs_publish.register_file import read_registers, register_path
from isacs_publish.repository import NotARepository, Repository
from isacs_publish.sources import faults_of_sources
from isacs_publish.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.model.text import Text
    from isacs_publish.sphinxext.run import Reading

FORMATS = ("text", "json", "html", "pdf")
"""What a comparison can be written as."""


class NotComparable(ValueError):
    """A name that names no text, or two texts that cannot be compared; the message says what to do."""


@dataclass(frozen=True)
class Named:
    """A text with the name it is shown under."""

    text: Text
    name: str


@dataclass(frozen=True)
class Comparison:
    """Two texts of a module, compared."""

    workspace: Workspace
    catalogue: Catalogue
    old: Named
    new: Named
    difference: Difference

    def shown(self) -> Shown:
        """Return the difference as it is shown."""
        return shown(self.difference, self.old.name, self.new.name, self.catalogue.brand.prefix)

    def written(self, form: str, *, colour: bool = False) -> bytes:
        """Return the difference in one of ``FORMATS``; raise what typesetting raises for one that cannot be set."""
        if form == "pdf":
            return self._pdf()
        if form == "html":
            return page(self.shown(), self.workspace.theme, self.catalogue.publisher).encode()
        if form == "json":
            return as_json(self.difference, self.old.name, self.new.name).encode()
        return terminal(self.shown(), colour=colour).encode()

    def _pdf(self) -> bytes:
        from isacs_publish.matter import Templates
        from isacs_publish.press.fonts import prepare
        from isacs_publish.press.typeset import typeset

        module = self.catalogue.modules[self.new.text.module]
        templates = Templates(self.workspace.theme / "print", self.catalogue)
        identifier = _identifier(self.catalogue, self.new.text)
        names = self.old.name, self.new.name
        source = templates.redline(module, identifier, names, self.difference.new, self.shown())
        return typeset(source, prepare(self.workspace.cache)).pdf


def compare(workspace: Workspace, old: str, new: str, language: str = "", jobs: int = 1) -> Comparison:
    """Return two texts compared, each by its name; raise NotComparable for what cannot be.

    A name is an identifier (``STD 05.20:2026(E)V1.0``), for the text as it was recorded; a number (``05.20``), for the text
    as it is now; or a number at a revision (``05.20@main``), for the text as it stood there.
    """
    catalogue, findings = load_catalogue(workspace)
    if catalogue is None:
        raise NotComparable(f"the catalogue has faults: {findings[0]}")
    try:
        require_published(catalogue, language or catalogue.languages.source)
    except NoSuchLanguage as error:
        raise NotComparable(str(error)) from error
    finding = _Finding(workspace, catalogue, language or catalogue.languages.source, jobs)
    first, second = finding.text(old), finding.text(new)
    if first.text.module != second.text.module:
        raise NotComparable(f"{old} and {new} are texts of two modules; compare two texts of one")
    changes = declared_between(catalogue.change, first.text, second.text)
    found = difference(first.text, second.text, verbal_forms(second.text.language), changes)
    return Comparison(workspace, catalogue, first, second, found)


def editing_faults(workspace: Workspace, reading: Reading, since: str, jobs: int = 1) -> Iterator[Finding]:
    """Yield what changed since a revision that an editing pass must leave alone, in every module that was there then."""
    with checked_out(workspace, since) as former:
        findings, before = check(former, reading.language, jobs)
    if before is None:
        raise NotComparable(f"the texts at {since} cannot be read: {findings[0]}")
    for number, text in reading.texts.items():
        if number in before.texts and before.texts[number] != text:
            outline = reading.outlines[number]
            lines = {unit.anchor: unit.line for unit in outline.walk()}
            for fault in faults_of_editing(difference(before.texts[number], text, verbal_forms(text.language))):
                place = Place(outline.path, lines.get(fault.anchor, 0) or 1)
                yield Finding("not-editorial", place, fault.what, fault.hint)


def _identifier(catalogue: Catalogue, text: Text) -> Identifier:
    version = Version.parse(text.version)
    return Identifier(catalogue.brand.prefix, text.module, text.year, letter(text.language), version)


@dataclass
class _Finding:
    """Finds texts by name; the working texts are read once."""

    workspace: Workspace
    catalogue: Catalogue
    language: str
    jobs: int
    working: dict[str, Text] | None = None

    def text(self, name: str) -> Named:
        """Return the text of a name."""
        number, at, revision = name.partition("@")
        if at:
            text = self._at(number, revision)
            return Named(text, f"{_identifier(self.catalogue, text)} @ {revision}")
        if name in self.catalogue.modules:
            text = self._working(name)
            return Named(text, str(_identifier(self.catalogue, text)))
        try:
            identifier = Identifier.parse(name)
        except NotAnIdentifier as error:
            hint = "give an identifier, the number of a module, or a number@revision"
            raise NotComparable(f"{name!r} names no text: {error}; {hint}") from error
        return Named(self._recorded(identifier), name)

    def _working(self, number: str) -> Text:
        if self.working is None:
            findings, reading = check(self.workspace, self.language, self.jobs)
            if reading is None:
                raise NotComparable(f"the texts cannot be read: {findings[0]}")
            self.working = reading.texts
        if number not in self.working:
            raise NotComparable(f"the text of {number} cannot be read; isacs check tells why")
        return self.working[number]

    def _at(self, number: str, revision: str) -> Text:
        """Return a text as it stood at a revision, of which no other module is read."""
        with checked_out(self.workspace, revision) as former:
            catalogue, findings = load_catalogue(former)
            if catalogue is None or number not in catalogue.modules:
                raise NotComparable(f"there is no module {number!r} at {revision}{''.join(f': {f}' for f in findings[:1])}")
            faulty = dict(faults_of_sources(former, catalogue))
            others = [f"{module.docname}.rst" for module in catalogue.modules.values() if module.number != number]
            reading = self._reading(former, tuple(sorted({*faulty, *others})))
            if number not in reading.texts:
                raise NotComparable(f"the text of {number} at {revision} cannot be read")
            return reading.texts[number]

    def _reading(self, workspace: Workspace, left_out: tuple[str, ...]) -> Reading:
        from isacs_publish.sphinxext.run import ReadingFailed, read_modules

        try:
            return read_modules(workspace, self.language, 1, left_out)
        except ReadingFailed as error:
            raise NotComparable(f"the former texts cannot be read: {error}") from error

    def _recorded(self, identifier: Identifier) -> Text:
        """Return the recorded text of an identifier; of one that is not published, the working text where it has this name."""
        registers = read_registers(self.workspace)
        path = self.workspace.shown(register_path(self.workspace.register, identifier.number))
        if faults := [finding for finding in registers.findings if finding.place.path == path]:
            raise NotComparable(f"{identifier}: {faults[0]}")
        version = registers.of(identifier.number).find(identifier.year, str(identifier.version))
        if version is None:
            return self._unpublished(identifier)
        text = registers.text(identifier.number, version)
        if _identifier(self.catalogue, text) != identifier:
            raise NotComparable(f"{identifier} is not recorded; the recorded text is {_identifier(self.catalogue, text)}")
        return text

    def _unpublished(self, identifier: Identifier) -> Text:
        module = self.catalogue.modules.get(identifier.number)
        if module and self.catalogue.identifier(module, self.language) == identifier:
            return self._working(identifier.number)
        raise NotComparable(f"{identifier} is not in the register")


@contextmanager
def checked_out(workspace: Workspace, revision: str) -> Iterator[Workspace]:
    """Yield a workspace with the sources as they stood at a revision, and the theme and the settings as they are."""
    with tempfile.TemporaryDirectory(prefix="isacs-") as folder:
        project = Path(folder).resolve()
        try:
            Repository(workspace.project).extract(revision, project, workspace.shown(workspace.sources))
        except NotARepository as error:
            raise NotComparable(f"there is no revision {revision!r} ({error})") from error
        for name, copy in _SETTINGS.items():
            copy(workspace.project / name, project / name)
        yield Workspace(project, project / "build")


_SETTINGS: dict[str, Callable[[Path, Path], object]] = {"conf.py": shutil.copy, "themes": shutil.copytree}
