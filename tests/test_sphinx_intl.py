"""The tools that translators of Sphinx projects have find our catalogues of messages, agree about them, and keep them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import polib
import pytest
from sphinx_intl.basic import stat, update

from isacs_publish.cli import main
from isacs_publish.model.translation import Currency
from isacs_publish.pictures.labels import labels
from isacs_publish.po_file import read_po
from isacs_publish.source_messages import read_messages
from tests.conftest import PROJECT
from tests.roots import module_path
from tests.translated import DOCNAME, RULE, edit, make_translated, po, translate

if TYPE_CHECKING:
    from isacs_publish.workspace import Workspace

LOCALE = PROJECT / "source" / "locale"
FRENCH = "Le :term:`bien <thing>` doit avoir au moins 3 marques."
FORMULA = """
.. formula::
   :alt: R is L multiplied
      by C.

   R = L \\times C

.. figure:: marks.svg
   :alt: Three marks
      in a row.

   Marks

"""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a project whose module has messages of every kind, its catalogue, and the templates that Sphinx makes of it."""
    workspace = make_translated(tmp_path_factory.mktemp("intl"))
    edit(workspace, "The maker should", f"{FORMULA}The maker should")
    shutil.copy(PROJECT / "source" / "01" / "01.10" / "control-model.svg", module_path(workspace, "A1.1").parent / "marks.svg")
    assert main(["--project", str(workspace.project), "translate", "update", "--jobs", "1"]) == 0
    translate(workspace, RULE, FRENCH)
    translate(workspace, "R is L multiplied by C.", "R est L fois C.")
    translate(workspace, "Three marks in a row.", "Trois marques.")
    call = [sys.executable, "-m", "sphinx", "-q", "-b", "gettext", "-c", ".", "source", "pot"]
    subprocess.run(call, cwd=workspace.project, env={"PYTHONPATH": str(PROJECT)}, check=True)
    return workspace


def test_the_messages_of_sphinx_are_ours(workspace: Workspace) -> None:
    read, _ = read_messages(workspace, 1)
    assert read is not None
    template = polib.pofile(str(workspace.project / "pot" / f"{DOCNAME}.pot"))
    drawings = module_path(workspace, "A1.1").parent.glob("*.svg")
    lettering = {label for drawing in drawings for label in labels(drawing.read_bytes())}  # which is ours alone
    assert {message.source for message in read.messages[DOCNAME]} - lettering == {entry.msgid for entry in template} - lettering


def test_sphinx_intl_keeps_every_translation(workspace: Workspace) -> None:
    before = read_po(po(workspace), "").entries
    update(str(workspace.sources / "locale"), str(workspace.project / "pot"), ("fr",), jobs=1)
    assert main(["--project", str(workspace.project), "translate", "update", "--jobs", "1"]) == 0
    assert [entry for entry in read_po(po(workspace), "").entries if entry.target] == [
        entry for entry in before if entry.target
    ]


@pytest.mark.parametrize("language", ["fr", "es", "ru", "ar", "zh"])
def test_sphinx_intl_counts_what_we_count(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    counted = stat(str(LOCALE), (language,))
    capsys.readouterr()
    assert len(counted) == 52
    for name, counts in counted.items():
        states = [entry.currency for entry in read_po(Path(name), name).entries if not entry.obsolete]
        assert counts["untranslated"] == states.count(Currency.MISSING)
        assert counts["translated"] == len(states) - states.count(Currency.MISSING)
        assert counts["fuzzy"] == states.count(Currency.STALE)


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="gettext is not installed")
@pytest.mark.parametrize("language", ["fr", "es", "ru", "ar", "zh"])
def test_msgfmt_finds_nothing_wrong(language: str) -> None:
    paths = sorted((LOCALE / language).rglob("*.po"))
    call = ["msgfmt", "--check", "-o", "/dev/null"]
    checked = [subprocess.run([*call, path], capture_output=True, text=True, check=False) for path in paths]
    assert [(each.returncode, each.stderr) for each in checked if each.returncode] == []
