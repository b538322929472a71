"""What the tests of the website rest on: faults that were planted are caught, and a sound page passes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import Mock

import pytest

from tests.roots import write
from tests.site.accessibility import violations
from tests.site.browsing import Launcher, Manner, chromium, visiting
from tests.site.valid_markup import markup_errors

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from tests.site.conftest import Addresses, Open

SOUND = """<!DOCTYPE html>
<html lang="{language}" dir="{direction}"><head><meta charset="utf-8"><title>A page</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,"><link rel="stylesheet" href="deep/a.css"></head>
<body><main><h1>A page</h1><p><a href="deep/other.html">Another page</a></p>{planted}
<img src="deep/a.svg" alt="A square"></main>
<script src="deep/a.js"></script></body></html>
"""

DARK = "@media (prefers-color-scheme: dark) { html { background: #111; color: #eee } a { color: #9cf } }"


def make_pages(folder: Path, planted: str = "", language: str = "en") -> Path:
    """Write two pages with a style, a script and a drawing, and something in the first; return their folder."""
    direction = "rtl" if language == "ar" else "ltr"
    write(folder / "index.html", SOUND.format(planted=planted, language=language, direction=direction))
    write(folder / "deep/other.html", '<!DOCTYPE html><html lang="en"><title>Other</title><h1>Other</h1></html>')
    write(folder / "deep/a.css", DARK)
    write(folder / "deep/a.js", "document.body.dataset.ran = 'yes';")
    write(
        folder / "deep/a.svg", '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    )
    return folder


def test_a_sound_page_passes_and_all_it_asks_for_is_known(visit: Open, tmp_path: Path) -> None:
    reader = visit(make_pages(tmp_path / "möved & so"))
    page = reader.open("index.html")
    assert page.locator("body").get_attribute("data-ran") == "yes"
    asked = {url.removeprefix(reader.address) for url in reader.asked if not url.startswith("data:")}
    assert asked == {"index.html", "deep/a.css", "deep/a.js", "deep/a.svg"}
    page.get_by_role("link").click()
    page.wait_for_url("**/other.html")
    assert reader.here == "deep/other.html"


FAULTS = {
    "an image of another host": ('<img alt="a" src="https://example.org/a.png">', "leaves the site: https://example.org/a.png"),
    "a script's request": ('<script>fetch("https://example.org/").catch(() => 0)</script>', "leaves the site"),
    "a beacon": ('<script>navigator.sendBeacon("https://example.org/b", "c")</script>', "leaves the site"),
    "a frame": ('<iframe title="a" src="https://example.org/"></iframe>', "leaves the site"),
    "a socket": ('<script>new WebSocket("wss://example.org/")</script>', "leaves the site: wss://example.org/"),
    "a message": ('<script>console.error("planted")</script>', "error in the console: planted"),
    "an exception": ('<script>throw new Error("planted")</script>', "planted"),
    "a promise": ('<script>Promise.reject(new Error("planted"))</script>', "planted"),
    "a missing file": ('<img alt="a" src="gone.png">', "in the console"),
    "a port of its own": ('<img alt="a" src="http://localhost:1/a.png">', "leaves the site"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_was_planted_fails_the_visit(fault: str, browser: Browser, addresses: Addresses, way: str, tmp_path: Path) -> None:
    markup, told = FAULTS[fault]
    folder = make_pages(tmp_path, markup)
    with pytest.raises(AssertionError, match=told), visiting(browser, addresses.of(folder, way)) as reader:
        reader.open("index.html").wait_for_timeout(100)


def test_a_file_beside_the_site_is_outside(browser: Browser, addresses: Addresses, tmp_path: Path) -> None:
    folder = make_pages(tmp_path / "site", '<img alt="a" src="../beside.svg">')
    write(tmp_path / "beside.svg", (folder / "deep/a.svg").read_text(encoding="utf-8"))
    with pytest.raises(AssertionError, match="leaves the site"), visiting(browser, addresses.of(folder, "file")) as reader:
        reader.open("index.html")


@pytest.mark.skipif(chromium() is None, reason="the package chromium is not installed")
def test_a_browser_that_ended_is_launched_anew() -> None:
    """A tab may take the browser with it; what other tests see of that is nothing."""
    ends, lives = (Mock(is_connected=Mock(return_value=connected)) for connected in (False, True))
    launcher = Launcher(Mock(chromium=Mock(launch=Mock(side_effect=[ends, lives]))))
    assert [launcher.browser() for _ in range(3)] == [ends, lives, lives]


def test_without_scripts_none_runs(visit: Open, tmp_path: Path) -> None:
    reader = visit(make_pages(tmp_path), scripts=False)
    assert reader.open("index.html").locator("body").get_attribute("data-ran") is None


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("dark", [False, True])
def test_a_sound_page_breaks_no_rule_of_accessibility(dark: bool, language: str, visit: Open, tmp_path: Path) -> None:
    reader = visit(make_pages(tmp_path, language=language), dark=dark, width=390)
    assert violations(reader.open("index.html")) == []


BARRIERS = {
    "image-alt": '<img src="deep/a.svg">',
    "color-contrast": '<p style="color: #999; background: #fff">Pale</p>',
    "label": "<input>",
    "region": "</main><p>Outside</p><main hidden>",
    "heading-order": "<h4>Deep</h4>",
    "target-size": '<a href="#a" style="font-size:4px">a</a> <a href="#b" style="font-size:4px">b</a>',
}


@pytest.mark.parametrize("rule", BARRIERS)
def test_a_barrier_is_found(rule: str, browser: Browser, addresses: Addresses, tmp_path: Path) -> None:
    with visiting(browser, addresses.of(make_pages(tmp_path, BARRIERS[rule]), "file"), Manner()) as reader:
        assert rule in {told.partition(" ")[0] for told in violations(reader.open("index.html"))}


def test_pale_words_are_found_in_the_dark_alone(browser: Browser, addresses: Addresses, tmp_path: Path) -> None:
    folder = make_pages(tmp_path, "<p>Words</p>")
    write(folder / "deep/a.css", DARK + "@media (prefers-color-scheme: dark) { p { color: #444; background: #222 } }")
    for dark in (False, True):
        with visiting(browser, addresses.of(folder, "file"), Manner(dark=dark)) as reader:
            assert any("color-contrast" in told for told in violations(reader.open("index.html"))) is dark


def test_sound_files_have_no_error_of_markup(tmp_path: Path) -> None:
    assert markup_errors(make_pages(tmp_path)) == []


def test_an_error_of_markup_is_found_in_pages_styles_and_drawings(tmp_path: Path) -> None:
    folder = make_pages(tmp_path, "<p><div></p>")
    write(folder / "deep/a.css", "p { colour: red }")
    write(folder / "deep/a.svg", '<svg xmlns="http://www.w3.org/2000/svg"><rect></svg>')
    told = markup_errors(folder)
    assert {line.partition(":")[0] for line in told} == {"index.html", "deep/a.css", "deep/a.svg"}
