"""The manuscript: one module as its author wrote it, with the place of every word, and the notes that print nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from isacs_publish.model.outline import Kind
from isacs_publish.model.prose import RunningProse, prose_of
from isacs_publish.model.text import REFERENCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isacs_publish.model.finding import Place
    from isacs_publish.model.outline import Outline, Unit
    from isacs_publish.model.prose import Prose
    from isacs_publish.model.text import Text


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: ``list`` and ``item`` count through the module and from 1, ``lettered`` tells lists with labels."""

    list: int
    item: int
    lettered: bool


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a passage stands in the sources: path, line of its first word (from 1), the items of lists around it, from outside.

    ``status`` is that of a designation (preferred, admitted, deprecated); ``part`` is ``head`` in the head of a table, ``term``
    or ``definition`` in a definition list, else empty.
    """

    path: str
    line: int
    items: tuple[Item, ...] = ()
    status: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True)
class Waiver:
    """An author's reason why a rule does not hold at a unit; it covers one finding with the code.

    ``unit`` is the anchor of the innermost unit around it, empty under the title of the module.
    """

    code: str
    holds: str
    reason: str
    unit: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Tag:
    """A cross-cutting issue that a unit treats, as its author says."""

    issue: str
    unit: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a table, True where one holds something; ``unit`` is the innermost around it, ``head`` its rows of head.

    ``lines`` are those of the first words of each row, 0 for a row without any.
    """

    unit: str
    place: Place
    rows: tuple[tuple[bool, ...], ...]
    head: int
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Manuscript:
    """A module as written; ``spots`` are those of the passages of ``text``, one each."""

    outline: Outline
    text: Text
    spots: tuple[Spot, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    tags: tuple[Tag, ...] = ()
    tables: tuple[Table, ...] = ()
    units: Mapping[str, Unit] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.spots) != len(self.text.passages):
            raise ValueError("each passage has one spot")
        object.__setattr__(self, "units", {unit.anchor: unit for unit in self.outline.walk()})

    @cached_property
    def positions(self) -> dict[str, tuple[int, ...]]:
        """The positions of passages by the innermost unit around them."""
        found: dict[str, list[int]] = {}
        for position, passage in enumerate(self.text.passages):
            found.setdefault(passage.unit, []).append(position)
        return {unit: tuple(positions) for unit, positions in found.items()}

    @cached_property
    def prose(self) -> tuple[Prose, ...]:
        """The titles and passages that rules of language judge."""
        return tuple(prose_of(self.outline, self.text))

    @cached_property
    def running(self) -> RunningProse:
        """The same as one text, in which phrases are sought at once."""
        return RunningProse.of(self.prose)

    @cached_property
    def entries(self) -> tuple[Unit, ...]:
        """The terminological entries that still stand."""
        return tuple(unit for unit in self.outline.walk() if unit.kind is Kind.TERM and not unit.withdrawn)

    @cached_property
    def citations(self) -> dict[str, tuple[tuple[int, int], ...]]:
        """Where a unit of this module is cited, by its anchor: the positions of the passages, with the place in each."""
        found: dict[str, list[tuple[int, int]]] = {}
        for position, passage in enumerate(self.text.passages):
            for reference in REFERENCE.finditer(passage.words) if "{ref:" in passage.words else ():
                if reference[1] == "ref":
                    found.setdefault(reference[2], []).append((position, reference.start()))
        return {anchor: tuple(citations) for anchor, citations in found.items()}

    def within(self, unit: Unit) -> Iterator[int]:
        """Yield the positions of all passages in a unit and in the units in it, in the order of reading."""
        anchors = {inner.anchor for inner in unit.walk()}
        return (position for position, passage in enumerate(self.text.passages) if passage.unit in anchors)
