"""Reads ``source/catalogue.toml`` into a Catalogue, or into all its faults at once, each with key path and line."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any, get_args, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError

from isacs_publish.model.catalogue import Catalogue
from isacs_publish.model.finding import Finding, Place, nearest
from isacs_publish.model.identifier import LETTERS, NotAnIdentifier, Version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from isacs_publish.model.catalogue import Module

    KeyPath = tuple[str | int, ...]
    Fault = Callable[..., Finding]

_NUMBER = re.compile(r"[0-9A-Z]+(\.[0-9A-Z]+)+")
_HEADER = re.compile(r"\s*(\[\[|\[)\s*([A-Za-z0-9_\-.\"]+)\s*\]")
_NAME_OF_ROW = re.compile(r"\s*(?:number|key)\s*=\s*\"([^\"]*)\"")
_KEY = re.compile(r"\s*([A-Za-z0-9_\-]+)\s*=")


def read_catalogue(path: Path, shown: str) -> tuple[Catalogue | None, list[Finding]]:
    """Return the catalogue and no finding, or None and every finding; ``shown`` is the path that findings name."""
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except (OSError, UnicodeDecodeError) as error:
        return None, [Finding("catalogue-unreadable", Place(shown), _reason(error), "write the file as UTF-8 text")]
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        place = Place(shown, int(line[1]) if line else text.count("\n") + 1)
        return None, [Finding("catalogue-syntax", place, f"not valid TOML: {error}", "quote texts and close brackets")]
    lines = _lines_of_keys(text)

    def fault(key: KeyPath, message: str, hint: str = "", code: str = "catalogue-value") -> Finding:
        return Finding(code, Place(shown, _line(lines, key), _dotted(key)), message, hint)

    catalogue, findings = _validated(table, fault)
    if catalogue:
        findings += _contradictions(catalogue, fault)
    return (None if findings else catalogue), findings


def _validated(table: dict[str, Any], fault: Fault) -> tuple[Catalogue | None, list[Finding]]:
    """Return the catalogue as far as it fits the model: rows with faults are left out, so that the rest is checked too."""
    try:
        return _ADAPTER.validate_python(table), []
    except ValidationError as error:
        faults = error.errors()
    bad = {(key[0], key[1]) for key in (item["loc"] for item in faults) if len(key) > 1 and isinstance(key[1], int)}
    sound = {
        name: [row for i, row in enumerate(rows) if (name, i) not in bad] if isinstance(rows, list) else rows
        for name, rows in table.items()
    }
    findings = [_schema_fault(fault, item) for item in faults]
    try:
        return _ADAPTER.validate_python(sound), findings
    except ValidationError:
        return None, findings


def _strict(cls: type) -> None:
    """Refuse unknown keys in a dataclass and in those it holds, so that a typing slip is found."""
    cls.__pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[attr-defined]
    for hint in get_type_hints(cls).values():
        for part in (hint, *get_args(hint)):
            if is_dataclass(part) and isinstance(part, type):
                _strict(part)


_strict(Catalogue)
_ADAPTER = TypeAdapter(Catalogue)


def _schema_fault(fault: Fault, item: Any) -> Finding:
    key = tuple(item["loc"])
    name = key[-1] if key else ""
    known = _known_keys(key[:-1])
    if item["type"] in ("unexpected_keyword_argument", "extra_forbidden"):
        hint = nearest(str(name), known) or f"known keys: {', '.join(known)}"
        return fault(key, f"unknown key {name!r}", hint, "catalogue-unknown-key")
    if item["type"] in ("missing", "missing_argument"):
        return fault(key, f"required key {name!r} is missing", f"add a line '{name} = …'", "catalogue-missing-key")
    return fault(key, f"{name}: {item['msg']}, not {item['input']!r}")


def _known_keys(path: KeyPath) -> list[str]:
    cls: Any = Catalogue
    for step in path:
        if isinstance(step, str):
            hint = get_type_hints(cls).get(step, cls)
            parts = [part for part in (hint, *get_args(hint)) if is_dataclass(part)]
            cls = parts[0] if parts else cls
    return [f.name for f in fields(cls)]


def _contradictions(catalogue: Catalogue, fault: Fault) -> Iterator[Finding]:
    """Yield the faults that no single value shows: doubles, unknown names, dates that do not fit."""
    for table in ("stage", "series", "module"):
        name = "key" if table == "stage" else "number"
        yield from _doubles([getattr(row, name) for row in getattr(catalogue, table)], table, name, fault)
    for module in catalogue.module:
        yield from _module_faults(module, catalogue, fault)
    for language in (catalogue.languages.source, *catalogue.languages.published):
        if language not in LETTERS:
            yield fault(("languages",), f"unknown language {language!r}", f"known languages: {', '.join(LETTERS)}")
    if catalogue.glossary and catalogue.glossary.module not in catalogue.modules:
        hint = nearest(catalogue.glossary.module, catalogue.modules)
        yield fault(("glossary", "module"), f"no module {catalogue.glossary.module!r}", hint)
    if not re.fullmatch(r"\d{4}-\d+", catalogue.volumes.release):
        yield fault(("volumes", "release"), f"{catalogue.volumes.release!r} is not a release", "write it as '2026-1'")


def _module_faults(module: Module, catalogue: Catalogue, fault: Fault) -> Iterator[Finding]:
    key: KeyPath = ("module", module.number)
    series = [entry.number for entry in catalogue.series]
    if not _NUMBER.fullmatch(module.number):
        yield fault((*key, "number"), f"{module.number!r} is not a module number", "write it as '05.20'")
    elif module.series not in series:
        hint = nearest(module.series, series)
        yield fault((*key, "number"), f"no series {module.series!r} for module {module.number}", hint)
    if module.stage not in catalogue.stages:
        hint = nearest(module.stage, catalogue.stages) or f"known stages: {', '.join(catalogue.stages)}"
        yield fault((*key, "stage"), f"unknown stage {module.stage!r}", hint)
    try:
        Version.parse(module.version)
    except NotAnIdentifier:
        yield fault((*key, "version"), f"{module.version!r} is not a version", "write it as '0.1'")
    if module.date.year < module.year:
        yield fault((*key, "date"), f"the date {module.date} lies before the edition {module.year}")


def _doubles(values: list[str], table: str, name: str, fault: Fault) -> Iterator[Finding]:
    for value in dict.fromkeys(values):
        if values.count(value) > 1:
            yield fault((table, value, name), f"{table} {value!r} stands {values.count(value)} times", "keep one")


def _lines_of_keys(text: str) -> dict[KeyPath, int]:
    """Return the line of each table header and key, as far as one key a line goes; rows by position and by number."""
    lines: dict[KeyPath, int] = {}
    counts: dict[str, int] = {}
    aliases: dict[KeyPath, KeyPath] = {}
    table: KeyPath = ("",)
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            name = header[2].replace('"', "")
            table = tuple(name.split("."))
            if header[1] == "[[":
                counts[name] = counts.get(name, -1) + 1
                table = (*table, counts[name])
            lines[table] = number
        elif key := _KEY.match(line):
            lines[(*table, key[1])] = number
            if name_of_row := _NAME_OF_ROW.match(line):
                row = (table[0], name_of_row[1])
                lines[row] = lines.get(table, number)
                aliases[table] = row
            if table in aliases:
                lines[(*aliases[table], key[1])] = number
    return lines


def _line(lines: dict[KeyPath, int], key: KeyPath) -> int:
    """Return the line of the longest known beginning of a key path, 0 when none is known."""
    return next((lines[key[:n]] for n in range(len(key), 0, -1) if key[:n] in lines), 0)


def _dotted(key: KeyPath) -> str:
    """Write a key path, rows in brackets: ``module[05.20].stage``."""
    rows = ("module", "series", "stage")
    parts = [f"[{step}]" if i == 1 and key[0] in rows else f".{step}" for i, step in enumerate(key)]
    return "".join(parts).lstrip(".")


def _reason(error: Exception) -> str:
    return f"cannot be read: {error.strerror if isinstance(error, OSError) else error}"
