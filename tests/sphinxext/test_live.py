"""What is read again gives what reading everything anew gives, after any sequence of edits."""

from __future__ import annotations

import random
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from isacs_publish.cli import main
from isacs_publish.model.finding import in_order
from isacs_publish.sphinxext.live import LiveReader
from isacs_publish.sphinxext.run import read_modules, read_pages
from tests.roots import make_project, module_path, text, write
from tests.translated import make_translated
from tests.translated import replace as exchange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from isacs_publish.model.finding import Finding
    from isacs_publish.sphinxext.live import LiveText
    from isacs_publish.workspace import Workspace

CITED = """\
.. _rules:

Rules
-----

The maker shall mark each :term:`thing`.

.. _colour:

Colour of things
~~~~~~~~~~~~~~~~

The colour of a thing should be red.
"""
CITING = "\n.. _duties:\n\nDuties\n------\n\nThe keeper shall apply :ref:`A1.1#colour`.\n"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    texts = {"A1.1": text("First", CITED), "A1.2": text("Second", CITING), "B2.1": text("Third", "", "other thing")}
    return make_project(tmp_path / "project", texts)


@contextmanager
def reading(workspace: Workspace, language: str = "en") -> Iterator[LiveReader]:
    reader = LiveReader(workspace, language)
    try:
        yield reader
    finally:
        reader.close()


def same_as_anew(live: LiveText, workspace: Workspace, folder: Path, language: str = "en") -> bool:
    """Compare all that was read and written with what a new reading gives; what differs is told by the assertions."""
    anew = replace(workspace, build=folder)
    read = read_modules(anew, language, 1, printing=False)
    faulty = {finding.place.path for finding in read.findings if finding.is_error}
    withheld = {name for name in documents(workspace) if f"source/{name}.rst" in faulty}
    pages = read_pages(anew, language, withheld)
    assert live.reading.manuscripts == read.manuscripts
    assert live.reading.labels == read.labels
    assert (live.reading.messages, live.reading.currency) == (read.messages, read.currency)
    assert in_order(live.reading.findings) == in_order([*read.findings, *pages.findings])
    assert live.pages.pages == pages.pages
    assert live.pages.files == pages.files
    return True


def documents(workspace: Workspace) -> list[str]:
    return [path.relative_to(workspace.sources).with_suffix("").as_posix() for path in workspace.sources.rglob("*.rst")]


def codes(findings: list[Finding]) -> list[str]:
    return [finding.code for finding in in_order(findings)]


def test_only_what_was_saved_is_written_again(workspace: Workspace, tmp_path: Path) -> None:
    with reading(workspace) as reader:
        assert reader.read().written == set(documents(workspace))
        assert reader.read().written == set()
        exchange(module_path(workspace, "A1.1"), "should be red", "should be blue")
        live = reader.read()
        assert {name for name in live.written if name.count("/") == 2} == {"A1/A1.1/index"}
        assert same_as_anew(live, workspace, tmp_path / "anew")


def test_what_cites_a_clause_that_moves_is_written_again(workspace: Workspace, tmp_path: Path) -> None:
    with reading(workspace) as reader:
        before = reader.read().pages.pages["A1/A1.2/index"].body
        new = ".. _shape:\n\nShape of things\n~~~~~~~~~~~~~~~\n\nA thing should be round.\n\n.. _colour:"
        exchange(module_path(workspace, "A1.1"), ".. _colour:", new)
        live = reader.read()
        assert live.pages.pages["A1/A1.2/index"].body != before
        assert same_as_anew(live, workspace, tmp_path / "anew")


def test_a_reference_that_leads_nowhere_is_told_where_it_stands_until_it_leads_again(
    workspace: Workspace, tmp_path: Path
) -> None:
    with reading(workspace) as reader:
        reader.read()
        exchange(module_path(workspace, "A1.1"), "_colour:", "_hue:")
        assert codes(reader.read().reading.findings) == ["unknown-reference"]
        exchange(module_path(workspace, "B2.1"), "The board prepared", "Then the board prepared")
        live = reader.read()
        assert codes(live.reading.findings) == ["unknown-reference"]
        assert same_as_anew(live, workspace, tmp_path / "anew")
        exchange(module_path(workspace, "A1.1"), "_hue:", "_colour:")
        assert reader.read().reading.findings == []


def test_a_text_that_is_no_text_is_told_and_mended(workspace: Workspace, tmp_path: Path) -> None:
    with reading(workspace) as reader:
        good = reader.read()
        source = module_path(workspace, "A1.1").read_text(encoding="utf-8")
        write(module_path(workspace, "A1.1"), source + "\n.. raw:: html\n\n   <script>\n\n.. nothing::\n")
        broken = reader.read()
        assert {"forbidden-directive", "unknown-directive"} <= set(codes(broken.reading.findings))
        assert "A1/A1.1/index" not in broken.pages.pages
        write(module_path(workspace, "A1.1"), source)
        mended = reader.read()
        assert (mended.reading, mended.pages) == (good.reading, good.pages)


def test_print_sources_are_made_again_where_they_are_wanted(workspace: Workspace, tmp_path: Path) -> None:
    reader = LiveReader(workspace, "en", printing=True)
    try:
        reader.read()
        exchange(
            module_path(workspace, "A1.1"), ".. _colour:", ".. _size:\n\nSize\n~~~~\n\nA thing should be big.\n\n.. _colour:"
        )
        live = reader.read()
    finally:
        reader.close()
    anew = read_modules(replace(workspace, build=tmp_path / "anew"), "en", 1)
    assert live.reading.sources == anew.sources
    assert live.reading.bodies == anew.bodies
    assert same_as_anew(live, workspace, tmp_path / "pages")


def test_a_translation_is_read_again(tmp_path: Path) -> None:
    workspace = make_translated(tmp_path / "project")
    assert main(["--project", str(workspace.project), "translate", "update", "--language", "fr"]) == 0
    po = workspace.sources / "locale/fr/LC_MESSAGES/A1/A1.1/index.po"
    with reading(workspace, "fr") as reader:
        reader.read()
        old = 'msgid "The :term:`thing` shall have at least 3 marks."\nmsgstr ""'
        exchange(po, old, old[:-2] + '"L’:term:`objet <thing>` doit avoir au moins 3 marques."')
        live = reader.read()
        assert "au moins 3 marques" in live.pages.pages["A1/A1.1/index"].body
        assert same_as_anew(live, workspace, tmp_path / "anew", "fr")


EDITS: dict[str, Callable[[str], str]] = {
    "word": lambda source: source.replace("shall", "shall always", 1),
    "clause before": lambda source: source.replace(
        ".. _rules:", ".. _first-things:\n\nFirst things\n------------\n\nAll.\n\n.. _rules:", 1
    ),
    "anchor renamed": lambda source: source.replace("_colour:", "_hue:", 1),
    "title": lambda source: source.replace(
        "Colour of things\n~~~~~~~~~~~~~~~~", "Colour of all things\n~~~~~~~~~~~~~~~~~~~~", 1
    ),
    "term unknown": lambda source: source.replace(":term:`thing`", ":term:`thingg`", 1),
    "directive unknown": lambda source: f"{source}\n.. nothing::\n",
    "title too short": lambda source: source.replace("Rules\n-----", "Rules\n---", 1),
    "reference": lambda source: f"{source}\nSee :ref:`B2.1#scope` and :module:`A1.1`.\n",
}


@pytest.mark.parametrize("seed", range(3))
def test_any_sequence_of_edits_ends_as_if_all_were_read_anew(seed: int, workspace: Workspace, tmp_path: Path) -> None:
    choice = random.Random(seed)
    numbers = ("A1.1", "A1.2", "B2.1")
    originals = {number: module_path(workspace, number).read_text(encoding="utf-8") for number in numbers}
    with reading(workspace) as reader:
        reader.read()
        for step in range(6):
            number = choice.choice(numbers)
            source = module_path(workspace, number).read_text(encoding="utf-8")
            name = choice.choice([*EDITS, "as it was"])
            write(module_path(workspace, number), EDITS[name](source) if name in EDITS else originals[number])
            assert same_as_anew(reader.read(), workspace, tmp_path / f"anew-{step}"), (number, name)
