"""Ordinals: the last part of a label, which leaves room between any two that were published.

What is added between ``2`` and ``3`` is ``2A``, ``2B``; between ``2A`` and ``2B`` it is ``2AA``; before ``1`` it is ``A1``.
``Z`` leads what stands before an ``A``: ``2ZA`` stands between ``2`` and ``2A``. So an ordinal is a number with letters
before or after it, and between any two there is always another one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Steps = tuple[int, ...]
"""Letters as numbers, A to Y 1 to 25, and Z 0: in the order of tuples, a beginning stands before what it begins."""

LAST_STEP = 25


@dataclass(frozen=True, order=True, slots=True)
class Ordinal:
    """A place in a row of siblings, ordered as the siblings are: ``base`` counts from 1, ``steps`` are the letters added.

    With ``after`` False the letters stand before the number, and so does what they name.
    """

    base: int
    after: bool = True
    steps: Steps = ()


DECIMAL, LETTER, ROMAN, CAPITAL, CAPITAL_ROMAN = "decimal", "letter", "roman", "capital", "capital-roman"
"""How the number of an ordinal is written: 2, b, ii, B, II."""

_CAPITALS = (CAPITAL, CAPITAL_ROMAN)
_ROMAN = (
    *(("m", 1000), ("cm", 900), ("d", 500), ("cd", 400), ("c", 100), ("xc", 90), ("l", 50), ("xl", 40)),
    *(("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1)),
)
_FORMS = {DECIMAL: "[0-9]+", LETTER: "[a-z]+", ROMAN: "[ivxlcdm]+", CAPITAL: "[A-Z]+", CAPITAL_ROMAN: "[IVXLCDM]+"}


def write(ordinal: Ordinal, style: str = DECIMAL) -> str:
    """Return an ordinal as printed: ``2A`` decimal, ``bA`` as a letter, ``iiA`` roman, ``Ba`` as the letter of an annex."""
    added = "".join(chr(ord("A") + (step - 1) % 26) for step in ordinal.steps)
    added = added.lower() if style in _CAPITALS else added
    number = _write_number(ordinal.base, style)
    return f"{number}{added}" if ordinal.after else f"{added}{number}"


def read(text: str, style: str = DECIMAL) -> Ordinal:
    """Return the ordinal that ``write`` wrote; raise ValueError for what is none."""
    letters = "[a-z]" if style in _CAPITALS else "[A-Z]"
    found = re.fullmatch(rf"({letters}*)({_FORMS[style]})({letters}*)", text)
    if found is None or (found[1] and found[3]):
        raise ValueError(f"{text!r} is not a label")
    steps = tuple((ord(letter) - ord("A") + 1) % 26 for letter in (found[1] or found[3]).upper())
    return Ordinal(_read_number(found[2], style), not found[1], steps)


def between(left: Ordinal | None, right: Ordinal | None) -> Ordinal:
    """Return the ordinal of what is added behind ``left`` and before ``right``; None where there is no such sibling."""
    if right is None:
        return Ordinal(left.base + 1 if left else 1)
    if left is None:
        return Ordinal(right.base, False, _step((), None if right.after else right.steps))
    if left.base == right.base and left.after == right.after:
        return Ordinal(left.base, left.after, _step(left.steps, right.steps))
    return Ordinal(left.base, left.after, _step(left.steps, None))


def _step(left: Steps, right: Steps | None) -> Steps:
    """Return steps above ``left`` and below ``right``, the shortest that follows ``left``."""
    nearby = [(*left[:-1], left[-1] + 1)] if left and left[-1] < LAST_STEP else []
    depth = len(right or ())
    deeper = [(*left, *(0,) * zeros, 1) for zeros in range(depth + 1)]
    return next(steps for steps in (*nearby, *deeper) if right is None or steps < right)


def ordinals(row: Sequence[Ordinal | None]) -> list[Ordinal]:
    """Return the ordinals of a row of siblings, in which those published before are given and None stands for new ones.

    What is new at the end takes the next number; a row of which nothing was published counts from 1.
    """
    published = [ordinal for ordinal in row if ordinal]
    highest = max((ordinal.base for ordinal in published), default=0)
    made: list[Ordinal] = []
    for position, ordinal in enumerate(row):
        left = made[-1] if made else None
        right = next((later for later in row[position:] if later), None)
        if ordinal is None and right is None:
            highest += 1
            made.append(Ordinal(highest))
        else:
            made.append(ordinal or _free(left, right, {*published, *made}))
    return made


def _free(left: Ordinal | None, right: Ordinal | None, taken: Iterable[Ordinal]) -> Ordinal:
    """Return an ordinal between two, free even where siblings stand in another order than they were published in."""
    if left and right and not left < right:
        right = None if left.after else Ordinal(left.base)
        right = right or min((o for o in taken if o > left), default=Ordinal(left.base + 1))
    found = between(left, right)
    while found in taken:
        found = between(found, right)
    return found


def _write_number(number: int, style: str) -> str:
    if style == DECIMAL:
        return str(number)
    text = _roman(number) if style in (ROMAN, CAPITAL_ROMAN) else annex_letter(number).lower()
    return text.upper() if style in _CAPITALS else text


def _read_number(text: str, style: str) -> int:
    if style == DECIMAL:
        return int(text)
    if style in (ROMAN, CAPITAL_ROMAN):
        return _read_roman(text.lower())
    number = 0
    for letter in text.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def annex_letter(position: int) -> str:
    """Return the letter of a position counted from 1: A to Z, then AA, AB …."""
    letters = ""
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _roman(number: int) -> str:
    text = ""
    for numeral, value in _ROMAN:
        text += numeral * (number // value)
        number %= value
    return text


def _read_roman(text: str) -> int:
    number, rest = 0, text
    for numeral, value in _ROMAN:
        while rest.startswith(numeral):
            number, rest = number + value, rest.removeprefix(numeral)
    if rest or _roman(number) != text:
        raise ValueError(f"{text!r} is no roman number")
    return number
