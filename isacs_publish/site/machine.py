"""The machine side of the website: records as JSON with their schemas, the feed, the map, citations."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING

from isacs_publish.forms import verbal_forms
from isacs_publish.model.address import address
from isacs_publish.model.provision_rows import rows
from isacs_publish.model.translation import Currency
from isacs_publish.naming import names_in
from isacs_publish.sealed import digest
from isacs_publish.site.catalogue_record import MODULE_SCHEMA, NAME, SCHEMA, catalogue_record
from isacs_publish.site.citations import citations
from isacs_publish.site.feed import feed
from isacs_publish.site.former_texts import former_texts
from isacs_publish.site.links import HOME
from isacs_publish.site.metadata import FEED, RECORD
from isacs_publish.site.module_record import Told, file_record, module_record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from isacs_publish.model.provision_rows import Row
    from isacs_publish.site.downloads import Download
    from isacs_publish.site.former_texts import FormerText
    from isacs_publish.site.module_record import Record
    from isacs_publish.site.provisions import Provision
    from isacs_publish.site.site import Site


def machine(
    site: Site, downloads: Mapping[str, Sequence[Download]], provisions: Mapping[str, Sequence[Provision]]
) -> Iterator[tuple[str, bytes]]:
    """Yield the files for machines but the map of the site, which has to know all pages.

    Downloads go by identifier, provisions by language, as ``provisions_of`` returns them.
    """
    yield NAME, written(catalogue_record(site, downloads))
    yield from module_records(site, downloads, provisions)
    yield from former_records(site, downloads)
    yield from citations(site)
    yield FEED, feed(site)
    for path in (SCHEMA, MODULE_SCHEMA):
        yield path, schema(path)


def schema(path: str) -> bytes:
    """Return a schema by the path that it has on the site."""
    return (files("isacs_publish") / "site" / path).read_bytes()


def written(record: Record) -> bytes:
    """Return a record as its file; in one line, which takes a third of the time of many."""
    return (json.dumps(record, ensure_ascii=False) + "\n").encode()


def module_records(
    site: Site, downloads: Mapping[str, Sequence[Download]], provisions: Mapping[str, Sequence[Provision]]
) -> Iterator[tuple[str, bytes]]:
    """Yield the record of the working text of each module in each language."""
    for code, text in site.texts.items():
        own = _by_module(provisions.get(code, ()))
        for number in text.modules:
            read = text.reading.manuscripts[number]
            yield _record(site, Told(text, text.catalogue.modules[number], read.text, own.get(number, []), read), downloads)


def _by_module(provisions: Iterable[Provision]) -> dict[str, list[tuple[Row, Currency]]]:
    found: dict[str, list[tuple[Row, Currency]]] = {}
    for provision in provisions:
        found.setdefault(provision.module, []).append((provision.row, provision.state))
    return found


def former_records(site: Site, downloads: Mapping[str, Sequence[Download]]) -> Iterator[tuple[str, bytes]]:
    """Yield the records of former versions: of the source by the words in the register, of others as they were released."""
    released = _released(site)
    for former in former_texts(site):
        path = f"{address(former.module, former.text.language)}{RECORD}"
        if former.text.language == site.source:
            yield _record(site, _told(site, former), downloads)
        elif path in released:
            record = json.loads(released[path])
            files_now = downloads.get(str(record["identifier"]), ())  # (their signatures came after the record)
            yield path, written({**record, "artifacts": [file_record(site, file) for file in files_now]})


def _told(site: Site, former: FormerText) -> Told:
    """Return a former version of the source by the words that the register keeps of it."""
    words = site.registers.text(former.module.number, former.version)
    found = rows(words, verbal_forms(site.source), names_in(words, former.text.catalogue, site.instruments))
    return Told(former.text, former.module, words, [(row, Currency.CURRENT) for row in found])


def _released(site: Site) -> dict[str, bytes]:
    """Return the records that were released, by the paths that they have on the site; those that are as they were sealed."""
    found = {}
    for release in site.archive.releases:
        for sealed in release.manifest.artifacts if release.manifest else ():
            if sealed.path.endswith(f"/{RECORD}") and (content := _sealed(release.folder / sealed.path, sealed.sha256)):
                found[sealed.path.removeprefix("html/")] = content
    return found


def _sealed(path: Path, sha256: str) -> bytes | None:
    content = path.read_bytes() if path.is_file() else b""
    return content if digest(content) == sha256 else None


def _record(site: Site, told: Told, downloads: Mapping[str, Sequence[Download]]) -> tuple[str, bytes]:
    record = module_record(site, told, downloads.get(str(told.identifier), ()))
    return told.page.replace(HOME, RECORD), written(record)
