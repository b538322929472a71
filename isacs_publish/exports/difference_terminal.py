"""A difference for the terminal: clause by clause, words that went struck through, words that came underlined."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text as RichText

from isacs_publish.exports.difference_shown import ShownGap, ShownPassage, ShownTable, symbol
from isacs_publish.model.marking import Mark
from isacs_publish.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from isacs_publish.exports.difference_shown import Shown, ShownSentence, ShownUnit
    from isacs_publish.model.marking import Run

STYLES = {Mark.DELETED: "red strike", Mark.INSERTED: "green underline", Mark.KEPT: ""}
NATURES = {"normative": "bold red", "substantive": "bold yellow", "editorial": "bold cyan", "": "bold"}


def terminal(shown: Shown, *, colour: bool = False, width: int = 100) -> str:
    """Return a difference as lines of a terminal; without colours, words are marked as ``[-gone-]`` and ``{+come+}``."""
    printed = StringIO()
    console = Console(
        file=printed, force_terminal=colour, width=width, highlight=False, color_system="standard" if colour else None
    )
    for line in _lines(shown, colour=colour):
        console.print(line, soft_wrap=not colour)
    return "\n".join(line.rstrip() for line in printed.getvalue().splitlines()) + "\n"


def _lines(shown: Shown, *, colour: bool) -> Iterator[RichText]:
    yield RichText(shown.heading, "bold")
    yield marked_words(shown.title, colour=colour)
    if not shown.counts:
        yield RichText(words(shown.language).no_changes)
    for part in shown.parts:
        yield RichText()
        if isinstance(part, ShownGap):
            yield RichText(part.words, "dim")
        else:
            yield from _of_unit(part, colour=colour)
    yield RichText()
    yield RichText(summary(shown), "bold")


def summary(shown: Shown) -> str:
    """Return the counts in one line: ``normative: 2 clauses (3 sentences); new: 1``."""
    fixed = words(shown.language)
    named = (
        f"{count.name}: {fixed.clauses} {count.units}"
        + (f", {fixed.sentences} {count.sentences}" if count.sentences is not None else "")
        for count in shown.counts
    )
    return "; ".join(named) or fixed.no_changes


def _of_unit(unit: ShownUnit, *, colour: bool) -> Iterator[RichText]:
    head = RichText.assemble(marked_words(unit.label, colour=colour), "  ", marked_words(unit.title, colour=colour))
    head.stylize("bold")
    yield head.append(f"  [{unit.told}]", NATURES[unit.nature])
    for block in unit.blocks:
        if isinstance(block, ShownTable):
            yield from (_of_row(row, colour=colour) for row in block.rows)
        elif block.changed:
            yield _of_passage(block, colour=colour)


def _of_passage(passage: ShownPassage, *, colour: bool) -> RichText:
    label = f"{passage.label} " if passage.label else ""
    return RichText("  " + "  " * passage.level + label).append_text(_sentences(passage.sentences, colour=colour))


def _of_row(row: tuple[tuple[ShownSentence, ...], ...], *, colour: bool) -> RichText:
    return RichText("  | ").append_text(RichText(" | ").join(_sentences(cell, colour=colour) for cell in row)).append(" |")


def _sentences(sentences: Iterable[ShownSentence], *, colour: bool) -> RichText:
    return RichText(" ").join(_sentence(sentence, colour=colour) for sentence in sentences)


def _sentence(sentence: ShownSentence, *, colour: bool) -> RichText:
    line = marked_words(sentence.runs, colour=colour)
    return line.append(f" [{sentence.told}]", NATURES[sentence.nature]) if sentence.nature else line


def marked_words(runs: Iterable[Run], *, colour: bool) -> RichText:
    """Return words with their marks: by styles, or by signs where there are no colours."""
    line = RichText()
    for run in runs:
        before, after = ("", "") if colour else symbol(run.mark)
        line.append(f"{before}{_visible(run.words)}{after}", STYLES[run.mark])
    return line


def _visible(words: str) -> str:
    """Return words without control characters, which a terminal would obey."""
    return "".join(sign if sign.isprintable() else " " for sign in words)
