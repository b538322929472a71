"""The pipeline on a small family of standards: what is made, what is made again, and what bad input leaves in place."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import Future
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from isacs_publish.press.apart import ProcessEnded
from isacs_publish.press.work import Typesetting
from isacs_publish.press.workers import Press
from isacs_publish.publish import NoSuchLanguage, Report, Request, build, check
from isacs_publish.selection import NotSelectable
from isacs_publish.workspace import Workspace
from tests.conftest import PROJECT
from tests.roots import make_project, module_path, text, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from isacs_publish.press.cache import Entry
    from isacs_publish.press.work import Job

CLAUSE = """
.. _duties:

Duties
------

The board shall keep the :term:`thing`. See :ref:`annex-form` and :ref:`B2.1#scope`.

.. _annex-form:

Form
----

.. annex:: normative

Text.
"""

MODULES = {"A1.1": text("First", CLAUSE), "A1.2": text("Second"), "B2.1": text("Third", "", "other thing")}


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Return a project that nobody has built."""
    return make_project(tmp_path / "project", MODULES)


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return the project, built; nobody may change it."""
    workspace = make_project(tmp_path_factory.mktemp("once") / "project", MODULES)
    assert run(workspace).findings == []
    return workspace


@pytest.fixture
def built(once: Workspace, tmp_path: Path) -> Workspace:
    """Return the project in a folder of its own, as a former build has left it."""
    shutil.copytree(once.project, tmp_path / "built", symlinks=True)
    return Workspace(tmp_path / "built", tmp_path / "built" / "build")


def run(workspace: Workspace, *words: str) -> Report:
    return build(workspace, Request(words, jobs=1), lambda *_: None)


def digests(workspace: Workspace) -> dict[str, str]:
    files = [path for path in workspace.build.rglob("*.pdf") if ".cache" not in path.parts]
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in files}


def typeset_sheets(workspace: Workspace) -> set[str]:
    return {path.name for path in (workspace.shelf / "sheets").iterdir()}


def test_another_family_of_standards_needs_no_code(workspace: Workspace) -> None:
    report = run(workspace)
    assert [str(finding) for finding in report.findings] == []
    listed = json.loads(workspace.artifacts.read_text(encoding="utf-8"))
    assert [record["identifier"] for record in listed if record["kind"] != "html"] == [
        "XST A1.1:2030(E)V0.3",
        "XST A1.2:2030(E)V0.3",
        "XST B2.1:2030(E)V0.3",
        "XST A1:2030-0(E)",
        "XST B2:2030-0(E)",
        "XST:2030-0(E)",
    ]
    assert {record["path"] for record in listed if record["kind"] == "html"} == {
        "html/A1.1/2030/en/v0.3/index.html",
        "html/A1.2/2030/en/v0.3/index.html",
        "html/B2.1/2030/en/v0.3/index.html",
    }
    cover = subprocess.run(
        ["pdftotext", str(workspace.build / "pdf/en/screen/xst-a1.1-2030-e-v0.3.pdf"), "-"], capture_output=True, check=True
    ).stdout.decode()
    for words in ("Example Standard", "XST A1.1:2030(E)V0.3", "Sketch (10.20)", "This is an example.", "2031-01-31"):
        assert words in cover
    assert "ISACS" not in cover


def test_what_did_not_change_is_not_made_again(built: Workspace) -> None:
    before, sheets = digests(built), typeset_sheets(built)
    assert run(built).up_to_date

    source = module_path(built, "A1.2")
    write(source, source.read_text(encoding="utf-8").replace("describes examples", "describes two examples"))
    report = run(built)
    assert not report.up_to_date
    changed = {name for name, digest in digests(built).items() if before[name] != digest}
    assert changed == {"xst-a1.2-2030-e-v0.3.pdf", "xst-a1-2030-0-e.pdf", "xst-2030-0-e.pdf"}
    assert len(typeset_sheets(built) - sheets) == 1


def test_a_label_that_moves_shows_in_the_modules_that_cite_it(built: Workspace) -> None:
    source = module_path(built, "B2.1")
    content = source.read_text(encoding="utf-8")
    write(source, content.replace(".. _scope:", ".. _before:\n\nBefore\n------\n\nText.\n\n.. _scope:"))
    run(built)
    page = (built.build / "html/A1.1/2030/en/v0.3/index.html").read_text(encoding="utf-8")
    assert "XST B2.1:2030, Clause 2" in page
    pdf = built.build / "pdf/en/screen/xst-a1.1-2030-e-v0.3.pdf"
    assert (
        "XST B2.1:2030, Clause 2"
        in subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, check=True).stdout.decode()
    )


def test_an_altered_output_is_made_again(built: Workspace) -> None:
    before = digests(built)
    for name in ("pdf/en/screen/xst-a1.1-2030-e-v0.3.pdf", "volumes/en/screen/xst-a1-2030-0-e.pdf"):
        path = built.build / name
        path.write_bytes(path.read_bytes().replace(b"1", b"2", 1))
    assert digests(built) != before
    run(built)
    assert digests(built) == before


def test_a_selection_makes_only_what_it_names(workspace: Workspace) -> None:
    assert {a.kind for a in run(workspace, "A1.1").artifacts} == {"module", "html"}
    assert set(digests(workspace)) == {"xst-a1.1-2030-e-v0.3.pdf"}
    run(workspace, "B2")
    assert set(digests(workspace)) == {"xst-a1.1-2030-e-v0.3.pdf", "xst-b2.1-2030-e-v0.3.pdf", "xst-b2-2030-0-e.pdf"}
    listed = json.loads(workspace.artifacts.read_text(encoding="utf-8"))
    assert len([record for record in listed if record["kind"] != "html"]) == 3


def test_a_bad_call_is_refused(workspace: Workspace) -> None:
    with pytest.raises(NotSelectable, match=r"did you mean 'A1\.1'"):
        run(workspace, "A1.11")
    with pytest.raises(NoSuchLanguage, match="publishes no texts in 'fr'"):
        build(workspace, Request((), "fr"), lambda *_: None)


FAULTS: dict[str, tuple[Callable[[str], str], str]] = {
    "broken rst": (lambda s: s.replace("Scope\n-----", "Scope\n----"), "rst-syntax"),
    "unknown module": (lambda s: s + "\nSee :module:`C3.1`.\n", "unknown-module"),
    "unknown anchor": (lambda s: s + "\nSee :ref:`scoope`.\n", "unknown-reference"),
    "unknown term": (lambda s: s + "\nThe :term:`thinng`.\n", "unknown-term"),
    "duplicate anchor": (lambda s: s + "\n.. _scope:\n\nMore\n----\n\nText.\n", "duplicate-anchor"),
    "missing image": (lambda s: s + "\n.. _fig-x:\n\n.. figure:: no.svg\n   :alt: x\n\n   Title\n", "missing-image"),
    "unknown directive": (lambda s: s + "\n.. terrm:: x\n\n   y\n", "unknown-directive"),
    "raw markup": (lambda s: s + "\n.. raw:: html\n\n   <b>x</b>\n", "forbidden-directive"),
    "control character": (lambda s: s + "\x07\n", "not-text"),
    "no title": (lambda s: "Just a line of text.\n", "no-title"),
    "empty": (lambda s: "", "no-title"),
    "annex in a clause": (lambda s: s + "\n.. _x:\n\nX\n~\n\n.. annex:: normative\n\nText.\n", "annex-inside-clause"),
    "math": (lambda s: s + "\n.. math:: a + b\n", "math-markup"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_bad_input_is_a_finding_and_the_last_good_file_stays(fault: str, built: Workspace) -> None:
    before = digests(built)
    page = built.build / "html/A1.2/2030/en/v0.3/index.html"
    good = page.read_bytes()
    spoil, code = FAULTS[fault]
    source = module_path(built, "A1.2")
    write(source, spoil(source.read_text(encoding="utf-8")))
    other = module_path(built, "A1.1")
    write(other, other.read_text(encoding="utf-8").replace("The board shall", "The whole board shall"))

    report = run(built)

    found = [finding for finding in report.findings if finding.code == code]
    assert found, [str(finding) for finding in report.findings]
    assert all(finding.place.path == "source/A1/A1.2/index.rst" for finding in found)
    assert all(finding.hint and finding.message for finding in report.findings)
    assert all(finding.place.line > 0 for finding in found)
    after = digests(built)
    assert after["xst-a1.2-2030-e-v0.3.pdf"] == before["xst-a1.2-2030-e-v0.3.pdf"]
    assert after["xst-a1-2030-0-e.pdf"] == before["xst-a1-2030-0-e.pdf"]
    assert after["xst-a1.1-2030-e-v0.3.pdf"] != before["xst-a1.1-2030-e-v0.3.pdf"]
    assert page.read_bytes() == good
    listed = {record["path"] for record in json.loads(built.artifacts.read_text(encoding="utf-8"))}
    assert "pdf/en/screen/xst-a1.2-2030-e-v0.3.pdf" in listed
    assert not list(built.build.rglob("*.part"))


def test_findings_are_shown_again_when_nothing_changed(workspace: Workspace) -> None:
    source = module_path(workspace, "A1.2")
    write(source, source.read_text(encoding="utf-8") + "\nSee :ref:`scoope`.\n")
    first, second = run(workspace), run(workspace)
    assert second.up_to_date
    assert second.findings == first.findings


def test_a_module_without_source_does_not_stop_the_others(workspace: Workspace) -> None:
    module_path(workspace, "A1.2").unlink()
    report = run(workspace)
    assert [finding.code for finding in report.findings] == ["missing-module", "volume-not-bound", "volume-not-bound"]
    assert "xst-b2-2030-0-e.pdf" in digests(workspace)


def test_an_unreadable_catalogue_leaves_everything_in_place(built: Workspace) -> None:
    before = digests(built)
    built.catalogue.write_text("[brand\n", encoding="utf-8")
    report = run(built)
    assert [(finding.code, finding.place.line) for finding in report.findings] == [("catalogue-syntax", 1)]
    assert digests(built) == before


def test_a_drawing_with_entities_withholds_its_module(workspace: Workspace) -> None:
    source = module_path(workspace, "A1.2")
    figure = "\n.. _fig-x:\n\n.. figure:: x.svg\n   :alt: x\n\n   Title\n"
    write(source, source.read_text(encoding="utf-8") + figure)
    entities = '<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>'
    write(source.parent / "x.svg", entities)
    report = run(workspace)
    assert "unfit-picture" in [finding.code for finding in report.findings]
    assert "xst-a1.2-2030-e-v0.3.pdf" not in digests(workspace)


def test_a_new_version_takes_the_place_of_the_old(built: Workspace) -> None:
    catalogue = built.catalogue.read_text(encoding="utf-8")
    head, first, *rest = catalogue.split("[[module]]")
    write(built.catalogue, "[[module]]".join([head, first.replace("0.3", "0.4"), *rest]))
    run(built)
    listed = {record["path"] for record in json.loads(built.artifacts.read_text(encoding="utf-8"))}
    assert "pdf/en/screen/xst-a1.1-2030-e-v0.4.pdf" in listed
    assert "xst-a1.1-2030-e-v0.3.pdf" not in digests(built)


@pytest.mark.parametrize(
    "surroundings", [{}, {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"}], ids=["same", "other"]
)
def test_the_same_bytes_in_another_folder(surroundings: dict[str, str], built: Workspace, tmp_path: Path) -> None:
    other = tmp_path / "another place"
    shutil.copytree(built.project, other, symlinks=True, ignore=shutil.ignore_patterns("build"))
    command = [sys.executable, "-m", "isacs_publish", "--project", str(other), "build", "--jobs", "2"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), **surroundings}
    subprocess.run(command, env=environment, check=True, capture_output=True)
    copy = Workspace(other, other / "build")
    assert digests(copy) == digests(built)
    assert copy.artifacts.read_bytes() == built.artifacts.read_bytes()


def test_a_worker_that_dies_is_a_finding_and_the_next_build_tries_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = Press.start

    def lost(press: Press, job: Job, name: str) -> Future[Entry]:
        if name != "XST A1.2:2030(E)V0.3" or not isinstance(job, Typesetting):
            return given(press, job, name)
        future: Future[Entry] = Future()
        future.set_exception(ProcessEnded("its process was ended by SIGKILL"))
        return future

    with monkeypatch.context() as patch:
        patch.setattr(Press, "start", lost)
        report = run(workspace)
    codes = {finding.code: finding.message for finding in report.findings}
    assert codes.keys() == {"typesetting-failed", "volume-not-bound"}
    assert "its process was ended by SIGKILL" in codes["typesetting-failed"]
    made = [artifact.identifier for artifact in report.artifacts if artifact.kind == "module"]
    assert made == ["XST A1.1:2030(E)V0.3", "XST B2.1:2030(E)V0.3"]
    again = run(workspace)
    assert not again.up_to_date
    assert again.findings == []


def test_a_check_finds_what_a_build_finds_also_in_modules_that_nobody_touched(tmp_path: Path) -> None:
    storage = ".. _storage:\n\nStorage\n-------\n\nText. See :ref:`nowhere`.\n"
    cites = ".. _use:\n\nUse\n---\n\nSee :ref:`A1.1#storage` and :term:`lost`.\n"
    made = make_project(tmp_path, {"A1.1": text("First", storage), "B2.1": text("Second", cites, term="object")})
    first = check(made, "en", 1, printing=False)[0]
    assert first == check(made, "en", 1)[0]
    assert {finding.code for finding in first} == {"unknown-reference", "unknown-term"}
    write(module_path(made, "A1.1"), text("First", storage.replace("_storage", "_store")))
    again = check(made, "en", 1, printing=False)[0]
    assert "no anchor 'storage' in module A1.1" in {finding.message for finding in again}
    assert again == check(made, "en", 1)[0]
