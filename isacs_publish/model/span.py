"""A span: a piece of work with the time it took, for those who look where the time goes. No output depends on one."""

from __future__ import annotations

from dataclasses import dataclass

STAGE = "stage"
"""The kind of a span that is a stage of a build; all others are jobs of the press."""


@dataclass(frozen=True, slots=True)
class Span:
    """What was done, its kind, when it began, how many seconds it took and of how much CPU, and the worker that did it.

    ``start`` is of the monotonic clock, which all processes of a machine share; ``worker`` is empty for the build itself.
    """

    name: str
    kind: str
    start: float
    seconds: float
    cpu: float
    worker: str = ""
