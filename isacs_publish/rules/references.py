"""Rules about references: what is cited is listed, stands, and is cited in the way that its force needs; and the reverse."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isacs_publish.model.instrument import Binding, divided
from isacs_publish.model.outline import Kind
from isacs_publish.model.provision import Verbal
from isacs_publish.model.text import REFERENCE, Form
from isacs_publish.rules.phrases import matches
from isacs_publish.rules.rule import Fault, Rule, at_unit, at_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.corpus import Corpus
    from isacs_publish.model.instrument import Work
    from isacs_publish.model.outline import Outline, Unit
    from isacs_publish.model.provision import Sentence

WITHDRAWAL = "95"
"""The first two digits of the harmonized stage codes of withdrawal."""

MISSING = "normative-reference-missing"
SEE = "see-normative"
UNDATED = "undated-clause"


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference to a work or to another module: the position of its passage, where it stands in that, what it names.

    ``key`` is that of a work, or the number of a module; ``part`` what it adds: the article of a work, the year of a module.
    """

    position: int
    found: re.Match[str]
    key: str
    part: str = ""

    def fault(self, outline: Outline, corpus: Corpus, message: str, hint: str) -> Fault:
        """Return a fault at the citation."""
        return at_words(outline, corpus, self.position, "", (message, hint), self.found.start())


def self_reference(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A text calls itself "this document" (ISO/IEC Directives, Part 2), so that it stays true in each edition and adoption."""
    for cited in _citations(outline, corpus):
        if cited.found[1] == "module" and cited.key == outline.module:
            yield cited.fault(outline, corpus, "the module cites itself by its number", "write: this document")


def withdrawn_module(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A reference leads to a module that is in force."""
    for cited in _citations(outline, corpus):
        module = corpus.catalogue.modules.get(cited.key)
        if module and corpus.catalogue.stage_of(module).code >= WITHDRAWAL:
            yield cited.fault(outline, corpus, f"module {module.number} is withdrawn", "cite what took its place")


def superseded_reference(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A reference leads to the work that is in force, not to one that another has replaced.

    The file of instruments says what replaced a work (``superseded-by``). A text that tells of history waives this.
    """
    for cited in _citations(outline, corpus):
        work = corpus.instruments.find(cited.key)
        if work and (later := corpus.instruments.find(work.superseded_by)):
            yield cited.fault(outline, corpus, f"{work.name!r} is superseded", f"cite {later.name!r}: {later.key}")


def undated_clause(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A clause, table, figure or annex of another text is cited in a dated edition of it.

    The next edition numbers otherwise, and an undated reference means whichever edition is the latest (ISO/IEC Directives,
    Part 2, clause 10).
    """
    for cited in _citations(outline, corpus):
        work = corpus.instruments.find(cited.key)
        if _is_undated(cited, work) and _names_clause(cited, work, corpus):
            name = work.number if work else f"module {cited.key}"
            hint = "cite a dated edition of it" if work else "cite the clause with :ref:, the number of the module in front"
            yield cited.fault(outline, corpus, f"a clause of {name} is cited without an edition", hint)


def _is_undated(cited: Citation, work: Work | None) -> bool:
    """Tell whether a citation names no edition: works that are no standards have no later ones."""
    if work:
        return work.leads and not re.search(r":\d{4}", work.number)
    return cited.found[1] == "module" and not cited.part


def _names_clause(cited: Citation, work: Work | None, corpus: Corpus) -> bool:
    """Tell whether a citation gives the number of a clause, behind it or in front of it."""
    if work and cited.part:
        return True
    before, behind = cited.found.string[: cited.found.start()], cited.found.string[cited.found.end() :]
    before = before.rstrip().removesuffix(work.number) if work else before
    in_front = (phrase.pattern.search(before) for phrase in corpus.usage.phrases.get(f"{UNDATED}-before", ()))
    after = (phrase.pattern.match(behind) for phrase in corpus.usage.phrases.get(UNDATED, ()))
    return any(in_front) or any(after)


def normative_reference_missing(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """What a requirement makes its own is listed in clause 2.

    A reader who has the works of clause 2 has all that conformity needs; what informs alone stands in the bibliography (ISO/IEC
    Directives, Part 2, clause 15). A treaty or a political instrument binds by itself and not through the text, so it is none.
    """
    listed = {key for unit in _entries(outline) if unit.status for key in _keys(unit)}
    for sentence in corpus.sentences(outline):
        if sentence.force and sentence.force[0] is Verbal.REQUIREMENT:
            for cited in _led_to(sentence, corpus, MISSING):
                work = corpus.instruments.find(cited.key)
                known = work or cited.key in corpus.catalogue.modules  # (another name is a fault of its own)
                if known and cited.key not in {*listed, outline.module} and not (work and work.binding in _BINDING):
                    message = f"a requirement rests on {_name(cited, work)}, which the normative references do not list"
                    yield cited.fault(outline, corpus, message, "list it there, or tell what it says without a requirement")


_BINDING = frozenset({Binding.LEGAL, Binding.POLITICAL})


def _name(cited: Citation, work: Work | None) -> str:
    return repr(work.name) if work else f"module {cited.key}" if "." in cited.key else repr(cited.key)


def normative_reference_unused(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """What clause 2 lists, some provision cites, or the clause of terms takes its terms from it.

    A work that only informs stands in the bibliography (ISO/IEC Directives, Part 2, clause 15).
    """
    text = corpus.of(outline).text
    used = {cited.key for each in corpus.sentences(outline) if each.force for cited in _citations_of(each.position, each.words)}
    for cited in _citations(outline, corpus):
        passage = text.passages[cited.position]
        if passage.unit == "terms" or passage.form is Form.SOURCE:
            used.add(cited.key)
    for unit in _entries(outline):
        if unit.status and not _keys(unit) & used:
            message = f"no provision cites the normative reference {unit.title!r}"
            yield at_unit(outline, unit, message, "move the entry to the bibliography, or cite it where it applies")


def see_normative(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A provision that makes a normative annex its own says so: "in accordance with", "as specified in".

    "See" leads to what informs (ISO/IEC Directives, Part 2, clause 10).
    """
    text = corpus.of(outline).text
    for sentence in corpus.sentences(outline):
        if sentence.force and sentence.force[0] in {Verbal.REQUIREMENT, Verbal.RECOMMENDATION}:
            for cited in _led_to(sentence, corpus, SEE):
                around = text.around(cited.found[2]) if cited.found[2] in text.by_anchor else ()
                if any(unit.kind is Kind.ANNEX and unit.status == "normative" for unit in around):
                    told = "a provision leads to a normative annex with no more force than 'see'", _instead(corpus, SEE)
                    yield cited.fault(outline, corpus, *told)


def _instead(corpus: Corpus, code: str) -> str:
    return corpus.usage.phrases[code][0].instead


def reference_unused(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """The bibliography lists what the text cites, and nothing else."""
    used = {cited.key for cited in _citations(outline, corpus)}
    for unit in _entries(outline):
        if not unit.status and not _keys(unit) & used:
            yield at_unit(outline, unit, f"the reference {unit.title!r} is never cited", "cite it, or delete the entry")


def reference_written_out(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """All works stand once, in the file of instruments, and modules name their key.

    What each module writes out for itself differs soon: another year, another title. Sister standards belong in that file too.
    """
    manuscript = corpus.of(outline)
    for unit in _entries(outline):
        position = next(iter(manuscript.positions.get(unit.anchor, ())), None)
        if position is None or manuscript.spots[position].line <= unit.line:
            continue
        key = unit.anchor.removeprefix("ref-")
        if corpus.instruments.find(key) or key in (number.lower().replace(".", "-") for number in corpus.catalogue.modules):
            yield at_unit(outline, unit, f"the entry {unit.title!r} is written out", "delete its words: the key is known")
        elif named := _identifiers(corpus).match(manuscript.text.passages[position].words):
            hint = "move the entry to the file of instruments"
            yield at_unit(outline, unit, f"the entry of {named[0]!r} is written out in the module", hint)


def typed_identifier(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A standard is cited by its key or its number, not typed: so it is listed, linked, and renamed everywhere at once.

    What stands beside the citation of the work itself only names it.
    """
    passages = corpus.of(outline).text.passages
    for prose, found in matches(_identifiers(corpus), outline, corpus):
        if prose.position >= 0 and not _is_cited_beside(found, passages[prose.position].words, corpus):
            told = f"{found[0]!r} is typed", "cite it: :module: for a module, :cite: with the key of a work"
            yield at_words(outline, corpus, prose.position, "", told, found.start())


def _is_cited_beside(found: re.Match[str], words: str, corpus: Corpus) -> bool:
    """Tell whether a citation follows an identifier, or its passage cites the work that has it."""
    if re.match(r"[\w()\s]{0,3}\{(?:cite|restates):", words[found.end() :]):
        return True
    works = (corpus.instruments.find(cited.key) for cited in _citations_of(0, words))
    return any(work and work.number.partition(":")[0] == found[0].partition(":")[0] for work in works)


def _identifiers(corpus: Corpus) -> re.Pattern[str]:
    """Return what finds the identifier of a standard: the name of its series, then a number."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, _prefixes(corpus)))})[ \u00a0-][A-Z]?\d(?:[\dA-Z.:-]*[\dA-Z])?")


def _prefixes(corpus: Corpus) -> list[str]:
    """Return what stands in front of the numbers of standards, the longest first: of the house, and of the works."""
    numbers = (work.number for work in corpus.instruments.works.values() if work.leads)
    letters = {re.split(r"[ -]*\d", number)[0] for number in numbers}
    names = {corpus.catalogue.brand.prefix, *letters, *(each.partition(" ")[0] for each in letters)} - {""}
    return sorted(names, key=lambda name: (-len(name), name))


def _led_to(sentence: Sentence, corpus: Corpus, code: str) -> Iterator[Citation]:
    """Yield the references of a sentence that a phrase of a rule leads to, also behind another that it leads to."""
    start = sentence.start
    joints = {each.strip() for each in corpus.usage.sentences.get("joined-references", ())}
    end, led = 0, False
    for found in REFERENCE.finditer(sentence.words):
        between = sentence.words[end : found.start()]
        led = (led and between.strip() in joints) or any(
            phrase.pattern.search(between) for phrase in corpus.usage.phrases.get(code, ())
        )
        end = found.end()
        if led:
            whole = REFERENCE.match(sentence.passage.words, start + found.start())
            yield Citation(sentence.position, whole or found, *_named(found))


def _citations(outline: Outline, corpus: Corpus) -> Iterator[Citation]:
    """Yield each reference to a work or to another module."""
    for position, passage in enumerate(corpus.of(outline).text.passages):
        yield from _citations_of(position, passage.words)


def _citations_of(position: int, words: str) -> Iterator[Citation]:
    cited = ((found, _named(found)) for found in REFERENCE.finditer(words) if "{" in words)
    return (Citation(position, found, *named) for found, named in cited if named[0])


def _named(found: re.Match[str]) -> tuple[str, str]:
    """Return the work or the module that a reference names, and what it adds; no name for what stands in the module itself."""
    if found[1] in {"cite", "restates"}:
        key, part = divided(found[2])
        return (key, part) if "." in key else (key.lower(), part)
    if found[1] == "module" or (found[1] == "ref" and "#" in found[2]):
        number, _, year = found[2].partition("#")[0].partition(":")
        return number, year
    return "", ""


def _entries(outline: Outline) -> Iterator[Unit]:
    """Yield the entries of clause 2, which have a status, and of the bibliography."""
    return (unit for unit in outline.walk() if unit.kind is Kind.REFERENCE and not unit.withdrawn)


def _keys(unit: Unit) -> set[str]:
    """Return how an entry is cited: by the key of a work, or the number of a module."""
    return {unit.anchor.removeprefix("ref-"), unit.title}


PART_2 = "ISO/IEC Directives, Part 2, clause "

RULES = (
    Rule("self-reference", self_reference, "ISO/IEC Directives, Part 2: references to the document itself"),
    Rule("withdrawn-module", withdrawn_module, "the stages of the catalogue"),
    Rule("superseded-reference", superseded_reference, "the file of instruments"),
    Rule(UNDATED, undated_clause, f"{PART_2}10"),
    Rule(MISSING, normative_reference_missing, f"{PART_2}15"),
    Rule("normative-reference-unused", normative_reference_unused, f"{PART_2}15"),
    Rule(SEE, see_normative, f"{PART_2}10"),
    Rule("reference-unused", reference_unused, "ISO/IEC Directives, Part 2: bibliography"),
    Rule("reference-written-out", reference_written_out, "the house: one file of works"),
    Rule("typed-identifier", typed_identifier, "the house: citations are links"),
)
