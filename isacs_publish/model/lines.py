"""Lines of a unit, sentences and rows of cells: which of a new text stands for which of the old one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from isacs_publish.model.alignment import best

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

ALIKE = 0.35
"""The share of words that two lines have in common at least to stand for each other in their order."""

MOVED = 0.75
"""The share of words at least for a line that moved to another place."""


@dataclass(frozen=True)
class Line:
    """What is aligned: a sentence, or a row of cells; ``kind`` must be the same in both, ``content`` returns words that tell.

    One that is ``whole``, as a definition is, stands for the one in its place however little they share.
    """

    kind: str
    words: str
    content: Callable[[str], Iterable[str]]
    whole: bool = False

    @cached_property
    def counted(self) -> Counter[str]:
        """The words that tell, how often each."""
        return Counter(self.content(self.words))

    def likeness(self, other: Line) -> float:
        """Return the share of words that two lines have in common: 1 for the same words, 0 for lines of two kinds."""
        if self.kind != other.kind:
            return 0.0
        both = self.counted.total() + other.counted.total()
        return 2 * (self.counted & other.counted).total() / both if both else 1.0


@dataclass(frozen=True, slots=True)
class Match:
    """A line of the old text and the one of the new that stands for it; one is None where a line came or went."""

    old: Line | None
    new: Line | None
    moved: bool = False


def align(old: Sequence[Line], new: Sequence[Line]) -> list[Match]:
    """Return the lines of two texts matched, in the order of the new one; what is gone stands where it stood."""
    pairs = _in_order(old, new)
    pairs |= _left_alone(old, new, pairs)
    moved = _moved(old, new, pairs)
    return list(_merged(old, new, pairs, moved))


Pairs = dict[int, int]
"""Positions in the new text by those in the old."""


def _in_order(old: Sequence[Line], new: Sequence[Line]) -> Pairs:
    """Return the pairs in order that have most in common; the same lines at both ends are paired first."""
    start = _same(old, new, lambda position: position)
    end = _same(old[start:], new[start:], lambda position: -1 - position)
    pairs = {position: position for position in range(start)}
    pairs |= {len(old) - 1 - back: len(new) - 1 - back for back in range(end)}
    inner = best([[_worth(a, b) for b in new[start : len(new) - end]] for a in old[start : len(old) - end]])
    return pairs | {i + start: j + start for i, j in inner}


def _same(old: Sequence[Line], new: Sequence[Line], at: Callable[[int], int]) -> int:
    """Return how many lines are the same from one end."""
    shortest = min(len(old), len(new))
    equal = ((old[at(n)].kind, old[at(n)].words) == (new[at(n)].kind, new[at(n)].words) for n in range(shortest))
    return next((n for n, same in enumerate(equal) if not same), shortest)


def _worth(one: Line, other: Line) -> float:
    """Return what a pair is worth: nothing where two lines are not alike, more where they are the same."""
    likeness = one.likeness(other)
    return 0.0 if likeness < ALIKE else likeness**2 + (one.words == other.words)


def _left_alone(old: Sequence[Line], new: Sequence[Line], pairs: Pairs) -> Pairs:
    """Return pairs of whole lines that stand alone between the same neighbours."""
    bounds = [(-1, -1), *sorted(pairs.items()), (len(old), len(new))]
    found: Pairs = {}
    for (i, j), (k, m) in pairwise(bounds):
        alone = k - i == 2 and m - j == 2
        if alone and old[i + 1].whole and old[i + 1].kind == new[j + 1].kind:
            found[i + 1] = j + 1
    return found


def _moved(old: Sequence[Line], new: Sequence[Line], pairs: Pairs) -> Pairs:
    """Return pairs of lines that stand in another order, the most alike first."""
    gone = [i for i in range(len(old)) if i not in pairs]
    come = [j for j in range(len(new)) if j not in pairs.values()]
    likely = [(-old[i].likeness(new[j]), i, j) for i in gone for j in come]
    found: Pairs = {}
    for likeness, i, j in sorted(likely):
        if -likeness >= MOVED and i not in found and j not in found.values():
            found[i] = j
    return found


def _merged(old: Sequence[Line], new: Sequence[Line], pairs: Pairs, moved: Pairs) -> Iterator[Match]:
    """Yield all lines, each line that is gone after the one it stood after."""
    of_new = {j: i for i, j in (pairs | moved).items()}
    yield from _gone(old, 0, pairs, moved)
    for j, line in enumerate(new):
        i = of_new.get(j)
        yield Match(None if i is None else old[i], line, i in moved)
        if i is not None and i in pairs:
            yield from _gone(old, i + 1, pairs, moved)


def _gone(old: Sequence[Line], start: int, pairs: Pairs, moved: Pairs) -> Iterator[Match]:
    """Yield the lines that are gone from a position on, up to the next that stayed in order."""
    for i in range(start, len(old)):
        if i in pairs:
            return
        if i not in moved:
            yield Match(old[i], None)
