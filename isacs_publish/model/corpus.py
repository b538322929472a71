"""The corpus: all manuscripts, and the facts that rules of drafting judge them by."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

from isacs_publish.model.finding import Place
from isacs_publish.model.instrument import Instruments
from isacs_publish.model.provision import read_sentences
from isacs_publish.model.register import Register
from isacs_publish.model.text import REFERENCE
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


_TOKEN = re.compile(r"\w+")


def line_of(lines: tuple[str, ...], spot: Spot, passage: Passage, offset: int) -> int:
    """Return the line of a character of a passage: its words are followed through the source from the first line on.

    References are written otherwise in the source than in a passage, so their words are passed over.
    """
    masked = REFERENCE.sub(lambda found: " " * len(found[0]), passage.words)
    before = [found[0] for found in _TOKEN.finditer(masked[:offset])]
    reference = REFERENCE.match(passage.words, offset)
    target = _TOKEN.search(reference[3] or reference[2]) if reference else _TOKEN.search(masked, offset)
    line, column = spot.line, 0
    for token in (*before, target[0]) if target else before:
        if (found := _next(lines, line, column, token)) is None:
            continue
        line, column = found
    return line


FARTHEST = 40
"""Lines after which a word of a passage is no longer looked for."""


def _next(lines: tuple[str, ...], line: int, column: int, token: str) -> tuple[int, int] | None:
    """Return line and end column of the next occurrence of a token as a word, None where it is not near."""
    word = re.compile(rf"(?<!\w){re.escape(token)}(?!\w)")
    for number in range(line, min(line + FARTHEST, len(lines) + 1)):
        if found := word.search(lines[number - 1], column if number == line else 0):
            return number, found.end()
    return None


def with_module(corpus: Corpus, manuscript: Manuscript, lines: Mapping[str, tuple[str, ...]]) -> Corpus:
    """Return the corpus with one manuscript in the place of the former one; sentences of the others are kept."""
    number = manuscript.outline.module
    changed = replace(corpus, manuscripts={**corpus.manuscripts, number: manuscript}, lines={**corpus.lines, **lines})
    changed.__dict__["_sentences"] = {module: read for module, read in corpus._sentences.items() if module != number}
    return changed
