"""Rules about terms: how definitions are written, and that each term is defined once, used, and not used wrongly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isacs_publish.model.outline import Kind
from isacs_publish.model.provision import sentences
from isacs_publish.model.text import REFERENCE, Form, spelled
from isacs_publish.rules.phrases import at_match
from isacs_publish.rules.rule import Fault, Rule, at_unit, at_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.corpus import Corpus
    from isacs_publish.model.manuscript import Manuscript
    from isacs_publish.model.outline import Outline, Unit

ARTICLE = "definition-article"
NOT_REPLACEABLE = "definition-not-replaceable"
FULL_STOPS = (".", "。", "।")


def definition_article(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A definition does not begin with an article.

    It stands in the place of the term, and the sentence around that has its own article (Directives, Part 2, clause 16).
    """
    return _beginnings(outline, corpus, ARTICLE, "with an article")


def definition_not_replaceable(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A definition can replace its term in any sentence.

    Words such as "means", "refers to" or "when" talk about the term, so the sentence breaks when they take its place
    (ISO/IEC Directives, Part 2, clause 16).
    """
    return _beginnings(outline, corpus, NOT_REPLACEABLE, "as no words that can replace the term do")


def _beginnings(outline: Outline, corpus: Corpus, code: str, how: str) -> Iterator[Fault]:
    """Yield the definitions that begin with a phrase of a rule."""
    for position in _passages(outline, corpus, Form.DEFINITION):
        words = corpus.of(outline).text.passages[position].words
        for phrase in corpus.usage.phrases.get(code, ()):
            if found := phrase.pattern.match(words):
                told = f"the definition begins {how}: {found[0]!r}", phrase.instead
                yield at_words(outline, corpus, position, found[0], told)
                break


def ends_with_full_stop(words: str, corpus: Corpus) -> bool:
    """Tell whether a definition of one sentence ends with a full stop that is no part of its last word."""
    words = words.rstrip()
    abbreviated = words.split()[-1:] and words.split()[-1] in corpus.forms.abbreviations
    return words.endswith(FULL_STOPS) and not abbreviated and len(_sentences(words, corpus)) == 1


def definition_full_stop(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A definition does not end with a full stop: it is words in place of the term (Directives, Part 2, clause 16)."""
    for position in _passages(outline, corpus, Form.DEFINITION):
        words = corpus.of(outline).text.passages[position].words.rstrip()
        if ends_with_full_stop(words, corpus):
            last = words[words.rfind(" ") + 1 :]
            told = "the definition ends with a full stop", "run: isacs check --fix"
            yield at_words(outline, corpus, position, last, told, max(len(words) - len(last), 0))


def definition_sentences(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A definition is one phrase; more about the concept stands in notes to entry (Directives, Part 2, clause 16)."""
    for position in _passages(outline, corpus, Form.DEFINITION):
        _, *others = _sentences(corpus.of(outline).text.passages[position].words, corpus) or [""]
        if others:
            told = "the definition has more than one sentence", "write what follows the first as a note to entry"
            yield at_words(outline, corpus, position, others[0], told)


def definition_capital(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A definition begins small, unless its first word is a name or an abbreviation (Directives, Part 2, clause 16)."""
    for position in _passages(outline, corpus, Form.DEFINITION):
        words = corpus.of(outline).text.passages[position].words
        if word := _needless_capital(words, corpus):
            told = f"the definition begins with a capital: {word!r}", "begin with a small letter"
            yield at_words(outline, corpus, position, word, told)


def term_capital(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A term is written as it is in the middle of a sentence: with a small letter, unless it is a name or an abbreviation."""
    for position in _passages(outline, corpus, Form.DESIGNATION):
        manuscript = corpus.of(outline)
        passage = manuscript.text.passages[position]
        if manuscript.spots[position].status == "preferred" and (word := _needless_capital(passage.words, corpus)):
            told = f"the term begins with a capital: {word!r}", "begin with a small letter"
            yield at_unit(outline, manuscript.units[passage.unit], *told)


def _needless_capital(words: str, corpus: Corpus) -> str:
    """Return the first word when its capital has no reason: within sentences the texts write it small, or do not have it."""
    word = words.split(" ", 1)[0].rstrip(",;:.")
    plain = word[:1].isupper() and word[1:].islower()
    return word if plain and not corpus.wording.is_name(word) else ""


def circular_definition(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A definition holds neither its own term nor one that is defined by it.

    It leads to concepts that the reader knows; ISO 704 calls a definition circular that repeats its term, and two definitions
    circular that hold each other's terms.
    """
    manuscript = corpus.of(outline)
    by_term = {_folded(entry.title): entry for entry in corpus.of(outline).entries}
    used = {entry.anchor: _terms_in(manuscript, entry) for entry in by_term.values()}
    for term, entry in by_term.items():
        for position in _definitions(manuscript, entry):
            words = manuscript.text.passages[position].words
            found = corpus.wording.find(words, corpus.wording.stems(term))
            if found or term in used[entry.anchor]:
                told = f"the definition of {entry.title!r} holds the term itself", "define it by what the reader knows"
                yield at_words(outline, corpus, position, "", told, found.start() if found else 0)
        for other in sorted(used[entry.anchor] & by_term.keys() - {term}):
            if by_term[other].line < entry.line and term in used[by_term[other].anchor]:
                message = f"{by_term[other].title!r} and {entry.title!r} are defined by each other"
                yield at_unit(outline, entry, message, "define one of them by what the reader knows")


def unused_term(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A term is defined because the text uses it (Directives, Part 2, clause 16), or, in the glossary, some module."""
    for entry in corpus.of(outline).entries:
        names = [corpus.wording.stems(name) for name in _designations(corpus.of(outline), entry, "preferred", "admitted")]
        if not any(name in words for words in _elsewhere(outline, corpus, entry) for name in names):
            hint = "delete the entry, or use the term"
            yield at_unit(outline, entry, f"the term {entry.title!r} is defined, and used nowhere", hint)


def _elsewhere(outline: Outline, corpus: Corpus, entry: Unit) -> Iterator[str]:
    """Yield the stems of the passages that may use a term: not its own entry, no designation, no title of a reference."""
    home = outline.module == _home_of_terms(corpus)
    for manuscript in corpus.manuscripts.values() if home else (corpus.of(outline),):
        own = {unit.anchor for unit in entry.walk()} if manuscript.outline is outline else set()
        stems = corpus.wording.of(manuscript.outline.module)
        for position, passage in enumerate(manuscript.text.passages):
            kind = manuscript.text.by_anchor[passage.unit].kind
            if passage.unit not in own and passage.form is not Form.DESIGNATION and kind is not Kind.REFERENCE:
                yield stems[position]


def term_defined_twice(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A concept is defined in one place, and other modules refer to it: what is copied is one day changed in one place only."""
    return _again(outline, corpus, same=True)


def divergent_definition(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A term has one meaning in all modules: other words make it two (Directives, Part 2, clause 16)."""
    return _again(outline, corpus, same=False)


def _again(outline: Outline, corpus: Corpus, *, same: bool) -> Iterator[Fault]:
    """Yield the entries whose term has a home elsewhere: in the glossary, else in an earlier module."""
    if outline.module == _home_of_terms(corpus):
        return
    for entry in corpus.of(outline).entries:
        home, definition = _first_definition(corpus, entry.title)
        if home != outline.module and (definition == _definition(corpus.of(outline), entry)) is same:
            how = "with the same words" if same else "with other words"
            hint = "delete the entry, and refer to that one" if same else "refer to that one, or choose another term"
            yield at_unit(outline, entry, f"the term {entry.title!r} is defined {how} in module {home}", hint)


def _first_definition(corpus: Corpus, term: str) -> tuple[str, str]:
    """Return the module that is the home of a term, and its definition: the glossary, else the first that defines it."""
    home = _home_of_terms(corpus)
    for module in sorted(corpus.manuscripts, key=lambda number: (number != home, number)):
        manuscript = corpus.manuscripts[module]
        for unit in manuscript.entries:
            if _folded(unit.title) == _folded(term):
                return module, _definition(manuscript, unit)
    return "", ""


def deprecated_term_used(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A term that an entry deprecates stands nowhere in the text: readers would look for a second concept."""
    stems = corpus.wording.of(outline.module)
    for phrase, preferred, own in _deprecated(outline, corpus):
        for prose in corpus.of(outline).prose:
            near = prose.position < 0 or phrase in stems[prose.position]
            if near and not (prose.unit and prose.unit.anchor in own):
                for use in corpus.wording.uses(prose.words, phrase):
                    message = f"{use[0]!r} is a deprecated term for {preferred!r}"
                    yield at_match(outline, corpus, (prose, use), message, f"write {preferred!r}")


def _deprecated(outline: Outline, corpus: Corpus) -> Iterator[tuple[str, str, set[str]]]:
    """Yield the stems of each deprecated term of a module and of the glossary, the preferred one, the units of the entry."""
    homes = {outline.module, _home_of_terms(corpus)} & corpus.manuscripts.keys()
    for module in sorted(homes):
        manuscript = corpus.manuscripts[module]
        for entry in manuscript.entries:
            own = {unit.anchor for unit in entry.walk()} if module == outline.module else set()
            for name in _designations(manuscript, entry, "deprecated"):
                yield corpus.wording.stems(name), entry.title, own


def source_not_referenced(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """The source of an entry is cited, so that readers find the work among the references (Directives, Part 2, clause 16)."""
    for position in _passages(outline, corpus, Form.SOURCE):
        words = corpus.of(outline).text.passages[position].words
        if not any(found[1] in {"cite", "module", "ref"} for found in REFERENCE.finditer(words)):
            told = f"the source {words!r} is none of the references", "list the work as a reference, and cite it"
            yield at_words(outline, corpus, position, words, told)


def _passages(outline: Outline, corpus: Corpus, form: Form) -> Iterator[int]:
    return (position for position, each in enumerate(corpus.of(outline).text.passages) if each.form is form)


def _definitions(manuscript: Manuscript, entry: Unit) -> Iterator[int]:
    positions = manuscript.positions.get(entry.anchor, ())
    return (position for position in positions if manuscript.text.passages[position].form is Form.DEFINITION)


def _definition(manuscript: Manuscript, entry: Unit) -> str:
    """Return the words of a definition as they are read."""
    passages = (manuscript.text.passages[position] for position in _definitions(manuscript, entry))
    return " ".join(spelled(passage.words, {}) for passage in passages)


def _designations(manuscript: Manuscript, entry: Unit, *statuses: str) -> Iterator[str]:
    positions = manuscript.positions.get(entry.anchor, ())
    return (manuscript.text.passages[each].words for each in positions if manuscript.spots[each].status in statuses)


def _terms_in(manuscript: Manuscript, entry: Unit) -> set[str]:
    words = " ".join(manuscript.text.passages[position].words for position in _definitions(manuscript, entry))
    return {found[2] for found in REFERENCE.finditer(words) if found[1] == "term"}


def _home_of_terms(corpus: Corpus) -> str:
    return corpus.catalogue.glossary.module if corpus.catalogue.glossary else ""


def _sentences(words: str, corpus: Corpus) -> list[str]:
    return sentences(words, corpus.forms.abbreviations)


def _folded(term: str) -> str:
    """Return a term as references name it: without capitals, its white space made one."""
    return " ".join(term.lower().split())


PART_2 = "ISO/IEC Directives, Part 2, clause 16"

RULES = (
    Rule(ARTICLE, definition_article, PART_2),
    Rule("definition-full-stop", definition_full_stop, PART_2, fixes=True),
    Rule("definition-capital", definition_capital, PART_2),
    Rule("definition-sentences", definition_sentences, PART_2),
    Rule(NOT_REPLACEABLE, definition_not_replaceable, PART_2),
    Rule("circular-definition", circular_definition, "ISO 704: circular definitions"),
    Rule("term-capital", term_capital, PART_2),
    Rule("unused-term", unused_term, PART_2),
    Rule("term-defined-twice", term_defined_twice, PART_2),
    Rule("divergent-definition", divergent_definition, PART_2),
    Rule("deprecated-term-used", deprecated_term_used, PART_2),
    Rule("source-not-referenced", source_not_referenced, PART_2),
)
