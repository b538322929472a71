"""The table of coverage for the terminal: modules by cross-cutting issues, with the clauses that treat each."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as RichText

from isacs_publish.model.coverage import coverage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.model.coverage import Treatment
    from isacs_publish.model.manuscript import Manuscript

DASH = "—"


def coverage_shown(catalogue: Catalogue, manuscripts: Mapping[str, Manuscript], width: int) -> str:
    """Return the table as lines, at most ``width`` characters wide, and below it why some issues have no place in a module."""
    table = Table("", *(issue.name for issue in catalogue.issues.values()), box=SIMPLE_HEAD, show_lines=False)
    reasons = []
    for number, treatments in coverage(catalogue, manuscripts).items():
        table.add_row(number, *(_cell(manuscripts[number], treatment) for treatment in treatments.values()))
        reasons += [(number, catalogue.issues[key].name, each.reason) for key, each in treatments.items() if each.reason]
    printed = StringIO()
    console = Console(file=printed, width=width, highlight=False, color_system=None)
    console.print(table)
    for number, name, reason in reasons:
        console.print(RichText(f"{DASH} {number}, {name}: {reason}"))
    return "\n".join(line.rstrip() for line in printed.getvalue().splitlines()) + "\n"


def _cell(manuscript: Manuscript, treatment: Treatment) -> RichText:
    """Return the numbers of the clauses that treat an issue, or that of the module that is about nothing else, or a dash."""
    if treatment.whole:
        return RichText(manuscript.outline.module)
    return RichText(DASH if treatment.reason else ", ".join(map(manuscript.text.name, treatment.units)))
