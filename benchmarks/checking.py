"""Measurement 7: ``isacs check`` of everything, against plain ``sphinx-build -b dummy`` of the same text, both cold."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.corpus import PROJECT
from benchmarks.table import Row

ROUNDS = 5
TIMES = 1.5
"""Goal: how many times as long as reading and resolving alone the check may take."""


def measure() -> tuple[float, float, float]:
    """Return the median wall seconds of the check, of the baseline, and of a check of what was read before, run in turn."""
    rounds = [_round() for _ in range(ROUNDS)]
    check, baseline, again = (statistics.median(seconds) for seconds in zip(*rounds, strict=True))
    return check, baseline, again


def _round() -> tuple[float, float, float]:
    with tempfile.TemporaryDirectory() as folder:
        check = [sys.executable, "-m", "isacs_publish", "check", "--jobs", "1", "--output", str(Path(folder) / "build")]
        dummy = [sys.executable, "-m", "sphinx", "-q", "-E", "-b", "dummy", "-D", "isacs_rules=0", "-c", ".", "source"]
        baseline = _seconds([*dummy, str(Path(folder) / "dummy")])
        return _seconds(check), baseline, _seconds(check)


def _seconds(command: list[str]) -> float:
    """Return the wall seconds of a command; end the run when it finds anything, since figures would then be others."""
    start = time.perf_counter()
    done = subprocess.run(command, check=False, capture_output=True, cwd=PROJECT, text=True)
    seconds = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"{' '.join(command[1:4])} found something, so nothing is measured: {done.stderr[-2000:]}")
    return seconds


def rows(medians: tuple[float, float, float]) -> list[Row]:
    """Return the rows of the table."""
    check, baseline, again = medians
    times = check / baseline
    figure = f"{check:.2f} s against {baseline:.2f} s: {times:.2f} times"
    name = "7. isacs check, cold, against plain sphinx-build -b dummy"
    return [
        Row(name, figure, f"≤ {TIMES} times", times <= TIMES, times / TIMES),
        Row("   the check again, when nothing changed", f"{again:.2f} s"),
    ]


if __name__ == "__main__":
    from benchmarks.table import show

    show(rows(measure()), "one process each", None)
