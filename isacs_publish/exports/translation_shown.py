"""How far translations are, for other programs: JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

from isacs_publish.model.translation import Currency
from isacs_publish.model.translation_status import per_cent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from isacs_publish.model.translation_status import Counts, Standing


def as_json(standings: Sequence[Standing], names: Mapping[str, str]) -> str:
    """Return a list of records, one a source and language: clauses and words by currency, per cent rounded down."""
    records = [
        {
            "source": names[each.docname],
            "document": each.docname,
            "language": each.language,
            "clauses": _record(each.clauses),
            "words": _record(each.words),
        }
        for each in standings
    ]
    return json.dumps(records, ensure_ascii=False, indent=2) + "\n"


def _record(counts: Counts) -> dict[str, int]:
    return {**{str(currency): counts[currency] for currency in Currency}, "per_cent_current": per_cent(counts)}


def as_csv(standings: Sequence[Standing], names: Mapping[str, str]) -> str:
    """Return a line for each source and language."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    kinds = [*Currency, "per_cent_current"]
    writer.writerow(["source", "language", *(f"{what}_{kind}" for what in ("clauses", "words") for kind in kinds)])
    for each in standings:
        counts = [*_record(each.clauses).values(), *_record(each.words).values()]
        writer.writerow([names[each.docname], each.language, *counts])
    return stream.getvalue()
