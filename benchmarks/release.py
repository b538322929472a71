"""Measurement 9: a cold English release against headless Chromium and plain WeasyPrint, which print the same list of PDFs.

The release is all modules and volumes, screen and print, and the website. Chromium gets finished HTML, each source as often as
it is printed, in one warm browser for each core; it knows little of paged media, so that its pages are simpler. WeasyPrint is
measured once a source, called anew for each; a source that is printed twice counts twice. Neither makes the website.

As a program, ``python -m benchmarks.release`` measures this alone.
"""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import plain
from benchmarks.corpus import CORES, PROJECT, read_corpus
from benchmarks.table import Row
from isacs_publish.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from playwright.sync_api import Route

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
    chromium = print_with_chromium(sources * EDITIONS, corpus.fonts, folder) if shutil.which("chromium") else None
    seconds = weasyprint if weasyprint is not None else plain.measure(sources, corpus.fonts)
    return Released(own, chromium, seconds * EDITIONS, len(sources) * EDITIONS)


def build(folder: Path, words: Sequence[str]) -> float:
    """Return the wall seconds of the whole build from outside, cold, on all cores."""
    editions = ["--edition", "screen", "--edition", "print"]
    command = [sys.executable, "-m", "isacs_publish", "build", *words, *editions, "--jobs", str(CORES), "--output", str(folder)]
    start = time.perf_counter()
    done = subprocess.run(command, check=False, capture_output=True, cwd=PROJECT, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[1:])} did not do what is measured: {done.stdout}{done.stderr}")
    return time.perf_counter() - start


def print_with_chromium(sources: list[PrintSource], fonts: Path, folder: Path) -> float:
    """Return the wall seconds in which one browser for each core prints all sources, from its start to its end."""
    lists = []
    for core in range(CORES):
        lists.append(folder / f"list-{core}.pickle")
        lists[-1].write_bytes(pickle.dumps((sources[core::CORES], fonts)))
    start = time.perf_counter()
    running = [
        subprocess.Popen([sys.executable, "-m", "benchmarks.release", "chromium", str(path)], cwd=PROJECT) for path in lists
    ]
    if any(process.wait() for process in running):
        raise SystemExit("Chromium did not print what is measured")
    return time.perf_counter() - start


def print_list(path: Path) -> None:
    """Print the sources of a list with one browser; files and fonts come from memory, and nothing from elsewhere."""
    from playwright.sync_api import sync_playwright

    from isacs_publish.press.fetcher import BASE
    from tests.site.browsing import Launcher

    sources, fonts = pickle.loads(path.read_bytes())
    with sync_playwright() as playwright:
        page = Launcher(playwright).browser().new_page()
        for source in sources:
            page.route("**/*", _answering(source, fonts))
            page.goto(BASE)
            if not page.pdf(prefer_css_page_size=True, tagged=True, outline=True).startswith(b"%PDF"):
                raise SystemExit(f"{source.name}: no PDF")
            page.unroute("**/*")


def _answering(source: PrintSource, fonts: Path) -> Callable[[Route], None]:
    """Return what answers a browser that asks for a print source and its files."""
    from isacs_publish.press.fetcher import BASE, ClosedFetcher, Refused

    files = ClosedFetcher(source, fonts)

    def answer(route: Route) -> None:
        if route.request.url == BASE:
            route.fulfill(body=source.html, content_type="text/html; charset=utf-8")
            return
        try:
            found = files.fetch(route.request.url)
        except Refused:
            route.abort()
        else:
            route.fulfill(body=found.read(), content_type=found.headers["Content-Type"])

    return answer


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
    if sys.argv[1:2] == ["chromium"]:
        print_list(Path(sys.argv[2]))
    else:
        from benchmarks.table import show

        with tempfile.TemporaryDirectory() as made_in:
            root = Path(made_in)
            show(rows(measure(read_corpus(Workspace(PROJECT, root / "press"), ()), root)), "a release", None)
