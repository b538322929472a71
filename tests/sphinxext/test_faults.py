"""Faults of authors: each is one finding with code, file, line and hint, however many processes read."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from isacs_publish.sphinxext.run import Reading, read_modules
from isacs_publish.workspace import Workspace
from tests.roots import make_project, text

DUTIES = ".. _duties:\n\nDuties\n------\n\n"


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
    "raw markup": Fault("@.. raw:: html\n\n   <b>x</b>", "forbidden-directive", '"raw"', "no such content"),
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
    return make_project(tmp_path_factory.mktemp("faults"), {**SOUND, **faulty})


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


def test_parallel_reading_finds_the_same_and_numbers_the_same(workspace: Workspace, reading: Reading) -> None:
    parallel = read_modules(Workspace(workspace.project, workspace.project / "parallel"), "en", 2)
    assert parallel.labels == reading.labels
    assert sorted(map(str, parallel.findings)) == sorted(map(str, reading.findings))
    assert parallel.sources == reading.sources
