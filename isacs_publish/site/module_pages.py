"""The pages of modules: their facts, files, versions, and the text; each at the address that it keeps for good."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from isacs_publish.amendments import amendment_record
from isacs_publish.forms import verbal_forms
from isacs_publish.matter import contents_of
from isacs_publish.model.address import address
from isacs_publish.model.coverage import issues_treated
from isacs_publish.model.provision import STRENGTH, Verbal, read_sentences
from isacs_publish.site.citations import citation_of
from isacs_publish.site.downloads import downloads_of, volumes_with
from isacs_publish.site.metadata import metadata_of
from isacs_publish.site.versions import Versions, comparison_index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.catalogue import Module
    from isacs_publish.model.text import Text
    from isacs_publish.model.translation import TranslationState
    from isacs_publish.model.web_page import WebPage
    from isacs_publish.site.downloads import Download
    from isacs_publish.site.rendering import Renderer
    from isacs_publish.site.site import Site, SiteText

TEXT = ("<!--text-->", "<!--/text-->")
"""What stands before and after the text of a page: between them a page of long ago holds what was released."""


@dataclass(frozen=True, slots=True)
class LanguageLine:
    """A language of a text: where its page stands, empty where it is not on the site, and how far its translation is."""

    code: str
    address: str
    state: TranslationState | None = None


class ModulePages:
    """The pages of all modules in all languages of a website."""

    def __init__(self, site: Site, renderer: Renderer) -> None:
        self.site, self.renderer = site, renderer

    @cached_property
    def downloads(self) -> dict[str, tuple[Download, ...]]:
        """The files by identifier, looked up once."""
        return downloads_of(self.site)

    def pages(self) -> Iterator[tuple[str, bytes]]:
        """Yield the page of each module in each language."""
        for text in self.site.texts.values():
            for page in text.modules.values():
                yield self.page(text, page)

    def page(self, text: SiteText, page: WebPage) -> tuple[str, bytes]:
        """Return the address and the bytes of the page of a module."""
        module = text.catalogue.modules[page.number]
        editions = {
            code: other.modules[page.number].address for code, other in self.site.texts.items() if page.number in other.modules
        }
        facts = {**self._facts(text, module), **self._history(text, module), **self._around(text, module)}
        body = Markup(self.marked(text, page))  # noqa: S704  (written by our own translator)
        return self.renderer.page("module.html", text.language, editions, page=page, module=module, body=body, **facts)

    def _facts(self, text: SiteText, module: Module) -> dict[str, Any]:
        """Return what the head of a page says of its text."""
        reading, language = text.reading, text.language
        identifier = text.catalogue.identifier(module, language)
        return {
            "identifier": identifier,
            "metadata": metadata_of(self.site, language, module),
            "stage": text.catalogue.stage_of(module),
            "translation": reading.translation_state([module]),
            "source_identifier": text.catalogue.identifier(module, self.site.source),
            "contents": contents_of(reading.outlines[module.number], reading.labels[module.number], language),
            "languages": self._languages(module),
            "downloads": self._downloads(module),
            "volumes": volumes_with(self.downloads, module.number, language),
            "issues": [issue.name for issue in issues_treated(text.catalogue, text.reading.manuscripts[module.number])],
            "citation": citation_of(self.site, language, module),
        }

    def _history(self, text: SiteText, module: Module) -> dict[str, Any]:
        """Return what the page says of the versions of its text."""
        register = self.site.registers.of(module.number)
        versions = Versions(self.site, module, text.language)
        return {
            "amendments": amendment_record(text.catalogue, register, text.reading.texts[module.number], text.language),
            "versions": versions,
            "comparison": comparison_index(self.site, module.number),
        }

    def _around(self, text: SiteText, module: Module) -> dict[str, Any]:
        """Return the modules before and after one."""
        numbers = list(text.modules)
        place = numbers.index(module.number)
        near = {"before": numbers[place - 1] if place else "", "after": "".join(numbers[place + 1 : place + 2])}
        return {where: (text.catalogue.modules[n], text.modules[n]) if n else None for where, n in near.items()}

    def _languages(self, module: Module) -> list[LanguageLine]:
        """Return all languages that the catalogue publishes, with those that the site holds."""
        found = []
        for code in self.site.catalogue.languages.published:
            text = self.site.texts.get(code)
            page = text.modules.get(module.number) if text else None
            state = text.reading.translation_state([module]) if text else None
            found.append(LanguageLine(code, page.address if page else "", state))
        return found

    def _downloads(self, module: Module) -> list[Download]:
        """Return the files of all versions and languages of a module, the latest version first."""
        names = [
            str(line.identifier)
            for code in self.site.catalogue.languages.published
            for line in Versions(self.site, module, code).lines
        ]
        bilingual = [name for name in self.downloads if name.startswith(f"{self._dated(module)}(") and "/" in name]
        return [download for name in (*names, *bilingual) for download in self.downloads.get(name, ())]

    def _dated(self, module: Module) -> str:
        return str(self.site.catalogue.identifier(module, self.site.source).dated)

    # Provisions

    def marked(self, text: SiteText, page: WebPage) -> str:
        """Return the words of a page in which each element that holds a provision says its class."""
        classes = self._classes(text, page.number)
        return _PASSAGE.sub(lambda found: _force(classes.get(int(found[1]))), page.body)

    def _classes(self, text: SiteText, number: str) -> dict[int, Verbal]:
        """Return the strongest class of the provisions in each passage; that of the source, whose passages are the same."""
        source = self.site.texts.get(self.site.source, text)
        words: Text | None = source.reading.texts.get(number)
        own = text.reading.texts[number]
        return classes_of(words if words and len(words.passages) == len(own.passages) else own)


@lru_cache(maxsize=256)
def classes_of(text: Text) -> dict[int, Verbal]:
    """Return the strongest class of the provisions in each passage of a text, by its position."""
    found: dict[int, Verbal] = {}
    for sentence in read_sentences(text, verbal_forms(text.language)):
        if sentence.force:
            before = found.get(sentence.position, sentence.force[0])
            found[sentence.position] = min(before, sentence.force[0], key=STRENGTH.index)
    return found


_PASSAGE = re.compile(r' data-passage="(\d+)"')


def _force(name: str | None) -> str:
    return f' data-force="{name}"' if name else ""


def undated(site: Site, number: str) -> dict[str, str]:
    """Return by language where an undated reference to a module leads: to the text in force, else to the working text."""
    module = site.catalogue.modules[number]
    found = {}
    for code, text in site.texts.items():
        current = Versions(site, module, code).current
        if current or number in text.modules:
            found[code] = f"{current.folder if current else address(module, code)}index.html"
    return found
