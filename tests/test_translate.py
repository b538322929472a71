"""``isacs translate``: catalogues of messages brought up to the sources, how far they are, files of translators."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from isacs_publish.cli import main
from isacs_publish.workspace import Workspace
from tests.translated import DOCNAME, RULE, edit, make_translated, po, replace, translate

if TYPE_CHECKING:
    from pathlib import Path

FRENCH = "Le :term:`bien <thing>` doit avoir au moins 3 marques."


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a project with up-to-date catalogues, one sentence translated, read once so that copies are read fast."""
    workspace = make_translated(tmp_path_factory.mktemp("translated"))
    assert main(["--project", str(workspace.project), "translate", "update", "--jobs", "1"]) == 0
    translate(workspace, RULE, FRENCH)
    return workspace


@pytest.fixture
def workspace(untouched: Workspace, tmp_path: Path) -> Workspace:
    """Return a copy of the project."""
    project = tmp_path / "project"
    shutil.copytree(untouched.project, project, symlinks=True)
    return Workspace(project, project / "build")


def call(workspace: Workspace, *words: str) -> int:
    return main(["--project", str(workspace.project), "translate", *words, "--jobs", "1"])


class TestUpdate:
    def test_an_edited_sentence_keeps_its_translation_marked_fuzzy(
        self, workspace: Workspace, capsys: pytest.CaptureFixture[str]
    ) -> None:
        edit(workspace, "at least 3 marks", "at least 4 marks")
        assert call(workspace, "update") == 0
        assert "fr: 1 file changed; messages: 0 new, 1 edited, 0 gone" in capsys.readouterr().out
        assert f'#, fuzzy\n#| msgid "{RULE}"' in po(workspace).read_text(encoding="utf-8")

    def test_new_and_gone_sentences_are_counted(self, workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
        edit(workspace, RULE, "Nobody reads on.")
        assert call(workspace, "update") == 0
        assert "messages: 1 new, 0 edited, 1 gone" in capsys.readouterr().out

    def test_nothing_to_do_writes_nothing(self, workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
        assert call(workspace, "update") == 0
        assert "fr: 0 files changed; messages: 0 new, 0 edited, 0 gone" in capsys.readouterr().out

    def test_a_selection_limits_what_is_written(self, workspace: Workspace) -> None:
        before = po(workspace).read_bytes()
        edit(workspace, "at least 3 marks", "at least 4 marks")
        assert call(workspace, "update", "B2.1") == 0
        assert po(workspace).read_bytes() == before

    def test_a_source_with_errors_is_left_alone_and_told_of(
        self, workspace: Workspace, capsys: pytest.CaptureFixture[str]
    ) -> None:
        before = po(workspace).read_bytes()
        edit(workspace, RULE, "A new rule with a :ref:`reference to nothing.")
        assert call(workspace, "update") == 1
        assert "A1/A1.1/index.rst" in capsys.readouterr().err
        assert po(workspace).read_bytes() == before

    def test_a_catalogue_that_cannot_be_read_is_left_alone(self, workspace: Workspace) -> None:
        replace(po(workspace), f'msgid "{RULE}"', f"msgid {RULE}")
        before = po(workspace).read_bytes()
        assert call(workspace, "update") == 1
        assert po(workspace).read_bytes() == before

    def test_a_language_that_is_not_published_is_a_bad_call(
        self, workspace: Workspace, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert call(workspace, "update", "--language", "de") == 2
        assert "the catalogue has translations in: fr" in capsys.readouterr().err


class TestStatus:
    def test_an_edited_source_is_stale_before_any_update(
        self, workspace: Workspace, capsys: pytest.CaptureFixture[str]
    ) -> None:
        edit(workspace, "at least 3 marks", "at least 4 marks")
        assert call(workspace, "status", "A1.1", "--language", "fr") == 0
        shown = capsys.readouterr().out
        assert "4 Rules  [▒ stale]" in shown
        assert "have at least [-3-]{+4+} marks." in shown

    def test_a_clause_that_is_behind_is_told_with_the_line_of_its_entry(
        self, workspace: Workspace, capsys: pytest.CaptureFixture[str]
    ) -> None:
        call(workspace, "status", "A1.1", "--language", "fr")
        shown = capsys.readouterr().out
        lines = po(workspace).read_text(encoding="utf-8").split("\n")
        line = lines.index('msgid "Marking of things"')
        assert "4.1 Marking of things  [· missing]" in shown
        assert f"index.po:{line + 2}: missing\n    Marking of things" in shown, "where msgstr stands"

    def test_counts_of_json_are_those_of_the_table(self, workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
        call(workspace, "status", "A1.1", "--format", "json")
        (record,) = json.loads(capsys.readouterr().out)
        assert (record["source"], record["language"]) == ("A1.1", "fr")
        assert record["clauses"]["stale"] == 1  # (one of the sentences of clause 4 is translated)
        assert record["words"]["current"] == len(RULE.split())

    def test_csv_has_a_line_for_each_source(self, workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
        call(workspace, "status", "A1.1", "B2.1", "catalogue", "--format", "csv")
        assert [line.split(",")[0] for line in capsys.readouterr().out.splitlines()] == ["source", "catalogue", "A1.1", "B2.1"]


@pytest.fixture(params=["xliff", "csv"])
def export(request: pytest.FixtureRequest, workspace: Workspace, tmp_path: Path) -> Path:
    """Return the file that a translator gets of a module."""
    form = str(request.param)
    assert call(workspace, "export", "A1.1", "--language", "fr", "--format", form, "--to", str(tmp_path)) == 0
    return tmp_path / f"A1.1.fr.{'xlf' if form == 'xliff' else 'csv'}"


class TestExchange:
    def test_what_goes_out_and_comes_back_changes_no_byte(self, workspace: Workspace, export: Path) -> None:
        before = po(workspace).read_bytes()
        assert call(workspace, "import", str(export)) == 0
        assert po(workspace).read_bytes() == before

    def test_another_translation_is_taken(self, workspace: Workspace, export: Path, capsys: pytest.CaptureFixture[str]) -> None:
        replace(export, "3 marques", "3 signes")
        assert call(workspace, "import", str(export)) == 0
        assert "1 translation, 1 of them new" in capsys.readouterr().out
        assert FRENCH.replace("marques", "signes") in po(workspace).read_text(encoding="utf-8")

    def test_an_empty_translation_replaces_nothing(self, workspace: Workspace, export: Path) -> None:
        before = po(workspace).read_bytes()
        replace(export, FRENCH.replace("<", "&lt;").replace(">", "&gt;") if export.suffix == ".xlf" else FRENCH, "")
        assert call(workspace, "import", str(export)) == 0
        assert po(workspace).read_bytes() == before

    def test_the_translation_of_a_sentence_edited_meanwhile_comes_in_fuzzy(self, workspace: Workspace, export: Path) -> None:
        replace(export, "3 marques", "3 signes")
        edit(workspace, "at least 3 marks", "at least 4 marks")
        assert call(workspace, "import", str(export)) == 0
        content = po(workspace).read_text(encoding="utf-8")
        assert f'#, fuzzy\n#| msgid "{RULE}"\nmsgid "{RULE.replace("3", "4")}"' in content
        assert "3 signes" in content

    def test_the_translation_of_a_sentence_that_is_gone_is_told_of(
        self, workspace: Workspace, export: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        edit(workspace, RULE, "Nobody reads on.")
        assert call(workspace, "import", str(export)) == 1
        assert "[translated-source-gone]" in capsys.readouterr().err

    @pytest.mark.parametrize("fault", [DOCNAME, "fr"], ids=["source", "language"])
    def test_a_name_that_is_unknown_changes_nothing(self, workspace: Workspace, export: Path, fault: str) -> None:
        before = po(workspace).read_bytes()
        content = export.read_text(encoding="utf-8").replace("3 marques", "3 signes")
        for frame in ('"{}"', ",{},", "\n{},"):
            content = content.replace(frame.format(fault), frame.format("../../elsewhere"))
        export.write_text(content, encoding="utf-8")
        assert call(workspace, "import", str(export)) == 1
        assert po(workspace).read_bytes() == before

    def test_one_fault_in_a_file_keeps_all_of_it_out(
        self, workspace: Workspace, export: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        before = po(workspace).read_bytes()
        replace(export, "3 marques", "3 \u202esignes")
        assert call(workspace, "import", str(export)) == 1
        assert "a control character (U+202E) stands in the text" in capsys.readouterr().err
        assert po(workspace).read_bytes() == before

    def test_a_source_with_errors_takes_no_translations(self, workspace: Workspace, export: Path) -> None:
        before = po(workspace).read_bytes()
        replace(export, "3 marques", "3 signes")
        edit(workspace, "Marks may", "Marks :ref:`nowhere may")
        assert call(workspace, "import", str(export)) == 1
        assert po(workspace).read_bytes() == before


def test_a_file_that_is_not_there_is_a_finding(workspace: Workspace, tmp_path: Path) -> None:
    assert call(workspace, "import", str(tmp_path / "none.xlf")) == 1


def test_a_table_in_another_encoding_is_told_with_its_line(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "latin.csv").write_bytes("document,language,source,translation\r\nx,fr,a,é\r\n".encode("latin-1"))
    assert call(workspace, "import", str(tmp_path / "latin.csv")) == 1
    assert "latin.csv:2: error: byte 0xe9 is not UTF-8" in capsys.readouterr().err


def test_a_file_too_large_to_be_one_is_not_read(workspace: Workspace, tmp_path: Path) -> None:
    with (tmp_path / "large.xlf").open("wb") as file:
        file.truncate(1_000_000_000)
    assert call(workspace, "import", str(tmp_path / "large.xlf")) == 1
