"""Rules about instruments: what a sentence restates has an article, and keeps the force that it has there."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isacs_publish.model.finding import nearest
from isacs_publish.model.instrument import divided
from isacs_publish.model.outline import Kind
from isacs_publish.model.prose import FORMAL
from isacs_publish.model.provision import STRENGTH, Verbal
from isacs_publish.model.text import REFERENCE
from isacs_publish.rules.rule import Fault, Rule, at_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.corpus import Corpus
    from isacs_publish.model.instrument import Instruments, Work
    from isacs_publish.model.outline import Outline
    from isacs_publish.model.provision import Force, Sentence
    from isacs_publish.model.usage import Usage

NORMS = STRENGTH[: STRENGTH.index(Verbal.PERMISSION) + 1]
"""The classes that are compared, the strongest first; what is possible weighs nothing."""

INSTRUMENT = "§"
"""What stands, in the patterns of the language, for each character of a reference to an instrument."""


@dataclass(frozen=True, slots=True)
class Restatement:
    """A sentence that says what an article says: where the reference begins in its words, the work, the article."""

    sentence: Sentence
    start: int
    end: int
    work: Work
    article: str

    @property
    def name(self) -> str:
        """The article with its instrument."""
        return f"{self.article} of the {self.work.name}"


def restatements(outline: Outline, corpus: Corpus) -> Iterator[Restatement]:
    """Yield what the sentences of a module restate, in the order of reading; keys that no work has are found elsewhere."""
    for sentence in corpus.sentences(outline):
        for found in REFERENCE.finditer(sentence.words) if "{restates:" in sentence.words else ():
            key, article = divided(found[2])
            if found[1] == "restates" and (work := corpus.instruments.find(key)):
                yield Restatement(sentence, found.start(), found.end(), work, article)


def restatement_without_article(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A sentence that restates an instrument names the article, so that readers can compare the two.

    Only what an article says has a force that the sentence can be held to.
    """
    for each in restatements(outline, corpus):
        if not each.article:
            message = f"the sentence restates {each.work.name!r}, and names no article"
            yield _fault(outline, corpus, each.sentence, each.start, message, f"write :restates:`{each.work.key}, Article …`")


def unknown_article(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """The file of works has the verbal class of each article that a sentence restates.

    Without it nobody can tell whether the sentence is stronger or weaker than the article.
    """
    for each in restatements(outline, corpus):
        if each.article and not each.work.form_of(each.article):
            hint = nearest(each.article, each.work.articles) or f"add it to 'forms' of {each.work.key!r} in the file of works"
            yield _fault(outline, corpus, each.sentence, each.start, f"{each.name} has no verbal class on record", hint)


def weakened_norm(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A sentence that restates an article is not weaker: what is required stays required, what is prohibited prohibited.

    A State that keeps a recommendation made out of an obligation still breaks the treaty. The class of a sentence is that of
    its verbal form or, where it has none, of the verb that reports: requires, prohibits; encourages; permits.
    """
    for each, ours, theirs in _compared(outline, corpus):
        weaker = NORMS.index(ours[0]) > NORMS.index(theirs[0])
        lost = ours[0] is theirs[0] and theirs[1] and not ours[1]
        if weaker or lost:
            hint = f"write it as a {_named(theirs)}, or cite the instrument without restating it"
            yield _fault(outline, corpus, each.sentence, each.start, _differ(each, ours, theirs), hint)


def strengthened_norm(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A sentence that restates an article is not stronger: what an instrument encourages is not told as an obligation.

    A standard can ask for more than a treaty, in a provision of its own; the treaty is then cited, and not restated.
    """
    for each, ours, theirs in _compared(outline, corpus):
        if NORMS.index(ours[0]) < NORMS.index(theirs[0]):
            hint = f"write it as a {_named(theirs)}, or cite the instrument without restating it"
            yield _fault(outline, corpus, each.sentence, each.start, _differ(each, ours, theirs), hint)


def norm_without_article(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A sentence that says what an instrument requires, prohibits, encourages or permits restates a certain article of it.

    So does a provision in accordance with an instrument. A plain citation is enough where the sentence says no more than what
    the instrument is about.
    """
    for sentence in corpus.sentences(outline):
        if "{cite:" in sentence.words and sentence.passage.form not in FORMAL:
            words = _with_instruments(sentence.words, corpus.instruments)
            if INSTRUMENT in words and (start := _norm(words, sentence.force, corpus.usage)) is not None:
                key = sentence.words[start:].partition("}")[0].removeprefix("{cite:").partition("|")[0].partition(",")[0]
                message = f"the sentence says what {corpus.instruments.works[key].name!r} wants, and names no article"
                hint = f"write :restates:`{key}, Article …`, or say only what the instrument deals with"
                yield _fault(outline, corpus, sentence, start, message, hint)


def uncited_instrument(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """An instrument that a module names in words is cited in it at least once.

    The citation tells which text is meant, and puts it among the references.
    """
    manuscript = corpus.of(outline)
    passages = manuscript.text.passages
    cited = {divided(found[2])[0] for each in passages for found in REFERENCE.finditer(each.words)}
    listed = {unit.anchor.removeprefix("ref-") for unit in outline.walk() if unit.kind is Kind.REFERENCE}
    for work in corpus.instruments.works.values():
        if work.binding and work.short_title and work.key not in cited | listed:
            named = re.compile(rf"(?<!\w){re.escape(work.short_title)}(?!\w)")
            for prose in manuscript.prose:
                found = named.search(prose.words) if work.short_title in prose.words and prose.position >= 0 else None
                if found:
                    told = f"{work.short_title!r} is named, and cited nowhere in the module", f"cite it: :cite:`{work.key}`"
                    yield at_words(outline, corpus, prose.position, "", told, found.start())
                    break


def _compared(outline: Outline, corpus: Corpus) -> Iterator[tuple[Restatement, Force, Force]]:
    """Yield the restatements whose article has a class and whose sentence has one, with both."""
    for each in restatements(outline, corpus):
        theirs = each.work.form_of(each.article)
        ours = _class_of(each, corpus) if theirs and theirs[0] in NORMS else None
        if ours and theirs:
            yield each, ours, theirs


def _class_of(each: Restatement, corpus: Corpus) -> Force | None:
    """Return the class of a sentence: of its verbal form, else of the reporting verb that goes with the reference."""
    words = each.sentence.words
    own = each.sentence.force or corpus.forms.force(words)
    form = own[0] if own and own[0] in NORMS else _reported(words, each.start, each.end, corpus.usage)
    negated = any(phrase.pattern.search(words) for phrase in corpus.usage.phrases.get("weakened-norm", ()))
    return (form, negated) if form else None


def _reported(words: str, start: int, end: int, usage: Usage) -> Verbal | None:
    """Return the class of the first reporting verb behind a reference, else of the last one before it."""
    verbs = sorted((found.start(), each.form) for each in usage.reports for found in each.pattern.finditer(words))
    later = [form for place, form in verbs if place >= end]
    return next(iter(later or [form for place, form in verbs if place < start][::-1]), None)


def _norm(words: str, force: Force | None, usage: Usage) -> int | None:
    """Return where the reference begins whose instrument a sentence says the norm of; references are marked in its words."""
    for pattern in _patterns(usage, provides=bool(force and force[0] in NORMS)):
        if found := pattern.search(words):
            return words.index(INSTRUMENT, found.start())
    return None


def _patterns(usage: Usage, *, provides: bool) -> Iterator[re.Pattern[str]]:
    """Yield what is sought: an instrument as the subject of a reporting verb; in a provision also phrases of keeping to one."""
    between = usage.sentences.get("before-reports", ("",))[0]
    for each in usage.reports:
        yield re.compile(rf"{INSTRUMENT}+{between}{each.pattern.pattern}", re.IGNORECASE)
    if provides:
        yield from (phrase.pattern for phrase in usage.phrases.get("norm-without-article", ()))


def _with_instruments(words: str, instruments: Instruments) -> str:
    """Return words with each citation of an instrument marked, in its length."""

    def marked(found: re.Match[str]) -> str:
        work = instruments.find(divided(found[2])[0]) if found[1] == "cite" else None
        return (INSTRUMENT if work and work.binding else " ") * len(found[0]) if found[1] == "cite" else found[0]

    return REFERENCE.sub(marked, words.replace(INSTRUMENT, " "))


def _fault(outline: Outline, corpus: Corpus, sentence: Sentence, start: int, message: str, hint: str) -> Fault:
    """Return a fault at a character of a sentence."""
    return at_words(outline, corpus, sentence.position, "", (message, hint), sentence.start + start)


def _named(force: Force) -> str:
    return f"{force[0]} not to" if force[1] else str(force[0])


def _differ(each: Restatement, ours: Force, theirs: Force) -> str:
    return f"{each.name} is a {_named(theirs)}; the sentence is a {_named((ours[0], ours[1] and theirs[1]))}"


_SOURCE = "the instruments that the standards restate"

RULES = (
    Rule("restatement-without-article", restatement_without_article, _SOURCE),
    Rule("unknown-article", unknown_article, _SOURCE),
    Rule("weakened-norm", weakened_norm, _SOURCE),
    Rule("strengthened-norm", strengthened_norm, _SOURCE),
    Rule("norm-without-article", norm_without_article, _SOURCE),
    Rule("uncited-instrument", uncited_instrument, _SOURCE),
)
