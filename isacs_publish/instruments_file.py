"""Reads ``source/instruments.bib``, the one file of works that modules cite, in BibTeX.

Fields: ``title`` (required), ``author`` or ``organization``, ``shorttitle``, ``number`` (own identifier or symbol),
``howpublished``, ``year``, ``url``; of instruments ``force`` (legal, political, voluntary), ``superseded-by`` (a key) and
``forms`` (``Article 7: requirement; Article 9: requirement not``). ``@standard`` is named by its own identifier first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pybtex.database.input.bibtex import LowLevelParser
from pybtex.exceptions import PybtexError

from isacs_publish.model.finding import Finding, Place, nearest
from isacs_publish.model.instrument import Binding, Instruments, Work
from isacs_publish.model.provision import Verbal
from isacs_publish.sources import MOST_BYTES, no_plain_file, not_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from isacs_publish.model.provision import Force

TYPES = ("standard", "misc", "book", "techreport", "article", "manual", "proceedings", "incollection")
FIELDS = {
    *("title", "author", "organization", "shorttitle", "number", "howpublished", "year", "url", "region", "note"),
    *("force", "forms", "superseded-by"),
}
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_ENTRY = re.compile(r"^[ \t]*@[ \t]*(\w+)[ \t]*[{(][ \t]*([^,\s{}]+)", re.MULTILINE)
_SYNTAX = "see the entries around it: @misc{key, title = {…}, year = {…}}"


@dataclass
class _Reader:
    """One file while it is read: its works, and its faults."""

    shown: str
    text: str
    works: dict[str, Work] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def fault(self, line: int, key: str, message: str, hint: str, code: str = "instruments-value") -> None:
        self.findings.append(Finding(code, Place(self.shown, line, key), message, hint))

    def run(self) -> None:
        lines = self.lines_of_entries()
        parser = LowLevelParser(self.text)
        try:
            for kind, content in parser:
                if kind.lower() not in ("string", "preamble"):
                    key, fields = content
                    self.entry(kind.lower(), key, fields, next(lines, 0))
        except PybtexError as error:
            said = str(error).removeprefix("syntax error in ")
            self.fault(int(getattr(error, "lineno", 0) or 0), "", f"this is no BibTeX: {said}", _SYNTAX, "instruments-syntax")
        self.judge()

    def lines_of_entries(self) -> Iterator[int]:
        """Yield the lines where entries begin."""
        for found in _ENTRY.finditer(self.text):
            if found[1].lower() not in ("string", "preamble", "comment"):
                yield self.text[: found.start()].count("\n") + 1

    def entry(self, kind: str, key: str, fields: list[tuple[str, list[str]]], line: int) -> None:
        values = {name.lower(): _plain("".join(parts)) for name, parts in fields}
        self.judge_names(kind, key, values, line)
        if key in self.works:
            self.fault(line, key, f"the key {key!r} stands twice, first in line {self.works[key].line}", "keep one")
        self.works.setdefault(key, self.work(kind, key, values, line))

    def judge_names(self, kind: str, key: str, values: Mapping[str, str], line: int) -> None:
        if kind not in TYPES:
            self.fault(line, key, f"no type {kind!r}", nearest(kind, TYPES) or f"types: {', '.join(TYPES)}")
        if not KEY.fullmatch(key):
            self.fault(line, key, f"{key!r} is not a key", "use lower-case letters, digits and hyphens")
        for name in sorted(values.keys() - FIELDS):
            self.fault(
                line, f"{key}.{name}", f"no field {name!r}", nearest(name, FIELDS) or f"fields: {', '.join(sorted(FIELDS))}"
            )
        if not values.get("title"):
            self.fault(line, key, "the work has no title", "add: title = {…}")
        if kind == "standard" and not values.get("number"):
            self.fault(line, key, "a standard has an identifier of its own", "add: number = {ISO 9000}")

    def work(self, kind: str, key: str, values: Mapping[str, str], line: int) -> Work:
        return Work(
            key,
            values.get("title", ""),
            values.get("author", values.get("organization", "")),
            values.get("shorttitle", ""),
            values.get("number", ""),
            kind == "standard",
            values.get("howpublished", ""),
            values.get("year", ""),
            values.get("url", ""),
            self.binding(key, values.get("force"), line),
            dict(self.articles(key, values.get("forms", ""), line)),
            values.get("superseded-by", ""),
            line,
        )

    def binding(self, key: str, force: str | None, line: int) -> Binding | None:
        if force is None:
            return None
        if force not in list(Binding):
            self.fault(
                line, f"{key}.force", f"no force {force!r}", nearest(force, Binding) or "write legal, political or voluntary"
            )
            return None
        return Binding(force)

    def articles(self, key: str, forms: str, line: int) -> Iterator[tuple[str, Force]]:
        for part in filter(None, (each.strip() for each in forms.split(";"))):
            article, _, form = (each.strip() for each in part.rpartition(":"))
            verbal = form.removesuffix(" not").strip()
            if not article or verbal not in list(Verbal):
                hint = f"write 'Article 7: requirement'; classes: {', '.join(Verbal)}, with 'not' where it prohibits"
                self.fault(line, f"{key}.forms", f"{part!r} gives no article its verbal class", hint)
            else:
                yield article, (Verbal(verbal), form.endswith(" not"))

    def judge(self) -> None:
        """Find what one entry says of another that does not exist."""
        for work in self.works.values():
            if work.superseded_by and work.superseded_by not in self.works:
                hint = nearest(work.superseded_by, self.works) or "add an entry for the later work"
                self.fault(work.line, f"{work.key}.superseded-by", f"no work {work.superseded_by!r}", hint)


def _plain(value: str) -> str:
    """Return a value without the braces that keep capitals, its white space folded."""
    return " ".join(re.sub(r"(?<!\\)[{}]", "", value).replace("\\&", "&").split())


def read_instruments(path: Path, shown: str) -> tuple[Instruments, list[Finding]]:
    """Return the works of a file and its faults; a project without the file has no works."""
    if not path.exists():
        return Instruments(), []
    if fault := no_plain_file(path, MOST_BYTES):
        return Instruments(), [Finding("instruments-unreadable", Place(shown), *fault)]
    if wrong := not_text(path.read_bytes()):
        line, message, hint = wrong
        return Instruments(), [Finding("not-text", Place(shown, line), message, hint)]
    reader = _Reader(shown, path.read_text(encoding="utf-8-sig"))
    reader.run()
    return Instruments(reader.works), reader.findings
