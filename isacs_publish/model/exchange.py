"""Exchange: translations that leave for the tool of a translator and come back, whatever the format of the file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from isacs_publish.model.translation import Currency, Entry, Message, folded, reconciled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Offer:
    """A translation as a file has it: texts in one line each; ``label`` names its clause to people, ``line`` where it stands.

    ``fuzzy`` says that somebody has to look at it, None where the file does not tell.
    """

    source: str
    target: str = ""
    fuzzy: bool | None = None
    previous: str = ""
    units: tuple[str, ...] = ()
    note: str = ""
    label: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Delivery:
    """The translations of one source into one language, as a file has them; ``line`` is where they begin."""

    docname: str
    language: str
    offers: tuple[Offer, ...]
    line: int = 1


def offers_of(entries: Iterable[Entry], labels: Mapping[str, str]) -> tuple[Offer, ...]:
    """Return what a translator is given of entries that ``reconciled`` returns: all that the source needs, in its order.

    ``labels`` are the names of clauses by anchor.
    """
    return tuple(
        Offer(
            entry.source,
            folded(entry.target),
            entry.fuzzy if entry.target else None,
            entry.previous,
            entry.units,
            folded(entry.note),
            "; ".join(filter(None, (labels.get(unit, "") for unit in entry.units))),
        )
        for entry in entries
        if not entry.obsolete
    )


MOST_STRAYS = 500
"""How many translations of sources that are gone are compared with those that are there: with more, the file is another's."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of some offers: the entries with them, how many changed one, and those whose source is gone."""

    entries: tuple[Entry, ...]
    changed: int
    strays: tuple[Offer, ...]


def taken(entries: Sequence[Entry], offers: Iterable[Offer]) -> Taken:
    """Return entries, as ``reconciled`` returns them, with what is offered. An empty offer says nothing, so nothing is lost.

    The translation of a source that was edited meanwhile is taken for the edited one, marked fuzzy, as an update does it.
    """
    wanted = {entry.source: entry for entry in entries if not entry.obsolete}
    alike = {_words(source): source for source in wanted}
    strays, changes = [], dict[str, Entry]()
    for offer in (offer for offer in offers if offer.target):
        source = offer.source if offer.source in wanted else alike.get(_words(offer.source))
        if source is None:
            strays.append(offer)
        else:
            changes[source] = _with(wanted[source], offer)
    adopted = dict(_adopted({**wanted, **changes}, strays)) if len(strays) <= MOST_STRAYS else {}
    changes.update((source, entry) for source, (entry, _) in adopted.items())
    fresh = tuple(entry if entry.obsolete else changes.get(entry.source, entry) for entry in entries)
    found = {offer.source for _, offer in adopted.values()}
    changed = sum(one != other for one, other in zip(entries, fresh, strict=True))
    return Taken(fresh, changed, tuple(stray for stray in strays if stray.source not in found))


def _words(source: str) -> tuple[str, ...]:
    """Return a source as tools that take every space for a common one leave it."""
    return tuple(source.split())


def _with(entry: Entry, offer: Offer) -> Entry:
    """Return an entry with what is offered for it; what only differs in line ends stays as it is written."""
    same = folded(entry.target) == offer.target
    fuzzy = offer.fuzzy if offer.fuzzy is not None else entry.fuzzy and same
    note = entry.note if offer.note in ("", folded(entry.note)) else offer.note
    if same and fuzzy == entry.fuzzy:
        return replace(entry, note=note)
    previous = (entry.previous or offer.previous) if fuzzy else ""
    return replace(entry, target=entry.target if same else offer.target, fuzzy=fuzzy, previous=previous, note=note)


def _adopted(wanted: Mapping[str, Entry], strays: Sequence[Offer]) -> Iterator[tuple[str, tuple[Entry, Offer]]]:
    """Yield the source, the entry and the offer of each message that is an edit of what an offer translates."""
    late = [entry for entry in wanted.values() if entry.currency is not Currency.CURRENT]
    messages = [Message(entry.source, unit) for entry in late for unit in entry.units or ("",)]
    formers = [
        Entry(each.source, each.target, bool(each.fuzzy), each.previous, each.units, each.note, line=place)
        for place, each in enumerate(strays)
    ]
    for found in reconciled(messages, formers):
        if found.target and not found.obsolete and _replaces(found, strays[found.line], wanted[found.source]):
            yield found.source, (_taking(wanted[found.source], found), strays[found.line])


def _replaces(found: Entry, offer: Offer, former: Entry) -> bool:
    """Tell whether an offer says the same source as the stale translation that is there, or there is none."""
    return former.currency is Currency.MISSING or _words(former.previous) == _words(found.previous or offer.source)


def _taking(former: Entry, found: Entry) -> Entry:
    if folded(former.target) == found.target:
        return former
    note = former.note or found.note
    return replace(former, target=found.target, fuzzy=found.fuzzy, previous=found.previous, note=note)


def doubles(offers: Iterable[Offer]) -> Iterator[tuple[Offer, Offer]]:
    """Yield each offer that contradicts an earlier one about the same source, with the earlier one."""
    before: dict[str, Offer] = {}
    for offer in offers:
        if not offer.target:
            continue
        earlier = before.setdefault(offer.source, offer)
        if (earlier.target, earlier.fuzzy) != (offer.target, offer.fuzzy):
            yield offer, earlier
