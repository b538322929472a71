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
    from isacs_publish.matter import VolumeText
    from isacs_publish.model.sheets import Sheets
    from isacs_publish.press.work import Binding
    from isacs_publish.selection import Volume

SHARE = 0.05
"""Goal: CPU of binding in CPU of typesetting."""


@dataclass(frozen=True)
class Bound:
    """The volumes, each with its text and its sheets; CPU seconds of typesetting their title matter, and of binding."""

    made: list[tuple[Volume, VolumeText, Sheets]]
    matter: float
    binding: float


def measure(pool: ProcessPoolExecutor, corpus: Corpus, sheets: dict[str, Sheets]) -> Bound:
    """Bind every volume in the workers that have typeset its modules."""
    planned = [binding(volume, corpus.reading, sheets, corpus.templates, corpus.language) for volume in corpus.volumes]
    results = list(pool.map(bind_clocked, [job for _, job in planned], [corpus.fonts] * len(planned)))
    made = [(volume, text, result[0]) for volume, (text, _), result in zip(corpus.volumes, planned, results, strict=True)]
    return Bound(made, sum(matter for _, matter, _ in results), sum(bound for _, _, bound in results))


def bind_clocked(job: Binding, fonts: Path) -> tuple[Sheets, float, float]:
    """Bind a volume; return its sheets, the CPU seconds of its title matter and of binding."""
    with clocked() as setting:
        matter = typeset(job.matter, fonts)
    with clocked() as bound:
        sheets = bind(matter, list(job.parts), fonts, job.label)
    return sheets, setting.cpu, bound.cpu


def rows(made: Bound, typesetting: float) -> list[Row]:
    """Return the rows of the table; ``typesetting`` are the CPU seconds of the modules."""
    share = made.binding / typesetting
    figure = f"{made.binding:.2f} s CPU, {share:.1%} of typesetting"
    volumes = f"{len(made.made)} volume{'s' if len(made.made) > 1 else ''}"
    return [
        Row(f"2. binding {volumes}", figure, f"≤ {SHARE:.0%}", share <= SHARE, share / SHARE),
        Row("   typesetting their title matter", f"{made.matter:.2f} s CPU"),
    ]
