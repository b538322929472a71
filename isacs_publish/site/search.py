"""The room of search: what answers labels, identifiers and terms exactly, the index of all words, and the page of results."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from isacs_publish.model.identifier import LETTERS
from isacs_publish.model.outline import DIVISIONS, Kind, identity
from isacs_publish.model.text import Form, spelled
from isacs_publish.site.scripts import supplied
from isacs_publish.site.site_words import site_words
from isacs_publish.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.catalogue import Module
    from isacs_publish.model.manuscript import Manuscript
    from isacs_publish.model.text import LabelledUnit
    from isacs_publish.site.rendering import Renderer
    from isacs_publish.site.site import Site, SiteText

PAGE = "search.html"
"""The page of results, in the language of the source; those of other languages stand in the folder of the language."""

_KINDS = (*sorted(DIVISIONS), Kind.TERM, Kind.TABLE, Kind.FIGURE, Kind.FORMULA)
_NAMED = (Kind.CLAUSE, Kind.ANNEX, Kind.TABLE, Kind.FIGURE, Kind.FORMULA)
_SAID = ("hits", "none", "try", "waiting", "failed", "absent", "all", "more")


def search_pages(site: Site, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    """Yield what search takes beside the index of words: the tables of labels, the page of results in each language."""
    for language in site.texts:
        yield label_file(site, language)
        yield renderer.page(PAGE, language, site.editions_of(PAGE), example=example(site.texts[language]))


def label_file(site: Site, language: str) -> tuple[str, bytes]:
    """Return the table of labels of a language, as the classic script that supplies it."""
    return labels_path(language), supplied(f"labels-{language}", LabelTable(site, language).rows(), sorted_keys=True)


def labels_path(language: str) -> str:
    """Return the path of the table of labels of a language below the site."""
    return f"_data/labels-{language}.js"


def example(text: SiteText) -> str:
    """Return a number that readers can ask for, ``5.2 05.20``: one that stands there, or nothing where no text is."""
    found = (
        f"{unit.number} {number}"
        for number in text.modules
        for unit in text.reading.texts[number].units
        if unit.kind is Kind.CLAUSE and "." in unit.number and not unit.withdrawn
    )
    return next(found, next(iter(text.modules), ""))


class LabelTable:
    """What answers labels, identifiers and terms in a language: read by ``answers.js``, rows as short as they can be."""

    def __init__(self, site: Site, language: str) -> None:
        self.site = site
        self.text = site.texts[language]
        self.language = language

    def rows(self) -> dict[str, Any]:
        """Return the table as JSON shows it.

        ``modules`` are rows of number, title, year, version, languages, former versions as pairs, and units; a unit is a row of
        the place of its kind in ``kinds``, number, title, id, and for terms the definition and the other designations.
        """
        catalogue, said = self.text.catalogue, site_words("search", self.language)
        return {
            "brand": catalogue.brand.prefix,
            "example": example(self.text),
            "glossary": catalogue.glossary.module if catalogue.glossary else "",
            "kinds": _KINDS,
            "language": self.language,
            "letters": {code: letter for code, letter in LETTERS.items() if code in self.site.texts},
            "modules": [self._module(catalogue.modules[number]) for number in self.text.modules],
            "of": list(dict.fromkeys(word for code in self._codes for word in site_words("search", code)["of"].split("|"))),
            "patterns": self._patterns(),
            "said": {name: said[name] for name in _SAID},
        }

    @property
    def _codes(self) -> tuple[str, ...]:
        """The languages that readers ask in: that of the page, and that of the source."""
        return tuple(dict.fromkeys((self.language, self.site.source)))

    def _patterns(self) -> dict[str, list[str]]:
        """Return how readers name units, by kind: as publications of the language print them, then in other words."""
        found: dict[str, list[str]] = {kind: [] for kind in _NAMED}
        for language in self._codes:
            fixed, said = words(language), site_words("search", language)
            for kind in _NAMED:
                found[kind] += [getattr(fixed, kind), *said[kind].split("|")]
        return {kind: list(dict.fromkeys(patterns)) for kind, patterns in found.items()}

    def _module(self, module: Module) -> list[Any]:
        manuscript = self.text.reading.manuscripts[module.number]
        editions = [code for code, text in self.site.texts.items() if module.number in text.modules]
        versions = self.site.registers.of(module.number).versions
        former = [[v.year, v.version] for v in versions if (v.year, v.version) != (module.year, module.version)]
        units = [self._unit(manuscript, unit) for unit in manuscript.text.units if unit.kind in _KINDS]
        return [module.number, module.title, module.year, module.version, " ".join(editions), former, units]

    def _unit(self, manuscript: Manuscript, unit: LabelledUnit) -> list[Any]:
        row = [_KINDS.index(unit.kind), unit.number, unit.title, identity(unit.anchor)]
        return [*row, *self._entry(manuscript, unit.anchor)] if unit.kind is Kind.TERM else row

    def _entry(self, manuscript: Manuscript, anchor: str) -> tuple[str, list[str]]:
        """Return the definition of a term, and its admitted designations."""
        positions = manuscript.positions.get(anchor, ())
        passages = [(manuscript.text.passages[position], manuscript.spots[position]) for position in positions]
        definition = " ".join(passage.words for passage, _ in passages if passage.form is Form.DEFINITION)
        admitted = [
            passage.words for passage, spot in passages if passage.form is Form.DESIGNATION and spot.status == "admitted"
        ]
        return spelled(definition, self._names), admitted

    @cached_property
    def _names(self) -> dict[str, str]:
        """What references in definitions are read as: terms, which are cited as in the source, and modules."""
        catalogue, source = self.text.catalogue, self.site.texts.get(self.site.source, self.text)
        names = {number: str(catalogue.identifier(module).undated) for number, module in catalogue.modules.items()}
        for number, text in self.text.reading.texts.items():
            cited = source.reading.texts[number].by_anchor if number in source.reading.texts else {}
            terms = [unit for unit in text.units if unit.kind is Kind.TERM and unit.anchor in cited]
            names |= {cited[unit.anchor].title: unit.title for unit in terms if unit.title}
        return names
