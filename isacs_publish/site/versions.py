"""The versions of a text: which were published, which is in force, where each stands, and how any two compare."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from isacs_publish.exports.difference_shown import shown
from isacs_publish.forms import verbal_forms
from isacs_publish.model.address import folder_of
from isacs_publish.model.difference import declared_between, difference
from isacs_publish.model.identifier import Version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.catalogue import Module
    from isacs_publish.model.identifier import Identifier
    from isacs_publish.model.text import Text
    from isacs_publish.site.rendering import Renderer
    from isacs_publish.site.site import Site


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version of a text in one language; ``status`` is that of the status list, ``draft`` for what was never released."""

    identifier: Identifier
    date: str
    status: str
    folder: str
    release: str = ""


@dataclass(frozen=True)
class Versions:
    """All versions of one module: those in the register, the working text, and what is in force."""

    site: Site
    module: Module
    language: str

    @cached_property
    def lines(self) -> list[VersionLine]:
        """The versions, the latest first, the working text among them."""
        catalogue, module = self.site.catalogue, self.module
        own = catalogue.identifier(module, self.language)
        register = self.site.registers.of(module.number)
        known = {(version.year, version.version): version for version in register.versions}
        orders = {*known, *self._released(own), (module.year, module.version)}
        lines = []
        for year, version in sorted(orders, key=lambda order: (order[0], Version.parse(order[1])), reverse=True):
            published = known.get((year, version))
            identifier = own.of(year, version)
            standing = self.site.standings.get(str(identifier))
            date = standing.date if standing else str(published.date if published else module.date)
            release = standing.release if standing else published.release if published else ""
            folder = folder_of(module.number, year, self.language, version)
            lines.append(VersionLine(identifier, date, self._status(identifier, release), folder, release))
        return lines

    def _released(self, own: Identifier) -> set[tuple[int, str]]:
        """Return year and version of all that was ever released of a module in one language, drafts too."""
        released = self.site.released.get(own.number, [])
        return {(named.year, str(named.version)) for named, _ in released if named.letter == own.letter}

    def _status(self, identifier: Identifier, release: str) -> str:
        if standing := self.site.standings.get(str(identifier)):
            return standing.status
        return "superseded" if release and str(identifier) != self._latest else "current" if release else "draft"

    @property
    def _latest(self) -> str:
        versions = self.site.registers.of(self.module.number).versions
        own = self.site.catalogue.identifier(self.module, self.language)
        return str(own.of(versions[-1].year, versions[-1].version)) if versions else ""

    @cached_property
    def current(self) -> VersionLine | None:
        """The version in force, None where nothing is."""
        return next((line for line in self.lines if line.status == "current"), None)


def texts_of(site: Site, number: str) -> list[Text]:
    """Return the texts of a module in the language of the source that can be compared: what was published, the working text."""
    published = site.published[number]
    if site.source not in site.texts:
        return published
    working = site.texts[site.source].reading.texts.get(number)
    known = {(text.year, text.version) for text in published}
    return [*published, working] if working and (working.year, working.version) not in known else published


def comparison_name(number: str, old: Text, new: Text) -> str:
    """Return the address of the comparison of two texts of a module."""
    return f"{number}/compare/{old.year}-v{old.version}..{new.year}-v{new.version}.html"


def comparisons(site: Site, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    """Yield a page for each pair of texts of each module, from the earlier to the later."""
    catalogue = site.catalogue
    forms, language = verbal_forms(site.source), next(iter(site.texts))
    for number, module in catalogue.modules.items():
        texts = texts_of(site, number)
        identifier = catalogue.identifier(module, site.source)
        for place, old in enumerate(texts):
            for new in texts[place + 1 :]:
                first, last = (str(identifier.of(text.year, text.version)) for text in (old, new))
                changes = declared_between(catalogue.change, old, new)
                told = shown(difference(old, new, forms, changes), first, last, catalogue.brand.prefix)
                here = {language: comparison_name(number, old, new)}
                yield renderer.page("difference.html", language, here, shown=told, index=comparison_index(site, number))


def comparison_index(site: Site, number: str) -> str:
    """Return the address of the page that offers all comparisons of a module, empty where there is nothing to compare."""
    return f"{number}/compare/index.html" if len(texts_of(site, number)) > 1 else ""
