"""Faults of authors: each is one finding with code, file, line and hint, however many processes read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from lxml import html

from isacs_publish.sphinxext.run import Reading, read_modules
from isacs_publish.workspace import Workspace
from tests.roots import make_project, module_path, text, write
from tests.sphinxext.site import DRAWING, write_site

if TYPE_CHECKING:
    from pathlib import Path

DUTIES = ".. _duties:\n\nDuties\n------\n\n"
BIBLIOGRAPHY = ".. _bibliography:\n\nBibliography\n------------\n\n"
IMAGE = ".. image:: cycle.svg\n   :alt: A cycle.\n"


@dataclass(frozen=True)
class Fault:
    """What an author writes, with ``@`` at the line that is named, and what is found; titles are named by their underline."""

    written: str
    code: str
    message: str
    hint: str


FAULTS = {
    "unknown anchor": Fault("@See :ref:`scoope`.", "unknown-reference", "'scoope'", "'scope'"),
    "anchor of another module": Fault("@See :ref:`A1.10#duties`.", "unknown-reference", "module A1.10", "correct the name"),
    "unknown module": Fault("@See :module:`A1.99`.", "unknown-module", "'A1.99'", "'A1.9'"),
    "clause of an unknown module": Fault("@See :ref:`C9.1#scope`.", "unknown-module", "'C9.1'", "correct the name"),
    "unknown edition": Fault("@See :module:`A1.10:1999`.", "unknown-reference", "edition 1999", "the edition is 2030"),
    "unknown term": Fault("@The :term:`thinggy`.", "unknown-term", "'thinggy'", "'thing'"),
    "unknown key": Fault("@See :cite:`tready`.", "unknown-reference", "'tready'", "correct the name"),
    "key of another module": Fault("@See :cite:`treaty`.", "unknown-reference", "'treaty'", "correct the name"),
    "anchor twice": Fault("@.. _scope:\n\nMore\n----\n\nText.", "duplicate-anchor", "scope", "another anchor"),
    "form of an anchor": Fault(".. _my_duties:\n\nDuties\n@------\n\nText.", "anchor-form", "'my_duties'", "hyphens"),
    "missing image": Fault(
        "@.. figure:: no.svg\n   :alt: x\n\n   Title", "missing-image", "A1/{number}/no.svg", "beside the module"
    ),
    "unknown directive": Fault("@.. terrm:: x\n\n   y", "unknown-directive", '"terrm"', "docs/markup.md"),
    "unknown role": Fault("@See :reff:`scope`.", "unknown-role", '"reff"', "docs/markup.md"),
    "annex inside a clause": Fault(
        f"{DUTIES}.. _annex-x:\n\nAnnex\n@~~~~~\n\n.. annex:: normative\n\nText.",
        "annex-inside-clause",
        "another clause",
        "underline of a clause",
    ),
    "annex in a note": Fault(".. note::\n\n   @.. annex:: normative", "rst-syntax", "an annex is a clause", "docs/markup.md"),
    "short underline": Fault(".. _duties:\n\nDuties\n@-----\n\nText.", "rst-syntax", "underline too short", "as long as"),
    "open emphasis": Fault("@This is **open.", "rst-syntax", "start-string", "docs/markup.md"),
    "unknown target": Fault("@See `nowhere`_.", "unknown-reference", "nowhere", "define the target"),
    "status of an annex": Fault(
        f"{DUTIES}Text.\n\n.. _annex-x:\n\nAnnex\n-----\n\n@.. annex:: normativ\n\nText.",
        "annex-status",
        "'normativ'",
        "did you mean 'normative'?",
    ),
    "two statuses": Fault(
        f"{DUTIES}.. annex:: normative\n\n@.. annex:: informative\n\nText.", "rst-syntax", "once", "docs/markup.md"
    ),
    "raw markup": Fault("@.. raw:: html\n\n   <b>x</b>", "forbidden-directive", '"raw"', "no such content"),
    "contents of a module": Fault("@.. toctree::\n\n   /index", "forbidden-directive", '"toctree"', "made of the titles"),
    "modules in a module": Fault("@.. modules:: A1", "forbidden-directive", '"modules"', "the page of a series"),
    "unnumbered heading": Fault("@.. rubric:: Heading", "forbidden-directive", '"rubric"', "write a title"),
    "web alone": Fault("@.. only:: html\n\n   Text.", "forbidden-directive", '"only"', "docs/markup.md"),
    "looks of another part": Fault("@.. class:: cover\n\nText.", "forbidden-directive", '"class"', "docs/markup.md"),
    "looks by option": Fault("@.. note::\n   :class: cover\n\n   Text.", "rst-syntax", 'unknown option: "class"', "markup.md"),
    "directive of a domain": Fault("@.. py:function:: f", "forbidden-directive", '"py:function"', "docs/markup.md"),
    "role of Sphinx": Fault("@See :doc:`/index`.", "forbidden-role", '"doc"', "':module:'"),
    "index": Fault("@An :index:`entry`.", "forbidden-role", "no index", "':term:'"),
    "citation of docutils": Fault("A [CIT]_.\n\n@.. [CIT] Text.", "forbidden-markup", "citation", "':cite:'"),
    "day of the build": Fault("Text\n@and |today|.", "fact-of-build", "|today|", "the catalogue"),
    "version of the build": Fault("@Version |version|.", "fact-of-build", "|version|", "the catalogue"),
    "date": Fault("A |d| b.\n\n@.. |d| date::", "forbidden-directive", '"date"', "the catalogue"),
    "script": Fault("@A `b <JavaScript:alert(1)>`_.", "unsafe-link", "'JavaScript:alert(1)'", "http, https or mailto"),
    "script by target": Fault("@A b_.\n\n.. _b: javascript:alert(1)", "unsafe-link", "'javascript:alert(1)'", "http"),
    "script at an image": Fault(f"@{IMAGE}   :target: javascript:alert(1)", "unsafe-link", "'javascript:alert(1)'", "http"),
    "inline content": Fault("@A `b <data:text/html,x>`_.", "unsafe-link", "'data:text/html,x'", "http"),
    "file of the machine": Fault("@A `b <file:///etc/passwd>`_.", "unsafe-link", "'file:///etc/passwd'", "http"),
    "relative link": Fault("@A `b <../index.html>`_.", "unsafe-link", "'../index.html'", "':module:'"),
    "link past the labels": Fault("@A `b <#scope>`_.", "unsafe-link", "'#scope'", "':ref:'"),
    "address of no host": Fault("@A `b <http://[>`_.", "unsafe-link", "'http://['", "http"),
    "outside image used twice": Fault(
        "A |x| b |x|.\n\n@.. |x| image:: ../../../x.png\n   :alt: x", "outside-project", "'../../../x.png'", "beside"
    ),
    "figure without words": Fault(
        "@.. figure:: cycle.svg\n\n   Title", "figure-without-alt", "no text", "says what the picture shows"
    ),
    "figure with empty words": Fault("@.. figure:: cycle.svg\n   :alt:\n\n   Title", "figure-without-alt", "no text", ":alt:"),
    "image without words": Fault("@.. image:: cycle.svg", "image-without-alt", "no text", ":alt:"),
    "substituted image without words": Fault("A |x|.\n\n@.. |x| image:: cycle.svg", "image-without-alt", "no text", ":alt:"),
    "module without entry": Fault(f"{BIBLIOGRAPHY}@.. reference:: A1.99", "unknown-module", "'A1.99'", "'A1.9'"),
    "work without entry": Fault(
        f"{BIBLIOGRAPHY}@.. reference:: unpoa", "unknown-module", "'unpoa'", "add the work to instruments.bib"
    ),
    "reference elsewhere": Fault("@.. reference:: A1.9", "misplaced-directive", "list of references", "'bibliography'"),
    "key that is an anchor": Fault(
        f".. _ref-x:\n\nText.\n\n{BIBLIOGRAPHY}@.. reference:: x\n\n   X", "duplicate-anchor", "'ref-x'", "another name"
    ),
    "term twice": Fault("@.. term:: Thing\n\n   second object", "duplicate-term", "'Thing'", "keep one"),
    "term without definition": Fault("@.. term:: tool", "term-without-definition", "'tool'", "write one"),
    "term in a note": Fault(
        ".. note::\n\n   @.. term:: tool\n\n      object", "misplaced-directive", "directly in a clause", "take it out"
    ),
    "short underline of three": Fault("Duties\n@---\n\nText.", "short-underline", "too short", "as long as"),
    "short lines of three": Fault("@---\nDuties\n---\n\nText.", "short-underline", "too short", "as long as"),
    "one colon": Fault("@.. note: Text.", "half-directive", "'note:'", "'.. note:: '"),
    "no space": Fault("@.. note::Text.", "half-directive", "'note::'", "'.. note:: '"),
    "second title": Fault("Other\n@=====\n\nText.", "second-title", "second title", "underline clauses"),
    "two titles of a table": Fault(
        ".. table:: One\n\n   @.. list-table:: Two\n\n      * - a", "second-title", "the table has a second", "once"
    ),
    "figure without content": Fault(
        "@.. figure:: cycle.svg\n   :alt: x\n\n   .. |x| replace:: y", "rst-syntax", "caption", "docs/markup.md"
    ),
    "list in a footnote": Fault("A [#f]_.\n\n.. [#f] Text.\n\n   @- one", "footnote-content", "paragraphs", "in the text"),
    "footnote of a footnote": Fault(
        "A [#f]_.\n\n@.. [#f] Text [#g]_.\n\n.. [#g] Text.", "footnote-place", "in a footnote", "in the text"
    ),
    "footnote of a title": Fault(
        ".. _duties:\n\nDuties [#f]_\n@------------\n\n.. [#f] Text.", "footnote-place", "in a title", "in the text"
    ),
    "command of no LaTeX": Fault(
        "@.. formula::\n   :alt: x\n\n   \\nosuchcommand{a}", "formula-syntax", "'\\\\nosuchcommand' is unknown", "LaTeX"
    ),
    "letter of no font": Fault("@.. formula::\n   :alt: x\n\n   a 条", "formula-syntax", "'条' is unknown", "LaTeX"),
    "half a formula": Fault("@.. formula::\n   :alt: x\n\n   \\frac{1}", "formula-syntax", "a part is missing", "LaTeX"),
    "open group": Fault("@.. formula::\n   :alt: x\n\n   {a", "formula-syntax", "the braces do not pair", "LaTeX"),
    "rest of a formula": Fault("@.. formula::\n   :alt: x\n\n   a % b", "formula-syntax", "'% b' would not", "LaTeX"),
    "number of one's own": Fault("@.. formula::\n   :alt: x\n\n   a \\tag{5}", "formula-syntax", "tag", "LaTeX"),
    "missing file": Fault("@.. include:: no.txt", "missing-file", "no.txt", "beside the module"),
    "formula without words": Fault("@.. formula::\n\n   a", "formula-without-alt", "no text", "':alt: …'"),
    "mathematics": Fault("@So :math:`a`.", "math-markup", "cannot be printed", "'formula'"),
    "empty example": Fault("@.. example::", "rst-syntax", "Content block expected", "docs/markup.md"),
    "footnote that nobody calls": Fault("@.. [#f1] Text.", "ref-footnote", "not referenced", "docs/markup.md"),
}
NUMBERS = {name: f"A1.{position}" for position, name in enumerate(FAULTS, start=11)}
SOUND = {
    "A1.9": text("Ninth", ".. _bibliography:\n\nBibliography\n------------\n\n.. reference:: treaty\n\n   Treaty\n", "tool"),
    "A1.10": text("Tenth", "", "other tool"),
    "A1.1": text("Glossary", f"{DUTIES}Text.\n", "glossary"),
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    faulty = {NUMBERS[name]: text(name.title(), fault.written.replace("@", "")) for name, fault in FAULTS.items()}
    workspace = make_project(tmp_path_factory.mktemp("faults"), {**SOUND, **faulty})
    for number in NUMBERS.values():
        write(module_path(workspace, number).parent / "cycle.svg", DRAWING)
    return workspace


@pytest.fixture(scope="module")
def reading(workspace: Workspace) -> Reading:
    return read_modules(workspace, "en", 1)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_finding_with_code_line_and_hint(reading: Reading, name: str) -> None:
    fault, number = FAULTS[name], NUMBERS[name]
    marked = text(name.title(), fault.written)
    path = f"source/A1/{number}/index.rst"
    (finding,) = [finding for finding in reading.findings if finding.place.path == path]
    assert finding.code == fault.code
    assert fault.message.format(number=number) in finding.message
    assert fault.hint in finding.hint
    assert finding.is_error
    assert finding.place.line == marked[: marked.index("@")].count("\n") + 1


def test_a_sound_module_beside_faulty_ones_has_no_finding(reading: Reading) -> None:
    paths = {finding.place.path for finding in reading.findings}
    assert paths == {f"source/A1/{number}/index.rst" for number in NUMBERS.values()}


PAGES = {
    "unknown series": Fault("@.. modules:: A11", "unknown-series", "'A11'", "did you mean 'A1'?"),
    "page above": Fault("@.. toctree::\n\n   /index", "upward-toctree", "'index'", "in folders below"),
    "page beside": Fault("@.. toctree::\n\n   /B2/index", "upward-toctree", "'B2/index'", "in folders below"),
    "page that is not there": Fault("@.. toctree::\n\n   A1.99/index", "unknown-page", "'A1/A1.99/index'", "correct the path"),
    "script": Fault("@.. toctree::\n\n   x <javascript://y>", "upward-toctree", "'javascript://y'", "in folders below"),
    "script in text": Fault("@A `b <javascript:alert(1)>`_.", "unsafe-link", "'javascript:alert(1)'", "http"),
    "directive": Fault("@.. only:: html\n\n   Text.", "forbidden-directive", '"only"', "docs/markup.md"),
    "day of the build": Fault("@On |today|.", "fact-of-build", "|today|", "the catalogue"),
}
TOCTREE = "\n\n.. toctree::\n\n   A1.1/index\n"


@pytest.mark.parametrize("name", PAGES)
def test_a_fault_on_the_page_of_a_series_is_one_finding_and_the_site_is_written(name: str, tmp_path: Path) -> None:
    fault = PAGES[name]
    workspace = make_project(tmp_path, {"A1.1": text("First"), "B2.1": text("Second", "", "other thing")})
    written = f"Series\n======\n\n{fault.written}{TOCTREE}"
    write(workspace.sources / "A1" / "index.rst", written.replace("@", ""))
    (finding,) = read_modules(workspace, "en", 1).findings
    line = written[: written.index("@")].count("\n") + 1
    assert (finding.code, str(finding.place)) == (fault.code, f"source/A1/index.rst:{line}")
    assert fault.message in finding.message
    assert fault.hint in finding.hint
    write_site(workspace, "en", set())
    page = (workspace.site / "A1" / "index.html").read_text(encoding="utf-8")
    assert "A1.1/2030/en/v0.3/index.html" in page
    assert "javascript:" not in page


@pytest.mark.parametrize("directive", [".. include:: no.txt", ".. csv-table:: T\n   :file: no.csv", ".. include:: index.rst"])
def test_a_message_names_files_from_the_project_wherever_it_is_called(
    directive: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    workspace = make_project(tmp_path / "project", {"A1.1": text("First", f"{directive}\n")})
    for folder in (tmp_path, workspace.project, module_path(workspace, "A1.1").parent):
        monkeypatch.chdir(folder)
        (finding,) = read_modules(Workspace(workspace.project, tmp_path / f"build{len(said)}"), "en", 1).findings
        said.append(finding.message)
    (message,) = set(said)
    assert re.search(r"source/A1/A1\.1/(no\.txt|no\.csv|index\.rst)", message)
    assert str(tmp_path.name) not in message


def test_refused_links_and_days_leave_their_text_and_nothing_else(reading: Reading) -> None:
    for name in (name for name, fault in FAULTS.items() if fault.code == "unsafe-link"):
        page = html.document_fromstring(reading.sources[NUMBERS[name]].html)
        links = [link.get("href") for link in page.find("body/main").iter("a")]
        assert not [link for link in links if not link.startswith("#")], name
    (paragraph,) = html.document_fromstring(reading.sources[NUMBERS["script"]].html).xpath("//main/section[@id='terms']/p")
    assert paragraph.text_content() == "A b."
    (paragraph,) = html.document_fromstring(reading.sources[NUMBERS["day of the build"]].html).xpath(
        "//main/section[@id='terms']/p"
    )
    assert paragraph.text_content().split() == ["Text", "and", "?today?."]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_fault_is_found_again_when_nothing_has_changed(jobs: int, tmp_path: Path) -> None:
    modules = {f"A1.{n}": text(f"Module {n}", "Text.\n", f"thing {n}") for n in range(2, 9)}
    workspace = make_project(tmp_path, {"A1.1": text("First", ".. include:: part.txt\n\n**open\n"), **modules})
    write(module_path(workspace, "A1.1").parent / "part.txt", "*open\n")
    first, second = (sorted(map(str, read_modules(workspace, "en", jobs).findings)) for _ in range(2))
    assert len(first) == 3  # the text that reads the file has a finding too
    assert second == first
    write(module_path(workspace, "A1.1"), text("First", ".. include:: part.txt\n"))
    assert [read_modules(workspace, "en", jobs).findings[0].place.path for _ in range(2)] == ["source/A1/A1.1/part.txt"] * 2


def test_parallel_reading_finds_the_same_and_numbers_the_same(workspace: Workspace, reading: Reading) -> None:
    parallel = read_modules(Workspace(workspace.project, workspace.project / "parallel"), "en", 2)
    assert parallel.labels == reading.labels
    assert sorted(map(str, parallel.findings)) == sorted(map(str, reading.findings))
    assert parallel.sources == reading.sources
