"""The jobs of the press: typeset a publication, bind a volume, make its other editions.

A job is a value: everything goes in with it but the fonts, and the same bytes come out everywhere. It may typeset something on
the way, the title matter of a volume for example, which the cache keeps for itself.
"""

from __future__ import annotations

import gc
import json
import os
import time
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, ClassVar, Protocol, Self

from isacs_publish.model.span import Span
from isacs_publish.press.apart import apart
from isacs_publish.press.bind import Part, bind
from isacs_publish.press.cache import PRINT, REVIEW, SHEETS, VOLUMES, Cache, Entry, KeptSheets, at_hand, entry_name, files_of
from isacs_publish.press.clean import Unfit
from isacs_publish.press.colour import Unprintable
from isacs_publish.press.proof import TypesettingFailed
from isacs_publish.press.proof_file import Promise, prove
from isacs_publish.press.typeset import prepare_worker, typeset

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from isacs_publish.model.catalogue import Printing, Review
    from isacs_publish.model.printsource import PrintSource
    from isacs_publish.model.publication import Publication
    from isacs_publish.model.sheets import Sheets

FAULTS = (TypesettingFailed, Unfit, Unprintable)
"""What a job raises when the text, not the program, is at fault."""


def told(error: Exception, code: str) -> list[tuple[str, str]]:
    """Return what an error of ``FAULTS`` tells, each fault with its code; without faults the code given."""
    if isinstance(error, TypesettingFailed):
        return [*((code, str(said)) for said in error.args), *((fault.code, str(fault)) for fault in error.faults)]
    return [(code, str(error))]


# Doing a job


@dataclass(frozen=True)
class Bench:
    """What a worker has at hand: the fonts, and the cache that it looks into and fills."""

    fonts: Path
    cache: Cache

    def typeset(self, source: PrintSource) -> Sheets:
        """Return the sheets of a source."""
        return KeptSheets(kept(Typesetting(source), self))


class Job(Protocol):
    """What can be given to a worker: ``kind`` is that of the entry that is made."""

    kind: ClassVar[str]

    def digest(self) -> str:
        """Return the SHA-256 of all that goes in."""

    def make(self, bench: Bench) -> Mapping[str, bytes]:
        """Return the files that are to be made, by name."""

    def on_the_way(self) -> PrintSource | None:
        """Return the source that is typeset on the way, if there is one."""

    def at_hand(self) -> Self:
        """Return the job with the bytes of all sheets in it, so that another machine can do it."""


@dataclass(frozen=True)
class Done:
    """A job as done: its entry, how long it took, which entries of the cache were found damaged on the way."""

    entry: Entry
    span: Span
    damaged: tuple[str, ...] = ()


def do(job: Job, name: str, bench: Bench) -> Done:
    """Do a job; ``name`` is that of the publication, for those who look at the time it took."""
    start, cpu = time.monotonic(), time.process_time()
    own = replace(bench, cache=replace(bench.cache, damaged=[]))
    entry = kept(job, own)
    span = Span(name, job.kind, start, time.monotonic() - start, time.process_time() - cpu, str(os.getpid()))
    return Done(entry, span, tuple(own.cache.damaged))


def do_apart(job: Job, name: str, bench: Bench) -> Done:
    """Do a job in a process of its own, which begins with the engine loaded; raise ProcessEnded."""
    prepare_worker(bench.fonts)
    return apart(do, job, name, bench)


def do_here(job: Job, name: str, bench: Bench) -> Done:
    """Do a job in this process; the garbage collector rests meanwhile, a fifth of the time, and runs once at the end."""
    gc.disable()
    try:
        return do(job, name, bench)
    finally:
        gc.enable()
        gc.collect()


def kept(job: Job, bench: Bench) -> Entry:
    """Return the entry of a job from the cache, or else make it."""
    name = entry_name(job.kind, job.digest())
    return bench.cache.load(name) or bench.cache.store(name, job.make(bench))


# The jobs


@dataclass(frozen=True)
class Typesetting:
    """A publication to typeset; the files are those of its sheets."""

    kind: ClassVar[str] = SHEETS

    source: PrintSource

    def digest(self) -> str:
        """Return the SHA-256 of all that goes in."""
        return self.source.digest()

    def make(self, bench: Bench) -> dict[str, bytes]:
        """Return the files of the sheets."""
        return files_of(typeset(self.source, bench.fonts))

    def on_the_way(self) -> None:
        """Return None: nothing else is typeset."""

    def at_hand(self) -> Self:
        """Return the job as it is."""
        return self


@dataclass(frozen=True)
class Binding:
    """A volume to bind: the source of its title matter, its parts in order, the words before its folios.

    The files are those of its sheets.
    """

    kind: ClassVar[str] = VOLUMES

    matter: PrintSource
    parts: tuple[Part, ...]
    label: str

    def digest(self) -> str:
        """Return the SHA-256 of all that is bound."""
        total = sha256(f"{self.matter.digest()} {self.label}".encode())
        for part in self.parts:
            total.update(f"\0{part.number}\0{part.heading}\0{part.sheets.digest}".encode())
        return total.hexdigest()

    def make(self, bench: Bench) -> dict[str, bytes]:
        """Return the files of the sheets."""
        parts = [replace(part, sheets=at_hand(part.sheets)) for part in self.parts]
        sheets = bind(at_hand(bench.typeset(self.matter)), parts, bench.fonts, self.label)
        prove(sheets.pdf, Promise.of(sheets.geometry))
        return files_of(sheets)

    def on_the_way(self) -> PrintSource:
        """Return the source of the title matter."""
        return self.matter

    def at_hand(self) -> Self:
        """Return the job with the bytes of its parts."""
        return replace(self, parts=tuple(replace(part, sheets=at_hand(part.sheets)) for part in self.parts))


@dataclass(frozen=True)
class PrintJob:
    """A print edition to make: ``wrap`` is the source of its cover, ``impositions`` the names of those that are wanted.

    The files are named by what follows the name of the publication: ``.pdf``, ``-cover.pdf``, ``-ticket.json``, impositions.
    """

    kind: ClassVar[str] = PRINT

    publication: Publication
    sheets: Sheets
    wrap: PrintSource
    printing: Printing
    impositions: tuple[str, ...] = ()

    def digest(self) -> str:
        """Return the SHA-256 of all that goes in."""
        going_in = [asdict(self.publication), self.sheets.digest, self.wrap.digest(), asdict(self.printing), self.impositions]
        return sha256(json.dumps(going_in).encode()).hexdigest()

    def make(self, bench: Bench) -> dict[str, bytes]:
        """Return the files."""
        from isacs_publish.press.print_edition import print_files

        job = self.at_hand()
        return dict(print_files(job, at_hand(bench.typeset(job.wrap)), bench.fonts))

    def on_the_way(self) -> PrintSource:
        """Return the source of the cover."""
        return self.wrap

    def at_hand(self) -> Self:
        """Return the job with the bytes of its sheets."""
        return replace(self, sheets=at_hand(self.sheets))


@dataclass(frozen=True)
class ReviewJob:
    """A review edition to make; modules have a comment form: ``form`` is its source, ``table`` the same for spreadsheets.

    ``changed`` are the ids of the units whose text changed since the version published last, as the lines of the sheets
    name them: in a volume with the number of the module in front. The files are named by what follows the name of the
    publication: ``.pdf``, and of a module ``-comments.pdf`` and ``-comments.csv``.
    """

    kind: ClassVar[str] = REVIEW

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

    def make(self, bench: Bench) -> dict[str, bytes]:
        """Return the files."""
        from isacs_publish.press.review_edition import review_files

        job = self.at_hand()
        return dict(review_files(job, at_hand(bench.typeset(job.form)) if job.form else None, bench.fonts))

    def on_the_way(self) -> PrintSource | None:
        """Return the source of the comment form."""
        return self.form

    def at_hand(self) -> Self:
        """Return the job with the bytes of its sheets."""
        return replace(self, sheets=at_hand(self.sheets))
