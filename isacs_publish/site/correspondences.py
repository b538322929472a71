"""Where the former numbers went, beside the page of an edition that has one before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isacs_publish.exports.correspondence_json import as_json
from isacs_publish.model.correspondence import table
from isacs_publish.site.links import HOME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.site.site import Site

NAME = "correspondence.json"


def correspondences(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield the table of correspondence of each page that has one."""
    for text in site.texts.values():
        for number, page in text.modules.items():
            module = text.catalogue.modules[number]
            if former := site.registers.of(number).former(module.year):
                identifier = text.catalogue.identifier(module, text.language)
                rows = table(former, text.reading.texts[number], text.catalogue.changes_of(number))
                told = as_json(rows, str(identifier.of(former.year, former.version)), str(identifier))
                yield page.address.replace(HOME, NAME), told.encode()
