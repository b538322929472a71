"""Rules about numbers, quantities and units (ISO/IEC Directives, Part 2; ISO 80000-1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from isacs_publish.rules.phrases import at_match, matches, phrases
from isacs_publish.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.corpus import Corpus
    from isacs_publish.model.outline import Outline
    from isacs_publish.rules.rule import Fault

SYMBOLS = (
    r"(?:km²|m²|cm²|mm²|m³|km/h|m/s|km|cm|mm|µm|m|kg|mg|µg|g|t|l|ml|mL|ha|min|h|ms|"
    r"kHz|MHz|GHz|Hz|kW|MW|kV|kPa|MPa|kJ|°C|%|‰|dB|lx|kB|MB|GB|TB|dpi)(?![\w²³])"
)
"""Symbols of units that are written behind a number, and that no label of a form or a document ends with."""

_ALONE = r"(?<![\w.,/:-])"

_POINT = re.compile(rf"(\S+ )?{_ALONE}(\d+)\.(\d+)(?![\w.,]?\d)(?=(?: ?{SYMBOLS})?( [^\W\d_]+)?)")
_MEASURED = re.compile(rf"\s?{SYMBOLS}")


def decimal_point(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """The decimal sign is a comma, in every language. Numbers of clauses, versions and modules keep their points."""
    for prose, found in matches(_POINT, outline, corpus):
        if _counts(found, corpus) or _MEASURED.match(prose.words, found.end(3)):
            hint = f"write {found[2] + ',' + found[3]!r}"
            yield at_match(outline, corpus, (prose, found), f"{found[2]}.{found[3]} has a decimal point", hint, 2)


def _counts(found: re.Match[str], corpus: Corpus) -> bool:
    """Tell whether a number with a point counts what the next word names, and names no clause, version or module itself."""
    before, after = (found[1] or "").strip(), (found[4] or "").strip()
    named = before.lower() in corpus.usage.words.get("numbered", frozenset()) or before.isupper()
    named |= len(found[2]) > 1 and found[2].startswith("0")
    counted = after.islower() and after not in corpus.forms.lexicon.function_words
    return counted and not named and not corpus.forms.force(f"{before} {after}")


_GROUPED = re.compile(
    rf"([^\s(]+ )?{_ALONE}([1-9]\d{{0,2}}(?:,\d{{3}})+|[1-9]\d{{0,2}}(?:\.\d{{3}})+|[1-9]\d{{4,}})(?![\w/-]|[.,]\d)"
)


def digit_grouping(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """Digits stand in groups of three with a space between them, "10 000"; a number of four digits stays whole."""
    naming = corpus.usage.words.get("numbered", frozenset())
    for prose, found in matches(_GROUPED, outline, corpus):
        before = (found[1] or "").strip()
        coded = prose.words[found.start(2) - 1 : found.end() + 1] == f"({found[2]})"
        if (
            coded
            or before.lower() in naming - corpus.usage.words.get("joining", frozenset())
            or (len(before) > 1 and before.isupper())
        ):
            continue
        digits = re.sub(r"\D", "", found[2])
        right = digits if len(digits) < 5 else f"{int(digits):,}".replace(",", "\u00a0")
        hint = f"write '{right}'" + (", with no-break spaces" if right != digits else "")
        yield at_match(outline, corpus, (prose, found), f"{found[2]!r} is not grouped by spaces", hint, 2)


UNSPACED = re.compile(rf"{_ALONE}(\d+(?:[.,]\d+)?)({SYMBOLS})")
"""A number with the symbol of its unit, and no space between them."""


def unit_spacing(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A space stands between a number and the symbol of its unit, before the sign of per cent too."""
    for match in matches(UNSPACED, outline, corpus):
        number, symbol = match[1][1], match[1][2]
        hint = f"write '{number}\u00a0{symbol}', with a no-break space"
        yield at_match(outline, corpus, match, f"no space stands in {match[1][0]!r}", hint)


_HYPHEN = re.compile(r"(?:^|(?<=[\s(±]))-(?=\d)")


def minus_sign(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A negative number has a minus sign, U+2212, which is neither broken off nor read as a hyphen."""
    for match in matches(_HYPHEN, outline, corpus):
        yield at_match(outline, corpus, match, "a hyphen stands for a minus sign", "type the minus sign: −")


def non_si_unit(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """Values are given in units of the SI, or in those that are used with it: minute, hour, day, hectare, litre, tonne."""
    return phrases("non-si-unit", "is no value in a unit of the SI", outline, corpus)


_TOLERANCE = re.compile(rf"{_ALONE}\d+(?:,\d+)?\s?±\s?\d+(?:,\d+)?\s?{SYMBOLS}")


def bracketed_tolerance(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """The unit belongs to the value and to its tolerance: "(5 ± 1) mm" or "5 mm ± 1 mm", never "5 ± 1 mm"."""
    for match in matches(_TOLERANCE, outline, corpus):
        hint = "put value and tolerance in brackets before the unit, or repeat the unit"
        yield at_match(outline, corpus, match, f"{match[1][0]!r} gives the value no unit", hint)


def ambiguous_number(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A number means the same in every language: "billion" does not, and "ppm" is no unit."""
    return phrases("ambiguous-number", "does not mean the same everywhere", outline, corpus)


_NUMBERS = "ISO/IEC Directives, Part 2: representation of numbers and numerical values"
_UNITS = "ISO/IEC Directives, Part 2: quantities, units, symbols and signs"

RULES: tuple[Rule, ...] = (
    Rule("decimal-point", decimal_point, _NUMBERS),
    Rule("digit-grouping", digit_grouping, _NUMBERS),
    Rule("unit-spacing", unit_spacing, _UNITS, fixes=True),
    Rule("minus-sign", minus_sign, _NUMBERS),
    Rule("non-si-unit", non_si_unit, _UNITS),
    Rule("bracketed-tolerance", bracketed_tolerance, _UNITS),
    Rule("ambiguous-number", ambiguous_number, _NUMBERS),
)
