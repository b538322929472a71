"""The register: what has been published of a module, version by version. What stands in it never moves.

Within an edition (one year) every version keeps the numbers of the one before; a new edition numbers afresh. An anchor is
permanent through all editions: it is kept, or its fate is declared, and no other unit ever takes it over.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date  # noqa: TC003  (the reader resolves these annotations at run time)
from hashlib import sha256
from typing import TYPE_CHECKING

from isacs_publish.model.catalogue import Change  # noqa: TC001  (the same)
from isacs_publish.model.identifier import Version
from isacs_publish.model.outline import CITED_BY_ANCHOR, DIVISIONS, FROZEN, Kind
from isacs_publish.model.provision import provisions

if TYPE_CHECKING:
    from isacs_publish.model.provision import VerbalForms
    from isacs_publish.model.text import Text


@dataclass(frozen=True, slots=True)
class RegisteredUnit:
    """A unit as published: anchor, kind, printed number, title, owner, SHA-256 of its words, its provisions.

    ``digest`` covers the unit with the notes, examples and footnotes in it, which have no permanent number; ``provisions`` are
    pairs of verbal form and SHA-256 of the sentence. ``withdrawn`` is the version that withdrew it.
    """

    anchor: str
    kind: Kind
    digest: str
    number: str = ""
    title: str = ""
    owner: str = ""
    provisions: tuple[tuple[str, str], ...] = ()
    status: str = ""
    withdrawn: str = ""


@dataclass(frozen=True)
class RegisteredVersion:
    """One published version: SHA-256 of its recorded words, the release that sealed it, the revision of the sources.

    ``changes`` are those that were declared of it, as its amendment record prints them.
    """

    year: int
    version: str
    date: date
    release: str
    revision: str
    text: str
    units: tuple[RegisteredUnit, ...]
    changes: tuple[Change, ...] = ()

    @property
    def order(self) -> tuple[int, Version]:
        """What versions are ordered by."""
        return self.year, Version.parse(self.version)

    def numbers(self) -> dict[str, str]:
        """Return the numbers by anchor."""
        return {unit.anchor: unit.number for unit in self.units if unit.number}


@dataclass(frozen=True)
class Register:
    """All published versions of one module, in order."""

    module: str
    versions: tuple[RegisteredVersion, ...] = field(default=())

    def latest(self, year: int) -> RegisteredVersion | None:
        """Return the latest version of an edition, None where nothing of it was published."""
        return next((version for version in reversed(self.versions) if version.year == year), None)

    def former(self, year: int) -> RegisteredVersion | None:
        """Return the last version of the edition before that of a year."""
        return next((version for version in reversed(self.versions) if version.year < year), None)

    def before(self, year: int, version: str) -> RegisteredVersion | None:
        """Return the version published before one, of the same edition or the one before."""
        wanted = year, Version.parse(version)
        return next((known for known in reversed(self.versions) if known.order < wanted), None)

    def find(self, year: int, version: str) -> RegisteredVersion | None:
        """Return a version, None where it was not published."""
        return next((known for known in self.versions if (known.year, known.version) == (year, version)), None)

    def gone(self, before: tuple[int, Version]) -> dict[str, RegisteredVersion]:
        """Return the anchors that ended before a version, each with the version that has it no more."""
        found: dict[str, RegisteredVersion] = {}
        known: set[str] = set()
        for version in (v for v in self.versions if v.order < before):
            live = {unit.anchor for unit in version.units if not unit.withdrawn}
            found.update((anchor, version) for anchor in known - live if anchor not in found)
            known |= live
        return found


def registered_units(text: Text, forms: VerbalForms) -> tuple[RegisteredUnit, ...]:
    """Return the units of a text as the register keeps them."""
    found: dict[str, list[tuple[str, str]]] = {}
    for provision in provisions(text, forms):
        digest = sha256(provision.words.encode()).hexdigest()
        found.setdefault(_keeper(text, provision.unit), []).append((str(provision.form), digest))
    return tuple(replace(unit, provisions=tuple(found.get(unit.anchor, ()))) for unit in permanent_units(text))


def permanent_units(text: Text) -> tuple[RegisteredUnit, ...]:
    """Return the units of a text whose numbers are permanent, without their provisions."""
    keepers = {unit.anchor: _keeper(text, unit.anchor) for unit in text.units}
    kept: dict[str, list[str]] = {}
    for passage in text.passages:
        keeper = keepers[passage.unit]
        aside = "" if passage.unit == keeper else text.by_anchor[passage.unit].kind
        kept.setdefault(keeper, []).append(f"{aside} {passage.form} {passage.place} {passage.words}")
    return tuple(
        RegisteredUnit(
            unit.anchor,
            unit.kind,
            sha256("\0".join([unit.title, *kept.get(unit.anchor, [])]).encode()).hexdigest(),
            unit.number,
            unit.title,
            keepers.get(unit.owner, ""),
            (),
            unit.status,
            unit.withdrawn,
        )
        for unit in text.units
        if keepers[unit.anchor] == unit.anchor
    )


def changed_since(former: RegisteredVersion, text: Text, forms: VerbalForms) -> tuple[str, ...]:
    """Return the anchors of the clauses, annexes and term entries in which words were added, taken away or changed."""
    published = {unit.anchor: unit.digest for unit in former.units}
    now = {unit.anchor: unit.digest for unit in registered_units(text, forms)}
    differing = [anchor for anchor, digest in now.items() if published.get(anchor) != digest]
    owners = {unit.anchor: unit.owner for unit in former.units}
    left = [owner for anchor in published.keys() - now.keys() if (owner := owners[anchor]) in text.by_anchor]
    found = {_in_lines(text, anchor) for anchor in (*differing, *left)}
    return tuple(unit.anchor for unit in text.units if unit.anchor in found)


def _in_lines(text: Text, anchor: str) -> str:
    """Return the clause, annex or term entry around a unit, itself if it is one: what the lines of a page belong to."""
    unit = text.by_anchor[anchor]
    while unit.kind not in (*DIVISIONS, Kind.TERM) and unit.owner:
        unit = text.by_anchor[unit.owner]
    return unit.anchor


def _keeper(text: Text, anchor: str) -> str:
    """Return the unit with a permanent number that holds another one, itself if it is one.

    What an author gave an anchor is permanent wherever it stands; lists and their entries are so outside of notes alone.
    """
    keeper = anchor
    for unit in text.around(anchor):
        if unit.kind not in FROZEN:
            keeper = unit.owner
        elif unit.kind in CITED_BY_ANCHOR:
            break
    return keeper
