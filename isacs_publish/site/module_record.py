"""One text for machines: its facts, units, provisions, terms and references; what is written beside each page as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from isacs_publish.model.address import address
from isacs_publish.model.coverage import coverage
from isacs_publish.model.instrument import divided
from isacs_publish.model.numbering import Label
from isacs_publish.model.outline import IN_TEXT, Kind, identity
from isacs_publish.model.text import REFERENCE, Form, spelled
from isacs_publish.model.translation import Currency, TranslationState
from isacs_publish.naming import names_in
from isacs_publish.site.links import HOME, link, root_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from isacs_publish.model.catalogue import Module
    from isacs_publish.model.identifier import Identifier
    from isacs_publish.model.instrument import Work
    from isacs_publish.model.manuscript import Manuscript
    from isacs_publish.model.provision_rows import Row
    from isacs_publish.model.text import LabelledUnit, Passage, Text
    from isacs_publish.model.translation import ClauseCurrency
    from isacs_publish.site.downloads import Download
    from isacs_publish.site.site import Site, SiteText

FORMAT = 1
"""The form of the records that the schemas describe."""

SCHEMA = "schema/module.schema.json"

Record = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """A text of which a record is made: the module as it is or was then, its words, and its provisions with their currency.

    ``manuscript`` is None for a former version, of which only the words are kept.
    """

    text: SiteText
    module: Module
    words: Text
    provisions: Sequence[tuple[Row, Currency]]
    manuscript: Manuscript | None = None

    @property
    def identifier(self) -> Identifier:
        """The identifier of the text."""
        return self.text.catalogue.identifier(self.module, self.text.language)

    @property
    def page(self) -> str:
        """The address of the page."""
        return f"{address(self.module, self.text.language)}{HOME}"


def module_record(site: Site, told: Told, files: Iterable[Download]) -> Record:
    """Return the record of a text, as ``schema/module.schema.json`` describes it; ``files`` are its downloads."""
    return _Recorder(site, told).record(files)


def file_record(site: Site, file: Download) -> Record:
    """Return what a machine has to know of a file."""
    facts = {"kind": file.kind, "edition": file.edition, "language": file.language, "size": file.size, "sha256": file.sha256}
    return {**link(site, file.path), **facts, "release": file.release}


class _Recorder:
    """Makes the record of one text."""

    def __init__(self, site: Site, told: Told) -> None:
        self.site, self.told, self.text, self.words = site, told, told.text, told.words

    def record(self, files: Iterable[Download]) -> Record:
        root = root_of(self.told.page)
        return {
            "$schema": f"{root}{SCHEMA}",
            "format": FORMAT,
            "root": root,
            **self._facts(),
            "issues": list(self._issues()),
            "units": [self._unit(unit) for unit in self.words.units],
            "provisions": [self._provision(*each) for each in self.told.provisions],
            "terms": [self._term(unit) for unit in self.words.units if unit.kind is Kind.TERM and not unit.withdrawn],
            "references": {"modules": list(self._modules()), "instruments": list(self._instruments())},
            "translation": self._translation(),
            "artifacts": [file_record(self.site, file) for file in files],
        }

    def _facts(self) -> Record:
        module, catalogue, identifier = self.told.module, self.text.catalogue, self.told.identifier
        stage, said = catalogue.stage_of(module), catalogue.modules[module.number]
        return {
            "identifier": str(identifier),
            "urn": identifier.urn,
            "number": module.number,
            "series": module.series,
            "year": module.year,
            "version": module.version,
            "language": self.text.language,
            "title": said.title,
            "stage": {"key": stage.key, "code": stage.code, "name": stage.name, "draft": stage.draft},
            "date": module.date.isoformat(),
            "custodian": said.custodian,
            "publisher": catalogue.publisher.name,
            "page": link(self.site, self.told.page),
            "themes": list(module.themes),
        }

    def _issues(self) -> Iterator[Record]:
        """Yield the issues that the text treats, or says why it does not."""
        manuscript, catalogue = self.told.manuscript, self.text.catalogue
        treated = coverage(catalogue, {self.told.module.number: manuscript}) if manuscript else {}
        for key, how in treated.get(self.told.module.number, {}).items():
            if how or how.reason:
                name = catalogue.issues[key].name
                yield {"key": key, "name": name, "whole": how.whole, "units": list(how.units), "reason": how.reason}

    def _unit(self, unit: LabelledUnit) -> Record:
        label = self.text.words.citation(Label(unit.kind, unit.number)) if unit.number else ""
        return {
            "anchor": unit.anchor,
            "kind": str(unit.kind),
            "number": unit.number,
            "label": label,
            "title": unit.title,
            "owner": unit.owner,
            "status": unit.status,
            "withdrawn": unit.withdrawn,
            "page": link(self.site, f"{self.told.page}#{identity(self._addressed(unit).anchor)}"),
        }

    def _addressed(self, unit: LabelledUnit) -> LabelledUnit:
        """Return the unit by whose address one is found: lists and their entries have none of their own."""
        return next(around for around in self.words.around(unit.anchor) if around.kind not in IN_TEXT)

    def _provision(self, row: Row, currency: Currency) -> Record:
        return {
            "unit": row.unit,
            "label": row.label,
            "actor": row.actor,
            "form": row.form,
            "class": str(row.verbal),
            "negated": row.negated,
            "words": row.words,
            "currency": str(currency),
        }

    # Terms

    def _term(self, unit: LabelledUnit) -> Record:
        own = [(position, passage) for position, passage in enumerate(self.words.passages) if passage.unit == unit.anchor]
        said = {form: [self._spelled(each) for _, each in own if each.form is form] for form in (Form.DEFINITION, Form.SOURCE)}
        designations = [
            {"words": self._spelled(each), "status": self._status(position)}
            for position, each in own
            if each.form is Form.DESIGNATION
        ]
        known = {"anchor": unit.anchor, "number": unit.number, "designations": designations}
        return {**known, "definition": "\n".join(said[Form.DEFINITION]), "sources": said[Form.SOURCE]}

    def _status(self, position: int) -> str:
        """Return whether a designation is preferred, admitted or deprecated; nothing where nobody can tell."""
        return self.told.manuscript.spots[position].status if self.told.manuscript else ""

    def _spelled(self, passage: Passage) -> str:
        return spelled(passage.words, self._names)

    @cached_property
    def _names(self) -> dict[str, str]:
        return names_in(self.words, self.text.catalogue, self.site.instruments)

    # References

    @cached_property
    def _cited(self) -> dict[tuple[str, str], dict[str, None]]:
        """The units by what they cite: role and target, both in the order of reading."""
        found: dict[tuple[str, str], dict[str, None]] = {}
        for passage in self.words.passages:
            for reference in REFERENCE.finditer(passage.words):
                found.setdefault((reference[1], reference[2]), {})[passage.unit] = None
        return found

    def _modules(self) -> Iterator[Record]:
        """Yield the modules that are referred to or cited, by number."""
        catalogue, found = self.text.catalogue, dict[str, dict[str, None]]()
        for (role, number), units in self._cited.items():
            if role in ("module", "cite") and number in catalogue.modules:
                found.setdefault(number, {}).update(units)
        for number, units in sorted(found.items()):
            module, page = catalogue.modules[number], self.text.modules.get(number)
            name = str(catalogue.identifier(module, self.text.language).undated)
            where = link(self.site, page.address) if page else None
            yield {"number": number, "identifier": name, "title": module.title, "page": where, "units": list(units)}

    def _instruments(self) -> Iterator[Record]:
        """Yield the works that are cited, by key, with the articles that are named."""
        found: dict[str, list[tuple[str, str, dict[str, None]]]] = {}
        for (role, target), units in sorted(self._cited.items()):
            if role in ("cite", "restates"):
                key, article = divided(target)
                found.setdefault(key, []).append((role, article, units))
        for key, citations in sorted(found.items()):
            if work := self.site.instruments.find(key):
                articles = [
                    {"article": article, "restated": role == "restates", "units": list(units)}
                    for role, article, units in citations
                ]
                yield {**_work(work), "cited": articles}

    # Translation

    def _translation(self) -> Record | None:
        """Return how the translation stands, clause by clause; None for the source, and for what is not known any more."""
        clauses = self.text.reading.currency.get(self.told.module.docname, ())
        if self.text.language == self.site.source or self.told.manuscript is None:
            return None
        state = TranslationState.of(clauses)
        source = self.text.catalogue.identifier(self.told.module, self.site.source)
        known = {"of": str(source), "current": state.current, "stale": state.stale, "missing": state.missing}
        return {**known, "clauses": [_clause(clause) for clause in clauses]}


def _work(work: Work) -> Record:
    return {
        "key": work.key,
        "title": work.title,
        "name": work.name,
        "author": work.author,
        "number": work.number,
        "published": work.published,
        "year": work.year,
        "address": work.address,
        "binding": str(work.binding) if work.binding else "",
    }


def _clause(clause: ClauseCurrency) -> Record:
    messages = {str(state): clause.messages.get(state, 0) for state in Currency}
    return {"unit": clause.unit, "currency": str(clause.currency), "messages": messages}
