"""Pages of modules and the pages around them: what a reader finds there, and in which words."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from lxml import html

from isacs_publish.artifacts import Artifact
from isacs_publish.cli import main
from isacs_publish.publish import Request, build, build_languages
from isacs_publish.site.writing import write
from tests.roots import make_project, module_path, text
from tests.site.made import site_of
from tests.translated import RULE, make_translated, translate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from isacs_publish.site.site import Site

Page = "Callable[[str], html.HtmlElement]"
HERE = "A1.1/2030/en/v0.3/index.html"

REST = """\
.. _rules:

Rules
-----

Keepers shall count. Guests may look.

Guests should knock. See :term:`thing` and :ref:`B2.1#scope`.

A plain sentence.

.. _tab-keys:

.. list-table:: Keys

   * - a
     - b
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a website of three modules, of which one has a PDF."""
    texts = {"A1.1": text("Things", REST), "A1.2": text("More", term="more"), "B2.1": text("Others", term="other")}
    workspace = make_project(tmp_path_factory.mktemp("project"), texts)
    pdf = workspace.build / "pdf/en/screen/xst-a1.1-2030-e-v0.3.pdf"
    pdf.parent.mkdir(parents=True)
    pdf.write_bytes(b"%PDF-" + bytes(2_000_000))
    digest = sha256(pdf.read_bytes()).hexdigest()
    made = Artifact("pdf/en/screen/" + pdf.name, "module", "screen", "XST A1.1:2030(E)V0.3", "en", 1, digest)
    site = replace(site_of(workspace), artifacts=(made,))
    write(workspace.site, site)
    return site


@pytest.fixture(scope="module")
def page(site: Site) -> Callable[[str], html.HtmlElement]:
    """Return what reads a page."""
    return lambda address: html.parse(site.build / "html" / address).getroot()


def test_a_page_tells_what_text_it_holds(page: Callable[[str], html.HtmlElement]) -> None:
    card = page(HERE).find_class("card")[0]
    assert card.find_class("identifier")[0].text_content() == "XST A1.1:2030(E)V0.3"
    facts = dict(zip((dt.text for dt in card.iter("dt")), (dd.text_content() for dd in card.iter("dd")), strict=True))
    assert facts["Version"] == "0.3, 2030-05-01"
    assert facts["Stage"] == "Sketch (10.20)"
    assert facts["Custodian"] == "Somebody"


def test_a_file_is_listed_with_size_and_digest_and_stands_on_the_site(
    site: Site, page: Callable[[str], html.HtmlElement]
) -> None:
    (row,) = page(HERE).xpath("//table[@class='downloads']/tbody/tr")
    (link,) = row.xpath(".//a/@href")
    file = (site.build / "html" / HERE).parent / link
    assert "2.0 MB" in row.text_content()
    assert sha256(file.read_bytes()).hexdigest() in row.text_content()


def test_provisions_say_their_class(page: Callable[[str], html.HtmlElement]) -> None:
    told = {" ".join(p.text_content().split()): p.get("data-force") for p in page(HERE).xpath("//article//p")}
    assert told["Keepers shall count. Guests may look."] == "requirement", "the strongest of a paragraph"
    assert told["Guests should knock. See thing (3.1) and XST B2.1:2030, Clause 1."] == "recommendation"
    assert told["A plain sentence."] is None


def test_modules_follow_each_other_in_their_order(page: Callable[[str], html.HtmlElement]) -> None:
    middle = page("A1.2/2030/en/v0.3/index.html")
    assert middle.xpath("//a[@rel='prev']/@href") == ["../../../../A1.1/2030/en/v0.3/index.html"]
    assert middle.xpath("//a[@rel='next']/@href") == ["../../../../B2.1/2030/en/v0.3/index.html"]
    assert page(HERE).xpath("//a[@rel='prev']") == []


def test_a_permanent_link_names_identifier_and_clause(page: Callable[[str], html.HtmlElement]) -> None:
    (link,) = page(HERE).xpath("//section[@id='rules']/h2/a[@class='permalink']")
    assert link.get("href") == "#rules"
    assert link.get("aria-label") == "Permanent link to XST A1.1:2030(E)V0.3, 4"


def test_a_printed_number_is_an_address_of_the_heading(page: Callable[[str], html.HtmlElement]) -> None:
    (heading,) = page(HERE).xpath("//section[@id='rules']/h2")
    assert heading.get("id") == "clause-4"


def test_a_table_stands_in_a_box_that_can_scroll(page: Callable[[str], html.HtmlElement]) -> None:
    (box,) = page(HERE).xpath("//article//table/..")
    assert (box.get("class"), box.get("data-label")) == ("scroll", "Table 1")


def test_home_leads_to_every_module(page: Callable[[str], html.HtmlElement]) -> None:
    links = page("index.html").xpath("//ul[@class='modules']//a/@href")
    assert [link for link in links if "/en/" in link] == [
        f"{number}/2030/en/v0.3/index.html" for number in ("A1.1", "A1.2", "B2.1")
    ]


def test_every_page_says_that_the_standards_are_voluntary(site: Site) -> None:
    pages = list((site.build / "html").rglob("*.html"))
    assert len(pages) > 8
    assert [path for path in pages if "The standards are voluntary." not in path.read_text(encoding="utf-8")] == []


def test_an_address_without_version_leads_to_the_working_text(page: Callable[[str], html.HtmlElement]) -> None:
    assert page("A1.1/index.html").xpath("//*[@id='_target']/@href") == ["2030/en/v0.3/index.html"]
    assert page("A1.1/2030/index.html").xpath("//*[@id='_target']/@href") == ["en/v0.3/index.html"]


def test_what_no_longer_belongs_to_the_site_is_taken_away(site: Site) -> None:
    stray = site.build / "html" / "old" / "page.html"
    stray.parent.mkdir()
    stray.write_text("old")
    write(site.build / "html", site)
    assert not stray.parent.exists()


def test_the_same_texts_give_the_same_bytes(site: Site, tmp_path: Path) -> None:
    write(tmp_path, site)
    for path in sorted(tmp_path.rglob("*")):
        if path.is_file():
            assert path.read_bytes() == (site.build / "html" / path.relative_to(tmp_path)).read_bytes(), path


def test_a_page_names_nothing_outside_the_site(site: Site) -> None:
    for path in (site.build / "html").rglob("*.html"):
        page = html.parse(path).getroot()
        named = page.xpath("//script/@src | //link[@rel='stylesheet']/@href | //img/@src | //iframe/@src")
        assert [name for name in named if ":" in name or name.startswith("/")] == []


@pytest.fixture(scope="module")
def translated(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a website in two languages, of whose French text one sentence is translated."""
    workspace = make_translated(tmp_path_factory.mktemp("translated"))
    assert main(["--project", str(workspace.project), "translate", "update", "--jobs", "1"]) == 0
    translate(workspace, RULE, "La :term:`chose <thing>` doit avoir au moins 3 marques.")
    site = site_of(workspace)
    write(workspace.site, site)
    return site


def test_the_languages_of_a_page_lead_to_each_other(translated: Site) -> None:
    folder = translated.build / "html"
    english = html.parse(folder / HERE).getroot()
    assert english.xpath("//nav[@class='languages']//a/@href") == ["index.html", "../../fr/v0.3/index.html"]
    assert english.xpath("//link[@rel='alternate']/@hreflang") == ["en", "fr"]
    french = html.parse(folder / HERE.replace("/en/", "/fr/")).getroot()
    assert french.xpath("//nav[@class='languages']//a/@href") == ["../../en/v0.3/index.html", "index.html"]


def test_a_page_tells_how_far_its_translations_are(translated: Site) -> None:
    page = html.parse(translated.build / "html" / HERE).getroot()
    told = [" ".join(line.text_content().split()) for line in page.xpath("//ul[@class='inline']/li")]
    assert told[0] == "English (source text)"
    assert told[1].startswith("French (")
    assert told[1].endswith("clauses current)")


def test_provisions_of_a_translation_are_those_of_the_source(translated: Site) -> None:
    page = html.parse(translated.build / "html" / HERE.replace("/en/", "/fr/")).getroot()
    forces = {" ".join(p.text_content().split()): p.get("data-force") for p in page.xpath("//article//p")}
    assert next(force for words, force in forces.items() if "doit avoir au moins" in words) == "requirement"


def test_a_source_that_is_edited_during_a_build_shows_with_the_next_one(tmp_path: Path) -> None:
    workspace = make_project(tmp_path, {"A1.1": text("Things", REST), "B2.1": text("Others", term="other")})
    source = module_path(workspace, "A1.1")

    def edit(*_: object) -> None:
        source.write_text(
            source.read_text(encoding="utf-8").replace("Keepers shall count.", "Keepers shall sing."), encoding="utf-8"
        )

    build(workspace, Request(editions=("web",)), edit)
    page = workspace.site / HERE
    assert "Keepers shall count." in page.read_text(encoding="utf-8")
    build(workspace, Request(editions=("web",)), lambda *_: None)
    assert "Keepers shall sing." in page.read_text(encoding="utf-8")


def test_pages_of_an_older_text_are_taken_off_the_website(tmp_path: Path) -> None:
    workspace = make_translated(tmp_path)
    assert main(["--project", str(workspace.project), "translate", "update", "--jobs", "1"]) == 0
    build_languages(workspace, Request(language="all", editions=("web",)), lambda *_: None)
    french = workspace.site / HERE.replace("/en/", "/fr/")
    assert french.is_file()
    source = module_path(workspace, "A1.1")
    source.write_text(
        source.read_text(encoding="utf-8").replace("Marks may be of any", "Marks shall be of one"), encoding="utf-8"
    )
    report = build(workspace, Request(editions=("web",)), lambda *_: None)
    assert not french.exists(), "the French page would show a translation of another text unmarked"
    assert any("--language fr" in note for note in report.notes)


def test_pages_that_another_language_wrote_again_are_no_reason_to_build(tmp_path: Path) -> None:
    workspace = make_translated(tmp_path)
    assert main(["--project", str(workspace.project), "translate", "update", "--jobs", "1"]) == 0
    english, whole = Request(editions=("web",)), Request(language="all", editions=("web",))
    build(workspace, english, lambda *_: None)
    build_languages(workspace, whole, lambda *_: None)
    assert build(workspace, english, lambda *_: None).up_to_date
    assert build_languages(workspace, whole, lambda *_: None).up_to_date
    (workspace.site / HERE).write_text("altered")
    assert not build(workspace, english, lambda *_: None).up_to_date
