"""Catalogues of messages as nobody should write them: each fault is found with file and line, and nothing of it is printed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from isacs_publish.publish import Request, build, check
from isacs_publish.source_messages import read_messages
from isacs_publish.translations import update
from tests.translated import RULE, make_translated, po

if TYPE_CHECKING:
    from isacs_publish.workspace import Workspace

SOUND = "Une :term:`chose <thing>` doit avoir au moins 3 marques."

IN_A_TRANSLATION = {
    "a reference lost": ("Une chose doit avoir au moins 3 marques.", "translation-structure-differs"),
    "a reference added": (f"{SOUND} Voir :ref:`scope`.", "translation-structure-differs"),
    "another target": (SOUND.replace("<thing>", "<other>"), "translation-structure-differs"),
    "a link added": (f"{SOUND} `ici <https://evil.example/>`_", "translation-structure-differs"),
    "an address added": (f"{SOUND} https://evil.example/", "translation-structure-differs"),
    "a footnote added": (f"{SOUND} [#x]_", "translation-structure-differs"),
    "a substitution that is none": (f"{SOUND} |secret|", "translation-structure-differs"),
    "mathematics": (f"{SOUND} :math:`x^2`", "translation-structure-differs"),
    "broken emphasis": (f"{SOUND} **gras", "translation-markup"),
    "a role left open": ("Une :term:`chose <thing> doit avoir au moins 3 marques.", "translation-markup"),
    "a raw role": (f"{SOUND} :raw-html:`<script>alert(1)</script>`", "translation-markup"),
    "a raw directive": (f"{SOUND}\\n\\n.. raw:: html\\n\\n   <script>alert(1)</script>", "translation-markup"),
    "an included file": (f"{SOUND}\\n\\n.. include:: secret.txt", "translation-markup"),
    "a directive alone": (".. include:: secret.txt", "translation-markup"),
    "a table from a file": (f"{SOUND}\\n\\n.. csv-table::\\n   :file: secret.txt", "translation-markup"),
    "a new clause": (f"{SOUND}\\n\\nClause\\n------\\n\\nTexte", "translation-markup"),
    "two paragraphs": (f"{SOUND}\\n\\nEncore.", "translation-markup"),
    "a weakened provision": (SOUND.replace("doit avoir", "devrait avoir"), "translation-weakened"),
    "a changed number": (SOUND.replace("3", "4"), "translation-number"),
}

MESSAGE = f'msgid "{RULE}"\nmsgstr "{{}}"'

IN_THE_FILE = {
    "plural forms": (MESSAGE.format(""), f'msgid "{RULE}"\nmsgid_plural "x"\nmsgstr[0] "a"\nmsgstr[1] "b"', "po-file"),
    "a context": (MESSAGE.format(""), f'msgctxt "x"\n{MESSAGE.format(SOUND)}', "po-file"),
    "an entry twice": (MESSAGE.format(""), f"{MESSAGE.format(SOUND)}\n\n{MESSAGE.format('Autre.')}", "po-file"),
    "an open quotation": (MESSAGE.format(""), MESSAGE.format(SOUND)[:-1], "po-file"),
    "a conflict of git": (MESSAGE.format(""), f"<<<<<<< HEAD\n{MESSAGE.format(SOUND)}", "po-file"),
    "the plurals of another language": ("nplurals=2; plural=(n > 1)", "nplurals=1; plural=0", "po-file"),
    "another encoding in the header": ("charset=UTF-8", "charset=ISO-8859-1", "po-file"),
    "a control character": (MESSAGE.format(""), MESSAGE.format(f"{SOUND}\u202e"), "not-text"),
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, str]:
    """Return a project with an empty catalogue of messages, and that; a file with a secret lies beside the module."""
    workspace = make_translated(tmp_path_factory.mktemp("ugly"))
    source, _ = read_messages(workspace, 1)
    assert source is not None
    update(workspace, source.catalogue, source.messages, "fr")
    (workspace.sources / "A1" / "A1.1" / "secret.txt").write_text("TOPSECRET\n", encoding="utf-8")
    return workspace, po(workspace).read_text(encoding="utf-8")


def findings_with(project: tuple[Workspace, str], content: str | bytes, code: str, line_of: str = "") -> None:
    """Check a catalogue of messages: it has the finding, at the line, and no page holds what it must not."""
    workspace, _ = project
    written = content if isinstance(content, bytes) else content.encode()
    po(workspace).write_bytes(written)
    found = [finding for finding in check(workspace, "fr", 1)[0] if finding.place.path.endswith(".po")]
    assert code in [finding.code for finding in found], [str(finding) for finding in found]
    told = next(finding for finding in found if finding.code == code)
    assert told.place.path == workspace.shown(po(workspace))
    assert told.hint
    if line_of:
        lines = written.decode().split("\n")
        assert told.place.line == next(number for number, line in enumerate(lines, 2) if line_of in line), "where msgstr stands"
    for page in (workspace.build / "print" / "fr").rglob("*.html"):
        shown = page.read_text(encoding="utf-8")
        assert "TOPSECRET" not in shown
        assert "<script" not in shown
        assert "evil.example" not in shown


@pytest.mark.parametrize("case", IN_A_TRANSLATION)
def test_a_fault_in_a_translation_is_found_at_its_message(project: tuple[Workspace, str], case: str) -> None:
    target, code = IN_A_TRANSLATION[case]
    content = project[1].replace(MESSAGE.format(""), MESSAGE.format(target))
    assert content != project[1]
    findings_with(project, content, code, RULE)


@pytest.mark.parametrize("case", IN_THE_FILE)
def test_a_fault_of_the_file_is_found(project: tuple[Workspace, str], case: str) -> None:
    old, new, code = IN_THE_FILE[case]
    assert old in project[1]
    findings_with(project, project[1].replace(old, new), code)


def test_a_file_that_is_no_utf_8_is_told_with_its_line(project: tuple[Workspace, str]) -> None:
    content = project[1].replace(MESSAGE.format(""), MESSAGE.format("Règle")).encode("latin-1", errors="replace")
    findings_with(project, content, "not-text")


def test_a_module_with_a_fault_in_its_translation_is_withheld(project: tuple[Workspace, str]) -> None:
    workspace, empty = project
    po(workspace).write_text(
        empty.replace(MESSAGE.format(""), MESSAGE.format(IN_A_TRANSLATION["a changed number"][0])), encoding="utf-8"
    )
    report = build(workspace, Request(("A1.1",), "fr"), lambda *_: None)
    assert [artifact.kind for artifact in report.artifacts if artifact.kind == "module"] == []


def test_a_sound_translation_is_printed(project: tuple[Workspace, str]) -> None:
    workspace, empty = project
    po(workspace).write_text(empty.replace(MESSAGE.format(""), MESSAGE.format(SOUND)), encoding="utf-8")
    found = [str(finding) for finding in check(workspace, "fr", 1)[0] if finding.place.path.endswith(".po")]
    assert found == []
    page = Path(workspace.build / "print" / "fr" / "A1.1" / "index.html").read_text(encoding="utf-8")
    assert "doit avoir au moins 3 marques" in page
