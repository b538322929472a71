"""The prose of a module: its titles and passages in the order of reading, without what is written in another language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from isacs_publish.model.outline import DIVISIONS, THROUGH_TEXT, Kind
from isacs_publish.model.text import NO_PROSE, REFERENCE, Form

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.outline import Outline, Unit
    from isacs_publish.model.text import Text


@dataclass(frozen=True, slots=True)
class Prose:
    """A title or a passage. A title has no ``position``, that of a module no ``unit`` either.

    In ``words`` a blank of the same length stands for what no rule of language judges: addresses, and references but for the
    words that are read in them. So each character keeps its place in the passage.
    """

    words: str
    unit: Unit | None = None
    position: int = -1


@dataclass(frozen=True)
class RunningProse:
    """All prose of a module in one text, set apart by empty lines, with the place where each title and passage starts in it."""

    prose: tuple[Prose, ...]
    words: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, prose: tuple[Prose, ...]) -> RunningProse:
        """Return the titles and passages as one text."""
        starts = tuple(accumulate((len(each.words) + len(_APART) for each in prose[:-1]), initial=0))
        return cls(prose, _APART.join(each.words for each in prose), starts)


_APART = "\n\n"

BLANK = "\0"
"""What stands for a character that is no prose."""

_TITLED = DIVISIONS | THROUGH_TEXT
FORMAL = NO_PROSE | {Form.SOURCE}
"""The passages that no rule of language judges."""

_ADDRESS = re.compile(r"<\S+>|\bhttps?://\S+")


def prose_of(outline: Outline, text: Text) -> Iterator[Prose]:
    """Yield the titles of a module, then its passages; formulas, figures, literals and entries of references are no prose."""
    yield Prose(outline.title)
    yield from (Prose(_spoken(unit.title), unit) for unit in outline.walk() if unit.kind in _TITLED and unit.title)
    units = {unit.anchor: unit for unit in outline.walk()}
    for position, passage in enumerate(text.passages):
        unit = units[passage.unit]
        if passage.form not in FORMAL and unit.kind is not Kind.REFERENCE:
            yield Prose(_spoken(passage.words), unit, position)


def _spoken(words: str) -> str:
    if "{" not in words and "<" not in words and "://" not in words:
        return words
    return _ADDRESS.sub(lambda found: BLANK * len(found[0]), REFERENCE.sub(_read, words))


def _read(reference: re.Match[str]) -> str:
    """Return the words that are read in a reference, in their place: those of its author, or the name of a term."""
    group = 3 if reference[3] else 2
    if group == 2 and reference[1] != "term":
        return BLANK * len(reference[0])
    before, after = reference.start(group) - reference.start(), reference.end() - reference.end(group)
    return BLANK * before + reference[group] + BLANK * after
