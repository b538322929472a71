"""The catalogue for machines: all there is on the website, with names and addresses; written as ``catalogue.json``."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from isacs_publish.model.address import folder_of
from isacs_publish.model.coverage import issues_treated
from isacs_publish.model.identifier import LETTERS, Identifier, Version
from isacs_publish.model.release import is_draft, parse_released
from isacs_publish.site.links import HOME, link
from isacs_publish.site.metadata import FEED, RECORD
from isacs_publish.site.module_record import FORMAT, Record, file_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from isacs_publish.model.catalogue import Module
    from isacs_publish.model.identifier import VolumeIdentifier
    from isacs_publish.model.release import Standing
    from isacs_publish.site.downloads import Download
    from isacs_publish.site.links import Link
    from isacs_publish.site.site import Site

NAME, SCHEMA, MODULE_SCHEMA = "catalogue.json", "schema/catalogue.schema.json", "schema/module.schema.json"
SITEMAP, VERIFY = "sitemap.xml", "verify.html"
STATUS, DIGESTS = "status.json", "SHA256SUMS.txt"
"""The status list of the last release, and the digests of the released files that stand on the site."""


def catalogue_record(site: Site, downloads: Mapping[str, Sequence[Download]]) -> Record:
    """Return the record of the whole, as ``schema/catalogue.schema.json`` describes it; ``downloads`` go by identifier."""
    return _Recorder(site, downloads).record()


class _Recorder:
    """Makes the record of the whole."""

    def __init__(self, site: Site, downloads: Mapping[str, Sequence[Download]]) -> None:
        self.site, self.downloads, self.catalogue = site, downloads, site.catalogue

    def record(self) -> Record:
        brand, publisher = self.catalogue.brand, self.catalogue.publisher
        return {
            "$schema": SCHEMA,
            "format": FORMAT,
            "root": "",
            "brand": {"prefix": brand.prefix, "name": brand.name, "standard": brand.standard},
            "publisher": {"name": publisher.name, "contact": publisher.contact, "website": publisher.website},
            "source_language": self.site.source,
            "languages": [{"code": code, "name": text.words.languages[code]} for code, text in self.site.texts.items()],
            "stages": list(self._stages()),
            "series": list(self._series()),
            "themes": list(self._themes()),
            "issues": list(self._issues()),
            "modules": [self._module(module) for module in self.catalogue.modules.values()],
            "volumes": list(self._volumes()),
            "releases": list(self._releases()),
            "elsewhere": self._elsewhere(),
        }

    # What modules belong to

    def _stages(self) -> Iterator[Record]:
        for stage in self.catalogue.stage:
            names = {code: text.catalogue.stages[stage.key].name for code, text in self.site.texts.items()}
            yield {"key": stage.key, "code": stage.code, "draft": stage.draft, "names": names}

    def _series(self) -> Iterator[Record]:
        for place, series in enumerate(self.catalogue.series):
            titles = {code: text.catalogue.series[place].title for code, text in self.site.texts.items()}
            modules = [module.number for module in self.catalogue.in_series(series.number)]
            yield {"number": series.number, "titles": titles, "modules": modules}

    def _themes(self) -> Iterator[Record]:
        found: dict[str, list[str]] = {}
        for module in self.catalogue.modules.values():
            for theme in module.themes:
                found.setdefault(theme, []).append(module.number)
        yield from ({"key": theme, "modules": modules} for theme, modules in sorted(found.items()))

    def _issues(self) -> Iterator[Record]:
        for issue in self.catalogue.issues.values():
            names = {code: text.catalogue.issues[issue.key].name for code, text in self.site.texts.items()}
            yield {"key": issue.key, "names": names, "required": issue.required, "module": issue.module}

    @cached_property
    def _treated(self) -> dict[str, list[str]]:
        """The keys of the issues that each module treats."""
        text = self.site.texts.get(self.site.source) or next(iter(self.site.texts.values()))
        return {
            number: [issue.key for issue in issues_treated(self.catalogue, manuscript)]
            for number, manuscript in text.reading.manuscripts.items()
        }

    # Modules

    def _module(self, module: Module) -> Record:
        return {
            "number": module.number,
            "series": module.series,
            "year": module.year,
            "version": module.version,
            "stage": module.stage,
            "date": module.date.isoformat(),
            "themes": list(module.themes),
            "issues": self._treated.get(module.number, []),
            "texts": list(self._texts(module)),
            "versions": [self._version(module, *order) for order in self._orders(module)],
        }

    def _texts(self, module: Module) -> Iterator[Record]:
        """Yield the working text in each language that has a page of it."""
        for code, text in self.site.texts.items():
            if page := text.modules.get(module.number):
                said, identifier = text.catalogue.modules[module.number], text.catalogue.identifier(module, code)
                state = text.reading.translation_state([module])
                counted = {"current": state.current, "stale": state.stale, "missing": state.missing} if state else None
                yield {
                    "language": code,
                    "identifier": str(identifier),
                    "urn": identifier.urn,
                    "title": said.title,
                    "custodian": said.custodian,
                    "translation": counted if code != self.site.source else None,
                    "page": link(self.site, page.address),
                    "record": self._beside(page.address),
                }

    def _beside(self, address: str) -> Link:
        return link(self.site, f"{address.removesuffix(HOME)}{RECORD}")

    @cached_property
    def _standings(self) -> dict[str, dict[tuple[int, str], list[tuple[Identifier, Standing]]]]:
        """What was ever released, by module and by year and version."""
        found: dict[str, dict[tuple[int, str], list[tuple[Identifier, Standing]]]] = {}
        for number, released in self.site.released.items():
            for named, standing in released:
                if named.letter in LETTERS.values():
                    order = named.year, str(named.version)
                    found.setdefault(number, {}).setdefault(order, []).append((named, standing))
        return found

    def _orders(self, module: Module) -> list[tuple[int, str]]:
        """Return year and version of every text that the register or the releases know, and of the working text, in order."""
        registered = {(version.year, version.version) for version in self.site.registers.of(module.number).versions}
        known = registered | set(self._standings.get(module.number, {})) | {(module.year, module.version)}
        return sorted(known, key=lambda order: (order[0], Version.parse(order[1])))

    def _version(self, module: Module, year: int, version: str) -> Record:
        register = self.site.registers.of(module.number)
        registered, working = register.find(year, version), (year, version) == (module.year, module.version)
        standings = self._standings.get(module.number, {}).get((year, version), [])
        dates = [registered.date.isoformat()] if registered else [standing.date for _, standing in standings]
        texts = [self._standing(*each, paged=bool(registered) or working) for each in standings]
        latest = register.versions[-1] if register.versions else None
        followed = "current" if registered is latest else "superseded"
        return {
            "year": year,
            "version": version,
            "date": [*dates, module.date.isoformat()][0],
            "release": registered.release if registered else "",
            "working": working,
            "texts": texts or [self._unlisted(module, year, version, followed if registered else "unreleased")],
        }

    def _standing(self, identifier: Identifier, standing: Standing, *, paged: bool) -> Record:
        language = next(code for code, letter in LETTERS.items() if letter == identifier.letter)
        here = f"{folder_of(identifier.number, identifier.year, language, str(identifier.version))}{HOME}"
        facts = {"language": language, "identifier": standing.identifier, "urn": identifier.urn}
        where = link(self.site, here) if paged and language in self.site.texts else None
        return {**facts, "status": standing.status, "by": standing.by, "release": standing.release, "page": where}

    def _unlisted(self, module: Module, year: int, version: str, status: str) -> Record:
        """Return a text of the source that no release at hand tells of: as the register has it, or not released at all."""
        source = self.site.source
        identifier = self.catalogue.identifier(module, source).of(year, version)
        here = f"{folder_of(module.number, year, source, version)}{HOME}"
        facts = {"language": source, "identifier": str(identifier), "urn": identifier.urn}
        where = (
            link(self.site, here) if source in self.site.texts and module.number in self.site.texts[source].modules else None
        )
        return {**facts, "status": status, "by": "", "release": "", "page": where}

    # Volumes and releases

    def _volumes(self) -> Iterator[Record]:
        for name, files in self.downloads.items():
            parsed = parse_released(name)
            if not isinstance(parsed, Identifier):
                yield self._volume(parsed, files)

    def _volume(self, identifier: VolumeIdentifier, files: Sequence[Download]) -> Record:
        standing = self.site.standings.get(str(identifier))
        return {
            "identifier": str(identifier),
            "urn": identifier.urn,
            "series": identifier.number,
            "language": files[0].language,
            "release": standing.release if standing else "",
            "status": standing.status if standing else "draft" if is_draft(identifier) else "unreleased",
            "by": standing.by if standing else "",
            "artifacts": [file_record(self.site, file) for file in files],
        }

    def _releases(self) -> Iterator[Record]:
        for release in self.site.archive.releases:
            if manifest := release.manifest:
                known = {"name": manifest.release, "date": manifest.date, "revision": manifest.revision}
                seals = link(self.site, f"releases/{manifest.release}/manifest.json")
                yield {**known, "manifest": {**seals, "sha256": release.digest}, "identifiers": list(manifest.identifiers)}

    def _elsewhere(self) -> Record:
        """Return where the other files for machines are; None for those that the first release will bring."""
        released = self.site.archive.status is not None
        every: dict[str, Any] = {"feed": FEED, "sitemap": SITEMAP, "schema": SCHEMA, "module_schema": MODULE_SCHEMA}
        sealed = {"status": STATUS, "digests": DIGESTS}
        verify = {code: link(self.site, self.site.general(VERIFY, code)) for code in self.site.texts}
        return {
            **{name: link(self.site, path) for name, path in every.items()},
            **{name: link(self.site, path) if released else None for name, path in sealed.items()},
            "verify": verify,
        }
