"""The map of the website for search engines: every page, with the same page in other languages (sitemaps.org, 0.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from isacs_publish.site.feed import XHTML, written
from isacs_publish.site.links import HOME, full

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from isacs_publish.site.site import Site

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
DEFAULT = "x-default"
"""What names the page for readers of no language that there is."""


def sitemap(site: Site, paths: Iterable[str]) -> bytes:
    """Return the map of the pages among the paths of a site: those that end with ``.html``.

    Pages that only lead on to a text, at addresses without version, are left out.
    """
    pages = sorted(path for path in paths if path.endswith(".html") and not _leads_on(site, path))
    known, dates = set(pages), _dates(site)
    top = etree.Element(_tag("urlset"), nsmap={None: SITEMAP, "xhtml": XHTML})
    for path in pages:
        page = etree.SubElement(top, _tag("url"))
        etree.SubElement(page, _tag("loc")).text = full(site, path)
        if day := dates.get(_without_language(site, path)):
            etree.SubElement(page, _tag("lastmod")).text = day
        _alternates(site, page, {code: other for code, other in _in_languages(site, path).items() if other in known})
    return written(top)


def _alternates(site: Site, page: etree._Element, editions: Mapping[str, str]) -> None:
    """Add the same page in all languages, its own among them, and the one for all other readers."""
    if len(editions) < 2:
        return
    chosen = {**editions, DEFAULT: editions.get(site.source) or next(iter(editions.values()))}
    for code, path in chosen.items():
        etree.SubElement(page, f"{{{XHTML}}}link", rel="alternate", hreflang=code, href=full(site, path))


def _leads_on(site: Site, path: str) -> bool:
    """Tell whether a page stands at the address of a module or of an edition: ``05.20/index.html``."""
    number, *rest = path.removesuffix(HOME).rstrip("/").split("/")
    return number in site.catalogue.modules and path.endswith(HOME) and all(part.isdecimal() for part in rest)


def _without_language(site: Site, path: str) -> str:
    """Return what the addresses of a page in all languages have in common."""
    parts = path.split("/")
    if parts[0] in site.catalogue.modules and len(parts) == 5:
        return "/".join((*parts[:2], "*", *parts[3:]))
    return "/".join(parts[1:]) if len(parts) > 1 and parts[0] in site.texts else path


def _in_languages(site: Site, path: str) -> dict[str, str]:
    """Return where a page would stand in each language."""
    common = _without_language(site, path)
    if "/*/" in common:
        return {code: common.replace("/*/", f"/{code}/") for code in site.texts}
    return {code: site.general(common, code) for code in site.texts}


def _dates(site: Site) -> dict[str, str]:
    """Return the dates of texts by what their addresses have in common."""
    found = {}
    for number, module in site.catalogue.modules.items():
        versions = site.registers.of(number).versions
        dated = [(version.year, version.version, version.date) for version in versions]
        for year, version, day in ((module.year, module.version, module.date), *dated):
            found[f"{number}/{year}/*/v{version}/index.html"] = day.isoformat()
    return found


def _tag(name: str) -> str:
    return f"{{{SITEMAP}}}{name}"
