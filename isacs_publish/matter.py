"""Title matter of publications: cover, page ii and contents around the text, by the templates in ``themes/``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from isacs_publish.model.address import VOLUMES, address, full_address
from isacs_publish.model.outline import identity
from isacs_publish.model.printsource import PrintSource
from isacs_publish.qr_code import qr_code
from isacs_publish.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from isacs_publish.model.catalogue import Catalogue, Module
    from isacs_publish.model.identifier import Identifier, VolumeIdentifier
    from isacs_publish.model.numbering import Label
    from isacs_publish.model.outline import Outline
    from isacs_publish.model.translation import TranslationState

CONTENTS_DEPTH = 2
"""Levels of clauses that the contents list: 5 and 5.1."""

QR_CODE = "qr-code.svg"
"""The drawing on page ii, beside the styles; pictures of the text stand in folders."""

SCRIPTS = {
    "arabic": re.compile("[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]"),
    "chinese": re.compile("[\u2e80-\u9fff\uf900-\ufaff\ufe10-\ufe4f\uff00-\uffef\U00020000-\U0003ffff]"),
}
"""Scripts that have a style sheet of their own, with faces that other publications need not load."""


SIDES = ("main", "second")
"""The sides of a publication in two languages, as style sheets name them."""


@dataclass(frozen=True)
class ContentsLine:
    """One line of the contents: ``label`` and ``title`` as printed, ``anchor`` where it leads, ``front`` for roman pages."""

    level: int
    label: str
    status: str
    title: str
    anchor: str
    front: bool


def contents_of(outline: Outline, labels: dict[str, Label], language: str) -> list[ContentsLine]:
    """Return the contents of a module: front matter, clauses to two levels, annexes, bibliography."""
    fixed = words(language)
    return [
        ContentsLine(
            level,
            fixed.heading(labels[unit.anchor]),
            fixed.status(unit.status) if unit.status else "",
            unit.title,
            identity(unit.anchor),
            unit.kind in ("foreword", "introduction"),
        )
        for level, unit in outline.divisions(CONTENTS_DEPTH)
    ]


def _contents_pairs(main: ModuleText, second: ModuleText) -> list[tuple[ContentsLine, ContentsLine]]:
    """Return the lines of the contents with their counterparts, which lead to the second side."""
    others = [replace(line, anchor=f"{second.language}.{line.anchor}") for line in second.contents]
    return list(zip(main.contents, others, strict=True))


class Titled(Protocol):
    """A text with its title and its language."""

    @property
    def title(self) -> str:
        """The title in the language of the text."""

    @property
    def language(self) -> str:
        """The code of the language."""


@dataclass(frozen=True)
class CommentRow:
    """A row of the comment form: a clause, as cited and titled, and where its own text stands, ``7: 3–14``."""

    clause: str
    lines: str


@dataclass(frozen=True)
class AmendmentLine:
    """A line of the record: version, its date, how the clause is numbered in it, what happened, in words for the reader."""

    version: str
    date: str
    clause: str
    nature: str
    summary: str


@dataclass(frozen=True)
class ModuleText:
    """What goes under the cover of one module: its facts, its contents, and its text as HTML."""

    module: Module
    title: str
    language: str
    contents: list[ContentsLine]
    front: str
    body: str
    files: tuple[tuple[str, bytes], ...]
    amendments: tuple[AmendmentLine, ...] = ()
    translation: TranslationState | None = None


@dataclass(frozen=True)
class BoundClause:
    """A clause as a series volume lists it, with its continuous folio."""

    line: ContentsLine
    folio: str


@dataclass(frozen=True)
class BoundModule:
    """A module as a volume lists it: where it begins in the continuous folios, and where its clauses do."""

    module: Module
    identifier: str
    title: str
    folio: str
    clauses: tuple[BoundClause, ...] = ()


@dataclass(frozen=True)
class VolumeText:
    """What goes under the cover of a volume: its name, and all it binds."""

    identifier: VolumeIdentifier
    series: str
    title: str
    language: str
    bound: tuple[BoundModule, ...]
    translation: TranslationState | None = None


@cache
def _environment(folder: Path) -> Environment:
    """Return what fills the templates of a folder; it keeps them compiled, and reads a template that changes again."""
    return Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


class Templates:
    """The print templates and styles of one theme folder, filled from one catalogue."""

    def __init__(self, folder: Path, catalogue: Catalogue) -> None:
        self.folder = folder
        self.catalogue = catalogue
        self.environment = _environment(folder.resolve())
        self.styles = tuple((f"styles/{path.name}", path.read_bytes()) for path in sorted((folder / "styles").glob("*.css")))

    def module(self, text: ModuleText) -> PrintSource:
        """Return the print source of a module."""
        identifier = self.catalogue.identifier(text.module, text.language)
        place = full_address(self.catalogue.publisher.website, address(text.module, text.language), identifier.urn)
        files = (*text.files, (QR_CODE, qr_code(place)))
        html = self._fill(
            "module.html",
            text.language,
            files,
            text=text,
            address=place,
            **self._facts(text.module, text.language),
            front=Markup(text.front),  # noqa: S704  (written by our own translator, cleaned before typesetting)
            body=Markup(text.body),  # noqa: S704
        )
        return PrintSource(identifier.file_name, html, self.styles + files)

    def bilingual(self, texts: tuple[ModuleText, ModuleText], other: Templates, front: str, body: str) -> PrintSource:
        """Return the print source of a module in two languages, the main one first; ``other`` are the templates of the second.

        ``front`` and ``body`` are what ``bilingual.paired`` gives.
        """
        main, module = texts[0], texts[0].module
        languages = tuple(text.language for text in texts)
        identifier = self.catalogue.identifier(module, *languages)
        place = full_address(self.catalogue.publisher.website, address(module, main.language), identifier.urn)
        files = (*dict((*texts[1].files, *main.files)).items(), (QR_CODE, qr_code(place)))
        sides = [templates._side(text, which) for templates, text, which in zip((self, other), texts, SIDES, strict=True)]
        html = self._fill(
            "bilingual.html",
            main.language,
            files,
            sides=sides,
            address=place,
            **{**self._facts(module, main.language), "identifier": identifier},
            contents=_contents_pairs(*texts),
            front=Markup(front),  # noqa: S704
            body=Markup(body),  # noqa: S704
        )
        return PrintSource(identifier.file_name, html, self.styles + files)

    def _side(self, text: ModuleText, which: str) -> dict[str, object]:
        """Return what the title matter says in one of two languages."""
        facts = self._facts(text.module, text.language)
        own = {"catalogue": self.catalogue, "publisher": self.catalogue.publisher, "words": words(text.language)}
        return {**facts, **own, "text": text, "which": which}

    def volume(self, text: VolumeText) -> PrintSource:
        """Return the print source of the cover, page ii and contents of a volume."""
        place = full_address(self.catalogue.publisher.website, VOLUMES, text.identifier.urn)
        html = self._fill("volume.html", text.language, (), text=text, address=place, **self._volume_facts(text))
        return PrintSource(text.identifier.file_name, html, (*self.styles, (QR_CODE, qr_code(place))))

    def module_wrap(self, module: Module, text: Titled, pages: int) -> PrintSource:
        """Return the print source of the cover around a printed module."""
        identifier = self.catalogue.identifier(module, text.language)
        return self._wrap(
            "module", identifier.file_name, pages, text=text, date=module.date, **self._facts(module, text.language)
        )

    def volume_wrap(self, text: VolumeText, pages: int) -> PrintSource:
        """Return the print source of the cover around a printed volume."""
        date = self.catalogue.volumes.date
        return self._wrap("volume", text.identifier.file_name, pages, text=text, date=date, **self._volume_facts(text))

    def comment_form(self, module: Module, text: Titled, rows: Iterable[CommentRow]) -> PrintSource:
        """Return the print source of the form for comments on a module."""
        html = self._fill("comments.html", text.language, (), text=text, rows=rows, **self._facts(module, text.language))
        return PrintSource(f"{self.catalogue.identifier(module, text.language).file_name}-comments", html, self.styles)

    def redline(
        self, module: Module, identifier: Identifier, names: tuple[str, str], text: Titled, shown: object
    ) -> PrintSource:
        """Return the print source of what changed up to the text of an identifier; ``names`` are those of both texts."""
        facts = {**self._facts(module, text.language), "identifier": identifier, "old": names[0], "new": names[1]}
        html = self._fill("redline.html", text.language, (), text=text, shown=shown, **facts)
        return PrintSource(f"{identifier.file_name}-changes", html, self.styles)

    def _facts(self, module: Module, language: str) -> dict[str, object]:
        """Return what the cover of a module tells of it."""
        return {
            "module": module,
            "stage": self.catalogue.stage_of(module),
            "series": next(series for series in self.catalogue.series if series.number == module.series),
            "identifier": self.catalogue.identifier(module, language),
            "source_identifier": self.catalogue.identifier(module, self.catalogue.languages.source),
        }

    def _volume_facts(self, text: VolumeText) -> dict[str, object]:
        """Return what the cover of a volume tells of it; it is a draft while any of its modules is."""
        draft = any(self.catalogue.stage_of(bound.module).draft for bound in text.bound)
        source = self.catalogue.volume_identifier(text.series, self.catalogue.languages.source)
        return {"identifier": text.identifier, "source_identifier": source, "draft": draft}

    def _wrap(self, kind: str, name: str, pages: int, text: Titled, **values: object) -> PrintSource:
        spine = self.catalogue.printing.spine(pages)
        html = self._fill(
            "wrap.html", text.language, (), cover=f"_cover_{kind}.html", kind=kind, spine=spine, text=text, **values
        )
        return PrintSource(f"{name}-cover", html, self.styles)

    def _fill(self, template: str, language: str, files: tuple[tuple[str, bytes], ...], **values: object) -> str:
        """Return a template filled, with the style sheets of the scripts that turn out to be in it or in its drawings."""
        values |= {
            "catalogue": self.catalogue,
            "publisher": self.catalogue.publisher,
            "words": words(language),
            "qr_code": QR_CODE,
        }
        filled = self.environment.get_template(template).render(scripts=(), **values)
        drawn = "".join(content.decode(errors="ignore") for path, content in files if path.endswith(".svg"))
        scripts = [script for script, letters in SCRIPTS.items() if letters.search(filled + drawn)]
        return self.environment.get_template(template).render(scripts=scripts, **values) if scripts else filled
