"""Versions of long ago: each at its address with the words that were released, under a banner to the text in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import html

from isacs_publish.publish import Request, build
from tests.history import change
from tests.keys import seal_of
from tests.releases import PUBLISHED, make_editor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.releases import Editor

REST = """\
.. _site:

Site
----

The site shall be dry. The keeper should look at :ref:`doors`.

.. _doors:

Doors
-----

Doors shall be of steel.
"""

CITING = """\
.. _use:

Use
---

What :ref:`A1.1#doors` says of doors shall be kept.
"""

FIRST, SECOND, THIRD = (f"A1.1/{version}/index.html" for version in ("2030/en/v1.0", "2030/en/v1.1", "2031/en/v1.0"))


def begin_edition(editor: Editor) -> None:
    """Begin the edition of 2031, in which gates stand for the doors; what cites the doors is amended."""
    doors = ".. _doors:\n\nDoors\n-----\n\nDoors shall be of steel.\n"
    editor.edit("A1.1", doors, ".. _gates:\n\nGates\n-----\n\nGates shall be of oak.\n")
    editor.edit("A1.1", "at :ref:`doors`", "at :ref:`gates`")
    editor.edit("B2.1", "A1.1#doors", "A1.1#gates")
    editor.edit("B2.1", "says of doors", "says of gates")
    editor.catalogue("A1.1", version="1.0")
    editor.catalogue("B2.1", version="1.1")
    path = editor.workspace.catalogue
    before, number, after = path.read_text(encoding="utf-8").partition('number = "A1.1"')
    after = after.replace("year = 2030", "year = 2031", 1).replace("date = 2030-05-01", "date = 2031-05-01", 1)
    rows = [
        change(*row, year="2031", version="1.0").replace('"2031"', "2031") for row in (("doors", "withdrawn"), ("gates", "new"))
    ]
    rows += [change("site", "normative", year="2031", version="1.0").replace('"2031"', "2031")]
    rows += [change("use", "normative", version="1.1").replace('"A1.1"', '"B2.1"')]
    path.write_text(before + number + after + "".join(rows), encoding="utf-8")


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Editor:
    """Return a project with three releases: two versions of an edition, and a new edition in which the doors are withdrawn."""
    made = make_editor(tmp_path_factory.mktemp("project"), seal_of(), {"A1.1": PUBLISHED, "B2.1": PUBLISHED}, REST)
    made.edit("B2.1", REST, CITING)
    made.commit()
    assert made.release(name="2030-1").findings == ()
    made.edit("A1.1", "The site shall be dry.", "The site should be dry.")
    made.catalogue("A1.1", version="1.1")
    made.append_to_catalogue(change("site", "normative"))
    made.commit()
    assert made.release("A1.1", name="2030-2").findings == ()
    begin_edition(made)
    made.commit()
    assert made.release(name="2031-1").findings == ()
    build(made.workspace, Request(editions=("web",)), lambda *_: None)
    return made


@pytest.fixture(scope="module")
def page(editor: Editor) -> Callable[[str], html.HtmlElement]:
    """Return what reads a page of the website."""
    return lambda address: html.parse(editor.workspace.site / address).getroot()


def words(page: html.HtmlElement) -> str:
    return " ".join(page.find_class("text")[0].text_content().split())


def test_each_version_keeps_its_words(page: Callable[[str], html.HtmlElement]) -> None:
    assert "The site shall be dry. " in words(page(FIRST))
    assert "The site should be dry. " in words(page(SECOND))
    assert "Doors shall be of steel." in words(page(SECOND))
    assert "Gates shall be of oak." in words(page(THIRD))


def test_the_words_are_those_of_the_release_to_the_byte(editor: Editor) -> None:
    def text(path: Path) -> str:
        return path.read_text(encoding="utf-8").partition("<article")[2].partition(">")[2].partition("</article>")[0]

    sealed = text(editor.folder("2030-1") / "html" / FIRST).removeprefix("<!--text-->").removesuffix("<!--/text-->")
    assert sealed == text(editor.workspace.site / FIRST)


def test_a_former_version_leads_to_the_text_in_force(page: Callable[[str], html.HtmlElement]) -> None:
    for former in (FIRST, SECOND):
        (link,) = page(former).xpath("//*[@id='_current']")
        assert link.get("href") == "../../../2031/en/v1.0/index.html"
        assert link.text_content() == "XST A1.1:2031(E)V1.0"


def test_anchors_and_numbers_of_every_version_are_addresses_on_its_page(page: Callable[[str], html.HtmlElement]) -> None:
    assert {"doors", "clause-5", "site", "clause-4"} <= set(page(FIRST).xpath("//@id"))
    assert {"gates", "clause-5"} <= set(page(THIRD).xpath("//@id"))


def test_a_released_file_stays_at_hand(editor: Editor, page: Callable[[str], html.HtmlElement]) -> None:
    path = "releases/2030-1/pdf/en/screen/xst-a1.1-2030-e-v1.0.pdf"
    assert (editor.workspace.site / path).read_bytes() == (
        editor.workspace.releases / path.removeprefix("releases/")
    ).read_bytes()
    assert f"../../../../{path}" in page(FIRST).xpath("//a/@href")
    assert f"../../../../{path}" in page(THIRD).xpath("//a/@href")


def test_what_is_sealed_cannot_be_reached_through_the_site(editor: Editor) -> None:
    path = "releases/2030-1/pdf/en/screen/xst-a1.1-2030-e-v1.0.pdf"
    assert not (editor.workspace.site / path).samefile(editor.workspace.releases / path.removeprefix("releases/"))


def test_any_two_versions_are_compared(editor: Editor, page: Callable[[str], html.HtmlElement]) -> None:
    matrix = page("A1.1/compare/index.html")
    links = matrix.xpath("//table[contains(@class,'comparison')]//a/@href")
    assert links == ["2030-v1.0..2030-v1.1.html", "2030-v1.0..2031-v1.0.html", "2030-v1.1..2031-v1.0.html"]
    assert "should" in "".join(page(f"A1.1/compare/{links[0]}").xpath("//ins//text()"))


def test_an_undated_address_leads_to_the_text_in_force(page: Callable[[str], html.HtmlElement]) -> None:
    assert page("A1.1/index.html").xpath("//*[@id='_target']/@href") == ["2031/en/v1.0/index.html"]


def test_links_of_long_ago_lead_to_what_is_there(editor: Editor, page: Callable[[str], html.HtmlElement]) -> None:
    for address in ("B2.1/2030/en/v1.0/index.html", FIRST, SECOND, THIRD):
        for link in page(address).xpath("//article//a/@href"):
            file, _, fragment = link.partition("#")
            target = (editor.workspace.site / address).parent / file if file else editor.workspace.site / address
            assert target.is_file(), link
            assert not fragment or fragment in html.parse(target).xpath("//@id"), link


def test_an_altered_release_is_told_and_not_shown(editor: Editor) -> None:
    sealed = editor.folder("2030-1") / "html" / FIRST
    content = sealed.read_bytes()
    sealed.chmod(0o644)
    try:
        sealed.write_bytes(content.replace(b"dry", b"wet"))
        report = build(editor.workspace, Request(("A1.1",), editions=("web",)), lambda *_: None)
        assert {finding.code for finding in report.findings if finding.is_error} == {"release-altered"}
        assert "wet" not in (editor.workspace.site / FIRST).read_text(encoding="utf-8")
    finally:
        sealed.write_bytes(content)
        build(editor.workspace, Request(editions=("web",)), lambda *_: None)
