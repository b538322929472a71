"""The provisions of modules as a table for a terminal, as plain columns, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from isacs_publish.model.finding import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from isacs_publish.model.provision_rows import Row

COLUMNS = ("module", "label", "actor", "form", "class", "text")

Listed = tuple[str, "Row"]
"""The identifier of a module, and one of its provisions."""


def as_table(listed: Sequence[Listed], width: int) -> str:
    """Return a table that is as wide as a terminal, its words wrapped: a headed part for each module."""
    stream = io.StringIO()
    console = Console(file=stream, width=max(width, NARROWEST), highlight=False, markup=False, color_system=None)
    for module in dict.fromkeys(module for module, _ in listed):
        table = Table(title=module, title_justify="left", expand=True)
        for column, ratio in (("label", 3), ("actor", 5), ("form", 4), ("class", 4), ("text", 16)):
            table.add_column(column, ratio=ratio, overflow="fold")
        for row in (row for each, row in listed if each == module):
            table.add_row(*(Text(cell) for cell in _shown(module, row)[1:]))
        console.print(table)
    console.print(f"{len(listed)} provision{'' if len(listed) == 1 else 's'}")
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


NARROWEST = 50
"""Characters in a line below which a table is not folded further."""


def as_columns(listed: Sequence[Listed]) -> str:
    """Return a line for each provision, in columns as wide as their longest cell."""
    lines = [COLUMNS, *(_shown(*each) for each in listed)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "".join("  ".join(map(str.ljust, line, widths)).rstrip() + "\n" for line in lines)


def as_csv(listed: Sequence[Listed]) -> str:
    """Return a line for each provision, for a spreadsheet."""
    return csv_of(COLUMNS, (cells(*each) for each in listed))


def csv_of(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table for a spreadsheet: a cell that it would reckon out stands behind an apostrophe."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([f"'{cell}" if cell.startswith(_RECKONED) else cell for cell in row])
    return stream.getvalue()


_RECKONED = ("=", "+", "-", "@")


def as_json(listed: Sequence[Listed]) -> str:
    """Return the provisions as JSON: a list of records, ``unit`` being the anchor that never changes."""
    records = []
    for module, row in listed:
        record = asdict(row)
        records.append({"module": module, **record, "class": record.pop("verbal"), "text": record.pop("words")})
    ordered = [{key: record[key] for key in ("unit", *COLUMNS)} for record in records]
    return json.dumps(ordered, ensure_ascii=False, indent=2) + "\n"


def cells(module: str, row: Row) -> tuple[str, ...]:
    """Return the cells of a provision, one for each column."""
    return (module, row.label, row.actor, row.form, row.verbal, row.words)


def _shown(module: str, row: Row) -> tuple[str, ...]:
    """Return cells in one line each, that no terminal obeys."""
    return tuple(printable(" ".join(cell.split())) for cell in cells(module, row))
