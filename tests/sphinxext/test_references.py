"""References: the words they print, and where they lead on paper and on the web."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

import pytest
from lxml import html

from tests.roots import text
from tests.sphinxext.site import Site, make_site

UNITS = """
.. _duties:

Duties
------

.. _custody:

Custody
~~~~~~~

Text.

.. _tab-keys:

.. list-table:: Keys

   * - a
     - b

.. _records:

Records
~~~~~~~

.. _for-risk:

.. formula::
   :alt: R equals L.

   R = L

.. _annex-form:

Form
----

.. annex:: informative

.. _fields:

Fields
~~~~~~

.. _tab-form:

.. list-table:: Form

   * - a
     - b
"""

BIBLIOGRAPHY = """
.. _bibliography:

Bibliography
------------

.. reference:: A1.1

.. reference:: treaty

   Treaty
"""

AT_HOME = {
    ":ref:`scope`": ("Clause 1", "#scope"),
    ":ref:`foreword`": ("Foreword", "#foreword"),
    ":ref:`custody`": ("5.1", "#custody"),
    ":ref:`annex-form`": ("Annex A", "#annex-form"),
    ":ref:`fields`": ("A.1", "#fields"),
    ":ref:`tab-keys`": ("Table 1", "#tab-keys"),
    ":ref:`tab-form`": ("Table A.1", "#tab-form"),
    ":ref:`for-risk`": ("Formula (1)", "#for-risk"),
    ":ref:`term-tool`": ("3.1", "#term-tool"),
    ":ref:`B2.1#custody`": ("5.1", "#custody"),
    ":ref:`the form <annex-form>`": ("the form", "#annex-form"),
    ":term:`other thing`": ("other thing", "#term-thing"),
    ":term:`Other things <other thing>`": ("Other things", "#term-thing"),
    ":cite:`treaty`": ("[2]", "#ref-treaty"),
}

ABROAD = {
    ":ref:`A1.1#foreword`": ("XST A1.1:2030, Foreword", "A1.1#foreword"),
    ":ref:`A1.1#duties`": ("XST A1.1:2030, Clause 4", "A1.1#duties"),
    ":ref:`A1.1#custody`": ("XST A1.1:2030, 4.1", "A1.1#custody"),
    ":ref:`A1.1#annex-form`": ("XST A1.1:2030, Annex A", "A1.1#annex-form"),
    ":ref:`A1.1#tab-form`": ("XST A1.1:2030, Table A.1", "A1.1#tab-form"),
    ":ref:`A1.1#for-risk`": ("XST A1.1:2030, Formula (1)", "A1.1#for-risk"),
    ":ref:`A1.1#term-thing`": ("XST A1.1:2030, 3.1", "A1.1#term-thing"),
    ":ref:`that form <A1.1#annex-form>`": ("that form", "A1.1#annex-form"),
    ":term:`thing`": ("thing", "A1.1#term-thing"),
    ":term:`Things <thing>`": ("Things", "A1.1#term-thing"),
    ":module:`A1.1`": ("XST A1.1", "A1.1"),
    ":module:`A1.1:2030`": ("XST A1.1:2030", "A1.1"),
    ":module:`the first <A1.1>`": ("the first", "A1.1"),
}

WRITTEN = [*AT_HOME, *ABROAD, ":module:`A1`"]
HOME, HOST = "B2.1/2030/en/v0.3/index.html", "A1.1/2030/en/v0.3/index.html"


@dataclass(frozen=True)
class Pages:
    """One module that cites itself and another: its paragraphs on paper and on the web, and the site."""

    paper: list[html.HtmlElement]
    web: list[html.HtmlElement]
    site: Site

    def on_paper(self, written: str) -> html.HtmlElement:
        return self.paper[WRITTEN.index(written)]

    def on_the_web(self, written: str) -> html.HtmlElement:
        return self.web[WRITTEN.index(written)]


def citing_paragraphs(page: str) -> list[html.HtmlElement]:
    return list(html.document_fromstring(page).xpath("//section[@id='uses']/p"))


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Pages:
    uses = "".join(f"{reference}\n\n" for reference in WRITTEN)
    tool = ".. _term-tool:\n\n.. term:: tool\n\n   object in use\n"
    citing = f"{tool}\n.. _uses:\n\nUses\n----\n\n{uses}{UNITS}{BIBLIOGRAPHY}"
    citing = text("Second", citing, "other thing").replace(tool, "").replace(".. _term-thing:", f"{tool}\n.. _term-thing:")
    site = make_site(tmp_path_factory.mktemp("citing"), {"A1.1": text("First", UNITS), "B2.1": citing})
    found = Pages(citing_paragraphs(site.source("B2.1")), citing_paragraphs(site.text(HOME)), site)
    assert len(found.paper) == len(found.web) == len(WRITTEN)
    return found


def links(paragraph: html.HtmlElement) -> list[tuple[str, str]]:
    return [(link.text_content(), link.get("href")) for link in paragraph.iter("a")]


@pytest.mark.parametrize("written", AT_HOME)
def test_a_reference_within_the_module_is_the_same_link_on_paper_and_on_the_web(pages: Pages, written: str) -> None:
    assert links(pages.on_paper(written)) == [AT_HOME[written]]
    assert links(pages.on_the_web(written)) == [AT_HOME[written]]


@pytest.mark.parametrize("written", ABROAD)
def test_a_reference_to_another_module_is_inert_on_paper_and_names_its_target(pages: Pages, written: str) -> None:
    paragraph = pages.on_paper(written)
    spans = [(span.text_content(), span.get("data-target")) for span in paragraph.find_class("crossref")]
    assert spans == [ABROAD[written]]
    assert links(paragraph) == []


@pytest.mark.parametrize("written", ABROAD)
def test_a_reference_to_another_module_is_a_relative_link_on_the_web(pages: Pages, written: str) -> None:
    words, target = ABROAD[written]
    anchor = target.removeprefix("A1.1")
    assert links(pages.on_the_web(written)) == [(words, f"../../../../{HOST}{anchor}")]
    assert not anchor or pages.site.page(HOST).get_element_by_id(anchor.removeprefix("#")) is not None


def test_all_parts_of_a_series_are_cited_in_words(pages: Pages) -> None:
    for paragraph in (pages.on_paper(":module:`A1`"), pages.on_the_web(":module:`A1`")):
        assert paragraph.text_content() == "XST A1 (all parts)"
        assert links(paragraph) == []


def test_the_number_of_a_term_stands_at_its_first_use_alone_and_not_for_the_glossary(pages: Pages) -> None:
    uses = [":term:`other thing`", ":term:`Other things <other thing>`", ":term:`thing`"]
    shown = [pages.on_paper(written).text_content() for written in uses]
    assert shown == ["other thing (3.2)", "Other things", "thing"]


def test_every_link_of_a_page_leads_to_a_page_that_is_there(pages: Pages) -> None:
    for address in (HOME, HOST, "index.html", "A1/index.html"):
        targets = {link.get("href").partition("#")[0] for link in pages.site.page(address).iter("a")} - {""}
        assert targets
        for target in targets:
            assert not PurePosixPath(target).is_absolute()
            if not target.endswith(".pdf"):
                assert (pages.site.workspace.site / address).parent.joinpath(target).resolve().is_file(), (address, target)
