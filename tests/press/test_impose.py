"""Impositions: which pages share a sheet, and that nothing of a page is lost on it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isacs_publish.press.impose import pairs


@given(st.integers(1, 200), st.sampled_from(["two-up", "saddle-stitch"]), st.sampled_from(["ltr", "rtl"]))
def test_every_page_is_laid_once(pages: int, scheme: str, direction: str) -> None:
    laid = [page for pair in pairs(pages, scheme, direction) for page in pair if page is not None]
    assert sorted(laid) == list(range(pages))


@given(st.integers(1, 50).map(lambda sheets: 4 * sheets))
def test_a_stitched_sheet_adds_up(pages: int) -> None:
    """A verso lies left, a recto right, and the page numbers of each side add up to one more than all pages."""
    for left, right in pairs(pages, "saddle-stitch", "ltr"):
        assert left is not None
        assert right is not None
        assert (left + 1) + (right + 1) == pages + 1
        assert (left % 2, right % 2) == (1, 0)


@pytest.mark.parametrize("scheme", ["two-up", "saddle-stitch"])
def test_pages_change_sides_where_text_runs_from_the_right(scheme: str) -> None:
    assert pairs(8, scheme, "rtl") == [(right, left) for left, right in pairs(8, scheme, "ltr")]


def test_eight_pages_stitched() -> None:
    assert pairs(8, "saddle-stitch", "ltr") == [(7, 0), (1, 6), (5, 2), (3, 4)]
