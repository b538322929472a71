"""The table that a run prints: figure beside goal, and whether it is reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Column, Table

if TYPE_CHECKING:
    from pathlib import Path

WIDTH = 150


@dataclass(frozen=True)
class Row:
    """One figure; without goal it stands there to explain the others.

    ``share`` is the figure as a share of its goal: 1 where it is just reached, less where it is better.
    """

    what: str
    figure: str
    goal: str = ""
    reached: bool | None = None
    share: float | None = None


def show(rows: list[Row], title: str, path: Path | None) -> None:
    """Print the table, and write it to a file where one is given."""
    table = Table("measurement", Column("figure", overflow="fold"), "goal", "reached", title=title)
    for row in rows:
        verdict = "" if row.reached is None else "yes" if row.reached else "NO"
        table.add_row(row.what, row.figure, row.goal, verdict)
    Console(width=WIDTH).print(table)
    if path:
        with path.open("w", encoding="utf-8") as file:
            Console(file=file, width=WIDTH).print(table)
