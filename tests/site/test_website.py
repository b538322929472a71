"""What readers do on the website, in a browser: from a server and from a folder, on a desk and on a phone, with keys alone."""

from __future__ import annotations

import csv
import re
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.site.browsing import DESKTOP, PHONE, WIDTHS
from tests.site.serving import HTTP

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator, Page

    from tests.site.browsing import Visit
    from tests.site.built import Website
    from tests.site.conftest import Open

PDF = "pdf/en/screen/xst-a1.1-2030-e-v1.2.pdf"
SEARCHED = [
    ("en", "ledger evening", "A1.2/2030/en/v0.3/"),
    ("fr", "couleur blanc", "A1.1/2030/fr/v1.2/"),
    ("ar", "عدا الأبيض", "A1.1/2030/ar/v1.2/"),
]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(("language", "words", "module"), SEARCHED)
def test_a_module_is_found_by_its_words(
    language: str, words: str, module: str, width: int, visit: Open, website: Website
) -> None:
    reader = visit(website.folder, width=width)
    page = reader.open(website.room("index", language))
    page.locator("#_finder-words").fill(words)
    page.locator("#_finder-hits a").first.click()
    page.wait_for_url(f"**/{module}index.html*")
    assert page.locator("html").get_attribute("lang") == language


def test_a_label_leads_to_its_clause(visit: Open, website: Website) -> None:
    reader = visit(website.folder)
    page = reader.open("index.html")
    page.locator("#_finder-words").fill("4.2 of A1.1")
    page.locator("#_finder-hits a").first.click()
    page.wait_for_url("**/A1.1/2030/en/v1.2/index.html#*")
    assert is_at(page, "choice")


def is_at(page: Page, anchor: str) -> bool:
    """Tell whether a clause begins in the upper half of the window, or as far up as the page can be scrolled."""
    page.wait_for_function("() => document.readyState === 'complete'")
    return bool(page.evaluate(
        """anchor => { const { top } = document.getElementById(anchor).getBoundingClientRect();
        const end = document.documentElement.scrollHeight - innerHeight - scrollY < 2;
        return top > -2 && (top < innerHeight / 2 || (end && top < innerHeight)); }""", anchor))  # fmt: skip


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("anchor", ["choice", "clause-4.2"])
def test_a_permanent_link_opens_the_clause(anchor: str, width: int, visit: Open, website: Website) -> None:
    page = visit(website.folder, width=width).open(f"{website.module()}#{anchor}")
    assert is_at(page, "choice")


def test_the_permanent_link_of_a_clause_names_it_for_good(visit: Open, website: Website) -> None:
    reader = visit(website.folder)
    page = reader.open(website.module())
    page.locator("#choice a.permalink").first.click()
    assert reader.here == f"{website.module()}#choice"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_another_language_opens_at_the_same_clause(language: str, width: int, visit: Open, website: Website) -> None:
    reader = visit(website.folder, width=width)
    page = reader.open(f"{website.module()}#choice")
    page.locator(f".languages a[hreflang={language}]").click()
    page.wait_for_url(f"**/{website.module(language=language)}#choice")
    assert page.locator("html").get_attribute("dir") == {"fr": "ltr", "ar": "rtl"}[language]
    assert is_at(page, "choice")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_provisions_are_filtered_and_taken_away(language: str, width: int, visit: Open, website: Website) -> None:
    page = visit(website.folder, width=width).open(website.room("explorer", language))
    rows = page.locator(".explorer-rows tbody tr")
    page.wait_for_function("() => document.querySelectorAll('.explorer-rows tbody tr').length > 5")
    page.locator("select[name=kind]").select_option("prohibition")
    page.wait_for_function("() => document.querySelectorAll('.explorer-rows tbody tr').length === 1")
    assert "shall not sell a thing without a mark" in rows.inner_text()
    with page.expect_download() as taken:
        page.locator("button[name=save]").click()
    table = list(csv.reader(Path(taken.value.path()).read_text(encoding="utf-8-sig").splitlines()))
    assert len(table) == 2
    assert "shall not sell a thing without a mark" in ",".join(table[1])


@pytest.mark.parametrize("width", WIDTHS)
def test_a_file_is_downloaded_with_the_digest_that_is_told(width: int, visit: Open, website: Website, way: str) -> None:
    page = visit(website.folder, width=width).open(website.module())
    page.locator("#_downloads summary").click()
    row = page.locator("table.downloads tr", has=page.locator(f"a[href$='{PDF}']")).first
    link = row.locator("a")
    assert link.get_attribute("download") is not None
    if way == HTTP:
        with page.expect_download() as taken:
            link.click()
        content = Path(taken.value.path()).read_bytes()
    else:  # (from a folder a browser opens the file itself)
        content = resolved(website, link).read_bytes()
    assert content.startswith(b"%PDF-")
    assert sha256(content).hexdigest() == row.locator("code").inner_text().strip()


def resolved(website: Website, link: Locator) -> Path:
    """Return the file that a link of the page of a module leads to."""
    href = link.get_attribute("href")
    assert href
    return (website.folder / website.module()).parent / href


VERIFIED = {
    "released": ("releases/2030-3/" + PDF, b"", "current"),
    "superseded": ("releases/2030-1/pdf/en/screen/xst-a1.1-2030-e-v1.0.pdf", b"", "superseded"),
    "altered": ("releases/2030-3/" + PDF, b"%altered", "altered"),
    "foreign": ("index.html", b"", "unknown"),
}


@pytest.mark.parametrize("case", VERIFIED)
def test_a_file_is_verified_in_the_browser(case: str, visit: Open, website: Website, tmp_path: Path) -> None:
    path, more, told = VERIFIED[case]
    file = tmp_path / Path(path).name
    file.write_bytes((website.folder / path).read_bytes() + more)
    reader = visit(website.folder)
    page = reader.open("verify.html")
    asked = len(reader.asked)
    page.locator("#_files").set_input_files(file)
    answer = page.locator(".verify-answers > li")
    answer.wait_for()
    page.wait_for_function("() => !document.querySelector('.verify-answers > li').matches('.checking')")
    assert words_of("verify", f"is_{told}") in answer.inner_text()
    assert all(url.startswith(reader.address) for url in reader.asked[asked:])


def words_of(room: str, name: str) -> str:
    """Return what the website says in English."""
    from isacs_publish.site.site_words import site_words

    return site_words(room, "en")[name]


def test_two_versions_are_compared(visit: Open, website: Website) -> None:
    page = visit(website.folder).open(website.module())
    page.locator("#_changes summary").click()
    page.locator("#_changes a[href$='compare/index.html']").click()
    page.wait_for_url("**/A1.1/compare/index.html")
    page.locator("table.comparison a").nth(1).click()
    page.wait_for_url(f"**/{website.difference}")
    inserted = " ".join(page.locator("main ins").all_inner_texts())
    assert "finished" in inserted
    assert "but white" in inserted


def test_a_former_version_leads_to_the_text_in_force_at_the_same_clause(visit: Open, website: Website) -> None:
    reader = visit(website.folder)
    page = reader.open(f"{website.module(version='1.0')}#choice")
    assert "of any colour," in page.locator("#choice").inner_text()
    page.locator("#_current").click()
    page.wait_for_url(f"**/{website.module()}#choice")
    assert "of any colour but white," in page.locator("#choice").inner_text()


@pytest.mark.parametrize("address", ["A1.1/index.html", "A1.1/2030/index.html"])
def test_an_address_without_version_leads_to_the_clause_in_force(address: str, visit: Open, website: Website) -> None:
    page = visit(website.folder).open(f"{address}#choice")
    page.wait_for_url(f"**/{website.module()}#choice")
    assert is_at(page, "choice")


def test_the_meaning_of_a_term_is_shown_where_it_is_used(visit: Open, website: Website) -> None:
    page = visit(website.folder).open(website.module())
    page.locator("#choice a.term-use").first.focus()
    page.locator("#_popover").wait_for()
    assert "object that is to be marked" in page.locator("#_popover").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("#_popover").count() == 0


# With keys alone.


def step(page: Page, wanted: Callable[[], bool], key: str = "Tab", most: int = 200) -> None:
    """Press a key until the focus is where it is wanted, on something that can be seen."""
    for _ in range(most):
        page.keyboard.press(key)
        if wanted():
            assert page.evaluate(
                "() => { const box = document.activeElement.getBoundingClientRect(); return box.width > 0 && box.height > 0 }"
            )
            return
    raise AssertionError(f"{most} steps with {key} do not lead there")


def on(page: Page, selector: str) -> Callable[[], bool]:
    """Return what tells whether the focus is on the first element that a selector finds."""
    return lambda: bool(page.evaluate("selector => document.activeElement === document.querySelector(selector)", selector))


def test_keys_alone_find_a_clause_and_its_other_language(visit: Open, website: Website) -> None:
    page = visit(website.folder).open("index.html")
    step(page, on(page, "#_finder-words"))
    page.keyboard.type("A1.1 4.2")
    page.locator("#_finder-hits a").first.wait_for()
    page.keyboard.press("Escape")
    assert page.locator("#_finder-hits a").count() == 0
    page.keyboard.type(" ")
    page.locator("#_finder-hits a").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/A1.1/2030/en/v1.2/index.html#*")
    page.reload()
    step(page, on(page, ".languages a[hreflang=ar]"), "Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r".*/A1.1/2030/ar/v1.2/index.html#.+"))


def test_keys_alone_skip_to_the_text_and_read_by_clause(visit: Open, website: Website) -> None:
    page = visit(website.folder).open(website.module())
    page.keyboard.press("Tab")
    assert on(page, "a.skip")()
    page.keyboard.press("Enter")
    assert on(page, "#_main")()
    step(page, on(page, "button[data-view=clause]"))
    page.keyboard.press("Enter")
    page.locator("article.text[data-single]").wait_for()
    step(page, on(page, ".pager.clauses a[rel=next]"))
    before = page.locator("section[data-shown]").get_attribute("id")
    page.keyboard.press("Enter")
    page.wait_for_function("before => document.querySelector('section[data-shown]').id !== before", arg=before)


def test_keys_alone_filter_compare_and_verify(visit: Open, website: Website) -> None:
    page = visit(website.folder).open(website.room("explorer"))
    page.locator(".explorer-rows tbody tr").first.wait_for()
    step(page, on(page, "select[name=kind]"))
    page.keyboard.type("Prohib")
    page.wait_for_function("() => document.querySelectorAll('.explorer-rows tbody tr').length === 1")
    step(page, on(page, ".explorer-rows tbody a"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/A1.1/2030/en/v1.2/index.html#*")
    page.reload()
    step(page, on(page, "#_changes > summary"), "Shift+Tab")
    page.keyboard.press("Enter")
    step(page, on(page, "#_changes a[href$='compare/index.html']"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/A1.1/compare/index.html")
    step(page, on(page, "nav.parts a[href$='verify.html']"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/verify.html")
    step(page, on(page, "#_files"))


# Without scripts, and how much is loaded.


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_without_scripts_the_text_is_there(language: str, width: int, visit: Open, website: Website) -> None:
    page = visit(website.folder, width=width, scripts=False).open(website.module(language=language))
    assert page.locator("h1").first.is_visible()
    assert page.locator("#choice p").first.is_visible()
    assert page.locator(".contents a[href='#choice']").is_visible()
    page.locator("#_downloads summary").click()
    assert page.locator("table.downloads a").first.is_visible()


@pytest.mark.parametrize("kind", ["search", "explorer", "verify", "home"])
def test_without_scripts_each_room_offers_a_plain_way(kind: str, visit: Open, website: Website) -> None:
    page = visit(website.folder, scripts=False).open(website.kinds()[kind])
    assert page.locator("main a:visible").count() >= 1
    assert page.locator("h1").first.is_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_its_window(width: int, visit: Open, website: Website) -> None:
    wide = []
    for language in ("en", "ar"):
        for kind, path in website.kinds(language).items():
            page = visit(website.folder, width=width).open(path)
            if page.evaluate("() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"):
                wide.append(f"{language} {kind}")
    assert wide == []


WEIGHT = 250_000
"""Bytes that a page of a module may weigh before the reader does anything: text, styles, scripts, fonts, no pictures."""


def loaded(reader: Visit, website: Website) -> int:
    """Return how many bytes a visit has loaded, pictures apart."""
    paths = {url.removeprefix(reader.address).partition("#")[0] for url in reader.asked if url.startswith(reader.address)}
    return sum((website.folder / path).stat().st_size for path in paths if not path.startswith("_images/"))


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_page_loads_little(width: int, visit: Open, website: Website) -> None:
    reader = visit(website.folder, width=width)
    reader.open(website.module(language="ar")).wait_for_load_state("networkidle")
    assert 0 < loaded(reader, website) <= WEIGHT
