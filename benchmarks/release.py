"""Measurement 9: a cold English release against headless Chromium and plain WeasyPrint, which print the same list of PDFs.

The release is all modules and volumes, screen and print, and the website. Chromium gets finished HTML, each source as often as
it is printed, in one warm browser for each core; it knows little of paged media, so that its pages are simpler. WeasyPrint is
measured once a source, called anew for each; a source that is printed twice counts twice. Neither makes the website, reads a
text or proves a page.

As a program, ``python -m benchmarks.release`` measures this alone.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import chromium, plain
from benchmarks.corpus import CORES, PROJECT, read_corpus
from benchmarks.table import Row
from isacs_publish.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.corpus import Corpus
    from isacs_publish.model.printsource import PrintSource

EDITIONS = 2
"""How often each source is printed: for the screen, and for the printer."""

TIMES = 6.0
"""Goal: how many times faster than WeasyPrint called once for each PDF."""


@dataclass(frozen=True)
class Released:
    """Wall seconds of our build, of Chromium (None where there is none) and of WeasyPrint; how many PDFs each makes."""

    own: float
    chromium: float | None
    weasyprint: float
    pdfs: int


def measure(corpus: Corpus, folder: Path, words: Sequence[str] = (), weasyprint: float | None = None) -> Released:
    """Measure all three one after the other; ``weasyprint`` are the seconds of WeasyPrint over all sources, where known."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = plain.deliverables(corpus)
    own = build(folder / "own", words)
    browsers = print_with_chromium(sources, corpus.fonts, folder) if chromium.is_installed() else None
    seconds = weasyprint if weasyprint is not None else plain.measure(sources, corpus.fonts)
    return Released(own, browsers, seconds * EDITIONS, len(sources) * EDITIONS)


def build(folder: Path, words: Sequence[str]) -> float:
    """Return the wall seconds of the whole build from outside, cold, on all cores."""
    editions = ["--edition", "screen", "--edition", "print"]
    command = [sys.executable, "-m", "isacs_publish", "build", *words, *editions, "--jobs", str(CORES), "--output", str(folder)]
    start = time.perf_counter()
    done = subprocess.run(command, check=False, capture_output=True, cwd=PROJECT, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[1:])} did not do what is measured: {done.stdout}{done.stderr}")
    return time.perf_counter() - start


def print_with_chromium(sources: Sequence[PrintSource], fonts: Path, folder: Path) -> float:
    """Return the wall seconds in which one browser for each core prints each source twice, from its start to its end."""
    pages = chromium.written(sources, fonts, folder) * EDITIONS
    for core in range(CORES):
        (folder / f"core-{core}").mkdir()
    start = time.perf_counter()
    running = [chromium.start(pages[core::CORES], folder / f"core-{core}" / "list.json") for core in range(CORES)]
    for browser in running:
        chromium.told(browser)
    return time.perf_counter() - start


def rows(made: Released) -> list[Row]:
    """Return the rows of the table."""
    times = made.weasyprint / made.own
    found = [Row(f"9. a cold English release, {made.pdfs} PDFs and the website", f"{made.own:.1f} s wall, {CORES} cores")]
    if made.chromium is None:
        found.append(Row("   against Chromium", "not installed", "≤ 1 times"))
    else:
        ratio = made.own / made.chromium
        told = f"{made.chromium:.1f} s wall, {CORES} browsers: {ratio:.2f} times"
        found.append(Row("   against Chromium, the same PDFs", told, "≤ 1 times", ratio <= 1, ratio))
    told = f"{made.weasyprint:.1f} s wall: {times:.2f} times as fast"
    return [*found, Row("   against WeasyPrint, once a PDF", told, f"≥ {TIMES:.0f} times", times >= TIMES, TIMES / times)]


if __name__ == "__main__":
    from benchmarks.table import show

    with tempfile.TemporaryDirectory() as made_in:
        root = Path(made_in)
        show(rows(measure(read_corpus(Workspace(PROJECT, root / "press"), ()), root)), "a release", None)
