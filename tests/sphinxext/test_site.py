"""The website: each text at the address it keeps, pages withheld, and the labels of plain ``sphinx-build``."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from lxml import html
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from tests.roots import make_project, module_path, text, write
from tests.sphinxext.site import Site, make_site, write_site

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.workspace import Workspace

LABELLED = """
.. note::

   A note.

.. _duties:

Duties
------

.. _custody:

Custody
~~~~~~~

See :ref:`B2.1#annex-form`, :term:`thing` and :cite:`treaty`.

.. note::

   One.

.. note::

   Two.

.. example::

   An example.

.. _tab-keys:

.. list-table:: Keys

   * - a
     - b

.. _records:

Records
~~~~~~~

.. _fig-cycle:

.. figure:: cycle.svg
   :alt: A cycle.

   The cycle

.. _for-risk:

.. formula::
   :alt: R equals L.

   R = L

.. _annex-form:

Form
----

.. annex:: normative

.. _tab-form:

.. list-table:: Form

   * - a
     - b

.. _bibliography:

Bibliography
------------

.. reference:: B2.1

.. reference:: treaty

   Treaty
"""

LABELS = """1 2 3 3.1 NOTE 4 4.1 NOTE_1 NOTE_2 EXAMPLE Table_1 4.2 Figure_1 (1) Annex_A Table_A.1 [1] [2]"""

ADDRESSES = {
    "index.html": "Example Standards",
    "A1/index.html": "Series A1",
    "B2/index.html": "Series B2",
    "A1.1/2030/en/v0.3/index.html": "XST A1.1:2030(E)V0.3, First",
    "B2.1/2030/en/v0.3/index.html": "XST B2.1:2030(E)V0.3, Second",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    modules = {"A1.1": text("First", LABELLED), "B2.1": text("Second", LABELLED, "other thing")}
    return make_site(tmp_path_factory.mktemp("site"), modules)


def labels(tree: html.HtmlElement) -> list[str]:
    """Return every label that the text of a page shows, in order; lists of contents are no text."""
    spans = tree.xpath("(//body/div[@class='front'] | //main)//*[@class='label']")
    return [span.text_content() for span in spans if not span.getparent().get("href")]


def plain(workspace: Workspace, out: Path) -> tuple[str, Path]:
    """Build with plain Sphinx, as ``sphinx-build -b html source out -c .`` does; return what it warns of, and the folder."""
    warnings = io.StringIO()
    folders = (workspace.sources, workspace.project, out / "html", out / "doctrees")
    with patch_docutils(workspace.project), docutils_namespace():
        Sphinx(*folders, "html", status=None, warning=warnings).build()
    return warnings.getvalue(), out / "html"


def test_paper_and_web_show_the_labels_of_every_kind(site: Site) -> None:
    expected = [label.replace("_", " ") for label in LABELS.split()]
    assert labels(html.document_fromstring(site.source("A1.1"))) == expected
    assert labels(site.page("A1.1/2030/en/v0.3/index.html")) == expected


def test_plain_sphinx_shows_the_same_labels_and_the_same_words(site: Site, tmp_path: Path) -> None:
    warnings, out = plain(site.workspace, tmp_path)
    assert warnings == ""
    tree = html.document_fromstring((out / "A1" / "A1.1" / "index.html").read_text(encoding="utf-8"))
    assert labels(tree) == [label.replace("_", " ") for label in LABELS.split()]
    (paragraph,) = tree.xpath("//section[@id='custody']/p")
    assert paragraph.text_content() == "See XST B2.1:2030, Annex A, thing (3.1) and [2]."


def test_plain_sphinx_shows_findings_of_ours_with_their_code_and_place(tmp_path: Path) -> None:
    workspace = make_project(tmp_path / "project", {"A1.1": text("First", "See :ref:`scoope`.\n")})
    warnings, _ = plain(workspace, tmp_path)
    (line,) = warnings.splitlines()
    for part in ("source/A1/A1.1/index.rst:36", "'scoope'", "did you mean 'scope'?", "isacs.unknown-reference"):
        assert part in line


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_text_has_an_address_of_number_year_language_and_version(site: Site, address: str) -> None:
    title = site.page(address).findtext(".//title")
    assert title.startswith(ADDRESSES[address])


def test_the_site_holds_no_other_pages(site: Site) -> None:
    found = {path.relative_to(site.workspace.site).as_posix() for path in site.workspace.site.rglob("*.html")}
    leading = {f"{number}/{folder}index.html" for number in ("A1.1", "B2.1") for folder in ("", "2030/")}
    rooms = {f"{name}.html" for name in ("explorer", "figures", "search", "themes", "verify")}
    assert found == ADDRESSES.keys() | leading | rooms


@pytest.mark.parametrize("address", ["A1/index.html", "index.html"])
def test_pages_of_the_series_lead_to_the_module(site: Site, address: str) -> None:
    up = "../" * address.count("/")
    targets = [link.get("href") for link in site.page(address).xpath("//main//a[normalize-space()]")]
    assert f"{up}A1.1/2030/en/v0.3/index.html" in targets


def test_a_withheld_page_is_not_written_and_one_that_was_stays_as_it_was(tmp_path: Path) -> None:
    workspace = make_project(tmp_path, {"A1.1": text("First"), "B2.1": text("Second", "", "other thing")})
    pages = {number: workspace.site / f"{number}/2030/en/v0.3/index.html" for number in ("A1.1", "B2.1")}
    write_site(workspace, "en", {"A1/A1.1/index"})
    assert [number for number, path in pages.items() if path.is_file()] == ["B2.1"]

    before = pages["B2.1"].read_bytes()
    for number in pages:
        source = module_path(workspace, number)
        write(source, source.read_text(encoding="utf-8").replace("describes examples", "describes samples"))
    write_site(workspace, "en", {"B2/B2.1/index"})
    assert b"describes samples" in pages["A1.1"].read_bytes()
    assert pages["B2.1"].read_bytes() == before
