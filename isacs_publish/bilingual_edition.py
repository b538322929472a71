"""The bilingual edition: modules in two languages in one PDF, clause beside clause, for readers on the screen."""

from __future__ import annotations

from concurrent.futures import as_completed
from dataclasses import replace
from typing import TYPE_CHECKING

from isacs_publish.bilingual import Side, StructureDiffers, paired
from isacs_publish.matter import Templates
from isacs_publish.model.finding import Finding, Place, in_order
from isacs_publish.publish import LAST_GOOD, Build, Report, check, load_catalogue, require_published
from isacs_publish.selection import BILINGUAL
from isacs_publish.state import State, former, inputs_digest, remember
from isacs_publish.translations import catalogue_in
from isacs_publish.words import words
from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from concurrent.futures import Future

    from isacs_publish.model.catalogue import Catalogue, Module
    from isacs_publish.model.printsource import PrintSource
    from isacs_publish.press.cache import Entry
    from isacs_publish.press.workers import Press
    from isacs_publish.publish import Progress, Request
    from isacs_publish.sphinxext.run import Reading
    from isacs_publish.workspace import Workspace

Languages = tuple[str, str]

MODULES_ONLY = "volumes are bound in one language at a time; of a series the bilingual edition makes the modules"


class NotTwoLanguages(ValueError):
    """The call does not name two languages; the message says how it would."""


def languages_of(request: Request) -> Languages:
    """Return the languages of a request, the main one first; raise NotTwoLanguages."""
    named = [language.strip() for language in request.language.split(",")]
    if len(named) != 2 or named[0] == named[1] or "" in named:
        told = f"the bilingual edition sets two languages side by side, and {request.language!r} does not name two"
        raise NotTwoLanguages(f"{told}; name them with a comma, the main one first: --edition {BILINGUAL} --language ar,en")
    return named[0], named[1]


def build_bilingual(workspace: Workspace, request: Request, progress: Progress) -> Report:
    """Make the modules that the request selects in its two languages; raise NotTwoLanguages and NoSuchLanguage."""
    languages = languages_of(request)
    inputs = inputs_digest(workspace)
    if state := former(workspace, request.key, inputs):
        return Report(list(state.findings), list(state.artifacts), up_to_date=True)
    catalogue, findings = load_catalogue(workspace)
    if catalogue is None:
        return Report(findings)
    for language in languages:
        require_published(catalogue, language)
    report = BilingualBuild(workspace, request, catalogue, progress, languages).run()
    if report.settled:
        remember(workspace, request.key, State(inputs, tuple(report.artifacts), tuple(report.findings)))
    return report


class BilingualBuild(Build):
    """One build in two languages: both are read, paired, typeset."""

    def __init__(
        self, workspace: Workspace, request: Request, catalogue: Catalogue, progress: Progress, languages: Languages
    ) -> None:
        super().__init__(workspace, replace(request, language=languages[0]), catalogue, progress)
        self.languages, self.source_catalogue = languages, catalogue
        self.language = "-".join(languages)
        self.steps = 2 + len(self.selection.modules)

    def run(self) -> Report:
        """Run all steps; the report lists everything that now stands in the build folder."""
        with self.pressing() as press:
            self.make(press)
        if self.selection.volumes:
            self.report.notes.append(MODULES_ONLY)
        self.report.findings = in_order(dict.fromkeys(self.report.findings))
        return self.report

    def make(self, press: Press | None) -> None:
        """Read the modules in both languages and make their bilingual editions."""
        readings = [reading for language in self.languages if (reading := self.read(language))]
        if press and len(readings) == len(self.languages):
            self.typeset_pairs(press, readings)
            self.list_artifacts()
        else:
            self.report.settled = False

    def read(self, language: str) -> Reading | None:
        """Return the modules in a language."""
        with self.timed(f"read {language}"):
            findings, reading = check(self.workspace, language, self.request.jobs)
        self.report.findings += findings
        self.step(f"read the modules in {language}")
        return reading

    def typeset_pairs(self, press: Press, readings: list[Reading]) -> None:
        """Typeset all modules that can be paired."""
        from isacs_publish.press.work import Typesetting

        with self.timed("typeset"):
            running = {}
            for module in self.selection.modules:
                if source := self.source(module, readings):
                    name = str(self.catalogue.identifier(module, *self.languages))
                    running[press.start(Typesetting(source), name)] = module
            self.show()
            for future in as_completed(running):
                self.collect(future, running[future])

    def collect(self, future: Future[Entry], module: Module) -> None:
        """Keep the sheets of a module."""
        from isacs_publish.press.cache import KeptSheets

        identifier = self.catalogue.identifier(module, *self.languages)
        with self.failing("typesetting-failed", self.path_of(module), f"{identifier} cannot be typeset"):
            sheets = KeptSheets(future.result())
            facts = {"kind": "module", "edition": BILINGUAL, "identifier": str(identifier), "sheets": sheets.digest}
            path = f"pdf/{self.language}/{BILINGUAL}/{identifier.file_name}.pdf"
            self.keep(path, sheets.pdf, **facts, pages=sheets.pages)
        self.step(f"typeset {identifier}")

    def source(self, module: Module, readings: list[Reading]) -> PrintSource | None:
        """Return the print source of a module in both languages, None where it is withheld or its sides do not pair."""
        bodies = [reading.bodies[module.number] for reading in readings if module.number in reading.bodies]
        if len(bodies) < len(readings) or self.path_of(module) in self.withheld():
            self.step(f"{module.number} is withheld")
            return None
        main, second = bodies
        try:
            front, body = self.paired(main.front, second.front), self.paired(main.body, second.body)
        except StructureDiffers as error:
            self.report.findings.append(self.differing(error, module, readings[0]))
            self.step(f"{module.number} is withheld")
            return None
        templates, others = (self.templates_in(language) for language in self.languages)
        made = templates.bilingual((main, second), others, front, body)
        for path, content in (("index.html", made.html.encode()), *made.files):
            write_atomically(self.workspace.build / "print" / self.language / module.number / path, content)
        return made

    def paired(self, main: str, second: str) -> str:
        """Return a part of the text in both languages."""
        one, other = (Side(language, words(language).direction) for language in self.languages)
        return paired(main, second, (one, other))

    def templates_in(self, language: str) -> Templates:
        """Return the templates with the words of a language."""
        return Templates(self.workspace.theme / "print", catalogue_in(self.source_catalogue, self.workspace.sources, language))

    def differing(self, error: StructureDiffers, module: Module, reading: Reading) -> Finding:
        """Return the finding about two sides that do not pair."""
        from isacs_publish.model.outline import identity

        units = reading.outlines[module.number].walk()
        line = next((unit.line for unit in units if identity(unit.anchor) == error.unit), 0)
        message = f"the texts in {' and '.join(self.languages)} do not have the same blocks: {error}"
        hint = f"let both hold the same paragraphs, lists and tables; {LAST_GOOD}"
        return Finding("translation-structure-differs", Place(self.path_of(module), line, error.unit), message, hint)
