"""Rules about references: what is listed is cited, and what is cited still stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isacs_publish.model.instrument import divided
from isacs_publish.model.outline import Kind
from isacs_publish.model.text import REFERENCE
from isacs_publish.rules.rule import Fault, Rule, at_unit, at_words

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from isacs_publish.model.corpus import Corpus
    from isacs_publish.model.outline import Outline

_OF_WORKS = frozenset({"cite", "restates"})
"""The roles that lead to works."""

WITHDRAWAL = "95"
"""The first two digits of the harmonized stage codes of withdrawal."""


def self_reference(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A text calls itself "this document" (ISO/IEC Directives, Part 2), so that it stays true in each edition and adoption."""
    for position, found in _citations(outline, corpus):
        if found[1] == "module" and _module(found) == outline.module:
            told = "the module cites itself by its number", "write: this document"
            yield at_words(outline, corpus, position, "", told, found.start())


def withdrawn_module(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A reference leads to a module that is in force."""
    for position, found in _citations(outline, corpus):
        module = corpus.catalogue.modules.get(_module(found))
        if module and corpus.catalogue.stage_of(module).code >= WITHDRAWAL:
            told = f"module {module.number} is withdrawn", "cite what took its place"
            yield at_words(outline, corpus, position, "", told, found.start())


def reference_unused(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """The bibliography lists what the text cites, and nothing else."""
    cited = {divided(found[2])[0].lower() for _, found in _citations(outline, corpus) if found[1] in _OF_WORKS}
    cited |= {_module(found) for _, found in _citations(outline, corpus)}
    for unit in outline.walk():
        listed = unit.kind is Kind.REFERENCE and not unit.status and not unit.withdrawn
        if listed and not {unit.anchor.removeprefix("ref-"), unit.title} & cited:
            yield at_unit(outline, unit, f"the reference {unit.title!r} is never cited", "cite it, or delete the entry")


def _citations(outline: Outline, corpus: Corpus) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield each reference to a work or to another module, with the position of its passage."""
    for position, passage in enumerate(corpus.of(outline).text.passages):
        for found in REFERENCE.finditer(passage.words):
            if found[1] in {*_OF_WORKS, "module"} or (found[1] == "ref" and "#" in found[2]):
                yield position, found


def _module(found: re.Match[str]) -> str:
    """Return the number of the module that a reference leads to, empty for a work."""
    return "" if found[1] in _OF_WORKS else found[2].partition("#")[0].partition(":")[0]


RULES = (
    Rule("self-reference", self_reference, "ISO/IEC Directives, Part 2: references to the document itself"),
    Rule("withdrawn-module", withdrawn_module, "the stages of the catalogue"),
    Rule("reference-unused", reference_unused, "ISO/IEC Directives, Part 2: bibliography"),
)
