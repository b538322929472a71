"""The jobs of a worker process: typeset a publication, bind a volume, make its other editions; each looks into the cache first.

Jobs are values: everything goes in with them but the fonts, and the same bytes come out everywhere.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from hashlib import sha256
from multiprocessing import parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import TYPE_CHECKING

from isacs_publish.press.bind import Part, bind
from isacs_publish.press.cache import cached, cached_sheets
from isacs_publish.press.clean import Unfit
from isacs_publish.press.colour import Unprintable
from isacs_publish.press.finish import page_count
from isacs_publish.press.proof import TypesettingFailed
from isacs_publish.press.proof_file import Promise, prove
from isacs_publish.press.typeset import typeset

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.model.catalogue import Printing, Review
    from isacs_publish.model.printsource import PrintSource
    from isacs_publish.model.publication import Publication
    from isacs_publish.model.sheets import Sheets

Files = dict[str, tuple[bytes, int | None]]
"""The files of an edition, by what follows the name of the publication, each with the number of its pages."""

FAULTS = (TypesettingFailed, Unfit, Unprintable)
"""What a job raises when the text, not the program, is at fault."""


def end_with_parent() -> None:
    """Let a worker end when the process that started it is gone: killed, it can tell its workers nothing."""
    if parent := parent_process():
        Thread(target=lambda: (wait([parent.sentinel]), os._exit(1)), daemon=True).start()


def told(error: Exception, code: str) -> list[tuple[str, str]]:
    """Return what an error of ``FAULTS`` tells, each fault with its code; without faults the code given."""
    if isinstance(error, TypesettingFailed):
        return [*((code, str(said)) for said in error.args), *((fault.code, str(fault)) for fault in error.faults)]
    return [(code, str(error))]


@dataclass(frozen=True)
class Binding:
    """A volume to bind: the source of its title matter, its parts in order, the words before its folios."""

    matter: PrintSource
    parts: tuple[Part, ...]
    label: str

    def digest(self) -> str:
        """Return the SHA-256 of all that is bound."""
        total = sha256(f"{self.matter.digest()} {self.label}".encode())
        for part in self.parts:
            total.update(f"\0{part.number}\0{part.heading}\0{part.sheets.digest}".encode())
        return total.hexdigest()


@dataclass(frozen=True)
class PrintJob:
    """A print edition to make: ``wrap`` is the source of its cover, ``impositions`` the names of those that are wanted."""

    publication: Publication
    sheets: Sheets
    wrap: PrintSource
    printing: Printing
    impositions: tuple[str, ...] = ()

    def digest(self) -> str:
        """Return the SHA-256 of all that goes in."""
        going_in = [asdict(self.publication), self.sheets.digest, self.wrap.digest(), asdict(self.printing), self.impositions]
        return sha256(json.dumps(going_in).encode()).hexdigest()


@dataclass(frozen=True)
class ReviewJob:
    """A review edition to make; modules have a comment form: ``form`` is its source, ``table`` the same for spreadsheets.

    ``changed`` are the ids of the units whose text changed since the version published last, as the lines of the sheets
    name them: in a volume with the number of the module in front.
    """

    publication: Publication
    sheets: Sheets
    review: Review
    form: PrintSource | None = None
    table: bytes = b""
    changed: tuple[str, ...] = ()

    def digest(self) -> str:
        """Return the SHA-256 of all that goes in."""
        form = self.form.digest() if self.form else ""
        going_in = [asdict(self.publication), self.sheets.digest, asdict(self.review), form, sorted(self.changed)]
        return sha256(json.dumps(going_in).encode() + self.table).hexdigest()


def typeset_cached(source: PrintSource, fonts: Path, folder: Path) -> Sheets:
    """Return the sheets of a publication."""
    return cached_sheets(folder / "sheets", source.digest(), lambda: typeset(source, fonts))


def bind_cached(binding: Binding, fonts: Path, folder: Path) -> Sheets:
    """Return the sheets of a volume."""
    matter = typeset_cached(binding.matter, fonts, folder)

    def make() -> Sheets:
        sheets = bind(matter, list(binding.parts), fonts, binding.label)
        prove(sheets.pdf, Promise.of(sheets.geometry))
        return sheets

    return cached_sheets(folder / "volumes", binding.digest(), make)


def print_cached(job: PrintJob, fonts: Path, folder: Path) -> Files:
    """Return the files of a print edition: ``.pdf``, ``-cover.pdf``, ``-ticket.json`` and impositions."""
    from isacs_publish.press.print_edition import print_files

    def make() -> dict[str, bytes]:
        wrap = typeset_cached(job.wrap, fonts, folder)
        return dict(print_files(job, wrap, fonts))

    return _counted(cached(folder / "print", job.digest(), make))


def review_cached(job: ReviewJob, fonts: Path, folder: Path) -> Files:
    """Return the files of a review edition: ``.pdf``, and of a module ``-comments.pdf`` and ``-comments.csv``."""
    from isacs_publish.press.review_edition import review_files

    def make() -> dict[str, bytes]:
        form = typeset_cached(job.form, fonts, folder) if job.form else None
        return dict(review_files(job, form, fonts))

    return _counted(cached(folder / "review", job.digest(), make))


def _counted(files: dict[str, bytes]) -> Files:
    """Return files with the number of their pages, None where there are none to count."""
    return {name: (content, page_count(content) if name.endswith(".pdf") else None) for name, content in files.items()}
