"""Reads ``source/catalogue.toml`` into a Catalogue, or into all its faults at once, each with key path and line."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from errno import EINVAL
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError

from isacs_publish.model.catalogue import Catalogue
from isacs_publish.model.finding import Finding, Place, nearest
from isacs_publish.model.identifier import LETTERS, NotAnIdentifier, Version, VolumeIdentifier
from isacs_publish.rules import GROUPS, RULES
from isacs_publish.rules.stages import stage_faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    KeyPath = tuple[str | int, ...]

NAMES = {"stage": "key", "series": "number", "module": "number", "issue": "key"}
"""The tables whose rows have a name, and the key that gives it."""

ROWS = (*NAMES, "decision", "change")
"""The tables that have rows, with or without a name; their texts stand in one line."""

INTO = ("split", "merged")
"""The natures of a change that lead to other clauses."""

PRINTING = {
    "grammage": (20, 1000),
    "bulk": (0.3, 5),
    "cover_grammage": (20, 2000),
    "bleed": (0, 8),
    "binding_margin": (0, 15),
    "saddle_stitch_up_to": (0, 400),
    "pages_per_sheet": (1, 64),
    "ink_limit": (100, 400),
}
"""The least and the most that a press can do; marks leave room for so much bleed, margins for so much shift."""

_NUMBER = re.compile(r"[0-9A-Z]+(\.[0-9A-Z]+)+")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_UNSEEN_IN_ROW = re.compile(f"{_UNSEEN.pattern}|[\t\n]")
_HEADER = re.compile(r"\s*(\[\[|\[)\s*([A-Za-z0-9_\-.\"]+)\s*\]")
_KEY = re.compile(r"\s*[\"']?([A-Za-z0-9_\-]+)[\"']?\s*[=.]")
_FORMS = {
    "string_type": "write a text in quotes",
    "int_type": "write a whole number, without quotes",
    "bool_type": "write true or false, without quotes",
    "tuple_type": 'write a list of texts: ["one", "two"]',
    "date_type": "write a date without quotes: 2026-11-24",
    "date_from_datetime_parsing": "write a date without quotes: 2026-11-24",
    "date_parsing": "write a date without quotes: 2026-11-24",
    "dataclass_type": "write a table",
    "literal_error": "write one of the words that the message names",
}
"""What to write, by what pydantic found wrong."""


def read_catalogue(path: Path, shown: str) -> tuple[Catalogue | None, list[Finding]]:
    """Return the catalogue and no finding, or None and every finding; ``shown`` is the path that findings name."""
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            raise OSError(EINVAL, "it is a device or pipe, not a file")
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else f"byte {error.object[error.start]:#04x} is not UTF-8"
        line = 0 if isinstance(error, OSError) else line_of_byte(error)
        hint = "write the file as UTF-8 text"
        return None, [Finding("catalogue-unreadable", Place(shown, line), f"cannot be read: {reason}", hint)]
    return read_text(text, shown)


def read_text(text: str, shown: str) -> tuple[Catalogue | None, list[Finding]]:
    """Return the catalogue that a text gives and no finding, or None and every finding."""
    try:
        table = tomllib.loads(text)
        json.dumps(table, default=str)
    except tomllib.TOMLDecodeError as error:
        place = Place(shown, line_of_syntax(error, text))
        return None, [Finding("catalogue-syntax", place, f"not valid TOML: {error}", "quote texts and close brackets")]
    except RecursionError:
        place = Place(shown, _line_with_most(r"[][{}.]", text))
        return None, [Finding("catalogue-syntax", place, "a value is nested too deeply", "write lists of texts")]
    except ValueError:  # from int() and back: Python reads and writes no whole number of thousands of digits
        place = Place(shown, _line_with_most(r"\w", text))
        return None, [Finding("catalogue-syntax", place, "a number has thousands of digits", "write numbers of usual size")]
    return _Reader(table, lines_of_keys(text), shown).read()


def line_of_byte(error: UnicodeDecodeError) -> int:
    """Return the line of the byte that is not UTF-8."""
    return error.object.count(b"\n", 0, error.start) + 1


def line_of_syntax(error: tomllib.TOMLDecodeError, text: str) -> int:
    """Return the line at which a text stops to be TOML; an error at its end has none."""
    line = re.search(r"line (\d+)", str(error))
    return int(line[1]) if line else text.count("\n") + 1


def _line_with_most(pattern: str, text: str) -> int:
    """Return the line in which a pattern is found most often: tomllib does not say where it gave up."""
    lines = text.split("\n")
    return 1 + max(range(len(lines)), key=lambda number: len(re.findall(pattern, lines[number])))


def _refuse_unknown_keys(cls: type) -> None:
    """Refuse unknown keys in a dataclass and in those it holds, so that a typing slip is found."""
    cls.__pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[attr-defined]
    for hint in get_type_hints(cls).values():
        for part in (hint, *get_args(hint)):
            if is_dataclass(part) and isinstance(part, type):
                _refuse_unknown_keys(part)


_refuse_unknown_keys(Catalogue)
_ADAPTER = TypeAdapter(Catalogue)


@dataclass(frozen=True)
class _Reader:
    """One catalogue file: its values as TOML gives them, the line of each key, the path that findings name."""

    table: dict[str, Any]
    lines: dict[KeyPath, int]
    shown: str

    def read(self) -> tuple[Catalogue | None, list[Finding]]:
        """Return the catalogue, or None and every finding: those of single values, and contradictions between them."""
        findings = list(self.contradictions())
        try:
            # As JSON, since its strict mode converts nothing: "2026" is no number, "no" is not false.
            catalogue = _ADAPTER.validate_json(json.dumps(self.table, default=str), strict=True)
        except ValidationError as error:
            return None, [*map(self.schema_fault, error.errors()), *findings]
        findings += self.stage_findings(catalogue)
        return (None if findings else catalogue), findings

    # Values as TOML gives them; what has the wrong type is left to the schema

    def rows(self, table: str) -> list[tuple[int, dict[str, Any]]]:
        rows = self.table.get(table)
        return [(i, row) for i, row in enumerate(rows) if isinstance(row, dict)] if isinstance(rows, list) else []

    def names(self, table: str) -> list[str]:
        return [row[NAMES[table]] for _, row in self.rows(table) if isinstance(row.get(NAMES[table]), str)]

    def text(self, table: str, key: str) -> str | None:
        values = self.table.get(table)
        value = values.get(key) if isinstance(values, dict) else None
        return value if isinstance(value, str) else None

    # Findings

    def fault(self, key: KeyPath, message: str, hint: str = "", code: str = "catalogue-value") -> Finding:
        return Finding(code, Place(self.shown, line_of_key(self.lines, key), self.dotted(key)), message, hint)

    def dotted(self, key: KeyPath) -> str:
        """Write a key path, rows by name where they have one: ``module[05.20].stage``."""
        parts = [f".{step}" if isinstance(step, str) else f"[{step}]" for step in key]
        if len(key) > 1 and isinstance(key[1], int):
            parts[1] = f"[{self.row_name(key)}]"
        return "".join(parts).lstrip(".")

    def row_name(self, key: KeyPath) -> str:
        table, index = str(key[0]), int(key[1])
        named = dict(self.rows(table)).get(index, {}).get(NAMES.get(table, ""))
        return named if isinstance(named, str) else str(index)

    def schema_fault(self, item: Any) -> Finding:
        """Return the finding that an error of pydantic tells of."""
        key = tuple(step for step in item["loc"] if step != "dataclass")
        name = key[-1] if key else ""
        known = _known_keys(key[:-1])
        if item["type"] == "unexpected_keyword_argument":
            hint = nearest(str(name), known) or f"known keys: {', '.join(known)}"
            return self.fault(key, f"unknown key {name!r}", hint, "catalogue-unknown-key")
        if item["type"] in ("missing", "missing_argument"):
            return self.fault(key, f"required key {name!r} is missing", f"add a line '{name} = …'", "catalogue-missing-key")
        hint = _FORMS.get(item["type"], "see the other entries of this kind")
        return self.fault(key, f"{name}: {item['msg'].lower()}, not {item['input']!r}", hint)

    def contradictions(self) -> Iterator[Finding]:
        """Yield the faults that no type shows: doubles, unknown names, forms of identifiers, dates that do not fit."""
        for table in NAMES:
            yield from self.doubles(table)
        faults_of = {"stage": self.own_stage_faults, "module": self.module_faults}
        faults_of |= {"decision": self.decision_faults, "change": self.change_faults, "issue": self.issue_faults}
        for table, faults in faults_of.items():
            for index, row in self.rows(table):
                yield from faults(index, row)
        yield from self.doubled_changes()
        yield from self.rule_faults()
        yield from self.language_faults()
        yield from self.name_faults()
        yield from self.printing_faults()
        yield from self.text_faults((), self.table)

    def text_faults(self, key: KeyPath, value: object) -> Iterator[Finding]:
        """Yield the texts with characters that print nothing or turn others round; those of rows have one line."""
        if isinstance(value, dict | list):
            for step, part in value.items() if isinstance(value, dict) else enumerate(value):
                yield from self.text_faults((*key, step), part)
        elif isinstance(value, str) and (found := (_UNSEEN_IN_ROW if key[0] in ROWS else _UNSEEN).search(value)):
            yield self.fault(key, f"a control character (U+{ord(found[0]):04X}) stands in the text", "delete it")

    def doubles(self, table: str) -> Iterator[Finding]:
        seen: set[str] = set()
        for index, row in self.rows(table):
            name = row.get(NAMES[table])
            if isinstance(name, str) and name in seen:
                yield self.fault((table, index, NAMES[table]), f"{table} {name!r} stands more than once", "keep one")
            elif isinstance(name, str):
                seen.add(name)

    def module_faults(self, index: int, row: dict[str, Any]) -> Iterator[Finding]:
        number, stage, version = (row.get(key) for key in ("number", "stage", "version"))
        if isinstance(number, str):
            yield from self.number_faults(("module", index, "number"), number)
        yield from self.unknown("stage", ("module", index, "stage"), stage)
        if isinstance(version, str) and not _is_version(version):
            yield self.fault(("module", index, "version"), f"{version!r} is not a version", "write it as '0.1'")
        yield from self.date_faults(index, row.get("year"), row.get("date"))

    def unknown(self, table: str, key: KeyPath, name: object) -> Iterator[Finding]:
        """Yield the fault of a name that no row of a table has."""
        known = self.names(table)
        if isinstance(name, str) and name not in known:
            hint = nearest(name, known) or (f"known stages: {', '.join(known)}" if table == "stage" else "see: isacs list")
            yield self.fault(key, f"unknown {table} {name!r}", hint)

    def own_stage_faults(self, index: int, row: dict[str, Any]) -> Iterator[Finding]:
        share = row.get("translated", 0)
        if isinstance(share, int | float) and not isinstance(share, bool) and not 0 <= share <= 100:
            yield self.fault(("stage", index, "translated"), f"{share:g} is no share of a hundred", "give it from 0 to 100")
        following = row.get("next")
        for position, stage in enumerate(following if isinstance(following, list) else ()):
            yield from self.unknown("stage", ("stage", index, "next", position), stage)

    def decision_faults(self, index: int, row: dict[str, Any]) -> Iterator[Finding]:
        yield from self.unknown("module", ("decision", index, "module"), row.get("module"))
        yield from self.unknown("stage", ("decision", index, "stage"), row.get("stage"))
        yield from self.blank(("decision", index, "body"), row.get("body"), "name who decided")

    def blank(self, key: KeyPath, text: object, hint: str) -> Iterator[Finding]:
        if isinstance(text, str) and not text.strip():
            yield self.fault(key, f"{key[-1]} is empty", hint)

    def change_faults(self, index: int, row: dict[str, Any]) -> Iterator[Finding]:
        """Yield what is wrong with the declaration of a change, alone."""
        key = ("change", index)
        version, year, into = (row.get(name) for name in ("version", "year", "into"))
        yield from self.unknown("module", (*key, "module"), row.get("module"))
        if isinstance(version, str) and not _is_version(version):
            yield self.fault((*key, "version"), f"{version!r} is not a version", "write it as '1.1'")
        if isinstance(year, int) and not 1000 <= year <= 9999:
            yield self.fault((*key, "year"), f"{year} is not a year of four digits", "write it as 2026")
        yield from self.blank((*key, "summary"), row.get("summary"), "say in words what changed")
        yield from self.blank((*key, "clause"), row.get("clause"), "name the anchor of the clause")
        if isinstance(row.get("nature"), str) and isinstance(into, list | None):
            yield from self.into_faults(key, row["nature"], into or [])

    def into_faults(self, key: KeyPath, nature: str, into: list[Any]) -> Iterator[Finding]:
        if nature in INTO and not into:
            hint = 'name the anchors: into = ["one", "two"]'
            yield self.fault((*key, "into"), f"a clause that was {nature} went into others, and none is named", hint)
        if nature not in INTO and into:
            hint = f"take it out, or write nature = {' or '.join(map(repr, INTO))}"
            yield self.fault((*key, "into"), f"'into' has no sense with the nature {nature!r}", hint)

    def issue_faults(self, index: int, row: dict[str, Any]) -> Iterator[Finding]:
        yield from self.unknown("module", ("issue", index, "module"), row.get("module") or None)
        if row.get("words") == []:
            hint = "name words that a clause on it holds, such as: words = ['women', 'men', 'sex']"
            yield self.fault(("issue", index, "words"), "an issue without words cannot be recognised in a text", hint)

    def rule_faults(self) -> Iterator[Finding]:
        """Yield the names among the rules not followed that are neither a group nor a code."""
        table = self.table.get("rules")
        without = table.get("without") if isinstance(table, dict) else None
        for position, name in enumerate(without if isinstance(without, list) else ()):
            if isinstance(name, str) and name not in GROUPS and name not in RULES:
                hint = nearest(name, [*GROUPS, *RULES]) or f"groups: {', '.join(GROUPS)}; docs/rules lists the codes"
                yield self.fault(("rules", "without", position), f"no group of rules and no rule {name!r}", hint)

    def doubled_changes(self) -> Iterator[Finding]:
        seen: set[tuple[str, ...]] = set()
        for index, row in self.rows("change"):
            name = tuple(str(row.get(key)) for key in ("module", "year", "version", "clause", "nature"))
            if name in seen:
                yield self.fault(("change", index), f"the {name[4]} change of {name[3]!r} is declared twice", "keep one")
            seen.add(name)

    def stage_findings(self, catalogue: Catalogue) -> Iterator[Finding]:
        """Yield what the rules say about the moves of modules through the stages."""
        for fault in stage_faults(catalogue):
            yield self.fault((fault.table, fault.row, fault.key), fault.message, fault.hint, fault.code)

    def number_faults(self, key: KeyPath, number: str) -> Iterator[Finding]:
        series = self.names("series")
        if not _NUMBER.fullmatch(number):
            yield self.fault(key, f"{number!r} is not a module number", "write it as '05.20'")
        elif (own := number.partition(".")[0]) not in series:
            hint = nearest(own, series) or f"known series: {', '.join(series)}"
            yield self.fault(key, f"no series {own!r} for module {number}", hint)

    def date_faults(self, index: int, year: object, day: object) -> Iterator[Finding]:
        if isinstance(year, int) and not 1000 <= year <= 9999:
            yield self.fault(("module", index, "year"), f"{year} is not a year of four digits", "write it as 2026")
        elif isinstance(year, int) and isinstance(day, date) and day.year < year:
            hint = "correct the date of the version, or the year of the edition"
            yield self.fault(("module", index, "date"), f"the date {day} lies before the edition {year}", hint)

    def language_faults(self) -> Iterator[Finding]:
        languages = self.table.get("languages")
        published = languages.get("published", []) if isinstance(languages, dict) else []
        if isinstance(languages, dict) and published == []:
            hint = "name at least the language of the source"
            yield self.fault(("languages", "published"), "no language is published", hint)
        for language in (self.text("languages", "source"), *(published if isinstance(published, list) else ())):
            if isinstance(language, str) and language not in LETTERS:
                hint = f"known languages: {', '.join(LETTERS)}"
                yield self.fault(("languages",), f"unknown language {language!r}", hint)

    def name_faults(self) -> Iterator[Finding]:
        """Yield what is wrong with the numbers of series, the prefix, the glossary and the release."""
        for index, row in self.rows("series"):
            number = row.get("number")
            if isinstance(number, str) and not _reads_back(VolumeIdentifier("STD", number, "2026-1", "E")):
                hint = "write capitals and digits, one digit at least: '05'"
                yield self.fault(("series", index, "number"), f"{number!r} is not a series number", hint)
        prefix, module, release = self.text("brand", "prefix"), self.text("glossary", "module"), self.text("volumes", "release")
        if prefix is not None and not _reads_back(VolumeIdentifier(prefix, "", "2026-1", "E")):
            hint = "write it in capitals, without spaces: 'STD'"
            yield self.fault(("brand", "prefix"), f"{prefix!r} cannot begin an identifier", hint)
        if module is not None and module not in self.names("module"):
            hint = nearest(module, self.names("module")) or "name a module of this catalogue"
            yield self.fault(("glossary", "module"), f"no module {module!r}", hint)
        if release is not None and not _reads_back(VolumeIdentifier("STD", "", release, "E")):
            yield self.fault(("volumes", "release"), f"{release!r} is not a release", "write it as '2026-1'")

    def printing_faults(self) -> Iterator[Finding]:
        """Yield the settings of print editions that no press can follow."""
        printing = self.table.get("printing")
        for key, (low, high) in PRINTING.items() if isinstance(printing, dict) else ():
            value = printing.get(key) if printing else None
            if isinstance(value, int | float) and not isinstance(value, bool) and not low <= value <= high:
                yield self.fault(("printing", key), f"{value} lies outside of {low:g} to {high:g}", f"give {key} within these")


def _is_version(text: str) -> bool:
    try:
        return str(Version.parse(text)) == text
    except NotAnIdentifier:
        return False


def _reads_back(identifier: VolumeIdentifier) -> bool:
    try:
        return VolumeIdentifier.parse(str(identifier)) == identifier
    except NotAnIdentifier:
        return False


def _known_keys(path: KeyPath) -> list[str]:
    cls: Any = Catalogue
    for step in path:
        if isinstance(step, str):
            hint = get_type_hints(cls).get(step, cls)
            parts = [part for part in (hint, *get_args(hint)) if is_dataclass(part)]
            cls = parts[0] if parts else cls
    return [f.name for f in fields(cls)]


def lines_of_keys(text: str) -> dict[KeyPath, int]:
    """Return the line of each table header and key, as far as one key a line goes; rows by position."""
    lines: dict[KeyPath, int] = {}
    counts: dict[str, int] = {}
    table: KeyPath = ()
    for number, line in enumerate(_without_long_texts(text).split("\n"), start=1):
        if header := _HEADER.match(line):
            name = header[2].replace('"', "")
            table = tuple(name.split("."))
            if header[1] == "[[":
                lines.setdefault(table, number)
                counts[name] = counts.get(name, -1) + 1
                table = (*table, counts[name])
            lines.setdefault(table, number)
        elif key := _KEY.match(line):
            lines.setdefault((*table, key[1]), number)
    return lines


def _without_long_texts(text: str) -> str:
    """Return a text with the content of multi-line strings blanked, its lines kept."""
    return re.sub(r"\"{3}.*?\"{3}|'{3}.*?'{3}", lambda found: "\n" * found[0].count("\n"), text, flags=re.DOTALL)


def line_of_key(lines: dict[KeyPath, int], key: KeyPath) -> int:
    """Return the line of the longest known beginning of a key path; what is nowhere is missing from the top."""
    return next((lines[key[:n]] for n in range(len(key), 0, -1) if key[:n] in lines), 1)
