"""The counts of all modules as a table for a terminal, and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from rich.table import Table

from isacs_publish.model.outline import Kind
from isacs_publish.model.provision import STRENGTH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isacs_publish.model.statistics import Statistics

KINDS = (Kind.TERM, Kind.TABLE, Kind.FIGURE, Kind.ANNEX)
"""The units that are counted."""


def as_table(statistics: Mapping[str, Statistics], pages: Mapping[str, int]) -> Table:
    """Return a table with a row for each text by identifier and one for the sum; ``pages`` are those of the last build."""
    columns = (
        "pages",
        "words",
        "provisions",
        *STRENGTH,
        *(f"{kind}s" if kind is not Kind.ANNEX else "annexes" for kind in KINDS),
    )
    table = Table("", show_footer=bool(statistics))
    rows = {identifier: _row(each, pages.get(identifier)) for identifier, each in statistics.items()}
    table.columns[0].footer = f"{len(rows)} modules"
    for place, name in enumerate(columns):
        counted = [row[place] for row in rows.values()]
        total = "–" if None in counted else f"{sum(count or 0 for count in counted):,}".replace(",", " ")
        table.add_column(str(name), footer=total, justify="right")
    for identifier, row in rows.items():
        table.add_row(identifier, *("–" if count is None else str(count) for count in row))
    return table


def as_json(statistics: Mapping[str, Statistics], pages: Mapping[str, int]) -> str:
    """Return the counts as JSON: a mapping from identifier; ``pages`` is null for a text that the last build did not make."""
    record = {
        identifier: {
            "pages": pages.get(identifier),
            "words": each.words,
            "provisions": {str(form): count for form, count in each.provisions.items()},
            **{str(kind): each.units.get(kind, 0) for kind in KINDS},
        }
        for identifier, each in statistics.items()
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _row(each: Statistics, pages: int | None) -> list[int | None]:
    forms = [each.provisions[form] for form in STRENGTH]
    return [pages, each.words, each.provided, *forms, *(each.units.get(kind, 0) for kind in KINDS)]
