"""The lexicon of one language: how numbers, units and equivalents are told in words, so that sentences can be compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Rewrite = tuple[re.Pattern[str], str]
"""A pattern and what stands for it."""


@dataclass(frozen=True)
class Lexicon:
    """The words of one language that weigh in a comparison; ``forms/*.toml`` tells of each table.

    ``early`` rewrites are made first, in the author's case, ``equivalents`` before numerals are read, ``late`` ones after.
    What stands for a number in words begins with ``@``: ``@month:5``, ``@unit:day``, ``@bound:from``.
    """

    word: re.Pattern[str]
    thousands: str
    joiner: str
    numerals: Mapping[str, int]
    early: tuple[Rewrite, ...]
    equivalents: tuple[Rewrite, ...]
    late: tuple[Rewrite, ...]
    citations: tuple[re.Pattern[str], ...]
    negations: frozenset[str]
    negated_words: frozenset[str]
    negating_prefixes: tuple[str, ...]
    function_words: frozenset[str]
    relators: frozenset[str]
    stages: tuple[tuple[tuple[str, str], ...], ...]
    irregular: Mapping[str, str]
    spelling: tuple[Rewrite, ...]

    def plain(self, text: str) -> str:
        """Return a text in small letters with one way of saying for each of several; numbers in digits, the rest in @-words."""
        text = _TWICE.sub(r"\1", self.in_digits(rewritten(text.lower(), self.equivalents)))
        return rewritten(text, self.late)

    @cached_property
    def number(self) -> re.Pattern[str]:
        """What finds a number in digits: in groups of three, or with a decimal sign, which is a point or a comma."""
        return re.compile(rf"{self._grouped.pattern}|\d+(?:[.,]\d+)?")

    @cached_property
    def _grouped(self) -> re.Pattern[str]:
        return re.compile(rf"(?<!\d)\d{{1,3}}(?:[{re.escape(self.thousands)}\u00a0\u202f]\d{{3}})+(?!\d)")

    def value(self, number: str) -> str:
        """Return a number in digits as it is compared: ``1,000`` and ``1 000`` are 1000."""
        whole = self._grouped.fullmatch(number)
        plain = "".join(filter(str.isdigit, number)) if whole else number.replace(",", ".")
        return f"{Decimal(plain).normalize():f}"

    @cached_property
    def _spelled(self) -> re.Pattern[str]:
        """What finds a number in words: ``twenty-five``, ``one hundred and five``, ``2 million``."""
        ranks = {"small": range(100), "units": range(1, 10), "tens": range(20, 100, 10), "large": None}
        of = {rank: self._alternatives(values) for rank, values in ranks.items()}
        below = rf"(?:(?:{of['tens']})[ -](?:{of['units']})|{of['small']}|(?<![\d.,])\d[\d.,]*(?= (?:{of['large']})\b))"
        large = rf"(?:[ -](?:{of['large']}))"
        return re.compile(
            rf"\b(?:{below}{large}*(?:(?: {self.joiner})? {below}{large}+)*(?: {self.joiner} {below})?|{of['large']})\b"
        )

    def _alternatives(self, values: range | None) -> str:
        chosen = (word for word, value in self.numerals.items() if (value >= 100 if values is None else value in values))
        return "|".join(sorted(chosen, key=len, reverse=True)) or "(?!)"

    def in_digits(self, text: str) -> str:
        """Return a text with its numerals in digits."""
        return self._spelled.sub(self._digits, text) if self.numerals else text

    def _digits(self, match: re.Match[str]) -> str:
        """Return what the numerals of a match name; two that only stand side by side remain two."""
        head, joined, tail = match[0].rpartition(f" {self.joiner} ")
        if joined and not any(self.numerals.get(word, 0) >= 100 for word in re.split("[ -]", head)):
            return f"{self.in_digits(head)}{joined}{self.in_digits(tail)}"
        total, part = Decimal(0), Decimal(0)
        for word in re.split("[ -]", match[0]):
            value = self.numerals.get(word)
            if value is None:
                part += Decimal(self.value(word.rstrip(".,")) if word[0].isdigit() else 0)
            elif value < 100:
                part += value
            else:
                part = (part or Decimal(1)) * value
                total, part = (total + part, Decimal(0)) if value >= 1000 else (total, part)
        return f"{(total + part).normalize():f}"

    @cached_property
    def silent(self) -> frozenset[str]:
        """The stems of the function words."""
        return frozenset(self.stem(word) for word in self.function_words)

    def stem(self, word: str) -> str:
        """Return what the inflections and spellings of a word have in common."""
        word = rewritten(self.irregular.get(word, word), self.spelling)
        for stage in self.stages:
            for ending, other in stage:
                if word.endswith(ending) and len(word) - len(ending) >= _LEAST:
                    word = word[: len(word) - len(ending)] + other
                    break
        return word


_TWICE = re.compile(r"\b(\d+) ?\(\1\)")
"""A number in words with the same in digits behind it."""

_LEAST = 3
"""Letters that an ending leaves of a word."""


def rewritten(text: str, rewrites: tuple[Rewrite, ...]) -> str:
    """Return a text with all rewrites made, in their order."""
    for pattern, other in rewrites:
        text = pattern.sub(other, text)
    return text
