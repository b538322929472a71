"""Addresses of files of the website: below the site, which works offline, and in full, which lasts."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict
from urllib.parse import quote

if TYPE_CHECKING:
    from isacs_publish.site.site import Site

HOME = "index.html"
_KEPT = "/:@!$&'()*+,;=~-._"
"""What may stand in a path as it is (RFC 3986, 3.3)."""


class Link(TypedDict):
    """A file of the website: ``path`` below the site, ``address`` in full."""

    path: str
    address: str


def full(site: Site, path: str) -> str:
    """Return the full address of a path below the site; a folder is named instead of its ``index.html``."""
    file, mark, fragment = path.partition("#")
    name = file.removesuffix(HOME) if file == HOME or file.endswith(f"/{HOME}") else file
    return f"{site.catalogue.publisher.website.rstrip('/')}/{quote(name, _KEPT)}{mark}{quote(fragment, _KEPT)}"


def link(site: Site, path: str) -> Link:
    """Return a path below the site with its full address."""
    return Link(path=path, address=full(site, path))


def root_of(path: str) -> str:
    """Return how a file at a path reaches the root of the site: empty at the root, ``../`` for each folder."""
    return "../" * path.count("/")
