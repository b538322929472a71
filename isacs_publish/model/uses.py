"""The uses of instruments: which clauses of which modules restate their articles, or cite them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from isacs_publish.model.instrument import divided
from isacs_publish.model.outline import DIVISIONS, Kind
from isacs_publish.model.text import REFERENCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isacs_publish.model.instrument import Binding, Instruments
    from isacs_publish.model.manuscript import Manuscript
    from isacs_publish.model.provision import Force

Units = tuple[tuple[str, str], ...]
"""Module and anchor of each unit, in the order of the modules and of reading."""


@dataclass(frozen=True, slots=True)
class Uses:
    """The units that restate an ``article`` of an instrument, with its class; without article, those that only cite it."""

    key: str
    article: str
    force: Force | None
    units: Units


def uses_of(instruments: Instruments, manuscripts: Mapping[str, Manuscript], binding: Binding) -> list[Uses]:
    """Return the uses of the instruments that bind in one way, by their names; what is cited of each before its articles."""
    found: dict[tuple[str, str], dict[tuple[str, str], None]] = {}
    for number in sorted(manuscripts):
        for key, article, unit in _named(manuscripts[number]):
            found.setdefault((key, article), {})[number, unit] = None
    return [
        Uses(work.key, article, work.form_of(article), tuple(found[work.key, article]))
        for work in sorted(instruments.works.values(), key=lambda work: (work.name, work.key))
        if work.binding is binding
        for article in sorted((article for key, article in found if key == work.key), key=partial(_order, list(work.articles)))
    ]


def _order(record: list[str], article: str) -> tuple[int, str]:
    """Return the place of an article: that on the record, of a paragraph that of its article; a citation comes first."""
    known = article
    while known and known not in record:
        known = known.rpartition(",")[0].strip()
    return record.index(known) if known else len(record) if article else -1, article


def _named(manuscript: Manuscript) -> Iterator[tuple[str, str, str]]:
    """Yield key, article and unit of each reference to a work; a citation has no article."""
    for passage in manuscript.text.passages:
        for reference in (
            REFERENCE.finditer(passage.words) if "{cite:" in passage.words or "{restates:" in passage.words else ()
        ):
            if reference[1] in ("cite", "restates"):
                yield *divided(reference[2]), _division(manuscript, passage.unit)


def _division(manuscript: Manuscript, anchor: str) -> str:
    """Return the innermost division or terminological entry around a unit."""
    around = manuscript.text.around(anchor)
    return next((unit.anchor for unit in around if unit.kind in DIVISIONS or unit.kind is Kind.TERM), anchor)
