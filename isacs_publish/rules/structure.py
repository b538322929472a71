"""Rules about the structure of a module."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from isacs_publish.model.finding import Finding, Place, Severity
from isacs_publish.model.outline import CITED_BY_ANCHOR, REQUIRED, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.model.outline import Outline, Unit


def missing_anchor(outline: Outline, catalogue: Catalogue) -> Iterator[Finding]:
    """Each unit that others cite has a permanent anchor, given by the author."""
    for unit in outline.walk():
        if unit.kind in CITED_BY_ANCHOR and not unit.given:
            message = f"{unit.kind} {unit.title!r} has no anchor"
            yield _finding("missing-anchor", outline, unit, message, "run: isacs check --fix", Severity.WARNING)


def duplicate_anchor(outline: Outline, catalogue: Catalogue) -> Iterator[Finding]:
    """An anchor names one unit."""
    counts = Counter(unit.anchor for unit in outline.walk())
    for unit in outline.walk():
        if counts.pop(unit.anchor, 0) > 1:
            yield _finding("duplicate-anchor", outline, unit, f"anchor {unit.anchor!r} names several units", "rename one")


def title_differs(outline: Outline, catalogue: Catalogue) -> Iterator[Finding]:
    """The title of the text is that of the catalogue."""
    title = catalogue.modules[outline.module].title
    if outline.title and outline.title != title:
        message = f"the title is {outline.title!r}, in the catalogue {title!r}"
        yield Finding("title-differs", Place(outline.path, 1), message, "make the two the same")


def required_clause(outline: Outline, catalogue: Catalogue) -> Iterator[Finding]:
    """Every module has the clauses that ISO/IEC Directives, Part 2, clause 6, requires."""
    anchors = {unit.anchor for unit in outline.units}
    for anchor in REQUIRED:
        if anchor not in anchors:
            message = f"the module has no clause with the anchor {anchor!r}"
            hint = f"add the clause, with '.. _{anchor}:' above its title"
            yield Finding("required-clause", Place(outline.path, 1), message, hint, Severity.WARNING)


def clause_order(outline: Outline, catalogue: Catalogue) -> Iterator[Finding]:
    """Front matter comes first, then clauses, then annexes, then the bibliography."""
    order = [Kind.FOREWORD, Kind.INTRODUCTION, Kind.CLAUSE, Kind.ANNEX, Kind.BIBLIOGRAPHY]
    latest = 0
    for unit in outline.units:
        if unit.kind in order:
            if order.index(unit.kind) < latest:
                message = f"{unit.kind} {unit.title!r} stands after {order[latest]}"
                yield _finding("clause-order", outline, unit, message, "move it", Severity.WARNING)
            latest = max(latest, order.index(unit.kind))


RULES = (missing_anchor, duplicate_anchor, title_differs, required_clause, clause_order)


def _finding(code: str, outline: Outline, unit: Unit, message: str, hint: str, severity: Severity = Severity.ERROR) -> Finding:
    return Finding(code, Place(outline.path, unit.line), message, hint, severity)
