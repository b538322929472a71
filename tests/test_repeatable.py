"""The same source gives the same bytes, whatever surrounds the build: folder, process, clock, zone, locale, machine."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from isacs_publish.press.engine import engine_versions
from isacs_publish.publish import Request, build
from tests.conftest import PROJECT
from tests.roots import make_project, module_path, text

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.workspace import Workspace

    Digests = dict[str, str]

REST = """\
.. _procedure:

Procedure
---------

{lines}

A note is called [#a]_ here, and `a page <https://example.org/>`_ is linked. See :ref:`a-table` and :ref:`drawing`.

.. [#a] Two words.

.. _a-table:

.. table:: Values

   ===== =====
   Name  Value
   ===== =====
   One   1
   ===== =====

.. _drawing:

.. figure:: drawing.svg
   :alt: A circle

   A drawing

.. _photograph:

.. figure:: photograph.png
   :alt: A square

   A photograph

.. _a-formula:

.. formula::
   :alt: a over b

   \\frac{{a}}{{b}}
"""
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40" width="90" height="40"><defs><linearGradient id="g">'
    '<stop offset="0" stop-color="#a00"/><stop offset="1" stop-color="#00a"/></linearGradient></defs>'
    '<rect width="90" height="40" fill="url(#g)" opacity=".5"/><text x="5" y="20" font-size="9">Words</text></svg>'
)


def project(folder: Path) -> Workspace:
    """Write a project with every kind of thing that could carry a trace of where and when it was built."""
    lines = "\n\n".join(f"Sentence {n} of the procedure is here to fill the pages." for n in range(60))
    modules = {"A1.1": text("First", REST.format(lines=lines)), "A1.2": text("Second", "See :ref:`A1.1#drawing`.\n")}
    workspace = make_project(folder, modules)
    picture = BytesIO()
    Image.new("RGB", (900, 600), (20, 90, 160)).save(picture, "PNG")
    (module_path(workspace, "A1.1").parent / "photograph.png").write_bytes(picture.getvalue())
    (module_path(workspace, "A1.1").parent / "drawing.svg").write_text(DRAWING, encoding="utf-8")
    return workspace


def built(
    workspace: Workspace, jobs: int = 1, before: tuple[str, ...] = (), surroundings: dict[str, str] | None = None
) -> Digests:
    """Build all editions in a process of its own; return the digest of every file, by its path."""
    options = ["--edition", "all", "--imposition", "two-up", "--imposition", "saddle-stitch", "--jobs", str(jobs)]
    command = [*before, sys.executable, "-m", "isacs_publish", "--project", str(workspace.project), "build", *options]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), **(surroundings or {})}
    told = subprocess.run(command, cwd=workspace.project, env=environment, capture_output=True, check=False)
    assert told.returncode in (0, 1), told.stderr.decode()
    folder = workspace.build
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".cache" not in path.parts)
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in paths}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Digests:
    """Return the files of a first build."""
    digests = built(project(tmp_path_factory.mktemp("first")))
    assert sum(path.endswith(".pdf") for path in digests) > 20
    return digests


def differing(first: Digests, other: Digests) -> list[str]:
    """Return the paths of files that differ or that one build alone has made."""
    return [path for path in sorted(first.keys() | other.keys()) if first.get(path) != other.get(path)]


def test_in_another_folder_with_another_hash_seed(first: Digests, tmp_path: Path) -> None:
    folder = tmp_path / "another folder, näher"
    folder.mkdir()
    assert differing(first, built(project(folder), surroundings={"PYTHONHASHSEED": "4711"})) == []


def test_with_two_processes(first: Digests, tmp_path: Path) -> None:
    assert differing(first, built(project(tmp_path), jobs=2)) == []


def test_in_another_zone_and_locale(first: Digests, tmp_path: Path) -> None:
    strange = {"TZ": "Asia/Kathmandu", "LC_ALL": "tr_TR.UTF-8", "LANG": "ar_EG.UTF-8", "LANGUAGE": "ar", "PANGO_LANGUAGE": "ja"}
    assert differing(first, built(project(tmp_path), surroundings=strange)) == []


def test_in_the_home_of_somebody_else(first: Digests, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    strange = {"HOME": str(home), "USER": "somebody", "HOSTNAME": "elsewhere", "XDG_CACHE_HOME": str(home / "cache")}
    strange |= {"SOURCE_DATE_EPOCH": "1", "COLUMNS": "40"}
    assert differing(first, built(project(tmp_path / "project"), surroundings=strange)) == []


def test_with_files_of_another_age(first: Digests, tmp_path: Path) -> None:
    workspace = project(tmp_path)
    for path in workspace.sources.rglob("*"):
        os.utime(path, (86400, 86400))
    assert differing(first, built(workspace)) == []


@pytest.mark.skipif(not shutil.which("faketime"), reason="faketime is not installed (apt-get install faketime)")
def test_on_another_day(first: Digests, tmp_path: Path) -> None:
    assert differing(first, built(project(tmp_path), before=("faketime", "-f", "+3000d"))) == []


def test_after_an_edit_and_its_undoing(first: Digests, tmp_path: Path) -> None:
    """What the cache and the doctrees keep leaves no trace."""
    workspace = project(tmp_path)
    source = module_path(workspace, "A1.1")
    original = source.read_text(encoding="utf-8")
    source.write_text(original.replace("Two words", "Three words more"), encoding="utf-8")
    assert differing(first, built(workspace)) != []
    source.write_text(original, encoding="utf-8")
    assert differing(first, built(workspace)) == []


# The engine


def test_the_manifest_names_the_engine_and_the_digests(tmp_path: Path) -> None:
    workspace = make_project(tmp_path, {"A1.1": text("First")})
    report = build(workspace, Request(("A1.1",), jobs=1), lambda *_: None)
    manifest = json.loads(workspace.manifest.read_text(encoding="utf-8"))
    assert manifest["engine"] == engine_versions()
    assert {"pango", "harfbuzz", "harfbuzz-subset", "fontconfig", "zlib", "weasyprint"} <= manifest["engine"].keys()
    assert manifest["artifacts"] == {artifact.path: artifact.sha256 for artifact in report.artifacts}


def test_an_engine_that_differs_from_the_former_one_is_named(tmp_path: Path) -> None:
    workspace = make_project(tmp_path, {"A1.1": text("First")})
    former = {**engine_versions(), "pango": "1.0", "freetype": "2"}
    workspace.manifest.parent.mkdir()
    workspace.manifest.write_text(json.dumps({"engine": former, "artifacts": {}}), encoding="utf-8")
    report = build(workspace, Request(("A1.1",), jobs=1), lambda *_: None)
    (note,) = report.notes
    assert f"pango 1.0, now {engine_versions()['pango']}" in note
    assert "freetype 2, now none" in note
    assert build(workspace, Request(("A1.1",), jobs=1), lambda *_: None).notes == []
