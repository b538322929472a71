"""The rules of drafting: each a function from one outline and the corpus to findings. ``check`` applies them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isacs_publish.rules import (
    clauses,
    instruments,
    issues,
    lists,
    numbers,
    provisions,
    references,
    structure,
    terms,
    wording,
)
from isacs_publish.rules.reading import READ_CODES
from isacs_publish.rules.rule import Level
from isacs_publish.rules.waivers import WAIVER_CODES, judged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.model.corpus import Corpus
    from isacs_publish.model.finding import Finding
    from isacs_publish.model.outline import Outline
    from isacs_publish.rules.rule import Code, Rule

GROUPS: dict[str, tuple[Rule, ...]] = {
    "structure": structure.RULES,
    "clauses": clauses.RULES,
    "lists": lists.RULES,
    "provisions": provisions.RULES,
    "wording": wording.RULES,
    "numbers": numbers.RULES,
    "terms": terms.RULES,
    "references": references.RULES,
    "instruments": instruments.RULES,
    "issues": issues.RULES,
}
"""The rules by the name of their group, in the order of the page that lists them."""

RULES = {rule.code: rule for group in GROUPS.values() for rule in group}
"""The rules by code."""

DESCRIBED: dict[str, Rule | Code] = {**RULES, **{each.code: each for each in (*READ_CODES, *WAIVER_CODES)}}
"""All that has a page in docs/rules, by code: the rules, what reading finds, what is wrong about waivers."""


def check(corpus: Corpus) -> Iterator[Finding]:
    """Yield the findings of every rule over every module, those that a waiver covers with its reason."""
    for manuscript in corpus.manuscripts.values():
        yield from check_module(manuscript.outline, corpus)


def check_module(outline: Outline, corpus: Corpus) -> Iterator[Finding]:
    """Yield the findings of every rule over one module."""
    rules = in_force(corpus.catalogue)
    found = list(dict.fromkeys((rule, fault) for rule in rules for fault in rule.find(outline, corpus)))
    known = {code: rule in rules for code, rule in RULES.items() if rule.level is not Level.ERROR}
    yield from judged(found, outline, corpus, known)


def in_force(catalogue: Catalogue) -> tuple[Rule, ...]:
    """Return the rules that the catalogue does not switch off, by group or by code."""
    off = set(catalogue.rules.without)
    return tuple(rule for name, group in GROUPS.items() if name not in off for rule in group if rule.code not in off)
