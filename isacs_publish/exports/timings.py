"""Where the time of a build went: tables for the terminal, and a trace for viewers.

The trace is in the JSON Array Format of the Trace Event Format, which Perfetto and chrome://tracing open: one complete event
(``"ph": "X"``) a span, in microseconds from the start of the build. It names no machine, process or folder.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from rich.table import Table

from isacs_publish.model.span import STAGE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isacs_publish.model.span import Span

SLOWEST = 5
"""Jobs that are named, the slowest first."""

WORK = {"sheets": "typeset", "volumes": "bind", "print": "print edition", "review": "review edition"}
"""What the jobs of each kind do."""


def tables(spans: Sequence[Span]) -> list[Table]:
    """Return the stages, the jobs of the press by kind with their seconds on the clock and of CPU, and the slowest jobs."""
    stages, jobs = [span for span in spans if span.kind == STAGE], [span for span in spans if span.kind != STAGE]
    kinds = [(work, [span for span in jobs if span.kind == kind]) for kind, work in WORK.items()]
    slowest = sorted(jobs, key=lambda span: -span.seconds)[:SLOWEST]
    made = [_table("stage", [(span.name, [span]) for span in stages])]
    if jobs:
        made.append(_table("job of the press", [(work, group) for work, group in kinds if group]))
        made.append(_table("slowest jobs", [(f"{WORK[span.kind]} {span.name}", [span]) for span in slowest]))
    return made


def _table(head: str, rows: Sequence[tuple[str, Sequence[Span]]]) -> Table:
    table = Table(head)
    for title in ("count", "seconds", "CPU"):
        table.add_column(title, justify="right")
    for name, group in rows:
        seconds, cpu = sum(span.seconds for span in group), sum(span.cpu for span in group)
        table.add_row(name, str(len(group)), f"{seconds:.2f}", f"{cpu:.2f}")
    return table


def trace(spans: Sequence[Span], start: float) -> bytes:
    """Return the spans as events, those of each worker in a line of their own; ``start`` is when the build began."""
    workers = list(dict.fromkeys(span.worker for span in sorted(spans, key=lambda span: (span.worker != "", span.start))))
    lines = {worker: number for number, worker in enumerate(workers)}
    named = [_named(number, f"worker {number}" if worker else "build") for worker, number in lines.items()]
    events = [_event(span, start, lines[span.worker]) for span in sorted(spans, key=lambda span: span.start)]
    return (json.dumps([*named, *events], indent=0, ensure_ascii=False) + "\n").encode()


def _named(line: int, name: str) -> dict[str, Any]:
    return {"name": "thread_name", "ph": "M", "pid": 1, "tid": line, "args": {"name": name}}


def _event(span: Span, start: float, line: int) -> dict[str, Any]:
    name = span.name if span.kind == STAGE else f"{WORK[span.kind]} {span.name}"
    return {
        "name": name,
        "cat": span.kind,
        "ph": "X",
        "ts": max(round((span.start - start) * 1e6), 0),
        "dur": round(span.seconds * 1e6),
        "pid": 1,
        "tid": line,
        "args": {"cpu_seconds": round(span.cpu, 3)},
    }
