"""Measurement 2: binding all volumes and the compendium from finished sheets, against the typesetting of those sheets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.costs import clocked
from benchmarks.table import Row
from isacs_publish.press.bind import bind
from isacs_publish.press.typeset import typeset
from isacs_publish.volumes import binding

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from pathlib import Path

    from benchmarks.corpus import Corpus
    from isacs_publish.model.sheets import Sheets
    from isacs_publish.press.work import Binding

SHARE = 0.05
"""Goal: CPU of binding in CPU of typesetting."""


@dataclass(frozen=True)
class Bound:
    """How many volumes were bound; CPU seconds of typesetting their title matter, and of binding."""

    volumes: int
    matter: float
    binding: float


def measure(pool: ProcessPoolExecutor, corpus: Corpus, sheets: dict[str, Sheets]) -> Bound:
    """Bind every volume in the workers that have typeset its modules."""
    jobs = [binding(volume, corpus.reading, sheets, corpus.templates, corpus.language) for volume in corpus.volumes]
    costs = list(pool.map(bind_clocked, jobs, [corpus.fonts] * len(jobs)))
    return Bound(len(jobs), sum(matter for matter, _ in costs), sum(bound for _, bound in costs))


def bind_clocked(job: Binding, fonts: Path) -> tuple[float, float]:
    """Bind a volume; return the CPU seconds of its title matter and of binding."""
    with clocked() as setting:
        matter = typeset(job.matter, fonts)
    with clocked() as bound:
        bind(matter, list(job.parts), fonts, job.label)
    return setting.cpu, bound.cpu


def rows(made: Bound, typesetting: float) -> list[Row]:
    """Return the rows of the table; ``typesetting`` are the CPU seconds of the modules."""
    share = made.binding / typesetting
    figure = f"{made.binding:.2f} s CPU, {share:.1%} of typesetting"
    volumes = f"{made.volumes} volume{'s' if made.volumes > 1 else ''}"
    return [
        Row(f"2. binding {volumes}", figure, f"≤ {SHARE:.0%}", share <= SHARE),
        Row("   typesetting their title matter", f"{made.matter:.2f} s CPU"),
    ]
