"""Parity of force: what a translation says otherwise than its source. A pure function of two passages and two languages.

Compared are the verbal forms (Directives, Part 2, clause 7), numbers with their units, what references point at, and terms.
Sentence division may differ, so that forms are matched through the whole passage in their order; the sentences of a departure
are those in which it stands.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING

from isacs_publish.model.lexicon import rewritten
from isacs_publish.model.provision import Verbal, sentences
from isacs_publish.model.quantity import Quantity, Written, duration, even_digits
from isacs_publish.model.text import REFERENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from isacs_publish.model.lexicon import Rewrite
    from isacs_publish.model.provision import Force, Found, VerbalForms
    from isacs_publish.model.quantity import Quantities


class Kind(StrEnum):
    """How a translation departs from its source."""

    WEAKENED = "weakened"
    STRENGTHENED = "strengthened"
    NEGATED = "negated"
    DROPPED = "dropped"
    ADDED = "added"
    NUMBER = "number"
    UNIT = "unit"
    REFERENCE = "reference"
    TERM = "term"


@dataclass(frozen=True, slots=True)
class Departure:
    """A departure: the sentence of the source and that of the translation, and in each the words that it is about.

    Words, or a sentence, are empty where one side has none.
    """

    kind: Kind
    source: str
    translation: str
    said: str = ""
    shown: str = ""


@dataclass(frozen=True)
class Speech:
    """How a language says what is compared: its verbal forms and quantities, and what else ``forms/*.toml`` tells of it.

    What restricts and negates: ``only`` finds what restricts (the negation of the rest is said with it), ``exceptions`` what a
    negation leaves out, ``exceeding`` the verbs behind a form with which its negation sets a bound, ``limits`` what sets one
    without, ``averts`` what another language negates, ``denied`` ends before a form that a word before it negates.

    How much a form counts: ``weighty`` finds those that say nothing else and so count where the other side has none,
    ``open_forms`` what may stand for a form of the other language and need not, ``ambiguous`` those of unclear class.
    ``one_class`` are pairs of classes that the language does not tell apart.

    ``length`` is its letters for each of English, ``acronyms`` its own for those of English; ``beginnings`` and ``endings`` are
    what inflects a word, ``least`` its shortest stem, ``weak`` the letters that its stem may lose inside.
    """

    forms: VerbalForms
    quantities: Quantities
    only: re.Pattern[str]
    exceptions: re.Pattern[str]
    exceeding: re.Pattern[str]
    limits: re.Pattern[str]
    averts: re.Pattern[str]
    denied: re.Pattern[str]
    weighty: re.Pattern[str]
    open_forms: tuple[re.Pattern[str], ...] = ()
    ambiguous: tuple[re.Pattern[str], ...] = ()
    one_class: tuple[tuple[Verbal, Verbal], ...] = ()
    length: float = 1.0
    acronyms: tuple[Rewrite, ...] = ()
    beginnings: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    least: int = 3
    weak: re.Pattern[str] | None = None

    def even(self, words: str) -> str:
        """Return words as they are compared: typographic signs alike, letters in one form."""
        return rewritten(rewritten(words, _SIGNS), self.forms.letters)


_SIGNS: tuple[Rewrite, ...] = (
    (re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"), ""),
    (re.compile("[\u00a0\u2007\u2009\u202f]"), " "),
    (re.compile("[’ʼ]"), "'"),
    (re.compile("[‐‑]"), "-"),
)


def departures(source: str, translation: str, of: Speech, to: Speech) -> tuple[Departure, ...]:
    """Return what a translation says otherwise than its source, both messages as written: forces first, in their order."""
    pair = _Pair(_read(source, of), _read(translation, to))
    return (*_of_force(pair), *_of_quantities(pair), *_of_references(pair))


def ambiguous_forms(translation: str, to: Speech) -> list[str]:
    """Return the verbal forms of a translation whose class is unclear, as they are written."""
    words = to.even(without_markup(translation)[0])
    for pattern in to.forms.passed_over:
        words = pattern.sub(_blank, words)
    return [match[0] for pattern in to.ambiguous for match in pattern.finditer(words)]


# Reading


@dataclass(frozen=True)
class _Passage:
    """A message as it is compared: its sentences, as written and evened, and its references."""

    speech: Speech
    written: tuple[str, ...]
    even: tuple[str, ...]
    references: tuple[tuple[str, str], ...]

    @property
    def size(self) -> int:
        """Letters, as those of English."""
        return round(sum(map(len, self.written)) / self.speech.length)


@dataclass(frozen=True)
class _Pair:
    """A source and its translation."""

    source: _Passage
    translation: _Passage

    def opposite(self, at: int, *, of_source: bool) -> str:
        """Return the sentence that stands on the other side at the same place."""
        own, other = (self.source, self.translation) if of_source else (self.translation, self.source)
        if not other.written:
            return ""
        reach = sum(map(len, own.even[:at])) + len(own.even[at]) / 2
        share = reach / max(1, sum(map(len, own.even)))
        seen, sizes = 0.0, [len(each) / max(1, sum(map(len, other.even))) for each in other.even]
        for place, size in enumerate(sizes):
            seen += size
            if seen >= share:
                return other.written[place]
        return other.written[-1]

    @property
    def merged(self) -> bool:
        """Tell whether the translation says in fewer sentences as much as the source."""
        fewer = len(self.source.even) - len(self.translation.even)
        share = fewer / max(1, len(self.source.even))
        return fewer > 0 and self.translation.size >= (1 - _MERGED * share) * self.source.size

    @property
    def shortened(self) -> bool:
        """Tell whether sentences of the source are missing."""
        return len(self.translation.even) < len(self.source.even) and not self.merged

    @property
    def divided(self) -> bool:
        """Tell whether the translation says in more sentences no more than the source."""
        more = len(self.translation.even) > len(self.source.even)
        return more and self.translation.size <= _DIVIDED * self.source.size


_MERGED, _DIVIDED = 0.25, 1.3
"""What a translation that only joins sentences may lack of the share of those; the most letters of one that parts them."""


def _read(message: str, speech: Speech) -> _Passage:
    plain, references = without_markup(message)
    abbreviations = speech.forms.abbreviations
    written = tuple(_shown(each) for each in sentences(plain, abbreviations))
    return _Passage(speech, written, tuple(speech.even(each) for each in sentences(plain, abbreviations)), references)


_ROLE = re.compile(r":(?P<role>[\w:-]+):`(?P<content>[^`]*)`")
_REFERRING = re.compile(
    rf"``(?P<literal>.+?)``|{_ROLE.pattern}|`(?P<words>[^`<]*)<(?P<address>[^`>]*)>`__?|\[(?P<footnote>#[\w-]*|\d+|\*)\]_"
    r"|\|(?P<substitution>[^|\s](?:[^|]*[^|\s])?)\|(?:_{1,2}(?!\w))?|(?P<link>https?://[^\s<>`，。]+)"
)
_TARGETED = re.compile(r"(.*?)\s*<([^<>]*)>", re.DOTALL)
_STRESSED = re.compile(r"\*\*?|\\\s|\\")
_PLAIN = re.compile(r"[{}|]")


def without_markup(message: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return a message without inline markup, its references as in a text (``{ref:x|shown}``), and these as role and target."""
    found: list[tuple[str, str]] = []

    def held(match: re.Match[str]) -> str:
        role, target, shown = _referred(match)
        found.append((role, target.lower() if role == "term" else target))
        return f"{{ref:{_PLAIN.sub('', target)}|{_PLAIN.sub('', shown)}}}"

    words = _REFERRING.sub(held, message.replace("{", "(").replace("}", ")"))
    return " ".join(_STRESSED.sub("", words).split()), tuple(found)


def _referred(match: re.Match[str]) -> tuple[str, str, str]:
    """Return the role, the target and the shown words of a reference."""
    if match["role"]:
        split = _TARGETED.fullmatch(match["content"])
        shown, target = split.groups() if split else (match["content"], match["content"])
        return match["role"], " ".join(target.split()), " ".join(shown.split())
    if match["address"]:
        return "link", match["address"].strip(), match["words"].strip()
    role = next(name for name in ("literal", "footnote", "substitution", "link") if match[name])
    target = match[role].rstrip(".,;:)") if role == "link" else match[role]
    return role, target, target


def _shown(words: str) -> str:
    """Return words with what a reader sees of their references."""
    return REFERENCE.sub(lambda found: found[3] or found[2], words)


def _blank(match: re.Match[str]) -> str:
    return "\0" * len(match[0])


# Forces


@dataclass(frozen=True)
class _Said:
    """A verbal form in a passage: what it may mean, the sentence, its share of the passage, its words.

    A form that is ``open`` may stand for one of the other side, and need not; ``weight`` is what it costs to leave one alone.
    """

    force: Force
    means: frozenset[_Meaning]
    sentence: int
    place: float
    words: str
    open: bool = False
    bounding: bool = False
    limits: bool = False
    weight: float = 1.0

    def agrees(self, other: _Said) -> bool:
        """Tell whether two forms may mean the same; a bound that one side sets by a negation, the other says without one."""
        if self.means & other.means:
            return True
        one, two = (self, other) if self.bounding else (other, self)
        bounds = one.bounding and not two.bounding and one.force[1] and two.limits
        return bounds and (one.force[0], False) in two.means

    def repeats(self, other: _Said) -> bool:
        """Tell whether a form says again, in the same sentence, what another one said."""
        return self.sentence == other.sentence and not (self.open or other.open) and bool(self.means & other.means)


def _spoken(passage: _Passage, merged: Mapping[Verbal, Verbal]) -> list[_Said]:
    """Return the verbal forms of a passage in its order."""
    found: list[_Said] = []
    whole, before = max(1, sum(map(len, passage.even))), 0
    for at, sentence in enumerate(passage.even):
        for start, said in _spoken_in(sentence, passage.speech):
            means = frozenset((merged.get(verbal, verbal) if no is False else verbal, no) for verbal, no in said.means)
            force = (merged.get(said.force[0], said.force[0]) if not said.force[1] else said.force[0], said.force[1])
            place = (before + start) / whole
            found.append(replace(said, force=force, means=means, sentence=at, place=place))
        before += len(sentence)
    return found


def _spoken_in(sentence: str, speech: Speech) -> list[tuple[int, _Said]]:
    """Return the forms of one sentence with their places."""
    found: list[tuple[int, _Said]] = []
    only, excepted = bool(speech.only.search(sentence)), bool(speech.exceptions.search(sentence))
    masked = REFERENCE.sub(_blank, sentence)
    limits = bool(speech.limits.search(masked))
    forms, rest = speech.forms.parted(sentence)
    for form in forms:
        each = replace(form, negated=form.negated or bool(speech.denied.search(masked[: form.start])))
        aside = speech.forms.is_asked(sentence, each.start)
        bounding = bool(speech.exceeding.match(masked, each.end))
        means = _means(each, only=only, excepted=excepted)
        if not each.negated and speech.averts.match(masked, each.end):
            means = means | {(each.form, True)}
        weight = _weight(each, speech)
        found.append(
            (each.start, _Said(each.force, _ANY if aside else means, 0, 0, each.words, aside, bounding, limits, weight))
        )
    for pattern in (*speech.open_forms, *speech.ambiguous):
        for match in pattern.finditer(rest):
            if not _continues(sentence, match.start(), found):
                force = (Verbal.REQUIREMENT, False)
                found.append((match.start(), _Said(force, _ANY, 0, 0, match[0], open=True, weight=0.05)))
    return sorted(found, key=lambda row: row[0])


def _continues(sentence: str, place: int, found: Iterable[tuple[int, _Said]]) -> bool:
    """Tell whether words stand close behind a verbal form, of which they are the rest."""
    return any(start <= place <= start + _CLOSE and not _STOP.search(sentence[start:place]) for start, _ in found)


_CLOSE = 40
_STOP = re.compile(r"[.,;:،؛，；。：]")

_Meaning = tuple[Verbal, bool | None]
"""A class with its negation; None where one thing alone is asked or let, and so all others are not."""

_ANY: frozenset[_Meaning] = frozenset((verbal, no) for verbal in Verbal for no in (False, True, None))


def _means(found: Found, *, only: bool, excepted: bool) -> frozenset[_Meaning]:
    """Return what a form may mean: to allow a thing only so, and to forbid it otherwise, are the same."""
    required = found.form in {Verbal.REQUIREMENT, Verbal.PERMISSION, Verbal.POSSIBILITY}
    alone: frozenset[_Meaning] = frozenset(
        {(Verbal.REQUIREMENT, None), (Verbal.POSSIBILITY, None)} if required else {(found.form, None)}
    )
    own: frozenset[_Meaning] = frozenset({found.force})
    if found.restricts or (only and not found.negated):
        return own | alone
    if excepted and found.negated:
        return own | {(Verbal.POSSIBILITY if found.form is Verbal.POSSIBILITY else found.form, None)}
    return own


_RANK = (Verbal.REQUIREMENT, Verbal.RECOMMENDATION, Verbal.PERMISSION, Verbal.POSSIBILITY)


def _rank(force: Force) -> int:
    """Return how weak a force is: what need not be is weaker than what may, and a constraint from outside requires nothing."""
    verbal, negated = force
    if verbal is Verbal.CONSTRAINT:
        return len(_RANK) + 1
    return len(_RANK) if verbal is Verbal.PERMISSION and negated else _RANK.index(verbal)


def _kind(said: _Said, shown: _Said) -> Kind:
    """Return how the force of one form departs from that of another."""
    before, after = _rank(said.force), _rank(shown.force)
    free = len(_RANK) in {before, after}
    if before == after or (said.force[1] != shown.force[1] and not free):
        return Kind.NEGATED
    return Kind.WEAKENED if after > before else Kind.STRENGTHENED


def _of_force(pair: _Pair) -> Iterator[Departure]:
    merged = {weaker: stronger for side in (pair.source, pair.translation) for stronger, weaker in side.speech.one_class}
    said, shown = _spoken(pair.source, merged), _spoken(pair.translation, merged)
    said, shown = _without_equal_sentences(pair, said, shown)
    for one, two in _matched(said, shown):
        if one and two:
            if not one.agrees(two):
                yield _departure(_kind(one, two), pair, one, two)
        elif one:
            if not (_is_light(one, said, pair) or (pair.merged and _is_twofold(one, said))):
                yield _departure(Kind.DROPPED, pair, one, None)
        elif two and not (_is_light(two, shown, pair) or (pair.divided and _is_twofold(two, shown))):
            yield _departure(Kind.ADDED, pair, None, two)


def _departure(kind: Kind, pair: _Pair, said: _Said | None, shown: _Said | None) -> Departure:
    source = pair.source.written[said.sentence] if said else pair.opposite(shown.sentence if shown else 0, of_source=False)
    translation = (
        pair.translation.written[shown.sentence] if shown else pair.opposite(said.sentence if said else 0, of_source=True)
    )
    return Departure(kind, source, translation, said.words if said else "", shown.words if shown else "")


def _without_equal_sentences(pair: _Pair, said: list[_Said], shown: list[_Said]) -> tuple[list[_Said], list[_Said]]:
    """Return forms without those of sentences that have the same in any order, where both sides have as many sentences."""
    if len(pair.source.even) != len(pair.translation.even):
        return said, shown
    equal = {at for at in range(len(pair.source.even)) if _are_equal(_of(said, at), _of(shown, at))}
    return [each for each in said if each.sentence not in equal], [each for each in shown if each.sentence not in equal]


def _of(forms: list[_Said], sentence: int) -> list[_Said]:
    return [each for each in forms if each.sentence == sentence]


def _are_equal(said: list[_Said], shown: list[_Said]) -> bool:
    """Tell whether two sentences have the same forms in any order, but for the open ones."""
    rest = [each for each in shown if not each.open]
    for each in (each for each in said if not each.open):
        fitting = next((other for other in rest if each.agrees(other)), None)
        if fitting is None:
            return False
        rest.remove(fitting)
    return not rest


def _is_light(form: _Said, among: Sequence[_Said], pair: _Pair) -> bool:
    """Tell whether a form may be left unsaid: it is open, of little weight, or says again what its sentence said.

    A form of little weight is missed where a whole sentence is.
    """
    spoken = form.weight < 1 and not pair.shortened
    return form.open or spoken or any(form is not other and form.repeats(other) for other in among)


def _is_twofold(form: _Said, among: Sequence[_Said]) -> bool:
    """Tell whether a neighbouring sentence says the same force."""
    return any(abs(form.sentence - other.sentence) == 1 and form.means & other.means for other in among if not other.open)


def _weight(form: Found, speech: Speech) -> float:
    """Return what it costs to leave a form without a counterpart: little for what other words say too, as *is free to* does."""
    if form.form in {Verbal.POSSIBILITY, Verbal.CONSTRAINT}:
        return 0.85 if form.negated else 0.3
    return 1.0 if speech.weighty.search(form.words) else 0.3


_OTHERWISE, _OPEN, _AGAIN, _PLACE = 1.0, 0.9, 0.1, 0.02


def _matched(said: list[_Said], shown: list[_Said]) -> list[tuple[_Said | None, _Said | None]]:
    """Return the forms of both sides in pairs, in their order, so that as few as can be differ or have no counterpart."""

    @cache
    def best(i: int, j: int) -> tuple[float, tuple[tuple[int, int], ...]]:
        if i == len(said) and j == len(shown):
            return 0.0, ()
        ways = []
        if i < len(said) and j < len(shown):
            ways.append(_step(_cost(said[i], shown[j]), (i, j), best(i + 1, j + 1)))
        if i < len(said):
            ways.append(_step(_left(i, said), (i, -1), best(i + 1, j)))
        if j < len(shown):
            ways.append(_step(_left(j, shown), (-1, j), best(i, j + 1)))
        return min(ways, key=lambda way: way[0])

    return [(said[i] if i >= 0 else None, shown[j] if j >= 0 else None) for i, j in best(0, 0)[1]]


_Way = tuple[float, tuple[tuple[int, int], ...]]


def _step(cost: float, pair: tuple[int, int], rest: _Way) -> _Way:
    return cost + rest[0], (pair, *rest[1])


def _cost(said: _Said, shown: _Said) -> float:
    if said.agrees(shown):
        return abs(said.place - shown.place) * _PLACE + (_OPEN if said.open or shown.open else 0)
    return abs(said.place - shown.place) * _PLACE + _OTHERWISE


def _left(at: int, forms: list[_Said]) -> float:
    again = any(forms[at].repeats(other) for other in forms[max(0, at - 1) : at + 2] if other is not forms[at])
    return min(forms[at].weight, _AGAIN if again else 1.0)


# Numbers and units


@dataclass(frozen=True)
class _Counted:
    """A quantity with its sentence."""

    quantity: Quantity
    sentence: int
    words: str

    @property
    def strict(self) -> bool:
        """Whether the other side has to say it: numbers in digits, months, and words from two on."""
        written, value = self.quantity.written, self.quantity.value
        return written in {Written.DIGITS, Written.MONTH} or (written is Written.WORDS and value >= 2)


def _of_quantities(pair: _Pair) -> Iterator[Departure]:
    said, shown = _counted(pair.source), _counted(pair.translation)
    for agree in (_same_quantity, _same_number, _same_duration):
        for one, two in _paired(said, shown, agree):
            said.remove(one)
            shown.remove(two)
            if agree is _same_number and not _unit_kept(one, two, pair):
                yield _differing(Kind.UNIT, pair, one, two)
    yield from _unmatched(pair, said, shown)


def _counted(passage: _Passage) -> list[_Counted]:
    found = []
    for at, sentence in enumerate(passage.even):
        words = _IDENTIFIER.sub(_blank, REFERENCE.sub(_blank, even_digits(sentence)))
        for quantity in passage.speech.quantities.read(words):
            found.append(_Counted(quantity, at, sentence[quantity.start : quantity.end].strip()))
    return found


def _paired(
    said: list[_Counted], shown: list[_Counted], agree: Callable[[Quantity, Quantity], bool]
) -> list[tuple[_Counted, _Counted]]:
    """Return pairs of quantities that agree, each once, the strict ones first."""
    pairs: list[tuple[_Counted, _Counted]] = []
    rest = sorted(shown, key=lambda each: not each.strict)
    for each in sorted(said, key=lambda each: not each.strict):
        other = next((other for other in rest if agree(each.quantity, other.quantity)), None)
        if other:
            rest.remove(other)
            pairs.append((each, other))
    return pairs


def _same_quantity(one: Quantity, two: Quantity) -> bool:
    return _same_number(one, two) and one.unit == two.unit


def _same_number(one: Quantity, two: Quantity) -> bool:
    months = (one.written is Written.MONTH) == (two.written is Written.MONTH)
    kinds = {one.written, two.written}
    implied = (
        Written.IMPLIED in kinds and one.unit != two.unit and not (Written.LOOSE in kinds and "time" in {one.unit, two.unit})
    )
    return months and not implied and one.value == two.value


def _same_duration(one: Quantity, two: Quantity) -> bool:
    return duration(one) is not None and duration(one) == duration(two)


_ALIKE = frozenset({frozenset({"day", "calendarday"})})
"""Units that say the same of a number."""


def _unit_kept(said: _Counted, shown: _Counted, pair: _Pair) -> bool:
    """Tell whether the unit of a number is that of the source, or named elsewhere in the sentence where the number has none."""
    one, two = said.quantity.unit, shown.quantity.unit
    if not one or one == two or frozenset({one, two}) in _ALIKE or shown.quantity.written is Written.ORDINAL:
        return True
    if not two and one == "time":
        return True
    return not two and pair.translation.speech.quantities.has_unit(one, pair.translation.even[shown.sentence])


def _unmatched(pair: _Pair, said: list[_Counted], shown: list[_Counted]) -> Iterator[Departure]:
    """Yield the numbers that only one side has, those that took the place of another with it."""
    for one in list(said):
        two = next((other for other in shown if _took_place(one, other)), None)
        if two:
            shown.remove(two)
            equal = one.quantity.value == two.quantity.value
            yield _differing(Kind.UNIT if equal else Kind.NUMBER, pair, one, two)
        elif one.strict and not _by_ending(one, pair):
            yield _differing(Kind.NUMBER, pair, one, None)
    for two in shown:
        if two.strict and (two.quantity.written is not Written.WORDS or two.quantity.value > 2):
            yield _differing(Kind.NUMBER, pair, None, two)


def _by_ending(one: _Counted, pair: _Pair) -> bool:
    """Tell whether a two is said by the ending of a word, as the dual of Arabic does."""
    return one.quantity.value == 2 and any(map(pair.translation.speech.quantities.dual, pair.translation.even))


def _took_place(one: _Counted, two: _Counted) -> bool:
    """Tell whether a number stands for another one: both count, both order, or both measure in the same unit."""
    kinds = {one.quantity.written, two.quantity.written}
    if Written.MONTH in kinds or Written.ORDINAL in kinds:
        return len(kinds) == 1
    if one.strict or two.strict:
        units = {one.quantity.unit, two.quantity.unit}
        equal = one.quantity.value == two.quantity.value and not units & {"", "time"}
        return Written.IMPLIED not in kinds or len(units) == 1 or equal
    fractions = one.quantity.value % 1 and two.quantity.value % 1
    several = one.quantity.value >= 2 and two.quantity.value >= 2
    loosely = kinds <= {Written.LOOSE, Written.IMPLIED} and Written.LOOSE in kinds
    return bool(loosely and (fractions or several)) or (
        Written.LOOSE not in kinds and bool(one.quantity.unit) and one.quantity.unit == two.quantity.unit
    )


def _differing(kind: Kind, pair: _Pair, one: _Counted | None, two: _Counted | None) -> Departure:
    source = pair.source.written[one.sentence] if one else pair.opposite(two.sentence if two else 0, of_source=False)
    translation = pair.translation.written[two.sentence] if two else pair.opposite(one.sentence if one else 0, of_source=True)
    return Departure(kind, source, translation, one.words if one else "", two.words if two else "")


# References and terms

_IDENTIFIER = re.compile(
    r"(?<![A-Za-z0-9А-яёЁ])(?:[A-ZА-ЯЁ]{2,}(?:/[A-ZА-ЯЁ]+)*(?: Guide)?(?:[ -][A-ZА-ЯЁ]{1,4})?"
    r"[ -]?\d[\d.]*(?:-\d+)*(?::\d{4})?(?:\([A-Z/]+\))?(?:V\d+\.\d+)?"
    r"|[A-Z](?:/[A-Z0-9.-]+)+)(?<![.-])"
)
"""Names of texts that have numbers: ISO/IEC 17025:2017, IEC 60079-1, A/CONF.192/15."""

_COMPARED_ONCE = frozenset({"term"})
"""The roles whose targets a translation may name once where its source does so more often."""


def _of_references(pair: _Pair) -> Iterator[Departure]:
    stem = pair.source.speech.forms.lexicon.stem
    said, shown = _cited(pair.source, stem), _cited(pair.translation, stem)
    for key in dict.fromkeys((*said, *shown)):
        missing, more = said[key] - shown[key], shown[key] - said[key]
        if key[0] in _COMPARED_ONCE and said[key] and shown[key]:
            continue
        if missing > 0 or more > 0:
            kind = Kind.TERM if key[0] == "term" else Kind.REFERENCE
            name = key[1]
            yield Departure(kind, *_standing(pair, key), name if missing > 0 else "", name if more > 0 else "")


def _cited(passage: _Passage, stem: Callable[[str], str]) -> Counter[tuple[str, str]]:
    found = Counter(
        (role, " ".join(map(stem, target.split())) if role == "term" else target) for role, target in passage.references
    )
    for sentence in passage.even:
        masked = REFERENCE.sub(_blank, rewritten(even_digits(sentence), passage.speech.acronyms))
        found.update(("identifier", re.sub(r"(?: Guide)?[ -]", " ", match[0])) for match in _IDENTIFIER.finditer(masked))
    return found


def _standing(pair: _Pair, key: tuple[str, str]) -> tuple[str, str]:
    """Return the sentences of both sides for a reference: that in which it stands, and the opposite one."""
    for passage, of_source in ((pair.source, True), (pair.translation, False)):
        for at, sentence in enumerate(passage.even):
            if key[1].lower() in sentence.lower():
                own, other = passage.written[at], pair.opposite(at, of_source=of_source)
                return (own, other) if of_source else (other, own)
    return " ".join(pair.source.written), " ".join(pair.translation.written)


# Approved terms


@dataclass(frozen=True, slots=True)
class Unapproved:
    """A term that is shown in other words than those approved for it."""

    key: str
    shown: str
    approved: tuple[str, ...]


def unapproved(translation: str, approved: Mapping[str, tuple[str, ...]], to: Speech) -> tuple[Unapproved, ...]:
    """Return the terms of a message whose shown words are no inflection of a designation approved for them."""
    found = []
    for match in _ROLE.finditer(translation):
        split = _TARGETED.fullmatch(match[2] or "")
        if match[1] == "term" and split:
            key, shown = " ".join(split[2].lower().split()), " ".join(split[1].split())
            known = approved.get(key, ())
            if known and not any(inflects(shown, each, to) for each in known):
                found.append(Unapproved(key, shown, known))
    return tuple(found)


def inflects(shown: str, designation: str, to: Speech) -> bool:
    """Tell whether words are an inflection of a designation: as many words, each with the stem of that in its place."""
    one, two = (_WORD.findall(to.even(words).lower()) for words in (shown, designation))
    return len(one) == len(two) and all(_inflects(a, b, to) for a, b in zip(one, two, strict=True))


_WORD = re.compile(r"[^\W_]+")


def _inflects(one: str, two: str, to: Speech) -> bool:
    """Tell whether two words have a stem in common, or so long a beginning that they only end otherwise."""
    begun = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))
    ends_otherwise = begun >= _BEGUN and max(len(one), len(two)) - begun <= _ENDED
    return one == two or ends_otherwise or bool(stems(one, to) & stems(two, to))


_BEGUN, _ENDED = 5, 3
"""Letters that two inflections of a long word have in common at least, and that they end otherwise with at most."""


def stems(word: str, to: Speech) -> frozenset[str]:
    """Return what may be the stem of a word: without none, or one, of the beginnings and endings of the language."""
    begun = {word} | {word[len(each) :] for each in to.beginnings if word.startswith(each)}
    bare = begun | {each[: -len(ending)] for each in begun for ending in to.endings if each.endswith(ending)}
    strong = {to.weak.sub("", each) for each in bare} if to.weak else set()
    return frozenset(each for each in bare | strong if len(each) >= to.least)
