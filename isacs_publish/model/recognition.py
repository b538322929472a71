"""Recognition: units without an anchor of their own, such as list entries and notes to entry, are known by their words.

What was published of them keeps its number: a unit is the same when it stands in the same owner, in the same order, and
shares enough of its words. One that is recognised takes over the anchor that the register has for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from isacs_publish.model.alignment import aligned
from isacs_publish.model.outline import CITED_BY_ANCHOR, FROZEN, Kind, Outline, Unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from isacs_publish.model.text import LabelledUnit, Passage, Text


def recognised(outline: Outline, passages: Iterable[Passage], former: Text) -> dict[str, str]:
    """Return new anchors, by the anchor in the outline, for units without one of their own."""
    recognition = _Recognition(former, _former_words(former), _words(outline.walk(), passages))
    recognition.within("", outline.units, passing=False)
    return recognition.renamed


@dataclass
class _Recognition:
    """What is known of the former text, and what was recognised so far."""

    former: Text
    former_words: Mapping[str, str]
    words: Mapping[str, str]
    renamed: dict[str, str] = field(default_factory=dict)

    def within(self, owner: str, units: tuple[Unit, ...], *, passing: bool) -> None:
        """Recognise what stands in an owner, whose former anchor is given; in a ``passing`` one no label is permanent."""
        for kind in (Kind.NOTE_TO_ENTRY, Kind.LIST, Kind.ENTRY):
            alike = [unit for unit in units if unit.kind is kind and not passing]
            for style in sorted({_style(unit) for unit in alike}):
                self._match([unit for unit in alike if _style(unit) == style], self._former(owner, kind, style))
        for unit in units:
            inside = unit.kind not in FROZEN or (passing and unit.kind not in CITED_BY_ANCHOR)
            self.within(self.renamed.get(unit.anchor, unit.anchor), unit.units, passing=inside)

    def _former(self, owner: str, kind: Kind, style: str) -> list[LabelledUnit]:
        alike = [unit for unit in self.former.units if unit.owner == owner and unit.kind is kind and not unit.withdrawn]
        return [unit for unit in alike if _style(unit) == style]

    def _match(self, units: list[Unit], former: list[LabelledUnit]) -> None:
        old = [self.former_words[unit.anchor] for unit in former]
        pairs = aligned(old, [self.words.get(unit.anchor, "") for unit in units])
        found = {right: former[left].anchor for left, right in pairs}
        for position, unit in enumerate(units):
            self.renamed[unit.anchor] = found.get(position) or self._fresh(unit.anchor)

    def _fresh(self, anchor: str) -> str:
        """Return an anchor for a new unit that the register has for no other."""
        stem, _, count = anchor.rpartition("-")
        taken = {*self.former.by_anchor, *self.renamed.values()}
        number = int(count)
        while f"{stem}-{number}" in taken:
            number += 1
        return f"{stem}-{number}"


def _style(unit: Unit | LabelledUnit) -> str:
    """Return how the entries of a list are counted, empty for other units: a list that counts otherwise is another list."""
    return unit.status.partition(":")[0] if unit.kind is Kind.LIST else ""


def _words(units: Iterable[Unit], passages: Iterable[Passage]) -> dict[str, str]:
    """Return the words of each unit with all that stands in it."""
    own: dict[str, list[str]] = {}
    for passage in passages:
        own.setdefault(passage.unit, []).append(passage.words)
    return {unit.anchor: " ".join(words for part in unit.walk() for words in own.get(part.anchor, [])) for unit in units}


def _former_words(former: Text) -> dict[str, str]:
    found: dict[str, list[str]] = {unit.anchor: [] for unit in former.units}
    for passage in former.passages:
        anchor = passage.unit
        while anchor:
            found[anchor].append(passage.words)
            anchor = former.by_anchor[anchor].owner
    return {anchor: " ".join(words) for anchor, words in found.items()}
