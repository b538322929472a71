"""Reads ``source/instruments.bib``, the one file of works that modules cite, in BibTeX.

Fields: ``title`` (required), ``author`` or ``organization``, ``shorttitle``, ``number`` (own identifier or symbol),
``howpublished``, ``year``, ``url``; of instruments ``force`` (legal, political, voluntary), ``superseded-by`` (a key) and
``forms`` (``Article 7: requirement; Article 9: requirement not``). ``@standard`` is named by its own identifier first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pybtex.database.input.bibtex import LowLevelParser, month_names
from pybtex.exceptions import PybtexError
from pybtex.scanner import PrematureEOF

from isacs_publish.model.finding import Finding, Place, nearest
from isacs_publish.model.instrument import Binding, Instruments, Work
from isacs_publish.model.provision import Verbal
from isacs_publish.sources import MOST_BYTES, no_plain_file, not_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import Any

    from isacs_publish.model.provision import Force

TYPES = ("standard", "misc", "book", "techreport", "article", "manual", "proceedings", "incollection")
FIELDS = {
    *("title", "author", "organization", "shorttitle", "number", "howpublished", "year", "url", "region", "note"),
    *("force", "forms", "superseded-by"),
}
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
YEAR = re.compile(r"\d{4}")
_SYNTAX = "see the entries around it: @misc{key, title = {…}, year = {…}}"


class _Parser(LowLevelParser):  # type: ignore[misc]  # (the library has no types)
    """Parses BibTeX, and notes the lines where the current entry and each of its fields begin."""

    def __init__(self, text: str) -> None:
        super().__init__(text, macros=dict(month_names))
        self.line = 0
        self.field_lines: list[int] = []

    def parse_command(self) -> Iterable[Any]:
        self.line, self.field_lines = self.lineno, []
        made: Iterable[Any] = super().parse_command()
        return made

    def parse_field(self) -> None:
        self.eat_whitespace()
        if self.NAME.match(self.text, self.pos):
            self.field_lines.append(self.lineno)
        super().parse_field()

    def line_of(self, error: PybtexError) -> int:
        """Return the line of an error; of what is never closed that where it begins, and not the end of the file."""
        if isinstance(error, PrematureEOF) or "braces" in str(error):
            return self.field_lines[-1] if self.current_field_name else self.line
        return int(getattr(error, "lineno", 0) or self.line)


@dataclass(frozen=True)
class _Entry:
    """One entry as written: type, key, line; the values of its fields and their lines."""

    kind: str
    key: str
    line: int
    values: Mapping[str, str]
    lines: Mapping[str, int]

    def of(self, *names: str) -> str:
        """Return the first of some fields that the entry has."""
        return next((self.values[name] for name in names if name in self.values), "")


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
        parser = _Parser(self.text)
        try:
            for kind, content in parser:
                if kind.lower() not in ("string", "preamble"):
                    key, fields = content
                    self.entry(kind.lower(), key, fields, parser)
        except PybtexError as error:
            said = re.sub(r"^syntax error in line \d+: ", "", str(error))
            self.fault(parser.line_of(error), "", f"this is no BibTeX: {said}", _SYNTAX, "instruments-syntax")
        else:
            self.judge()

    def entry(self, kind: str, key: str, fields: list[tuple[str, list[str]]], parser: _Parser) -> None:
        """Keep the work of an entry; of fields and keys that stand twice the first counts."""
        values: dict[str, str] = {}
        lines: dict[str, int] = {}
        for (written, parts), line in zip(fields, parser.field_lines, strict=True):
            if (name := written.lower()) in values:
                self.fault(line, f"{key}.{name}", f"the field {name!r} stands twice, first in line {lines[name]}", "keep one")
            values.setdefault(name, _plain("".join(parts)))
            lines.setdefault(name, line)
        entry = _Entry(kind, key, parser.line, values, lines)
        self.judge_entry(entry)
        if key in self.works:
            self.fault(entry.line, key, f"the key {key!r} stands twice, first in line {self.works[key].line}", "keep one")
        self.works.setdefault(key, self.work(entry))

    def judge_entry(self, entry: _Entry) -> None:
        kind, key, line = entry.kind, entry.key, entry.line
        if kind not in TYPES:
            self.fault(line, key, f"no type {kind!r}", nearest(kind, TYPES) or f"types: {', '.join(TYPES)}")
        if not KEY.fullmatch(key):
            self.fault(line, key, f"{key!r} is not a key", "use lower-case letters, digits and hyphens")
        if not entry.of("title"):
            self.fault(line, key, "the work has no title", "add: title = {…}")
        if kind == "standard" and not entry.of("number"):
            self.fault(line, key, "a standard has an identifier of its own", "add: number = {ISO 9000}")
        for name in sorted(entry.values.keys() - FIELDS):
            hint = nearest(name, FIELDS) or f"fields: {', '.join(sorted(FIELDS))}"
            self.fault(entry.lines[name], f"{key}.{name}", f"no field {name!r}", hint)
        if (year := entry.of("year")) and not YEAR.fullmatch(year):
            self.fault(entry.lines["year"], f"{key}.year", f"{year!r} is no year", "write four digits: year = {2001}")

    def work(self, entry: _Entry) -> Work:
        return Work(
            entry.key,
            entry.of("title"),
            entry.of("author", "organization"),
            entry.of("shorttitle"),
            entry.of("number"),
            entry.kind == "standard",
            entry.of("howpublished"),
            entry.of("year"),
            entry.of("url"),
            self.binding(entry.key, entry.values.get("force"), entry.lines.get("force", 0)),
            dict(self.articles(entry.key, entry.of("forms"), entry.lines.get("forms", 0))),
            entry.of("superseded-by"),
            entry.line,
        )

    def binding(self, key: str, force: str | None, line: int) -> Binding | None:
        if force is None:
            return None
        if force not in list(Binding):
            self.fault(
                line,
                f"{key}.force",
                f"no force {force!r}",
                nearest(force, map(str, Binding)) or "write legal, political or voluntary",
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
