"""Proof: what is wrong with the pages of a publication. A fault names page and clause; a faulty file replaces no good one.

The pages are proved twice. ``proof_boxes`` compares the text with the boxes of the engine before they are drawn, where the
origin of every letter is known. ``proof_file`` opens the finished file with another reader and compares it with those boxes.
"""

from __future__ import annotations

from dataclasses import dataclass

SHOWN = 60
"""Characters of a faulty text that a finding shows."""

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

    def __str__(self) -> str:
        folio = f" (folio {self.folio})" if self.folio else ""
        place = [f"page {self.page}{folio}"] if self.page else []
        place += [self.clause] if self.clause else []
        where = f", {', '.join(place)}" if place else ""
        return f"{KINDS[self.kind]}{where}" + (f": {self.text!r}" if self.text else "")


def letters(text: str) -> str:
    """Return a text without white space, which lines may end with, and without soft hyphens, which they may show."""
    return "".join(text.split()).replace("\u00ad", "")


def beginning(text: str) -> str:
    """Return as much of a text as a finding shows."""
    return " ".join(text.split())[:SHOWN]
