"""The corpus: all manuscripts, and the facts that rules of drafting judge them by."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING

from isacs_publish.model.finding import Place
from isacs_publish.model.instrument import Instruments
from isacs_publish.model.provision import read_sentences
from isacs_publish.model.register import Register
from isacs_publish.model.text import REFERENCE, Form
from isacs_publish.model.wording import Wording

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.model.manuscript import Manuscript, Spot
    from isacs_publish.model.outline import Outline
    from isacs_publish.model.provision import Sentence, VerbalForms
    from isacs_publish.model.text import Passage
    from isacs_publish.model.usage import Usage


@dataclass(frozen=True)
class Corpus:
    """What rules judge by: the catalogue, every manuscript by number, instruments, registers, the data of the language.

    ``lines`` are those of each source by its path, relative to the project.
    """

    catalogue: Catalogue
    manuscripts: Mapping[str, Manuscript]
    forms: VerbalForms
    usage: Usage
    instruments: Instruments = field(default_factory=Instruments)
    registers: Mapping[str, Register] = field(default_factory=dict)
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, outline: Outline) -> Manuscript:
        """Return the manuscript of an outline."""
        return self.manuscripts[outline.module]

    def published(self, outline: Outline) -> frozenset[str]:
        """Return the anchors that the edition of a module has published: no rule moves what bears a published number."""
        module = self.catalogue.modules[outline.module]
        latest = self.registers.get(outline.module, Register(outline.module)).latest(module.year)
        return frozenset(unit.anchor for unit in latest.units) if latest else frozenset()

    @cached_property
    def wording(self) -> Wording:
        """The words of all modules by their stems."""
        return Wording(self.manuscripts, self.forms.lexicon)

    @cached_property
    def _sentences(self) -> dict[str, list[Sentence]]:
        return {}

    def sentences(self, outline: Outline) -> list[Sentence]:
        """Return the sentences of a module with their force, read once for all rules."""
        if outline.module not in self._sentences:
            self._sentences[outline.module] = read_sentences(self.of(outline).text, self.forms)
        return self._sentences[outline.module]

    def place(self, outline: Outline, position: int, fragment: str = "", start: int = 0) -> Place:
        """Return the place of a passage, or of the first word of a fragment of its words, sought from ``start`` on."""
        manuscript = self.of(outline)
        spot, passage = manuscript.spots[position], manuscript.text.passages[position]
        offset = max(passage.words.find(fragment, start), 0) if fragment else start
        return Place(spot.path, line_of(self.lines.get(spot.path, ()), spot, passage, offset))


_TOKEN = re.compile(rf"{REFERENCE.pattern}|\w+")

FARTHEST = 40
"""Lines after which a word of a passage is no longer looked for."""

_WORD = re.compile(r"\w+")
_PARAGRAPH_END = re.compile(r"\n[ \t]*(?=\n)")


def line_of(lines: tuple[str, ...], spot: Spot, passage: Passage, offset: int) -> int:
    """Return the line of a character of a passage: its words and references are followed through the source."""
    source, here = "\n".join(lines[spot.line - 1 :]), 0
    for token in _TOKEN.finditer(passage.words):
        bounds = here, _reach(source, here, passage.form)
        span = _role(source, bounds, token) if token[1] else _word(source, bounds, token[0])
        if span and token.end() > offset:
            here = _in_role(source, span, token, offset) if token[1] else span[0]
        if token.end() > offset:
            break
        here = span[1] if span else here
    return spot.line + source.count("\n", 0, here)


def _reach(source: str, here: int, form: Form) -> int:
    """Return where the search for the next word ends: with the paragraph that has begun, and not too far away."""
    end = here
    for _ in range(FARTHEST):
        end = source.find("\n", end) + 1 or len(source)
    paragraph = _PARAGRAPH_END.search(source, here, end) if here and form is not Form.LITERAL else None
    return paragraph.start() if paragraph else end


def _word(source: str, bounds: tuple[int, int], word: str) -> tuple[int, int] | None:
    """Return where a word stands next in the source, None where it is not near; its case may have been folded."""
    found = _whole_word(word).search(source, *bounds)
    return found.span() if found else None


@cache
def _whole_word(word: str) -> re.Pattern[str]:
    """Return what finds a word by itself; kept, since compiling it costs more than all searches (``re`` keeps only 512)."""
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)


def _role(source: str, bounds: tuple[int, int], reference: re.Match[str]) -> tuple[int, int] | None:
    """Return where the role of a reference stands in the source, ``:term:`weapons <weapon>` ``; line breaks count as blanks."""
    target = r"\s+".join(map(re.escape, reference[2].split()))
    role = rf":{reference[1]}:`(?:[^`]*<)?\s*{target}\s*>?`"
    found = re.compile(role, re.IGNORECASE).search(source, *bounds)
    return found.span() if found else None


def _in_role(source: str, span: tuple[int, int], reference: re.Match[str], offset: int) -> int:
    """Return where a character of the words of a reference stands within its role; that of the role for any other."""
    group = 3 if reference[3] else 2
    start, end = reference.span(group)
    here = span[0]
    for word in _WORD.finditer(reference.string, start, end) if start <= offset < end else ():
        found = _word(source, (here, span[1]), word[0])
        if word.end() > offset:
            return found[0] if found else here
        here = found[1] if found else here
    return here
