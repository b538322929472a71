"""The kit of a project that was really built, moved elsewhere and opened: links, search, verify page, dates, no network."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from lxml import html

from isacs_publish.cli import main
from tests.conftest import PROJECT
from tests.kits import dead_links, tree
from tests.site.accessibility import violations
from tests.site.browsing import Manner, visiting
from tests.site.provided import make_provided
from tests.site.serving import FILE, opened

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from isacs_publish.workspace import Workspace
    from tests.site.browsing import Visit

MODULE = "site/A1.1/2030/en/v0.3/index.html"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = make_provided(tmp_path_factory.mktemp("kit") / "project")
    call = ("--project", str(workspace.project), "build", "A1.1", "--language", "en,fr", "--jobs", "1")
    subprocess.run([sys.executable, "-m", "isacs_publish", *call], cwd=PROJECT, check=True)  # (a browser starts after it)
    return workspace


@pytest.fixture(scope="module")
def kit(built: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the English kit, moved to another place after it was made."""
    folder = tmp_path_factory.mktemp("made")
    made(built, folder, "en")
    return next(folder.iterdir()).rename(tmp_path_factory.mktemp("stick") / "a place: café & co")


def made(built: Workspace, to: Path, languages: str) -> None:
    call = ("--project", str(built.project), "kit", "--languages", languages, "--edition", "screen", "--to", str(to))
    assert main(call) == 0


@pytest.mark.parametrize("languages", ["en", "fr", "en,fr"])
def test_the_kit_of_a_built_project_has_no_dead_link(
    built: Workspace, languages: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made(built, tmp_path, languages)
    assert "current as of 2030-05-01, verify after 2031-05-01" in capsys.readouterr().out
    folder = next(tmp_path.iterdir())
    assert dead_links(folder) == []
    kept = {path.split("/")[3] for path in tree(folder) if path.startswith("site/A1.1/2030/") and path.count("/") > 4}
    assert kept == set(languages.split(","))
    for path in folder.rglob("site/**/*.html"):
        assert "2031-05-01" in html.document_fromstring(path.read_bytes()).get_element_by_id("_kit").text, path


@pytest.fixture
def stick(browser: Browser, kit: Path) -> Iterator[Visit]:
    """Yield a reader at the kit, opened as files; the test fails if anything is asked of the network."""
    with opened(kit, FILE) as address, visiting(browser, address) as visit:
        yield visit


def test_the_top_page_opens_the_website(stick: Visit, kit: Path) -> None:
    top = html.document_fromstring(
        (kit / "index.html").read_bytes()
    )  # (Chromium under Playwright may die of a refresh at once)
    assert top.xpath("//meta[@http-equiv='refresh']/@content") == ["0; url=site/index.html"]
    assert stick.open(top.xpath("//h2/a/@href")[0]).locator(".site-head").is_visible()


def test_search_finds_a_clause_on_the_stick(stick: Visit) -> None:
    page = stick.open("site/index.html")
    page.get_by_role("searchbox").fill("guard mark")
    page.get_by_role("searchbox").fill("maker")
    page.locator(".hits a").first.click()
    assert stick.here.startswith("site/A1.1/2030/en/v0.3/index.html")


@pytest.mark.parametrize(
    ("days", "words"), [(0, "Current as of 2030-05-01."), (365, "Current"), (366, "was to be verified after")]
)
def test_readers_are_warned_after_the_day(stick: Visit, days: int, words: str) -> None:
    stick.page.clock.set_fixed_time(datetime(2030, 5, 1, 12, tzinfo=UTC) + timedelta(days))
    line = stick.open(MODULE).locator("#_kit")
    assert words in line.inner_text()
    assert line.is_visible()


def test_the_dates_are_there_without_scripts(browser: Browser, kit: Path) -> None:
    with opened(kit, FILE) as address, visiting(browser, address, Manner(scripts=False)) as visit:
        assert "Verify after 2031-05-01" in visit.open(MODULE).locator("#_kit").inner_text()


def test_a_file_of_the_stick_is_known_to_its_verify_page(stick: Visit, kit: Path) -> None:
    page = stick.open("site/verify.html")
    page.locator("input[type=file]").set_input_files(next(kit.rglob("*a1.1*.pdf")))
    page.get_by_text("XST A1.1:2030(E)V0.3").first.wait_for()


def test_links_that_scripts_make_to_other_languages_lead_out_too(stick: Visit) -> None:
    page = stick.open(MODULE)
    page.evaluate("""() => {
      const link = document.createElement("a");
      link.href = document.body.dataset.root + "A1.1/2030/fr/v0.3/index.html#scope";
      link.id = "made";
      link.textContent = "French";
      document.querySelector("main").prepend(link);
    }""")
    page.locator("#made").focus()
    assert page.locator("#made").get_attribute("href") == "https://example.org/A1.1/2030/fr/v0.3/index.html#scope"


@pytest.mark.parametrize("path", ["site/index.html", MODULE, "site/verify.html"])
@pytest.mark.parametrize("dark", [False, True])
def test_pages_of_a_kit_are_accessible(browser: Browser, kit: Path, path: str, *, dark: bool) -> None:
    with opened(kit, FILE) as address, visiting(browser, address, Manner(dark=dark)) as visit:
        assert violations(visit.open(path)) == []
