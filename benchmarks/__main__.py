"""``python -m benchmarks [--only NAME] [--quick] [--output FILE] [--chart FILE]`` measures in one run and prints the table."""

from __future__ import annotations

import argparse
import sys
import tempfile
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import (
    binding,
    checking,
    edit,
    editions,
    growth,
    memory,
    module,
    no_op,
    peers,
    plain,
    release,
    site,
    tested,
    typesetting,
    whole,
)
from benchmarks.chart import chart
from benchmarks.corpus import CORES, PROJECT, read_corpus
from benchmarks.costs import press_pool
from benchmarks.generated import ORIGINALS
from benchmarks.table import Row, show
from isacs_publish.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.corpus import Corpus
    from benchmarks.whole import Built

QUICK = ("07",)


def main() -> int:
    """Measure, print the table, and return 0: a goal that is missed is told, it is no failure of the run."""
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"series {QUICK[0]} only, as a smoke test")
    parser.add_argument("--only", action="append", choices=MEASUREMENTS, metavar="NAME", help=f"of {', '.join(MEASUREMENTS)}")
    parser.add_argument(
        "--sizes", type=sizes_of, default=growth.SIZES, help="modules of the projects for growth: 40,200,1000; multiples of 40"
    )
    parser.add_argument("--output", type=Path, metavar="FILE", help="write the table to a file too")
    parser.add_argument("--chart", type=Path, metavar="FILE", help="draw the figures that have a goal, as SVG")
    arguments = parser.parse_args()
    words = QUICK if arguments.quick else ()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        run = Run(Path(folder), words, arguments.sizes)
        for name in arguments.only or [each for each in MEASUREMENTS if each != "growth" or not arguments.quick]:
            print(f"… {name}: {MEASUREMENTS[name].__doc__}", file=sys.stderr, flush=True)
            rows += MEASUREMENTS[name](run)
    scope = f"series {QUICK[0]} only; the whole build still reads and shows all modules" if words else "all modules and volumes"
    show(rows, f"{scope}; {CORES} cores", arguments.output)
    if arguments.chart:
        arguments.chart.write_text(chart(rows), encoding="utf-8")
    return 0


def sizes_of(words: str) -> tuple[int, ...]:
    """Return the sizes that somebody asks for, smallest first."""
    sizes = tuple(sorted(map(int, words.split(","))))
    if any(size < ORIGINALS or size % ORIGINALS for size in sizes):
        raise argparse.ArgumentTypeError(f"each has to be a multiple of {ORIGINALS}")
    return sizes


class Run:
    """What several measurements share, each made once, when it is asked for."""

    def __init__(self, folder: Path, words: tuple[str, ...], sizes: tuple[int, ...]) -> None:
        self.folder, self.words, self.sizes = folder, words, sizes

    @cached_property
    def corpus(self) -> Corpus:
        """The modules as read."""
        return read_corpus(Workspace(PROJECT, self.folder / "press"), self.words)

    @cached_property
    def built(self) -> Built:
        """The whole build, cold."""
        return whole.measure(self.folder / "whole", self.words)

    @cached_property
    def plainly(self) -> float:
        """The wall seconds of WeasyPrint called plainly for each module and volume."""
        return plain.measure(plain.deliverables(self.corpus), self.corpus.fonts)


def press(run: Run) -> list[Row]:
    """Typesetting, binding, and the other editions."""
    with press_pool(CORES) as pool:
        typeset = typesetting.measure(pool, run.corpus)
        bound = binding.measure(pool, run.corpus, typeset.sheets)
        derived = editions.measure(pool, run.corpus, typeset.sheets, bound)
    return [
        *typesetting.rows(typeset),
        *binding.rows(bound, typeset.cpu),
        *editions.rows(derived, typeset.cpu + bound.matter),
    ]


def build(run: Run) -> list[Row]:
    """The whole build against WeasyPrint called plainly, its memory, and a build with nothing to do."""
    count = len(plain.deliverables(run.corpus))
    rows = [*plain.rows(count, run.plainly, run.built), *memory.rows(run.built)]
    return [*rows, *no_op.rows(no_op.measure(run.folder / "whole", run.words))]


def checks(_: Run) -> list[Row]:
    """Checking everything, and reading alone, in turn."""
    return checking.rows(checking.measure())


def website(run: Run) -> list[Row]:
    """The website in all languages, and plain Sphinx."""
    return site.rows(site.measure(run.folder / "site"))


def one_module(run: Run) -> list[Row]:
    """One module by us and by WeasyPrint called plainly, in turn; and by other engines."""
    quick = bool(run.words)
    numbers = tuple(run.corpus.sources)[:1] if quick else module.MODULES
    made = module.measure(run.corpus, numbers, 1 if quick else module.ROUNDS)
    others = peers.measure(run.corpus.sources[numbers[0]], run.corpus.fonts, run.folder / "peers", 1 if quick else peers.ROUNDS)
    return [*module.rows(made), *peers.rows(others, made[0])]


def one_release(run: Run) -> list[Row]:
    """A cold English release, and the same PDFs by Chromium and by WeasyPrint; this takes longest."""
    return release.rows(release.measure(run.corpus, run.folder / "release", run.words, run.plainly))


def one_edit(run: Run) -> list[Row]:
    """A clause is edited in the preview."""
    return edit.rows(edit.measure(run.folder / "edit"))


def grown(run: Run) -> list[Row]:
    """Projects of more and more modules."""
    return growth.rows(growth.measure(run.folder / "growth", run.sizes))


def shown_by_tests(_: Run) -> list[Row]:
    """What tests show."""
    return tested.rows()


MEASUREMENTS: dict[str, Callable[[Run], list[Row]]] = {
    "press": press,
    "build": build,
    "checks": checks,
    "website": website,
    "module": one_module,
    "release": one_release,
    "edit": one_edit,
    "growth": grown,
    "tests": shown_by_tests,
}
"""What is measured, by name, in the order of the table."""

if __name__ == "__main__":
    sys.exit(main())
