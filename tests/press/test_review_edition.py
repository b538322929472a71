"""Change bars of the review edition: beside the lines of the units that changed, and beside no other."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest

from isacs_publish.model.catalogue import Review
from isacs_publish.press.proof_pages import prove_review
from isacs_publish.press.review_edition import review_edition, review_files
from isacs_publish.press.work import ReviewJob
from tests.press.prints import PUBLICATION

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.model.sheets import Line, Sheets
    from tests.press.conftest import Setter

LINES = 70
BODY = "".join(
    f'<section id="{name}"><h2>Heading</h2>{"<p>A line of text.</p>" * lines}</section>'
    for name, lines in (("first", 3), ("second", 4), ("third", 2), ("fourth", LINES), ("fifth", 3))
)
CHANGES = [(), ("first",), ("second", "third"), ("second", "fourth"), ("fifth", "first"), ("of-another-text",)]
Bar = tuple[float, float, float]


@pytest.fixture(scope="module")
def sheets(set_text: Setter) -> Sheets:
    return set_text(BODY)


def bars(pdf: bytes) -> list[list[Bar]]:
    """Return the bars of each page, by x, top and bottom; all that is stroked by what the review edition adds."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        added = [page.Contents[len(page.Contents) - 1].read_bytes().decode() for page in opened.pages]
    assert all(re.fullmatch(r"Q /Artifact <</Type /Pagination>> BDC q .* Q EMC", content, re.DOTALL) for content in added)
    number = r"(-?[\d.]+)"
    found = [re.findall(rf"1 w {number} {number} m {number} {number} l S", content) for content in added]
    assert sum(map(len, found)) == sum(content.count(" S ") for content in added)
    assert all(x1 == x2 for page in found for x1, _, x2, _ in page), "bars are upright"
    return [[(float(x), float(top), float(bottom)) for x, top, _, bottom in page] for page in found]


@pytest.mark.parametrize("changed", CHANGES)
def test_bars_stand_beside_changed_lines_alone(changed: tuple[str, ...], sheets: Sheets, fonts: Path) -> None:
    reviewed = review_edition(sheets, PUBLICATION, "page", fonts, changed)
    found = bars(reviewed)
    lines = [line for line in sheets.geometry.lines if line.unit]
    assert len(lines) > LINES
    assert len({line.page for line in lines}) > 1
    for line in lines:
        assert barred(line, found[line.page]) == (line.unit in changed)
    prove_review(reviewed, sheets.pdf)


def barred(line: Line, found: list[Bar]) -> bool:
    """Tell whether a bar stands beside a line, over the whole height of its letters; half of that is a fault."""
    beside = [bottom <= line.baseline - 2 and line.baseline + 7 <= top for _, top, bottom in found]
    touched = [bottom < line.baseline + 3 < top for _, top, bottom in found]
    assert beside == touched
    return any(beside)


@pytest.mark.parametrize(("changed", "count"), [(("second", "third"), 1), (("first", "third"), 2), (("fourth",), 2), ((), 0)])
def test_bars_of_lines_that_follow_one_another_are_one(
    changed: tuple[str, ...], count: int, sheets: Sheets, fonts: Path
) -> None:
    assert sum(map(len, bars(review_edition(sheets, PUBLICATION, "page", fonts, changed)))) == count


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_bars_and_numbers_stand_in_opposite_margins(direction: str, sheets: Sheets, fonts: Path) -> None:
    reviewed = review_edition(sheets, replace(PUBLICATION, direction=direction), "page", fonts, ("first", "fourth"))
    text = [line for line in sheets.geometry.lines if line.unit]
    left, right = min(line.x for line in text), max(line.x + line.width for line in text)
    found = {x for page in bars(reviewed) for x, _, _ in page}
    with pikepdf.open(BytesIO(reviewed)) as pdf:
        added = pdf.pages[-1].Contents[len(pdf.pages[-1].Contents) - 1].read_bytes()
        numbers = [float(x) for x in re.findall(rb"1 0 0 1 ([\d.]+) [\d.]+ Tm", added)]
    assert numbers
    if direction == "ltr":
        assert max(numbers) < left < right < min(found)
    else:
        assert max(found) < left < right < min(numbers)


def test_the_job_hands_over_what_changed(sheets: Sheets, fonts: Path) -> None:
    jobs = [ReviewJob(PUBLICATION, sheets, Review(), changed=changed) for changed in ((), ("first",), ("first", "third"))]
    files = [dict(review_files(job, None, fonts)) for job in jobs]
    assert [sum(map(len, bars(made[".pdf"]))) for made in files] == [0, 1, 2]
    assert len({job.digest() for job in jobs}) == 3, "else the cache would give pages with the bars of another time"
    assert jobs[2].digest() == replace(jobs[2], changed=("third", "first")).digest()
