"""What the head of a page tells machines of its text: Dublin Core, schema.org, and where the same is found in other forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from isacs_publish.model.address import address
from isacs_publish.model.coverage import issues_treated
from isacs_publish.site.citations import BIBTEX, CSL, RIS
from isacs_publish.site.links import HOME, full
from isacs_publish.site.scripts import as_script

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.catalogue import Catalogue, Module, Stage
    from isacs_publish.model.identifier import Identifier
    from isacs_publish.model.release import Standing
    from isacs_publish.site.site import Site, SiteText

RECORD = "module.json"
"""The file with all facts of a text, beside its page."""

FEED = "releases.atom"

BESIDE = (
    (RECORD, "application/json"),
    (BIBTEX, "application/x-bibtex"),
    (RIS, "application/x-research-info-systems"),
    (CSL, "application/vnd.citationstyles.csl+json"),
)
"""The files beside a page that say of its text what programs ask for, with their media types."""


@dataclass(frozen=True)
class Metadata:
    """The facts for the head of a page: tags by name, ``linked`` as JSON-LD, the full address, files beside it, the feed."""

    tags: tuple[tuple[str, str], ...]
    linked: Markup
    canonical: str
    beside: tuple[tuple[str, str], ...] = BESIDE
    feed: str = FEED


def metadata_of(site: Site, language: str, module: Module) -> Metadata:
    """Return what the head of the page of a module says in a language.

    For a former version give the module as ``former_texts.as_published`` has it; only files that stand beside it are named.
    """
    facts = _Facts(site, language, module)
    beside = BESIDE if facts.is_working else BESIDE[1:] if facts.is_published else ()
    if facts.is_published and language == site.source:
        beside = BESIDE
    return Metadata(tuple(facts.tags()), in_script(facts.linked()), facts.address, beside)


def in_script(value: Any) -> Markup:
    """Return a value as JSON that can stand in an element ``script``: nothing in it ends the element."""
    return Markup(as_script(value))  # noqa: S704


@dataclass(frozen=True)
class _Facts:
    """The facts of one text in one language."""

    site: Site
    language: str
    module: Module

    @property
    def catalogue(self) -> Catalogue:
        return self.site.texts[self.language].catalogue

    @property
    def identifier(self) -> Identifier:
        return self.catalogue.identifier(self.module, self.language)

    @property
    def title(self) -> str:
        return self.catalogue.modules[self.module.number].title

    @property
    def stage(self) -> Stage:
        return self.catalogue.stages[self.module.stage]

    @property
    def address(self) -> str:
        return self.in_language(self.language)

    def in_language(self, language: str) -> str:
        """Return the full address of the same text in another language."""
        return full(self.site, f"{address(self.module, language)}{HOME}")

    @property
    def standing(self) -> Standing | None:
        return self.site.standings.get(str(self.identifier))

    @property
    def is_working(self) -> bool:
        working = self.catalogue.modules[self.module.number]
        return (working.year, working.version) == (self.module.year, self.module.version)

    @property
    def is_published(self) -> bool:
        register = self.site.registers.of(self.module.number)
        released = self.language == self.site.source or self.standing is not None
        return released and register.find(self.module.year, self.module.version) is not None

    def subjects(self) -> tuple[str, ...]:
        """Return the names of the issues that the text treats; of former versions nobody knows."""
        manuscript = self.site.texts[self.language].reading.manuscripts.get(self.module.number)
        if manuscript is None or not self.is_working:
            return ()
        return tuple(issue.name for issue in issues_treated(self.catalogue, manuscript))

    # Dublin Core

    def tags(self) -> Iterator[tuple[str, str]]:
        """Yield the terms of the DCMI, as they are written in HTML; the identifier is what a saved page is known by."""
        publisher = self.catalogue.publisher
        yield "dcterms.identifier", str(self.identifier)
        yield "dcterms.title", self.title
        yield "dcterms.type", "Text"
        yield "dcterms.format", "text/html"
        yield "dcterms.language", self.language
        yield "dcterms.modified" if self.stage.draft else "dcterms.issued", self.module.date.isoformat()
        yield "dcterms.creator", publisher.name
        yield "dcterms.publisher", publisher.name
        yield "dcterms.rights", publisher.permission
        yield "dcterms.isPartOf", self.catalogue.brand.name
        yield "dcterms.isVersionOf", str(self.identifier.undated)
        if self.standing and self.standing.by:
            yield "dcterms.isReplacedBy", self.standing.by
        yield from (("dcterms.subject", subject) for subject in (*self.subjects(), *self.module.themes))
        yield "urn", self.identifier.urn

    # schema.org

    def linked(self) -> dict[str, Any]:
        """Return the text as a TechArticle, the type of schema.org that specifications have."""
        subjects = [{"@type": "Thing", "name": name} for name in self.subjects()]
        told = {
            "@context": "https://schema.org",
            **self._work(self.language, self.title),
            "headline": self.title,
            "alternateName": str(self.identifier),
            "identifier": [str(self.identifier), self.identifier.urn],
            "version": str(self.identifier.version),
            "dateModified" if self.stage.draft else "datePublished": self.module.date.isoformat(),
            "creativeWorkStatus": self.stage.name,
            "publisher": self._publisher(),
            "maintainer": {"@type": "Organization", "name": self.catalogue.modules[self.module.number].custodian},
            "isPartOf": self._series(),
            "about": subjects,
            "keywords": list(self.module.themes),
            **self._translations(),
        }
        return {name: value for name, value in told.items() if value}

    def _work(self, language: str, title: str) -> dict[str, Any]:
        where = self.in_language(language)
        return {"@type": "TechArticle", "@id": where, "url": where, "name": title, "inLanguage": language}

    def _publisher(self) -> dict[str, str]:
        publisher = self.catalogue.publisher
        return {"@type": "Organization", "name": publisher.name, "url": publisher.website, "email": publisher.contact}

    def _series(self) -> dict[str, Any]:
        """Return the series of the module, within the whole."""
        catalogue = self.catalogue
        whole = {"@type": "CreativeWorkSeries", "name": catalogue.brand.name, "url": catalogue.publisher.website}
        title = next((series.title for series in catalogue.series if series.number == self.module.series), "")
        part = {"@type": "CreativeWorkSeries", "position": self.module.series, "name": title, "isPartOf": whole}
        return part if title else whole

    def _translations(self) -> dict[str, Any]:
        """Return what the text is a translation of; of the source, its translations."""
        source, texts = self.site.source, self.site.texts
        here = {code: text.catalogue.modules[self.module.number].title for code, text in texts.items() if self._stands(text)}
        if self.language != source:
            return {"translationOfWork": self._work(source, here[source])} if source in here else {}
        return {"workTranslation": [self._work(code, title) for code, title in here.items() if code != source]}

    def _stands(self, text: SiteText) -> bool:
        return self.module.number in text.modules
