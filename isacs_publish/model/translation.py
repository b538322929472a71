"""Translation: the messages of a source, what a language has for them, and how current that is.

The catalogue of messages (.po) is the only record. A **message** is one run of words of the source: a title, a paragraph, a
cell. Its identity is its words, with the clause around it: neighbours may change as they like. ``reconciled`` is the one place
that says which entry a message has, for a build that only looks and for an update that writes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from enum import StrEnum
from typing import TYPE_CHECKING

from isacs_publish.model.markup import seen
from isacs_publish.model.text import spelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from isacs_publish.model.text import Text


_SPACES = re.compile(r"[ \t\n\r\f\v]+")


def folded(text: str) -> str:
    """Return a text in one line, as Sphinx has its messages: spaces that do not break stay, as French and numbers need them."""
    return _SPACES.sub(" ", text).strip()


class Currency(StrEnum):
    """How a translation stands to its source, the best first."""

    CURRENT = "current"
    STALE = "stale"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Message:
    """One run of words: its reST as written, white space folded; the anchor of the clause around it; its line."""

    source: str
    unit: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """What a language has for a message.

    ``previous`` is the source that ``target`` translates where that is not ``source``; ``fuzzy`` says that somebody has to
    look at it. ``units`` are the clauses that hold the message, ``note`` is what translators wrote beside it, ``line`` where it
    stands.
    """

    source: str
    target: str = ""
    fuzzy: bool = False
    previous: str = ""
    units: tuple[str, ...] = ()
    note: str = ""
    obsolete: bool = False
    line: int = field(default=0, compare=False)

    @property
    def currency(self) -> Currency:
        """Whether the translation is that of the source as it stands."""
        if not self.target:
            return Currency.MISSING
        return Currency.STALE if self.fuzzy else Currency.CURRENT

    @property
    def reflects(self) -> str:
        """The source that the translation says, empty where nobody can tell."""
        return self.source if self.currency is Currency.CURRENT else self.previous


def reconciled(messages: Iterable[Message], entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return an entry for each message, in the order of the text, equal ones once; then those that are kept though obsolete.

    A message that is new takes over, marked fuzzy, the translation of one that is gone and that it resembles.
    """
    units = _units(messages)
    known = {entry.source: entry for entry in entries}
    new = [source for source in units if source not in known]
    gone = [entry for entry in known.values() if entry.source not in units and not entry.obsolete]
    taken = dict(_paired([(source, units[source]) for source in new], [entry for entry in gone if entry.target]))
    found = (known.get(source) or _edited(source, taken.get(source)) for source in units)
    kept = [replace(entry, units=units[entry.source], obsolete=False) for entry in found]
    return (*kept, *_obsolete(known.values(), units, taken))


def _units(messages: Iterable[Message]) -> dict[str, tuple[str, ...]]:
    """Return the clauses of each message, both in the order of the text."""
    units: dict[str, dict[str, None]] = {}
    for message in messages:
        units.setdefault(message.source, {}).setdefault(message.unit)
    return {source: tuple(filter(None, anchors)) for source, anchors in units.items()}


def _edited(source: str, former: Entry | None) -> Entry:
    """Return the entry of an edited source; one that says again what its translation reflects is current again.

    A space that breaks no more, or breaks again, is no edit.
    """
    if former is None:
        return Entry(source)
    previous = former.previous if former.fuzzy else former.source
    fuzzy = previous.split() != source.split()
    return replace(former, source=source, fuzzy=fuzzy, previous=previous if fuzzy else "")


def _obsolete(entries: Iterable[Entry], units: dict[str, tuple[str, ...]], taken: dict[str, Entry]) -> Iterator[Entry]:
    """Yield what no message needs any more and somebody translated: it comes back when its words do."""
    moved = {entry.source for entry in taken.values()}
    for entry in sorted(entries, key=lambda entry: entry.source):
        if entry.source not in units and entry.source not in moved and entry.target:
            yield replace(entry, obsolete=True, units=())


WITHIN, ELSEWHERE = 0.4, 0.75
"""How much two sources resemble each other when one is taken for an edit of the other: in the same clause, and in another."""


def _paired(new: Sequence[tuple[str, tuple[str, ...]]], gone: Sequence[Entry]) -> Iterator[tuple[str, Entry]]:
    """Yield each new source with the entry that it is an edit of, those first that resemble each other most."""
    pairs = [
        (likeness, -place, -other)
        for place, (source, units) in enumerate(new)
        for other, entry in enumerate(gone)
        if (likeness := _likeness(source, units, entry))
    ]
    used: set[tuple[str, int]] = set()
    for _, place, other in sorted(pairs, reverse=True):
        ends = {("new", place), ("gone", other)}
        if not ends & used:
            used |= ends
            yield new[-place][0], gone[-other]


def _likeness(source: str, units: tuple[str, ...], entry: Entry) -> float:
    """Return how much a source resembles one that is gone, from 0 to 1; 0 where it is none of its edits."""
    least = WITHIN if set(units) & set(entry.units) else ELSEWHERE
    if source in (entry.source, entry.previous):
        return 1.0
    matcher = SequenceMatcher(None, source.split(), entry.source.split(), autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    return ratio if (ratio := matcher.ratio()) >= least else 0.0


def version_reflected(source: str, published: Iterable[Text]) -> str:
    """Return the version of the first of some published texts that holds the words of a source; empty where none does."""
    words = seen(source)
    for text in published:
        if words in {spelled(passage.words, {}) for passage in text.passages} | {unit.title for unit in text.units}:
            return text.version
    return ""


@dataclass(frozen=True, slots=True)
class ClauseCurrency:
    """How the translation of one clause stands: messages and source words by currency."""

    unit: str
    messages: dict[Currency, int]
    words: dict[Currency, int]

    @property
    def currency(self) -> Currency:
        """Current when all its messages are; missing when none has a translation; else stale."""
        if set(self.messages) <= {Currency.CURRENT}:
            return Currency.CURRENT
        return Currency.MISSING if set(self.messages) == {Currency.MISSING} else Currency.STALE


def currency_of(messages: Iterable[Message], entries: Iterable[Entry]) -> tuple[ClauseCurrency, ...]:
    """Return the currency of each clause in the order of the text; ``entries`` are those that ``reconciled`` returns."""
    states = {entry.source: entry.currency for entry in entries if not entry.obsolete}
    clauses: dict[str, ClauseCurrency] = {}
    for message in messages:
        clause = clauses.setdefault(message.unit, ClauseCurrency(message.unit, {}, {}))
        state = states.get(message.source, Currency.MISSING)
        clause.messages[state] = clause.messages.get(state, 0) + 1
        clause.words[state] = clause.words.get(state, 0) + len(message.source.split())
    return tuple(clauses.values())


@dataclass(frozen=True, slots=True)
class TranslationState:
    """How the translation of a text stands: its clauses by currency."""

    current: int
    stale: int
    missing: int

    @classmethod
    def of(cls, clauses: Iterable[ClauseCurrency]) -> TranslationState:
        """Return the state that some clauses make."""
        found = [clause.currency for clause in clauses]
        return cls(*(found.count(currency) for currency in Currency))

    @property
    def total(self) -> int:
        """All clauses."""
        return self.current + self.stale + self.missing

    @property
    def per_cent(self) -> float:
        """How many clauses of a hundred are current; a text without words to translate is."""
        return 100 * self.current / self.total if self.total else 100.0
