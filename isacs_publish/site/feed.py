"""The feed of releases: what was published when, for those who want to be told (Atom, RFC 4287)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from lxml import etree

from isacs_publish.model.address import folder_of
from isacs_publish.model.identifier import LETTERS, Identifier
from isacs_publish.model.release import parse_released
from isacs_publish.site.links import HOME, full
from isacs_publish.site.metadata import FEED
from isacs_publish.site.site_words import site_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.release import Manifest
    from isacs_publish.site.site import Site

ATOM, XHTML = "http://www.w3.org/2005/Atom", "http://www.w3.org/1999/xhtml"
NOON = time(12, tzinfo=UTC)
"""The time of day that a feed states of a release, which has only a day; signatures state the same."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def feed(site: Site) -> bytes:
    """Return the feed, the latest release first; it is a feed before the first release, too."""
    catalogue = site.catalogue
    manifests = [release.manifest for release in reversed(site.archive.releases) if release.manifest]
    name = re.sub(r"[^a-z0-9]", "", catalogue.brand.prefix.lower())
    top = etree.Element(_atom("feed"), nsmap={None: ATOM})
    top.set("{http://www.w3.org/XML/1998/namespace}lang", _language(site))
    _add(top, "id", f"urn:{name}:releases")
    _add(top, "title", catalogue.brand.name)
    _add(top, "updated", _noon(manifests[0].date if manifests else _latest(site)))
    author = _add(top, "author")
    for part, words in (
        ("name", catalogue.publisher.name),
        ("uri", catalogue.publisher.website),
        ("email", catalogue.publisher.contact),
    ):
        _add(author, part, words)
    _add(top, "rights", catalogue.publisher.permission)
    _add(top, "link", rel="self", type="application/atom+xml", href=full(site, FEED))
    _add(top, "link", rel="alternate", type="text/html", href=full(site, site.general(HOME, _language(site))))
    for manifest in manifests:
        _entry(site, top, name, manifest)
    return written(top)


def _entry(site: Site, top: etree._Element, name: str, manifest: Manifest) -> None:
    """Add a release: what came with it, each text with its address."""
    entry = _add(top, "entry")
    _add(entry, "id", f"urn:{name}:release:{manifest.release}")
    _add(entry, "title", site_words("machine", _language(site))["release"].format(name=manifest.release))
    _add(entry, "updated", _noon(manifest.date))
    _add(entry, "published", _noon(manifest.date))
    _add(entry, "link", rel="alternate", type="text/html", href=full(site, site.general(HOME, _language(site))))
    for seal in ("manifest.json", "status.json"):
        _add(entry, "link", rel="related", type="application/json", href=full(site, f"releases/{manifest.release}/{seal}"))
    content = _add(entry, "content", type="xhtml")
    texts = etree.SubElement(etree.SubElement(content, _xhtml("div"), nsmap={None: XHTML}), _xhtml("ul"))
    for identifier, title, address in _texts(site, manifest):
        line = etree.SubElement(texts, _xhtml("li"))
        if address:
            line = etree.SubElement(line, _xhtml("a"), href=address)
        line.text = _clean(f"{identifier}, {title}" if title else identifier)


def _texts(site: Site, manifest: Manifest) -> Iterator[tuple[str, str, str]]:
    """Yield the texts and volumes of a release: identifier, title, full address; empty where the site does not know it."""
    codes = {letter: code for code, letter in LETTERS.items()}
    for identifier in manifest.identifiers:
        parsed = parse_released(identifier)
        text = site.texts.get(codes.get(parsed.letter, ""))
        if isinstance(parsed, Identifier) and text and parsed.number in text.modules:
            here = f"{folder_of(parsed.number, parsed.year, text.language, str(parsed.version))}{HOME}"
            yield identifier, text.catalogue.modules[parsed.number].title, full(site, here)
        else:
            screen = (file for file in manifest.artifacts if file.identifier == identifier and file.edition == "screen")
            file = next((file for file in screen if file.path.endswith(".pdf")), None)
            yield identifier, "", full(site, f"releases/{manifest.release}/{file.path}") if file else ""


def written(top: etree._Element) -> bytes:
    """Return an XML file."""
    etree.indent(top, " ")
    content: bytes = etree.tostring(top, xml_declaration=True, encoding="UTF-8")
    return content + b"\n"


def _add(parent: etree._Element, tag: str, words: str = "", **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, _atom(tag), attributes)
    made.text = _clean(words) or None
    return made


def _clean(words: str) -> str:
    """Return words without the signs that XML cannot hold."""
    return _NOT_XML.sub("", words)


def _atom(tag: str) -> str:
    return f"{{{ATOM}}}{tag}"


def _xhtml(tag: str) -> str:
    return f"{{{XHTML}}}{tag}"


def _language(site: Site) -> str:
    return site.source if site.source in site.texts else next(iter(site.texts))


def _noon(day: str) -> str:
    return datetime.combine(date.fromisoformat(day), NOON).isoformat().replace("+00:00", "Z")


def _latest(site: Site) -> str:
    return max(module.date for module in site.catalogue.modules.values()).isoformat()
