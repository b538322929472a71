"""Rules about wording: the same word for the same thing, and none that two readers could take in two ways."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from isacs_publish.model.text import Form
from isacs_publish.rules.phrases import at_match, matches, phrases
from isacs_publish.rules.rule import Level, Rule, at_module, at_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.corpus import Corpus
    from isacs_publish.model.manuscript import Manuscript
    from isacs_publish.model.outline import Outline
    from isacs_publish.model.text import Passage
    from isacs_publish.rules.rule import Fault

ABBREVIATIONS = "abbreviations"
"""The anchor of the clause that lists abbreviated terms."""


def and_or(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A sentence says "and" or "or", not both at once: "and/or" leaves open whether one of the two is enough."""
    return phrases("and-or", "leaves open which of the two is meant", outline, corpus)


_AMPERSAND = re.compile(r"(?<=\s)&(?=\s)")
_NAME = re.compile(r"[A-Z]\S*\s&\s[A-Z]")


def ampersand(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """The word is written out, in titles too. In a sentence the sign may stand in a name, between two capitals."""
    for prose, found in matches(_AMPERSAND, outline, corpus):
        before = prose.words.rfind(" ", 0, found.start() - 1) + 1
        if prose.position < 0 or not _NAME.match(prose.words, before):
            yield at_match(outline, corpus, (prose, found), "'&' stands for a word", "write the word out")


def vague_reference(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A reference names its clause, table or figure: what stands "above" changes when the text is rearranged."""
    return phrases("vague-reference", "does not say where", outline, corpus)


def this_document(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A module calls itself "this document" (ISO/IEC Directives, Part 2, clause 10), whatever kind of text it is."""
    return phrases("this-document", "names the document itself", outline, corpus)


def suite_of_standards(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """Standards that belong together are a "series" of standards."""
    return phrases("suite-of-standards", "names a series of standards otherwise", outline, corpus)


_WORD = re.compile(r"\w+")


def gendered_word(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """Words for persons leave their sex open, in pairs such as "her or his" too, but where a woman or a man is spoken of."""
    nouns = corpus.usage.words.get("gendered-word", frozenset())
    for phrase in corpus.usage.phrases.get("gendered-word", ()):
        for prose, found in matches(phrase.pattern, outline, corpus):
            if nouns.isdisjoint(_WORD.findall(prose.words.lower())):
                yield at_match(outline, corpus, (prose, found), f"{found[0]!r} names a sex", phrase.instead)


_REPEATED = re.compile(r"\b([^\W\d_]+) \1\b", re.IGNORECASE)


def repeated_word(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """No word stands twice in a row by mistake."""
    twice = corpus.usage.words.get("repeated-word", frozenset())
    for prose, found in matches(_REPEATED, outline, corpus):
        if found[1].lower() not in twice:
            yield at_match(outline, corpus, (prose, found), f"{found[0]!r} has a word twice", "delete one")


_QUOTED = re.compile(r"[„“«‹][^„“”«»‹›\n]*[”“»›]?|[”»›]|\w*[‚‘’]")
_TYPED = re.compile(r"[„“”«»‹›‚‘’]")


def quotation_marks(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """Authors type the plain marks of the keyboard. Each language gets its own marks when the text is set."""
    for match in matches(_QUOTED, outline, corpus):
        message = f"{match[1][0]!r} has typographic marks"
        fault = at_match(outline, corpus, match, message, "type \" and ', which are set as marks of the language")
        lines = corpus.lines.get(fault.place.path, ())[fault.place.line - 1 : fault.place.line]
        if any(_TYPED.search(line) for line in lines):  # (marks in a passage may be plain ones, which reading has set)
            yield fault


_DOTTED = re.compile(r"(?<![\w.])(?:[^\W\d_]\.){2,}")


def dotted_abbreviation(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """Abbreviated terms are written without full stops. Those that the usage of the language keeps are allowed."""
    allowed = corpus.usage.words.get("dotted-abbreviation", frozenset())
    for prose, found in matches(_DOTTED, outline, corpus):
        if found[0].lower() not in allowed:
            message = f"{found[0]!r} has full stops"
            yield at_match(outline, corpus, (prose, found), message, f"write {found[0].replace('.', '')!r}")


_CAPITALS = re.compile(r"(?<![\w./\-°])([A-Z]{2,}\d?)(?:s(?!\w))?(?![\w/\-]|\.\w| \d)")
_SPELLED = re.compile(r"(?<=[^\W\d_] )\(([A-Z][A-Z\d]+)s?\)")
_ROMAN = re.compile(r"[IVXLC]+")


def unexplained_abbreviation(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """An abbreviated term is explained in the list of the module, in the glossary, or where it is spelled out before it."""
    if not corpus.usage:
        return
    known = _explained(outline, corpus)
    for match in matches(_CAPITALS, outline, corpus):
        if (short := match[1][1]) not in known and not _ROMAN.fullmatch(short) and match[0].position >= 0:
            known.add(short)
            hint = f"spell it out at its first use, '… ({short})', or list it among the abbreviated terms"
            yield at_match(outline, corpus, match, f"{short!r} is not explained", hint)


def _explained(outline: Outline, corpus: Corpus) -> set[str]:
    """Return the abbreviated terms that a reader of a module knows."""
    glossary = corpus.catalogue.glossary
    homes = {outline.module, glossary.module} if glossary else {outline.module}
    known = {corpus.catalogue.brand.prefix, *corpus.usage.words.get("unexplained-abbreviation", ())}
    for manuscript in (corpus.manuscripts[home] for home in sorted(homes) if home in corpus.manuscripts):
        known |= {short for _, short in _listed(manuscript)}
        known |= {short for prose in manuscript.prose for short in _SPELLED.findall(prose.words)}
        known |= {each.words for each in manuscript.text.passages if each.form is Form.DESIGNATION or _heads_row(each)}
        for phrase in corpus.usage.phrases.get("unexplained-abbreviation", ()):
            known |= {found for prose in manuscript.prose for found in phrase.pattern.findall(prose.words)}
    return known


def _heads_row(passage: Passage) -> bool:
    """Tell whether a passage is the first cell of a row, and may be what the row explains."""
    return passage.form is Form.CELL and passage.place.endswith(".1")


def _listed(manuscript: Manuscript) -> Iterator[tuple[int, str]]:
    """Yield the abbreviated terms that a module lists, each with the position of its passage."""
    for position in manuscript.positions.get(ABBREVIATIONS, ()):
        if manuscript.spots[position].part == "term":
            yield position, manuscript.text.passages[position].words


def unused_abbreviation(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """The list of abbreviated terms holds those that the module uses, and no others."""
    manuscript = corpus.of(outline)
    for position, short in _listed(manuscript):
        used = re.compile(rf"(?<!\w){re.escape(short)}s?(?!\w)")
        if not any(used.search(prose.words) for prose in manuscript.prose if prose.position != position):
            told = (f"{short!r} is listed, and used nowhere in the module", "delete it from the list")
            yield at_words(outline, corpus, position, short, told)


def language_without_forms(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """The language of the sources has data: verbal forms and usage. Without them no rule of wording finds anything."""
    first = next(iter(corpus.manuscripts), "")
    if outline.module == first and not (corpus.usage and corpus.forms.forms):
        language = corpus.catalogue.languages.source
        message = f"the language {language!r} has no verbal forms or no usage on record: wording is not checked"
        yield at_module(outline, message, "add the data of the language to 'forms' and 'usage'")


_CLARITY = "ISO/IEC Directives, Part 2: plain and consistent language"
_ABBREVIATED = "ISO/IEC Directives, Part 2: abbreviated terms"

RULES: tuple[Rule, ...] = (
    Rule("and-or", and_or, _CLARITY),
    Rule("ampersand", ampersand, _CLARITY),
    Rule("vague-reference", vague_reference, "ISO/IEC Directives, Part 2: references in a text to itself"),
    Rule("this-document", this_document, "ISO/IEC Directives, Part 2, clause 10", fixes=True),
    Rule("suite-of-standards", suite_of_standards, "ISO/IEC Directives, Part 2: the parts of a series"),
    Rule("gendered-word", gendered_word, "ISO/IEC Directives, Part 2: inclusive terms", Level.ADVICE),
    Rule("repeated-word", repeated_word, _CLARITY),
    Rule("quotation-marks", quotation_marks, "the vocabulary of authors: quotation marks", fixes=True),
    Rule("dotted-abbreviation", dotted_abbreviation, _ABBREVIATED),
    Rule("unexplained-abbreviation", unexplained_abbreviation, _ABBREVIATED),
    Rule("unused-abbreviation", unused_abbreviation, _ABBREVIATED),
    Rule("language-without-forms", language_without_forms, "the data of a language", Level.ADVICE),
)
