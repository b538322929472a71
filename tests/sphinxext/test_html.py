"""The HTML of pages and of print sources: well formed, complete, and with ids that nobody takes from another."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from lxml import html
from tinyhtml5.parser import HTMLParser

from isacs_publish.sphinxext.outline import ANCHOR
from isacs_publish.sphinxext.run import read_modules
from tests.conftest import PROJECT
from tests.roots import make_project, text
from tests.sphinxext.site import Site, make_site

if TYPE_CHECKING:
    from pathlib import Path

EVERYTHING = """
Text [#f]_ with *emphasis*, ``literal``, H\\ :sub:`2`\\ O, |image|, |words|, `a link <https://example.org/>`_ and :term:`thing`.

.. |image| image:: cycle.svg
   :alt: Small image.

.. |words| replace:: words of a substitution

.. [#f] Footnote first.

   Footnote second.

.. note::

   Note first.

   - Note list.

.. note::

   - Note of a list.

.. example::

   Example text.

   .. code-block:: xml

      <code/>

.. _fig-cycle:

.. figure:: cycle.svg
   :alt: Figure words.
   :target: https://example.org/
   :width: 50%
   :figwidth: 80

   Figure title :ref:`scope`

   Legend first.

   - Legend list.

.. figure:: cycle.svg
   :alt: Untitled words.

.. figure:: cycle.svg
   :alt: Key words.

   ..

   Legend alone.

.. image:: cycle.svg
   :alt: Image words.

.. _for-risk:

.. formula::
   :alt: Formula words.

   R = L

.. _tab-keys:

.. list-table:: Table title
   :header-rows: 1
   :stub-columns: 1

   * - Head one
     - Head two
   * - Stub
     - Cell first.

       Cell second.

.. csv-table::

   csv one, csv two

.. table:: Plain title

   ===  ===
   pa   pb
   ===  ===
   pc   pd
   ===  ===

a) letter

   1) digit

      i) roman

- dash

Word
   Definition.

:Field: Field body.

-o  Option body.

| Line one
|  Line two

   Quotation.

   -- Attribution

::

   Literal block.

.. parsed-literal::

   Parsed *literal*.

>>> doctest

----

.. _annex-form:

Form
----

.. annex:: normative

.. _fields:

Fields
~~~~~~

Annex text, see :ref:`annex-form` and :cite:`treaty`.

.. _bibliography:

Bibliography
------------

.. reference:: A1.1

.. reference:: treaty

   Treaty first.

   Treaty second.

.. reference:: lists

   - Work of a list.
"""

PAGE = "A1.1/2030/en/v0.3/index.html"
WORDS = re.findall(
    r"[A-Z][a-z]+ (?:first|second|list|alone|body|block|text|title|of a list)\b|Head \w+|Cell \w+|csv \w+|p[abcd]\b"
    r"|letter|digit|roman|dash|Definition|Line \w+|Quotation|Attribution|literal|doctest|words of a substitution",
    EVERYTHING,
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return make_site(tmp_path_factory.mktemp("html"), {"A1.1": text("First", EVERYTHING)})


def faults(page: str) -> list[str]:
    """Return what the parser of the HTML standard had to mend."""
    parser = HTMLParser()
    parser.parse(page)
    lines = page.split("\n")
    return [f"{code}: {lines[line - 1]}" for (line, _), code, _ in parser.errors]


def shown(page: str) -> str:
    return " ".join(html.document_fromstring(page).find("body").text_content().split())


def test_the_html_of_every_directive_needs_no_mending(site: Site) -> None:
    assert faults(site.source("A1.1")) == []
    assert [faults(site.text(address)) for address in (PAGE, "index.html", "A1/index.html")] == [[], [], []]


def test_the_parser_hears_a_stray_end_tag() -> None:
    stray = "<!DOCTYPE html><title>x</title><figure><figcaption>x</figcaption>\n</figcaption></figure>"
    assert len(faults(stray)) == 1
    assert faults(stray.replace("\n</figcaption>", "")) == []


@pytest.mark.parametrize("word", sorted(set(WORDS)))
def test_every_word_of_every_directive_is_on_paper_and_on_the_web(site: Site, word: str) -> None:
    assert word in shown(site.source("A1.1"))
    assert word in shown(site.text(PAGE))


def test_a_legend_stands_in_the_caption_of_its_figure(site: Site) -> None:
    for page in (site.source("A1.1"), site.text(PAGE)):
        captions = html.document_fromstring(page).xpath("//figure/figcaption")
        assert [" ".join(caption.text_content().replace("¶", "").split()) for caption in captions] == [
            "Figure 1 — Figure title Clause 1 Legend first. Legend list.",
            "Legend alone.",
        ]


def test_no_id_stands_twice(site: Site) -> None:
    for page in (site.source("A1.1"), site.text(PAGE)):
        ids = html.document_fromstring(page).xpath("//@id")
        assert sorted(set(ids)) == sorted(ids)


def test_ids_of_templates_are_none_that_an_author_can_write() -> None:
    themes = PROJECT / "themes" / "isacs"
    beside = ("explorer", "figures", "themes", "search", "verify")  # (pages without the text of a module)
    templates = [path for path in themes.rglob("*.html") if path.stem not in beside]
    ids = [i for path in templates for i in re.findall(r'\bid="(.+?)"', path.read_text(encoding="utf-8"))]
    assert len(ids) >= 4
    assert not [i for i in ids if (i[0] != "_" or ANCHOR.fullmatch(i)) and not i.startswith("{{")]


def test_an_anchor_is_never_the_id_of_a_template(tmp_path: Path) -> None:
    targets = "".join(f".. _{name}:\n\nText.\n\n" for name in (r"\_contents", r"\_modules", "`_text`", "a--b", "a~c"))
    reading = read_modules(make_project(tmp_path, {"A1.1": text("First", targets)}), "en", 1)
    written = html.document_fromstring(reading.sources["A1.1"].html).xpath("//main//@id")
    assert {"contents", "modules", "text", "a-b", "a-c"} <= set(written)
    assert all(ANCHOR.fullmatch(i) for i in written)
