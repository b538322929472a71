"""What work costs: CPU seconds of a job in its worker, and the peak memory of a process."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    for line in Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / MEGABYTE
    return 0.0  # it has ended and is not yet collected
