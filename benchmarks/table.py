"""The table that a run prints: figure beside goal, and whether it is reached."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Row:
    """One measurement; without goal it is told for the others."""

    what: str
    figure: str
    goal: str = ""
    reached: bool | None = None


def show(rows: list[Row], title: str, path: str | None) -> None:
    """Print the table, and write it to a file where one is given."""
    table = Table("measurement", "figure", "goal", "reached", title=title)
    for row in rows:
        verdict = "" if row.reached is None else "yes" if row.reached else "NO"
        table.add_row(row.what, row.figure, row.goal, verdict)
    Console(width=120).print(table)
    if path:
        with Path(path).open("w", encoding="utf-8") as file:
            Console(file=file, width=120).print(table)
