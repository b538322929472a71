"""What was published of a module, brought to bear on its doctree: anchors are recognised, withdrawn units keep their line."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from docutils import nodes

from isacs_publish.model.catalogue import ENDINGS
from isacs_publish.model.outline import DIVISIONS, IN_TEXT, KNOWN_BY_WORDS, THROUGH_TEXT, Kind, identity
from isacs_publish.sphinxext import nodes as own
from isacs_publish.sphinxext.outline import STYLES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isacs_publish.model.catalogue import Change, Module
    from isacs_publish.model.register import RegisteredUnit, RegisteredVersion
    from isacs_publish.model.text import Text
    from isacs_publish.sphinxext.domain import StandardsDomain
    from isacs_publish.words import Words

_ENUMERATIONS = {style: name for name, style in STYLES.items()}


@dataclass(frozen=True)
class Published:
    """What the edition has published of a module: the words of its latest version, its permanent units, its numbers by anchor.

    ``version`` is the version now being written, ``ending`` are the anchors that it declares to end. ``former`` is the last
    version of the edition before, ``changes`` are all that were declared of the module.
    """

    version: str
    text: Text | None = None
    units: tuple[RegisteredUnit, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    ending: frozenset[str] = frozenset()
    former: RegisteredVersion | None = None
    changes: tuple[Change, ...] = ()

    @classmethod
    def of(cls, domain: StandardsDomain, module: Module) -> Published:
        """Return what was published of a module; without text where that is nothing, or cannot be trusted."""
        register = domain.registers.of(module.number)
        latest, former = register.latest(module.year), register.former(module.year)
        changes = domain.catalogue.changes_of(module.number)
        if latest is None:
            return cls(module.version, former=former, changes=changes)
        now = domain.catalogue.changes(module.number, module.year, module.version)
        ending = frozenset(change.clause for change in now if change.nature in ENDINGS)
        text = domain.registers.text(module.number, latest)
        return cls(module.version, text, latest.units, latest.numbers(), ending, former, changes)

    def ended(self, unit: RegisteredUnit) -> str:
        """Return the version that withdrew a unit which is not in the text, empty for one whose end nobody declared."""
        declared = unit.anchor in self.ending or unit.kind in KNOWN_BY_WORDS
        return unit.withdrawn or (self.version if declared else "")


def rename(document: nodes.document, anchors: Mapping[str, str]) -> None:
    """Give units without an anchor of their own the anchors that the register has for them."""
    for node in document.findall(nodes.Element):
        if (anchor := anchors.get(node.get("anchor", ""), "")) and node["anchor"] != anchor:
            node["ids"] = [identity(anchor) if i == identity(node["anchor"]) else i for i in node["ids"]]
            node["anchor"] = anchor


def restore_withdrawn(document: nodes.document, published: Published, words: Words) -> None:
    """Put in the place of each published unit that ended a line with its number, so that no other takes the number over."""
    if published.text:
        _Restoring(document, published, words).run()


class _Restoring:
    """The units that stand in a document, and those that its former text had."""

    def __init__(self, document: nodes.document, published: Published, words: Words) -> None:
        self.top = next(document.findall(nodes.section))
        self.present = {node["anchor"]: node for node in document.findall(nodes.Element) if "anchor" in node}
        self.published = published
        self.words = words

    def run(self) -> None:
        """Restore what can be, owners before what stood in them."""
        for unit in self.published.units:
            owner = self.present.get(unit.owner) if unit.owner else self.top
            if unit.anchor in self.present or owner is None:
                continue
            version = unit.withdrawn or owner.get("withdrawn") or self.published.ended(unit)
            if owner.get("withdrawn") and unit.kind not in THROUGH_TEXT:
                self.present[unit.anchor] = owner
            elif version and (unit.number or unit.kind is Kind.LIST):
                self.present[unit.anchor] = self._insert(_line(unit, version, self.words), unit, owner)

    def _insert(self, node: nodes.Element, unit: RegisteredUnit, owner: nodes.Element) -> nodes.Element:
        """Insert a node after the nearest sibling that stood before it, or where its like begins."""
        siblings = [other for other in self.published.units if other.owner == unit.owner and _family(other) == _family(unit)]
        position = siblings.index(unit)
        before = [self.present[other.anchor] for other in siblings[:position] if other.anchor in self.present]
        after = [self.present[other.anchor] for other in siblings[position + 1 :] if other.anchor in self.present]
        if before:
            parent = before[-1].parent
            parent.insert(parent.index(before[-1]) + 1, node)
        elif after:
            parent = after[0].parent
            parent.insert(parent.index(after[0]), node)
        elif isinstance(owner, _CLOSED):
            owner.parent.insert(owner.parent.index(owner) + 1, node)
        else:
            owner.insert(_end_of_own_text(owner, unit), node)
        return node


_CLOSED = (nodes.table, nodes.figure, own.withdrawn)
"""Nodes that hold no text of their own, so that a line stands behind them."""


def _family(unit: RegisteredUnit) -> str:
    return "division" if unit.kind in DIVISIONS else str(unit.kind)


def _end_of_own_text(owner: nodes.Element, unit: RegisteredUnit) -> int:
    """Return where the text of a clause ends and its subclauses begin; for a division the end of all."""
    if unit.kind in DIVISIONS:
        return len(owner.children)
    sections = (place for place, node in enumerate(owner.children) if isinstance(node, nodes.section))
    return next(sections, len(owner.children))


def _line(unit: RegisteredUnit, version: str, words: Words) -> nodes.Element:
    """Return the node that stands for a withdrawn unit, with nothing but its number and the version that withdrew it."""
    node = _bare(unit, words.withdrawn_in.format(number=version))
    node["anchor"] = unit.anchor
    if unit.kind is not Kind.LIST:
        node["withdrawn"] = version
    if unit.kind not in IN_TEXT:
        node["ids"] = [identity(unit.anchor)]
    return node


def _bare(unit: RegisteredUnit, said: str) -> nodes.Element:
    if unit.kind in DIVISIONS:
        section = nodes.section("", nodes.title("", said))
        if unit.kind is Kind.ANNEX:
            section["annex"] = unit.status
        return section
    if unit.kind is Kind.LIST:
        style, _, start = unit.status.partition(":")
        return nodes.enumerated_list(enumtype=_ENUMERATIONS[style], prefix="", suffix=")", start=int(start or 1))
    if unit.kind is Kind.ENTRY:
        return nodes.list_item("", own.withdrawn(said=said))
    return own.withdrawn(said=said, kind=unit.kind)
