"""Line numbers: rows of the page, restarting or running, and the extent of each clause."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from isacs_publish.model.line_numbers import SAME_LINE, extents, numbered_lines
from isacs_publish.model.sheets import Geometry, Line


def geometry(*lines: Line) -> Geometry:
    """Return sheets of which only the lines matter."""
    pages = max((line.page for line in lines), default=0) + 1
    return Geometry((595, 842), pages, 0, tuple(map(str, range(pages))), (0, 0), {}, (), (), lines, (), ())


def numbers(restart: str, *lines: Line) -> list[tuple[int, int, str]]:
    """Return page, number and unit of each numbered line."""
    return [(line.page, line.number, line.unit) for line in numbered_lines(geometry(*lines), restart)]


TWO_PAGES = (
    Line(0, 57, 700, 400, "a"),
    Line(0, 57, 686, 400, "a"),
    Line(1, 57, 700, 400, "a"),
    Line(1, 57, 660, 400, "b"),
)


def test_numbers_restart_on_each_page() -> None:
    assert numbers("page", *TWO_PAGES) == [(0, 1, "a"), (0, 2, "a"), (1, 1, "a"), (1, 2, "b")]


def test_numbers_run_through() -> None:
    assert [number for _, number, _ in numbers("running", *TWO_PAGES)] == [1, 2, 3, 4]


def test_the_cells_of_a_row_are_one_line() -> None:
    cells = (Line(0, 57, 700, 100, "a"), Line(0, 200, 701.5, 100, "a"), Line(0, 57, 688, 100, "a"), Line(0, 200, 689, 90, "a"))
    assert numbers("page", *cells) == [(0, 1, "a"), (0, 2, "a")]


def test_lines_of_cover_and_contents_have_no_number() -> None:
    assert numbers("page", Line(0, 57, 700, 100, ""), Line(1, 57, 700, 100, "a")) == [(1, 1, "a")]


def test_an_extent_runs_over_pages_and_ends_where_a_subclause_begins() -> None:
    (a, b) = extents(numbered_lines(geometry(*TWO_PAGES), "page"))
    assert (a.unit, a.first.page, a.first.number, a.last.page, a.last.number) == ("a", 0, 1, 1, 1)
    assert (b.unit, b.first.number, b.last.number) == ("b", 2, 2)


LINES = st.lists(
    st.builds(
        Line,
        page=st.integers(0, 3),
        x=st.floats(50, 500),
        baseline=st.floats(50, 800),
        width=st.floats(1, 400),
        unit=st.sampled_from(["", "a", "b"]),
    ),
    max_size=60,
).map(lambda lines: tuple(sorted(lines, key=lambda line: line.page)))


@given(LINES, st.sampled_from(["page", "running"]))
def test_every_line_stands_beside_a_number_and_no_two_numbers_touch(lines: tuple[Line, ...], restart: str) -> None:
    numbered = numbered_lines(geometry(*lines), restart)
    for line in lines:
        if line.unit:
            near = [one for one in numbered if one.page == line.page and 0 <= one.baseline - line.baseline < SAME_LINE]
            assert near, line
    for page in range(4):
        own = [line for line in numbered if line.page == page]
        gaps = [above.baseline - below.baseline for above, below in pairwise(own)]
        assert all(gap >= SAME_LINE for gap in gaps)
        assert [line.number for line in own] == list(range(own[0].number, own[0].number + len(own))) if own else True
    if restart == "running":
        assert [line.number for line in numbered] == list(range(1, len(numbered) + 1))
