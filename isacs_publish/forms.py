"""The verbal forms of a language and the words that weigh in a comparison, one data file per language in ``forms/``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from isacs_publish.model.actor import Syntax
from isacs_publish.model.lexicon import Lexicon
from isacs_publish.model.provision import Verbal, VerbalForm, VerbalForms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isacs_publish.model.lexicon import Rewrite


FALLBACK = "en"
"""The language whose lexicon reads numbers, units and citations in a language without a file of its own."""


@cache
def verbal_forms(language: str) -> VerbalForms:
    """Return the verbal forms of a language; one without a file has none, so that no provision is told apart in it."""
    if not (files("isacs_publish") / "forms" / f"{language}.toml").is_file():
        return VerbalForms(language, (), (), frozenset(), (), verbal_forms(FALLBACK).lexicon)
    table = tomllib.loads((files("isacs_publish") / "forms" / f"{language}.toml").read_text(encoding="utf-8"))
    return VerbalForms(
        language,
        tuple(_forms(table)),
        tuple(re.compile(pattern, re.IGNORECASE) for pattern in table["not_forms"]),
        frozenset(table["abbreviations"]),
        tuple((re.compile(pattern, re.IGNORECASE), other) for pattern, other in table["rewordings"]),
        _lexicon(table["lexicon"]),
        re.compile(table["quoted"]),
        re.compile(table["asked"], re.IGNORECASE),
        Syntax(**{name: re.compile(pattern, re.IGNORECASE) for name, pattern in table["syntax"].items()}),
    )


def _forms(table: Mapping[str, Any]) -> Iterator[VerbalForm]:
    """Yield the forms in the order in which they are sought: the negated ones hold the others."""
    for kind, negated in (("negative", True), ("positive", False)):
        for form in Verbal:
            for pattern in table.get(form, {}).get(kind, ()):
                yield VerbalForm(form, negated, re.compile(pattern, re.IGNORECASE))


def _lexicon(table: Mapping[str, Any]) -> Lexicon:
    return Lexicon(
        word=re.compile(table["word"]),
        thousands=table["thousands"],
        joiner=table["joiner"],
        numerals=table["numerals"],
        early=tuple(_early(table)),
        equivalents=_rewrites(table["equivalents"]),
        late=tuple(_late(table)),
        citations=tuple(re.compile(pattern) for pattern in table["citations"]["patterns"]),
        negations=frozenset(table["negations"]),
        negated_words=frozenset(table["negated_words"]),
        negating_prefixes=tuple(table["negating_prefixes"]),
        function_words=frozenset(table["function_words"]),
        relators=frozenset(table["relators"]),
        stages=tuple(tuple((ending, other) for ending, other in stage) for stage in table["inflection"]["stages"]),
        irregular={form: word for word, forms in table["inflection"]["irregular"].items() for form in forms},
        spelling=_rewrites(table["spelling"]["rules"]),
    )


def _rewrites(rows: list[list[str]]) -> tuple[Rewrite, ...]:
    return tuple((re.compile(pattern), other) for pattern, other in rows)


def _early(table: Mapping[str, Any]) -> Iterator[Rewrite]:
    """Yield what is read in the author's case: dates, the names of months, symbols of units and currencies."""
    yield re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b"), r"\3 @month:\2 \1"
    yield re.compile(r"@month:0"), "@month:"
    for number, name in table["months"].items():
        beside = rf"(?<=\d ){name}\b|\b{name}(?=,? \d)|(?<!^){name}\b"
        yield re.compile(beside), f"@month:{number}"
    for currency, symbols in table["currencies"].items():
        yield re.compile(rf"(?:{'|'.join(symbols)})\s?(?=\d)"), f"@unit:{currency} "
    longest = sorted(((s, unit) for unit, symbols in table["symbols"].items() for s in symbols), key=lambda row: -len(row[0]))
    for symbol, unit in longest:
        yield re.compile(rf"(?<=\d)\s?{symbol}(?![\w²³])"), f" @unit:{unit}"


def _late(table: Mapping[str, Any]) -> Iterator[Rewrite]:
    """Yield what is read when numerals are digits: frequencies, units behind a number, bounds, counts, other units."""
    yield from _words("frequency", table["frequencies"])
    yield from _words("unit", table["units_after_number"], before=r"(?<=\d[ -])")
    yield from _rewrites(table["bounds"])
    yield from _words("count", table["counts"])
    yield from _words("unit", table["units"])


def _words(kind: str, table: Mapping[str, list[str]], before: str = r"(?<![\w@:])") -> Iterator[Rewrite]:
    for name, patterns in table.items():
        yield re.compile(rf"{before}(?:{'|'.join(patterns)})(?![\w:])"), f"@{kind}:{name}"
