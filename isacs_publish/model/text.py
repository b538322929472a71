"""The text: the exact words of one version of a module, unit by unit, as it is compared, recorded and published.

A **Passage** is a run of words in one unit: a paragraph, a cell, a definition. References stand in it by what they point at,
``{ref:annex-tor}``, ``{term:stockpile|stockpiles}``, ``{module:05.30}``, ``{cite:iso-9000}``, so that a label that changes
elsewhere changes no word here, and a picture in a line by its SHA-256. A brace that an author wrote stands doubled.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from isacs_publish.model.outline import CITED_BY_ANCHOR, IN_TEXT, Kind, Outline

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isacs_publish.model.numbering import Label


class Form(StrEnum):
    """What a passage is in its unit."""

    PARAGRAPH = "paragraph"
    CELL = "cell"
    DEFINITION = "definition"
    DESIGNATION = "designation"
    SOURCE = "source"
    FOOTNOTE = "footnote"
    LEGEND = "legend"
    FORMULA = "formula"
    FIGURE = "figure"
    LITERAL = "literal"
    TITLE = "title"


NO_PROSE = frozenset({Form.FIGURE, Form.FORMULA, Form.LITERAL})
"""The passages that are no prose."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of words; ``unit`` is the anchor of the innermost unit around it, ``place`` row and column of a cell, ``2.3``."""

    unit: str
    form: Form
    words: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class LabelledUnit:
    """A unit of a text with the number it is printed under; ``owner`` is the anchor of the unit it stands in, empty at the top.

    ``withdrawn`` is the version that withdrew it, of which only the number is left; ``status`` as in the outline.
    """

    anchor: str
    kind: Kind
    number: str
    title: str
    owner: str = ""
    status: str = ""
    withdrawn: str = ""


@dataclass(frozen=True)
class Text:
    """The words of one version of a module: its units and its passages, both in the order of reading."""

    module: str
    year: int
    version: str
    language: str
    title: str
    units: tuple[LabelledUnit, ...]
    passages: tuple[Passage, ...]

    @cached_property
    def by_anchor(self) -> dict[str, LabelledUnit]:
        """Return the units by anchor."""
        return {unit.anchor: unit for unit in self.units}

    def around(self, anchor: str) -> Iterator[LabelledUnit]:
        """Yield a unit and those it stands in, from the inside out."""
        unit = self.by_anchor[anchor]
        yield unit
        while unit.owner:
            unit = self.by_anchor[unit.owner]
            yield unit

    def cited(self, anchor: str) -> LabelledUnit:
        """Return the unit by which readers cite what stands in a unit: itself, or the nearest around it that has an anchor."""
        unit = self.by_anchor[anchor]
        while unit.kind not in CITED_BY_ANCHOR and unit.kind is not Kind.REFERENCE and unit.owner:
            unit = self.by_anchor[unit.owner]
        return unit

    def name(self, anchor: str) -> str:
        """Return the number of a unit as readers write it: ``5.2``, ``5.2 a) 1)``, ``A.1``; its title where it has none."""
        unit = self.by_anchor[anchor]
        entries: list[str] = []
        while unit.kind in IN_TEXT and unit.owner:
            entries += [f"{unit.number})"] if unit.number else []
            unit = self.by_anchor[unit.owner]
        return " ".join([unit.number or unit.title, *reversed(entries)])

    def as_json(self) -> bytes:
        """Return the text as it is recorded; ``from_json`` reads it back."""
        return (json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n").encode()

    @classmethod
    def from_json(cls, record: bytes) -> Text:
        """Return the text that ``as_json`` wrote; raise ValueError, KeyError or TypeError for anything else."""
        try:
            fields: dict[str, Any] = json.loads(record)
        except RecursionError as error:
            raise ValueError("the record is nested too deeply") from error
        units = tuple(LabelledUnit(**{**unit, "kind": Kind(unit["kind"])}) for unit in fields["units"])
        passages = tuple(Passage(**{**passage, "form": Form(passage["form"])}) for passage in fields["passages"])
        text = cls(**{**fields, "units": units, "passages": passages})
        if text.as_json() != record:
            raise ValueError("the record is not in the form that the tool writes")
        text.judge()
        return text

    def judge(self) -> None:
        """Raise ValueError where a unit stands in none before it, or a passage in none at all."""
        known = {""}
        for unit in self.units:
            if unit.anchor in known or unit.owner not in known:
                raise ValueError(f"the unit {unit.anchor!r} stands twice, or before what it stands in")
            known.add(unit.anchor)
        if stray := next((passage for passage in self.passages if passage.unit not in known - {""}), None):
            raise ValueError(f"a passage stands in {stray.unit!r}, which is no unit")

    @property
    def digest(self) -> str:
        """The SHA-256 of the record, in hexadecimal."""
        return sha256(self.as_json()).hexdigest()


def labelled(outline: Outline, labels: Mapping[str, Label]) -> tuple[LabelledUnit, ...]:
    """Return the units of an outline with their numbers, in the order of reading."""
    owners = {child.anchor: unit.anchor for unit in outline.walk() for child in unit.units}
    return tuple(
        LabelledUnit(
            unit.anchor,
            unit.kind,
            labels[unit.anchor].number,
            unit.title,
            owners.get(unit.anchor, ""),
            unit.status,
            unit.withdrawn,
        )
        for unit in outline.walk()
    )


REFERENCE = re.compile(r"\{(ref|term|module|cite|restates|image):([^{}|]*)(?:\|([^{}]*))?\}")
"""A reference in a passage: its role, its target, the author's own words."""


def spelled(words: str, names: Mapping[str, str]) -> str:
    """Return a passage as it is read: references by their own words, else by the name of their target, else by the target."""

    def shown(found: re.Match[str]) -> str:
        return found[3] or names.get(found[2], found[2])

    return REFERENCE.sub(shown, words).replace("{{", "{").replace("}}", "}")
