"""Measurement 5: the peak memory of every process of the whole build."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.table import Row

if TYPE_CHECKING:
    from benchmarks.whole import Built

LIMIT = 350
"""Goal: MB a process."""


def rows(built: Built) -> list[Row]:
    """Return the row of the table."""
    workers = " and ".join(f"{peak:.0f}" for peak in built.workers)
    figure = f"main {built.main:.0f} MB, workers {workers} MB"
    highest = max(built.main, built.others, *built.workers)
    return [
        Row("5. peak memory per process", figure, f"≤ {LIMIT} MB", highest <= LIMIT, highest / LIMIT),
        Row("   the highest of all processes, readers included", f"{highest:.0f} MB"),
    ]
