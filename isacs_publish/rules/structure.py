"""Rules about the structure of a module: what every module has, and in which order."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from isacs_publish.model.outline import CITED_BY_ANCHOR, REQUIRED, RESERVED, Kind
from isacs_publish.rules.rule import Fault, Level, Rule, at_module, at_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.corpus import Corpus
    from isacs_publish.model.outline import Outline


def missing_anchor(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """Each unit that others cite has a permanent anchor, given by the author."""
    for unit in outline.walk():
        if unit.kind in CITED_BY_ANCHOR and not unit.given:
            message = f"{unit.kind} {unit.title!r} has no anchor"
            yield at_unit(outline, unit, message, "run: isacs check --fix")


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
    """Front matter comes first, then scope, normative references, terms, abbreviations, clauses, annexes, bibliography."""
    latest, before = 0, ""
    for unit in outline.units:
        rank = ORDER.index(unit.anchor if unit.anchor in RESERVED else unit.kind)
        if rank < latest:
            yield at_unit(outline, unit, f"{unit.kind} {unit.title!r} stands after {before!r}", "move it")
        else:
            latest, before = rank, unit.title


RULES = (
    Rule("missing-anchor", missing_anchor, "the vocabulary of authors: anchors", fixes=True),
    Rule("duplicate-anchor", duplicate_anchor, "the vocabulary of authors: anchors", Level.ERROR),
    Rule("title-differs", title_differs, "the catalogue", Level.ERROR),
    Rule("required-clause", required_clause, "ISO/IEC Directives, Part 2, clause 6"),
    Rule("clause-order", clause_order, "ISO/IEC Directives, Part 2, clause 6"),
)
