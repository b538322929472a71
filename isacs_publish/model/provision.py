"""Provisions: the sentences that say what is required, recommended, permitted or possible (Directives, Part 2, clause 7)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from isacs_publish.model.lexicon import rewritten
from isacs_publish.model.outline import Kind
from isacs_publish.model.text import REFERENCE, Form

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from isacs_publish.model.lexicon import Lexicon, Rewrite
    from isacs_publish.model.text import Passage, Text


class Verbal(StrEnum):
    """The classes of verbal forms, the strongest first.

    An external constraint tells of law or nature outside the text: it is recognized, and is no provision (7.6).
    """

    REQUIREMENT = "requirement"
    RECOMMENDATION = "recommendation"
    PERMISSION = "permission"
    POSSIBILITY = "possibility"
    CONSTRAINT = "constraint"


STRENGTH = tuple(form for form in Verbal if form is not Verbal.CONSTRAINT)
"""The classes that make a sentence a provision, the strongest first: a sentence with several forms is of the first."""


@dataclass(frozen=True, slots=True)
class VerbalForm:
    """One way to express a class: ``pattern`` finds it; what a group of the pattern holds stands between its words."""

    form: Verbal
    negated: bool
    pattern: re.Pattern[str]


Force = tuple[Verbal, bool]
"""The class of a verbal form, and whether it is negated."""


@dataclass(frozen=True)
class VerbalForms:
    """The verbal forms of one language, as data, in the order in which they are sought: the longest words first.

    ``passed_over`` finds what only looks like a form, such as the name of a month; ``abbreviations`` end in a full stop that
    ends no sentence; ``rewordings`` are made before forms are sought; ``lexicon`` holds the words that weigh when sentences
    are compared.
    """

    language: str
    forms: tuple[VerbalForm, ...]
    passed_over: tuple[re.Pattern[str], ...]
    abbreviations: frozenset[str]
    rewordings: tuple[Rewrite, ...]
    lexicon: Lexicon

    def read(self, sentence: str) -> tuple[list[Force], str]:
        """Return the forms in a sentence in its order, and the sentence, reworded, with ``MARK`` where each stood."""
        sentence = rewritten(sentence, self.rewordings)
        sought = REFERENCE.sub(_blank, sentence)
        for pattern in self.passed_over:
            sought = pattern.sub(_blank, sought)
        found: list[tuple[int, Force]] = []
        kept = list(sentence)
        for form in self.forms:
            for match in form.pattern.finditer(sought):
                found.append((match.start(), (form.form, form.negated)))
                for position in _own(match):
                    kept[position] = " "
                    sought = f"{sought[:position]}{_BLANK}{sought[position + 1 :]}"
                kept[match.start()] = MARK
        return [force for _, force in sorted(found, key=lambda each: each[0])], "".join(kept)

    def content(self, sentence: str) -> tuple[str, ...]:
        """Return the stems of the words that tell what a sentence is about, and what its references point at."""
        _, rest = self.read(sentence)
        tokens = re.findall(r"\{[^{}|]*|\d[\d.,]*|[^\W\d_]+", rest.lower())
        stems = [token if token.startswith("{") else self.lexicon.stem(token) for token in tokens]
        return tuple(stem for stem in stems if stem not in self.lexicon.silent)

    def force(self, sentence: str) -> Force | None:
        """Return the strongest form of a sentence, None where it is no provision: a question is none."""
        if sentence.rstrip().endswith(_QUESTION):
            return None
        found, _ = self.read(sentence)
        return min((each for each in found if each[0] in STRENGTH), key=lambda each: STRENGTH.index(each[0]), default=None)


_BLANK = "\0"
MARK = "\x1f"
"""What stands in a sentence instead of a verbal form."""

_QUESTION = ("?", "？", "؟")


def _blank(match: re.Match[str]) -> str:
    return _BLANK * len(match[0])


def _own(match: re.Match[str]) -> Iterator[int]:
    """Yield the positions of a match that stand in none of its groups."""
    inside = {position for group in range(1, match.re.groups + 1) for position in range(*match.span(group))}
    return (position for position in range(*match.span()) if position not in inside)


_END = re.compile(r"[.!?؟…]+[)\]”’»\"']*(?=\s+[^\s])|[。！？]+[）”’」』]*")
_DOTTED = re.compile(r"(?:\b\w\.){2,}$")


def sentences(words: str, abbreviations: Iterable[str] = ()) -> list[str]:
    """Return the sentences of a passage: what ends with a full stop, and goes on with anything but a small letter.

    A full stop behind an abbreviation or within a reference, a number or an initialism ends none.
    """
    endless = tuple(f" {each}" for each in abbreviations)
    masked = REFERENCE.sub(lambda match: "{" + "x" * (len(match[0]) - 2) + "}", words)
    starts = [0]
    for match in _END.finditer(masked):
        before, after = f" {masked[: match.end()]}", masked[match.end() :].lstrip()
        opened = before.replace(" (", " ").replace(" “", " ")
        if after and not after[0].islower() and not opened.endswith(endless) and not _DOTTED.search(before):
            starts.append(match.end())
    ends = [*starts[1:], len(words)]
    return [part for start, end in zip(starts, ends, strict=True) if (part := words[start:end].strip())]


@dataclass(frozen=True, slots=True)
class Provision:
    """A sentence with a verbal form: the anchor of its unit, its class, whether it is negated, its words."""

    unit: str
    form: Verbal
    negated: bool
    words: str


WITHOUT_PROVISIONS = frozenset(
    {
        *(Kind.FOREWORD, Kind.INTRODUCTION, Kind.BIBLIOGRAPHY, Kind.TERM, Kind.NOTE, Kind.EXAMPLE),
        *(Kind.NOTE_TO_ENTRY, Kind.REFERENCE, Kind.FORMULA),
    }
)
"""Kinds of units that hold no provisions, whatever their words (Directives, Part 2, clauses 12 to 16, 24, 25)."""

SCOPE = "scope"
"""The anchor of the clause that states facts alone (clause 14)."""

_FORMS = frozenset({Form.PARAGRAPH, Form.CELL, Form.LEGEND})
"""The passages that hold provisions."""

_CLOSED = (".", "!", "?", "؟", "…", "。", "！", "？")
"""What ends a passage so that nothing goes on behind it."""


def provisions(text: Text, forms: VerbalForms) -> list[Provision]:
    """Return the provisions of a text, in the order of reading; the entries of a list go on with the sentence before it."""
    made: dict[int, list[Sentence]] = {}
    for sentence in read_sentences(text, forms):
        if sentence.force:
            made.setdefault(sentence.provision, []).append(sentence)
    return [
        Provision(first.passage.unit, *first.force, "\n".join(each.words for each in (first, *others)))
        for first, *others in made.values()
        if first.force
    ]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text, ``position`` being that of its passage.

    ``force`` is that of the provision it is part of, None where it is of none; ``provision`` counts these through the text.
    A ``bullet`` goes on with a lead-in of its own unit.
    """

    position: int
    passage: Passage
    words: str
    force: Force | None = None
    provision: int = -1
    bullet: bool = False


def read_sentences(text: Text, forms: VerbalForms) -> list[Sentence]:
    """Return all sentences of a text in the order of reading, those in the entries of a list with the force of its lead-in."""
    leads = lead_ins(text)
    found: list[Sentence] = []
    last: dict[int, Sentence] = {}
    count = 0
    for position, passage in enumerate(text.passages):
        provides = may_provide(text, passage)
        lead = leads.get(position, -1)
        open_one = last.get(lead)
        bullet = lead >= 0 and text.passages[lead].unit == passage.unit
        for words in _sentences_of(passage, forms):
            force = forms.force(words) if provides else None
            if force and not (open_one and _is_part(words, force, open_one)):
                sentence = Sentence(position, passage, words, force, count, bullet)
                count += 1
            elif provides and open_one:
                sentence = Sentence(position, passage, words, open_one.force, open_one.provision, bullet)
            else:
                sentence = Sentence(position, passage, words, bullet=bullet)
            last[position] = sentence
            found.append(sentence)
    return found


def _is_part(words: str, force: Force, lead: Sentence) -> bool:
    """Tell whether an entry that begins small goes on with a stronger lead-in, its own form being that of a clause in it."""
    return words[:1].islower() and lead.force is not None and STRENGTH.index(lead.force[0]) < STRENGTH.index(force[0])


_SENTENCES = frozenset({Form.PARAGRAPH, Form.CELL, Form.FOOTNOTE, Form.LEGEND})
"""The passages that are made of sentences; others are compared whole."""


def _sentences_of(passage: Passage, forms: VerbalForms) -> list[str]:
    return sentences(passage.words, forms.abbreviations) if passage.form in _SENTENCES else [passage.words]


def may_provide(text: Text, passage: Passage) -> bool:
    """Tell whether a passage stands where provisions stand: not in front matter, scope, notes, examples, footnotes, terms."""
    if passage.form not in _FORMS:
        return False
    around = list(text.around(passage.unit))
    return not any(unit.kind in WITHOUT_PROVISIONS or unit.anchor == SCOPE for unit in around)


def lead_ins(text: Text) -> dict[int, int]:
    """Return by position the passages that go on with another one, each with the position of that: the lead-in of its list.

    A lead-in ends with a colon. With it go on the entries of a list, however they end, and after it in the same unit each
    passage as long as the one before is not closed by a full stop.
    """
    found: dict[int, int] = {}
    of_list: dict[str, int | None] = {}
    for position, passage in enumerate(text.passages):
        lead = _lead_before(text, position, found)
        unit = text.by_anchor[passage.unit]
        if unit.kind is Kind.ENTRY and passage.form is Form.PARAGRAPH and not (lead is not None and _same_unit(text, position)):
            lead = of_list.setdefault(unit.owner, lead)
        if lead is not None:
            found[position] = lead
    return found


def _lead_before(text: Text, position: int, found: dict[int, int]) -> int | None:
    """Return the lead-in that the passage before leaves open, None where it is closed or cannot be gone on with."""
    if position == 0:
        return None
    before, passage = text.passages[position - 1], text.passages[position]
    if before.form is not Form.PARAGRAPH or passage.form is not Form.PARAGRAPH or before.place != passage.place:
        return None
    if before.words.rstrip().endswith((":", "：")):
        return position - 1 if _goes_on(text, before.unit, passage.unit) else None
    goes_on = _same_unit(text, position) and not before.words.rstrip().endswith(_CLOSED)
    return found.get(position - 1) if goes_on else None


def _same_unit(text: Text, position: int) -> bool:
    return text.passages[position - 1].unit == text.passages[position].unit


def _goes_on(text: Text, before: str, unit: str) -> bool:
    """Tell whether a unit is the one before, or an entry of a list in it."""
    own = text.by_anchor[unit]
    holder = text.by_anchor[own.owner].owner if own.kind is Kind.ENTRY and own.owner else ""
    return before in (unit, holder)
