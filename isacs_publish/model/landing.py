"""Where former units of a module are found in its current text: old addresses lead there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isacs_publish.model.outline import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from isacs_publish.model.catalogue import Change
    from isacs_publish.model.register import Register, RegisteredUnit


def label_id(kind: Kind, number: str) -> str:
    """Return the id by which a printed number is an address: ``clause-5.2``, ``annex-A``, ``table-3``; empty without number."""
    return f"{'clause' if kind is Kind.TERM else kind}-{number}" if number else ""


@dataclass(frozen=True)
class Landing:
    """The anchors of the current text, what each former unit went into, and what it stood in."""

    anchors: Collection[str]
    into: dict[str, str]
    owners: dict[str, str]

    @classmethod
    def on(cls, anchors: Collection[str], register: Register, changes: Iterable[Change]) -> Landing:
        """Return the landing of all that was ever published of a module on the anchors of its current text."""
        into = {change.clause: change.into[0] for change in changes if change.into}
        owners = {unit.anchor: unit.owner for version in register.versions for unit in version.units}
        return cls(anchors, into, owners)

    def of(self, anchor: str) -> str:
        """Return the anchor of what became of a unit: itself, what it went into, or what it stood in; empty for nothing."""
        seen: set[str] = set()
        while anchor and anchor not in self.anchors and anchor not in seen:
            seen.add(anchor)
            anchor = self.into.get(anchor) or self.owners.get(anchor, "")
        return anchor if anchor in self.anchors else ""


def former_units(register: Register) -> list[RegisteredUnit]:
    """Return each unit that was ever published under an anchor of its own, once."""
    found = {unit.anchor: unit for version in register.versions for unit in version.units if "~" not in unit.anchor}
    return list(found.values())
