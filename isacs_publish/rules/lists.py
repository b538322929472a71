"""Rules about lists: how they are introduced, how deep they go, how their entries are punctuated."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isacs_publish.model.outline import DIVISIONS, Kind
from isacs_publish.model.text import Form
from isacs_publish.rules.rule import Rule, at_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.corpus import Corpus
    from isacs_publish.model.manuscript import Manuscript
    from isacs_publish.model.outline import Outline
    from isacs_publish.model.wording import Wording
    from isacs_publish.rules.rule import Fault

DEEPEST = 4
"""Levels of a list (ISO/IEC Directives, Part 2, clause 23)."""

DIRECTIVES = "ISO/IEC Directives, Part 2, clause 23"


@dataclass(frozen=True)
class Entries:
    """A list as it stands in a text: the positions of the passages of each entry, its level, the passage before it or -1."""

    positions: tuple[tuple[int, ...], ...]
    level: int
    lettered: bool
    lead: int

    @property
    def first(self) -> int:
        """The position of its first words."""
        return self.positions[0][0]


def lists_of(manuscript: Manuscript) -> list[Entries]:
    """Return the lists of a module in the order of the text, inner ones after those they stand in."""
    entries: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    facts: dict[int, tuple[int, bool]] = {}
    for position, spot in enumerate(manuscript.spots):
        for level, item in enumerate(spot.items, 1):
            entries[item.list][item.item].append(position)
            facts[item.list] = level, item.lettered
    return [
        Entries(
            tuple(map(tuple, items.values())),
            *facts[number],
            _lead(manuscript, next(iter(items.values()))[0], facts[number][0]),
        )
        for number, items in sorted(entries.items())
    ]


def _lead(manuscript: Manuscript, first: int, level: int) -> int:
    """Return the position of the words before a list, in the same clause and of the level around it; -1 for none."""
    before = first - 1
    if before < 0 or _division(manuscript, before) != _division(manuscript, first):
        return -1
    passage = manuscript.text.passages[before]
    same = passage.form is Form.PARAGRAPH and len(manuscript.spots[before].items) == level - 1
    return before if same else -1


def _division(manuscript: Manuscript, position: int) -> str:
    """Return the anchor of the innermost division, note, example or entry around a passage."""
    around = manuscript.text.around(manuscript.text.passages[position].unit)
    return next(unit.anchor for unit in around if unit.kind not in (Kind.LIST, Kind.ENTRY))


def list_too_deep(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A list has at most four levels."""
    for entries in lists_of(corpus.of(outline)):
        if entries.level == DEEPEST + 1:
            told = f"a list goes {entries.level} levels deep", "make subclauses of it, or draw levels together"
            yield at_words(outline, corpus, entries.first, "", told)


def second_list(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A clause has one lettered list, so that "5.2 a)" names one entry."""
    manuscript, seen = corpus.of(outline), set()
    published = corpus.published(outline)
    for entries in lists_of(manuscript):
        unit = manuscript.text.passages[entries.first].unit
        around = list(manuscript.text.around(unit))
        home = next(each for each in around if each.kind not in (Kind.LIST, Kind.ENTRY))
        if entries.lettered and entries.level == 1 and home.kind in DIVISIONS:
            if home.anchor in seen and unit not in published:
                told = f"{home.title!r} has a second lettered list", "use dashes for it, or give it a subclause of its own"
                yield at_words(outline, corpus, entries.first, "", told)
            seen.add(home.anchor)


def list_without_lead_in(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A list is introduced by a sentence, or by the part of one that its entries complete."""
    for entries in lists_of(corpus.of(outline)):
        if entries.lead < 0 and not in_cell(corpus.of(outline), entries):
            told = "nothing introduces the list", "write before it what its entries are, or the sentence that they complete"
            yield at_words(outline, corpus, entries.first, "", told)


def in_cell(manuscript: Manuscript, entries: Entries) -> bool:
    """Tell whether a list stands in a cell of a table, whose column introduces it."""
    return bool(manuscript.text.passages[entries.first].place)


def single_entry_list(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A list has at least two entries: a single one is a paragraph."""
    for entries in lists_of(corpus.of(outline)):
        if len(entries.positions) == 1:
            yield at_words(outline, corpus, entries.first, "", ("the list has one entry", "make a sentence of it"))


def list_punctuation(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """The punctuation of a list follows from its lead-in.

    Entries that go on with the sentence of the lead-in, which ends with a colon, begin small and end with semicolons, the last
    but one with "and" or "or" behind it, the last with a full stop. Entries that are sentences begin with capitals and end with
    full stops. The last entry of a list within another ends as the entry around it must.
    """
    manuscript = corpus.of(outline)
    joints = sorted(corpus.usage.words.get("list-joints", ()))
    for entries in lists_of(manuscript) if joints else ():
        if entries.lead >= 0 and not in_cell(manuscript, entries):
            for position, told in _misprinted(manuscript, entries, joints, corpus.wording):
                yield at_words(outline, corpus, position, "", told)


Told = tuple[str, str]
"""Message and hint."""


def _misprinted(manuscript: Manuscript, entries: Entries, joints: list[str], wording: Wording) -> Iterator[tuple[int, Told]]:
    """Yield the position of the entries that do not agree with their list, with message and hint."""
    passages = manuscript.text.passages
    for positions, wanted in zip(entries.positions, ends_of(manuscript, entries, joints), strict=True):
        own = own_words(manuscript, positions, entries.level)
        if own and len(own) == len(positions):  # (what holds a list or a table goes on with that)
            begin, end = passages[own[0]].words, passages[own[-1]].words.rstrip()
            if told := _beginning(begin, wanted, wording) or _ending(end, wanted, joints):
                yield own[0], told


COLON = (":", "：")
STOPS = (".", "?", "!")


def own_words(manuscript: Manuscript, positions: tuple[int, ...], level: int) -> list[int]:
    """Return the positions of an entry's own words, those of lists in it left out."""
    return [position for position in positions if len(manuscript.spots[position].items) == level]


def ends_of(manuscript: Manuscript, entries: Entries, joints: list[str]) -> list[tuple[str, ...]]:
    """Return how each entry of a list may end, as its lead-in asks."""
    passages = manuscript.text.passages
    first, lead = passages[entries.first].words, passages[entries.lead].words.rstrip()
    if not lead.endswith(COLON) or first[:1].isupper():
        return [STOPS] * len(entries.positions)
    joined = tuple(f"; {joint}" for joint in joints)
    inner = (";", ".", *joined)
    last = [joined, (".",)] if entries.level == 1 else [joined, inner]
    return [(";",)] * (len(entries.positions) - 2) + last[-len(entries.positions) :]


def _beginning(begin: str, wanted: tuple[str, ...], wording: Wording) -> Told | None:
    """Return what is wrong with the beginning of an entry: a capital that is not that of a name, or a small letter."""
    if wanted == STOPS:
        hint = "begin it with a capital, or end the lead-in with a colon"
        return (f"the entry {begin[:40]!r} begins small in a list of sentences", hint) if begin[:1].islower() else None
    first = re.match(r"[^\W\d_]+", begin)
    if first is None or not first[0].istitle() or len(first[0]) == 1 or wording.is_name(first[0]):
        return None
    return f"the entry {begin[:40]!r} begins with a capital and goes on with the lead-in", "begin it small, as the others"


def _ending(end: str, wanted: tuple[str, ...], joints: list[str]) -> Told | None:
    """Return what is wrong with the end of an entry."""
    if end.endswith(wanted) and not (wanted == (";",) and end.endswith(tuple(f"; {joint}" for joint in joints))):
        return None
    return (
        f"the entry {end[-40:]!r} does not end as its place in the list asks",
        f"end it with {' or '.join(map(repr, wanted))}",
    )


RULES = (
    Rule("list-too-deep", list_too_deep, DIRECTIVES),
    Rule("second-list", second_list, DIRECTIVES),
    Rule("list-without-lead-in", list_without_lead_in, DIRECTIVES),
    Rule("single-entry-list", single_entry_list, DIRECTIVES),
    Rule("list-punctuation", list_punctuation, DIRECTIVES, fixes=True),
)
