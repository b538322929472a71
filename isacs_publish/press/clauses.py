"""What a print file must keep to, and what is said where it does not: clauses, faults, the promise.

ISO 15930-7:2010 (PDF/X-4) is built on PDF 1.6; each requirement is named here by its subject, with the clause of ISO 32000-1
that defines the construct. What goes beyond the standard is a promise of ours to the press, and is named as such.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from isacs_publish.model.sheets import MM

if TYPE_CHECKING:
    from isacs_publish.model.catalogue import Printing

TOLERANCE = 0.1 * MM
"""How far a box may be from where it should be, in points."""


class Clause(StrEnum):
    """The requirements that the pre-flight checks."""

    STRUCTURE = "ISO 15930-7, PDF version and file structure (ISO 32000-1, 7.5)"
    IDENTIFIER = "ISO 15930-7, file identifier (ISO 32000-1, 14.4)"
    ENCRYPTION = "ISO 15930-7, encryption (ISO 32000-1, 7.6)"
    FILTER = "ISO 15930-7, compression (ISO 32000-1, 7.4)"
    EXTERNAL = "ISO 15930-7, external and embedded files (ISO 32000-1, 7.11)"
    VERSION_KEY = "ISO 15930-7, identification of conformance (GTS_PDFXVersion)"
    METADATA = "ISO 15930-7, metadata and document information (ISO 32000-1, 14.3)"
    TRAPPED = "ISO 15930-7, trapping (ISO 32000-1, 14.11.6)"
    INTENT = "ISO 15930-7, output intent (ISO 32000-1, 14.11.5)"
    BOXES = "ISO 15930-7, page boxes (ISO 32000-1, 14.11.2)"
    ANNOTATION = "ISO 15930-7, annotations (ISO 32000-1, 12.5)"
    ACTION = "ISO 15930-7, actions and scripts (ISO 32000-1, 12.6)"
    FORM = "ISO 15930-7, interactive forms (ISO 32000-1, 12.7)"
    LAYER = "ISO 15930-7, optional content (ISO 32000-1, 8.11)"
    COLOUR = "ISO 15930-7, colour spaces (ISO 32000-1, 8.6)"
    TRANSPARENCY = "ISO 15930-7, transparency (ISO 32000-1, 11)"
    TRANSFER = "ISO 15930-7, transfer functions and halftones (ISO 32000-1, 10.4 and 10.5)"
    POSTSCRIPT = "ISO 15930-7, PostScript XObjects (ISO 32000-1, 8.8.2)"
    PROXY = "ISO 15930-7, OPI, alternate images, reference XObjects (ISO 32000-1, 14.11.7, 8.9.5.4, 8.10.4)"
    FONT = "ISO 15930-7, fonts (ISO 32000-1, 9.9)"
    CONTENT = "ISO 15930-7, content streams (ISO 32000-1, 7.8.2)"
    SHEET = "promise, page size and count"
    BLACK = "promise, black text is black ink alone"
    INK = "promise, sum of inks"
    MARKS = "promise, marks outside the bleed and all else inside it (ISO 32000-1, 14.11.3)"
    RESOLUTION = "promise, resolution of images"
    HAIRLINE = "promise, thickness of lines"
    ORDER = "promise, nothing in the file that paper has no use for"


@dataclass(frozen=True, slots=True, order=True)
class Breach:
    """What is wrong with a print file; ``page`` counts from 1, and is 0 where the fault is of the whole file."""

    page: int
    clause: Clause
    words: str

    @property
    def code(self) -> str:
        """The code of its finding."""
        return "preflight"

    def __str__(self) -> str:
        page = f"page {self.page}: " if self.page else ""
        return f"{page}{self.words} ({self.clause})"


@dataclass(frozen=True, slots=True)
class PrintPromise:
    """What a print file was made to be. Lengths in mm, lines in points, resolution in pixels an inch, inks in per cent."""

    width: float
    height: float
    bleed: float
    multiple: int = 1
    ink_limit: int = 300
    condition: str = "FOGRA39"
    resolution: int = 300
    hairline: float = 0.2

    @classmethod
    def of(cls, printing: Printing, width: float, height: float) -> PrintPromise:
        """Return what the catalogue promises of a book block; ``width`` and ``height`` of the trimmed page in mm."""
        return cls(width, height, printing.bleed, printing.pages_per_sheet, printing.ink_limit)
