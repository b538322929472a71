"""Translations as a table for a spreadsheet (CSV, UTF-8), and such a table read back."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

from isacs_publish.model.exchange import Delivery, Offer
from isacs_publish.model.finding import Finding, Place, nearest
from isacs_publish.model.translation import Currency, folded

if TYPE_CHECKING:
    from collections.abc import Iterator

CODE = "translations-csv"
COLUMNS = ("document", "language", "clause", "anchor", "source", "translation", "state", "former source", "note")
NEEDED = ("document", "language", "source", "translation")
"""The columns that a file has at least when it comes back."""

_BOM = "\ufeff"
_RECKONED = re.compile(r"'*[=+\-@]")
"""What a spreadsheet might reckon out, or was guarded already."""


def as_csv(delivery: Delivery) -> bytes:
    """Return a row for each translation; a cell that a spreadsheet would reckon out stands behind an apostrophe."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for offer in delivery.offers:
        writer.writerow([_guarded(cell) for cell in _cells(delivery, offer)])
    return (_BOM + stream.getvalue()).encode()


def _cells(delivery: Delivery, offer: Offer) -> tuple[str, ...]:
    state = Currency.MISSING if not offer.target else Currency.STALE if offer.fuzzy else Currency.CURRENT
    texts = offer.source, offer.target, state, offer.previous, offer.note
    return (delivery.docname, delivery.language, offer.label, " ".join(offer.units), *texts)


def _guarded(cell: str) -> str:
    return f"'{cell}" if _RECKONED.match(cell) else cell


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _RECKONED.match(cell) else cell


class NoTable(ValueError):
    """A file is no table of translations: message and hint, and the line where that shows."""

    def __init__(self, line: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.line, self.hint = line, hint


def read_csv(text: str, shown: str) -> tuple[tuple[Delivery, ...], tuple[Finding, ...]]:
    """Return the translations of a table, by source and language, and its faults; ``shown`` is its path as findings name it.

    Cells are parted by commas, semicolons or tabs, whichever the first row has.
    """
    try:
        rows = list(_rows(text.removeprefix(_BOM)))
        offers = list(_offers(rows))
    except NoTable as fault:
        return (), (Finding(CODE, Place(shown, fault.line), str(fault), fault.hint),)
    sources = dict.fromkeys((docname, language) for docname, language, _ in offers)
    return tuple(_delivery(*source, offers) for source in sources), ()


def _delivery(docname: str, language: str, offers: list[tuple[str, str, Offer]]) -> Delivery:
    own = tuple(offer for *source, offer in offers if source == [docname, language])
    return Delivery(docname, language, own, own[0].line)


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row that is not empty, with the line where it begins."""
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    begins = 1
    try:
        for row in reader:
            if any(row):
                yield begins, row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise NoTable(reader.line_num, f"the row cannot be read: {error}", "save it again as CSV UTF-8") from error


def _offers(rows: list[tuple[int, list[str]]]) -> Iterator[tuple[str, str, Offer]]:
    """Yield the source, the language and the translation of each row."""
    if not rows:
        raise NoTable(1, "the file is empty", "the first row names the columns")
    heads = [folded(cell).lower() for cell in rows[0][1]]
    if lacking := [name for name in NEEDED if name not in heads]:
        hint = nearest(lacking[0], heads) or f"the first row is: {', '.join(COLUMNS)}"
        raise NoTable(1, f"no column is called {lacking[0]!r}", hint)
    for line, row in rows[1:]:
        if len(row) != len(heads):
            raise NoTable(line, f"the row has {len(row)} cells, and the first row {len(heads)}", "each row has a cell a column")
        cells = {name: _unguarded(folded(cell)) for name, cell in zip(heads, row, strict=True)}
        yield cells["document"], cells["language"], _offer(cells, line)


STATES = {"": None, Currency.MISSING: None, Currency.CURRENT: False, Currency.STALE: True}
"""What the states of a table say: whether somebody has to look at the translation."""


def _offer(cells: dict[str, str], line: int) -> Offer:
    state = cells.get("state", "").lower()
    if state not in STATES:
        hint = f"write one of: {', '.join(Currency)}"
        raise NoTable(line, f"{state[:40]!r} is no state", hint)
    units = tuple(cells.get("anchor", "").split())
    former, note = cells.get("former source", ""), cells.get("note", "")
    return Offer(cells["source"], cells["translation"], STATES[state], former, units, note, cells.get("clause", ""), line)
