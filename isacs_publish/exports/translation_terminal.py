"""How far translations are, for the terminal: a table of clauses and words, a chart of bars, the clauses that are behind."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as RichText

from isacs_publish.exports.difference_terminal import marked_words
from isacs_publish.model.finding import printable
from isacs_publish.model.marking import Mark, Run, marked
from isacs_publish.model.translation import Currency
from isacs_publish.model.translation_status import per_cent, shares, together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from rich.console import RenderableType

    from isacs_publish.model.translation import Entry
    from isacs_publish.model.translation_status import Behind, Counts, Standing

SIGNS = {Currency.CURRENT: "█", Currency.STALE: "▒", Currency.MISSING: "·"}
SHADES = {Currency.CURRENT: "green", Currency.STALE: "yellow", Currency.MISSING: "bright_black"}
"""The sign and the shade of each currency in a bar: either is enough to tell it by."""

LENGTH = 40
"""Signs of a bar."""

MOST_BARS = 24
"""Bars of single sources; where there would be more, a bar is a whole language."""


class Output:
    """What is shown of translations, with or without colours."""

    def __init__(self, width: int, *, colour: bool) -> None:
        self.width, self.colour = width, colour

    def status(self, standings: Sequence[Standing], names: Mapping[str, str]) -> str:
        """Return table and chart; ``names`` are the short names of sources."""
        languages = dict.fromkeys(each.language for each in standings)
        totals = [together(language, standings) for language in languages]
        bars = [*standings, *totals] if len(standings) <= MOST_BARS and len(standings) > len(totals) else totals
        return self._printed([_table(standings, totals, names), *_chart(bars, names)])

    def behind(
        self, late: Sequence[Behind], named: Callable[[str], str], path: str, reflected: Callable[[str], str] = lambda _: ""
    ) -> str:
        """Return the clauses that are not current, with what each message lacks.

        ``named`` returns the name of a clause by anchor, ``path`` is that of the file, ``reflected`` returns the version that
        the former source of a translation stood in.
        """
        return self._printed(line for each in late for line in self._clause(each, named(each.clause.unit), path, reflected))

    def _clause(self, each: Behind, name: str, path: str, reflected: Callable[[str], str]) -> Iterator[RenderableType]:
        currency = each.clause.currency
        yield RichText()
        versions = dict.fromkeys(filter(None, (reflected(entry.previous) for entry in each.entries if entry.previous)))
        told = ", ".join([f"{SIGNS[currency]} {currency}", *(f"reflects V{version}" for version in versions)])
        yield RichText.assemble((printable(name), "bold"), f"  [{told}]", style=SHADES[currency] if self.colour else "")
        for entry in each.entries:
            yield from self._entry(entry, path)

    def _entry(self, entry: Entry, path: str) -> Iterator[RenderableType]:
        place = f"{path}:{entry.line}" if entry.line else f"{path}: not there yet; isacs translate update"
        yield self._indented(2, RichText(f"{place}: {entry.currency}"))
        reflecting = entry.currency is Currency.STALE and entry.previous
        runs = marked(reflecting, entry.source) if reflecting else [Run(Mark.KEPT, entry.source)]
        yield self._indented(4, marked_words(runs, colour=self.colour))
        if entry.currency is Currency.STALE and not reflecting:
            yield self._indented(4, RichText("nothing tells what its translation reflects"))

    def _indented(self, depth: int, line: RichText) -> RenderableType:
        """Return a line, all lines of it indented where it is folded."""
        return Padding(line, (0, 0, 0, depth)) if self.colour else RichText(" " * depth).append_text(line)

    def _printed(self, shown: Iterable[RenderableType]) -> str:
        stream = StringIO()
        console = Console(
            file=stream,
            width=self.width,
            force_terminal=self.colour,
            highlight=False,
            markup=False,
            color_system="standard" if self.colour else None,
        )
        for each in shown:
            console.print(each, soft_wrap=isinstance(each, RichText) and not self.colour)
        return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


def _table(standings: Iterable[Standing], totals: Iterable[Standing], names: Mapping[str, str]) -> Table:
    table = Table(box=SIMPLE_HEAD)
    for head in ("source", "language"):
        table.add_column(head)
    for what in ("clauses", "words"):
        for currency in Currency:
            table.add_column(f"{what}\n{currency}", justify="right", vertical="bottom")
        table.add_column("\n%", justify="right")
    for each in standings:
        table.add_row(*_row(each, names[each.docname]))
    table.add_section()
    for each in totals:
        table.add_row(*_row(each, "all"), style="bold")
    return table


def _row(each: Standing, name: str) -> list[str]:
    return [name, each.language, *_counts(each.clauses), *_counts(each.words)]


def _counts(counts: Counts) -> list[str]:
    return [*(f"{counts[currency]:,}".replace(",", " ") for currency in Currency), str(per_cent(counts))]


def _chart(bars: Sequence[Standing], names: Mapping[str, str]) -> Iterator[RichText]:
    labels = [f"{names.get(each.docname, 'all')} {each.language}" for each in bars]
    widest = max(map(len, labels), default=0)
    for label, each in zip(labels, bars, strict=True):
        yield RichText.assemble(f"{label:{widest}} ", _bar(each.words), f" {per_cent(each.words):3} %")
    legend = RichText(" " * (widest + 1) + "words: ")
    for currency in Currency:
        legend.append(SIGNS[currency], SHADES[currency]).append(f" {currency}  ")
    yield legend


def _bar(counts: Counts) -> RichText:
    signs = shares(counts, LENGTH)
    return RichText.assemble(*((SIGNS[currency] * signs[currency], SHADES[currency]) for currency in Currency))
