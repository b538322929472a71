"""Findings as an editor reads them: grouped by file, each with its line of the source and what to do; waived ones at the end.

Each finding begins ``path:line: severity: message [code]``, which editors of text can jump to.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import IO, TYPE_CHECKING

from rich.console import Console, Group
from rich.text import Text

from isacs_publish.model.finding import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from isacs_publish.model.finding import Finding, Place

SourceLine = Callable[["Place"], str]
"""Returns the line of a source that a place names, empty where there is none."""

_STYLES = {"error": "bold red", "warning": "yellow", "waived": "dim"}
LONGEST = 160
"""Characters of a source line that are shown."""


def shown(findings: Sequence[Finding], source_line: SourceLine) -> Group:
    """Return findings for a console, open ones first, both in order and grouped by file; the last line counts them."""
    still_open = [finding for finding in findings if not finding.waiver]
    waived = [finding for finding in findings if finding.waiver]
    return Group(*_groups(still_open, source_line), *_groups(waived, source_line), Text(summary(findings)))


def summary(findings: Sequence[Finding]) -> str:
    """Return in words how many findings there are."""
    waived = sum(bool(finding.waiver) for finding in findings)
    errors = sum(finding.is_error for finding in findings)
    warnings = len(findings) - waived - errors
    return ", ".join(
        f"{count} {noun}{'' if count == 1 or noun == 'waived' else 's'}"
        for count, noun in ((errors, "error"), (warnings, "warning"), (waived, "waived"))
        if count or noun != "waived"
    )


def _groups(findings: Iterable[Finding], source_line: SourceLine) -> Iterator[Text]:
    for path, group in groupby(findings, key=lambda finding: finding.place.path):
        of_file = list(group)
        yield Text(f"{printable(path)} ({len(of_file)})", style="bold")
        for finding in of_file:
            yield from _one(finding, source_line)


def _one(finding: Finding, source_line: SourceLine) -> Iterator[Text]:
    weight = "waived" if finding.waiver else str(finding.severity)
    place, message = printable(str(finding.place)), printable(finding.message)
    yield Text.assemble(f"  {place}: ", (weight, _STYLES[weight]), f": {message} ", (f"[{finding.code}]", "cyan"))
    if words := source_line(finding.place).strip():
        yield Text(f"  {finding.place.line:>6} │ {printable(words)[:LONGEST]}", style="dim")
    if finding.waiver:
        yield Text(f"         reason: {printable(finding.waiver)}")
    elif finding.hint:
        yield Text(f"         hint: {printable(finding.hint)}", style="italic")


ENDLESS = 1_000_000
"""Characters in a line where no terminal sets a width, so that no line is broken."""


def console(stream: IO[str], *, terminal: bool) -> Console:
    """Return a console for a stream: on a terminal as wide as it is, elsewhere without colours, never breaking a line."""
    return Console(file=stream, highlight=False, markup=False, width=None if terminal else ENDLESS)
