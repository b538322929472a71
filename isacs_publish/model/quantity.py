"""Quantities: the numbers of a sentence as values, with units by names that are the same in every language.

So two languages can be compared: ``thirty days``, ``30 jours``, ``三十日`` and ``٣٠ يوماً`` are the value 30 and the unit day.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Written(StrEnum):
    """How a number is written, which tells how far a translation has to keep it.

    ``IMPLIED`` is the number in a word that means more, as *semestre* is six months; ``LOOSE`` one that other languages say
    otherwise: both, twice, half.
    """

    DIGITS = "digits"
    WORDS = "words"
    ORDINAL = "ordinal"
    LOOSE = "loose"
    IMPLIED = "implied"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number where it stands: its value, the name of its unit (empty where it has none), how it is written."""

    value: Decimal
    unit: str
    written: Written
    start: int
    end: int


@dataclass(frozen=True)
class Quantities:
    """How one language writes numbers and units. All patterns find whole words, in small letters.

    ``numerals`` and the like are pairs of a value and its pattern; ``multipliers`` are the numerals that multiply what stands
    before them, ``sections`` those that close it; ``joiner`` stands between two numerals from ``joined_from`` on;
    ``unread`` finds what only looks like a number; ``fillers`` may stand between a number and its unit.
    """

    numerals: tuple[tuple[int, str], ...]
    ordinals: tuple[tuple[str, str], ...]
    loose: tuple[tuple[str, str], ...]
    implied: tuple[tuple[str, str], ...]
    units: tuple[tuple[str, str], ...]
    symbols: tuple[tuple[str, str], ...]
    currencies: tuple[tuple[str, str], ...]
    months: tuple[tuple[int, str], ...]
    unread: tuple[str, ...] = ()
    thousands: str = " "
    decimals: str = "."
    joiner: str = "(?!)"
    joined_from: int = 100
    fillers: str = "(?!)"
    suffixes: str = "(?!)"
    calendar: str = "(?!)"
    apart: bool = True
    multipliers: tuple[int, ...] = (100, 1000, 1_000_000, 1_000_000_000)
    section: int = 1000
    duals: str = "(?!)"
    rows: str = "(?!)"
    attached: str = ""

    def read(self, sentence: str) -> list[Quantity]:
        """Return the quantities of a sentence, in its order."""
        words = even_digits(sentence)
        words = self._unread.sub(_blank, words)
        found, words = self._named(words)
        numbers = list(self._numbers(words))
        united = self._with_units(numbers, words)
        taken = [(each.start, each.end) for each in (*found, *united)]
        found += [each for each in self._implied_in(words) if all(each.end <= a or b <= each.start for a, b in taken)]
        return sorted((*found, *united), key=lambda each: each.start)

    def has_unit(self, name: str, sentence: str) -> bool:
        """Tell whether a unit is named in a sentence, wherever it stands."""
        return any(unit == name and pattern.search(even_digits(sentence)) for unit, pattern in self._units_alone)

    def dual(self, sentence: str) -> bool:
        """Tell whether a word of a sentence says two by its ending."""
        return bool(re.search(self.duals, sentence))

    # Patterns

    def _word(self, pattern: str) -> str:
        before = rf"(?:(?<![^\W\d_])|(?<=\W{self.attached}))" if self.attached else r"(?<![^\W\d_])"
        return rf"{before}(?:{pattern})(?![^\W\d_])" if self.apart else f"(?:{pattern})"

    @cached_property
    def _unread(self) -> re.Pattern[str]:
        return re.compile("|".join(self.unread) or "(?!)", re.IGNORECASE)

    @cached_property
    def _numeral(self) -> re.Pattern[str]:
        rows = sorted(self.numerals, key=lambda row: -len(row[1]))
        return re.compile(
            "|".join(f"(?P<n{value}_{at}>{self._word(p)})" for at, (value, p) in enumerate(rows)) or "(?!)", re.IGNORECASE
        )

    @cached_property
    def _digits(self) -> re.Pattern[str]:
        thousands = f"[{re.escape(self.thousands)}\u00a0\u202f\u2009]"
        signs = re.escape(self.decimals)
        grouped = rf"[1-9]\d{{0,2}}(?:{thousands}\d{{3}})+(?![\d])(?:[{signs}]\d+)?"
        return re.compile(rf"(?<![\d])(?:{grouped}|\d+(?:[.]\d+){{2,}}|\d+(?:[{signs}]\d+)?)")

    @cached_property
    def _between(self) -> re.Pattern[str]:
        return re.compile(
            rf"(?P<joiner>{self.joiner})|[ \u00a0\u202f-]" if self.apart else rf"(?P<joiner>{self.joiner})|", re.IGNORECASE
        )

    @cached_property
    def _spoken_rows(self) -> list[tuple[str, Written, str]]:
        """The ordinals and the like with their values, the longest patterns first, as the groups of ``_spoken`` are."""
        rows = [
            (v, kind, p) for kind, table in ((Written.LOOSE, self.loose), (Written.ORDINAL, self.ordinals)) for v, p in table
        ]
        return sorted(rows, key=lambda row: -len(row[2]))

    @cached_property
    def _spoken(self) -> re.Pattern[str]:
        return self._grouped(pattern for _, _, pattern in self._spoken_rows)

    @cached_property
    def _implied(self) -> re.Pattern[str]:
        return self._grouped(pattern for _, pattern in self._implied_rows)

    @cached_property
    def _implied_rows(self) -> list[tuple[str, str]]:
        return sorted(self.implied, key=lambda row: -len(row[1]))

    def _grouped(self, patterns: Iterable[str]) -> re.Pattern[str]:
        """Return what finds whole words of patterns, each a group of its own: they have none themselves."""
        return re.compile(self._word("|".join(f"({pattern})" for pattern in patterns) or "(?!)"), re.IGNORECASE)

    @cached_property
    def _times(self) -> re.Pattern[str]:
        return re.compile(rf"[ \u00a0\u202f]?(?:{self._numeral.pattern})", re.IGNORECASE)

    @cached_property
    def _suffix(self) -> re.Pattern[str]:
        return re.compile(self.suffixes, re.IGNORECASE)

    @cached_property
    def _units_behind(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        gap = rf"[ \u00a0\u202f-]*(?:(?:{self.fillers})[ \u00a0\u202f]*){{0,2}}"
        named = ((name, re.compile(rf"{gap}{self._ended(p)}", re.IGNORECASE)) for name, p in self.units)
        signs = sorted(self.symbols, key=lambda row: -len(row[1]))
        return (*((name, re.compile(rf"[ \u00a0\u202f]?(?:{p})(?![\w²³])")) for name, p in signs), *named)

    @cached_property
    def _units_alone(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((name, re.compile(self._word(p), re.IGNORECASE)) for name, p in self.units)

    def _ended(self, pattern: str) -> str:
        return rf"(?:{pattern})(?![^\W\d_])" if self.apart else f"(?:{pattern})"

    @cached_property
    def _units_before(self) -> tuple[tuple[str, re.Pattern[str]], ...]:
        return tuple((name, re.compile(rf"(?:{p})[ \u00a0\u202f]?$")) for name, p in self.currencies)

    @cached_property
    def _months(self) -> tuple[tuple[int, re.Pattern[str]], ...]:
        return tuple((number, re.compile(p)) for number, p in self.months)

    # Reading

    def _named(self, words: str) -> tuple[list[Quantity], str]:
        """Return dates, months, ordinals and the like, and the words with blanks in their place."""
        found: list[Quantity] = []
        for match in _DATE.finditer(words):
            year, month, day = (Decimal(match[group]) for group in (1, 2, 3))
            span = match.span()
            kinds = ((year, Written.DIGITS), (month, Written.MONTH), (day, Written.DIGITS))
            found += [Quantity(value, "", kind, *span) for value, kind in kinds]
        words = _DATE.sub(_blank, words)
        for number, pattern in self._months:
            found += [Quantity(Decimal(number), "", Written.MONTH, *match.span()) for match in pattern.finditer(words)]
            words = pattern.sub(_blank, words)
        for match in self._spoken.finditer(words):
            said, kind, _ = self._spoken_rows[(match.lastindex or 1) - 1]
            found.append(Quantity(Decimal(said), "", kind, *match.span()))
        return found, self._spoken.sub(_blank, words)

    def _implied_in(self, words: str) -> Iterator[Quantity]:
        for match in self._implied.finditer(words):
            value, unit = self._implied_rows[(match.lastindex or 1) - 1][0].split()
            yield Quantity(Decimal(value), unit.strip("-"), Written.IMPLIED, *match.span())

    def _numbers(self, words: str) -> Iterator[Quantity]:
        """Yield the numbers without their units; one that the same in digits follows in brackets is one."""
        last: Quantity | None = None
        for each in self._counted(words):
            doubled = last and last.value == each.value and _BRACKET.fullmatch(words[last.end : each.start])
            if last and not doubled:
                yield last
            closed = words[each.end : each.end + 1] in {")", "）"}
            last = replace(each, start=last.start, end=each.end + closed) if last and doubled else each
        if last:
            yield last

    def _counted(self, words: str) -> Iterator[Quantity]:
        at = 0
        while at < len(words):
            digits, numeral = self._digits.search(words, at), self._numeral.search(words, at)
            if not (digits or numeral):
                return
            if digits and (not numeral or digits.start() <= numeral.start()):
                quantity = self._in_digits(words, digits)
            else:
                assert numeral
                quantity = self._in_words(words, numeral)
            yield quantity
            at = quantity.end

    def _in_digits(self, words: str, match: re.Match[str]) -> Quantity:
        """Return a number in digits, with the words for a thousand and more behind it, or as an ordinal."""
        value, end = self.value(match[0]), match.end()
        if suffix := self._suffix.match(words, end):
            return Quantity(value, "", Written.ORDINAL, match.start(), suffix.end())
        while (large := self._times.match(words, end)) and (times := _numeral_value(large)) in self._large:
            value, end = value * times, large.end()
        return Quantity(value, "", Written.DIGITS, match.start(), end)

    @property
    def _large(self) -> tuple[int, ...]:
        return tuple(each for each in self.multipliers if each >= (1000 if self.apart else 10))

    def value(self, digits: str) -> Decimal:
        """Return a number in digits: ``1,000``, ``1 000``, ``0,08``, in the signs of the language; ``5.3.1`` counts as 531."""
        plain = "".join(sign for sign in digits if sign.isdigit() or sign in self.decimals or sign in self.thousands)
        if plain.count(".") > 1 and "." not in self.thousands:
            return Decimal(plain.replace(".", ""))
        if re.fullmatch(rf"[1-9]\d{{0,2}}(?:[{re.escape(self.thousands)}]\d{{3}})+(?:[{re.escape(self.decimals)}]\d+)?", plain):
            return Decimal(_ungrouped(plain, self.thousands))
        return Decimal(re.sub(r"[^\d]", ".", plain, count=1)) if plain.count(".") < 2 else Decimal(plain.replace(".", ""))

    def _in_words(self, words: str, match: re.Match[str]) -> Quantity:
        """Return a number in words, as many of them as make one number."""
        sums, start, end = _Sum(self), match.start(), match.start()
        joined = False
        following: re.Match[str] | None = match
        while following and sums.add(_numeral_value(following), joined=joined):
            end = following.end()
            between = self._between.match(words, end)
            following = self._numeral.match(words, between.end()) if between else None
            joined = bool(between and between["joiner"])
        return Quantity(Decimal(sums.total), "", Written.WORDS, start, end)

    def _with_units(self, numbers: list[Quantity], words: str) -> list[Quantity]:
        """Return numbers with their units; in ``10 to 20 mm`` both have that of the second."""
        made: list[Quantity] = []
        for each in numbers:
            if made and each.start < made[-1].end:
                continue
            united = self._with_unit(each, words)
            if united.unit and made and not made[-1].unit and self._is_row(words[made[-1].end : each.start]):
                made[-1] = replace(made[-1], unit=united.unit)
            made.append(united)
        return made

    def _is_row(self, between: str) -> bool:
        return bool(re.fullmatch(rf"[\s,、/×~～–—-]*(?:{self.rows})?[\s,]*", between, re.IGNORECASE))

    def _with_unit(self, number: Quantity, words: str) -> Quantity:
        if _YEARS[0] <= number.value <= _YEARS[1] and self._is_year(number, words):
            return number
        for name, pattern in self._units_behind:
            if match := pattern.match(words, number.end):
                return replace(number, unit=name, end=match.end())
        for name, pattern in self._units_before:
            if pattern.search(words, 0, number.start):
                return replace(number, unit=name)
        return number

    def _is_year(self, number: Quantity, words: str) -> bool:
        return bool(re.compile(self.calendar, re.IGNORECASE).match(words, number.end))


class _Sum:
    """What numerals make together, in the order in which they are said."""

    def __init__(self, of: Quantities) -> None:
        self.of = of
        self.closed, self.part, self.digits = 0, 0, ""

    def add(self, value: int, *, joined: bool) -> bool:
        """Take in a numeral, and tell whether it is part of the same number."""
        if value in self.of.multipliers and value >= self.of.section:
            return self._close(value)
        if value in self.of.multipliers:
            return self._multiply(value)
        if not (self.closed or self.part or self.digits):
            self.part, self.digits = value, str(value)
            return True
        return self._append(value, joined=joined)

    def _close(self, value: int) -> bool:
        self.digits = ""
        if self.closed and self.closed < value * max(self.part, 1):
            self.closed, self.part = (self.closed + self.part) * value, 0
        else:
            self.closed, self.part = self.closed + max(self.part, 1) * value, 0
        return True

    def _multiply(self, value: int) -> bool:
        ones = self.part % value
        self.part = self.part - ones + max(ones, 1) * value
        self.digits = ""
        return True

    def _append(self, value: int, *, joined: bool) -> bool:
        if joined and self.closed + self.part < self.of.joined_from:
            return False
        if not self.of.apart and self.digits and value < 10:
            self.digits += str(value)
            self.part = int(self.digits)
            return True
        free = self.part % 10 ** len(str(value)) == 0 and (self.part or self.closed)
        twenties = self.part % 100 in {60, 80} and value < 20
        before = joined and self.part % 100 in range(1, 10) and value in range(20, 100, 10)
        if free or twenties or before:
            self.part += value
            self.digits = ""
            return True
        return False

    @property
    def total(self) -> int:
        """The value."""
        return self.closed + self.part


_DATE = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
_BRACKET = re.compile(r"\s?[(（]\s?")
_YEARS = (1900, 2100)


def _blank(match: re.Match[str]) -> str:
    return "\0" * len(match[0])


def _numeral_value(match: re.Match[str]) -> int:
    return int((match.lastgroup or "n0_").partition("_")[0][1:])


def _ungrouped(digits: str, thousands: str) -> str:
    """Return digits without the signs between groups; the last sign is a decimal one where three digits do not follow it."""
    parts = re.split(rf"[{re.escape(thousands)}]", digits)
    return "".join(re.sub(r"[^\d]", ".", part) for part in parts)


def even_digits(text: str) -> str:
    """Return a text with European digits and their signs, character by character, so that each keeps its place."""
    return text if text.isascii() else _FOREIGN.sub(lambda found: _even(found[0]), text)


_SIGNS: Mapping[str, str] = {"٫": ".", "٬": ",", "٪": "%", "％": "%", "，": "，", "．": ".", "\u2011": "-", "\u2010": "-"}


_FOREIGN = re.compile(r"[^\x00-\x7f\u00a0-\u05ff]")


def _even(sign: str) -> str:
    if sign.isdecimal() and not sign.isascii():
        return str(unicodedata.decimal(sign))
    return _SIGNS.get(sign, sign)


_DURATIONS: Mapping[str, tuple[str, Decimal]] = {
    "hour": ("hour", Decimal(1)),
    "day": ("hour", Decimal(24)),
    "week": ("hour", Decimal(168)),
    "fortnight": ("hour", Decimal(336)),
    "month": ("month", Decimal(1)),
    "quarter": ("month", Decimal(3)),
    "halfyear": ("month", Decimal(6)),
    "year": ("month", Decimal(12)),
    "decade": ("month", Decimal(120)),
}


def duration(quantity: Quantity) -> tuple[str, Decimal] | None:
    """Return a span of time in its smallest unit, so that 12 months and a year are equal; None where it is none."""
    base = _DURATIONS.get(quantity.unit)
    return (base[0], base[1] * quantity.value) if base else None
