"""Search: the same hits from a folder as from a server, exact answers for what names a place, the box by keyboard."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from isacs_publish.site.pagefind import IndexingFailed, classic, headed, index_files
from isacs_publish.site.search import example, label_file
from isacs_publish.site.site_words import site_words
from tests.site.searched import CLAUSES, TERMS, searched_site, write_searched
from tests.site.serving import served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from isacs_publish.site.site import Site

HOME = "A1.1/2030/{language}/v0.3/index.html"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return searched_site(tmp_path_factory.mktemp("sources"))


@pytest.fixture(scope="module")
def folder(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("a site") / "möved & so"
    write_searched(site, folder)
    return folder


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.set_default_timeout(15000)
    yield page
    page.close()


@pytest.fixture(scope="module")
def answered(browser: Browser, folder: Path) -> Iterator[Page]:
    """Yield a page beside the modules, in English, on which questions can be answered."""
    page = browser.new_page()
    page.goto((folder / "search.html").as_uri())
    _ask(page, "nothing")
    yield page
    page.close()


def _ask(page: Page, question: str, series: str = "") -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("([question, series]) => standards.find(question, series)", [question, series])
    return found


def _paths(page: Page, question: str) -> list[str]:
    return [answer["path"] for answer in _ask(page, question)["answers"]]


def _questions(language: str) -> list[str]:
    """Return thirty questions: words of each clause, its title and sentence, labels in several spellings, what is not there."""
    sentences = [words.rstrip(".。") for _, words in CLAUSES[language]]
    titles = [title for title, _ in CLAUSES[language]]
    words = [word.strip("،,;") for sentence in sentences for word in (sentence.split() if " " in sentence else [sentence[2:4]])]
    pieces = [words[place * len(words) // 10] for place in range(10)]
    labels = ["5.1 B2.1", "B2.1", "xst a1.1:2030", "A1.1 9.9", "Table A.1 B2.1", "5.1"]
    return [*titles, *sentences, *pieces, *TERMS[language], *labels, f'"{titles[0]}"', "<b> & waste", "qqqq", titles[0][:3]]


@pytest.mark.parametrize("language", CLAUSES)
def test_a_folder_finds_what_a_server_finds(language: str, folder: Path, page: Page) -> None:
    questions = _questions(language)
    assert len(questions) == 30
    where = HOME.format(language=language)
    page.goto((folder / where).as_uri())
    offline = [_ask(page, question) for question in questions]
    with served(folder.parent) as address:
        page.goto(f"{address}{folder.name}/{where}")
        online = [_ask(page, question) for question in questions]
    assert offline == online
    found = [question for question, hits in zip(questions, online, strict=True) if hits["groups"] or hits["answers"]]
    assert len(found) >= 25, set(questions) - set(found)


@pytest.mark.parametrize("language", CLAUSES)
def test_words_lead_to_the_clause_that_holds_them(language: str, folder: Path, page: Page) -> None:
    page.goto((folder / HOME.format(language=language)).as_uri())
    title, sentence = CLAUSES[language][2]
    found = _ask(page, sentence.rstrip(".。"))
    first = found["groups"][0]
    assert first["identifier"].startswith("XST B2.1:2030(")
    assert {"label": "4.1", "title": f"{title} 2"}.items() <= first["places"][0].items()
    assert "<mark>" in first["places"][0]["excerpt"]


SPELLINGS = [
    "5.1 of B2.1",
    "B2.1 5.1",
    "B2.1, 5.1",
    "5.1 B2.1",
    "clause 5.1 of XST B2.1",
    "Clause 5.1, B2.1:2030",
    "xst b2.1:2030(e)v0.3 5.1",
    "5.1 of module B2.1",
    "§5.1 B2.1",
    "B2.1 5.1 a) 1)",
    "٥٫١ B2.1".replace("٫", "."),
    "ＸＳＴ Ｂ２．１ ５．１",
    "B2.1 Destruction 2",
]


@pytest.mark.parametrize("question", SPELLINGS)
def test_a_clause_of_a_module_is_found_however_it_is_written(question: str, answered: Page) -> None:
    assert _paths(answered, question) == ["B2.1/2030/en/v0.3/index.html#sub-1"]


@pytest.mark.parametrize(
    ("question", "anchor"),
    [
        ("B2.1 Annex A", "annex-forms"),
        ("A B2.1", "annex-forms"),
        ("Table A.1 of B2.1", "table-forms"),
        ("A.1 B2.1", "table-forms"),
        ("3.1 in B2.1", "term-thing"),
        ("B2.1 scope", "scope"),
    ],
)
def test_annexes_tables_and_terms_of_a_module_are_found_by_their_labels(question: str, anchor: str, answered: Page) -> None:
    assert _paths(answered, question) == [f"B2.1/2030/en/v0.3/index.html#{anchor}"]


IDENTIFIERS = [
    "XST B2.1",
    "b2.1",
    "xst b2.1",
    "XSTB2.1",
    "XST B2.1:2030",
    "XST B2.1 : 2030 ( E ) V 0.3",
    "XST B2.1:2030(E)V0.3",
    "xst-b2.1-2030-e-v0.3",
    "urn:xst:b2.1:2030:e:v0.3",
    "URN:XST:B2.1",
    "B2.1 2030",
]


@pytest.mark.parametrize("question", IDENTIFIERS)
def test_an_identifier_leads_to_its_text_in_any_spelling(question: str, answered: Page) -> None:
    found = _ask(answered, question)
    assert [answer["path"] for answer in found["answers"]] == ["B2.1/2030/en/v0.3/index.html"]
    assert found["answers"][0]["absent"] == ""
    assert found["groups"] == []


def test_an_identifier_leads_to_the_language_that_it_names(answered: Page) -> None:
    assert _paths(answered, "XST B2.1:2030(F)V0.3") == ["B2.1/2030/fr/v0.3/index.html"]


def test_what_is_not_there_is_said_and_what_comes_closest_shown(answered: Page) -> None:
    clause, edition = _ask(answered, "9.9 of B2.1")["answers"], _ask(answered, "XST B2.1:2031")["answers"]
    assert [(answer["path"], answer["absent"]) for answer in clause] == [("B2.1/2030/en/v0.3/index.html", "9.9")]
    assert [(answer["path"], answer["absent"]) for answer in edition] == [("B2.1/2030/en/v0.3/index.html", "XST B2.1:2031")]


@pytest.mark.parametrize("question", ["B2.12", "1B2.1", "B2.1.7", "5.1"])
def test_a_number_that_names_no_place_is_not_answered(question: str, answered: Page) -> None:
    assert _ask(answered, question)["answers"] == []


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("fr", "Article 5.1 de B2.1"),
        ("fr", "paragraphe 5.1 de la norme B2.1"),
        ("ar", "البند 5.1 من B2.1"),
        ("ar", "البند ٥.١ من B2.1"),
        ("zh", "B2.1的第5.1条"),
        ("zh", "B2.1中第5.1条"),
        ("zh", "B2.1，5.1"),
        ("ar", "clause 5.1 of B2.1"),
    ],
)
def test_each_language_names_clauses_in_its_own_words(language: str, question: str, folder: Path, page: Page) -> None:
    page.goto((folder / language / "search.html").as_uri())
    assert _paths(page, question) == [f"B2.1/2030/{language}/v0.3/index.html#sub-1"]


@pytest.mark.parametrize("language", CLAUSES)
def test_a_term_leads_to_its_definition(language: str, folder: Path, page: Page) -> None:
    page.goto((folder / HOME.format(language=language)).as_uri())
    for designation in TERMS[language]:
        answers = _ask(page, f" {designation.upper()} ")["answers"]
        assert [(answer["label"], answer["words"]) for answer in answers] == [("3.1", "object that is an example")]
        assert answers[0]["path"] == f"A1.1/2030/{language}/v0.3/index.html#term-thing"


def test_on_the_page_of_a_module_a_number_means_that_module(folder: Path, page: Page) -> None:
    page.goto((folder / HOME.format(language="en")).as_uri())
    assert _paths(page, "5.1") == ["A1.1/2030/en/v0.3/index.html#sub-1"]
    assert _paths(page, "Table A.1") == ["A1.1/2030/en/v0.3/index.html#table-forms"]


def test_words_with_a_module_are_sought_there_alone(answered: Page) -> None:
    assert [group["path"] for group in _ask(answered, "officers B2.1")["groups"]] == ["B2.1/2030/en/v0.3/index.html"]
    assert _ask(answered, "officers A1.1")["groups"] == []


def test_hits_are_narrowed_to_a_series(answered: Page) -> None:
    assert len(_ask(answered, "examples")["groups"]) == 2
    assert [group["path"][:4] for group in _ask(answered, "examples", "B2")["groups"]] == ["B2.1"]


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_nothing_is_loaded_before_somebody_searches_and_nothing_from_outside(scheme: str, folder: Path, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with served(folder) as address:
        base = address if scheme == "http" else folder.as_uri() + "/"
        page.goto(base + HOME.format(language="en"))
        page.wait_for_load_state("networkidle")
        before = list(asked)
        page.fill("#_finder-words", "weapon")
        page.wait_for_selector(".hits .module")
    assert [url for url in before if "_search/" in url or "_data/" in url or "answers" in url] == []
    assert [url for url in asked if not url.startswith(base)] == []
    assert any("_search/engine.js" in url for url in asked)


def test_the_box_is_used_with_the_keyboard_alone(folder: Path, page: Page) -> None:
    page.goto((folder / HOME.format(language="en")).as_uri())
    page.locator("#_finder-words").focus()
    page.keyboard.type("thing")
    page.wait_for_selector(".hits .module")
    assert page.inner_text(".count") == "Hits: 3"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.textContent") == "XST A1.1:2030(E)V0.3, 3.1 thing"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "_finder-words"
    assert page.locator(".hits li").count() == 0
    page.keyboard.type("s")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=things")
    page.wait_for_selector(".whole .hits .module")
    assert page.input_value("#asked-words") == "things"


def test_the_box_closes_where_the_reader_goes_on_elsewhere(folder: Path, page: Page) -> None:
    page.goto((folder / HOME.format(language="en")).as_uri())
    for leave in (
        lambda: page.mouse.click(5, 5),
        lambda: page.locator("footer").evaluate("it => { it.tabIndex = 0; it.focus(); }"),
    ):
        page.fill("#_finder-words", "weapon")
        page.wait_for_selector(".hits .module")
        page.locator(".count").click()
        assert page.locator(".hits .module").count() == 1
        page.locator("#_finder-words").focus()
        leave()
        assert page.locator(".hits .module").count() == 0


def test_markup_in_a_text_is_shown_and_never_run(folder: Path, page: Page) -> None:
    page.goto((folder / "search.html").as_uri() + "?q=supervision")
    page.wait_for_selector("main .hits .module")
    assert "<b>without</b> delay & waste" in page.inner_text("main .hits")
    assert page.inner_text("main .hits mark") == "supervision"
    assert page.locator("main .hits b").count() == 0


def test_the_page_of_results_can_be_sent_to_others(folder: Path, page: Page) -> None:
    page.goto((folder / "search.html").as_uri())
    page.fill("#asked-words", "examples")
    page.keyboard.press("Enter")
    page.select_option("#asked-series", "B2")
    page.wait_for_function("document.querySelectorAll('main .hits > li').length === 1")
    sent = page.url
    page.goto("about:blank")
    page.goto(sent)
    page.wait_for_selector("main .hits .module")
    assert page.url.endswith("search.html?q=examples&series=B2")
    assert page.locator("main .hits > li").count() == 1
    assert not page.locator(".every").is_visible()


def test_no_hits_say_what_to_try(folder: Path, page: Page) -> None:
    page.goto((folder / "search.html").as_uri() + "?q=qqqq")
    page.wait_for_function("document.querySelector('main .count').textContent.includes('No hits')")
    assert "4.1 A1.1" in page.inner_text("main .count")


def test_without_script_the_page_lists_the_modules(folder: Path, browser: Browser) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto((folder / HOME.format(language="fr")).as_uri())
    page.fill("#_finder-words", "5.1 B2.1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/fr/search.html?q=5.1+B2.1")
    assert [link.inner_text() for link in page.locator(".every a").all()] == [
        "XST A1.1:2030(F)V0.3 Things",
        "XST B2.1:2030(F)V0.3 Other things",
    ]
    page.context.close()


def test_an_index_that_is_gone_is_said_in_words(folder: Path, page: Page, tmp_path: Path) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    shutil.rmtree(copy / "_search")
    page.goto((copy / "search.html").as_uri() + "?q=weapon")
    page.wait_for_function("document.querySelector('main .count').textContent.includes('could not be loaded')")


def _html(language: str, words: str, more: str = "") -> bytes:
    return (
        f'<html lang="{language}"><body><main data-pagefind-body {more}><h1>T</h1><p>{words}</p></main></body></html>'.encode()
    )


def test_the_same_pages_give_the_same_index() -> None:
    pages = {
        f"{place:02}/{code}/index.html": _html(code, f"w{place} mark") for place in range(20) for code in ("en", "fr", "zh")
    }
    backwards = dict(reversed(pages.items()))
    assert list(index_files(pages)) == list(index_files(backwards, jobs=3))


def test_a_heading_without_id_is_found_by_that_of_its_section() -> None:
    section = '<section class="foreword" id="foreword">\n<h2 class="a">Foreword</h2></section>'
    assert headed(section) == section.replace("<h2", '<h2 id="foreword"')
    own = '<section id="marking"><h3 class="a" id="clause-5.2">Marking</h3></section>'
    assert headed(own) == own


def test_filters_of_pagefind_are_refused_for_their_order_is_chance() -> None:
    with pytest.raises(IndexingFailed, match="order of chance"):
        list(index_files({"index.html": _html("en", "mark", 'data-pagefind-filter="a:b"')}))


def test_an_engine_of_another_form_is_refused() -> None:
    for module in ("var a = 1;", "export{a as b};", "import.meta.env;export{a};", "export{a};a();"):
        with pytest.raises(IndexingFailed, match="pin the version"):
            classic(module)


def test_a_site_without_pages_has_an_index_without_languages() -> None:
    files = dict(index_files({}))
    assert json.loads(files["_search/pagefind-entry.json"])["languages"] == {}


def test_a_table_of_labels_closes_no_script(site: Site) -> None:
    path, script = label_file(site, "en")
    assert path == "_data/labels-en.js"
    assert b"<" not in script


def test_the_example_is_a_clause_that_stands_there(site: Site) -> None:
    assert example(site.texts["fr"]) == "4.1 A1.1"


def test_all_languages_have_the_same_words() -> None:
    names = {language: set(site_words("search", language)) for language in ("en", "fr", "es", "ru", "ar", "zh")}
    assert all(found == names["en"] for found in names.values())
