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

    Pages that only lead on to a text, at addresses without version, are left out, and so are former versions, which ask search
    engines to pass them over.
    """
    dates = _dates(site)
    pages = sorted(path for path in paths if path.endswith(".html") and _is_sought(site, path, dates))
    known = set(pages)
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


def _is_sought(site: Site, path: str, dates: Mapping[str, str]) -> bool:
    """Tell whether a page is one that a reader looks for: no address of a module or an edition, ``05.20/index.html``."""
    number, *rest = path.removesuffix(HOME).rstrip("/").split("/")
    if number not in site.catalogue.modules or not path.endswith(HOME):
        return True
    return _without_language(site, path) in dates if len(rest) == 3 else not all(part.isdecimal() for part in rest)


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
    """Return the dates of the working texts by what their addresses have in common."""
    modules = site.catalogue.modules.items()
    return {f"{number}/{module.year}/*/v{module.version}/{HOME}": module.date.isoformat() for number, module in modules}


def _tag(name: str) -> str:
    return f"{{{SITEMAP}}}{name}"
