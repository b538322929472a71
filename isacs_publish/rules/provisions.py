"""Rules about provisions: the places that hold none, and the verbal forms that express them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from isacs_publish.model.outline import Kind
from isacs_publish.model.provision import SCOPE, STRENGTH, Verbal, may_provide
from isacs_publish.model.text import Form
from isacs_publish.rules.rule import Rule, at_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.corpus import Corpus
    from isacs_publish.model.outline import Outline
    from isacs_publish.model.provision import Sentence, VerbalForms
    from isacs_publish.model.text import Passage, Text
    from isacs_publish.rules.rule import Fault

_OF_KIND = {
    Kind.NOTE: "note",
    Kind.NOTE_TO_ENTRY: "note to entry",
    Kind.EXAMPLE: "example",
    Kind.FOREWORD: "foreword",
    Kind.INTRODUCTION: "introduction",
}
_OF_FORM = {Form.FOOTNOTE: "footnote", Form.DEFINITION: "definition"}
_PROVISIONS = frozenset(STRENGTH) - {Verbal.POSSIBILITY}
_REQUIREMENTS = frozenset({Verbal.REQUIREMENT})


def place_without(text: Text, passage: Passage) -> str:
    """Return the name of the innermost place around a passage that holds no provisions, empty where there is none."""
    if passage.form in _OF_FORM:
        return _OF_FORM[passage.form]
    for unit in text.around(passage.unit):
        if unit.kind in _OF_KIND:
            return _OF_KIND[unit.kind]
        if unit.anchor == SCOPE:
            return "scope"
        if unit.kind is Kind.ANNEX and unit.status == "informative":
            return "informative annex"
    return ""


def provision_in(place: str, classes: frozenset[Verbal], outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A place that only informs holds no provision.

    Nobody looks for one there (ISO/IEC Directives, Part 2, clause 7).
    """
    text = corpus.of(outline).text
    for sentence in corpus.sentences(outline):
        if place_without(text, sentence.passage) != place:
            continue
        force = corpus.forms.force(sentence.words)
        if force and force[0] in classes:
            message = f"a {force[0]} stands in a place that holds none: {place}"
            told = message, "state a fact, or move the sentence to a clause"
            yield _at(outline, corpus, sentence, form_in(sentence.words, force[0], corpus.forms), told)


def form_in(words: str, form: Verbal, forms: VerbalForms) -> str:
    """Return the words of the first verbal form of a class in a sentence, empty where it was reworded."""
    matches = (each.pattern.search(words) for each in forms.forms if each.form is form)
    first = min((match for match in matches if match), key=lambda match: match.start(), default=None)
    return first[0] if first else ""


def _at(outline: Outline, corpus: Corpus, sentence: Sentence, fragment: str, told: tuple[str, str]) -> Fault:
    """Return a fault at the first word of a fragment of a sentence."""
    begin = max(sentence.passage.words.find(sentence.words), 0)
    return at_words(outline, corpus, sentence.position, fragment, told, begin)


def phrase_used(code: str, outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A provision is expressed by the verbal forms alone, so that all read it alike.

    They are given in ISO/IEC Directives, Part 2, clause 7.
    """
    text = corpus.of(outline).text
    for sentence in corpus.sentences(outline):
        if not may_provide(text, sentence.passage) or place_without(text, sentence.passage):
            continue
        for phrase in corpus.usage.phrases.get(code, ()):
            for found in phrase.pattern.finditer(sentence.words):
                told = f"{found[0]!r} is no verbal form of a provision", f"write: {phrase.instead}"
                yield _at(outline, corpus, sentence, found[0], told)


def two_provisions(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A sentence holds one provision: of two, neither can be cited or checked alone."""
    text = corpus.of(outline).text
    for sentence in corpus.sentences(outline):
        if (
            not sentence.force
            or sentence.bullet
            or sentence.passage.form is Form.CELL
            or text.by_anchor[sentence.passage.unit].kind is Kind.ENTRY
        ):
            continue
        found = [form for form, _ in corpus.forms.read(sentence.words)[0] if form in _PROVISIONS]
        if len(found) > 1:
            told = f"the sentence holds {len(found)} provisions: {', '.join(found)}", "make a sentence of each"
            yield _at(outline, corpus, sentence, form_in(sentence.words, found[0], corpus.forms), told)


def must_used(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """The word for an external constraint stands only in a sentence that names its origin, such as a law or a treaty.

    Elsewhere readers take it for a requirement (ISO/IEC Directives, Part 2, clause 7).
    """
    origins = corpus.usage.phrases.get("must-used-origin", ())
    for sentence in corpus.sentences(outline):
        if any(phrase.pattern.search(sentence.words) for phrase in origins):
            continue
        for phrase in corpus.usage.phrases.get("must-used", ()):
            for found in phrase.pattern.finditer(sentence.words):
                told = f"{found[0]!r} stands in a sentence that names no law", f"write: {phrase.instead}"
                yield _at(outline, corpus, sentence, found[0], told)


_SOURCE = "ISO/IEC Directives, Part 2, clause 7"


def _place_rule(place: str, classes: frozenset[Verbal] = _PROVISIONS) -> Rule:
    return Rule(f"shall-in-{place.replace(' ', '-')}", partial(provision_in, place, classes), _SOURCE)


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
    Rule("equivalent-expression", partial(phrase_used, "equivalent-expression"), _SOURCE),
    Rule("may-not", partial(phrase_used, "may-not"), _SOURCE),
    Rule("will-used", partial(phrase_used, "will-used"), _SOURCE),
    Rule("two-provisions", two_provisions, _SOURCE),
)
