"""Measurement 7: the website in all languages, cold, against plain Sphinx HTML of the same texts; weight of its pages.

As a program, ``python -m benchmarks.site [LANGUAGE …]`` measures this alone.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import CORES, PROJECT
from benchmarks.table import Row
from isacs_publish.publish import load_catalogue
from isacs_publish.workspace import Workspace

TIMES = 2.0
"""Goal: how many times as long as plain Sphinx the website may take."""

HEAVIEST = 250.0
"""Goal: kB of a page with its styles and scripts, without images."""


@dataclass(frozen=True)
class Cost:
    """What commands cost: wall seconds, and CPU seconds of all their processes."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Measured:
    """The cost of the website and of plain Sphinx, over as many languages; kB of the heaviest and of the median page."""

    own: Cost
    plain: Cost
    languages: int
    heaviest: float
    median: float


def measure(folder: Path, languages: tuple[str, ...] = ()) -> Measured:
    """Return what both cost, made into folders that are not there yet."""
    catalogue, _ = load_catalogue(Workspace(PROJECT, folder))
    asked = languages or (catalogue.languages.published if catalogue else ())
    jobs = str(CORES)
    build = [sys.executable, "-m", "isacs_publish", "build", "--edition", "web", "--language", ",".join(asked)]
    own = cost_of([[*build, "--jobs", jobs, "--output", str(folder / "own")]])
    sphinx = [sys.executable, "-m", "sphinx", "-q", "-b", "html", "-c", ".", "-j", jobs, "-D", "isacs_rules=0", "source"]
    plain = cost_of([[*sphinx, "-D", f"language={each}", str(folder / "plain" / each)] for each in asked])
    weights = sorted(weight(page) for page in (folder / "own" / "html").glob("*/*/*/v*/index.html"))
    return Measured(own, plain, len(asked), weights[-1], weights[len(weights) // 2])


def cost_of(commands: list[list[str]]) -> Cost:
    """Return what commands cost one after the other; end the run when one fails."""
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    for command in commands:
        done = subprocess.run(command, check=False, capture_output=True, cwd=PROJECT, text=True)
        if done.returncode not in (0, 1):
            raise SystemExit(f"{' '.join(command)} did not do what is measured: {done.stdout}{done.stderr}")
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def weight(page: Path) -> float:
    """Return the kB that a browser loads of a page before the reader does anything, without images."""
    words = page.read_text(encoding="utf-8")
    named = set(re.findall(r'<script src="([^"]+)"|<link rel="stylesheet" href="([^"]+)"', words))
    files: list[Path] = [page, *((page.parent / (script or style)).resolve() for script, style in named)]
    total: int = sum(file.stat().st_size for file in files)
    return total / 1000


def rows(measured: Measured) -> list[Row]:
    """Return the rows of the table."""
    own, plain = measured.own, measured.plain
    ratio = own.wall / plain.wall
    told = f"{own.wall:.1f} s against {plain.wall:.1f} s: {ratio:.2f} times ({own.cpu:.1f} against {plain.cpu:.1f} s CPU)"
    weights = f"heaviest {measured.heaviest:.0f} kB, median {measured.median:.0f} kB"
    return [
        Row(
            f"7. the website in {measured.languages} languages against plain Sphinx",
            told,
            f"≤ {TIMES:.0f} times",
            ratio <= TIMES,
            ratio / TIMES,
        ),
        Row(
            "   a page of a module with styles and scripts",
            weights,
            f"≤ {HEAVIEST:.0f} kB",
            measured.heaviest <= HEAVIEST,
            measured.heaviest / HEAVIEST,
        ),
    ]


if __name__ == "__main__":
    from benchmarks.table import show

    with tempfile.TemporaryDirectory() as made:
        show(rows(measure(Path(made), tuple(sys.argv[1:]))), f"the website; {CORES} cores", None)
