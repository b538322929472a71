"""The uses of instruments for the terminal: by force, the articles with the clauses that restate or cite them."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as RichText

from isacs_publish.model.instrument import Binding
from isacs_publish.model.uses import uses_of
from isacs_publish.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isacs_publish.model.instrument import Instruments
    from isacs_publish.model.manuscript import Manuscript
    from isacs_publish.model.uses import Uses
    from isacs_publish.words import Words

DASH = "—"


def instruments_shown(instruments: Instruments, manuscripts: Mapping[str, Manuscript], language: str, width: int) -> str:
    """Return a table for each force as lines, at most ``width`` characters wide."""
    fixed = words(language)
    printed = StringIO()
    console = Console(file=printed, width=width, highlight=False, color_system=None)
    for binding in Binding:
        heads = (fixed.instrument, fixed.article, fixed.verbal_class, fixed.clauses)
        table = Table(*heads, box=SIMPLE_HEAD, title=binding, title_justify="left", title_style="")
        for uses in uses_of(instruments, manuscripts, binding):
            table.add_row(*map(RichText, _row(uses, instruments, manuscripts, fixed)))
        if table.row_count:
            console.print(table)
    return "".join(f"{line.rstrip()}\n" for line in printed.getvalue().splitlines())


def _row(uses: Uses, instruments: Instruments, manuscripts: Mapping[str, Manuscript], fixed: Words) -> tuple[str, ...]:
    told = fixed.verbal(uses.force) if uses.force else ""
    units = "; ".join(f"{number}, {manuscripts[number].text.name(anchor)}" for number, anchor in uses.units)
    return instruments.works[uses.key].name, uses.article or DASH, told or DASH, units
