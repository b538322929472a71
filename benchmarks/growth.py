"""Measurement 11: projects of more and more modules, built cold; one clause of each edited; and what the second core gives.

A build is that of the command without words: all modules, a volume of each series, the compendium of all, and the website. The
edit is one word of one clause: in a warm preview until its page is there, and until its PDF is; and by the command, begun anew,
which reads what it kept of the other modules. As a program, ``python -m benchmarks.growth [SIZE …]`` measures this alone; sizes
are multiples of 40.
"""

from __future__ import annotations

import json
import math
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf

from benchmarks.corpus import PROJECT
from benchmarks.costs import watched
from benchmarks.edit import MODULE, NUMBER, OLD
from benchmarks.generated import generate
from benchmarks.table import Row
from isacs_publish.preview.preview import Preview
from isacs_publish.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.costs import Watched

SIZES = (40, 80, 160)
EXPONENT, INDEPENDENT, SECOND_CORE, MEMORY = 1.05, 0.1, 1.8, 350.0
"""Goals: of the time of a build, at most; of that of an edit, at most; times of one core, at least; MB a process, at most."""

EDITS = 5


@dataclass(frozen=True)
class Grown:
    """A project of so many modules: its cold build, the pages of its compendium, and wall seconds after an edit.

    The seconds are those until the page is there and from there until the PDF of the module is, in a warm preview, and those of
    a build of that module by the command.
    """

    modules: int
    build: Watched
    pages: int
    page: float
    printed: float
    again: float


def measure(folder: Path, sizes: Sequence[int] = SIZES) -> tuple[list[Grown], float]:
    """Return what each size costs, and the wall seconds of the first one on one core, measured beside it."""
    first, *more = sizes
    found = [_of(folder / str(first), first)]
    with tempfile.TemporaryDirectory() as output:
        alone = _build(folder / str(first), 1, Path(output))
    return [*found, *(_of(folder / str(size), size) for size in more)], alone.wall


def _of(project: Path, size: int) -> Grown:
    generate(project, size)
    with tempfile.TemporaryDirectory() as output:
        built = _build(project, 2, Path(output))
        pages = max(map(_pages, Path(output).glob("volumes/*/screen/*.pdf")))
        path = project / "source" / f"{MODULE}.rst"
        words = path.read_text(encoding="utf-8")
        path.write_text(words.replace(OLD, f"{OLD} always", 1), encoding="utf-8")
        again = _build(project, 2, Path(output), NUMBER)
        path.write_text(words, encoding="utf-8")
    return Grown(size, built, pages, *_edited(project), again.wall)


def _build(project: Path, cores: int, output: Path, *words: str) -> Watched:
    build = ["-m", "isacs_publish", "--project", str(project), "build", *words, "--jobs", str(cores), "--output", str(output)]
    return watched([sys.executable, *build], cores, PROJECT)


def _pages(path: Path) -> int:
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def _edited(project: Path) -> tuple[float, float]:
    """Return what ``edit`` returns, from a process of its own."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.growth", "edit", str(project)], cwd=PROJECT, check=True, stdout=subprocess.PIPE
    )
    page, printed = json.loads(told.stdout)
    return page, printed


def edit(project: Path) -> tuple[float, float]:
    """Edit a clause again and again; return the median seconds until its page, and from there until its PDF."""
    path = project / "source" / f"{MODULE}.rst"
    words, seconds = path.read_text(encoding="utf-8"), []
    with tempfile.TemporaryDirectory() as output:
        preview = Preview(Workspace(project, Path(output)), (NUMBER,), printing=True)
        try:
            preview.make()
            for turn in range(1, EDITS + 1):
                path.write_text(words.replace(OLD, f"{OLD} {'always ' * turn}", 1), encoding="utf-8")
                seconds.append(_round(preview, path))
        finally:
            preview.close()
            path.write_text(words, encoding="utf-8")
    page, printed = map(statistics.median, zip(*seconds, strict=True))
    return page, printed


def _round(preview: Preview, path: Path) -> tuple[float, float]:
    revision, start = preview.revision, time.perf_counter()
    preview.refresh([str(path)])
    page = time.perf_counter()
    preview.typeset()
    printed = time.perf_counter()
    if preview.revision == revision:
        raise SystemExit("no page is new")
    return page - start, printed - page


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Return the exponent by which seconds grow with sizes: the slope of the line through their logarithms (least squares)."""
    slope, _ = statistics.linear_regression([math.log(size) for size in sizes], [math.log(each) for each in seconds])
    return slope


def rows(measured: tuple[list[Grown], float]) -> list[Row]:
    """Return the rows of the table."""
    found, alone = measured
    sizes = ", ".join(str(one.modules) for one in found)
    times = alone / found[0].build.wall
    return [
        _growth(f"11. {sizes} modules, built cold: exponent", found, [one.build.wall for one in found], EXPONENT),
        _growth("    one clause edited, its page: exponent", found, [one.page for one in found], INDEPENDENT),
        _growth("    its PDF after that: exponent", found, [one.printed for one in found], INDEPENDENT),
        _growth("    the same edit, isacs build of that module: exponent", found, [one.again for one in found]),
        *_memory(found),
        Row(
            f"    the second core, {found[0].modules} modules",
            f"{times:.2f} times ({alone:.0f} s on one)",
            f"≥ {SECOND_CORE} times",
            times >= SECOND_CORE,
            SECOND_CORE / times,
        ),
    ]


def _growth(name: str, found: Sequence[Grown], seconds: Sequence[float], goal: float | None = None) -> Row:
    """Return the row of an exponent, in which one size alone has none."""
    told = ", ".join(f"{each:.2f}" if each < TENS else f"{each:.0f}" for each in seconds)
    if len(found) == 1:
        return Row(name, f"one size alone ({told} s)", f"≤ {goal}" if goal else "")
    slope = exponent([one.modules for one in found], seconds)
    if goal is None:
        return Row(name, f"{slope:.2f} ({told} s)")
    return Row(name, f"{slope:.2f} ({told} s)", f"≤ {goal}", slope <= goal, max(slope, 0.0) / goal)


TENS = 10
"""Seconds from which on none of their hundredths is told."""


def _memory(found: Sequence[Grown]) -> list[Row]:
    highest = max(max(one.build.main, one.build.others) for one in found)
    main, others = (", ".join(f"{getattr(one.build, each):.0f}" for one in found) for each in ("main", "others"))
    pages = ", ".join(str(one.pages) for one in found)
    return [
        Row(
            f"    peak memory, compendium of {pages} pages",
            f"highest process {highest:.0f} MB",
            f"≤ {MEMORY:.0f} MB",
            highest <= MEMORY,
            highest / MEMORY,
        ),
        Row("    main process; highest other, readers included", f"{main} MB; {others} MB"),
    ]


if __name__ == "__main__":
    if sys.argv[1:2] == ["edit"]:
        print(json.dumps(edit(Path(sys.argv[2]))))
    else:
        from benchmarks.table import show

        with tempfile.TemporaryDirectory() as made_in:
            chosen = tuple(map(int, sys.argv[1:])) or SIZES
            show(rows(measure(Path(made_in), chosen)), "growth", None)
