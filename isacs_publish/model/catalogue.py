"""The catalogue: the facts about brand, series, modules and volumes that every publication prints."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date  # noqa: TC003  (the reader resolves these annotations at run time)
from functools import cached_property
from itertools import permutations
from typing import Literal, TypeAlias

from isacs_publish.model.identifier import Identifier, Version, VolumeIdentifier, letter


@dataclass(frozen=True)
class Brand:
    """The names that make a family of standards: prefix of the identifiers, name of the whole, name of one."""

    prefix: str
    name: str
    standard: str


@dataclass(frozen=True)
class Publisher:
    """Who publishes, and the fixed texts of page ii and of every web page."""

    name: str
    contact: str
    website: str
    copyright: str
    currency: str
    permission: str
    voluntary: str
    illustrative: str


@dataclass(frozen=True)
class Drafts:
    """What the cover of a draft adds: the invitation to comment and its deadline."""

    invitation: str
    comments_until: date


@dataclass(frozen=True)
class Stage:
    """A stage of a text with its ISO harmonized stage code, for example ``20.20``; ``next`` are the stages it may move to.

    ``translated`` is how many clauses of a hundred have to be current in a translation that is released at this stage.
    """

    key: str
    name: str
    code: str
    draft: bool
    next: tuple[str, ...] = ()
    translated: float = 0


@dataclass(frozen=True)
class Series:
    """A group of modules."""

    number: str
    title: str


@dataclass(frozen=True)
class Module:
    """One standard; its number names its folder. ``series`` is the part of the number before the first dot."""

    number: str
    title: str
    year: int
    version: str
    stage: str
    date: date
    custodian: str
    themes: tuple[str, ...] = ()

    @property
    def series(self) -> str:
        """The number of the series."""
        return self.number.partition(".")[0]

    @property
    def docname(self) -> str:
        """The path of the source below ``source/``, without suffix."""
        return f"{self.series}/{self.number}/index"


@dataclass(frozen=True)
class Decision:
    """A move of a module to a stage, with its date and the body that decided it."""

    module: str
    stage: str
    date: date
    body: str


ChangeNature: TypeAlias = Literal["editorial", "substantive", "normative", "new", "withdrawn", "split", "merged"]


@dataclass(frozen=True)
class Change:
    """A change that the editor declares: what happened to a clause (its anchor) in one version, in words for the reader.

    ``new``, ``withdrawn``, ``split`` and ``merged`` are fates of whole units; ``into`` are the anchors that a split or merged
    clause went into.
    """

    module: str
    year: int
    version: str
    clause: str
    nature: ChangeNature
    summary: str
    into: tuple[str, ...] = ()


ENDINGS = frozenset({"withdrawn", "split", "merged"})
"""Natures of a change that end a unit."""


@dataclass(frozen=True)
class Languages:
    """The language the modules are written in, and those that are published."""

    source: str
    published: tuple[str, ...]


@dataclass(frozen=True)
class Glossary:
    """The module that is the home of shared terms."""

    module: str


@dataclass(frozen=True)
class Volumes:
    """The release that volumes are bound for (``2026-0``: none yet), and the title of the compendium."""

    release: str
    date: date
    compendium: str


@dataclass(frozen=True)
class Printing:
    """What print editions are made for. Lengths in mm, weights in g/m², bulk in cm³/g, inks in per cent of one full tone."""

    paper: str = "matt coated"
    grammage: int = 115
    bulk: float = 0.9
    cover_paper: str = "matt coated"
    cover_grammage: int = 250
    bleed: float = 3.0
    binding_margin: float = 4.0
    saddle_stitch_up_to: int = 64
    pages_per_sheet: int = 4
    ink_limit: int = 300

    def spine(self, pages: int) -> float:
        """Return the thickness of a book block of so many pages, in mm; a stitched booklet has none."""
        return 0.0 if self.stitched(pages) else round(pages / 2 * self.grammage * self.bulk / 1000, 1)

    def filled(self, pages: int) -> int:
        """Return the number of pages that fill whole sheets."""
        return -(-pages // self.pages_per_sheet) * self.pages_per_sheet

    def stitched(self, pages: int) -> bool:
        """Return True when so many pages are saddle-stitched, False when they are bound perfect, with a spine."""
        return pages <= self.saddle_stitch_up_to


@dataclass(frozen=True)
class Review:
    """How review editions number their lines: ``page`` begins anew on each page, ``running`` counts through."""

    line_numbers: Literal["page", "running"] = "page"


@dataclass(frozen=True)
class Rules:
    """The rules of drafting that a house does not follow, by group or by code."""

    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Issue:
    """A cross-cutting issue: clauses that treat it carry its key, and hold one of its words; ``module`` is its own module.

    Every module treats a ``required`` issue somewhere, or says why not.
    """

    key: str
    name: str
    words: tuple[str, ...]
    module: str = ""
    required: bool = True


@dataclass(frozen=True)
class Catalogue:
    """All facts; fields are named as the tables of ``source/catalogue.toml``."""

    brand: Brand
    publisher: Publisher
    drafts: Drafts
    languages: Languages
    volumes: Volumes
    stage: tuple[Stage, ...]
    series: tuple[Series, ...]
    module: tuple[Module, ...]
    glossary: Glossary | None = field(default=None)
    printing: Printing = field(default_factory=Printing)
    review: Review = field(default_factory=Review)
    decision: tuple[Decision, ...] = ()
    change: tuple[Change, ...] = ()
    rules: Rules = field(default_factory=Rules)
    issue: tuple[Issue, ...] = ()

    @cached_property
    def modules(self) -> dict[str, Module]:
        """Modules by number, in the order of their numbers."""
        return {module.number: module for module in sorted(self.module, key=lambda m: m.number)}

    @cached_property
    def stages(self) -> dict[str, Stage]:
        """Stages by key."""
        return {stage.key: stage for stage in self.stage}

    @cached_property
    def issues(self) -> dict[str, Issue]:
        """Cross-cutting issues by key."""
        return {issue.key: issue for issue in self.issue}

    @cached_property
    def by_docname(self) -> dict[str, Module]:
        """Modules by the path of their source."""
        return {module.docname: module for module in self.modules.values()}

    def in_series(self, series: str) -> tuple[Module, ...]:
        """Return the modules of one series, in order."""
        return tuple(module for module in self.modules.values() if module.series == series)

    def stage_of(self, module: Module) -> Stage:
        """Return the stage where a module stands."""
        return self.stages[module.stage]

    def decisions(self, module: Module) -> tuple[Decision, ...]:
        """Return the moves of a module through the stages, in the order of the catalogue."""
        return tuple(decision for decision in self.decision if decision.module == module.number)

    def changes_of(self, module: str) -> tuple[Change, ...]:
        """Return all changes that were ever declared of a module."""
        return tuple(change for change in self.change if change.module == module)

    def changes(self, module: str, year: int, version: str) -> tuple[Change, ...]:
        """Return the changes declared for one version of a module."""
        return tuple(c for c in self.changes_of(module) if (c.year, c.version) == (year, version))

    def identifier(self, module: Module, *languages: str) -> Identifier:
        """Return the identifier of the current text of a module in a language, or in several set side by side."""
        return Identifier(self.brand.prefix, module.number, module.year, letter(*languages), Version.parse(module.version))

    def volume_identifier(self, series: str, language: str) -> VolumeIdentifier:
        """Return the identifier of the volume of a series, or of the compendium for an empty series."""
        return VolumeIdentifier(self.brand.prefix, series, self.volumes.release, letter(language))

    def all_identifiers(self) -> set[str]:
        """Return the names of all current texts and volumes in the published languages, and of texts in two of them."""
        series = ("", *(entry.number for entry in self.series))
        pairs = tuple(permutations(self.languages.published, 2))
        bilingual = {str(self.identifier(module, *pair)) for module in self.module for pair in pairs}
        return bilingual | {
            name
            for language in self.languages.published
            for name in (
                *(str(self.identifier(module, language)) for module in self.module),
                *(str(self.volume_identifier(number, language)) for number in series),
            )
        }
