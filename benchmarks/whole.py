"""The whole build, cold and on two cores, in a process of its own: its wall seconds, and the peak memory of each process.

As a program, ``python -m benchmarks.whole FOLDER [WORD …]`` runs one build and prints what it saw as JSON.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from multiprocessing import active_children
from pathlib import Path

from benchmarks.costs import MEGABYTE, peak_memory
from isacs_publish.publish import Request, build
from isacs_publish.workspace import Workspace

PROJECT = Path(__file__).resolve().parent.parent
TWO = 2


@dataclass(frozen=True)
class Built:
    """Wall seconds from the start of the interpreter to its end; seconds of each stage; peak memory in MB.

    ``others`` is the highest of all child processes, the readers of Sphinx among them; it may be that of ``main``.
    """

    wall: float
    cores: int
    stages: list[tuple[str, float]]
    main: float
    workers: list[float]
    others: float


def measure(folder: Path, words: tuple[str, ...]) -> Built:
    """Build what the words choose into a folder that is not there yet."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.whole", str(folder), *words]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=PROJECT, text=True).stdout
    wall = time.perf_counter() - start
    return Built(wall, **json.loads(told))


def main(folder: Path, words: tuple[str, ...]) -> None:
    """Build on two cores and print what it cost."""
    cores = sorted(os.sched_getaffinity(0))[:TWO]
    os.sched_setaffinity(0, cores)
    workers: dict[int, float] = {}

    def look(*_: object) -> None:
        for child in active_children():
            if child.pid:
                workers[child.pid] = peak_memory(child.pid)

    report = build(Workspace(PROJECT, folder), Request(words, jobs=TWO), look)
    if errors := [finding for finding in report.findings if finding.is_error]:
        sys.exit(f"nothing to measure, the build has errors: {errors[0]}")
    others = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / MEGABYTE
    peaks = {"main": peak_memory(), "workers": [*workers.values()], "others": others}
    print(json.dumps({"cores": len(cores), "stages": report.timings, **peaks}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(sys.argv[2:]))
