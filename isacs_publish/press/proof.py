"""Proof: what is wrong with the pages of a publication. A fault names page and clause; a faulty file replaces no good one.

The pages are proved twice. ``proof_boxes`` compares the text with the boxes of the engine before they are drawn, where the
origin of every letter is known. ``proof_file`` opens the finished file with another reader and compares it with those boxes.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Protocol

from isacs_publish.press.fonts import LINE_HYPHEN

SHOWN = 60
"""Characters of a faulty text that a finding shows."""

SHOWN_FAULTS = 3
"""Faults of a proof that a message lists."""

_LINE_ENDS = str.maketrans("", "", f"\u00ad{chr(LINE_HYPHEN)}")

KINDS = {
    "text-lost": "text is lost on its way to the page",
    "text-out-of-order": "text is out of order",
    "text-clipped": "text is cut off",
    "text-outside-page": "text lies outside the page",
    "text-outside-block": "text or a drawing runs over the edge of its block",
    "text-invisible": "text cannot be seen",
    "text-over-text": "text lies over other text",
    "text-covered": "text is covered",
    "glyph-missing": "no font of the press has this character",
    "figure-lost": "a figure is lost on its way to the page",
    "heading-stranded": "a heading stands alone at the foot of a page",
    "page-lost": "the file has not the pages that were laid out",
    "page-differs": "a page does not show what the page of the screen edition shows",
    "page-box-wrong": "a page has not its size",
    "page-labels-wrong": "the page labels are missing or wrong",
    "font-not-embedded": "a font is not embedded",
    "bookmark-astray": "a bookmark leads nowhere",
    "link-astray": "a link leads nowhere",
    "link-untagged": "a link is not in the tags",
    "tags-missing": "the tags are missing or broken",
    "metadata-missing": "the file does not say what it is",
    "file-unreadable": "the file cannot be read",
}
"""What each kind of fault means in words; the kind is the code of its finding."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault: its kind, the page counted from 1 (0 for the file), its folio, the nearest clause, the text it concerns."""

    kind: str
    page: int = 0
    folio: str = ""
    clause: str = ""
    text: str = ""

    @property
    def code(self) -> str:
        """The code of its finding."""
        return self.kind

    def __str__(self) -> str:
        folio = f" (folio {self.folio})" if self.folio else ""
        place = [f"page {self.page}{folio}"] if self.page else []
        place += [self.clause] if self.clause else []
        where = f", {', '.join(place)}" if place else ""
        return f"{KINDS[self.kind]}{where}" + (f": {self.text!r}" if self.text else "")


class Told(Protocol):
    """A fault that has a code, and tells of itself in words."""

    @property
    def code(self) -> str:
        """The code of its finding."""


class TypesettingFailed(RuntimeError):
    """A publication could not be set as written; the message lists what the engine said, or the faults of the proof."""

    def __init__(self, *said: str, faults: tuple[Told, ...] = ()) -> None:
        super().__init__(*said)
        self.faults = faults

    def __str__(self) -> str:
        told = [*map(str, self.args), *map(str, self.faults[:SHOWN_FAULTS])]
        more = len(self.faults) - SHOWN_FAULTS
        return "; ".join([*told, f"and {more} more"] if more > 0 else told)

    def __reduce__(self) -> tuple[object, ...]:
        return _failed, (self.args, self.faults)


def _failed(said: tuple[str, ...], faults: tuple[Told, ...]) -> TypesettingFailed:
    """Return the failure that a worker reports."""
    return TypesettingFailed(*said, faults=faults)


def letters(text: str) -> str:
    """Return a text without white space, which lines may end with, and without the hyphens that they end with."""
    return "".join(text.split()).translate(_LINE_ENDS)


def named(letter: str) -> str:
    """Return a letter with its number and its name in Unicode."""
    return f"{letter} (U+{ord(letter):04X} {unicodedata.name(letter, 'without name')})"


def beginning(text: str) -> str:
    """Return as much of a text as a finding shows."""
    return " ".join(text.split())[:SHOWN]
