"""Measurement 6: print and review editions of everything, against the typesetting of the sheets they are made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.costs import clocked
from benchmarks.table import Row
from isacs_publish.editions import bound_volume, print_job, review_job, typeset_module
from isacs_publish.press.print_edition import print_files
from isacs_publish.press.review_edition import review_files
from isacs_publish.press.typeset import typeset

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from pathlib import Path

    from benchmarks.binding import Bound
    from benchmarks.corpus import Corpus
    from isacs_publish.editions import Typeset
    from isacs_publish.model.sheets import Sheets
    from isacs_publish.press.work import PrintJob, ReviewJob

SHARE = 0.25
"""Goal: CPU of all editions beyond the first in CPU of typesetting modules and title matter."""


@dataclass(frozen=True)
class Editions:
    """CPU seconds of covers, of print editions, of comment forms, and of review editions."""

    covers: float
    printing: float
    forms: float
    review: float

    @property
    def all(self) -> float:
        """All of them."""
        return self.covers + self.printing + self.forms + self.review


def measure(pool: ProcessPoolExecutor, corpus: Corpus, sheets: dict[str, Sheets], bound: Bound) -> Editions:
    """Make both editions of every module and volume, past the cache."""
    catalogue, reading = corpus.templates.catalogue, corpus.reading
    made: list[Typeset] = [typeset_module(catalogue, catalogue.modules[number], reading, own) for number, own in sheets.items()]
    made += [bound_volume(catalogue, text, own) for _, text, own in bound.made]
    fonts = [corpus.fonts] * len(made)
    prints = list(pool.map(print_clocked, [print_job(own, corpus.templates, ()) for own in made], fonts))
    reviews = list(pool.map(review_clocked, [review_job(own, corpus.templates) for own in made], fonts))
    return Editions(*(sum(seconds) for costs in (prints, reviews) for seconds in zip(*costs, strict=True)))


def print_clocked(job: PrintJob, fonts: Path) -> tuple[float, float]:
    """Make a print edition; return the CPU seconds of typesetting its cover, and of the rest."""
    with clocked() as setting:
        wrap = typeset(job.wrap, fonts)
    with clocked() as making:
        list(print_files(job, wrap, fonts))
    return setting.cpu, making.cpu


def review_clocked(job: ReviewJob, fonts: Path) -> tuple[float, float]:
    """Make a review edition; return the CPU seconds of typesetting its comment form, and of the rest."""
    with clocked() as setting:
        form = typeset(job.form, fonts) if job.form else None
    with clocked() as making:
        list(review_files(job, form, fonts))
    return setting.cpu, making.cpu


def rows(made: Editions, typesetting: float) -> list[Row]:
    """Return the rows of the table; ``typesetting`` are the CPU seconds of modules and title matter."""
    share = made.all / typesetting
    return [
        Row(
            "6. print and review editions",
            f"{made.all:.1f} s CPU, {share:.1%} of typesetting",
            f"≤ {SHARE:.0%}",
            share <= SHARE,
            share / SHARE,
        ),
        Row("   print: covers, pages", f"{made.covers:.1f} s, {made.printing:.1f} s CPU"),
        Row("   review: comment forms, pages", f"{made.forms:.1f} s, {made.review:.1f} s CPU"),
    ]
