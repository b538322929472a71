"""The review edition: the pages of the screen edition with line numbers, change bars, and room to comment.

What is added is artifacts, so that the file stays as accessible and archival as the screen edition (ISO 14289-1, 7.1).
"""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name

from isacs_publish.model.line_numbers import NumberedLine, numbered_lines
from isacs_publish.press.lettering import Lettering
from isacs_publish.press.proof_file import Promise, prove
from isacs_publish.press.proof_pages import prove_review, streams_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from pathlib import Path

    from isacs_publish.model.publication import Publication
    from isacs_publish.model.sheets import Geometry, Sheets
    from isacs_publish.press.work import ReviewJob

NUMBER_SIZE = 7
GAP = 9.0
"""From the text block to its line numbers and change bars, in points."""

BAR_WIDTH = 1.0
ABOVE, BELOW = 9.8, 3.4
"""How far a bar reaches above its first baseline and below its last: the parts of a line of the body."""

_GREY = "0.45 g"


def review_edition(sheets: Sheets, publication: Publication, restart: str, fonts: Path, changed: Container[str] = ()) -> bytes:
    """Return the pages of a publication with line numbers, and bars beside the lines of units that changed."""
    lettering = Lettering(fonts)
    lines = {page: list(own) for page, own in groupby(numbered_lines(sheets.geometry, restart), key=lambda line: line.page)}
    margins = _margins(sheets.geometry, publication.direction)
    with pikepdf.open(BytesIO(sheets.pdf)) as pdf:
        pages = list(pdf.pages)
        for number, page in enumerate(pages):
            own = lines.get(number, [])
            numbers = _numbers(own, margins[0], publication.direction, lettering)
            _put(pdf, page, b" ".join([*_bars(own, margins[1], changed), numbers]))
        made = lettering.fonts(pdf)
        for page in pages:
            for key, font in made.items():
                page.obj.Resources.Font[key] = font
        out = BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def _margins(geometry: Geometry, direction: str) -> tuple[float, float]:
    """Return where line numbers end, beside the margin where lines begin, and where change bars stand, beside the other.

    The text block has the same margin on both sides, whether or not a line fills it.
    """
    text = [line for line in geometry.lines if line.unit]
    outermost = (min(line.x, geometry.size[0] - line.x - line.width) for line in text)
    left = min(outermost, default=GAP) - GAP
    right = geometry.size[0] - left
    return (right, left) if direction == "rtl" else (left, right)


def _numbers(lines: list[NumberedLine], edge: float, direction: str, lettering: Lettering) -> bytes:
    """Return the operators that print the numbers of the lines of a page."""
    align = 0 if direction == "rtl" else 1
    shown = [lettering.show(str(line.number), edge, line.baseline, NUMBER_SIZE, align) for line in lines]
    return b" ".join([_GREY.encode(), *shown])


def _bars(lines: list[NumberedLine], x: float, changed: Container[str]) -> Iterator[bytes]:
    """Yield the operators that draw a bar beside each run of lines that changed."""
    for is_changed, run in groupby(lines, key=lambda line: line.unit in changed):
        if is_changed:
            baselines = [line.baseline for line in run]
            top, bottom = baselines[0] + ABOVE, baselines[-1] - BELOW
            yield f"{BAR_WIDTH:g} w {x:.2f} {top:.2f} m {x:.2f} {bottom:.2f} l S".encode()


def _artifact(content: bytes) -> bytes:
    return b"/Artifact <</Type /Pagination>> BDC %s EMC" % content


def _put(pdf: pikepdf.Pdf, page: pikepdf.Page, above: bytes) -> None:
    """Put operators above the content of a page, which may leave its graphics state changed."""
    last = pdf.make_stream(b"Q " + _artifact(b"q %s Q" % above))
    page.obj.Contents = Array([pdf.make_stream(b"q"), *streams_of(page), last])
    if Name.Font not in page.obj.Resources:
        page.obj.Resources.Font = Dictionary()


def review_files(job: ReviewJob, form: Sheets | None, fonts: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a review edition: its pages, and the comment form to print and to fill in with a spreadsheet."""
    pdf = review_edition(job.sheets, job.publication, job.review.line_numbers, fonts, frozenset(job.changed))
    prove_review(pdf, job.sheets.pdf)
    prove(pdf, replace(Promise.of(job.sheets.geometry), read=False))
    yield ".pdf", pdf
    if form:
        yield "-comments.pdf", form.pdf
        yield "-comments.csv", job.table
