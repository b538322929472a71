"""``python -m benchmarks [--quick] [--output FILE]``: typesetting, binding, the plain engine, a no-op build, memory."""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from benchmarks.jobs import bind_all, timed_typeset
from benchmarks.plain import seconds_for, volume_of
from benchmarks.table import Row, show
from isacs_publish.matter import Templates
from isacs_publish.press.fonts import prepare
from isacs_publish.publish import Request, build, load_catalogue
from isacs_publish.selection import select
from isacs_publish.sphinxext.run import read_modules
from isacs_publish.volumes import binding
from isacs_publish.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable

    from isacs_publish.model.printsource import PrintSource
    from isacs_publish.model.sheets import Sheets
    from isacs_publish.press.work import Binding

PROJECT = Path(__file__).resolve().parent.parent
CORES = 2
Result = TypeVar("Result")


def main() -> int:
    """Measure everything and print the table."""
    parser = argparse.ArgumentParser("python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one series only, as a smoke test")
    parser.add_argument("--output", metavar="FILE", help="write the table to a file too")
    arguments = parser.parse_args()
    words = ("07",) if arguments.quick else ()
    with tempfile.TemporaryDirectory() as folder:
        rows = measure(Workspace(PROJECT, Path(folder) / "build"), words)
    show(rows, f"isacs_publish, {', '.join(words) or 'all series'}, {CORES} processes", arguments.output)
    return 0


def measure(workspace: Workspace, words: tuple[str, ...]) -> list[Row]:
    """Return the rows of the table."""
    whole = cold_build(workspace, words)
    catalogue, _ = load_catalogue(workspace)
    assert catalogue is not None
    chosen = select(catalogue, words)
    reading = read_modules(workspace, "en", CORES)
    fonts = prepare(workspace.cache)
    sources = [reading.sources[module.number] for module in chosen.modules]
    typeset_rows, sheets, typesetting = typesetting_of(sources, [m.number for m in chosen.modules], fonts)
    templates = Templates(workspace.theme / "print", catalogue)
    jobs = [binding(volume, reading, sheets, templates, "en") for volume in chosen.volumes]
    flows = [volume_of(job.matter, {p.number: reading.sources[p.number] for p in job.parts}) for job in jobs]
    plain = in_own_process(seconds_for, [*sources, *flows], fonts)
    return [
        *typeset_rows,
        *binding_of(jobs, fonts, typesetting),
        Row("WeasyPrint once per deliverable, one process", f"{plain:.1f} s"),
        Row("the whole build, cold (read, site, typeset, bind)", f"{whole:.1f} s"),
        Row("  times faster", f"{plain / whole:.1f}", "≥ 3", plain / whole >= 3),
        no_op(workspace, words),
        *memory(),
    ]


def cold_build(workspace: Workspace, words: tuple[str, ...]) -> float:
    """Return the wall seconds of a build into an empty folder."""
    start = time.perf_counter()
    build(workspace, Request(words, jobs=CORES), lambda *_: None)
    return time.perf_counter() - start


def in_own_process(function: Callable[..., Result], *arguments: object) -> Result:
    """Return what a function returns in a process of its own, so that its memory and its caches stay apart."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, *arguments).result()


def typesetting_of(sources: list[PrintSource], numbers: list[str], fonts: Path) -> tuple[list[Row], dict[str, Sheets], float]:
    """Return rows, sheets by number, and the CPU seconds of typesetting."""
    start = time.perf_counter()
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as pool:
        results = list(pool.map(timed_typeset, sources, [fonts] * len(sources)))
    wall = time.perf_counter() - start
    cpu = sum(seconds for _, seconds, _ in results)
    pages = sum(sheets.geometry.pages for sheets, _, _ in results)
    peak = max(kilobytes for _, _, kilobytes in results) / 1024
    rows = [
        Row(f"typesetting {len(sources)} modules, {pages} pages", f"{cpu:.1f} s CPU, {wall:.1f} s wall"),
        Row("  pages per second and core", f"{pages / cpu:.1f}"),
        Row("peak memory of a typesetting worker", f"{peak:.0f} MB", "≤ 400 MB", peak <= 400),
    ]
    return rows, dict(zip(numbers, (sheets for sheets, _, _ in results), strict=True)), cpu


def binding_of(jobs: list[Binding], fonts: Path, typesetting: float) -> list[Row]:
    """Return the rows on binding."""
    matter, binding_seconds, kilobytes = in_own_process(bind_all, jobs, fonts)
    share, peak = binding_seconds / typesetting, kilobytes / 1024
    return [
        Row(f"binding {len(jobs)} volumes", f"{binding_seconds:.2f} s CPU, {share:.1%} of typesetting", "≤ 5 %", share <= 0.05),
        Row("  title matter of the volumes", f"{matter:.2f} s CPU"),
        Row("peak memory of a binding worker", f"{peak:.0f} MB", "≤ 400 MB", peak <= 400),
    ]


def no_op(workspace: Workspace, words: tuple[str, ...]) -> Row:
    """Return the row on a build that has nothing to do, against the import of Sphinx, alternating."""
    command = [sys.executable, "-m", "isacs_publish", "build", *words, "--output", str(workspace.build)]
    baseline = [sys.executable, "-c", "import sphinx.application"]
    pairs = [(seconds_of(command), seconds_of(baseline)) for _ in range(9)]
    own, other = (statistics.median(values) for values in zip(*pairs, strict=True))
    figure = f"{own:.2f} s against {other:.2f} s: {own / other:.2f} times"
    return Row("a build with nothing to do, against importing Sphinx", figure, "≤ 3 times", own <= 3 * other)


def seconds_of(command: list[str]) -> float:
    """Return the wall seconds of a command."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=PROJECT)
    return time.perf_counter() - start


def memory() -> list[Row]:
    """Return the row on the memory of this process, which has run the pipeline."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [Row("peak memory of the main process", f"{peak:.0f} MB", "≤ 400 MB", peak <= 400)]


if __name__ == "__main__":
    sys.exit(main())
