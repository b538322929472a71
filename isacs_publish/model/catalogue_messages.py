"""The messages of the catalogue: the words that publications print of it, and the catalogue as another language has it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from isacs_publish.model.translation import Currency, Message, folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.model.translation import Entry

NAME = "catalogue"
"""The name of its catalogue of messages, as if it were a document."""

PRINTED = {
    "brand": ("name", "standard"),
    "publisher": ("name", "copyright", "currency", "permission", "voluntary", "illustrative"),
    "drafts": ("invitation",),
    "stage": ("name",),
    "series": ("title",),
    "module": ("title", "custodian", "themes"),
    "change": ("summary",),
    "issue": ("name",),
    "volumes": ("compendium",),
}
"""The tables and fields whose words are printed; the rest are facts, the same in all languages."""


def catalogue_messages(catalogue: Catalogue) -> tuple[Message, ...]:
    """Return the messages of a catalogue, each with the table and the field that it stands in."""
    return tuple(Message(words, f"{table}.{field}") for table, field, words in _printed(catalogue))


def _printed(catalogue: Catalogue) -> Iterator[tuple[str, str, str]]:
    for table, fields in PRINTED.items():
        for row in _rows(getattr(catalogue, table)):
            for field in fields:
                for words in filter(None, map(folded, _rows(getattr(row, field)))):
                    yield table, field, words


def _rows(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


def in_language(catalogue: Catalogue, entries: Mapping[str, Entry]) -> Catalogue:
    """Return a catalogue with the words that are translated, and are not stale, in the place of its own."""
    current = {source: entry.target for source, entry in entries.items() if entry.currency is Currency.CURRENT}

    def said(words: str) -> str:
        return current.get(folded(words), words)

    return replace(catalogue, **{table: _in(getattr(catalogue, table), fields, said) for table, fields in PRINTED.items()})


def _in(value: Any, fields: tuple[str, ...], said: Callable[[str], str]) -> Any:
    rows = tuple(replace(row, **{field: _said(getattr(row, field), said) for field in fields}) for row in _rows(value))
    return rows if isinstance(value, tuple) else rows[0]


def _said(value: str | tuple[str, ...], said: Callable[[str], str]) -> str | tuple[str, ...]:
    """Return words, or each of several, as the language has them."""
    return tuple(map(said, value)) if isinstance(value, tuple) else said(value)
