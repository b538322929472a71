"""Classing: what it means that a sentence reads otherwise than it did. A pure function of two sentences and a language.

A change is **normative** where a verbal form, a negation, a number, a unit, a term or a citation differs, or a provision comes
or goes; **editorial** where punctuation, case, spelling, function words, order, inflection or the shown words of a reference
differ; **substantive** otherwise. In doubt it is the heavier.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING

from isacs_publish.model.lexicon import rewritten
from isacs_publish.model.provision import MARK
from isacs_publish.model.text import REFERENCE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from isacs_publish.model.lexicon import Lexicon
    from isacs_publish.model.provision import Force, VerbalForms


class Nature(StrEnum):
    """How much a change of words weighs, the lightest first."""

    EDITORIAL = "editorial"
    SUBSTANTIVE = "substantive"
    NORMATIVE = "normative"

    @property
    def weight(self) -> int:
        """The place in that order."""
        return list(Nature).index(self)


class Facet(StrEnum):
    """What differs in a normative change."""

    STRENGTH = "strength"
    NEGATION = "negation"
    NUMBER = "number"
    UNIT = "unit"
    TERM = "term"
    CITATION = "citation"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Classed:
    """The nature of a change, and what differs in it, in the order of the facets."""

    nature: Nature
    facets: tuple[Facet, ...] = ()


def classify(old: str, new: str, forms: VerbalForms, terms: Collection[str] = ()) -> Classed:
    """Return what it means that ``old`` became ``new``; one of them is empty where a sentence came or went.

    ``terms`` are designations that count as terms where they stand without a reference.
    """
    old, new = _even(old), _even(new)
    if old == new:
        return Classed(Nature.EDITORIAL)
    if not (old and new):
        return _came_or_went(old, new, forms)
    before, after = (_Reader(forms, terms).read(sentence) for sentence in (old, new))
    _match_compounds(before, after, forms.lexicon)
    _match_misspelt(before, after)
    if facets := tuple(sorted(set(_differing(before, after, forms.lexicon)), key=list(Facet).index)):
        return Classed(Nature.NORMATIVE, facets)
    return Classed(Nature.EDITORIAL if _says_the_same(before, after, forms.lexicon) else Nature.SUBSTANTIVE)


def _came_or_went(old: str, new: str, forms: VerbalForms) -> Classed:
    if forms.force(old or new) is None:
        return Classed(Nature.SUBSTANTIVE)
    return Classed(Nature.NORMATIVE, (Facet.REMOVED if old else Facet.ADDED,))


@dataclass
class _Sense:
    """What a sentence says: ``tokens`` are its words as compared, in order, with ``MARK`` for each verbal form."""

    force: list[Force] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    terms: Counter[str] = field(default_factory=Counter)
    citations: Counter[str] = field(default_factory=Counter)

    def of(self, *kinds: str) -> Counter[str]:
        """Return the @-words of some kinds."""
        return Counter(token for token in self.tokens if token.startswith(tuple(f"@{kind}:" for kind in kinds)))


NUMBERS = ("number", "bound", "frequency", "count", "month")
"""The @-words that make a number."""


class _Reader:
    """Reads sentences of one language."""

    def __init__(self, forms: VerbalForms, terms: Collection[str]) -> None:
        self.forms = forms
        self.lexicon = forms.lexicon
        self.terms = terms

    def read(self, sentence: str) -> _Sense:
        """Return what a sentence says."""
        sense = _Sense()
        sense.force, rest = self.forms.read(sentence)
        rest = rewritten(REFERENCE.sub(lambda match: self._reference(sense, match), rest), self.lexicon.early)
        for pattern in self.lexicon.citations:
            rest = pattern.sub(lambda match: self._citation(sense, match), rest)
        plain = self.lexicon.plain(rest.replace("{{", " ").replace("}}", " "))
        for term in sorted(self.terms, key=lambda each: (-len(each), each)):
            plain = self._designation(sense, term.lower(), plain)
        sense.tokens = list(self._tokens(plain))
        return sense

    def _reference(self, sense: _Sense, match: re.Match[str]) -> str:
        role, target = match[1], match[2].lower()
        (sense.terms if role == "term" else sense.citations)[target if role == "term" else f"{role}:{target}"] += 1
        return f"@{role}:{_letters(target)}"

    def _citation(self, sense: _Sense, match: re.Match[str]) -> str:
        cited = " ".join(match[0].lower().split())
        sense.citations[cited] += 1
        return f"@ref:{_letters(cited)}"

    def _designation(self, sense: _Sense, term: str, plain: str) -> str:
        stems = [self.lexicon.stem(word) for word in term.split()]
        found = [m for m in re.finditer(rf"(?<![\w@:]){re.escape(term[:-1])}\w{{0,3}}", plain) if self._is(m[0], stems)]
        for match in reversed(found):
            sense.terms[term] += 1
            plain = f"{plain[: match.start()]}@term:{_letters(term)}{plain[match.end() :]}"
        return plain

    def _is(self, words: str, stems: list[str]) -> bool:
        return [self.lexicon.stem(word) for word in words.split()] == stems

    def _tokens(self, plain: str) -> Iterator[str]:
        """Yield marks, @-words, numbers as ``@number:5``, and words, compounds whole."""
        word = self.lexicon.word.pattern
        pattern = rf"{MARK}|@[a-z]+:\w*|(?P<number>{self.lexicon.number.pattern})|{word}(?:-{word})*"
        for match in re.finditer(pattern, plain):
            if match["number"]:
                yield f"@number:{self.lexicon.value(match[0])}"
            else:
                yield match[0]


_EVEN = (
    (re.compile("[\x00-\x1f\u00a0\u2009\u202f]"), " "),
    (re.compile("[\u00ad\u200b]"), ""),
    (re.compile("[‐‑]"), "-"),
)


def _even(sentence: str) -> str:
    """Return a sentence with one kind of space and hyphen."""
    for pattern, other in _EVEN:
        sentence = pattern.sub(other, sentence)
    return sentence.strip()


def _letters(name: str) -> str:
    """Return a name as one token without digits."""
    return "".join(chr(ord("a") + int(sign)) if sign.isdecimal() else sign if sign.isalpha() else "_" for sign in name)


# Compounds: what one author joins, another writes with a hyphen or as two words


def _match_compounds(before: _Sense, after: _Sense, lexicon: Lexicon) -> None:
    """Write the words of two sentences by their stems, and compounds in one way: in parts, unless the other has them joined."""
    known = [
        {_stem(part, lexicon) for token in sense.tokens for part in (token, *token.split("-"))} for sense in (after, before)
    ]
    for sense, others in zip((before, after), known, strict=True):
        parts = [part for token in sense.tokens for part in _parts(token, others, lexicon)]
        sense.tokens = list(_joined(parts, others, lexicon))


def _stem(token: str, lexicon: Lexicon) -> str:
    return token if token.startswith(("@", MARK)) else lexicon.stem(token)


def _parts(token: str, known: set[str], lexicon: Lexicon) -> list[str]:
    """Return the parts of a compound, or all in one where the other sentence has it so."""
    joined = token.replace("-", "")
    return [joined] if token.startswith("@") or lexicon.stem(joined) in known else token.split("-")


def _joined(words: list[str], known: set[str], lexicon: Lexicon) -> Iterator[str]:
    """Yield the stems of words, two that the other sentence has as one joined; ``known`` are the stems of that."""
    own = {_stem(word, lexicon) for word in words}
    skip = False
    for word, following in pairwise([*words, ""]):
        joined = _stem(word + following, lexicon)
        if skip:
            skip = False
        elif following.isalpha() and word.isalpha() and joined in known and joined not in own:
            yield joined
            skip = True
        else:
            yield _stem(word, lexicon)


LONG = 7
"""Letters of a word that is taken for a slip of another when one letter inside is missing, or two changed places."""


def _match_misspelt(before: _Sense, after: _Sense) -> None:
    """Take a word for that of the other sentence which it is a slip of."""
    gone, come = (sorted(set(a.tokens) - set(b.tokens)) for a, b in ((before, after), (after, before)))
    slips = {old: new for old in gone for new in come if _is_slip(old, new)}
    before.tokens = [slips.get(token, token) for token in before.tokens]


def _is_slip(one: str, other: str) -> bool:
    """Tell whether two words differ by a letter that is missing inside, or by two neighbours that changed places."""
    if min(len(one), len(other)) < LONG or not (one + other).isalpha() or (one[0], one[-2:]) != (other[0], other[-2:]):
        return False
    start = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    short, long = sorted((one, other), key=len)
    if len(short) == len(long):
        return one[start + 1] + one[start] + one[start + 2 :] == other[start:]
    return short[start:] == long[start + 1 :]


# What differs


def _differing(before: _Sense, after: _Sense, lexicon: Lexicon) -> Iterator[Facet]:
    if Counter(form for form, _ in before.force) != Counter(form for form, _ in after.force):
        yield Facet.STRENGTH
    if _negations(before, lexicon) != _negations(after, lexicon) or _negated_words(before, after, lexicon):
        yield Facet.NEGATION
    yield from _reattached(before, after, lexicon)
    if before.of(*NUMBERS) != after.of(*NUMBERS) or _exchanged(before, after):
        yield Facet.NUMBER
    if before.of("unit") != after.of("unit") and before.of("frequency") == after.of("frequency"):
        yield Facet.UNIT
    if before.terms != after.terms:
        yield Facet.TERM
    if before.citations != after.citations:
        yield Facet.CITATION


def _reattached(before: _Sense, after: _Sense, lexicon: Lexicon) -> Iterator[Facet]:
    """Yield what differs where the words behind one verbal form stand behind another one now."""
    if Counter(before.force) != Counter(after.force) or len(set(before.force)) == 1:
        return
    later = _governed(after, lexicon)
    for force, words in _governed(before, lexicon):
        best = max(later, key=lambda other: ((words & other[1]).total(), other[0] == force))
        if best[0] != force:
            yield Facet.STRENGTH if best[0][0] is not force[0] else Facet.NEGATION


def _governed(sense: _Sense, lexicon: Lexicon) -> list[tuple[Force, Counter[str]]]:
    """Return each verbal form with the words from it to the next one."""
    places = [place for place, token in enumerate(sense.tokens) if token == MARK]
    ends = [*places[1:], len(sense.tokens)]
    parts = (Counter(_content(sense.tokens[start:end], lexicon)) for start, end in zip(places, ends, strict=True))
    return list(zip(sense.force, parts, strict=False))


def _negations(sense: _Sense, lexicon: Lexicon) -> Counter[str]:
    """Return how often a sentence negates, in its verbal forms and outside; ``not all`` says something else than ``not``."""
    whole = sum(negated for _, negated in sense.force) + sum(token in lexicon.negations for token in sense.tokens)
    return sense.of("negation") + Counter({"": whole})


def _negated_words(before: _Sense, after: _Sense, lexicon: Lexicon) -> bool:
    """Tell whether a word became its own negation, as ``authorized`` became ``unauthorized``."""
    gone, come = (set(a.tokens) - set(b.tokens) for a, b in ((before, after), (after, before)))
    return any(
        f"{prefix}{word}" in others
        for words, others in ((gone, come), (come, gone))
        for word in words
        for prefix in lexicon.negating_prefixes
    )


def _exchanged(before: _Sense, after: _Sense) -> bool:
    """Tell whether the numbers of a sentence count other things than they did, all being there still."""
    counted = [Counter(_counted(sense.tokens)) for sense in (before, after)]
    things = [Counter(thing for _, thing in each.elements()) for each in counted]
    return things[0] == things[1] and counted[0] != counted[1]


def _counted(tokens: list[str]) -> Iterator[tuple[str, str]]:
    for token, thing in pairwise(tokens):
        if token.startswith("@number:") and not thing.startswith("@number:"):
            yield token, thing


def _says_the_same(before: _Sense, after: _Sense, lexicon: Lexicon) -> bool:
    """Tell whether two sentences without normative differences say the same in other words."""
    words = [Counter(_said(sense, lexicon)) for sense in (before, after)]
    related = [Counter(_related(sense.tokens, lexicon)) for sense in (before, after)]
    return words[0] == words[1] and related[0] == related[1] and not _roles_exchanged(before, after, lexicon)


def _said(sense: _Sense, lexicon: Lexicon) -> Iterator[str]:
    """Yield the words that say something: not those that a negation asks for, nor one that is written twice."""
    negates = bool(_negations(sense, lexicon))
    words = [word for word in _content(sense.tokens, lexicon) if not (negates and word in lexicon.negated_words)]
    return (word for word, following in pairwise([*words, ""]) if word != following and word not in lexicon.negations)


def _content(tokens: list[str], lexicon: Lexicon) -> Iterator[str]:
    return (token for token in tokens if token != MARK and token not in lexicon.silent)


def _related(tokens: list[str], lexicon: Lexicon) -> Iterator[tuple[str, str]]:
    """Yield each relator with the word that it stands before."""
    content = list(_content(tokens, lexicon))
    return ((token, following) for token, following in pairwise(content) if token in lexicon.relators)


def _roles_exchanged(before: _Sense, after: _Sense, lexicon: Lexicon) -> bool:
    """Tell whether who acts and what is acted on changed places around the verbal form.

    In the passive voice they do so too, and other function words show it.
    """
    (head, tail), (new_head, new_tail) = (_sides(sense.tokens, lexicon) for sense in (before, after))
    return bool(head - new_head and tail - new_tail) and Counter(before.tokens) == Counter(after.tokens)


def _sides(tokens: list[str], lexicon: Lexicon) -> tuple[Counter[str], Counter[str]]:
    """Return the words before and after the first verbal form."""
    middle = tokens.index(MARK) if MARK in tokens else len(tokens)
    return Counter(_content(tokens[:middle], lexicon)), Counter(_content(tokens[middle:], lexicon))
