"""Reading: anchors, numbers and references of small projects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from lxml import html

from isacs_publish.sphinxext.run import Reading, read_modules
from tests.roots import make_project, module_path, text, write
from tests.sphinxext.site import write_site

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.workspace import Workspace

DUTIES = """
.. _duties:

Duties of the board
-------------------

The board keeps the :term:`thing`, the :term:`thing` and the :term:`other thing`. See :ref:`scope`, :ref:`B2.1#own`, Scope_.

.. _Scope: https://example.org/
"""

OWN = """
.. _own:

Own
---

Text.
"""


def project(folder: Path, **modules: str) -> Workspace:
    return make_project(folder, {number.replace("_", "."): content for number, content in modules.items()})


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Reading]:
    """Two modules that cite each other, read once."""
    duties = DUTIES.replace(", Scope_", "").replace("\n.. _Scope: https://example.org/\n", "")
    other = text("Second", OWN, "other thing").replace(
        "This document describes", "See :ref:`A1.1#duties`. This document describes"
    )
    workspace = project(tmp_path_factory.mktemp("two"), A1_1=text("First", duties), B2_1=other)
    return workspace, read_modules(workspace, "en", 1)


def page(reading: Reading, number: str) -> html.HtmlElement:
    return html.document_fromstring(reading.sources[number].html)


def test_an_anchor_is_the_id_and_the_title_is_not(two: tuple[Workspace, Reading]) -> None:
    ids = page(two[1], "A1.1").xpath("//main//section/@id | //div[@class='front']//section/@id")
    assert ids == ["foreword", "scope", "normative-references", "terms", "duties"]
    assert "duties-of-the-board" not in page(two[1], "A1.1").xpath("//@id")


def test_the_same_anchor_in_two_modules_is_no_fault(two: tuple[Workspace, Reading]) -> None:
    assert "unknown-term" in [finding.code for finding in two[1].findings]  # 'other thing' is a term of B2.1 alone
    assert {finding.code for finding in two[1].findings} == {"unknown-term"}
    assert two[1].labels["A1.1"]["scope"].number == two[1].labels["B2.1"]["scope"].number == "1"


def test_the_first_use_of_a_term_prints_its_number(two: tuple[Workspace, Reading]) -> None:
    shown = " ".join(page(two[1], "A1.1").text_content().split())
    assert "keeps the thing (3.1), the thing and" in shown


def test_a_reference_abroad_is_inert_on_paper(two: tuple[Workspace, Reading]) -> None:
    spans = page(two[1], "A1.1").xpath("//main//span[contains(@class, 'crossref')]")
    assert [(span.get("data-target"), span.text_content()) for span in spans] == [("B2.1#own", "XST B2.1:2030, Clause 4")]
    assert not page(two[1], "A1.1").xpath("//main//a[contains(@href, 'B2.1')]")


def test_a_reference_at_home_is_a_link(two: tuple[Workspace, Reading]) -> None:
    links = page(two[1], "A1.1").xpath("//main//section[@id='duties']//a")
    assert [(link.get("href"), link.text_content()) for link in links] == [
        ("#term-thing", "thing"),
        ("#term-thing", "thing"),
        ("#scope", "Clause 1"),
    ]


def test_a_reference_abroad_is_a_live_link_on_the_web(two: tuple[Workspace, Reading]) -> None:
    workspace, _ = two
    write_site(workspace, "en", set())
    tree = html.document_fromstring((workspace.site / "A1.1/2030/en/v0.3/index.html").read_text(encoding="utf-8"))
    (link,) = tree.xpath("//a[contains(@class, 'abroad')]")
    assert link.get("href") == "../../../../B2.1/2030/en/v0.3/index.html#own"
    assert link.text_content() == "XST B2.1:2030, Clause 4"


def test_permanent_links_stand_on_the_web_and_not_on_paper(two: tuple[Workspace, Reading]) -> None:
    workspace, reading = two
    write_site(workspace, "en", set())
    tree = html.document_fromstring((workspace.site / "A1.1/2030/en/v0.3/index.html").read_text(encoding="utf-8"))
    anchors = tree.xpath("//a[@class='permalink']/@href")
    assert anchors == ["#foreword", "#scope", "#normative-references", "#terms", "#term-thing", "#duties"]
    assert "permalink" not in reading.sources["A1.1"].html


def test_a_withheld_page_is_not_written(tmp_path: Path) -> None:
    workspace = project(tmp_path, A1_1=text("First"), B2_1=text("Second", "", "other thing"))
    read_modules(workspace, "en", 1)
    write_site(workspace, "en", {"A1/A1.1/index"})
    assert not (workspace.site / "A1.1").exists()
    assert (workspace.site / "B2.1/2030/en/v0.3/index.html").is_file()


def test_the_order_of_a_toctree_numbers_nothing(tmp_path: Path) -> None:
    modules = {"A1_1": text("First", OWN), "A1_2": text("Second", DUTIES.partition("The board")[0] + "Text.\n", "b")}
    plain = project(tmp_path / "plain", **modules)
    turned = project(tmp_path / "turned", **modules)
    write(turned.sources / "A1" / "index.rst", "A1\n==\n\n.. toctree::\n   :numbered:\n\n   A1.2/index\n   A1.1/index\n")
    assert read_modules(plain, "en", 1).labels == read_modules(turned, "en", 1).labels


def test_parallel_reading_gives_the_same(tmp_path: Path) -> None:
    modules = {f"A1_{n}": text(f"Module {n}", OWN + f"\nSee :ref:`nowhere-{n}`.\n", f"thing {n}") for n in range(1, 10)}
    one = read_modules(project(tmp_path / "one", **modules), "en", 1)
    two = read_modules(project(tmp_path / "two", **modules), "en", 2)
    assert one.labels == two.labels
    assert one.sources == two.sources
    assert sorted(map(str, one.findings)) == sorted(map(str, two.findings))
    assert len(one.findings) == 9


@pytest.mark.parametrize(
    ("written", "code", "hint"),
    [
        (":ref:`scopee`", "unknown-reference", "did you mean 'scope'?"),
        (":ref:`B2.9#scope`", "unknown-module", "did you mean 'B2.1'?"),
        (":module:`B2.9`", "unknown-module", "did you mean 'B2.1'?"),
        (":module:`B2.1:1999`", "unknown-reference", "the edition is 2030"),
        (":term:`thong`", "unknown-term", "did you mean 'thing'?"),
        (":cite:`nobody`", "unknown-reference", "correct the name"),
        (":whatever:`x`", "unknown-role", "docs/markup.md"),
        ("`nowhere`_", "unknown-reference", "define the target"),
        ("**open", "rst-syntax", "docs/markup.md"),
    ],
)
def test_a_fault_is_found_where_it_stands(written: str, code: str, hint: str, tmp_path: Path) -> None:
    content = text("First", f"Text\nand {written} too.\n")
    workspace = project(tmp_path, A1_1=content, B2_1=text("Second", "", "other thing"))
    (finding,) = read_modules(workspace, "en", 1).findings
    line = content[: content.index(f"and {written}")].count("\n") + 1
    assert finding.code == code
    assert finding.place.path == "source/A1/A1.1/index.rst"
    ours = code in ("unknown-reference", "unknown-module", "unknown-term") and written[0] == ":"
    assert finding.place.line in ((line,) if ours else (line - 1, line))  # docutils counts from where the paragraph begins
    assert hint in finding.hint


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (".. include:: ../../../../secret.txt", "outside-project"),
        (".. include:: linked.txt", "outside-project"),
        (".. include:: <isonum.txt>", "outside-project"),
        (".. literalinclude:: ../../../../secret.txt", "outside-project"),
        (".. csv-table:: T\n   :file: ../../../../secret.txt", "outside-project"),
        (".. csv-table:: T\n   :file: linked.txt", "outside-project"),
        (".. literalinclude:: index.rst\n   :diff: ../../../../secret.txt", "outside-project"),
        (":download:`x <../../../../secret.txt>`", "outside-project"),
        (".. figure:: linked.*\n   :alt: x\n\n   T", "outside-project"),
        (".. csv-table:: T\n   :url: https://example.org/x.csv", "outside-project"),
        (".. image:: ../../../../secret.png\n   :alt: x", "outside-project"),
        (".. image:: https://example.org/x.png\n   :alt: x", "outside-project"),
        (".. figure:: linked.png\n   :alt: x\n\n   T", "outside-project"),
        (".. |x| image:: ../../../../secret.png\n   :alt: x\n\nA |x| of", "outside-project"),
        (".. figure:: ../../../../secret.png\n   :alt: x\n\n   T", "outside-project"),
        (".. raw:: html\n\n   SECRET", "forbidden-directive"),
        (".. raw:: html\n   :file: ../../../../secret.txt", "forbidden-directive"),
        (".. raw:: html\n   :url: https://example.org/", "forbidden-directive"),
    ],
)
def test_nothing_from_outside_comes_in(written: str, code: str, tmp_path: Path) -> None:
    for name in ("secret.txt", "secret.png"):
        (tmp_path / name).write_text("SECRET", encoding="utf-8")
    workspace = project(tmp_path / "project", A1_1=text("First", written + "\n"))
    for name in ("txt", "png"):
        (module_path(workspace, "A1.1").parent / f"linked.{name}").symlink_to(tmp_path / f"secret.{name}")
    reading = read_modules(workspace, "en", 1)
    assert code in [finding.code for finding in reading.findings]
    source = reading.sources.get("A1.1")
    assert source is not None
    assert "SECRET" not in source.html
    assert all(b"SECRET" not in data for _, data in source.files)


def test_files_of_the_project_do_come_in(tmp_path: Path) -> None:
    rest = ".. include:: part.txt\n\n.. _tab-x:\n\n.. csv-table:: Numbers\n   :file: rows.csv\n"
    workspace = project(tmp_path, A1_1=text("First", rest))
    write(module_path(workspace, "A1.1").parent / "part.txt", "An included sentence.\n")
    write(module_path(workspace, "A1.1").parent / "rows.csv", "one,two\n")
    reading = read_modules(workspace, "en", 1)
    assert reading.findings == []
    shown = page(reading, "A1.1").text_content()
    assert "An included sentence." in shown
    assert "two" in shown


def test_a_footnote_stands_where_it_is_called_on_paper(tmp_path: Path) -> None:
    rest = "First [#a]_ and second [#b]_.\n\n.. [#a] Note\n   one.\n\n.. [#b] Note *two*.\n"
    reading = read_modules(project(tmp_path, A1_1=text("First", rest)), "en", 1)
    notes = page(reading, "A1.1").xpath("//p/span[@class='footnote']")
    assert [(note.get("data-number"), note.text_content()) for note in notes] == [("1)", "Note one."), ("2)", "Note two.")]
    assert not page(reading, "A1.1").xpath("//aside")


def test_paragraphs_of_a_footnote_stay_apart_on_paper_and_on_the_web(tmp_path: Path) -> None:
    workspace = project(tmp_path, A1_1=text("First", "First [#a]_.\n\n.. [#a] Note *one*.\n\n   Note\n   two.\n\n   Three.\n"))
    (note,) = page(read_modules(workspace, "en", 1), "A1.1").xpath("//p/span[@class='footnote']")
    assert note.text_content() == "Note one. Note two. Three."
    assert [part.text_content() for part in note.find_class("paragraph")] == ["Note two.", "Three."]
    write_site(workspace, "en", set())
    web = html.document_fromstring((workspace.site / "A1.1/2030/en/v0.3/index.html").read_text(encoding="utf-8"))
    assert [part.text_content().split() for part in web.xpath("//aside[@id='a']/p")] == [
        ["Note", "one."],
        ["Note", "two."],
        ["Three."],
    ]


def test_plain_sphinx_shows_the_same_labels(two: tuple[Workspace, Reading], tmp_path: Path) -> None:
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    workspace, reading = two
    with patch_docutils(workspace.project), docutils_namespace():
        app = Sphinx(
            workspace.sources, workspace.project, tmp_path / "out", tmp_path / "doctrees", "html", status=None, warning=None
        )
        app.build()
    plain = html.document_fromstring((tmp_path / "out/A1/A1.1/index.html").read_text(encoding="utf-8"))
    labels = plain.xpath("//main//section//*[self::h2 or self::h3]/span[@class='label']/text()")
    assert labels == page(reading, "A1.1").xpath("//main//section//*[self::h2 or self::h3]/span[@class='label']/text()")
    assert labels == ["1", "2", "3", "4"]


def test_a_page_names_its_text_in_its_metadata(two: tuple[Workspace, Reading]) -> None:
    workspace, _ = two
    write_site(workspace, "en", set())
    tree = html.document_fromstring((workspace.site / "A1.1/2030/en/v0.3/index.html").read_text(encoding="utf-8"))
    facts = {meta.get("name"): meta.get("content") for meta in tree.xpath("//meta[@name]")}
    assert facts["dcterms.identifier"] == "XST A1.1:2030(E)V0.3"
    assert facts["urn"] == "urn:xst:a1.1:2030:e:v0.3"
    assert re.match(r"XST A1\.1:2030\(E\)V0\.3, First", tree.findtext(".//title"))


def test_a_clause_without_number_is_cited_by_its_title(tmp_path: Path) -> None:
    readers = "\n.. _readers:\n\nReaders\n~~~~~~~\n\nSee :ref:`readers`.\n"
    content = text("First").replace("The board prepared this document.\n", readers)
    reading = read_modules(project(tmp_path, A1_1=content), "en", 1)
    assert reading.findings == []
    assert "See Readers." in " ".join(page(reading, "A1.1").text_content().split())


@pytest.mark.parametrize("title", ["Duties\n------", "------\nDuties\n------", "The *long* duties\n-----------------"])
def test_the_line_of_a_clause_is_that_of_its_title(title: str, tmp_path: Path) -> None:
    content = text("First", f"{title}\n\nText.\n")
    outline = read_modules(project(tmp_path, A1_1=content), "en", 1).outlines["A1.1"]
    written = next(line for line in title.split("\n") if not line.startswith("--"))
    unit = next(unit for unit in outline.walk() if unit.title.lower().endswith("duties"))
    assert unit.line == content.split("\n").index(written) + 1
