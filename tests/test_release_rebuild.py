"""Building a release again from its revision: the same bytes, which differ, or why they cannot be compared."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from isacs_publish.rebuilding import Comparison, rebuild
from isacs_publish.sealed import MANIFEST, SIGNATURE, read_release
from tests.conftest import PROJECT
from tests.history import change
from tests.keys import seal_of
from tests.releases import DRAFT, PUBLISHED, make_editor

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.model.release import Manifest
    from isacs_publish.sealed import SealedRelease
    from tests.releases import Editor

FIRST, SECOND = "2030-1", "2030-2"


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Editor:
    """Return a project with two releases, and an edit since then."""
    editor = make_editor(tmp_path_factory.mktemp("project"), seal_of(), {"A1.1": PUBLISHED, "A1.2": DRAFT})
    assert editor.release(name=FIRST).findings == ()
    editor.edit("A1.1", "describes examples", "describes all examples")
    editor.catalogue("A1.1", version="1.1")
    editor.append_to_catalogue(change("scope", "substantive"))
    editor.commit()
    assert editor.release("A1.1", name=SECOND).findings == ()
    editor.commit()
    editor.edit("A1.2", "describes examples", "describes other examples")
    return editor


def sealed(editor: Editor, name: str = FIRST) -> SealedRelease:
    return read_release(editor.folder(name), editor.seal.signed)


def with_manifest(release: SealedRelease, **facts: object) -> SealedRelease:
    assert release.manifest
    manifest: Manifest = replace(release.manifest, **facts)  # type: ignore[arg-type]
    return replace(release, manifest=manifest)


@pytest.mark.parametrize("name", [FIRST, SECOND])
def test_the_same_bytes_come_out_again(name: str, editor: Editor) -> None:
    """The text has been edited since, and the register has grown: the revision has both as they were."""
    release = sealed(editor, name)
    assert release.manifest
    before = editor.git("status", "--porcelain")
    rebuilt = rebuild(release, editor.workspace.project)
    assert (rebuilt.comparison, rebuilt.lines) == (Comparison.SAME, ())
    assert rebuilt.compared == len(release.manifest.artifacts)
    assert any(artifact.kind == "register" for artifact in release.manifest.artifacts)
    assert editor.git("status", "--porcelain") == before


def test_what_differs_is_named(editor: Editor) -> None:
    release = sealed(editor)
    assert release.manifest
    first, second, *others = release.manifest.artifacts
    other = replace(first, unsigned="0" * 64)
    changed = with_manifest(release, artifacts=(other, replace(second, path="pdf/none.pdf"), *others))
    rebuilt = rebuild(changed, editor.workspace.project)
    assert rebuilt.comparison == Comparison.DIFFERS
    assert set(rebuilt.lines) == {
        f"{first.path} has other bytes",
        "pdf/none.pdf is not made any more",
        f"{second.path} was not in the release",
    }


def test_a_release_that_was_altered_does_not_pass(editor: Editor, tmp_path: Path) -> None:
    """What is made again is what was sealed, and the files at hand are not."""
    folder = shutil.copytree(editor.folder(), tmp_path / FIRST)
    page, *_others = sorted(folder.glob("html/*/*/*/*/index.html"))
    page.write_bytes(b"other words")
    rebuilt = rebuild(read_release(folder, editor.seal.signed), editor.workspace.project)
    assert rebuilt.comparison == Comparison.DIFFERS
    altered = page.relative_to(folder).as_posix()
    assert f"{altered} in the release is altered: the bytes are not those that were sealed" in rebuilt.lines


def test_another_engine_is_not_compared(editor: Editor) -> None:
    release = sealed(editor)
    assert release.manifest
    engine = {**release.manifest.engine, "pango": "1.0", "freetype": "2"}
    rebuilt = rebuild(with_manifest(release, engine=engine), editor.workspace.project)
    assert rebuilt.comparison == Comparison.NOT_COMPARABLE
    assert rebuilt.lines == ("freetype 2 recorded, none found", f"pango 1.0 recorded, {release.manifest.engine['pango']} found")


def test_another_program_is_not_compared(editor: Editor) -> None:
    release = sealed(editor)
    assert release.manifest
    tool = replace(release.manifest.tool, code="0" * 64)
    rebuilt = rebuild(with_manifest(release, tool=tool), editor.workspace.project)
    assert rebuilt.comparison == Comparison.NOT_COMPARABLE
    assert rebuilt.lines[0].startswith(f"program {tool.version} (000000000000) recorded, ")


def test_a_revision_that_is_not_there_is_not_compared(editor: Editor) -> None:
    rebuilt = rebuild(with_manifest(sealed(editor), revision="1" * 40), editor.workspace.project)
    assert rebuilt.comparison == Comparison.NOT_COMPARABLE
    assert rebuilt.lines[0].startswith(f"revision {'1' * 40} recorded, and not found")


def test_another_text_under_the_revision_is_not_compared(editor: Editor) -> None:
    revision = editor.git("rev-parse", "HEAD").strip()
    rebuilt = rebuild(with_manifest(sealed(editor), revision=revision), editor.workspace.project)
    assert rebuilt.comparison == Comparison.NOT_COMPARABLE
    assert rebuilt.lines == (f"the sources of revision {revision} are not those that were recorded",)


def test_a_manifest_that_the_publisher_did_not_sign_is_not_compared(editor: Editor, tmp_path: Path) -> None:
    folder = shutil.copytree(editor.folder(), tmp_path / FIRST)
    (folder / SIGNATURE).write_bytes(seal_of("somebody else").sign((folder / MANIFEST).read_bytes()))
    rebuilt = rebuild(read_release(folder, editor.seal.signed), editor.workspace.project)
    assert rebuilt.comparison == Comparison.NOT_COMPARABLE


def test_a_project_that_holds_the_program_is_built_by_it(tmp_path: Path) -> None:
    """The program of the revision builds, not the one that compares: its copy in the project leaves a mark."""
    editor = make_editor(tmp_path / "project", seal_of(), {"A1.1": DRAFT})
    package = editor.workspace.project / "isacs_publish"
    shutil.copytree(PROJECT / "isacs_publish", package, ignore=shutil.ignore_patterns("__pycache__"))
    editor.commit()
    assert editor.release("A1.1").findings == ()
    marked = package / "rebuilding.py"
    mark = tmp_path / "mark"
    marked.write_text(f"{marked.read_text(encoding='utf-8')}\nopen({str(mark)!r}, 'w').close()\n", encoding="utf-8")
    revision = editor.commit()
    release = sealed(editor)
    assert release.manifest
    from isacs_publish.making import code_digest

    tool = replace(release.manifest.tool, code=code_digest(package))
    rebuilt = rebuild(with_manifest(release, revision=revision, tool=tool), editor.workspace.project)
    assert rebuilt.comparison == Comparison.SAME
    assert mark.exists()
    found = [finding.code for finding in editor.release("A1.1", name=SECOND).findings]
    assert "other-program" in found


def test_nothing_is_left_behind(editor: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    rebuild(with_manifest(sealed(editor), revision="1" * 40), editor.workspace.project)
    assert list(tmp_path.iterdir()) == []
