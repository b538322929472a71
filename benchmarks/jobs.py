"""Jobs that run in processes of their own and tell what they cost."""

from __future__ import annotations

import resource
import time
from typing import TYPE_CHECKING

from isacs_publish.press.bind import bind
from isacs_publish.press.typeset import typeset

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.model.printsource import PrintSource
    from isacs_publish.model.sheets import Sheets
    from isacs_publish.press.work import Binding


def timed_typeset(source: PrintSource, fonts: Path) -> tuple[Sheets, float, int]:
    """Return sheets, CPU seconds, and the peak memory of the worker in kB."""
    start = time.process_time()
    sheets = typeset(source, fonts)
    return sheets, time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def bind_all(jobs: list[Binding], fonts: Path) -> tuple[float, float, int]:
    """Return the CPU seconds of setting all title matter, those of binding, and the peak memory in kB."""
    start = time.process_time()
    matters = [typeset(job.matter, fonts) for job in jobs]
    middle = time.process_time()
    for job, matter in zip(jobs, matters, strict=True):
        bind(matter, list(job.parts), fonts, job.label)
    return middle - start, time.process_time() - middle, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
