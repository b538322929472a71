"""Pages as a kit holds them: what is not in the kit is linked on the public website, and every page says how old it may become.

Pages are rewritten tag by tag; what is not touched keeps its bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from html import escape, unescape
from posixpath import dirname, join, normpath, relpath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

SCRIPT, STYLE = "_data/kit.js", "_data/kit.css"
"""Below the website: what tells every page that it is in a kit."""

OUTSIDE = "outside"
"""The class of links that lead out of the kit."""

_VALUES = r"(?:[^>\"']|\"[^\"]*\"|'[^']*')*"
_TAGS = re.compile(
    rf"<!--.*?-->|<(?P<raw>script|style)\b{_VALUES}>.*?</(?P=raw)\s*>|<(?P<name>a|area|link|form|meta)\b(?P<rest>{_VALUES})>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTES = re.compile(r"\s+(?P<name>[^\s=\"'>/]+)(?:\s*=\s*(?P<value>\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_ADDRESSED = {"a": "href", "area": "href", "link": "href", "form": "action"}
_REFRESH = re.compile(r"(?P<before>\s*\d+\s*;\s*url=)(?P<target>.*)", re.IGNORECASE)
_LANGUAGE = re.compile(r"<html\b[^>]*?\slang=[\"']?(?P<code>[A-Za-z-]+)", re.IGNORECASE)
_LEADING = re.compile(r"<body\b[^>]*?\sclass=[\"']?[^\"'>]*\bleading\b", re.IGNORECASE)
_AGE = re.compile(r"<p id=\"_kit\" hidden(?P<rest>[^>]*)></p>")
_CURRENT = re.compile(r"\sdata-current=\"(?P<words>[^\"]*)\"")


def language_of(page: str) -> str:
    """Return the language that a page states; an empty text for one that leads on to texts in any language."""
    match = _LANGUAGE.search(page)
    return "" if match is None or _LEADING.search(page) else match["code"]


@dataclass(frozen=True)
class Surroundings:
    """What pages have around them in the kit: the paths below the site, its languages, the public website, the two dates.

    ``outside`` are by language the words that tell of a link that it leads out of the kit.
    """

    inside: frozenset[str]
    languages: tuple[str, ...]
    website: str
    current: str
    verify: str
    outside: Mapping[str, str]

    def public(self, path: str) -> str:
        """Return the address of a path on the public website."""
        return f"{self.website.rstrip('/')}/{quote(path)}"

    def instead(self, path: str) -> str:
        """Return the path in the kit that says the same in another of its languages, or an empty text."""
        parts = path.split("/")
        others = ("/".join((*parts[:2], code, *parts[3:])) for code in self.languages)
        return next((other for other in others if other in self.inside), "")


def page_in_kit(path: str, page: str, around: Surroundings) -> str:
    """Return a page of the website as the kit holds it at the same path below the site."""
    return _Page(path, page, around).rewritten()


@dataclass(frozen=True)
class _Page:
    """One page: its path below the site, its HTML, what is around it."""

    path: str
    page: str
    around: Surroundings

    def rewritten(self) -> str:
        linked = _TAGS.sub(self._tag, self.page)
        aged = _AGE.sub(self._age, linked, count=1)
        script, style = (relpath(name, dirname(self.path) or ".") for name in (SCRIPT, STYLE))
        told = f'<link rel="stylesheet" href="{style}">\n<script src="{script}"></script>\n</head>'
        return re.sub(r"</head>", lambda _: told, aged, count=1, flags=re.IGNORECASE)

    @cached_property
    def language(self) -> str:
        match = _LANGUAGE.search(self.page)
        return match["code"] if match else ""

    @cached_property
    def led_to(self) -> str:
        """The path that a page leads on to instead of one that is not in the kit, or an empty text."""
        for tag in _TAGS.finditer(self.page):
            found = _REFRESH.fullmatch(_attributes(tag["rest"] or "").get("content", "")) if tag["name"] == "meta" else None
            if found and (target := self._outside(found["target"])):
                return self.around.instead(target[0])
        return ""

    def _outside(self, address: str) -> tuple[str, str] | None:
        """Return path and end (query, fragment) of an address that lies on the site and not in the kit."""
        parts = urlsplit(address)
        if parts.scheme or parts.netloc or not parts.path:
            return None
        path = normpath(join(dirname(self.path), unquote(parts.path)))
        end = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
        return None if path in self.around.inside else (path, end)

    def _tag(self, match: re.Match[str]) -> str:
        if match["name"] is None:
            return match[0]
        name = match["name"].lower()
        given = _attributes(match["rest"])
        if name == "meta":
            return self._refresh(match, given)
        target = self._outside(given.get(_ADDRESSED[name], ""))
        if target is None:
            return self._lead_here(match, given) if name == "a" else match[0]
        return _tag(match["name"], self._leading_out(name, given, *target), match["rest"])

    def _leading_out(self, name: str, given: dict[str, str], path: str, end: str) -> dict[str, str]:
        given = {**given, _ADDRESSED[name]: self.around.public(path) + end}
        if name not in ("a", "area"):
            return given
        if given.get("id") == "_target" and self.led_to:
            del given["id"]
        given["class"] = f"{given.get('class', '')} {OUTSIDE}".strip()
        given["rel"] = f"{given.get('rel', '')} external".strip()
        return {"title": self.around.outside.get(self.language, "")} | given

    def _lead_here(self, match: re.Match[str], given: dict[str, str]) -> str:
        """Return a link as it was, or as the one that a leading page follows now."""
        path = normpath(join(dirname(self.path), unquote(urlsplit(given.get("href", "")).path)))
        if not self.led_to or path != self.led_to or "id" in given:
            return match[0]
        return _tag(match["name"], {**given, "id": "_target"}, match["rest"])

    def _refresh(self, match: re.Match[str], given: dict[str, str]) -> str:
        found = _REFRESH.fullmatch(given.get("content", "")) if given.get("http-equiv", "").lower() == "refresh" else None
        target = self._outside(found["target"]) if found else None
        if found is None or target is None:
            return match[0]
        address = relpath(self.led_to, dirname(self.path) or ".") if self.led_to else self.around.public(target[0]) + target[1]
        return _tag(match["name"], {**given, "content": found["before"] + address}, match["rest"])

    def _age(self, match: re.Match[str]) -> str:
        found = _CURRENT.search(match["rest"])
        if found is None:
            return match[0]
        words = found["words"].replace("{date}", self.around.current).replace("{verify}", self.around.verify)
        return f'<p id="_kit"{match["rest"]}>{words}</p>'


def _attributes(rest: str) -> dict[str, str]:
    """Return the attributes in what follows the name of a tag, unescaped; of one without value the empty text."""
    return {match["name"].lower(): unescape(_bare(match["value"] or "")) for match in _ATTRIBUTES.finditer(rest)}


def _bare(value: str) -> str:
    return value[1:-1] if value[:1] in ('"', "'") else value


def _tag(name: str, attributes: dict[str, str], rest: str) -> str:
    valueless = {match["name"].lower() for match in _ATTRIBUTES.finditer(rest) if match["value"] is None}
    shown = (f" {key}" if key in valueless and not value else f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<{name}{''.join(shown)}>"
