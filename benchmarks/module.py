"""Measurement 8: CPU of typesetting one module as a worker does, against WeasyPrint called plainly on the same HTML.

Both run in turn, each time in a fresh process that has loaded the engine and set one module to warm up. Ours has the proof of
the PDF in it, and the process of its own that each job has; ``python -m benchmarks.module [NUMBER …]`` measures this alone.
"""

from __future__ import annotations

import gc
import logging
import resource
import statistics
import sys
import tempfile
import time
import warnings
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from benchmarks.corpus import PROJECT, read_corpus
from benchmarks.costs import press_pool
from benchmarks.table import Row
from isacs_publish.press.apart import apart
from isacs_publish.press.clean import clean
from isacs_publish.press.typeset import VARIANT, prepare_worker, typeset
from isacs_publish.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from benchmarks.corpus import Corpus
    from isacs_publish.model.printsource import PrintSource

    Sources = Mapping[str, PrintSource]

MODULES = ("05.20", "01.20", "02.30", "06.41", "08.30")
ROUNDS = 5
SHARE = 0.6
"""Goal: CPU a page in that of WeasyPrint called plainly."""


LAYOUT, DRAWING, PROOF, COMPACTION, REST = PARTS = ("layout", "drawing and tags", "proof", "compaction", "rest")
"""What our CPU is spent on."""


@dataclass(frozen=True)
class Module:
    """CPU seconds of one module with so many pages, medians of all rounds; ``parts`` are shares of ours, by name."""

    number: str
    pages: int
    own: float
    plain: float
    parts: Mapping[str, float]

    @property
    def ratio(self) -> float:
        """Ours in theirs."""
        return self.own / self.plain


def measure(corpus: Corpus, numbers: Sequence[str] = MODULES, rounds: int = ROUNDS) -> list[Module]:
    """Return what each module costs."""
    sources = {number: corpus.sources[number] for number in numbers if number in corpus.sources}
    spent: dict[Callable[..., dict[str, float]], list[dict[str, float]]] = {our_seconds: [], plain_seconds: []}
    for _ in range(rounds):
        for work, found in spent.items():
            found.append(_fresh(work, sources, corpus.fonts))
    looked = _fresh(look_into, sources, corpus.fonts)
    own, plain = ({number: statistics.median(one[number] for one in found) for number in sources} for found in spent.values())
    return [Module(number, pages, own[number], plain[number], parts) for number, (pages, parts) in looked.items()]


def _fresh(work: Callable[[Sources, Path], Any], sources: Sources, fonts: Path) -> Any:
    """Return what some work finds in a process that has done nothing else."""
    with press_pool(1) as pool:
        return pool.submit(work, sources, fonts).result()


def our_seconds(sources: Sources, fonts: Path) -> dict[str, float]:
    """Return the CPU seconds of each module as a worker typesets it; the first is set once more, to warm up."""
    prepare_worker(fonts)
    apart(typeset, next(iter(sources.values())), fonts)
    return {number: cpu_of(lambda source=source: apart(typeset, source, fonts)) for number, source in sources.items()}  # type: ignore[misc]


def plain_seconds(sources: Sources, fonts: Path) -> dict[str, float]:
    """Return the CPU seconds of each module by WeasyPrint; fonts and cleaned HTML are ours, and nothing else."""
    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    warnings.simplefilter("ignore")
    prepare_worker(fonts)
    gc.unfreeze()
    cleaned = {number: clean(source) for number, source in sources.items()}
    print_plainly(next(iter(cleaned.values())), fonts)
    return {number: cpu_of(lambda source=source: print_plainly(source, fonts)) for number, source in cleaned.items()}  # type: ignore[misc]


def look_into(sources: Sources, fonts: Path) -> dict[str, tuple[int, dict[str, float]]]:
    """Return the pages of each module, and the shares of the parts of our work."""
    prepare_worker(fonts)
    apart(parts_of, next(iter(sources.values())), fonts)
    return {number: apart(parts_of, source, fonts) for number, source in sources.items()}


def parts_of(source: PrintSource, fonts: Path) -> tuple[int, dict[str, float]]:
    """Typeset with a stopwatch; the proof is that of the boxes and that of the file. What is no part goes to the rest."""
    import weasyprint

    from isacs_publish.press import finish, proof_boxes, proof_file

    parts = dict.fromkeys(PARTS, 0.0)
    watched = (
        (weasyprint.HTML, "render", LAYOUT),
        (weasyprint.Document, "write_pdf", DRAWING),
        (proof_boxes, "BoxProof", PROOF),
        (proof_file, "proof_of", PROOF),
        (finish, "compact", COMPACTION),
    )
    with ExitStack() as stack:
        for owner, name, part in watched:
            stack.enter_context(patch.object(owner, name, _timed(getattr(owner, name), parts, part)))
        start = time.process_time()
        pages = typeset(source, fonts).geometry.pages
        whole = time.process_time() - start
    parts[REST] = whole - sum(parts.values())
    return pages, {part: seconds / whole for part, seconds in parts.items()}


def _timed(original: Callable[..., Any], parts: dict[str, float], part: str) -> Callable[..., Any]:
    def work(*given: Any, **named: Any) -> Any:
        start = time.process_time()
        try:
            return original(*given, **named)
        finally:
            parts[part] += time.process_time() - start

    return work


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
    spent = [f"{part} {statistics.median(module.parts[part] for module in modules):.0%}" for part in PARTS]
    return [
        Row(
            "8. CPU a page of one module against plain WeasyPrint",
            f"{ratio:.2f} (median)",
            f"≤ {SHARE}",
            ratio <= SHARE,
            ratio / SHARE,
        ),
        Row("   ms CPU a page, by module", "; ".join(each)),
        Row("   what ours is spent on (medians)", ", ".join(spent)),
    ]


if __name__ == "__main__":
    from benchmarks.table import show

    with tempfile.TemporaryDirectory() as folder:
        chosen = tuple(sys.argv[1:]) or MODULES
        show(rows(measure(read_corpus(Workspace(PROJECT, Path(folder)), ()), chosen)), "one module", None)
