"""Difference: what changed between two texts of a module, unit by unit and sentence by sentence, and how much it weighs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING

from isacs_publish.model.classing import Classed, Facet, Nature, classify
from isacs_publish.model.identifier import Version
from isacs_publish.model.lines import Line, align
from isacs_publish.model.outline import CITED_BY_ANCHOR, KNOWN_BY_WORDS, Kind
from isacs_publish.model.provision import read_sentences
from isacs_publish.model.register import permanent_units
from isacs_publish.model.text import Form

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from isacs_publish.model.catalogue import Change
    from isacs_publish.model.provision import Force, Sentence, VerbalForms
    from isacs_publish.model.text import LabelledUnit, Text


class Fate(StrEnum):
    """What became of a unit."""

    UNCHANGED = "unchanged"
    CHANGED = "changed"
    RENUMBERED = "renumbered"
    NEW = "new"
    WITHDRAWN = "withdrawn"
    SPLIT = "split"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence as it was and as it is, one of them empty where it came or went; ``classed`` is None where nothing changed.

    ``unit`` is the innermost unit around it, with its kind and its number; ``place`` is its cell; ``passages`` are the
    positions of its passage in both texts, -1 where it has none; ``line`` is the same for all cells of a row,
    ``depth`` counts the list entries around it, a ``bullet`` being one without a number.
    """

    unit: str
    kind: Kind
    number: str
    form: Form
    old: str
    new: str
    place: str = ""
    passages: tuple[int, int] = (-1, -1)
    line: int = 0
    depth: int = 0
    bullet: bool = False
    classed: Classed | None = None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class UnitDifference:
    """A cited unit in two texts: names and titles, what became of it, its sentences; ``classed`` is the heaviest change.

    A name is empty where a text has no such unit; ``retitled`` is the change of title alone. ``into`` are the anchors that it
    was split or merged into, ``owner`` is that of the cited unit around it.
    """

    anchor: str
    kind: Kind
    old_name: str
    new_name: str
    old_title: str
    new_title: str
    fate: Fate
    pairs: tuple[Pair, ...] = ()
    classed: Classed | None = None
    retitled: Classed | None = None
    into: tuple[str, ...] = ()
    owner: str = ""

    @property
    def name(self) -> str:
        """The name it has, or had."""
        return self.new_name or self.old_name

    @property
    def title(self) -> str:
        """The title it has, or had."""
        return self.new_title or self.old_title

    @property
    def nature(self) -> Nature | None:
        """How much the heaviest change weighs, None where no words changed."""
        return self.classed.nature if self.classed else None

    @property
    def differs(self) -> bool:
        """True where anything is to be told of the unit."""
        return self.fate is not Fate.UNCHANGED

    def changes(self) -> tuple[Pair, ...]:
        """Return the pairs that changed."""
        return tuple(pair for pair in self.pairs if pair.classed)


@dataclass(frozen=True, slots=True)
class Compared:
    """Which text was compared."""

    module: str
    year: int
    version: str
    language: str
    title: str

    @classmethod
    def of(cls, text: Text) -> Compared:
        """Return the facts of a text."""
        return cls(text.module, text.year, text.version, text.language, text.title)


@dataclass(frozen=True, slots=True)
class Difference:
    """Two texts of a module compared; ``title`` is the pair of their titles."""

    old: Compared
    new: Compared
    title: Pair
    units: tuple[UnitDifference, ...]

    def differing(self) -> tuple[UnitDifference, ...]:
        """Return the units that changed in any way."""
        return tuple(unit for unit in self.units if unit.differs)

    def by_anchor(self) -> dict[str, UnitDifference]:
        """Return the units by anchor."""
        return {unit.anchor: unit for unit in self.units}


def difference(old: Text, new: Text, forms: VerbalForms, changes: Iterable[Change] = ()) -> Difference:
    """Return what changed between two texts of one module; ``changes`` declare which units were split and merged."""
    comparison = _Comparison(_Side(old, forms), _Side(new, forms), forms, tuple(changes))
    title = Pair("", Kind.CLAUSE, "", Form.TITLE, old.title, new.title)
    title = replace(title, classed=weigh(title, forms) if old.title != new.title else None)
    return Difference(Compared.of(old), Compared.of(new), title, tuple(comparison.units()))


def declared_between(changes: Iterable[Change], old: Text, new: Text) -> tuple[Change, ...]:
    """Return the changes declared for the versions after one text up to another; of one version, those of that."""
    first, last = _order(old), _order(new)
    return tuple(
        change
        for change in changes
        if change.module == new.module and (first < _order(change) <= last or first == last == _order(change))
    )


def _order(version: Text | Change) -> tuple[int, Version]:
    return version.year, Version.parse(version.version)


class _Side:
    """One of the two texts: its cited units that are in force, and the sentences of each."""

    def __init__(self, text: Text, forms: VerbalForms) -> None:
        self.text, self.forms = text, forms
        self.units = {unit.anchor: unit for unit in text.units if unit.kind in CITED_BY_ANCHOR and not unit.withdrawn}
        self.sentences: dict[str, list[Sentence]] = {anchor: [] for anchor in self.units}
        for sentence in read_sentences(text, forms):
            self.sentences.setdefault(self.home(sentence.passage.unit), []).append(sentence)
        self.labels: dict[str, set[str]] = {}
        for unit in permanent_units(text):
            if unit.kind in KNOWN_BY_WORDS and unit.number and not unit.withdrawn:
                self.labels.setdefault(self.home(unit.anchor), set()).add(unit.anchor)

    def home(self, anchor: str) -> str:
        """Return the anchor of the unit under which is told what stands in one: a reference is told under its list."""
        unit = self.text.cited(anchor)
        return unit.owner if unit.kind is Kind.REFERENCE else unit.anchor

    def facts(self, anchor: str) -> tuple[str, str]:
        """Return name and title of a unit, both empty where the text has none."""
        unit = self.units.get(anchor)
        return (self.text.name(anchor), unit.title) if unit else ("", "")

    def owner(self, anchor: str) -> str:
        """Return the anchor of the cited unit around one."""
        owner = self.units[anchor].owner
        return self.text.cited(owner).anchor if owner else ""

    def lines(self, anchors: Sequence[str]) -> list[_Line]:
        """Return the sentences of some units as lines, the cells of a row as one."""
        every = (sentence for anchor in anchors for sentence in self.sentences[anchor])
        return [self._line(tuple(group)) for _, group in groupby(every, key=_row)]

    def _line(self, sentences: tuple[Sentence, ...]) -> _Line:
        first = sentences[0].passage
        kind = self.text.by_anchor[first.unit].kind
        aside = kind if kind in ASIDES else ""
        return _line(f"{first.form} {aside}", sentences, self.forms, whole=first.form in WHOLE)


ASIDES = frozenset({Kind.NOTE, Kind.EXAMPLE, Kind.NOTE_TO_ENTRY})
"""Kinds whose sentences never stand for others."""


@dataclass(frozen=True)
class _Line(Line):
    """A sentence, or the cells of a row, as one line of the alignment."""

    sentences: tuple[Sentence, ...] = ()


def _line(kind: str, sentences: tuple[Sentence, ...], forms: VerbalForms, *, whole: bool = False) -> _Line:
    words = " ".join(sentence.words for sentence in sentences)
    return _Line(kind, words, forms.content, whole, sentences)


def _row(sentence: Sentence) -> tuple[object, ...]:
    """Return what the sentences of a row have in common, and no others."""
    passage = sentence.passage
    return (passage.unit, passage.place.partition(".")[0]) if passage.form is Form.CELL else (id(sentence),)


class _Comparison:
    """Two texts side by side; ``went`` are the anchors that a split or merged unit went into, ``fates`` by anchor."""

    def __init__(self, old: _Side, new: _Side, forms: VerbalForms, changes: tuple[Change, ...]) -> None:
        self.old, self.new, self.forms = old, new, forms
        declared = [change for change in changes if change.nature in _FATES and change.clause in old.units]
        self.went = {change.clause: tuple(a for a in change.into if a in new.units) for change in declared}
        self.fates = {a: _FATES[change.nature] for change in declared for a in (change.clause, *self.went[change.clause])}
        sides = (old, new)
        self.terms = frozenset(p.words.lower() for side in sides for p in side.text.passages if p.form is Form.DESIGNATION)

    def units(self) -> Iterator[UnitDifference]:
        """Yield all cited units in the order of the new text, those that are gone where they stood."""
        pairs = self._pairs()
        for anchor in in_both_orders(list(self.old.units), list(self.new.units)):
            yield self._unit(anchor, tuple(pairs.get(anchor, ())))

    def _unit(self, anchor: str, pairs: tuple[Pair, ...]) -> UnitDifference:
        side = self.new if anchor in self.new.units else self.old
        unit = side.units[anchor]
        (old_name, old_title), (new_name, new_title) = self.old.facts(anchor), self.new.facts(anchor)
        if restated := self._status(anchor):
            old_title, new_title = (
                f"{side.units[anchor].title} ({side.units[anchor].status})" for side in (self.old, self.new)
            )
        retitled = restated or self._title(unit, old_title, new_title)
        classed = heaviest((retitled, self._labels(anchor), self._place(anchor), *(pair.classed for pair in pairs)))
        fate = self._fate(unit, old_name, new_name, changed=classed is not None)
        if classed is None and fate in (Fate.NEW, Fate.WITHDRAWN):
            classed = Classed(Nature.SUBSTANTIVE)
        names = (old_name, new_name, old_title, new_title)
        into = self.went.get(anchor, ())
        return UnitDifference(anchor, unit.kind, *names, fate, pairs, classed, retitled, into, side.owner(anchor))

    def _status(self, anchor: str) -> Classed | None:
        """Return what it means that an annex became normative, or informative: all that stands in it has another force."""
        statuses = {side.units[anchor].status for side in (self.old, self.new) if anchor in side.units}
        return Classed(Nature.NORMATIVE, (Facet.STRENGTH,)) if len(statuses) > 1 else None

    def _labels(self, anchor: str) -> Classed | None:
        """Return what it means that labels in a unit ended: within an edition nothing else takes them, so readers must know."""
        amended = self.old.text.year == self.new.text.year and anchor in self.new.units
        ended = amended and self.old.labels.get(anchor, set()) - self.new.labels.get(anchor, set())
        return Classed(Nature.SUBSTANTIVE, (Facet.REMOVED,)) if ended else None

    def _place(self, anchor: str) -> Classed | None:
        """Return what it means that a unit stands in another one of those that both texts have."""
        owners = {side.owner(anchor) for side in (self.old, self.new) if anchor in side.units}
        known = owners <= self.old.units.keys() & self.new.units.keys() - self.fates.keys()
        return Classed(Nature.SUBSTANTIVE) if len(owners) > 1 and known else None

    def _title(self, unit: LabelledUnit, old: str, new: str) -> Classed | None:
        """Return what a change of title means."""
        if not (old and new) or old == new:
            return None
        return weigh(Pair(unit.anchor, unit.kind, unit.number, Form.TITLE, old, new), self.forms, self.terms)

    def _fate(self, unit: LabelledUnit, old: str, new: str, *, changed: bool) -> Fate:
        anchor = unit.anchor
        if anchor in self.fates:
            return self.fates[anchor]
        if anchor not in self.old.units or anchor not in self.new.units:
            return Fate.NEW if anchor in self.new.units else Fate.WITHDRAWN
        if old != new and unit.number:
            return Fate.RENUMBERED
        return Fate.CHANGED if changed else Fate.UNCHANGED

    # Sentences

    def _pairs(self) -> dict[str, list[Pair]]:
        """Return the pairs of sentences by the anchor of the unit they stand in, or stood in."""
        found: dict[str, list[Pair]] = {}
        for olds, news in self._groups():
            here = (news or olds)[0]
            for line, match in enumerate(align(self.old.lines(olds), self.new.lines(news))):
                old, new = (line.sentences if isinstance(line, _Line) else () for line in (match.old, match.new))
                here = self._home(old, new, here)
                pairs = (self._pair(a, b, moved=match.moved) for a, b in _by_cell(old, new, self.forms))
                found.setdefault(here, []).extend(replace(pair, line=line) for pair in pairs)
        return found

    def _home(self, old: Sequence[Sentence], new: Sequence[Sentence], before: str) -> str:
        """Return the unit under which a line is told: where it stands, stood, or where the unit went that it stood in."""
        if new:
            return self.new.home(new[0].passage.unit)
        own = self.old.home(old[0].passage.unit)
        return own if own in self.new.units or own not in self.fates else before

    def _groups(self) -> Iterator[tuple[list[str], list[str]]]:
        """Yield the old and the new units that are compared with each other: those of one anchor, split, merged."""
        heads: dict[str, str] = {}
        for anchor, into in self.went.items():
            for other in into:
                heads[_head(heads, other)] = _head(heads, anchor)
        groups: dict[str, tuple[list[str], list[str]]] = {}
        for side, units in enumerate((self.old.units, self.new.units)):
            for anchor in units:
                groups.setdefault(_head(heads, anchor), ([], []))[side].append(anchor)
        yield from groups.values()

    def _pair(self, old: Sentence | None, new: Sentence | None, *, moved: bool) -> Pair:
        side, sentence = (self.new, new) if new else (self.old, old)
        assert sentence
        here, unit = sentence.passage, side.text.by_anchor[sentence.passage.unit]
        depth = sum(around.kind is Kind.ENTRY for around in side.text.around(unit.anchor)) + sentence.bullet
        words = (old.words if old else "", new.words if new else "")
        passages = (old.position if old else -1, new.position if new else -1)
        pair = Pair(
            unit.anchor,
            unit.kind,
            unit.number,
            here.form,
            *words,
            here.place,
            passages,
            moved=moved,
            depth=depth,
            bullet=sentence.bullet,
        )
        classed = weigh(pair, self.forms, self.terms) if words[0] != words[1] else None
        if not (old and new):
            classed = self._came_or_went(unit, sentence, added=new is not None)
        else:
            classed = heaviest((classed, *_by_lead_in(old.force, new.force), *([Classed(Nature.EDITORIAL)] if moved else [])))
        return replace(pair, classed=classed)

    def _came_or_went(self, unit: LabelledUnit, sentence: Sentence, *, added: bool) -> Classed:
        """Return what it means that a sentence came or went: much where it is part of a provision, defines, or is required."""
        facet = Facet.ADDED if added else Facet.REMOVED
        if sentence.passage.form in DEFINING:
            return Classed(Nature.NORMATIVE, (Facet.TERM, facet))
        if unit.kind is Kind.REFERENCE and unit.status:
            return Classed(Nature.NORMATIVE, (Facet.CITATION, facet))
        return Classed(Nature.NORMATIVE, (facet,)) if sentence.force else Classed(Nature.SUBSTANTIVE)


_FATES = {"split": Fate.SPLIT, "merged": Fate.MERGED}

DEFINING = frozenset({Form.DEFINITION, Form.DESIGNATION})
"""Passages that say what a term means: a change there is a change wherever the term is used."""


WHOLE = DEFINING | {Form.FORMULA, Form.FIGURE, Form.LITERAL}
"""Passages that are compared whole: one stands for the one in its place."""


def weigh(pair: Pair, forms: VerbalForms, terms: Collection[str] = ()) -> Classed:
    """Return what the change of a pair means, of which neither is empty."""
    if pair.form is Form.FORMULA:
        same = pair.old.split() == pair.new.split()
        return Classed(Nature.EDITORIAL) if same else Classed(Nature.NORMATIVE, (Facet.NUMBER,))
    if pair.form is Form.FIGURE:
        return _of_figure(pair, forms, terms)
    classed = classify(pair.old, pair.new, forms, terms)
    defines = pair.form in DEFINING or (pair.form is Form.TITLE and pair.kind is Kind.TERM)
    if defines and classed.nature is not Nature.EDITORIAL:
        return merged((classed, Classed(Nature.NORMATIVE, (Facet.TERM,))))
    return classed


def _of_figure(pair: Pair, forms: VerbalForms, terms: Collection[str]) -> Classed:
    """Return what it means that a picture, or the text for those who do not see it, is another one."""
    old, new = (words.rpartition(" (sha256 ") for words in (pair.old, pair.new))
    drawn = Classed(Nature.SUBSTANTIVE if old[2] != new[2] else Nature.EDITORIAL)
    return merged((drawn, classify(old[0], new[0], forms, terms))) if old[0] and new[0] and old[0] != new[0] else drawn


def _by_lead_in(old: Force | None, new: Force | None) -> Iterator[Classed]:
    """Yield what it means that a sentence is part of a provision of another force, by its own words or by its lead-in."""
    if old and new and old != new:
        yield Classed(Nature.NORMATIVE, (Facet.STRENGTH,) if old[0] != new[0] else (Facet.NEGATION,))
    elif (old is None) != (new is None):
        yield Classed(Nature.NORMATIVE, (Facet.STRENGTH,))


def heaviest(classes: Iterable[Classed | None]) -> Classed | None:
    """Return several classes as one, None where there is none."""
    found = [classed for classed in classes if classed]
    return merged(found) if found else None


def merged(classes: Iterable[Classed]) -> Classed:
    """Return the heaviest nature of some classes, with all that differs in any of them."""
    found = list(classes)
    facets = {facet for classed in found for facet in classed.facets}
    return Classed(max((c.nature for c in found), key=lambda n: n.weight), tuple(f for f in Facet if f in facets))


def _head(heads: dict[str, str], anchor: str) -> str:
    """Return the anchor that stands for the group of one."""
    while heads.get(anchor, anchor) != anchor:
        anchor = heads[anchor]
    return anchor


def _by_cell(
    old: Sequence[Sentence], new: Sequence[Sentence], forms: VerbalForms
) -> Iterator[tuple[Sentence | None, Sentence | None]]:
    """Yield the sentences of two lines in pairs: those of a row cell by cell."""
    columns = [{column: list(group) for column, group in groupby(side, key=_column)} for side in (old, new)]
    for column in sorted({**columns[0], **columns[1]}):
        was, is_now = (side.get(column, []) for side in columns)
        if len(was) == len(is_now) == 1:
            yield was[0], is_now[0]
            continue
        lines = [[_line("", (each,), forms) for each in side] for side in (was, is_now)]
        for match in align(*lines):
            one, other = (line.sentences[0] if isinstance(line, _Line) else None for line in (match.old, match.new))
            yield one, other


def _column(sentence: Sentence) -> int:
    return int(sentence.passage.place.rpartition(".")[2] or 0)


def in_both_orders(old: Sequence[str], new: Sequence[str]) -> list[str]:
    """Return the anchors of two texts in the order of the new one, each that is gone behind the one it stood behind."""
    after: dict[str, list[str]] = {}
    before = ""
    for anchor in old:
        if anchor in new:
            before = anchor
        else:
            after.setdefault(before, []).append(anchor)
    kept = [name for anchor in new for name in (anchor, *after.get(anchor, ()))]
    return [*after.get("", ()), *kept]


def paragraphs(pairs: Iterable[Pair]) -> list[list[Pair]]:
    """Return pairs by the passage they stand in: those that share one, in either text, with the pair before."""
    found: list[list[Pair]] = []
    for pair in pairs:
        last = found[-1][-1].passages if found else (-1, -1)
        if any(one == other != -1 for one, other in zip(pair.passages, last, strict=True)):
            found[-1].append(pair)
        else:
            found.append([pair])
    return found
