"""Versions of long ago at their addresses: the text as it was released, under a banner that leads to the text in force.

The words of a released page are taken from the release byte by byte; around them stands the site as it is now. Where no
release is at hand, the page lists the numbers of that version and leads from each to the current text.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, Any

from lxml import html
from markupsafe import Markup

from isacs_publish.matter import CONTENTS_DEPTH, ContentsLine
from isacs_publish.model.address import address, folder_of
from isacs_publish.model.identifier import letter
from isacs_publish.model.landing import Landing, label_id
from isacs_publish.sealed import digest
from isacs_publish.site.links import HOME
from isacs_publish.site.module_pages import TEXT
from isacs_publish.site.rendering import relative
from isacs_publish.site.versions import Versions, comparison_index

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from isacs_publish.model.catalogue import Module
    from isacs_publish.model.register import RegisteredUnit
    from isacs_publish.site.downloads import Download
    from isacs_publish.site.rendering import Renderer
    from isacs_publish.site.site import Site, SiteText


@dataclass(frozen=True)
class Former:
    """A version that was published or released and is not the working text; ``units`` are those of the register."""

    number: str
    year: int
    version: str
    language: str
    date: str
    units: tuple[RegisteredUnit, ...] = ()

    @property
    def address(self) -> str:
        """The address of its page."""
        return f"{folder_of(self.number, self.year, self.language, self.version)}{HOME}"


@dataclass(frozen=True)
class FormerUnit:
    """A unit of a version without page, as its page lists it: its addresses, its number and title, where it leads now."""

    anchor: str
    label_id: str
    number: str
    title: str
    target: str
    present_number: str


class FormerPages:
    """The pages of all versions that are not the working text of their module."""

    def __init__(self, site: Site, renderer: Renderer, downloads: Mapping[str, tuple[Download, ...]]) -> None:
        self.site, self.renderer, self.downloads = site, renderer, downloads

    @cached_property
    def released(self) -> dict[str, Path]:
        """The released file of each page by its address; of a corrected version the last one."""
        return {
            sealed.path.removeprefix("html/"): release.folder / sealed.path
            for release in self.site.archive.releases
            for sealed in (release.manifest.artifacts if release.manifest else ())
            if sealed.kind == "html" and digest((release.folder / sealed.path).read_bytes()) == sealed.sha256
        }

    def pages(self) -> Iterator[tuple[str, bytes]]:
        """Yield the page of each former version in each language, with the pictures that it shows."""
        for text in self.site.texts.values():
            for number in text.modules:
                module = text.catalogue.modules[number]
                for former in self._formers(text, module):
                    yield from self._version(text, module, former)

    def _formers(self, text: SiteText, module: Module) -> Iterator[Former]:
        """Yield the versions of a module in a language: those of the register, and drafts that were released."""
        known = {(module.year, module.version)}
        for version in self.site.registers.of(module.number).versions:
            if (version.year, version.version) not in known:
                known.add((version.year, version.version))
                date = version.date.isoformat()
                yield Former(module.number, version.year, version.version, text.language, date, version.units)
        for named, standing in self.site.released.get(module.number, []):
            order = (named.year, str(named.version))
            if named.letter == letter(text.language) and order not in known:
                yield Former(module.number, *order, text.language, standing.date)

    def _version(self, text: SiteText, module: Module, version: Former) -> Iterator[tuple[str, bytes]]:
        here = version.address
        released = self.released.get(here)
        content = released.read_text(encoding="utf-8") if released else ""
        facts = self._facts(text, module, version)
        start, end = (content.find(mark) for mark in TEXT)
        if released and 0 <= start < end:
            body = content[start + len(TEXT[0]) : end]
            yield from _pictures(body, here, released)
            told = {"body": Markup(self._mended(body, here)), "contents": contents_in(body)}  # noqa: S704  (ours, as sealed)
            yield self._page("former.html", text, here, facts | told)
        else:
            yield self._page("superseded.html", text, here, facts | {"units": list(self._units(text, module, version))})

    def _page(self, template: str, text: SiteText, here: str, facts: dict[str, Any]) -> tuple[str, bytes]:
        folder = here.split("/")
        editions = {code: "/".join((*folder[:2], code, *folder[3:])) for code in self.site.texts}
        return self.renderer.page(template, text.language, editions, **facts)

    def _facts(self, text: SiteText, module: Module, version: Former) -> dict[str, Any]:
        identifier = text.catalogue.identifier(module, text.language).of(version.year, version.version)
        landing = self._landing(text, module)
        leads = {unit.anchor: landing.of(unit.anchor) for unit in version.units if "~" not in unit.anchor}
        return {
            "module": module,
            "identifier": identifier,
            "version": version,
            "versions": Versions(self.site, module, text.language),
            "comparison": comparison_index(self.site, module.number),
            "current": text.catalogue.identifier(module, text.language),
            "target": f"{address(module, text.language)}{HOME}",
            "leads": json.dumps({old: new for old, new in leads.items() if new}),
            "downloads": self.downloads.get(str(identifier), ()),
        }

    def _landing(self, text: SiteText, module: Module) -> Landing:
        labels = text.reading.labels[module.number]
        return Landing.on(labels.keys(), self.site.registers.of(module.number), text.catalogue.changes_of(module.number))

    def _units(self, text: SiteText, module: Module, version: Former) -> Iterator[FormerUnit]:
        landing, labels, fixed = self._landing(text, module), text.reading.labels[module.number], text.words
        anchors = {unit.anchor for unit in version.units}
        for unit in version.units:
            if "~" not in unit.anchor:
                target = landing.of(unit.anchor)
                present = labels[target] if target else None
                shown = fixed.numbered(present.kind, present.number) if present and present.number else ""
                number = fixed.numbered(unit.kind, unit.number) if unit.number else ""
                named = label_id(unit.kind, unit.number)
                yield FormerUnit(unit.anchor, "" if named in anchors else named, number, unit.title, target, shown)

    # Links of long ago

    def _mended(self, body: str, here: str) -> str:
        """Return a text whose links to pages that are no more lead to what stands for them."""
        return _LINK.sub(lambda found: f'href="{self._landed(found[1], here)}"', body)

    def _landed(self, link: str, here: str) -> str:
        file, mark, fragment = link.partition("#")
        if not file or "://" in file or file.startswith("mailto:"):
            return link
        path = normpath(join(dirname(here), file))
        number, *rest = path.split("/")
        if path in self.addresses or number not in self.site.catalogue.modules or len(rest) < 2:
            return link
        text = self.site.texts.get(rest[1]) or next(iter(self.site.texts.values()))
        page = text.modules.get(number)
        if page is None:
            return link
        target = self._landing(text, text.catalogue.modules[number]).of(fragment)
        return relative(here, page.address) + (f"{mark}{target}" if target else "")

    @cached_property
    def addresses(self) -> set[str]:
        """The addresses of all pages of modules, those of former versions too."""
        return {page.address for text in self.site.texts.values() for page in text.modules.values()} | set(self.released)


_LINK = re.compile(r'href="([^"]*)"')
_SOURCE = re.compile(r'(?:src|data)="([^":]*)"')


def _pictures(body: str, here: str, released: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the pictures that a released text shows, from beside it."""
    for name in sorted(set(_SOURCE.findall(body))):
        file = (released.parent / name).resolve()
        top = released.parents[len(here.split("/")) - 1]
        if file.is_relative_to(top) and file.is_file():
            yield normpath(join(dirname(here), name)), file.read_bytes()


def contents_in(body: str) -> list[ContentsLine]:
    """Return the contents of a text by its headings."""
    lines = []
    for section in html.fragment_fromstring(body, create_parent=True).iter("section"):
        level = sum(1 for _ in section.iterancestors("section"))
        heading = next((child for child in section if child.tag in ("h2", "h3")), None)
        if heading is not None and 1 <= level <= CONTENTS_DEPTH:
            parts = {part.get("class"): " ".join(part.text_content().split()) for part in heading.iter("span")}
            lines.append(
                ContentsLine(
                    level, parts.get("label", ""), parts.get("status", ""), parts.get("title", ""), section.get("id", ""), False
                )
            )
    return lines
