"""What work costs: CPU seconds of a job in its worker, and the peak memory of processes."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MEGABYTE = 1024
"""Kilobytes, in which Linux counts memory, in a megabyte."""


@dataclass
class Clock:
    """The CPU seconds of a block, all threads of the process together."""

    cpu: float = 0.0


@contextmanager
def clocked() -> Iterator[Clock]:
    """Yield a clock that stands at the CPU seconds of the block once it is left."""
    clock, start = Clock(), time.process_time()
    yield clock
    clock.cpu = time.process_time() - start


def press_pool(workers: int) -> ProcessPoolExecutor:
    """Return a pool of workers as a build starts them."""
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


def peak_memory(process: int | str = "self") -> float:
    """Return the peak memory in MB of a process since it began to run its own program.

    Not ``ru_maxrss``: Linux lets a process that is started by another begin with the peak of the other.
    """
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0  # it has ended
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / MEGABYTE
    return 0.0  # it has ended and is not yet collected


def descendants(process: int) -> list[int]:
    """Return the processes that a process has begun, and those that these have."""
    found = []
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = [int(child) for child in task.read_text().split()]
        except OSError:  # (it ended meanwhile)
            continue
        for child in children:
            found += [child, *descendants(child)]
    return found


GLANCE = 0.05
"""Seconds between two looks at the memory of a command: jobs of the press have short-lived processes."""


@dataclass(frozen=True)
class Watched:
    """What a command cost from outside: wall seconds, peak MB of its first process and of the highest other."""

    wall: float
    main: float
    others: float


def watched(command: Sequence[str], cores: int, folder: Path) -> Watched:
    """Run a command on so many cores of this machine; end the run when it fails, since nothing is measured then."""
    chosen = sorted(os.sched_getaffinity(0))[:cores]
    pinned = ["taskset", "--cpu-list", ",".join(map(str, chosen)), *command]
    with tempfile.TemporaryFile("w+") as said:
        start = time.perf_counter()
        running = subprocess.Popen(pinned, cwd=folder, stdout=subprocess.DEVNULL, stderr=said)
        peaks: dict[int, float] = {running.pid: 0.0}
        while running.poll() is None:
            for process in (running.pid, *descendants(running.pid)):
                peaks[process] = max(peaks.get(process, 0.0), peak_memory(process))
            time.sleep(GLANCE)
        wall = time.perf_counter() - start
        said.seek(0)
        if running.returncode:
            raise SystemExit(f"{' '.join(command)} did not do what is measured: {said.read()[-2000:]}")
    main = peaks.pop(running.pid)
    return Watched(wall, main, max(peaks.values(), default=0.0))
