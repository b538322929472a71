"""Views of the modules beside their series: by theme, and by the cross-cutting issues that their clauses treat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isacs_publish.site.coverage_links import treated
from isacs_publish.site.explorer import PAGE as EXPLORER
from isacs_publish.site.explorer import themes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.catalogue import Module
    from isacs_publish.site.coverage_links import ClauseLink
    from isacs_publish.site.rendering import Renderer
    from isacs_publish.site.site import Site, SiteText

PAGE = "themes.html"


@dataclass(frozen=True, slots=True)
class ModuleLink:
    """A module as a view lists it: identifier, title, name of its stage, address below the site; the clauses that are meant."""

    identifier: str
    title: str
    stage: str
    path: str
    clauses: tuple[ClauseLink, ...] = ()

    @property
    def count(self) -> int:
        """How many clauses are meant."""
        return len(self.clauses)


@dataclass(frozen=True, slots=True)
class View:
    """A theme or an issue: its key, its name, the modules that are about it, those of which some clauses are."""

    key: str
    name: str
    about: tuple[ModuleLink, ...]
    treating: tuple[ModuleLink, ...] = ()


def themes_files(site: Site, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    """Yield the page of each language."""
    editions = site.editions_of(PAGE)
    for language, text in site.texts.items():
        yield renderer.page(
            "themes.html", language, editions,
            themes=themes(site, text), issues=issues(text), explorer=site.general(EXPLORER, language),
        )  # fmt: skip


def themes(site: Site, text: SiteText) -> list[View]:
    """Return the themes with their modules, in the order in which modules name them."""
    return [
        View(key, name, tuple(_link(text, number) for number in text.modules if key in site.catalogue.modules[number].themes))
        for key, name in themes_of(site, text).items()
    ]


def issues(text: SiteText) -> list[View]:
    """Return the cross-cutting issues with the modules that are about them and those of which some clauses are."""
    found = treated(text)
    return [
        View(
            key,
            issue.name,
            tuple(_link(text, number) for number in text.modules if found[number][key].whole),
            tuple(_link(text, number, clauses) for number in text.modules if (clauses := found[number][key].clauses)),
        )
        for key, issue in text.catalogue.issues.items()
    ]


def _link(text: SiteText, number: str, clauses: tuple[ClauseLink, ...] = ()) -> ModuleLink:
    module: Module = text.catalogue.modules[number]
    identifier = str(text.catalogue.identifier(module, text.language))
    stage = text.catalogue.stage_of(module).name
    return ModuleLink(identifier, module.title, stage, text.modules[number].address, clauses)
