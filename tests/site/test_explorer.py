"""The explorer: every provision once, filters that agree with plain ones, a table as it is shown, text that does no harm."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest

from isacs_publish.cli import main
from isacs_publish.forms import verbal_forms
from isacs_publish.model.provision_rows import rows
from isacs_publish.model.translation import Currency
from isacs_publish.naming import names_in
from isacs_publish.site.explorer import data_path, explorer_files, table_path
from isacs_publish.site.provisions import provisions_of
from isacs_publish.site.rendering import Renderer
from isacs_publish.site.scripts import supplied
from tests.site.made import site_of
from tests.site.provided import make_provided

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isacs_publish.site.provisions import Provision
    from isacs_publish.site.site import Site
    from isacs_publish.workspace import Workspace


@dataclass(frozen=True)
class Made:
    """The project, its website, its provisions, the files of the explorer and the folder they stand in."""

    workspace: Workspace
    site: Site
    provisions: dict[str, tuple[Provision, ...]]
    files: dict[str, bytes]
    folder: Path

    def table(self, language: str) -> list[dict[str, str]]:
        """Return the rows of the table that was built."""
        return read(self.files[table_path(language)])


def read(table: bytes) -> list[dict[str, str]]:
    """Return the rows of a table."""
    return list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    workspace = make_provided(tmp_path_factory.mktemp("provided"))
    site = site_of(workspace, "en", "fr")
    provisions, renderer = provisions_of(site), Renderer(site)
    files = dict(explorer_files(site, renderer, provisions))
    files |= dict(renderer.asset_files())
    folder = tmp_path_factory.mktemp("site")
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return Made(workspace, site, provisions, files, folder)


def values_of(script: bytes) -> Any:
    """Return what a script supplies."""
    found = re.fullmatch(r'standards\.supply\("[\w-]+",(.*)\);\n', script.decode(), re.DOTALL)
    assert found
    return json.loads(found[1])


def test_every_provision_of_the_texts_is_there_once(made: Made) -> None:
    text = made.site.texts["en"]
    wanted = [
        (number, row.label, row.words)
        for number, words in text.reading.texts.items()
        for row in rows(words, verbal_forms("en"), names_in(words, text.catalogue, made.site.instruments))
    ]
    assert [(each.module, each.row.label, each.row.words) for each in made.provisions["en"]] == wanted
    assert max(Counter(wanted).values()) == 1
    assert len(values_of(made.files[data_path("en")])["rows"]) == len(wanted) == 9


def test_the_table_begins_with_the_columns_of_the_command(made: Made, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--project", str(made.workspace.project), "provisions", "--format", "csv", "--jobs", "1"]) == 0
    told = list(csv.DictReader(io.StringIO(capsys.readouterr().out, newline="")))
    assert [{name: row[name] for name in told[0]} for row in made.table("en")] == told


def test_a_provision_carries_what_it_is_filtered_by(made: Made) -> None:
    first, prohibition, *_ = made.table("en")
    assert (first["class"], first["negated"], first["form"]) == ("requirement", "", "shall")
    assert (prohibition["class"], prohibition["negated"], prohibition["form"]) == ("requirement", "yes", "shall not")
    assert (first["issues"], first["instruments"], first["series"]) == ("Fairness", "Marking Protocol", "A1")
    assert first["themes"] == "law & </script>; example"
    assert first["address"] == "https://example.org/A1.1/2030/en/v0.3/index.html#rules"


def test_a_requirement_that_is_negated_is_a_prohibition(made: Made) -> None:
    kinds = [each.kind for each in made.provisions["en"]]
    assert kinds[:4] == ["requirement", "prohibition", "recommendation", "recommendation"]
    assert kinds[-1] == "permission"  # need not


def test_each_provision_leads_to_a_place_on_its_page(made: Made) -> None:
    for language, text in made.site.texts.items():
        for each in made.provisions[language]:
            assert f' id="{each.id}"' in text.modules[each.module].body


def test_a_translation_says_provisions_of_the_source_in_its_own_words(made: Made) -> None:
    french = {each.row.words: each for each in made.provisions["fr"]}
    current = french["Un objet peut se briser."]
    assert (current.state, current.kind, current.row.form) == (Currency.CURRENT, "possibility", "peut")
    stale = french["L’État doit verrouiller le dépôt."]
    assert (stale.state, stale.row.form, stale.row.actor) == (Currency.STALE, "doit", "État")
    missing = french["The guard need not sleep."]
    assert (missing.state, missing.row.form) == (Currency.MISSING, "need not")
    assert len(made.provisions["fr"]) == len(made.provisions["en"])


def test_nothing_in_the_values_ends_the_script() -> None:
    script = supplied("x", ["</script>", "<!--", "\u2028"])
    assert b"<" not in script
    assert "\u2028".encode() not in script
    assert values_of(script) == ["</script>", "<!--", "\u2028"]


def test_what_a_spreadsheet_would_reckon_out_stands_behind_an_apostrophe(made: Made) -> None:
    assert [row["text"] for row in made.table("en") if "=1+1" in row["text"]] == ["'=1+1 shall be the sum of the clerk."]


def test_without_script_a_page_has_a_table_to_take_away_and_counts(made: Made) -> None:
    page = made.files["fr/explorer.html"].decode()
    assert 'href="../_data/provisions-fr.csv"' in page
    counts = page[page.index('<table class="numbers">') :]
    assert re.findall(r"<td>(\d+|–)</td>", counts)[:6] == ["2", "1", "2", "1", "1", "7"]
    assert "law &amp; &lt;/script&gt;" in page


# What a reader does, in the browser, from file://.


@pytest.fixture
def page(browser: Any, made: Made) -> Iterator[Any]:
    opened = browser.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    opened.on("dialog", lambda dialog: faults.append(dialog.message))
    yield opened
    assert faults == []
    opened.close()


def visit(page: Any, made: Made, path: str = "explorer.html", **chosen: str) -> None:
    """Open the explorer with a selection in its address, and wait for its rows."""
    page.goto("about:blank")
    page.goto(f"{(made.folder / path).as_uri()}#{urlencode(chosen)}")
    page.wait_for_function("/\\d/.test(document.querySelector('.explorer-count').textContent)")


def words_shown(page: Any) -> list[str]:
    return [words.strip() for words in page.locator(".explorer-rows .words > p:first-child").all_inner_texts()]


def plain(table: list[dict[str, str]], provisions: tuple[Provision, ...], chosen: Mapping[str, str]) -> list[str]:
    """Return the words of the provisions that a plain filter lets through."""
    found = []
    for row, each in zip(table, provisions, strict=True):
        holds = {
            "q": all(word in folded(f"{each.row.words} {row['module']} {each.row.label} {each.row.actor}") for word in
                     folded(chosen.get("q", "")).split()),
            "kind": each.kind == chosen.get("kind"),
            "form": each.row.form == chosen.get("form"),
            "actor": folded(chosen.get("actor", "")) in folded(each.row.actor),
            "theme": chosen.get("theme", "") in row["themes"].split("; "),
            "issue": chosen.get("issue", "") in each.issues,
            "instrument": chosen.get("instrument", "") in each.works,
            "series": each.module.startswith(f"{chosen.get('series')}."),
            "module": each.module == chosen.get("module"),
        }  # fmt: skip
        if all(holds[name] for name in chosen):
            found.append(" ".join(each.row.words.split()))
    return found


def folded(words: str) -> str:
    """Return letters without their marks."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", words) if unicodedata.category(sign)[0] != "M").lower()


SELECTIONS = [
    {},
    {"kind": "prohibition"},
    {"form": "should"},
    {"actor": "MAKER"},
    {"actor": "etat"},
    {"theme": "law & </script>"},
    {"theme": "example"},
    {"issue": "fairness"},
    {"instrument": "protocol"},
    {"series": "B2"},
    {"module": "A1.1", "kind": "requirement"},
    {"q": "THING count"},
    {"q": "État"},
    {"q": "no such word"},
    {"q": "</script>", "issue": "fairness", "series": "A1"},
]


@pytest.mark.parametrize("chosen", SELECTIONS, ids=str)
def test_filters_agree_with_plain_ones(page: Any, made: Made, chosen: dict[str, str]) -> None:
    visit(page, made, **chosen)
    wanted = plain(made.table("en"), made.provisions["en"], chosen)
    shown = words_shown(page)
    assert [" ".join(words.split()) for words in shown] == wanted
    assert page.locator(".explorer-count").inner_text() == f"{len(wanted)} of 9 provisions"


def test_a_selection_stands_in_the_address_and_can_be_passed_on(page: Any, made: Made) -> None:
    visit(page, made)
    page.locator("select[name=kind]").select_option("prohibition")
    assert page.evaluate("location.hash") == "#kind=prohibition"
    page.locator("button[type=reset]").click()
    page.wait_for_function("document.querySelectorAll('.explorer-rows tbody tr').length == 9")
    assert page.evaluate("location.hash") in ("", "#")


def test_text_of_another_language_is_read_when_it_is_asked_for(page: Any, made: Made) -> None:
    visit(page, made)
    page.locator("select[name=language]").select_option("fr")
    page.wait_for_function("document.querySelector('.explorer-rows tbody').textContent.includes('briser')")
    line = page.locator(".explorer-rows tr", has_text="briser")
    assert line.locator(".words > p").first.get_attribute("lang") == "fr"
    assert line.locator("th a").get_attribute("href") == "A1.1/2030/fr/v0.3/index.html#sums"
    assert "language=fr" in page.evaluate("location.hash")
    untranslated = page.locator(".explorer-rows tr", has_text="need not sleep")
    assert untranslated.locator(".words > p").first.get_attribute("lang") == "en"
    assert untranslated.locator(".state").inner_text() == "Not translated (English)"


def saved(page: Any) -> bytes:
    with page.expect_download() as download:
        page.locator("button[name=save]").click()
    return Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_all_provisions_are_saved_as_they_were_built(page: Any, made: Made, language: str) -> None:
    visit(page, made, "explorer.html" if language == "en" else "fr/explorer.html")
    assert saved(page) == made.files[table_path(language)]


def test_what_is_saved_is_what_is_shown(page: Any, made: Made) -> None:
    visit(page, made, kind="permission")
    assert [row["text"] for row in read(saved(page))] == words_shown(page)


def test_hostile_text_is_shown_as_text(page: Any, made: Made) -> None:
    visit(page, made, q="stop")
    assert "</script><b>stop</b>" in words_shown(page)[0]
    assert page.locator(".explorer-rows b").count() == 0


def test_a_failed_reading_is_told(page: Any, made: Made, tmp_path: Path) -> None:
    for path, content in made.files.items():
        if not path.startswith("_data/"):
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_bytes(content)
    page.goto((tmp_path / "explorer.html").as_uri())
    page.wait_for_function("document.querySelector('.explorer-count').textContent.includes('could not')")
    assert page.locator(".explorer-counts table").is_visible()


def test_the_keyboard_alone_suffices(page: Any, made: Made) -> None:
    visit(page, made)
    page.locator("main input[name=q]").focus()
    page.keyboard.type("guard")
    page.wait_for_function("document.querySelectorAll('.explorer-rows tbody tr').length == 1")
    page.locator("button[type=reset]").focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "B2.1 · 4"


def test_a_phone_shows_cards(page: Any, made: Made) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    visit(page, made)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("getComputedStyle(document.querySelector('.explorer-rows tbody tr')).display") == "grid"
