"""Reads the usage of a language from its data file in ``usage/``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from isacs_publish.model.provision import Verbal, VerbalForm
from isacs_publish.model.usage import Phrase, Usage


@cache
def usage_of(language: str) -> Usage:
    """Return the usage of a language; one without a file has none, and its wording is not checked."""
    path = files("isacs_publish") / "usage" / f"{language}.toml"
    if not path.is_file():
        return Usage(language)
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return Usage(
        language,
        {code: tuple(_phrase(row) for row in rows) for code, rows in table.get("phrases", {}).items()},
        {name: tuple(rows) for name, rows in table.get("sentences", {}).items()},
        {name: frozenset(rows) for name, rows in table.get("words", {}).items()},
        tuple(_report(row) for row in table.get("reports", ())),
    )


def _phrase(row: dict[str, str | bool]) -> Phrase:
    """Return a phrase; it is matched without regard to case unless the row says so."""
    flags = re.MULTILINE if row.get("case") else re.MULTILINE | re.IGNORECASE
    return Phrase(re.compile(str(row["find"]), flags), str(row["instead"]), bool(row.get("fix", False)))


def _report(row: dict[str, str | bool]) -> VerbalForm:
    return VerbalForm(Verbal(str(row["form"])), bool(row.get("negated", False)), re.compile(str(row["find"]), re.IGNORECASE))
