"""A difference as it is shown, whatever the format: its units with their fixed words, its sentences with marked words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from isacs_publish.model.classing import Nature
from isacs_publish.model.difference import Fate, paragraphs
from isacs_publish.model.marking import Mark, Run, marked
from isacs_publish.model.numbering import Label
from isacs_publish.model.outline import Kind, identity
from isacs_publish.model.text import Form, spelled
from isacs_publish.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isacs_publish.model.classing import Classed
    from isacs_publish.model.difference import Difference, Pair, UnitDifference
    from isacs_publish.words import Words


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """A sentence: its words with their marks, what its change means in words, the nature as a key for styles."""

    runs: tuple[Run, ...]
    nature: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage: the label before it (``a)``, ``NOTE 1``), its form as a key for styles, its sentences."""

    label: str
    form: str
    level: int
    sentences: tuple[ShownSentence, ...]

    @property
    def changed(self) -> bool:
        """True where any of its sentences changed."""
        return any(sentence.nature for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class ShownTable:
    """The rows of a table that changed, each cell a list of sentences, after its head."""

    rows: tuple[tuple[tuple[ShownSentence, ...], ...], ...]
    changed = True


@dataclass(frozen=True, slots=True)
class ShownUnit:
    """A unit that changed: its id and name, its heading with marks, what became of it and what that means, its blocks."""

    identity: str
    name: str
    label: tuple[Run, ...]
    title: tuple[Run, ...]
    fate: str
    nature: str
    told: str
    blocks: tuple[ShownPassage | ShownTable, ...]


@dataclass(frozen=True, slots=True)
class ShownGap:
    """Units that stayed as they were, in one line: ``5.3 to 5.7 unchanged``."""

    words: str


@dataclass(frozen=True, slots=True)
class Count:
    """A line of the summary: a nature or a fate, how many units and sentences have it, and which units, but unchanged ones."""

    key: str
    name: str
    units: int
    sentences: int | None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A difference as it is shown."""

    language: str
    direction: str
    heading: str
    title: tuple[Run, ...]
    parts: tuple[ShownUnit | ShownGap, ...]
    counts: tuple[Count, ...]


def shown(difference: Difference, old: str, new: str, prefix: str) -> Shown:
    """Return a difference in the words of its language; ``old`` and ``new`` are the names of the texts.

    ``prefix`` is what stands before the number of a module where one is cited.
    """
    fixed = words(difference.new.language)
    heading = fixed.changes_between.format(old=old, new=new)
    showing = _Showing(difference, fixed, prefix)
    title = tuple(marked(difference.title.old, difference.title.new))
    return Shown(fixed.language, fixed.direction, heading, title, tuple(showing.parts()), counts(difference, fixed))


def counts(difference: Difference, fixed: Words) -> tuple[Count, ...]:
    """Return the summary: natures, the heaviest first, then what became of whole units, leaving out what is not there."""
    units = difference.units
    sentences = Counter(pair.classed.nature for unit in units for pair in unit.pairs if pair.classed)
    natures = [
        Count(nature, fixed.nature_of(nature), len(of), sentences[nature], tuple(_label(unit, unit.name, fixed) for unit in of))
        for nature in reversed(Nature)
        if (of := [unit for unit in units if unit.nature is nature]) or sentences[nature]
    ]
    fates = [_fate(fate, of, fixed) for fate in Fate if (of := [unit for unit in units if unit.fate is fate])]
    return (*natures, *(count for count in fates if count.key != Fate.CHANGED))


def _fate(fate: Fate, units: list[UnitDifference], fixed: Words) -> Count:
    told = [] if fate is Fate.UNCHANGED else units
    return Count(fate, fixed.nature_of(fate), len(units), None, tuple(_label(unit, unit.name, fixed) for unit in told))


def _label(unit: UnitDifference, name: str, fixed: Words) -> str:
    """Return the words that head a unit under one of its names; a unit without number has its title for a name."""
    named = name == (unit.new_title if name == unit.new_name else unit.old_title)
    return name if named or not name else fixed.heading(Label(unit.kind, name))


class _Showing:
    """One difference in one language."""

    def __init__(self, difference: Difference, fixed: Words, prefix: str) -> None:
        self.difference = difference
        self.fixed = fixed
        self.names = dict(_names(difference, fixed))
        self.prefix = prefix

    def parts(self) -> Iterator[ShownUnit | ShownGap]:
        """Yield the units that changed, and a line for those between that did not."""
        for differs, group in groupby(self.difference.units, key=lambda unit: unit.differs):
            units = list(group)
            if differs:
                yield from (self._unit(unit) for unit in units)
            else:
                yield ShownGap(self._gap(units))

    def _gap(self, units: list[UnitDifference]) -> str:
        first, last = (_label(unit, unit.new_name, self.fixed) or unit.title for unit in (units[0], units[-1]))
        if len(units) == 1:
            return f"{first} {self.fixed.unchanged}"
        return self.fixed.unchanged_range.format(first=first, last=last)

    def _unit(self, unit: UnitDifference) -> ShownUnit:
        labels = (_label(unit, name, self.fixed) for name in (unit.old_name, unit.new_name))
        title = () if _label(unit, unit.name, self.fixed) == unit.title else tuple(marked(unit.old_title, unit.new_title))
        nature = unit.nature or ""
        blocks = tuple(self._blocks(unit))
        label = _label(unit, unit.name, self.fixed)
        name = label if label == unit.title else f"{label} {unit.title}"
        return ShownUnit(
            identity(unit.anchor), name, tuple(marked(*labels)), title, unit.fate, nature, self._told_of(unit), blocks
        )

    def _told_of(self, unit: UnitDifference) -> str:
        fate = "" if unit.fate is Fate.CHANGED else self.fixed.nature_of(unit.fate)
        into = [self.names.get(anchor, anchor) for anchor in unit.into if anchor != unit.anchor]
        told = f"{fate} → {', '.join(into)}" if into else fate
        return "; ".join(filter(None, (told, self._told(unit.classed))))

    def _told(self, classed: Classed | None, *, moved: bool = False) -> str:
        """Return what a change means: ``normative: verbal form, number``."""
        if classed is None:
            return ""
        facets = [self.fixed.facet_of(facet) for facet in classed.facets] + ([self.fixed.moved] if moved else [])
        nature = self.fixed.nature_of(classed.nature)
        return f"{nature}: {', '.join(facets)}" if facets else nature

    # Blocks

    def _blocks(self, unit: UnitDifference) -> Iterator[ShownPassage | ShownTable]:
        for is_table, group in groupby(unit.pairs, key=lambda pair: pair.form is Form.CELL):
            if is_table:
                if rows := tuple(self._rows(list(group))):
                    yield ShownTable(rows)
            else:
                passages = [pairs for pairs in paragraphs(group) if not _repeats_title(pairs, unit)]
                for before, pairs in pairwise([[], *passages]):
                    first = not before or before[0].unit != pairs[0].unit
                    yield self._passage(pairs, self._before(pairs[0], first=first))

    def _before(self, pair: Pair, *, first: bool) -> str:
        """Return the label before a passage: a dash, or what heads the first passage of its unit."""
        if pair.bullet:
            return "–"
        if not first or pair.kind not in LABELLED:
            return ""
        label = self.fixed.heading(Label(pair.kind, pair.number))
        return f"[{label}]" if pair.kind is Kind.REFERENCE and label else label

    def _passage(self, pairs: list[Pair], label: str) -> ShownPassage:
        first = pairs[0]
        aside = first.kind if first.kind in (Kind.NOTE, Kind.EXAMPLE, Kind.NOTE_TO_ENTRY) else first.form
        return ShownPassage(label, aside, first.depth, tuple(map(self._sentence, pairs)))

    def _rows(self, pairs: list[Pair]) -> Iterator[tuple[tuple[ShownSentence, ...], ...]]:
        """Yield the rows with a change, and the head of the table, since cells say little without it."""
        if not any(pair.classed for pair in pairs):
            return
        for _, row in groupby(pairs, key=lambda pair: pair.line):
            cells = list(row)
            if any(pair.classed for pair in cells) or cells[0].place.startswith("1."):
                yield tuple(tuple(map(self._sentence, cell)) for _, cell in groupby(cells, key=_column))

    def _sentence(self, pair: Pair) -> ShownSentence:
        old, new = (self._spelled(words) for words in (pair.old, pair.new))
        runs = tuple(marked(old, new))
        if pair.classed is None:
            return ShownSentence(runs)
        return ShownSentence(runs, pair.classed.nature, self._told(pair.classed, moved=pair.moved))

    def _spelled(self, words: str) -> str:
        return spelled(words, _Names(self.names, self.prefix))


LABELLED = frozenset({Kind.ENTRY, Kind.NOTE, Kind.EXAMPLE, Kind.NOTE_TO_ENTRY, Kind.REFERENCE})
"""Kinds whose label stands before the first of their passages."""


class _Names(dict[str, str]):
    """The names of references: of units by anchor, of references by key, of modules by number, with the prefix."""

    def __init__(self, names: Mapping[str, str], prefix: str) -> None:
        super().__init__(names)
        self.prefix = prefix

    def get(self, target: str, default: str = "") -> str:  # type: ignore[override]
        """Return the name of a target."""
        return super().get(target) or (f"{self.prefix} {target}" if target[:1].isdigit() else default)


def _names(difference: Difference, fixed: Words) -> Iterator[tuple[str, str]]:
    """Yield the words that cite each unit and each reference, by what references point at."""
    for unit in difference.units:
        named = unit.name != unit.title
        yield unit.anchor, fixed.citation(Label(unit.kind, unit.name)) if named else unit.title
        for pair in unit.pairs:
            if pair.kind is Kind.REFERENCE and pair.number:
                yield pair.unit.removeprefix("ref-"), f"[{pair.number}]"


def _repeats_title(pairs: list[Pair], unit: UnitDifference) -> bool:
    """Tell whether a passage is the preferred term that heads its entry already."""
    first = pairs[0]
    return first.form is Form.DESIGNATION and (first.old, first.new) == (unit.old_title, unit.new_title)


def _column(pair: Pair) -> str:
    return pair.place.rpartition(".")[2]


def symbol(mark: Mark) -> tuple[str, str]:
    """Return the signs around words with a mark where there is neither underline nor strike: ``[-gone-]``, ``{+come+}``."""
    return {Mark.DELETED: ("[-", "-]"), Mark.INSERTED: ("{+", "+}")}.get(mark, ("", ""))
