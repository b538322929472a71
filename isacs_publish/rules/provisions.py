"""Rules about provisions: the places that hold none, and the verbal forms that express them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from isacs_publish.model.outline import Kind
from isacs_publish.model.provision import STRENGTH, Verbal, even, leading, may_provide
from isacs_publish.model.text import spelled
from isacs_publish.rules.rule import Rule, at_words

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from isacs_publish.model.corpus import Corpus
    from isacs_publish.model.outline import Outline
    from isacs_publish.model.provision import Found, Sentence, VerbalForms
    from isacs_publish.model.usage import Phrase
    from isacs_publish.rules.rule import Fault

_PROVISIONS = frozenset(STRENGTH) - {Verbal.POSSIBILITY}
_REQUIREMENTS = frozenset({Verbal.REQUIREMENT})


def provision_in(place: str, classes: frozenset[Verbal], outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A place that only informs holds no provision."""
    for sentence in corpus.sentences(outline):
        if sentence.barred != place or not sentence.found:
            continue
        forms = [form for form in sentence.found if form.form in classes]
        if form := min(forms, key=lambda each: STRENGTH.index(each.form), default=None):
            message = f"{form.words!r} makes a {form.form} in a place that holds none: {place}"
            told = message, "state a fact, or move the sentence to a clause"
            yield _at(outline, corpus, sentence, form.start, told)


def _at(outline: Outline, corpus: Corpus, sentence: Sentence, start: int, told: tuple[str, str]) -> Fault:
    """Return a fault at a character of a sentence."""
    return at_words(outline, corpus, sentence.position, "", told, sentence.start + start)


def phrase_used(code: str, outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A provision is expressed by the verbal forms alone, so that all read it alike."""
    text = corpus.of(outline).text
    for sentence, phrase, found in _phrases(code, outline, corpus):
        if not sentence.barred and may_provide(text, sentence.passage):
            told = f"{found[0]!r} is no verbal form of a provision", f"write: {phrase.instead}"
            yield _at(outline, corpus, sentence, found.start(), told)


def _phrases(code: str, outline: Outline, corpus: Corpus) -> Iterator[tuple[Sentence, Phrase, re.Match[str]]]:
    """Yield the phrases of a rule where a sentence says them: neither in quotation marks, nor as part of a question."""
    text, forms = corpus.of(outline).text, corpus.forms
    phrases = corpus.usage.phrases.get(code, ())
    for sentence in corpus.sentences(outline):
        for phrase in phrases:
            for found in phrase.pattern.finditer(sentence.words):
                words = text.passages[sentence.position].words
                quoted = any(start <= sentence.start + found.start() < end for start, end in forms.quotations(words))
                if not quoted and forms.says(sentence.words, *found.span()):
                    yield sentence, phrase, found


def two_provisions(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A sentence holds one provision: of two, neither can be cited or checked alone.

    What is permitted or required in a clause about something, such as the persons who may enter, is no second one.
    """
    text = corpus.of(outline).text
    for sentence in corpus.sentences(outline):
        if len(sentence.found) < 2 or not sentence.force or sentence.bullet:
            continue
        found = list(_own_forms(sentence, corpus.forms))
        if len(found) > 1 and text.by_anchor[sentence.passage.unit].kind is not Kind.ENTRY:
            words = ", ".join(repr(form.words) for form in found)
            told = f"the sentence holds {len(found)} provisions: {words}", "make a sentence of each"
            yield _at(outline, corpus, sentence, found[1].start, told)


def _own_forms(sentence: Sentence, forms: VerbalForms) -> Iterator[Found]:
    """Yield the provisions of a sentence that are none of a clause about something."""
    before: Found | None = None
    own = True
    for form in sentence.found:
        between = even(sentence.words[before.end : form.start]) if before else ""
        if not (before and before.form is form.form and forms.syntax and forms.syntax.joined.search(between)):
            own = not (before and forms.syntax and forms.syntax.subordinate.search(between))
        if own and form.form in _PROVISIONS:
            yield form
        before = form


def provision_without_actor(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A provision names who acts: what nobody is to do stays undone, and nobody can be asked for it.

    A passive without "by" and the one who acts names none, nor does "There shall be". Of what something is to be or to hold
    nobody need be named (ISO/IEC Directives, Part 2, clause 7).
    """
    syntax = corpus.forms.syntax
    for sentence in corpus.sentences(outline):
        form = leading(sentence.force, sentence.found) if sentence.force else None
        if syntax is None or form is None or form.form not in _PROVISIONS or sentence.barred:
            continue
        if nameless := syntax.nameless(
            *(spelled(part, {}) for part in (sentence.words[: form.start], sentence.words[form.end :]))
        ):
            told = f"{nameless.strip()!r} with {form.words!r} names nobody who acts", "make the one who acts the subject"
            yield _at(outline, corpus, sentence, form.start, told)


def must_used(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """The word for an external constraint stands only in a sentence that names its origin, such as a law or a treaty.

    Elsewhere readers take it for a requirement (ISO/IEC Directives, Part 2, clause 7).
    """
    origins = corpus.usage.phrases.get("must-used-origin", ())
    for sentence, phrase, found in _phrases("must-used", outline, corpus):
        if not any(origin.pattern.search(sentence.words) for origin in origins):
            told = f"{found[0]!r} stands in a sentence that names no law", f"write: {phrase.instead}"
            yield _at(outline, corpus, sentence, found.start(), told)


_SOURCE = "ISO/IEC Directives, Part 2, clause 7"


_WANTED = {
    "note": """A note holds no requirement, recommendation or permission.

It gives information that helps to understand the text, and the text is complete without it (ISO/IEC Directives, Part 2,
clause 24). What is to be done stands in the clause.""",
    "note to entry": """A note to entry holds no requirement.

It adds to a definition, and may say how the term is used; what is to be done stands in a clause (ISO/IEC Directives, Part 2,
clause 16).""",
    "example": """An example holds no requirement, recommendation or permission.

It shows one case of what the clause says, and the text is complete without it (ISO/IEC Directives, Part 2, clause 25).""",
    "footnote": """A footnote holds no requirement, recommendation or permission.

It gives additional information, and readers pass it over; a footnote to a table or figure that is a provision belongs into
the clause (ISO/IEC Directives, Part 2, footnotes to text).""",
    "definition": """A definition holds no requirement, recommendation or permission.

It says what something is, so that it can stand in the place of the term; what is to be done with it stands in a clause
(ISO/IEC Directives, Part 2, clause 16).""",
    "scope": """The scope holds no requirement, recommendation or permission.

It says as a series of facts what the document is about and where it applies: "This document specifies requirements for"
(ISO/IEC Directives, Part 2, clause 14).""",
    "foreword": """The foreword holds no requirement, recommendation or permission.

It tells who prepared the document and what changed; nobody looks for a provision there (ISO/IEC Directives, Part 2,
clause 12).""",
    "introduction": """The introduction holds no requirement.

It tells why the document was prepared and what it is about; who is to comply begins to read at the scope (ISO/IEC
Directives, Part 2, clause 13).""",
    "informative annex": """An informative annex holds no requirement, recommendation or permission.

It gives information that helps to understand or to use the document. An annex with provisions is normative (ISO/IEC
Directives, Part 2, annexes).""",
}
"""What the rule about each place wants."""


def _place_rule(place: str, classes: frozenset[Verbal] = _PROVISIONS) -> Rule:
    find = partial(provision_in, place, classes)
    return Rule(f"shall-in-{place.replace(' ', '-')}", find, _SOURCE, wants=_WANTED[place])


def _phrase_rule(code: str, wants: str) -> Rule:
    return Rule(code, partial(phrase_used, code), _SOURCE, wants=wants)


RULES: tuple[Rule, ...] = (
    _place_rule("note"),
    _place_rule("note to entry", _REQUIREMENTS),
    _place_rule("example"),
    _place_rule("footnote"),
    _place_rule("definition"),
    _place_rule("scope"),
    _place_rule("foreword"),
    _place_rule("introduction", _REQUIREMENTS),
    _place_rule("informative annex"),
    Rule("must-used", must_used, _SOURCE),
    _phrase_rule(
        "equivalent-expression",
        """A provision is expressed by shall, should or may, not by other words for them.

Of two expressions a reader asks what the difference is (ISO/IEC Directives, Part 2, clause 7).""",
    ),
    _phrase_rule(
        "may-not",
        """A permission is not negated: "may not" forbids for one reader and leaves free for another.

What is forbidden is "shall not" (ISO/IEC Directives, Part 2, clause 7).""",
    ),
    _phrase_rule(
        "will-used",
        """A clause says what is and what shall be, not what will or would be.

The future tense leaves open whether somebody has to act (ISO/IEC Directives, Part 2, clause 7).""",
    ),
    Rule("two-provisions", two_provisions, _SOURCE),
    Rule("provision-without-actor", provision_without_actor, _SOURCE),
)
