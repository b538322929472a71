"""Measurement 4: a build with nothing to do, against what importing Sphinx alone takes."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from benchmarks.corpus import PROJECT
from benchmarks.table import Row

if TYPE_CHECKING:
    from pathlib import Path

PAIRS = 9
TIMES = 3
"""Goal: how many times as long as the import it may take."""


def measure(folder: Path, words: tuple[str, ...]) -> tuple[float, float]:
    """Return the median wall seconds of a build into a folder that is up to date, and of the import, run in turn."""
    own = [sys.executable, "-m", "isacs_publish", "build", *words, "--output", str(folder)]
    baseline = [sys.executable, "-c", "import sphinx.application"]
    pairs = [(seconds_of(own, "up to date"), seconds_of(baseline)) for _ in range(PAIRS)]
    return statistics.median(first for first, _ in pairs), statistics.median(second for _, second in pairs)


def seconds_of(command: list[str], said: str = "") -> float:
    """Return the wall seconds of a command; end the run when it does not say what it should."""
    start = time.perf_counter()
    done = subprocess.run(command, check=False, capture_output=True, cwd=PROJECT, text=True)
    seconds = time.perf_counter() - start
    if not done.stdout.startswith(said) or (not said and done.returncode):
        raise SystemExit(f"{' '.join(command[1:])} did not do what is measured: {done.stdout}{done.stderr}")
    return seconds


def rows(medians: tuple[float, float]) -> list[Row]:
    """Return the row of the table."""
    own, baseline = medians
    figure = f"{own:.2f} s against {baseline:.2f} s: {own / baseline:.2f} times"
    return [
        Row(
            "4. a build with nothing to do against importing Sphinx",
            figure,
            f"≤ {TIMES} times",
            own <= TIMES * baseline,
            own / baseline / TIMES,
        )
    ]
