"""The clauses that treat the cross-cutting issues, as the website links to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isacs_publish.model.coverage import coverage
from isacs_publish.model.outline import identity

if TYPE_CHECKING:
    from isacs_publish.model.coverage import Treatment
    from isacs_publish.site.site import SiteText


@dataclass(frozen=True, slots=True)
class ClauseLink:
    """A clause: its number, its title, its address below the site."""

    number: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Treated:
    """How a module treats an issue: the clauses that do, all of the module (``whole``), or why none does."""

    clauses: tuple[ClauseLink, ...]
    whole: bool
    reason: str

    @property
    def count(self) -> int:
        """How many clauses treat the issue."""
        return len(self.clauses)


def treated(text: SiteText) -> dict[str, dict[str, Treated]]:
    """Return how the modules of a language treat each issue, by module and by issue."""
    manuscripts = {number: text.reading.manuscripts[number] for number in text.modules}
    found = coverage(text.catalogue, manuscripts)
    return {number: {key: _of(text, number, each) for key, each in found[number].items()} for number in text.modules}


def _of(text: SiteText, number: str, treatment: Treatment) -> Treated:
    words = text.reading.texts[number]
    clauses = tuple(
        ClauseLink(words.name(anchor), words.by_anchor[anchor].title, f"{text.modules[number].address}#{identity(anchor)}")
        for anchor in treatment.units
    )
    return Treated(clauses, treatment.whole, treatment.reason)
