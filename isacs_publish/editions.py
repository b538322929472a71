"""Plans editions: from the sheets of a publication, the jobs that make its print and its review edition."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from io import StringIO
from typing import TYPE_CHECKING

from isacs_publish.matter import CommentRow
from isacs_publish.model.finding import Finding, Place, Severity
from isacs_publish.model.line_numbers import extents, numbered_lines
from isacs_publish.model.outline import identity
from isacs_publish.model.publication import Publication
from isacs_publish.press.work import PrintJob, ReviewJob
from isacs_publish.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from isacs_publish.matter import Templates, VolumeText
    from isacs_publish.model.catalogue import Catalogue, Module, Review
    from isacs_publish.model.identifier import Identifier, VolumeIdentifier
    from isacs_publish.model.line_numbers import Extent
    from isacs_publish.model.numbering import Label
    from isacs_publish.model.outline import Outline
    from isacs_publish.model.printsource import PrintSource
    from isacs_publish.model.sheets import Sheets
    from isacs_publish.model.translation import TranslationState
    from isacs_publish.sphinxext.run import Reading
    from isacs_publish.words import Words

KINDS_BY_ENDING = {
    "-cover.pdf": "cover",
    "-two-up.pdf": "imposition",
    "-saddle-stitch.pdf": "imposition",
    "-ticket.json": "job-ticket",
    "-comments.pdf": "comment-form",
    "-comments.csv": "comment-form",
}
"""The kind of artifact behind each ending; what ends otherwise is the publication itself."""

RESOLUTION = 300
"""Pixels an inch below which an image prints coarse."""

FORM_DEPTH = 2
"""Levels of clauses that the comment form on paper has rows for; the table for spreadsheets has all."""


@dataclass(frozen=True)
class TypesetModule:
    """A module with its sheets, and what its outline and labels tell of the units on them."""

    publication: Publication
    sheets: Sheets
    module: Module
    outline: Outline
    labels: dict[str, Label]
    kind: str = "module"
    folder: str = "pdf"

    def wrap(self, templates: Templates, pages: int) -> PrintSource:
        """Return the source of the cover around so many printed pages."""
        return templates.module_wrap(self.module, self.publication, pages)

    def cited(self) -> dict[str, tuple[str, str]]:
        """Return, by the id of a unit on the sheets, how it is cited and its title."""
        fixed = words(self.publication.language)
        return {identity(unit.anchor): (fixed.citation(self.labels[unit.anchor]), unit.title) for unit in self.outline.walk()}

    def ids(self, anchors: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        """Return the ids on the sheets of units that are given by module."""
        return tuple(identity(anchor) for anchor in anchors.get(self.module.number, ()))

    def owners(self, depth: int) -> dict[str, str]:
        """Return, by the id of a unit, that of the clause down to a depth that holds it; without depth, its own."""
        if not depth:
            return {identity(unit.anchor): identity(unit.anchor) for unit in self.outline.walk()}
        divisions = [division for _, division in self.outline.divisions(depth)]
        return {identity(unit.anchor): identity(division.anchor) for division in divisions for unit in division.walk()}


@dataclass(frozen=True)
class BoundVolume:
    """A volume with its sheets."""

    publication: Publication
    sheets: Sheets
    text: VolumeText
    folder: str = "volumes"
    module: None = None

    @property
    def kind(self) -> str:
        """The kind of artifact."""
        return "volume" if self.text.series else "compendium"

    def ids(self, anchors: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        """Return the ids on the sheets of units that are given by module: in a volume the module stands in front."""
        numbers = [bound.module.number for bound in self.text.bound]
        return tuple(f"{number}#{identity(anchor)}" for number in numbers for anchor in anchors.get(number, ()))

    def wrap(self, templates: Templates, pages: int) -> PrintSource:
        """Return the source of the cover around so many printed pages."""
        return templates.volume_wrap(self.text, pages)


Typeset = TypesetModule | BoundVolume


def typeset_module(catalogue: Catalogue, module: Module, reading: Reading, sheets: Sheets) -> TypesetModule:
    """Return a module with its sheets."""
    outline, labels = reading.outlines[module.number], reading.labels[module.number]
    identifier = catalogue.identifier(module, reading.language)
    told = _publication(identifier, outline.title, module.date, reading.language, reading.translation_state([module]))
    return TypesetModule(told, sheets, module, outline, labels)


def bound_volume(catalogue: Catalogue, text: VolumeText, sheets: Sheets) -> BoundVolume:
    """Return a volume with its sheets."""
    told = _publication(text.identifier, text.title, catalogue.volumes.date, text.language, text.translation)
    return BoundVolume(told, sheets, text)


def _publication(
    identifier: Identifier | VolumeIdentifier, title: str, issued: date, language: str, translation: TranslationState | None
) -> Publication:
    direction = words(language).direction
    return Publication(str(identifier), identifier.file_name, title, issued.isoformat(), language, direction, translation)


def print_job(typeset: Typeset, templates: Templates, impositions: tuple[str, ...]) -> PrintJob:
    """Return the job that makes a print edition; its cover is as wide as the filled sheets are thick."""
    printing = templates.catalogue.printing
    pages = printing.filled(typeset.sheets.geometry.pages)
    return PrintJob(typeset.publication, typeset.sheets, typeset.wrap(templates, pages), printing, impositions)


def review_job(typeset: Typeset, templates: Templates, changed: tuple[str, ...] = ()) -> ReviewJob:
    """Return the job that makes a review edition; a module has a comment form with it.

    ``changed`` are the ids of units whose lines get a change bar, as ``model.sheets.Line`` names them.
    """
    review = templates.catalogue.review
    if isinstance(typeset, BoundVolume):
        return ReviewJob(typeset.publication, typeset.sheets, review, changed=changed)
    form = templates.comment_form(typeset.module, typeset.publication, comment_rows(typeset, review, FORM_DEPTH))
    table = _table(comment_rows(typeset, review), words(typeset.publication.language))
    return ReviewJob(typeset.publication, typeset.sheets, review, form, table, changed)


def comment_rows(typeset: TypesetModule, review: Review, depth: int = 0) -> list[CommentRow]:
    """Return the clauses and term entries that have lines, in the order of the text, each with those lines.

    With a depth, clauses down to that level, each with the lines of all that is in it.
    """
    cited, owners = typeset.cited(), typeset.owners(depth)
    geometry = typeset.sheets.geometry
    lines = [replace(line, unit=owners[line.unit]) for line in numbered_lines(geometry, review.line_numbers)]
    return [CommentRow(" ".join(cited[extent.unit]).strip(), _where(extent, geometry.folios)) for extent in extents(lines)]


def _where(extent: Extent, folios: tuple[str, ...]) -> str:
    """Return ``7: 3–14``, or ``7: 30 – 8: 12`` for a text that runs on."""
    first, last = extent.first, extent.last
    if first.page == last.page:
        lines = f"{first.number}–{last.number}" if first.number != last.number else str(first.number)
        return f"{folios[first.page]}: {lines}"
    return f"{folios[first.page]}: {first.number} – {folios[last.page]}: {last.number}"


def _table(rows: list[CommentRow], fixed: Words) -> bytes:
    """Return the comment form as comma-separated values, with the mark by which spreadsheets know UTF-8."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    heads = (
        fixed.comment_clause,
        fixed.comment_lines,
        fixed.comment_type,
        fixed.comment,
        fixed.proposed_change,
        fixed.decision,
    )
    writer.writerow(heads)
    writer.writerows((_inert(row.clause), _inert(row.lines), "", "", "", "") for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _inert(value: str) -> str:
    """Return a value that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t")) else value


def coarse_images(typeset: TypesetModule, path: str) -> Iterator[Finding]:
    """Yield a finding for each image that has too few pixels for paper."""
    cited = typeset.cited()
    for picture in typeset.sheets.geometry.pictures:
        if picture.resolution < RESOLUTION:
            where = cited.get(picture.unit, ("", ""))[0] or picture.unit
            size = " × ".join(str(pixels) for pixels in picture.pixels)
            message = (
                f"{picture.path} ({size} pixels) prints at {picture.resolution:.0f} pixels an inch on page {picture.page + 1}"
            )
            hint = f"give at least {RESOLUTION} pixels an inch, make it smaller, or use a drawing (SVG)"
            yield Finding("coarse-image", Place(path, key=where), message, hint, Severity.WARNING)
