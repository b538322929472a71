"""Measurement 1: typesetting all modules from cold, in the pool of a build, past the cache of sheets."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.costs import clocked
from benchmarks.table import Row
from isacs_publish.press.typeset import typeset

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from pathlib import Path

    from benchmarks.corpus import Corpus
    from isacs_publish.model.printsource import PrintSource
    from isacs_publish.model.sheets import Sheets


@dataclass(frozen=True)
class Typesetting:
    """The sheets by module number; CPU seconds of all workers; wall seconds, the start of the workers among them."""

    sheets: dict[str, Sheets]
    cpu: float
    wall: float

    @property
    def pages(self) -> int:
        """All pages."""
        return sum(sheets.geometry.pages for sheets in self.sheets.values())


def measure(pool: ProcessPoolExecutor, corpus: Corpus) -> Typesetting:
    """Typeset every module; the pool is fresh, so that loading the engine counts."""
    start = time.perf_counter()
    running = {number: pool.submit(typeset_clocked, source, corpus.fonts) for number, source in corpus.sources.items()}
    results = {number: future.result() for number, future in running.items()}
    wall = time.perf_counter() - start
    sheets = {number: result[0] for number, result in results.items()}
    return Typesetting(sheets, sum(cpu for _, cpu in results.values()), wall)


def typeset_clocked(source: PrintSource, fonts: Path) -> tuple[Sheets, float]:
    """Return the sheets of a publication and the CPU seconds they took."""
    with clocked() as clock:
        sheets = typeset(source, fonts)
    return sheets, clock.cpu


def rows(made: Typesetting) -> list[Row]:
    """Return the rows of the table."""
    speed = f"{made.pages / made.wall:.1f} pages/s, {made.pages / made.cpu:.1f} a CPU second"
    return [
        Row(f"1. typesetting {len(made.sheets)} modules, {made.pages} pages", f"{made.cpu:.1f} s CPU, {made.wall:.1f} s wall"),
        Row("   speed", speed),
    ]
