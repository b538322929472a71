"""Views by theme and by issue: every module under its themes, every clause that treats an issue linked."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest

from isacs_publish.site.rendering import Renderer
from isacs_publish.site.themes import issues, themes, themes_files
from tests.site.made import site_of
from tests.site.provided import make_provided
from tests.translated import translate

if TYPE_CHECKING:
    from isacs_publish.site.site import Site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    workspace = make_provided(tmp_path_factory.mktemp("provided"))
    translate(workspace, "example", "exemple", "catalogue")
    return site_of(workspace, "en", "fr")


def test_each_theme_has_its_modules(site: Site) -> None:
    found = themes(site, site.texts["en"])
    assert [(view.key, [module.title for module in view.about]) for view in found] == [
        ("law & </script>", ["Things"]),
        ("example", ["Things", "Stores"]),
    ]
    first = found[0].about[0]
    assert (first.identifier, first.stage, first.path) == ("XST A1.1:2030(E)V0.3", "Sketch", "A1.1/2030/en/v0.3/index.html")


def test_themes_are_named_in_the_words_of_the_language(site: Site) -> None:
    assert [(view.key, view.name) for view in themes(site, site.texts["fr"])][1] == ("example", "exemple")


def test_an_issue_has_the_clauses_that_treat_it(site: Site) -> None:
    (view,) = issues(site.texts["fr"])
    (module,) = view.treating
    assert [(clause.number, clause.title, clause.path) for clause in module.clauses] == [
        ("4", "Rules", "A1.1/2030/fr/v0.3/index.html#rules")
    ]


def test_every_page_links_to_its_own_texts_and_shows_hostile_names_as_text(site: Site) -> None:
    pages = dict(themes_files(site, Renderer(site)))
    page = pages["fr/themes.html"].decode()
    assert "<script>" not in page
    assert "law & </script>" in unescape(re.sub(r"<[^>]*>", "", page))
    assert 'href="../A1.1/2030/fr/v0.3/index.html#rules"' in page
    assert 'href="explorer.html#theme=law%20%26%20%3C/script%3E"' in page
    for name in re.findall(r'href="#([^"]+)"', page):
        assert f'id="{name}"' in page


def test_pages_are_the_same_bytes_again(site: Site) -> None:
    assert list(themes_files(site, Renderer(site))) == list(themes_files(site, Renderer(site)))
