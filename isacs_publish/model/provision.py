"""Provisions: the sentences that say what is required, recommended, permitted or possible (Directives, Part 2, clause 7)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from typing import TYPE_CHECKING

from isacs_publish.model.lexicon import rewritten
from isacs_publish.model.outline import Kind
from isacs_publish.model.text import REFERENCE, Form, Passage, spelled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from isacs_publish.model.actor import Syntax
    from isacs_publish.model.lexicon import Lexicon, Rewrite
    from isacs_publish.model.text import Text


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
    """One way to express a class: ``pattern`` finds it; what a group of the pattern holds stands between its words.

    One that ``restricts`` requires a thing and forbids all others, as *ne doit … que* does.
    """

    form: Verbal
    negated: bool
    pattern: re.Pattern[str]
    restricts: bool = False


Force = tuple[Verbal, bool]
"""The class of a verbal form, and whether it is negated."""


@dataclass(frozen=True, slots=True)
class Found:
    """A verbal form where it stands in a sentence: its words as written, ``between`` them what a group of its pattern holds."""

    form: Verbal
    negated: bool
    start: int
    end: int
    words: str
    between: str = ""
    restricts: bool = False

    @property
    def force(self) -> Force:
        """The class, and whether it is negated."""
        return self.form, self.negated


@dataclass(frozen=True)
class VerbalForms:
    """The verbal forms of one language, as data, in the order in which they are sought: the longest words first.

    ``passed_over`` finds what only looks like a form, such as the name of a month; ``abbreviations`` end in a full stop that
    ends no sentence; ``rewordings`` are made before forms are sought; ``lexicon`` holds the words that weigh when sentences
    are compared. ``quoted`` finds what is named and not said, ``asked`` ends before a form that is part of a question;
    ``syntax`` tells who acts, ``letters`` writes letters in one form, before the patterns, which are written so, are sought.
    """

    language: str
    forms: tuple[VerbalForm, ...]
    passed_over: tuple[re.Pattern[str], ...]
    abbreviations: frozenset[str]
    rewordings: tuple[Rewrite, ...]
    lexicon: Lexicon
    quoted: re.Pattern[str] | None = None
    asked: re.Pattern[str] | None = None
    syntax: Syntax | None = None
    letters: tuple[Rewrite, ...] = ()

    @cached_property
    def passages_read(self) -> dict[Passage, tuple[_Read, ...]]:
        """What was read of passages by these forms in this process."""
        return {}

    def read(self, sentence: str) -> tuple[list[Force], str]:
        """Return the forms in a sentence in its order, and the sentence, reworded, with ``MARK`` where each stood."""
        sentence = rewritten(sentence, self.rewordings)
        kept = list(sentence)
        found = list(self._seek(sentence))
        for _, match in found:
            for position in _own(match):
                kept[position] = " "
            kept[match.start()] = MARK
        found.sort(key=lambda each: each[1].start())
        return [(form.form, form.negated) for form, _ in found], "".join(kept)

    def _seek(self, sentence: str) -> Iterator[tuple[VerbalForm, re.Match[str]]]:
        """Yield the forms of a sentence in the order in which they are sought; no character is part of two."""
        small = sentence.lower()
        likely = [form for form, words in self._sought if all(word in small for word in words)]
        sought = self._masked(sentence) if likely else ""
        for form in likely:
            for match in form.pattern.finditer(sought):
                for position in _own(match):
                    sought = f"{sought[:position]}{_BLANK}{sought[position + 1 :]}"
                yield form, match

    @cached_property
    def _sought(self) -> tuple[tuple[VerbalForm, tuple[str, ...]], ...]:
        """The forms with the words without which each finds nothing."""
        return tuple((form, needed(form.pattern.pattern)) for form in self.forms)

    def _masked(self, sentence: str) -> str:
        """Return a sentence with blanks in the place of references and of what only looks like a form."""
        sought = REFERENCE.sub(_blank, sentence)
        for pattern in self.passed_over:
            sought = pattern.sub(_blank, sought)
        return sought

    def parted(self, sentence: str) -> tuple[list[Found], str]:
        """Return all forms as they are written in a sentence, in its order, whether it says them or not, and the rest of it.

        In the rest a blank stands for each sign of a form, of a reference and of what only looks like a form.
        """
        found = list(self._seek(sentence))
        rest = list(self._masked(sentence))
        for _, match in found:
            for position in _own(match):
                rest[position] = _BLANK
        return sorted((_found(*each) for each in found), key=lambda each: each.start), "".join(rest)

    def located(self, sentence: str) -> tuple[Force | None, tuple[Found, ...]]:
        """Return the force of a sentence, and its forms as they are written, in its order; a contraction stands written out.

        Forms that are part of an indirect question or of a condition are none that it says.
        """
        reworded = rewritten(sentence, self.rewordings)
        written = list(self._seek(sentence))
        read = written if reworded == sentence else list(self._seek(reworded))
        said = (_found(*each) for each in written or read if not self.is_asked(sentence, each[1].start()))
        return _strongest(sentence, read), tuple(sorted(said, key=lambda each: each.start))

    def is_asked(self, sentence: str, position: int) -> bool:
        """Tell whether a place in a sentence is part of an indirect question or of a condition."""
        return bool(self.asked and self.asked.search(even(sentence[:position])))

    def says(self, sentence: str, start: int, end: int) -> bool:
        """Tell whether words of a sentence are said in it, neither asked, nor what only looks like a form."""
        return _BLANK not in self._masked(sentence)[start:end] and not self.is_asked(sentence, start)

    def quotations(self, words: str) -> list[tuple[int, int]]:
        """Return where words stand in quotation marks: starts and ends."""
        return [match.span() for match in self.quoted.finditer(words)] if self.quoted else []

    def content(self, sentence: str) -> tuple[str, ...]:
        """Return the stems of the words that tell what a sentence is about, and what its references point at."""
        _, rest = self.read(sentence)
        tokens = re.findall(r"\{[^{}|]*|\d[\d.,]*|[^\W\d_]+", rest.lower())
        stems = [token if token.startswith("{") else self.lexicon.stem(token) for token in tokens]
        return tuple(stem for stem in stems if stem not in self.lexicon.silent)

    def force(self, sentence: str) -> Force | None:
        """Return the strongest form of a sentence, None where it is no provision: a question is none."""
        return _strongest(sentence, list(self._seek(rewritten(sentence, self.rewordings))))


@cache
def needed(pattern: str) -> tuple[str, ...]:
    """Return words without which a pattern finds nothing, in small letters: those outside its groups and alternatives."""
    plain, former = re.sub(r"\\.|\[[^\]]*\]", " ", pattern), ""
    while plain != former:
        plain, former = re.sub(r"\([^()]*\)(?:[?*+]|\{[^}]*\})*", " ", plain), plain
    return () if "|" in plain else tuple(re.findall(r"[a-z]+", re.sub(r".[?*]|\{[^}]*\}", " ", plain.lower())))


_BLANK = "\0"
_GAP = "\x1e"
MARK = "\x1f"
"""What stands in a sentence instead of a verbal form."""

_QUESTION = ("?", "？", "؟")


def _blank(match: re.Match[str]) -> str:
    return _BLANK * len(match[0])


def _strongest(sentence: str, found: list[tuple[VerbalForm, re.Match[str]]]) -> Force | None:
    """Return the strongest force of the forms of a sentence, the first of several."""
    if sentence.rstrip().endswith(_QUESTION):
        return None
    strong = [(STRENGTH.index(form.form), match.start(), form) for form, match in found if form.form in STRENGTH]
    form = min(strong, key=lambda each: each[:2])[2] if strong else None
    return (form.form, form.negated) if form else None


def _found(form: VerbalForm, match: re.Match[str]) -> Found:
    """Return a form that was found; three dots stand between its words for what is no part of it."""
    between = " ".join(group.strip() for group in match.groups() if group and group.strip())
    own = set(_own(match))
    words = "".join(match.string[at] if at in own else _GAP for at in range(*match.span()))
    shown = re.sub(f" *{_GAP}+ *", " … ", words).strip()
    return Found(form.form, form.negated, *match.span(), shown, between, form.restricts)


def even(words: str) -> str:
    """Return words with signs of the same number in the place of references, so that no mark in these weighs."""
    return REFERENCE.sub(lambda found: "x" * len(found[0]), words)


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
    A ``bullet`` goes on with a lead-in of its own unit. ``start`` is where it begins in the words of its passage, ``found`` the
    verbal forms that it says itself, ``barred`` the place around it that holds no provisions, empty where there is none.
    """

    position: int
    passage: Passage
    words: str
    force: Force | None = None
    provision: int = -1
    bullet: bool = False
    start: int = field(default=0, compare=False)
    found: tuple[Found, ...] = field(default=(), compare=False)
    barred: str = field(default="", compare=False)


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
        place = barred(text, passage)
        for read in _read_passage(passage, forms):
            force, provision = read.force if provides else None, -1
            if force and not (open_one and _is_part(read.words, force, open_one)):
                provision = count
                count += 1
            elif provides and open_one:
                force, provision = open_one.force, open_one.provision
            else:
                force = None
            sentence = Sentence(position, passage, read.words, force, provision, bullet, read.start, read.found, place)
            last[position] = sentence
            found.append(sentence)
    return found


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence by itself: where it begins in its passage, its own force, the forms in it."""

    words: str
    start: int
    force: Force | None
    found: tuple[Found, ...]


def _read_passage(passage: Passage, forms: VerbalForms) -> tuple[_Read, ...]:
    """Return the sentences of a passage with their own force, sought once: rules, website and the next build ask again."""
    if (kept := forms.passages_read.get(passage)) is None:
        kept = forms.passages_read[passage] = tuple(_reading(passage, forms))
    return kept


def _reading(passage: Passage, forms: VerbalForms) -> Iterator[_Read]:
    """Yield the sentences of a passage with their own force, and the forms in them that no quotation marks enclose."""
    words, start = passage.words, 0
    quotations = forms.quotations(words)
    for sentence in _sentences_of(passage, forms):
        start = words.index(sentence, start)
        force, found = forms.located(sentence)
        said = tuple(each for each in found if not _within(start + each.start, quotations))
        yield _Read(sentence, start, force, said)
        start += len(sentence)


def _within(position: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= position < end for start, end in spans)


def leading(force: Force | None, found: Iterable[Found]) -> Found | None:
    """Return the form that gives a sentence its force: the first of its class, None where it says none itself."""
    return next((each for each in found if force and each.form is force[0]), None)


def actor_of(sentence: str, forms: VerbalForms) -> str:
    """Return who acts in a sentence, empty where it is no provision or names nobody."""
    passage = Passage("", Form.PARAGRAPH, sentence)
    return next((actor_in(each, forms) for each in _read_passage(passage, forms)), "")


def actor_in(sentence: Sentence | _Read, forms: VerbalForms, names: Mapping[str, str] | None = None) -> str:
    """Return who acts in a sentence that was read, by the form that gives it its force; ``names`` are those of references."""
    form = leading(sentence.force, sentence.found)
    if form is None or forms.syntax is None:
        return ""
    before, after = sentence.words[: form.start] or form.between, sentence.words[form.end :]
    return forms.syntax.actor(spelled(before, names or {}), spelled(after, names or {}))


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


_BARRED = {
    Kind.NOTE: "note",
    Kind.NOTE_TO_ENTRY: "note to entry",
    Kind.EXAMPLE: "example",
    Kind.FOREWORD: "foreword",
    Kind.INTRODUCTION: "introduction",
}
_BARRED_FORMS = {Form.FOOTNOTE: "footnote", Form.DEFINITION: "definition"}


def barred(text: Text, passage: Passage) -> str:
    """Return the name of the innermost place around a passage that holds no provisions, empty where there is none."""
    if passage.form in _BARRED_FORMS:
        return _BARRED_FORMS[passage.form]
    for unit in text.around(passage.unit):
        if unit.kind in _BARRED:
            return _BARRED[unit.kind]
        if unit.anchor == SCOPE:
            return "scope"
        if unit.kind is Kind.ANNEX and unit.status == "informative":
            return "informative annex"
    return ""


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
