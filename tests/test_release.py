"""Releases: what is sealed, what is refused and with what hint, and what a second run finishes."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from pikepdf import open as open_pdf

from isacs_publish.model.release import StatusList
from isacs_publish.releasing import Order, release
from isacs_publish.sealed import MANIFEST, SIGNATURE, STATUS, SUMS, read_archive
from tests.history import change
from tests.keys import seal_of
from tests.releases import DRAFT, PUBLISHED, Editor, make_editor

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from isacs_publish.model.finding import Finding
    from isacs_publish.model.release import Manifest
    from isacs_publish.releasing import Released

FIRST, SECOND, THIRD = "2030-1", "2030-2", "2030-3"


def standings(editor: Editor, name: str) -> dict[str, tuple[str, str]]:
    status = StatusList.from_json((editor.folder(name) / STATUS).read_bytes())
    return {standing.identifier: (standing.status, standing.by) for standing in status.standings}


def manifest_of(released: Released) -> Manifest:
    assert [str(finding) for finding in released.findings] == []
    assert released.manifest is not None
    return released.manifest


# A history of releases


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> tuple[Editor, list[Manifest]]:
    """Return a project with three releases: all; an amendment with its volume; a withdrawal and a draft that goes on."""
    modules = {"A1.1": PUBLISHED, "A1.2": PUBLISHED, "B2.1": DRAFT}
    editor = make_editor(tmp_path_factory.mktemp("project"), seal_of(), modules)
    manifests = [manifest_of(editor.release(name=FIRST))]
    editor.edit("A1.1", "describes examples", "describes all examples")
    editor.catalogue("A1.1", version="1.1")
    editor.append_to_catalogue(change("scope", "substantive"))
    editor.commit()
    manifests.append(manifest_of(editor.release("A1", name=SECOND)))
    editor.catalogue("A1.2", stage="withdrawn")
    editor.catalogue("B2.1", version="0.4")
    editor.commit()
    manifests.append(manifest_of(editor.release("A1.2", "B2.1", name=THIRD)))
    editor.commit()
    return editor, manifests


def test_the_status_list_of_each_release(history: tuple[Editor, list[Manifest]]) -> None:
    editor, _ = history
    assert standings(editor, FIRST) == {
        "XST A1.1:2030(E)V1.0": ("current", ""),
        "XST A1.2:2030(E)V1.0": ("current", ""),
        "XST B2.1:2030(E)V0.3": ("draft", ""),
        "XST A1:2030-1(E)": ("current", ""),
        "XST B2:2030-1(E)": ("draft", ""),
        "XST:2030-1(E)": ("draft", ""),
    }
    assert standings(editor, SECOND) == standings(editor, FIRST) | {
        "XST A1.1:2030(E)V1.0": ("superseded", "XST A1.1:2030(E)V1.1"),
        "XST A1.1:2030(E)V1.1": ("current", ""),
        "XST A1:2030-1(E)": ("superseded", "XST A1:2030-2(E)"),
        "XST A1:2030-2(E)": ("current", ""),
    }
    assert standings(editor, THIRD) == standings(editor, SECOND) | {
        "XST A1.2:2030(E)V1.0": ("withdrawn", ""),
        "XST B2.1:2030(E)V0.3": ("draft", "XST B2.1:2030(E)V0.4"),
        "XST B2.1:2030(E)V0.4": ("draft", ""),
    }


def test_what_a_release_holds(history: tuple[Editor, list[Manifest]]) -> None:
    editor, (first, second, _) = history
    assert set(first.identifiers) == set(standings(editor, FIRST))
    assert set(second.identifiers) == {"XST A1.1:2030(E)V1.1", "XST A1:2030-2(E)"}, (
        "what was released is bound, not issued again"
    )
    assert {artifact.edition for artifact in first.artifacts} == {"screen", "print", "review", ""}
    assert {a.path for a in second.artifacts if a.kind == "register"} == {
        "register/A1.1.toml",
        "register/texts/A1.1-2030-v1.1.json",
    }
    pages = {artifact.path for artifact in second.artifacts if artifact.kind == "html"}
    assert pages == {"html/A1.1/2030/en/v1.1/index.html"}
    site = {artifact.path.split("/")[1] for artifact in second.artifacts if artifact.kind == "site"}
    assert site == {"_static"}, "what its pages show, and nothing of the website around them"


def test_volumes_are_named_by_the_release(history: tuple[Editor, list[Manifest]]) -> None:
    editor, _ = history
    volume = editor.folder(SECOND) / "volumes/en/screen/xst-a1-2030-2-e.pdf"
    told = subprocess.run(["pdftotext", str(volume), "-"], capture_output=True, check=True).stdout.decode()
    assert "XST A1:2030-2(E)" in told
    assert "2030-06-01" in told, "the date of a volume is that of its release"
    assert "XST A1.2:2030(E)V1.0" in told


def test_the_releases_are_a_chain(history: tuple[Editor, list[Manifest]]) -> None:
    editor, manifests = history
    assert [manifest.before.release if manifest.before else "" for manifest in manifests] == ["", FIRST, SECOND]
    assert list(read_archive(editor.workspace.releases, editor.seal.signed).all_faults()) == []


def test_what_is_published_is_signed(history: tuple[Editor, list[Manifest]]) -> None:
    editor, (first, *_) = history
    signed = {artifact.path for artifact in first.artifacts if artifact.is_signed}
    assert signed == {
        "pdf/en/screen/xst-a1.1-2030-e-v1.0.pdf",
        "pdf/en/screen/xst-a1.2-2030-e-v1.0.pdf",
        "volumes/en/screen/xst-a1-2030-1-e.pdf",
    }
    for path in signed:
        told = subprocess.run(["pdfsig", "-nocert", str(editor.folder(FIRST) / path)], capture_output=True, check=True)
        assert "Signature is Valid." in told.stdout.decode()
        assert "Total document signed" in told.stdout.decode()
        assert "Jun 01 2030" in told.stdout.decode(), "no clock is read"
    with open_pdf(editor.folder(FIRST) / "pdf/en/screen/xst-b2.1-2030-e-v0.3.pdf") as draft:
        assert "/AcroForm" not in draft.Root


def test_the_manifest_records_what_it_was_made_from(history: tuple[Editor, list[Manifest]]) -> None:
    editor, (first, second, _) = history
    assert first.revision == editor.git("rev-list", "--max-parents=0", "HEAD").strip()
    assert (first.selection, second.selection, first.languages) == ((), ("A1",), ("en",))
    assert first.date == "2030-06-01"
    assert {"pango", "weasyprint", "sphinx", "fontpkg-source-serif-4"} <= first.engine.keys()
    assert first.tool.code == second.tool.code
    assert first.sources != second.sources
    assert first.as_json() == (editor.folder(FIRST) / MANIFEST).read_bytes()


def test_sha256sum_accepts_the_release(history: tuple[Editor, list[Manifest]]) -> None:
    editor, (first, *_) = history
    told = subprocess.run(["sha256sum", "--check", "--strict", SUMS], cwd=editor.folder(FIRST), capture_output=True, check=True)
    lines = told.stdout.decode().splitlines()
    assert len(lines) == len(first.artifacts) + 3
    assert {f"{name}: OK" for name in (MANIFEST, SIGNATURE, STATUS)} <= set(lines)


def test_links_of_the_website_stay_inside_or_lead_to_other_modules(history: tuple[Editor, list[Manifest]]) -> None:
    editor, _ = history
    page = (editor.folder(FIRST) / "html/A1.1/2030/en/v1.0/index.html").read_text(encoding="utf-8")
    static = {path.name for path in (editor.folder(FIRST) / "html/_static").iterdir()}
    assert {name for name in static if f"../../../../_static/{name}" in page} == static
    assert any(name.startswith("text-") for name in static)


# Refusals


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    return make_editor(tmp_path / "project", seal_of(), {"A1.1": PUBLISHED, "A1.2": DRAFT})


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Editor:
    """Return an editor who has released A1.1, and not committed its register; nobody may change the project."""
    editor = make_editor(tmp_path_factory.mktemp("once") / "project", seal_of(), {"A1.1": PUBLISHED, "A1.2": DRAFT})
    manifest_of(editor.release("A1.1"))
    return editor


@pytest.fixture
def releaser(once: Editor, tmp_path: Path) -> Editor:
    """Return an editor who has released A1.1, in a folder of their own."""
    project = tmp_path / "released"
    shutil.copytree(once.workspace.project, project, symlinks=True)
    return replace(once, workspace=replace(once.workspace, project=project, build=project / "build"))


def refused(editor: Editor, *words: str, name: str = FIRST) -> list[Finding]:
    """Return the findings of a release that is refused; nothing of it may be left."""
    before = {path: path.stat().st_mtime_ns for path in editor.workspace.releases.rglob("*")}
    register = sorted(editor.workspace.register.rglob("*"))
    released = editor.release(*words, name=name)
    assert released.manifest is None
    assert released.findings
    assert all(finding.hint for finding in released.findings), released.findings
    assert {path: path.stat().st_mtime_ns for path in editor.workspace.releases.rglob("*")} == before
    assert sorted(editor.workspace.register.rglob("*")) == register
    return list(released.findings)


def codes(findings: list[Finding]) -> set[str]:
    return {finding.code for finding in findings}


@pytest.mark.parametrize("name", ["2030", "2030-0", "30-1", "2030-01", "V1", "../2030-1", "2030-1/", "", "２０３０-1"])
def test_a_name_of_another_form(name: str, editor: Editor) -> None:
    assert codes(refused(editor, "A1.1", name=name)) == {"release-name"}


def test_a_name_that_comes_before_the_last(editor: Editor) -> None:
    manifest_of(editor.release("A1.1", name=SECOND))
    editor.commit()
    assert codes(refused(editor, "A1.2", name=FIRST)) == {"release-name"}


def test_a_date_that_lies_before_that_of_the_last(releaser: Editor) -> None:
    releaser.commit()
    earlier = Order(("A1.2",), SECOND, date(2030, 5, 31))
    assert codes(list(release(releaser.workspace, earlier, releaser.seal, lambda *_: None).findings)) == {"release-date"}


def changed(editor: Editor) -> str:
    editor.edit("A1.1", "describes examples", "describes things")
    return "source/A1/A1.1/index.rst"


def unknown_file(editor: Editor) -> str:
    (editor.workspace.sources / "A1" / "notes.txt").write_text("x", encoding="utf-8")
    return "source/A1/notes.txt"


def staged_only(editor: Editor) -> str:
    changed(editor)
    editor.git("add", "--all")
    return "source/A1/A1.1/index.rst"


def deleted(editor: Editor) -> str:
    (editor.workspace.theme / "page.html").unlink()
    return "themes/isacs/page.html"


@pytest.mark.parametrize("alter", [changed, unknown_file, staged_only, deleted])
def test_what_is_not_committed(alter: Callable[[Editor], str], editor: Editor) -> None:
    path = alter(editor)
    (finding,) = refused(editor, "A1.1")
    assert (finding.code, finding.place.path) == ("uncommitted", path)


def test_a_project_in_no_repository(editor: Editor) -> None:
    shutil.rmtree(editor.workspace.project / ".git")
    assert codes(refused(editor, "A1.1")) == {"no-repository"}


def test_a_project_that_is_a_folder_of_a_repository(tmp_path: Path) -> None:
    """What lies beside the project, in the same repository, has no part in the release."""
    editor = make_editor(tmp_path / "whole", seal_of(), {"A1.1": DRAFT})
    project = tmp_path / "whole" / "standards"
    project.mkdir()
    for name in ("source", "themes", "conf.py", ".gitignore"):
        (tmp_path / "whole" / name).rename(project / name)
    inner = replace(editor, workspace=replace(editor.workspace, project=project, build=project / "build"))
    editor.commit()
    (tmp_path / "whole" / "beside.txt").write_text("x", encoding="utf-8")
    manifest_of(inner.release("A1.1"))
    (project / "source" / "inside.txt").write_text("x", encoding="utf-8")
    uncommitted = [finding for finding in refused(inner, "A1.1", name=SECOND) if finding.code == "uncommitted"]
    assert [finding.place.path for finding in uncommitted] == ["source/inside.txt"]


def test_any_finding_of_the_check(editor: Editor) -> None:
    editor.edit("A1.1", "describes examples", "describes :ref:`nothing`")
    editor.commit()
    findings = editor.release("A1.2").findings
    assert {finding.place.path for finding in findings} == {"source/A1/A1.1/index.rst"}


def test_a_draft_version_at_a_stage_of_publication(editor: Editor) -> None:
    editor.catalogue("A1.2", stage="published")
    editor.commit()
    (finding,) = refused(editor, "A1")
    assert (finding.code, finding.place.key) == ("draft-version-published", "module[A1.2].version")


def test_a_finished_version_at_a_stage_of_drafts(editor: Editor) -> None:
    editor.catalogue("A1.1", stage="sketch")
    editor.commit()
    assert codes(refused(editor, "A1.1")) == {"unfinished-stage"}


def test_a_withdrawn_module_that_was_never_released(editor: Editor) -> None:
    editor.catalogue("A1.1", stage="withdrawn")
    editor.commit()
    assert "withdrawn-module" in codes(refused(editor, "A1.1"))


def test_what_was_released(releaser: Editor) -> None:
    releaser.commit()
    assert codes(refused(releaser, "A1.1", name=SECOND)) == {"identifier-released", "nothing-new"}
    assert codes(refused(releaser, "A1.1", "A1.2", name=SECOND)) == {"identifier-released"}


def test_what_the_register_knows_from_a_release_that_is_not_there(releaser: Editor) -> None:
    releaser.commit()
    shutil.rmtree(releaser.folder(FIRST))
    (finding,) = refused(releaser, "A1.1", name=SECOND)
    assert finding.code == "identifier-released"
    assert FIRST in finding.message


def test_a_selection_that_is_none(editor: Editor) -> None:
    assert codes(refused(editor, "A9")) == {"not-selectable"}


def test_a_register_that_was_not_committed(releaser: Editor) -> None:
    assert codes(refused(releaser, "A1.2", name=SECOND)) == {"uncommitted"}
    shutil.rmtree(releaser.workspace.register)
    assert codes(refused(releaser, "A1.2", name=SECOND)) == {"register-unfinished"}


def test_releases_that_were_tampered_with(releaser: Editor) -> None:
    releaser.commit()
    (releaser.folder(FIRST) / "html" / "index.html").write_text("x", encoding="utf-8")
    (finding,) = refused(releaser, "A1.2", name=SECOND)
    assert (finding.code, finding.place.path) == ("release-altered", "releases/2030-1/html/index.html")
    other = replace(releaser, seal=seal_of("somebody else"))
    assert "release-altered" in codes(refused(other, "A1.2", name=SECOND))


def test_all_that_is_wrong_is_told_at_once(editor: Editor) -> None:
    editor.catalogue("A1.1", stage="sketch")
    editor.edit("A1.1", "describes examples", "describes :ref:`nothing`")
    editor.commit()
    unknown_file(editor)
    found = codes(refused(editor, "A1", name="1"))
    assert found > {"release-name", "uncommitted", "unfinished-stage"}
    assert len(found) == 4


def test_while_another_release_is_made(editor: Editor) -> None:
    editor.workspace.releases.mkdir()
    left = editor.workspace.releases / ".other.part"
    left.mkdir()
    handle = os.open(editor.workspace.releases, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        assert codes(refused(editor, "A1.1")) == {"release-running"}
        assert left.is_dir(), "what another process is making is left alone"
    finally:
        os.close(handle)
    manifest_of(editor.release("A1.1"))
    assert not left.exists()


# Nothing is ever overwritten, and what was not finished is


def test_the_same_command_again_changes_nothing(editor: Editor) -> None:
    made = manifest_of(editor.release("A1.1"))
    for _ in range(2):
        before = {path: path.stat().st_mtime_ns for path in editor.folder().rglob("*")}
        again = editor.release("A1.1")
        assert again.already
        assert manifest_of(again) == made
        assert {path: path.stat().st_mtime_ns for path in editor.folder().rglob("*")} == before
        editor.commit()


@pytest.mark.parametrize("different", ["selection", "text", "date"])
def test_the_same_name_for_something_else(different: str, releaser: Editor) -> None:
    releaser.commit()
    words = ("A1.2",) if different == "selection" else ("A1.1",)
    if different == "text":
        releaser.edit("A1.2", "describes examples", "describes things")
        releaser.commit()
    day = date(2031, 1, 1) if different == "date" else None
    released = release(releaser.workspace, Order(words, FIRST, day), releaser.seal, lambda *_: None)
    assert [finding.code for finding in released.findings] == ["release-exists"]


def test_a_register_that_was_not_written_is_finished(releaser: Editor) -> None:
    files = {path: path.read_bytes() for path in releaser.workspace.register.rglob("*") if path.is_file()}
    assert len(files) == 2
    for path in files:
        path.unlink()
        (path.parent / ".half.part").write_bytes(b"half")
        again = releaser.release("A1.1")
        assert again.already
        assert set(again.register) == {releaser.workspace.shown(one) for one in files}
        assert {one: one.read_bytes() for one in releaser.workspace.register.rglob("*") if one.is_file()} == files


def test_an_earlier_release_does_not_take_the_register_back(releaser: Editor) -> None:
    releaser.commit()
    releaser.edit("A1.1", "describes examples", "describes all examples")
    releaser.catalogue("A1.1", version="1.1")
    releaser.append_to_catalogue(change("scope", "substantive"))
    releaser.commit()
    manifest_of(releaser.release("A1.1", name=SECOND))
    releaser.commit()
    releaser.git("checkout", "--quiet", "HEAD~2")
    releaser.git("checkout", "HEAD@{1}", "--", "source/register")
    releaser.commit()
    again = releaser.release("A1.1", name=FIRST)
    assert again.already
    assert again.register == ()
    assert "1.1" in (releaser.workspace.register / "A1.1.toml").read_text(encoding="utf-8")


def test_a_date_may_be_given(editor: Editor) -> None:
    released = release(editor.workspace, Order(("A1.1",), FIRST, date(2030, 7, 9)), editor.seal, lambda *_: None)
    assert manifest_of(released).date == "2030-07-09"
    status = StatusList.from_json((editor.folder() / STATUS).read_bytes())
    assert (status.date, status.standings[0].date) == ("2030-07-09", "2030-05-01"), "a text keeps its own date"


def test_what_lies_ignored_beside_the_sources_has_no_part(editor: Editor) -> None:
    """What is built comes from the commit: a file that git was told to ignore is not in it."""
    (editor.workspace.project / ".gitignore").write_text("/build/\n*.svg\n", encoding="utf-8")
    rest = "\n.. figure:: drawing.svg\n   :alt: A line\n\n   A drawing\n"
    path = editor.workspace.sources / "A1" / "A1.1"
    (path / "drawing.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>', encoding="utf-8")
    with (path / "index.rst").open("a", encoding="utf-8") as text:
        text.write(rest)
    editor.commit()
    assert any("drawing.svg" in finding.message for finding in editor.release("A1.1").findings)


def test_a_signature_that_changes_what_it_signs_is_not_sealed(editor: Editor) -> None:
    bad = replace(editor.seal, sign_pdf=lambda pdf, day: b"%" + pdf)
    with pytest.raises(ValueError, match="has changed what it signs"):
        release(editor.workspace, Order(("A1.1",), FIRST), bad, lambda *_: None)
    assert list(editor.workspace.releases.iterdir()) == []


def test_the_manifest_is_plain_json(once: Editor) -> None:
    content = (once.folder() / MANIFEST).read_text(encoding="utf-8")
    assert json.loads(content)["release"] == FIRST
    for trace in (str(once.workspace.project), os.uname().nodename):
        assert trace not in content
