"""Fills the templates of the website, and names its files from the place of each page."""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import PurePosixPath
from posixpath import dirname, relpath
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from isacs_publish.exports.difference_html import straight
from isacs_publish.model.address import lasting
from isacs_publish.site.site_words import site_words
from isacs_publish.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from isacs_publish.site.site import Site

STATIC = "_static"
"""The folder of styles, scripts and fonts. Their names hold their digests, so that a page of long ago keeps its own."""


PARTS = ("themes", "explorer", "figures", "verify")
"""The pages beside home and modules that the head of each page names, without suffix."""


@cache
def _environment(theme: Path) -> Environment:
    """Return what fills the templates of a theme; it keeps them compiled, and reads a template that changes again."""
    return Environment(
        loader=FileSystemLoader([theme / "site", theme / "print"]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=straight,
    )


class Renderer:
    """The templates in ``themes/isacs/site`` and the files in ``themes/isacs/static`` that they name."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.named: set[str] = set()
        self.environment = _environment(site.theme.resolve())

    @cached_property
    def assets(self) -> dict[str, tuple[str, bytes]]:
        """The path below the site and the bytes of each static file, by the name that templates know it by."""
        folder, found = self.site.theme / "static", {}
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                content = path.read_bytes()
                name = PurePosixPath(path.relative_to(folder).as_posix())
                found[str(name)] = (f"{STATIC}/{lasting(name, content)}", content)
        return found

    def asset_files(self) -> Iterator[tuple[str, bytes]]:
        """Yield the static files that pages name."""
        yield from (self.assets[name] for name in sorted(self.named))

    def _asset(self, here: str, name: str) -> str:
        self.named.add(name)
        return relative(here, self.assets[name][0])

    def page(self, template: str, language: str, editions: Mapping[str, str], **values: Any) -> tuple[str, bytes]:
        """Return the address and the bytes of a page.

        ``editions`` are the addresses of the same page by language, its own among them. Templates get the ``site``, the
        ``text`` (SiteText) and ``catalogue`` of the language, the fixed ``words``, ``w`` (the words of the layout), and

        - ``to(path)``: a path below the site as this page links to it,
        - ``asset(name)``: the same for a static file,
        - ``said(room)``: the words of a room.
        """
        here = editions[language]
        text = self.site.texts[language]
        given = {
            "site": self.site,
            "text": text,
            "catalogue": text.catalogue,
            "words": words(language),
            "w": site_words("layout", language),
            "language": language,
            "here": here,
            "editions": editions,
            "to": lambda path: relative(here, path),
            "asset": lambda name: self._asset(here, name),
            "said": lambda room: site_words(room, language),
            "words_of": words,
            "parts": PARTS,
        }
        return here, (self.environment.get_template(template).render(given | values).strip() + "\n").encode()


def relative(here: str, path: str) -> str:
    """Return a path below the site as a page links to it; what follows ``#`` stays."""
    file, mark, fragment = path.partition("#")
    return (relpath(file, dirname(here) or ".") if file else "") + mark + fragment
