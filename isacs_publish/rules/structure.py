"""Rules about the structure of a module: what every module has, and in which order."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from isacs_publish.model.outline import CITED_BY_ANCHOR, REQUIRED, RESERVED, Kind
from isacs_publish.rules.rule import Fault, Level, Rule, at_module, at_unit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from isacs_publish.model.corpus import Corpus
    from isacs_publish.model.outline import Outline, Unit


def missing_anchor(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """Each unit that others cite has a permanent anchor, given by the author."""
    lines = corpus.lines.get(outline.path, ())
    for unit in outline.walk():
        if unit.kind in CITED_BY_ANCHOR and not unit.given and not _refused(lines, unit):
            message = f"{unit.kind} {unit.title!r} has no anchor"
            yield at_unit(outline, unit, message, "run: isacs check --fix")


_TARGET = re.compile(r"\s*\.\. _[^:]+:\s*")


def _refused(lines: Sequence[str], unit: Unit) -> bool:
    """Tell whether an anchor stands above a unit and is none, for a fault of its own, such as a name that was given before."""
    above = next((line for line in reversed(lines[: max(unit.line - 1, 0)]) if line.strip()), "")
    return _TARGET.fullmatch(above) is not None


def duplicate_anchor(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """An anchor names one unit."""
    counts = Counter(unit.anchor for unit in outline.walk())
    for unit in outline.walk():
        if counts.pop(unit.anchor, 0) > 1:
            yield at_unit(outline, unit, f"anchor {unit.anchor!r} names several units", "rename one")


def title_differs(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """The title of the text is that of the catalogue."""
    title = corpus.catalogue.modules[outline.module].title
    if outline.title and outline.title != title:
        message = f"the title is {outline.title!r}, in the catalogue {title!r}"
        yield at_module(outline, message, "make the two the same")


def required_clause(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """Every module has the clauses that ISO/IEC Directives, Part 2, clause 6, requires."""
    anchors = {unit.anchor for unit in outline.units}
    for anchor in REQUIRED:
        if anchor not in anchors:
            message = f"the module has no clause with the anchor {anchor!r}"
            yield at_module(outline, message, f"add the clause, with '.. _{anchor}:' above its title")


ORDER = (
    *("foreword", "introduction", "scope", "normative-references", "terms", "abbreviations"),
    *(Kind.CLAUSE, Kind.ANNEX, Kind.BIBLIOGRAPHY),
)
"""The divisions of a module in their order, by reserved anchor or by kind."""


def clause_order(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """Front matter comes first, then scope, normative references, terms, abbreviations, clauses, annexes, bibliography.

    As many divisions as can be are taken to stand where they belong; each of the others is to be moved.
    """
    ranks = [ORDER.index(unit.anchor if unit.anchor in RESERVED else unit.kind) for unit in outline.units]
    kept = longest_row(ranks)
    for place, unit in enumerate(outline.units):
        if place not in kept:
            yield at_unit(outline, unit, *_misplaced(outline, ranks, kept, place))


def longest_row(ranks: Sequence[int]) -> tuple[int, ...]:
    """Return the places of the longest row of ranks none of which falls; of several, the one whose places come first."""
    lengths = [0] * len(ranks)
    for place in reversed(range(len(ranks))):
        lengths[place] = 1 + max((lengths[next_] for next_ in _not_lower(ranks, place)), default=0)
    kept: list[int] = []
    wanted = max(lengths, default=0)
    for place, rank in enumerate(ranks):
        if lengths[place] == wanted and (not kept or rank >= ranks[kept[-1]]):
            kept.append(place)
            wanted -= 1
    return tuple(kept)


def _not_lower(ranks: Sequence[int], place: int) -> Iterator[int]:
    return (later for later in range(place + 1, len(ranks)) if ranks[later] >= ranks[place])


def _misplaced(outline: Outline, ranks: Sequence[int], kept: Sequence[int], place: int) -> tuple[str, str]:
    """Return message and hint about a division: after which one it stands too late, or before which too early."""
    unit = outline.units[place]
    late = next((other for other in kept if other < place and ranks[other] > ranks[place]), None)
    if late is not None:
        title = outline.units[late].title
        return f"{unit.kind} {unit.title!r} stands after {title!r}", f"move it before {title!r}"
    early = max(other for other in kept if other > place and ranks[other] < ranks[place])
    title = outline.units[early].title
    return f"{unit.kind} {unit.title!r} stands before {title!r}", f"move it behind {title!r}"


RULES = (
    Rule("missing-anchor", missing_anchor, "the vocabulary of authors: anchors", fixes=True),
    Rule("duplicate-anchor", duplicate_anchor, "the vocabulary of authors: anchors", Level.ERROR),
    Rule("title-differs", title_differs, "the catalogue", Level.ERROR),
    Rule("required-clause", required_clause, "ISO/IEC Directives, Part 2, clause 6"),
    Rule("clause-order", clause_order, "ISO/IEC Directives, Part 2, clause 6"),
)
