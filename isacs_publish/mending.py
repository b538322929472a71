"""Repairs that are mechanical, by the code of the rule whose faults they mend. No passage of a provision is touched.

A repair is a function from the lines of one module's source and what was read from it to **Patch**es; ``mended`` applies
those of all rules. Lines are counted from 1, as findings count them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from isacs_publish.mending_words import lines_of, mended_words
from isacs_publish.model.outline import DIVISIONS, Kind
from isacs_publish.model.text import REFERENCE, Form
from isacs_publish.rules import in_force
from isacs_publish.rules.clauses import INTRODUCED, STOPS, begins_with, ends_with_stop, fixed_for
from isacs_publish.rules.lists import ends_of, in_cell, lists_of, own_words
from isacs_publish.rules.terms import FULL_STOPS, ends_with_full_stop

if TYPE_CHECKING:
    from isacs_publish.model.corpus import Corpus
    from isacs_publish.model.outline import Outline, Unit


@dataclass(frozen=True)
class Patch:
    """Lines ``first`` to ``last`` of a source and what takes their place; without lines it is put before ``first``."""

    first: int
    last: int
    lines: tuple[str, ...]


Repair = Callable[[Sequence[str], "Outline", "Corpus"], Iterator[Patch]]

WIDTH = 120
"""Characters of a line that a repair writes."""


def titles(lines: Sequence[str], outline: Outline, corpus: Corpus) -> Iterator[Patch]:
    """Yield titles and captions without the sign at their end."""
    for unit in outline.walk():
        headed = unit.kind in DIVISIONS | {Kind.TABLE, Kind.FIGURE}
        if headed and ends_with_stop(unit.title, corpus.forms.abbreviations) and (number := _ending_near(lines, unit)):
            yield Patch(number, number, (lines[number - 1].rstrip().rstrip(STOPS),))


def _ending_near(lines: Sequence[str], unit: Unit) -> int:
    """Return the line that ends with the last word of a title; 0 where there is none. A caption stands below its directive."""
    last = unit.title.split()[-1]
    below = range(unit.line, min(unit.line + (12 if unit.kind is Kind.FIGURE else 1), len(lines) + 1))
    return next((n for n in below if lines[n - 1].rstrip().endswith(last) and not _OPTION.match(lines[n - 1])), 0)


_OPTION = re.compile(r"\s*:[\w-]+:\s")


def definitions(lines: Sequence[str], outline: Outline, corpus: Corpus) -> Iterator[Patch]:
    """Yield the last lines of definitions without full stop."""
    for position, passage in enumerate(corpus.of(outline).text.passages):
        if passage.form is Form.DEFINITION and ends_with_full_stop(passage.words, corpus):
            number = _last_line(lines, outline, corpus, position)
            if number and lines[number - 1].rstrip().endswith(FULL_STOPS):
                yield Patch(number, number, (lines[number - 1].rstrip()[:-1],))


def _last_line(lines: Sequence[str], outline: Outline, corpus: Corpus, position: int) -> int:
    """Return the line of the last word of a passage in the module's own file; 0 for one of another file."""
    number = lines_of(outline, corpus, position)[-1]
    own = corpus.place(outline, position).path == outline.path
    return number if own and 0 < number <= len(lines) else 0


def lists(lines: Sequence[str], outline: Outline, corpus: Corpus) -> Iterator[Patch]:
    """Yield the ends of list entries as their places ask; how the last but one is joined is known where any entry tells it."""
    manuscript = corpus.of(outline)
    joints = sorted(corpus.usage.words.get("list-joints", ()))
    bound = {sentence.position for sentence in corpus.sentences(outline) if sentence.force}
    for entries in lists_of(manuscript):
        every = {entries.lead, *(position for positions in entries.positions for position in positions)}
        if entries.lead < 0 or in_cell(manuscript, entries) or every & bound:
            continue
        for positions, wanted in zip(entries.positions, ends_of(manuscript, entries, joints), strict=True):
            own = own_words(manuscript, positions, entries.level)
            if own and len(own) == len(positions):
                yield from _ended(lines, _last_line(lines, outline, corpus, own[-1]), wanted, joints)


def _ended(lines: Sequence[str], number: int, wanted: tuple[str, ...], joints: list[str]) -> Iterator[Patch]:
    """Yield a line with another end, where it is wrong and it is known which is right."""
    if not number or lines[number - 1].rstrip().endswith(wanted):
        return
    found = re.fullmatch(rf"(.*?)[\s,;.:]*(?:[,;]? ({'|'.join(joints)}))?[\s,;.:]*", lines[number - 1].rstrip())
    joined = [end for end in wanted if found and found[2] and end.endswith(found[2])]
    end = joined[0] if joined else wanted[0] if len(wanted) == 1 else ""
    if found and end and found[1].strip():
        yield Patch(number, number, (f"{found[1]}{end}",))


def introductions(lines: Sequence[str], outline: Outline, corpus: Corpus) -> Iterator[Patch]:
    """Yield the fixed words of clauses 2 and 3, in place of words that were meant as them, or before what stands there."""
    for unit in outline.units:
        if unit.anchor in INTRODUCED and (sentences := fixed_for(unit, corpus)):
            words, first, last = _first_paragraph(lines, outline, corpus, unit)
            if not any(begins_with(words, sentence) for sentence in sentences):
                sentence = _fitting(sentences, outline, corpus)
                meant = _is_meant(words, sentence)
                before, after = ([], []) if meant else ([], [""]) if words else ([""], _gap(lines, first))
                yield Patch(first, last if meant else first - 1, (*before, *_wrapped(sentence), *after))


def _is_meant(words: str, sentence: str) -> bool:
    """Tell whether words were meant as a fixed sentence: most of them are its own, and nothing is cited that it leaves out."""
    if "{cite:" in words or "{ref:" in words:
        return False
    own = re.findall(r"\w+", REFERENCE.sub(" ", words).lower())
    fixed = re.findall(r"\w+", re.sub(r":\w+:`[^`]*`", " ", sentence).lower())
    return SequenceMatcher(None, own, fixed, autojunk=False).ratio() > ALIKE


def _gap(lines: Sequence[str], number: int) -> list[str]:
    """Return the empty line that is wanting before a line."""
    return [""] if "".join(lines[number - 1 : number]).strip() else []


ALIKE = 0.5
"""Share of equal words from which a paragraph is taken for the fixed ones, meant and missed."""


def _fitting(sentences: Sequence[str], outline: Outline, corpus: Corpus) -> str:
    """Return the sentence that names the glossary where there is one, else the one that names nothing."""
    glossary = corpus.catalogue.glossary
    home = glossary.module if glossary and glossary.module != outline.module else ""
    fit = [sentence for sentence in sentences if ("{}" in sentence) == bool(home)] or list(sentences)
    return fit[0].replace("{}", f":module:`{home}`")


def _first_paragraph(lines: Sequence[str], outline: Outline, corpus: Corpus, unit: Unit) -> tuple[str, int, int]:
    """Return the first words directly in a clause with their first and last line; without any, where they would stand."""
    manuscript = corpus.of(outline)
    for position in manuscript.positions.get(unit.anchor, ()):
        if not manuscript.spots[position].items and (last := _last_line(lines, outline, corpus, position)):
            return manuscript.text.passages[position].words, corpus.place(outline, position).line, last
    return "", unit.line + 2, unit.line + 1  # under the line below the title


def _wrapped(sentence: str) -> Iterator[str]:
    """Yield the lines of a sentence; a role is never broken."""
    line = ""
    for word in re.findall(r":\w+:`[^`]*`\S*|\S+", sentence):
        if line and len(line) + 1 + len(word) > WIDTH:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


REPAIRS: dict[str, Repair] = {
    "normative-references-intro": introductions,
    "terms-intro": introductions,
    "title-punctuation": titles,
    "definition-full-stop": definitions,
    "list-punctuation": lists,
}
"""The repairs of whole lines by the code of their rule; those of words stand in ``mending_words``."""


def mended(source: str, outline: Outline, corpus: Corpus) -> str:
    """Return the source of a module with all that is mechanical repaired, all else as it was to the byte."""
    ending = "\r\n" if "\r\n" in source else "\n"
    lines = source.splitlines()
    ends = [whole[len(line) :] for line, whole in zip(lines, source.splitlines(keepends=True), strict=True)]
    lines = mended_words(lines, outline, corpus)
    words = [f"{line}{end}" for line, end in zip(lines, ends, strict=True)]
    followed = {rule.code for rule in in_force(corpus.catalogue)}
    repairs = dict.fromkeys(repair for code, repair in REPAIRS.items() if code in followed)
    found = {patch for repair in repairs for patch in repair(lines, outline, corpus)}
    for patch in sorted(found, key=lambda patch: (-patch.first, patch.last, patch.lines)):
        written = [f"{line}{ending}" for line in patch.lines]
        if patch.first <= patch.last:
            written[-1] = f"{patch.lines[-1]}{ends[patch.last - 1]}"
        words[patch.first - 1 : patch.last] = written
    return "".join(words)
