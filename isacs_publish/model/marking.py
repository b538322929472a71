"""Marking: which words of a sentence came, went and stayed, for readers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Mark(StrEnum):
    """What became of some words."""

    KEPT = "kept"
    DELETED = "deleted"
    INSERTED = "inserted"


@dataclass(frozen=True, slots=True)
class Run:
    """Words with one mark."""

    mark: Mark
    words: str


READABLE = 0.4
"""The share of letters that stay at least, so that marks word by word can be read."""

_TOKEN = re.compile(r"\w[\w'’-]*|\s+|.", re.DOTALL)


def marked(old: str, new: str) -> list[Run]:
    """Return the words of two sentences in one row: ``old`` is what is kept and deleted, ``new`` what is kept and inserted.

    Sentences with little in common are marked whole.
    """
    if old == new:
        return [Run(Mark.KEPT, new)] if new else []
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    parts = list(_without_lone_spaces(_parts(before, after)))
    kept = sum(len(a) for a, b in parts if a == b)
    if kept < READABLE * max(len(old), len(new)):
        parts = [(old, new)]
    return [run for part in parts for run in _runs(*part)]


Part = tuple[str, str]
"""Words as they were and as they are."""


def _parts(before: Sequence[str], after: Sequence[str]) -> Iterator[Part]:
    for _, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield "".join(before[i:j]), "".join(after[k:m])


def _without_lone_spaces(parts: Iterator[Part]) -> Iterator[Part]:
    """Yield parts so that a change of several words is one: a space that stays between two changes changes with them."""
    held: Part = ("", "")
    for old, new in parts:
        if old == new and held != ("", "") and old.isspace():
            held = held[0] + old, held[1] + new
        elif old == new:
            yield from _released(held)
            yield old, new
            held = ("", "")
        else:
            held = held[0] + old, held[1] + new
    yield from _released(held)


def _released(held: Part) -> Iterator[Part]:
    """Yield a change, without the spaces that both of its ends have in common."""
    old, new = held
    end = _shared_space(old, new)
    if held != ("", ""):
        yield old[: len(old) - end], new[: len(new) - end]
        if end:
            yield old[len(old) - end :], new[len(new) - end :]


def _shared_space(old: str, new: str) -> int:
    count = 0
    while count < min(len(old), len(new)) and old[-1 - count] == new[-1 - count] and old[-1 - count].isspace():
        count += 1
    return count


def _runs(old: str, new: str) -> Iterator[Run]:
    if old == new:
        if new:
            yield Run(Mark.KEPT, new)
        return
    if old:
        yield Run(Mark.DELETED, old)
    if new:
        yield Run(Mark.INSERTED, new)
