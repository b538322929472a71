"""Measurement 8: CPU of typesetting one module as a worker does, against WeasyPrint called plainly on the same HTML.

Both run in turn, in one process that has loaded the engine and warmed up. Ours has the proof of the PDF in it, and the process
of its own that each job has; ``python -m benchmarks.module [NUMBER …]`` measures this alone.
"""

from __future__ import annotations

import logging
import resource
import statistics
import sys
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.corpus import PROJECT, read_corpus
from benchmarks.costs import press_pool
from benchmarks.table import Row
from isacs_publish.press.apart import apart
from isacs_publish.press.clean import clean
from isacs_publish.press.typeset import VARIANT, prepare_worker, typeset
from isacs_publish.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.corpus import Corpus
    from isacs_publish.model.printsource import PrintSource

MODULES = ("05.20", "01.20", "02.30", "06.41", "08.30")
ROUNDS = 5
SHARE = 0.6
"""Goal: CPU a page in that of WeasyPrint called plainly."""


@dataclass(frozen=True)
class Module:
    """CPU seconds of one module with so many pages, medians of all rounds."""

    number: str
    pages: int
    own: float
    plain: float

    @property
    def ratio(self) -> float:
        """Ours in theirs."""
        return self.own / self.plain


def measure(corpus: Corpus, numbers: Sequence[str] = MODULES) -> list[Module]:
    """Return what each module costs, in a fresh process."""
    with press_pool(1) as pool:
        sources = {number: corpus.sources[number] for number in numbers if number in corpus.sources}
        return pool.submit(_measured, sources, corpus.fonts).result()


def _measured(sources: dict[str, PrintSource], fonts: Path) -> list[Module]:
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    warnings.simplefilter("ignore")
    prepare_worker(fonts)
    return [_of(number, source, fonts) for number, source in sources.items()]


def _of(number: str, source: PrintSource, fonts: Path) -> Module:
    cleaned = clean(source)
    pages = apart(typeset, source, fonts).geometry.pages
    print_plainly(cleaned, fonts)
    rounds = [
        (cpu_of(lambda: apart(typeset, source, fonts)), cpu_of(lambda: print_plainly(cleaned, fonts))) for _ in range(ROUNDS)
    ]
    own, plain = (statistics.median(seconds) for seconds in zip(*rounds, strict=True))
    return Module(number, pages, own, plain)


def print_plainly(source: PrintSource, fonts: Path) -> None:
    """Have WeasyPrint make a PDF, as anybody would call it."""
    from weasyprint import HTML

    from isacs_publish.press.fetcher import BASE, ClosedFetcher

    HTML(string=source.html, base_url=BASE, url_fetcher=ClosedFetcher(source, fonts)).write_pdf(pdf_variant=VARIANT)


def cpu_of(work: Callable[[], object]) -> float:
    """Return the CPU seconds of some work, in this process and in those that it begins and ends."""
    before = _cpu()
    work()
    return _cpu() - before


def _cpu() -> float:
    used = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def rows(modules: list[Module]) -> list[Row]:
    """Return the rows of the table."""
    ratio = statistics.median(module.ratio for module in modules)
    each = [
        f"{module.number} {module.own / module.pages * 1000:.0f} against {module.plain / module.pages * 1000:.0f}"
        for module in modules
    ]
    return [
        Row(
            "8. CPU a page of one module against plain WeasyPrint",
            f"{ratio:.2f} (median)",
            f"≤ {SHARE}",
            ratio <= SHARE,
            ratio / SHARE,
        ),
        Row("   ms CPU a page, by module", "; ".join(each)),
    ]


if __name__ == "__main__":
    from benchmarks.table import show

    with tempfile.TemporaryDirectory() as folder:
        chosen = tuple(sys.argv[1:]) or MODULES
        show(rows(measure(read_corpus(Workspace(PROJECT, Path(folder)), ()), chosen)), "one module", None)
