"""The verbal forms of a language and the words that weigh in a comparison, one data file per language in ``forms/``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from isacs_publish.model.actor import Syntax
from isacs_publish.model.lexicon import Lexicon, rewritten
from isacs_publish.model.parity import Speech
from isacs_publish.model.provision import Verbal, VerbalForm, VerbalForms
from isacs_publish.model.quantity import Quantities

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

    from isacs_publish.model.lexicon import Rewrite


FALLBACK = "en"
"""The language whose lexicon reads numbers, units and citations in a language without a file of its own."""


@cache
def verbal_forms(language: str) -> VerbalForms:
    """Return the verbal forms of a language; one without a file has none, so that no provision is told apart in it.

    A language without a lexicon is compared with itself by that of ``FALLBACK``.
    """
    if not _file(language).is_file():
        return VerbalForms(language, (), (), frozenset(), (), verbal_forms(FALLBACK).lexicon)
    table = _table(language)
    letters = _rewrites(table.get("letters", []))
    quoted, asked = table.get("quoted"), table.get("asked")
    return VerbalForms(
        language,
        tuple(_forms(table, letters)),
        tuple(_pattern(pattern, letters) for pattern in table["not_forms"]),
        frozenset(table["abbreviations"]),
        (*letters, *((_pattern(pattern, letters), other) for pattern, other in table.get("rewordings", ()))),
        _lexicon(table["lexicon"]) if "lexicon" in table else verbal_forms(FALLBACK).lexicon,
        re.compile(quoted) if quoted else None,
        _pattern(asked, letters) if asked else None,
        Syntax(**{name: re.compile(pattern, re.IGNORECASE) for name, pattern in table["syntax"].items()})
        if "syntax" in table
        else None,
        letters,
    )


@cache
def speech(language: str) -> Speech | None:
    """Return what a language needs to be compared with another one; None where its file does not tell."""
    table = _table(language) if _file(language).is_file() else {}
    if "speech" not in table:
        return None
    forms, said = verbal_forms(language), table["speech"]
    return Speech(
        forms,
        _quantities(said, table.get("lexicon", {}), forms.letters),
        _any(said["only"], forms.letters),
        _any(said["exceptions"], forms.letters),
        _any(said["exceeding"], forms.letters),
        _any(said.get("limits", [""]), forms.letters),
        _any(said.get("averts", []), forms.letters),
        _any(said["denied"], forms.letters),
        _any(said["weighty"], forms.letters),
        tuple(_pattern(pattern, forms.letters) for pattern in said["open_forms"]),
        tuple(_pattern(pattern, forms.letters) for pattern in said["ambiguous"]),
        tuple((Verbal(stronger), Verbal(weaker)) for stronger, weaker in said["one_class"]),
        said["length"],
        tuple((re.compile(rf"(?<!\w){own}(?!\w)"), other) for own, other in said["acronyms"].items()),
        tuple(said["beginnings"]),
        tuple(sorted((rewritten(each, forms.letters) for each in said["endings"]), key=len, reverse=True)),
        said["least"],
        re.compile(said["weak"]) if "weak" in said else None,
    )


def _file(language: str) -> Traversable:
    return files("isacs_publish") / "forms" / f"{language}.toml"


def _table(language: str) -> dict[str, Any]:
    return tomllib.loads(_file(language).read_text(encoding="utf-8"))


def _pattern(pattern: str, letters: tuple[Rewrite, ...]) -> re.Pattern[str]:
    """Return a pattern with its letters as they stand in evened texts."""
    return re.compile(rewritten(pattern, letters), re.IGNORECASE)


def _any(patterns: list[str], letters: tuple[Rewrite, ...]) -> re.Pattern[str]:
    return _pattern("|".join(patterns), letters) if patterns else _NOTHING


_NOTHING = re.compile("(?!)")


def _forms(table: Mapping[str, Any], letters: tuple[Rewrite, ...]) -> Iterator[VerbalForm]:
    """Yield the forms in the order in which they are sought: those that restrict, then the negated, hold the others."""
    for kind, negated in (("restricting", False), ("negative", True), ("positive", False)):
        for form in Verbal:
            for pattern in table.get(form, {}).get(kind, ()):
                yield VerbalForm(form, negated, _pattern(pattern, letters), kind == "restricting")


def _quantities(said: Mapping[str, Any], lexicon: Mapping[str, Any], letters: tuple[Rewrite, ...]) -> Quantities:
    """Return how a language writes numbers and units; names of units in signs are the same in all languages."""
    shared = _table(FALLBACK)["lexicon"]
    numerals: dict[str, list[str]] = {}
    for word, value in lexicon.get("numerals", {}).items():
        numerals.setdefault(str(value), []).append(word)
    units = [*_rows(lexicon.get("units", {}), letters), *_rows(lexicon.get("units_after_number", {}), letters)]
    months = [(int(number), _month(name)) for number, name in lexicon.get("months", {}).items()]
    settings = dict(said["quantities"])
    for name in ("joiner", "fillers", "suffixes", "calendar", "duals", "rows"):
        if name in settings:
            settings[name] = rewritten(settings[name], letters)
    if "multipliers" in settings:
        settings["multipliers"] = tuple(settings["multipliers"])
    return Quantities(
        numerals=tuple((int(value), pattern) for value, pattern in _rows(said.get("numerals", numerals), letters)),
        ordinals=_rows(said["ordinals"], letters),
        loose=_rows(said["loose"], letters),
        implied=_rows(said["implied"], letters),
        units=tuple(sorted((*_rows(said["units"], letters), *units), key=lambda row: -len(row[1]))),
        symbols=(*_rows(shared["symbols"], ()), *_rows(said.get("symbols", {}), ())),
        currencies=(*_rows(shared["currencies"], ()), *_rows(said.get("before", {}), letters)),
        months=(*((int(n), p) for n, p in _rows(said.get("months", {}), letters)), *months),
        unread=tuple(rewritten(pattern, letters) for pattern in said["not_numbers"]),
        **settings,
    )


def _month(name: str) -> str:
    """Return what finds the name of a month, in the author's case, beside a number or within a sentence."""
    return rf"(?<=\d ){name}\b|\b{name}(?=,? \d)|(?<=[a-z,] ){name}\b"


def _rows(table: Mapping[str, list[str]], letters: tuple[Rewrite, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, rewritten(pattern, letters)) for name, patterns in table.items() for pattern in patterns)


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
