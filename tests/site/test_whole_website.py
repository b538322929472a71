"""The website as a whole: its markup, its links, what stands in the way of readers, what its pages weigh."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.figures import tell
from tests.site.accessibility import violations
from tests.site.browsing import DESKTOP, PHONE, WIDTHS, Manner, visiting
from tests.site.links import follow
from tests.site.valid_markup import markup_errors

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.conftest import Corpus
    from tests.site.built import Website
    from tests.site.conftest import Addresses
    from tests.site.links import Links

WEIGHT = 250_000
PICTURES = (".png", ".jpg", ".svg", ".webp")
SAMPLE = [("en", DESKTOP, False), ("ar", PHONE, True)]
REST = [(language, width, dark) for language in ("en", "ar") for width in WIDTHS for dark in (False, True)]


def none_of(faults: list[str]) -> None:
    """Fail with the faults as they are, without a comparison of long lists."""
    if faults:
        pytest.fail(f"{len(faults)} faults\n" + "\n".join(faults[:40]), pytrace=False)


def barriers(folder: Path, kinds: dict[str, str], manner: Manner, browser: Browser, addresses: Addresses) -> list[str]:
    """Return what axe-core finds on the pages of a folder, each named by its kind."""
    with visiting(browser, addresses.of(folder, "http"), manner) as reader:
        return [f"{kind}: {told}" for kind, path in kinds.items() for told in violations(reader.open(path))]


@pytest.mark.parametrize(("language", "width", "dark"), SAMPLE)
def test_nothing_stands_in_the_way(
    language: str, width: int, dark: bool, browser: Browser, addresses: Addresses, website: Website
) -> None:
    none_of(barriers(website.folder, website.kinds(language), Manner(width, dark), browser, addresses))


@pytest.mark.long
@pytest.mark.parametrize(("language", "width", "dark"), [row for row in REST if row not in SAMPLE])
def test_nothing_stands_in_the_way_at_any_width_and_colour(
    language: str, width: int, dark: bool, browser: Browser, addresses: Addresses, website: Website
) -> None:
    none_of(barriers(website.folder, website.kinds(language), Manner(width, dark), browser, addresses))


def test_all_markup_is_valid(website: Website) -> None:
    none_of(markup_errors(website.folder))


def sound(links: Links) -> None:
    """Fail where a link leads nowhere, or where a page would ask another host for anything."""
    none_of(links.dead + links.asked_elsewhere)


def test_all_links_lead_somewhere_over_three_releases(website: Website) -> None:
    links = follow(website.folder)
    sound(links)
    assert links.followed > 1000


# The whole corpus.


def test_all_links_of_the_corpus_lead_somewhere(corpus: Corpus) -> None:
    links = follow(corpus.workspace.site)
    sound(links)
    tell("website", f"{links.followed} links of {len(links.pages)} files followed")


def test_every_page_of_a_module_weighs_little(corpus: Corpus) -> None:
    links = follow(corpus.workspace.site)
    weights = {path: weight(links, path) for path in links.pages if path.endswith("/index.html") and "/v" in path}
    assert len(weights) >= len(corpus.catalogue.modules)
    heaviest = max(weights, key=lambda path: weights[path])
    tell("website", f"the heaviest page of a module, {heaviest}, loads {weights[heaviest] / 1000:.0f} kB without pictures")
    assert {path: each for path, each in weights.items() if each > WEIGHT} == {}


def weight(links: Links, path: str) -> int:
    """Return how many bytes a page loads by itself, pictures apart."""
    loaded = {path, *links.loaded_by(path)}
    return sum((links.folder / each).stat().st_size for each in loaded if not each.endswith(PICTURES))


@pytest.mark.long
def test_all_markup_of_the_corpus_is_valid(corpus: Corpus) -> None:
    none_of(markup_errors(corpus.workspace.site))


@pytest.mark.long
@pytest.mark.parametrize("dark", [False, True])
def test_nothing_stands_in_the_way_in_the_corpus(dark: bool, browser: Browser, addresses: Addresses, corpus: Corpus) -> None:
    pages = sorted(path.relative_to(corpus.workspace.site).as_posix() for path in corpus.workspace.site.rglob("*.html"))
    sample = {path: path for path in [*(path for path in pages if "/v" not in path), *pages[::7]]}
    none_of(barriers(corpus.workspace.site, sample, Manner(dark=dark), browser, addresses))
