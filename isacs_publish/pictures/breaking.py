"""Breaks the words of a label into lines of about one width. Widths are estimates: who shows a drawing chooses the font."""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING
from unicodedata import combining, east_asian_width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_PIECES = 80
"""Places where a label may be broken, after which it is no label and stays in one line."""

_BREAKING = re.compile(r"[ \t\n\r\f\v]+")
_WIDE = "\u2e80-\u2fff\u3040-\u9fff\uac00-\ud7af\uf900-\ufaff"
_OPENING, _CLOSING = "（《〈「『【“‘", "，。、；：！？）》〉」』】”’"
_PIECE = re.compile(f"[{_OPENING}]*(?:[{_WIDE}]|[^{_WIDE}{_OPENING}{_CLOSING}/]+/?|/)[{_CLOSING}]*|[{_OPENING}{_CLOSING}]+")
"""What no line end parts: a word, or a sign of Chinese with the punctuation that clings to it."""

_NARROW, _BROAD = "fijlrtI .,:;'’!()[]|-\u00a0", "mwMW%—шщжюыфмШЩЖЮЫФМД"
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f]")


def width(words: str) -> float:
    """Return about how wide a line is, in sizes of its font."""
    return sum(map(_letter_width, words))


def _letter_width(letter: str) -> float:
    if combining(letter):
        return 0
    if east_asian_width(letter) in ("W", "F"):
        return 1
    if _ARABIC.match(letter):
        return 0.48
    return 0.3 if letter in _NARROW else 0.82 if letter in _BROAD else 0.61 if letter.isupper() else 0.53


def broken(paragraphs: Sequence[str], count: int) -> tuple[str, ...]:
    """Return paragraphs in ``count`` lines, fewer where they have no more places to break, and at least one each.

    The widest paragraph is broken first.
    """
    made: list[tuple[str, ...]] = [(words,) for words in paragraphs]
    while sum(map(len, made)) < count:
        at = max(range(len(made)), key=lambda i: max(map(width, made[i])))
        lines = balanced(paragraphs[at], len(made[at]) + 1)
        if len(lines) == len(made[at]):
            break
        made[at] = lines
    return tuple(line for lines in made for line in lines)


def balanced(words: str, count: int) -> tuple[str, ...]:
    """Return words in at most ``count`` lines, the widest of which is as narrow as can be."""
    pieces = list(_pieces(words))
    if not 1 < len(pieces) <= MOST_PIECES:
        return (words,)
    ends: dict[int, _Lines] = {0: (0.0, 0.0, ())}
    for _ in range(min(count, len(pieces))):
        longer = (
            (end, _with(made, pieces[start:end])) for start, made in ends.items() for end in range(start + 1, len(pieces) + 1)
        )
        ends = {}
        for end, made in longer:
            ends[end] = min(ends.get(end, made), made, key=itemgetter(0, 1))
    return ends[len(pieces)][2]


_Lines = tuple[float, float, tuple[str, ...]]
"""The widest of some lines, the sum of squares of their widths, and the lines."""


def _with(made: _Lines, pieces: Sequence[tuple[str, str]]) -> _Lines:
    """Return lines with one more."""
    line = "".join(f"{joint}{piece}" for joint, piece in pieces).strip()
    wide = width(line)
    return max(made[0], wide), made[1] + wide * wide, (*made[2], line)


def _pieces(words: str) -> Iterator[tuple[str, str]]:
    """Yield what no line end parts, each with the space before it."""
    for word in _BREAKING.split(words.strip()):
        for i, piece in enumerate(_PIECE.findall(word)):
            yield "" if i else " ", piece
