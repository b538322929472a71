"""Progress of long work: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SHOWN = 3
"""How many of the things in hand the bar names."""


@contextmanager
def progress() -> Iterator[Callable[..., None]]:
    """Yield the function that work calls after each step, with what was done, how many steps are done, and how many there are.

    It may add what is in hand now, and say nothing of what was done, as when the first of many things are begun.
    """
    if not sys.stderr.isatty():
        yield _print
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    left = TextColumn("left:")
    columns = (BarColumn(), MofNCompleteColumn(), left, TimeRemainingColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading the modules", total=None)

        def show(what: str, done: int, total: int, now: Sequence[str] = ()) -> None:
            bar.update(task, completed=done, total=total, description=shown(what, now) or None)

        yield show


def shown(what: str, now: Sequence[str]) -> str:
    """Return what the bar says: what is in hand now, or else what was done last."""
    if not now:
        return what
    more = f" and {len(now) - SHOWN} more" if len(now) > SHOWN else ""
    return f"now {', '.join(now[:SHOWN])}{more}"


def _print(what: str, done: int, total: int, _now: Sequence[str] = ()) -> None:
    if what:
        print(f"[{done}/{total}] {what}", file=sys.stderr, flush=True)
