"""The texts that were published before the working text of each module, as the website keeps telling of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.catalogue import Catalogue, Module
    from isacs_publish.model.register import RegisteredVersion
    from isacs_publish.site.site import Site, SiteText


@dataclass(frozen=True)
class FormerText:
    """A former version of a module in one language: ``module`` has the year, the version and the date that it had then."""

    text: SiteText
    module: Module
    version: RegisteredVersion


def former_texts(site: Site) -> Iterator[FormerText]:
    """Yield the former versions of all modules on the site, in each language in which they were published."""
    for text in site.texts.values():
        for number in text.modules:
            module = text.catalogue.modules[number]
            for version in site.registers.of(number).versions:
                then = as_published(text.catalogue, module, version)
                name = str(text.catalogue.identifier(then, text.language))
                published = text.language == site.source or name in site.standings
                if published and (version.year, version.version) != (module.year, module.version):
                    yield FormerText(text, then, version)


def as_published(catalogue: Catalogue, module: Module, version: RegisteredVersion) -> Module:
    """Return a module with the facts of a version that was published, at the first stage that is no draft."""
    stage = next((stage.key for stage in catalogue.stage if not stage.draft), module.stage)
    return replace(module, year=version.year, version=version.version, date=version.date, stage=stage)
