"""The watermark of a draft: a word across each page, below what stands on it, as outlines that no reader takes for text.

It goes into the sheets, so that every edition and every volume made of them has it. The cover, which names the stage, and
blank pages stay clean: both carry no folio.
"""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING, Any

import pydyf

from isacs_publish.press.outlines import outlines_of

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.press.geometry import Frame

SIZE = 150
"""Points of an em, at most."""

SHARE = 0.7
"""The share of the diagonal of a page that a word takes, at most."""

PALE = "0.92 g"
NAME = "Watermark"


def draw_watermark(pdf: pydyf.PDF, frame: Frame, word: str, fonts: Path) -> None:
    """Draw a word below the content of each page with a folio, as an artifact (ISO 32000-1, 14.8.2.2); nothing without word."""
    forms: dict[tuple[float, ...], Any] = {}
    for reference, folio in zip(pdf.page_references if word else (), frame.folios, strict=bool(word)):
        page = pdf.objects[int(reference.split()[0])]
        if folio:
            box = tuple(page["MediaBox"])
            if box not in forms:
                forms[box] = _form(pdf, word, box, fonts)
            _place(pdf, page, f"{NAME}{list(forms).index(box) or ''}", forms[box])


def _place(pdf: pydyf.PDF, page: Any, name: str, form: Any) -> None:
    resources, content = (pdf.objects[int(page[key].split()[0])] for key in ("Resources", "Contents"))
    resources["XObject"][name] = form.reference
    content.stream[:0] = ["/Artifact", pydyf.Dictionary({"Type": "/Pagination"}), "BDC q", f"/{name} Do", "Q EMC"]


def _form(pdf: pydyf.PDF, word: str, box: tuple[float, ...], fonts: Path) -> Any:
    """Return the form that shows a word from the lower left to the upper right of a page, in the middle."""
    left, bottom, right, top = box
    diagonal = hypot(right - left, top - bottom)
    cosine, sine = (right - left) / diagonal, (top - bottom) / diagonal
    drawn = outlines_of(word, fonts)
    x1, y1, x2, y2 = drawn.box
    scale = min(SIZE / 1000, SHARE * diagonal / (x2 - x1))
    turn = f"{cosine * scale:.5f} {sine * scale:.5f} {-sine * scale:.5f} {cosine * scale:.5f}"
    middle = f"{(left + right) / 2:.3f} {(bottom + top) / 2:.3f} cm\n1 0 0 1 {-(x1 + x2) / 2:.0f} {-(y1 + y2) / 2:.0f} cm"
    form = pydyf.Stream(
        [PALE, f"{turn} {middle}", drawn.path, "f"],
        {"Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array(box), "Resources": pydyf.Dictionary()},
        compress=True,
    )
    pdf.add_object(form)
    return form
