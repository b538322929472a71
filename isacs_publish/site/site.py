"""The website as a value: the texts in each language, and what was built, published and released of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from isacs_publish.model.identifier import Identifier
from isacs_publish.model.release import parse_released
from isacs_publish.words import Words, words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from isacs_publish.artifacts import Artifact
    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.model.instrument import Instruments
    from isacs_publish.model.release import Standing
    from isacs_publish.model.text import Text
    from isacs_publish.model.web_page import WebPage
    from isacs_publish.register_file import Registers
    from isacs_publish.sealed import Archive
    from isacs_publish.sphinxext.run import Reading


@dataclass(frozen=True)
class SiteText:
    """The website in one language: the catalogue in its words, what was read, pages by docname, pictures by path."""

    catalogue: Catalogue
    reading: Reading
    pages: Mapping[str, WebPage]
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The code of the language."""
        return self.reading.language

    @cached_property
    def words(self) -> Words:
        """The fixed words of publications."""
        return words(self.language)

    @cached_property
    def modules(self) -> dict[str, WebPage]:
        """The pages of modules by number, in the order of the catalogue; those that are withheld are not among them."""
        by_number = {page.number: page for page in self.pages.values() if page.number}
        return {number: by_number[number] for number in self.catalogue.modules if number in by_number}


@dataclass(frozen=True)
class Site:
    """All that the rooms of the website know; ``texts`` in the order in which the catalogue names its languages.

    ``build`` is the folder that ``artifacts`` stand in, ``archive`` holds the releases that can be trusted.
    """

    theme: Path
    build: Path
    source: str
    texts: Mapping[str, SiteText]
    artifacts: tuple[Artifact, ...]
    registers: Registers
    instruments: Instruments
    archive: Archive

    def with_texts(self, texts: Mapping[str, SiteText]) -> Site:
        """Return the site with other texts, and with what is known of releases and registers already."""
        site = replace(self, texts=texts)
        site.__dict__.update({name: value for name, value in self.__dict__.items() if name in ("standings", "released")})
        return site

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue in the language of the source."""
        return next(iter(self.texts.values())).catalogue if self.source not in self.texts else self.texts[self.source].catalogue

    @cached_property
    def standings(self) -> dict[str, Standing]:
        """How everything stands after the last release, by identifier; nothing before the first."""
        return self.archive.status.by_identifier if self.archive.status else {}

    @cached_property
    def released(self) -> dict[str, list[tuple[Identifier, Standing]]]:
        """The texts that were ever released, by the number of their module, in the order of the status list."""
        found: dict[str, list[tuple[Identifier, Standing]]] = {}
        for standing in self.standings.values():
            named = parse_released(standing.identifier)
            if isinstance(named, Identifier):
                found.setdefault(named.number, []).append((named, standing))
        return found

    @cached_property
    def published(self) -> dict[str, list[Text]]:
        """The published texts of each module in the language of the source, the earliest first; read once for all rooms."""
        return {number: list(reversed(self.registers.texts(number))) for number in self.catalogue.modules}

    def general(self, name: str, language: str) -> str:
        """Return the address of a page beside the modules: ``explorer.html``, ``fr/explorer.html``."""
        return name if language == self.source else f"{language}/{name}"

    def editions_of(self, name: str) -> dict[str, str]:
        """Return the addresses of a page beside the modules by language."""
        return {language: self.general(name, language) for language in self.texts}
