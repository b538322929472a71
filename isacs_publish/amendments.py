"""The amendment record: what each version of an edition changed, from the register and the editor's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isacs_publish.matter import AmendmentLine
from isacs_publish.model.identifier import Version
from isacs_publish.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.catalogue import Catalogue, Change, Module
    from isacs_publish.model.register import Register
    from isacs_publish.model.text import Text


def amendment_record(catalogue: Catalogue, register: Register, text: Text, language: str) -> tuple[AmendmentLine, ...]:
    """Return the declared changes of the edition up to the version of a text: by version, then in the order of the text."""
    module = catalogue.modules[text.module]
    rows = [change for change in catalogue.changes_of(text.module) if change.year == text.year]
    versions = sorted({change.version for change in rows}, key=Version.parse)
    upto = [version for version in versions if Version.parse(version) <= Version.parse(text.version)]
    return tuple(
        line
        for version in upto
        for line in _lines(module, register, text, [row for row in rows if row.version == version], language)
    )


def _lines(module: Module, register: Register, text: Text, rows: list[Change], language: str) -> Iterator[AmendmentLine]:
    """Yield the lines of one version."""
    version = rows[0].version
    known = register.find(text.year, version)
    numbers = _numbers(register, text)
    places = {anchor: place for place, anchor in enumerate(numbers)}
    date = known.date if known else module.date
    for row in sorted(rows, key=lambda row: (places.get(row.clause, len(places)), row.clause)):
        clause = numbers.get(row.clause) or row.clause
        yield AmendmentLine(version, date.isoformat(), clause, words(language).nature_of(row.nature), row.summary)


def _numbers(register: Register, text: Text) -> dict[str, str]:
    """Return how units are numbered, those of the text first, then those that only earlier versions have."""
    found = {unit.anchor: text.name(unit.anchor) for unit in text.units}
    for version in reversed(register.versions):
        for unit in version.units:
            found.setdefault(unit.anchor, unit.number or unit.title)
    return found
