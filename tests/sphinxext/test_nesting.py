"""Every directive in every other: each pair is either a finding, or its whole text is on paper and on the web."""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING

import pytest
from lxml import html

from isacs_publish.sphinxext.run import read_modules
from tests.roots import make_project, module_path, text, write
from tests.sphinxext.site import DRAWING, write_site

if TYPE_CHECKING:
    from pathlib import Path

OUTER = {
    "note": ".. note::\n\n@",
    "example": ".. example::\n\n@",
    "term": ".. term:: preferred\n\n   definition\n\n@",
    "reference": ".. reference:: key\n\n   work\n\n@",
    "figure": ".. figure:: cycle.svg\n   :alt: figure words\n\n   caption\n\n@",
    "caption": ".. figure:: cycle.svg\n   :alt: figure words\n\n@",
    "cell": ".. list-table:: title\n\n   * - cell\n     -\n\n@",
    "table": ".. table:: title\n\n@",
    "footnote": "call [#f]_\n\n.. [#f] footnote\n\n@",
    "image": ".. image:: cycle.svg\n   :alt: image words\n\n@",
    "annex": ".. annex:: normative\n\n@",
    "list": "- point\n\n@",
    "quotation": "words\n\n@",
}
INNER = {
    "note": ".. note::\n\n   inner",
    "example": ".. example::\n\n   inner",
    "term": ".. term:: inner\n\n   inner",
    "reference": ".. reference:: inner\n\n   inner",
    "module": ".. reference:: B2.1",
    "annex": ".. annex:: normative",
    "formula": ".. formula::\n   :alt: inner\n\n   a",
    "figure": ".. figure:: cycle.svg\n   :alt: inner\n\n   inner",
    "image": ".. image:: cycle.svg\n   :alt: inner",
    "list-table": ".. list-table:: inner\n\n   * - inner",
    "csv-table": ".. csv-table:: inner\n\n   inner",
    "footnote": "called [#g]_\n\n.. [#g] inner",
    "section": "Inner\n-----",
    "toctree": ".. toctree::\n\n   /index",
    "nothing": "",
}
PAIRS = [(outer, inner) for outer in OUTER for inner in INNER]
SEEN = ("preferred", "definition", "work", "caption", "title", "cell", "footnote", "point", "words", "inner")


def written(outer: str, inner: str) -> str:
    space = {"cell": "       ", "list": "  "}.get(outer, "   ")
    return OUTER[outer].replace("@", indent(INNER[inner], space))


def seen(page: str) -> str:
    """Return the text of a page, with what stands for its pictures."""
    tree = html.document_fromstring(page)
    return " ".join([tree.text_content(), *tree.xpath("//@alt"), *tree.xpath("//main//*[local-name()='title']/text()")])


@pytest.fixture(scope="module")
def lost(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], list[str]]:
    """Read all pairs, a module each; return the words that are lost where there is no finding."""
    numbers = {pair: f"A1.{position}" for position, pair in enumerate(PAIRS, start=2)}
    own = ".. _own:\n\nOwn\n---\n\n"
    modules = {number: text("Module", f"{own}{written(*pair)}\n", f"thing {number}") for pair, number in numbers.items()}
    folder: Path = tmp_path_factory.mktemp("nesting")
    workspace = make_project(folder, {"A1.1": text("First"), "B2.1": text("Second", "", "other"), **modules})
    for number in modules:
        write(module_path(workspace, number).parent / "cycle.svg", DRAWING)
    reading = read_modules(workspace, "en", 1)
    write_site(workspace, "en", set())
    faulty = {finding.place.path for finding in reading.findings}
    found = {}
    for pair, number in numbers.items():
        pages = (reading.sources[number].html, (workspace.site / f"{number}/2030/en/v0.3/index.html").read_text("utf-8"))
        words = [word for word in SEEN if word in written(*pair).replace(":: key", "")]
        accepted = f"source/A1/{number}/index.rst" not in faulty
        found[pair] = [word for word in words for page in pages if word not in seen(page)] if accepted else ["finding"]
    return found


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_a_pair_is_found_faulty_or_loses_no_word(lost: dict[tuple[str, str], list[str]], pair: tuple[str, str]) -> None:
    assert lost[pair] in ([], ["finding"])


def test_what_belongs_together_is_accepted(lost: dict[tuple[str, str], list[str]]) -> None:
    for outer in ("note", "example", "cell", "list", "quotation", "figure"):
        for inner in ("formula", "figure", "image", "list-table", "note"):
            assert lost[outer, inner] == []
    for pair in (("note", "term"), ("cell", "term"), ("table", "list-table"), ("caption", "toctree"), ("footnote", "note")):
        assert lost[pair] == ["finding"]
