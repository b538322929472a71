"""How far a translation is: clauses and words by currency, source by source and language by language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isacs_publish.model.translation import Currency, currency_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from isacs_publish.model.translation import ClauseCurrency, Entry, Message

Counts = dict[Currency, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """How the translation of a source stands in a language: its clauses and the words of the source, by currency."""

    language: str
    docname: str
    clauses: Counts
    words: Counts


def standing(language: str, docname: str, clauses: Iterable[ClauseCurrency]) -> Standing:
    """Return how a source stands, from its clauses."""
    found = list(clauses)
    states = [clause.currency for clause in found]
    words = {currency: sum(clause.words.get(currency, 0) for clause in found) for currency in Currency}
    return Standing(language, docname, {currency: states.count(currency) for currency in Currency}, words)


def together(language: str, standings: Iterable[Standing]) -> Standing:
    """Return the sum of all that stands in a language, under no name."""
    of_language = [each for each in standings if each.language == language]
    clauses, words = (
        {currency: sum(counts[currency] for counts in each) for currency in Currency}
        for each in ([one.clauses for one in of_language], [one.words for one in of_language])
    )
    return Standing(language, "", clauses, words)


def per_cent(counts: Counts) -> int:
    """Return how many of a hundred are current, rounded down, so that 100 means all; 100 where there is nothing to do."""
    total = sum(counts.values())
    return 100 * counts[Currency.CURRENT] // total if total else 100


def shares(counts: Counts, length: int) -> dict[Currency, int]:
    """Return how many signs of a bar each currency gets: their sum is ``length``, and what is there at all gets one."""
    total = sum(counts.values())
    if not total:
        return {Currency.CURRENT: length, Currency.STALE: 0, Currency.MISSING: 0}
    found = {currency: max(counts[currency] * length // total, min(counts[currency], 1)) for currency in Currency}
    found[max(found, key=lambda currency: (counts[currency], currency))] += length - sum(found.values())
    return found


@dataclass(frozen=True, slots=True)
class Behind:
    """A clause whose translation is not current, and the entries that are not, in the order of the text."""

    clause: ClauseCurrency
    entries: tuple[Entry, ...]


def behind(messages: Sequence[Message], entries: Iterable[Entry]) -> tuple[Behind, ...]:
    """Return the clauses that are not current, in the order of the text; ``entries`` are those that ``reconciled`` returns."""
    known = {entry.source: entry for entry in entries if not entry.obsolete}
    late = [clause for clause in currency_of(messages, known.values()) if clause.currency is not Currency.CURRENT]
    return tuple(Behind(clause, tuple(_late(clause.unit, messages, known))) for clause in late)


def _late(unit: str, messages: Iterable[Message], known: dict[str, Entry]) -> list[Entry]:
    of_unit = dict.fromkeys(message.source for message in messages if message.unit == unit)
    return [known[source] for source in of_unit if known[source].currency is not Currency.CURRENT]
