"""Alignment: which of two rows of texts are the same, in order, by their words."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ALIKE = 0.5
"""Share of words in common from which two texts are taken for two states of one."""


HELD = 0.75
"""Share of its words, or of the letters of a few words, from which a text is taken for a part of one, or for a misspelt one."""

FEW, ENOUGH = 3, 4
"""Words that are so few that letters tell more; words that are enough to tell that one text holds another."""

_HAN = "\u3400-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_HAN}]|[^\W{_HAN}]+")
"""A word, or a character of a script that does not part words."""


@cache
def likeness(old: str, new: str) -> float:
    """Return how alike two texts are: 1 when they have the same words, or one holds all those of the other, 0 when none."""
    if old == new:
        return 1.0
    one, other = (_WORD.findall(text.lower()) for text in (old, new))
    shorter = min(len(one), len(other))
    common = _common(one, other)
    found = [2 * common / max(len(one) + len(other), 1)]
    if common >= ENOUGH:
        found.append(_from(HELD, common / shorter))
    if max(len(one), len(other)) <= FEW:
        found.append(_from(HELD, SequenceMatcher(None, " ".join(one), " ".join(other), autojunk=False).ratio()))
    return max(found)


def _common(one: list[str], other: list[str]) -> int:
    return sum(block.size for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks())


def _from(least: float, value: float) -> float:
    return value if value >= least else 0.0


def aligned(old: Sequence[str], new: Sequence[str], alike: float = ALIKE) -> list[tuple[int, int]]:
    """Return the pairs of positions whose texts are two states of one: ascending, and as alike in sum as can be."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    equal = [(position, position) for position in range(start)]
    rest = best([[_worth(left, right, alike) for right in new[start:]] for left in old[start:]])
    return [*equal, *((start + left, start + right) for left, right in rest)]


def best(worths: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Return the pairs of positions that are worth most in sum, ascending in both; a pair worth nothing is none."""
    width = len(worths[0]) if worths else 0
    sums = [[0.0] * (width + 1) for _ in range(len(worths) + 1)]
    for left in range(len(worths) - 1, -1, -1):
        for right in range(width - 1, -1, -1):
            both = worths[left][right] + sums[left + 1][right + 1]
            sums[left][right] = max(both, sums[left + 1][right], sums[left][right + 1])
    return _path(sums, worths)


def _path(sums: list[list[float]], worths: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    pairs, left, right = [], 0, 0
    while left < len(worths) and right < len(worths[left]):
        worth = worths[left][right]
        if worth and sums[left][right] == worth + sums[left + 1][right + 1]:
            pairs.append((left, right))
            left, right = left + 1, right + 1
        elif sums[left][right] == sums[left + 1][right]:
            left += 1
        else:
            right += 1
    return pairs


def _worth(old: str, new: str, alike: float) -> float:
    """Return what a pair adds to the sum; equal texts weigh more than any two that are only alike."""
    value = likeness(old, new)
    if old == new:
        return 2.0
    return value if value >= alike else 0.0
