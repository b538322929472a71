"""Follows every link of a folder of pages: to files of the folder, to fragments in them, and notes what leads elsewhere.

What a browser asks for by itself and what a reader may follow are kept apart, for no page may ask another host for anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

from lxml import html

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml.html import HtmlElement

LOADING = {"src", "poster", "data"}
LATER = {"data-answers", "data-engine", "data-labels", "data-source"}
"""Attributes by which a page asks for a file: of HTML, and those that our scripts read when a reader does something."""

FOLLOWED = {"href", "action", "formaction"}
LOADING_RELATIONS = {"stylesheet", "icon", "preload", "prefetch", "modulepreload", "preconnect", "dns-prefetch", "manifest"}
CSS_URL = re.compile(r"""url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"'\s]*))\s*\)|@import\s+(?:"([^"]*)"|'([^']*)')""")
HARMLESS = ("mailto:", "tel:", "urn:", "data:")
TOP = ("", "top")


class Link(NamedTuple):
    """A link as a page writes it, and whether the browser asks for it without a reader's doing."""

    target: str
    loads: bool


@dataclass(frozen=True)
class Linked:
    """A file with its links, the ids that it has, and the names of its fields, which a fragment may set."""

    path: str
    links: tuple[Link, ...]
    ids: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()


@dataclass
class Links:
    """All links of a folder: those that lead nowhere, those to other hosts, and what would be asked of other hosts."""

    folder: Path
    dead: list[str] = field(default_factory=list)
    elsewhere: dict[str, str] = field(default_factory=dict)
    asked_elsewhere: list[str] = field(default_factory=list)
    followed: int = 0

    @cached_property
    def files(self) -> frozenset[str]:
        """The paths of all files below the folder."""
        return frozenset(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())

    @cached_property
    def pages(self) -> dict[str, Linked]:
        """The pages and styles by their paths, each read once."""
        return {path: _read(self.folder, path) for path in sorted(self.files) if path.endswith((".html", ".css", ".svg"))}

    def loaded_by(self, path: str) -> set[str]:
        """Return the files that a page loads by itself, and those that they load."""
        found = {place(path, link.target) for link in self.pages[path].links if link.loads} & self.files - {path}
        return found.union(*(self.loaded_by(each) for each in found if each in self.pages))

    def follow(self) -> Links:
        """Follow all links once, and return what was found."""
        for page in self.pages.values():
            for link in dict.fromkeys(page.links):
                self.followed += 1
                self._follow(page, link)
        return self

    def _follow(self, page: Linked, link: Link) -> None:
        parts = urlsplit(link.target)
        if parts.scheme in {"http", "https", "ws", "wss"} or link.target.startswith("//"):
            self.elsewhere.setdefault(link.target, page.path)
            if link.loads:
                self.asked_elsewhere.append(f"{page.path}: {link.target}")
        elif not link.target.lower().startswith(HARMLESS) and (fault := self._fault(page, link.target)):
            self.dead.append(f"{page.path}: {link.target}: {fault}")

    def _fault(self, page: Linked, target: str) -> str:
        """Return what is wrong with a link inside of the folder, an empty text where it leads to what it names."""
        parts = urlsplit(target)
        if parts.scheme or parts.path.startswith("/"):
            return "does not begin at the page"
        path = place(page.path, target)
        if path == ".." or path.startswith("../"):
            return "leads out of the site"
        if path not in self.files:
            is_folder = path == "." or any(file.startswith(f"{path}/") for file in self.files)
            return "names a folder, which a stick does not open" if is_folder else "no such file"
        return "" if self._has(path, unquote(parts.fragment)) else "no such fragment"

    def _has(self, path: str, fragment: str) -> bool:
        """Tell whether a file has a fragment: an id, or fields that it sets (``kind=shall&series=05``)."""
        page = self.pages.get(path)
        if page is None or fragment in TOP or fragment in page.ids:
            return True
        return "=" in fragment and {part.partition("=")[0] for part in fragment.split("&")} <= page.fields


def place(page: str, target: str) -> str:
    """Return the path below the folder that a link of a page names."""
    path = urlsplit(target).path
    return normpath(join(dirname(page), unquote(path))) if path else page


def follow(folder: Path) -> Links:
    """Return what the links of all pages, styles and drawings of a folder lead to."""
    return Links(folder).follow()


def _read(folder: Path, path: str) -> Linked:
    content = (folder / path).read_bytes()
    if path.endswith(".css"):
        return Linked(path, tuple(_in_css(content.decode("utf-8"))))
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    elements = [each for each in html.document_fromstring(content, parser=parser).iter() if isinstance(each.tag, str)]
    links = tuple(link for element in elements for link in _in_element(element))
    ids = frozenset(element.get("id") for element in elements if element.get("id"))
    fields = frozenset(
        element.get("name") for element in elements if element.tag in {"input", "select"} and element.get("name")
    )
    return Linked(path, links, ids, fields)


def _in_element(element: HtmlElement) -> Iterator[Link]:
    """Yield the links of an element."""
    for name, value in element.items():
        if name in FOLLOWED or name.endswith(":href"):
            yield Link(value.strip(), _loads(element))
        elif name in LOADING or name in LATER:
            yield Link(value.strip(), name in LOADING)
        elif name in {"srcset", "imagesrcset"}:
            yield from (Link(each.split()[0], loads=True) for each in value.split(",") if each.split())
        elif name == "style":
            yield from _in_css(value)
    if element.tag == "style":
        yield from _in_css(element.text or "")
    if element.tag == "meta" and (element.get("http-equiv") or "").lower() == "refresh":
        _, _, target = (element.get("content") or "").partition("=")
        yield Link(target.strip(" '\""), loads=True)


def _loads(element: HtmlElement) -> bool:
    """Tell whether the ``href`` of an element is fetched by the browser."""
    if element.tag == "link":
        return bool(LOADING_RELATIONS & set((element.get("rel") or "").lower().split()))
    return element.tag in {"image", "use", "base"}


def _in_css(styles: str) -> Iterator[Link]:
    for found in CSS_URL.finditer(styles):
        target = next((group for group in found.groups() if group is not None), "")
        if not target.startswith("#"):  # (of the page that the styles are for)
            yield Link(target, loads=True)
