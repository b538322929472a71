"""Coverage: which clauses of a module treat each cross-cutting issue, or the reason why none does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isacs_publish.model.outline import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isacs_publish.model.catalogue import Catalogue, Issue
    from isacs_publish.model.manuscript import Manuscript, Tag

TREATING = frozenset({Kind.CLAUSE, Kind.ANNEX})
"""Kinds of units that treat an issue."""

MISSING = "missing-issue"
"""The code of the finding that a module treats no clause of a required issue, and of the waiver that gives the reason."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """How a module treats an issue: the anchors of its clauses that do, in order, the whole module, or why none does."""

    units: tuple[str, ...] = ()
    whole: bool = False
    reason: str = ""

    def __bool__(self) -> bool:
        """Whether the issue is treated at all."""
        return self.whole or bool(self.units)


def coverage(catalogue: Catalogue, manuscripts: Mapping[str, Manuscript]) -> dict[str, dict[str, Treatment]]:
    """Return how modules treat the issues of the catalogue, by module and by issue."""
    return {number: _of_module(catalogue, manuscript) for number, manuscript in sorted(manuscripts.items())}


def issues_treated(catalogue: Catalogue, manuscript: Manuscript) -> tuple[Issue, ...]:
    """Return the issues that a module treats, in the order of the catalogue."""
    return tuple(catalogue.issues[key] for key, treatment in _of_module(catalogue, manuscript).items() if treatment)


def _of_module(catalogue: Catalogue, manuscript: Manuscript) -> dict[str, Treatment]:
    """Return how one module treats each issue; a reason stands for one issue, as a waiver covers one finding."""
    reasons = [waiver for waiver in manuscript.waivers if waiver.code == MISSING and not waiver.unit]
    found = {}
    for issue in catalogue.issues.values():
        whole = issue.module == manuscript.outline.module
        units = tuple(dict.fromkeys(tag.unit for tag in treating(manuscript) if tag.issue == issue.key))
        reason = None
        if not whole and not units:
            reason = next((waiver for waiver in reasons if waiver.holds in missing(issue)), None)
        if reason:
            reasons.remove(reason)
        found[issue.key] = Treatment(units, whole, reason.reason if reason else "")
    return found


def missing(issue: Issue) -> str:
    """Return what is told of a module that treats an issue nowhere."""
    return f"no clause treats the issue {issue.key!r} ({issue.name})"


def treating(manuscript: Manuscript) -> Iterator[Tag]:
    """Yield the tags of a module that stand in clauses and annexes."""
    units = manuscript.units
    return (tag for tag in manuscript.tags if tag.unit in units and units[tag.unit].kind in TREATING)
