"""Measurement 11: projects of more and more modules, built cold; one clause of each edited; and what the second core gives.

As a program, ``python -m benchmarks.growth [SIZE …]`` measures this alone; sizes are multiples of 40.
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

from benchmarks.corpus import PROJECT
from benchmarks.costs import peak_memory
from benchmarks.edit import MODULE, OLD
from benchmarks.generated import generate
from benchmarks.table import Row
from isacs_publish.preview.preview import Preview
from isacs_publish.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

SIZES = (40, 80, 160)
EXPONENT, INDEPENDENT, SECOND_CORE, MEMORY = 1.05, 0.1, 1.8, 350.0
"""Goals: of the time of a build, at most; of that of an edit, at most; times of one core, at least; MB a process, at most."""

EDITS = 5


@dataclass(frozen=True)
class Grown:
    """A project of so many modules: wall seconds of a cold build and of an edit, peak MB of main and of the highest other."""

    modules: int
    build: float
    edit: float
    main: float
    others: float


def measure(folder: Path, sizes: Sequence[int] = SIZES) -> tuple[list[Grown], float]:
    """Return what each size costs, and the wall seconds of the smallest one on one core."""
    found = [_of(folder / str(size), size) for size in sizes]
    seconds, *_ = _build(folder / str(sizes[0]), 1)
    return found, seconds


def _of(project: Path, size: int) -> Grown:
    generate(project, size)
    seconds, main, others = _build(project, 2)
    return Grown(size, seconds, _edited(project), main, others)


def _build(project: Path, cores: int) -> tuple[float, float, float]:
    """Return wall seconds of a cold build on some cores, and the peak memory of its main process and of the highest other."""
    with tempfile.TemporaryDirectory() as output:
        build = ["-m", "isacs_publish", "--project", str(project), "build", "--jobs", str(cores), "--output", output]
        command = ["taskset", "--cpu-list", ",".join(map(str, range(cores))), sys.executable, *build]
        start = time.perf_counter()
        running = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        peaks: dict[int, float] = {}
        while running.poll() is None:
            for process in (running.pid, *_descendants(running.pid)):
                peaks[process] = max(peaks.get(process, 0.0), peak_memory(process))
            time.sleep(0.2)
        seconds = time.perf_counter() - start
        if running.returncode:
            raise SystemExit(f"{project} cannot be built: {running.stderr and running.stderr.read()[-2000:]}")
    main = peaks.pop(running.pid)
    return seconds, main, max(peaks.values())


def _descendants(process: int) -> list[int]:
    """Return the processes that a process has begun, and those that these have."""
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = [int(child) for child in task.read_text().split()]
        except OSError:  # (it ended meanwhile)
            continue
        for child in children:
            found += [child, *_descendants(child)]
    return found


def _edited(project: Path) -> float:
    """Return the median wall seconds until the page of an edited module is there; in a process of its own."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.growth", "edit", str(project)], cwd=PROJECT, check=True, stdout=subprocess.PIPE
    )
    seconds: float = json.loads(told.stdout)
    return seconds


def edit(project: Path) -> float:
    """Edit a clause of a project again and again."""
    path = project / "source" / f"{MODULE}.rst"
    words, seconds = path.read_text(encoding="utf-8"), []
    with tempfile.TemporaryDirectory() as output:
        preview = Preview(Workspace(project, Path(output)))
        try:
            preview.make()
            for turn in range(1, EDITS + 1):
                path.write_text(words.replace(OLD, f"{OLD} {'always ' * turn}", 1), encoding="utf-8")
                start = time.perf_counter()
                preview.refresh([str(path)])
                seconds.append(time.perf_counter() - start)
        finally:
            preview.close()
            path.write_text(words, encoding="utf-8")
    return statistics.median(seconds)


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Return the exponent by which seconds grow with sizes: the slope of the line through their logarithms (least squares)."""
    slope, _ = statistics.linear_regression([math.log(size) for size in sizes], [math.log(each) for each in seconds])
    return slope


def rows(measured: tuple[list[Grown], float]) -> list[Row]:
    """Return the rows of the table."""
    found, alone = measured
    sizes = [one.modules for one in found]
    build, edits = (exponent(sizes, seconds) for seconds in ([one.build for one in found], [one.edit for one in found]))
    times, highest = alone / found[0].build, max(max(one.main, one.others) for one in found)
    named = ", ".join(map(str, sizes))
    builds = ", ".join(f"{one.build:.0f} s" for one in found)
    memory = ", ".join(f"{one.main:.0f} and {one.others:.0f}" for one in found)
    return [
        Row(
            f"11. {named} modules, built cold: exponent",
            f"{build:.2f} ({builds})",
            f"≤ {EXPONENT}",
            build <= EXPONENT,
            build / EXPONENT,
        ),
        Row(
            "    one clause edited, its page: exponent",
            f"{edits:.2f} ({', '.join(f'{one.edit:.2f} s' for one in found)})",
            f"≤ {INDEPENDENT}",
            edits <= INDEPENDENT,
        ),
        Row(
            "    peak memory of main and of the highest other",
            f"{memory} MB",
            f"≤ {MEMORY:.0f} MB",
            highest <= MEMORY,
            highest / MEMORY,
        ),
        Row(
            f"    the second core, {sizes[0]} modules",
            f"{times:.2f} times",
            f"≥ {SECOND_CORE} times",
            times >= SECOND_CORE,
            SECOND_CORE / times,
        ),
    ]


if __name__ == "__main__":
    if sys.argv[1:2] == ["edit"]:
        print(json.dumps(edit(Path(sys.argv[2]))))
    else:
        from benchmarks.table import show

        with tempfile.TemporaryDirectory() as made_in:
            chosen = tuple(map(int, sys.argv[1:])) or SIZES
            show(rows(measure(Path(made_in), chosen)), "growth", None)
