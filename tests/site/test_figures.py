"""Figures: their numbers are those of the texts, bars are as long as numbers say, cells lead to clauses."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isacs_publish.site.figures import (
    SHADES,
    coverage_rows,
    figures_files,
    module_rows,
    row,
    series_rows,
    shade,
    translated_languages,
    translation_rows,
)
from isacs_publish.site.provisions import KINDS, provisions_of
from isacs_publish.site.rendering import Renderer
from tests.site.made import site_of
from tests.site.provided import make_provided

if TYPE_CHECKING:
    from isacs_publish.site.provisions import Provision
    from isacs_publish.site.site import Site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return site_of(make_provided(tmp_path_factory.mktemp("provided")), "en", "fr")


@pytest.fixture(scope="module")
def provisions(site: Site) -> dict[str, tuple[Provision, ...]]:
    return provisions_of(site)


@given(st.lists(st.integers(0, 5000), min_size=1, max_size=5))
def test_pieces_of_a_bar_follow_each_other_and_fill_it(counts: list[int]) -> None:
    made = row("", "", [(str(place), count) for place, count in enumerate(counts)], sum(counts))
    ends = 0.0
    for piece in made.pieces:
        assert float(piece.start.rstrip("%")) == pytest.approx(ends, abs=0.011)
        ends = float(piece.start.rstrip("%")) + float(piece.length.rstrip("%"))
    assert ends == pytest.approx(100 if sum(counts) else 0, abs=0.021)
    assert made.total == sum(counts)


def test_provisions_are_counted_by_module_and_by_series(site: Site, provisions: dict[str, tuple[Provision, ...]]) -> None:
    counted = Counter((each.module, each.kind) for each in provisions["en"])
    modules = module_rows(site.texts["en"], counted)
    assert [(each.key, each.total) for each in modules] == [("A1.1", 7), ("B2.1", 2)]
    assert {piece.name: piece.count for piece in modules[0].pieces} == dict(zip(KINDS, (2, 1, 2, 1, 1), strict=True))
    assert [(each.key, each.total) for each in series_rows(site.texts["en"], counted)] == [("A1", 7), ("B2", 2)]
    assert modules[1].pieces[0].length == "14.29%"  # one of the seven of the longest bar


def test_a_cell_leads_to_the_clauses_that_treat_an_issue(site: Site) -> None:
    (first, second) = coverage_rows(site.texts["en"])
    ((key, each, level),) = first[2]
    assert (key, [clause.number for clause in each.clauses], level) == ("fairness", ["4"], 1)
    assert second[2][0][2] == 0


def test_more_clauses_have_a_stronger_shade() -> None:
    levels = [shade(count) for count in range(40)]
    assert levels == sorted(levels)
    assert set(levels) == set(range(len(SHADES) + 1))


def test_languages_stand_as_their_clauses_do(site: Site) -> None:
    (french,) = translated_languages(site)
    state = site.texts["fr"].reading.translation_state(site.catalogue.modules.values())
    assert state is not None
    assert [piece.count for piece in french.pieces] == [state.current, state.stale, state.missing]
    rows = translation_rows(site, site.texts["en"])
    assert sum(each.total for _, _, (each,) in rows if each) == french.total
    assert french.share < 100


def test_a_page_says_every_number_beside_its_bar(site: Site, provisions: dict[str, tuple[Provision, ...]]) -> None:
    pages = dict(figures_files(site, Renderer(site), provisions))
    page = pages["fr/figures.html"].decode()
    line = next(line for line in page.splitlines() if "<bdi>A1</bdi>" in line)
    assert re.findall(r"<td>(\d+)</td>", line) == ["2", "1", "2", "1", "1", "7"]
    assert 'href="../A1.1/2030/fr/v0.3/index.html#rules">4</a>' in page
    assert "<script" not in page.partition("<main")[2]
    for name in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{name}"' in page
    landmarks = re.findall(r'role="region" aria-label="([^"]*)"', page)
    assert len(set(landmarks)) == len(landmarks) == 5


def test_pages_are_the_same_bytes_again(site: Site, provisions: dict[str, tuple[Provision, ...]]) -> None:
    assert list(figures_files(site, Renderer(site), provisions)) == list(figures_files(site, Renderer(site), provisions))
