"""What a rule is: a code, a function from one outline and the corpus to findings, a level, the clause it rests on."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from isacs_publish.model.finding import Finding, Place, Severity

if TYPE_CHECKING:
    from isacs_publish.model.catalogue import Stage
    from isacs_publish.model.corpus import Corpus
    from isacs_publish.model.outline import Outline, Unit


class Level(StrEnum):
    """How much a rule weighs: an error always, which nobody can waive; an error from approval on; or advice, ever a warning."""

    ERROR = "error"
    BY_STAGE = "by stage"
    ADVICE = "advice"


APPROVAL = "50"
"""The first two digits of the harmonized stage code from which a warning of a draft is an error."""


def severity(level: Level, stage: Stage) -> Severity:
    """Return what a level weighs at a stage."""
    strict = level is Level.ERROR or (level is Level.BY_STAGE and stage.code >= APPROVAL)
    return Severity.ERROR if strict else Severity.WARNING


@dataclass(frozen=True, slots=True)
class Fault:
    """Where one module breaks a rule: the unit it is about (empty: the module), the place, what is wrong, what to do."""

    unit: str
    place: Place
    message: str
    hint: str


Find = Callable[["Outline", "Corpus"], Iterator[Fault]]


@dataclass(frozen=True)
class Rule:
    """A rule of drafting. ``source`` is the clause it rests on, ``fixes`` tells that 'isacs check --fix' repairs it.

    ``wants`` are its own words where it shares a function with others.
    """

    code: str
    find: Find
    source: str
    level: Level = Level.BY_STAGE
    fixes: bool = False
    wants: str = ""

    @property
    def about(self) -> str:
        """What the rule wants, and why."""
        find = self.find
        words = self.wants or getattr(find, "func", find).__doc__ or ""
        return inspect.cleandoc(words)

    def __call__(self, outline: Outline, corpus: Corpus) -> Iterator[Finding]:
        """Yield the findings of the rule over one module."""
        stage = corpus.catalogue.stage_of(corpus.catalogue.modules[outline.module])
        return (self.finding(fault, stage) for fault in self.find(outline, corpus))

    def finding(self, fault: Fault, stage: Stage) -> Finding:
        """Return a fault as a finding, with the weight that it has at a stage."""
        return Finding(self.code, fault.place, fault.message, fault.hint, severity(self.level, stage))


@dataclass(frozen=True, slots=True)
class Code:
    """A code that is found beside the rules: by reading, or about waivers. Its fields are those that describe a rule."""

    code: str
    about: str
    source: str
    level: Level = Level.ERROR
    fixes: bool = False


def at_unit(outline: Outline, unit: Unit, message: str, hint: str) -> Fault:
    """Return a fault at the line of a unit."""
    return Fault(unit.anchor, Place(outline.path, unit.line), message, hint)


def at_module(outline: Outline, message: str, hint: str) -> Fault:
    """Return a fault of a module as a whole."""
    return Fault("", Place(outline.path, 1), message, hint)


def at_words(outline: Outline, corpus: Corpus, position: int, fragment: str, told: tuple[str, str], start: int = 0) -> Fault:
    """Return a fault at the first word of a fragment of a passage; ``told`` is message and hint."""
    unit = corpus.of(outline).text.passages[position].unit
    return Fault(unit, corpus.place(outline, position, fragment, start), *told)
