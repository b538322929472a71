"""The pages beside the modules: home, series, and what authors write there; addresses that lead on to texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from isacs_publish.model.release import parse_released
from isacs_publish.site.module_pages import undated
from isacs_publish.site.versions import comparison_index, comparison_name, texts_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.release import Manifest
    from isacs_publish.site.rendering import Renderer
    from isacs_publish.site.site import Site


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """A release with the identifiers of the texts that came with it, in the language of the source."""

    name: str
    date: str
    identifiers: tuple[str, ...]


def general_pages(site: Site, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    """Yield the home page and the pages that authors write beside the modules."""
    releases = latest_releases(site)
    for text in site.texts.values():
        for docname, page in text.pages.items():
            if not page.number:
                editions = {code: other.pages[docname].address for code, other in site.texts.items() if docname in other.pages}
                template = "home.html" if docname == "index" else "general.html"
                body = Markup(page.body)  # noqa: S704  (written by our own translator)
                yield renderer.page(template, text.language, editions, page=page, body=body, releases=releases)


def latest_releases(site: Site, number: int = 5) -> list[ReleaseLine]:
    """Return the last releases, the latest first."""
    found = [_line(release.manifest) for release in site.archive.releases if release.manifest]
    return list(reversed(found[-number:]))


def _line(manifest: Manifest) -> ReleaseLine:
    return ReleaseLine(manifest.release, manifest.date, tuple(sorted(manifest.identifiers, key=_order)))


def _order(identifier: str) -> tuple[str, str]:
    return type(parse_released(identifier)).__name__, identifier


def leading_pages(site: Site, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    """Yield the addresses that name no version: they lead to the text in force, without one to the working text."""
    first = next(iter(site.texts))
    for number, module in site.catalogue.modules.items():
        targets = undated(site, number)
        if targets:
            language = site.source if site.source in targets else next(iter(targets))
            for here in (f"{number}/index.html", f"{number}/{module.year}/index.html"):
                yield renderer.page(
                    "leading.html", first, {first: here}, targets=targets, target=targets[language], module=module
                )


def comparison_pages(site: Site, renderer: Renderer) -> Iterator[tuple[str, bytes]]:
    """Yield for each module with several versions the page that leads to the comparison of any two."""
    first = next(iter(site.texts))
    for number, module in site.catalogue.modules.items():
        if here := comparison_index(site, number):
            texts = texts_of(site, number)
            links = {
                (a, b): comparison_name(number, old, new) for a, old in enumerate(texts) for b, new in enumerate(texts) if a < b
            }
            identifier = site.catalogue.identifier(module, site.source)
            names = [str(identifier.of(text.year, text.version)) for text in texts]
            named = str(identifier.undated)
            yield renderer.page("comparison.html", first, {first: here}, names=names, links=links, named=named)
