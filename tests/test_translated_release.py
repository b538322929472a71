"""A sentence of the source is edited: what happens to its translation, from the page to the release."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

from isacs_publish.cli import main
from isacs_publish.po_file import po_path
from isacs_publish.publish import Request, build
from isacs_publish.sealed import read_archive
from tests.keys import seal_of
from tests.releases import PUBLISHED, Editor, make_editor
from tests.roots import module_path
from tests.translated import replace

REST = """\
.. _stores:

Stores
------

The keeper shall count the things.

.. _doors:

Doors
-----

A door should be of steel.

.. _locks:

Locks
-----

Each lock has two keys.

.. _keys:

Keys
----

The keys lie in a safe.

.. _lights:

Lights
------

The lights are on at night.

.. _walls:

Walls
-----

The walls are thick.

.. _roof:

Roof
----

The roof is flat.

.. _floor:

Floor
-----

The floor is dry.
"""

FRENCH = {
    "The board prepared this document.": "Le comité a rédigé le présent document.",
    "This document describes examples.": "Le présent document décrit des exemples.",
    "There are no normative references in this document.": "Le présent document ne contient aucune référence normative.",
    "thing a1.1": "chose a1.1",
    "object that is an example": "objet qui est un exemple",
    "Stores": "Dépôts",
    "The keeper shall count the things.": "Le gardien doit compter les choses.",
    "Doors": "Portes",
    "A door should be of steel.": "Il convient qu’une porte soit en acier.",
    "Locks": "Serrures",
    "Each lock has two keys.": "Chaque serrure a deux clés.",
    "Keys": "Clés",
    "The keys lie in a safe.": "Les clés se trouvent dans un coffre.",
    "Lights": "Éclairage",
    "The lights are on at night.": "L’éclairage fonctionne la nuit.",
    "Walls": "Murs",
    "The walls are thick.": "Les murs sont épais.",
    "Roof": "Toit",
    "The roof is flat.": "Le toit est plat.",
    "Floor": "Sol",
    "The floor is dry.": "Le sol est sec.",
    "Text A1.1": "Texte A1.1",
}
OLD, NEW = "shall count the things.", "shall count the things twice."
RETRANSLATED = "Le gardien doit compter les choses deux fois."
DOCNAME = "A1/A1.1/index"


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Editor:
    """Return an editor whose one module is published in English and French, wholly translated and released."""
    editor = make_editor(tmp_path_factory.mktemp("translated"), seal_of(), {"A1.1": PUBLISHED}, REST)
    replace(editor.workspace.catalogue, 'published = ["en"]', 'published = ["en", "fr"]')
    ask_for(editor, 100)
    update(editor)
    for source, target in FRENCH.items():
        for docname in (DOCNAME, "catalogue"):
            path = po_path(editor.workspace.sources, "fr", docname)
            content = path.read_text(encoding="utf-8")
            path.write_text(
                content.replace(f'msgid "{source}"\nmsgstr ""', f'msgid "{source}"\nmsgstr "{target}"'), encoding="utf-8"
            )
    editor.commit()
    return editor


def ask_for(editor: Editor, share: int) -> None:
    """Set how much of a translation the stage of publication asks for."""
    content = editor.workspace.catalogue.read_text(encoding="utf-8")
    lines = [line for line in content.split("\n") if not line.startswith("translated =")]
    lines.insert(lines.index('key = "published"') + 1, f"translated = {share}")
    editor.workspace.catalogue.write_text("\n".join(lines), encoding="utf-8")


def update(editor: Editor) -> None:
    assert main(["--project", str(editor.workspace.project), "translate", "update"]) == 0


def status(editor: Editor, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    main(["--project", str(editor.workspace.project), "translate", "status", "A1.1", "--language", "fr"])
    return capsys.readouterr().out


def words_of(path: Path) -> str:
    """Return the words of a PDF."""
    with pypdfium2.PdfDocument(path) as pdf:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())


def built(editor: Editor) -> tuple[str, str]:
    """Return the words of the French PDF and the French page."""
    report = build(editor.workspace, Request(("A1.1",), "fr"), lambda *_: None)
    assert [finding for finding in report.findings if finding.is_error] == []
    paths = {artifact.kind: editor.workspace.build / artifact.path for artifact in report.artifacts}
    return words_of(paths["module"]), paths["html"].read_text(encoding="utf-8")


def codes(editor: Editor, name: str) -> list[str]:
    return [finding.code for finding in editor.release("A1.1", name=name).findings]


STALE = "Traduction de la V1.0"


def test_an_edited_sentence_is_stale_until_it_is_translated_again(editor: Editor, capsys: pytest.CaptureFixture[str]) -> None:
    assert codes(editor, "2030-1") == []
    editor.commit()
    pdf, page = built(editor)
    assert STALE not in pdf
    assert "translation-stale" not in page

    editor.edit("A1.1", OLD, NEW)
    editor.catalogue("A1.1", version="1.1")
    editor.append_to_catalogue(
        '\n[[change]]\nmodule = "A1.1"\nyear = 2030\nversion = "1.1"\nclause = "stores"\nnature = "normative"\n'
        'summary = "Counted twice."\n'
    )
    editor.commit()
    pdf, page = built(editor)
    assert STALE in pdf, "the margin of the PDF names the version that the translation says"
    assert "Le gardien doit compter les choses." in pdf, "the old translation is printed"
    assert "The keeper shall count the things twice." in pdf, "with the source beside it, since a number changed"
    assert STALE in page
    assert 'class="translation-stale"' in page
    listed = status(editor, capsys)
    assert "Stores" in listed
    assert "twice" in listed
    assert codes(editor, "2030-2") == ["translation-incomplete"]

    ask_for(editor, 90)
    editor.commit()
    assert codes(editor, "2030-2") == [], "at 90 % it may be released"
    editor.commit()
    sealed = read_archive(editor.workspace.releases, editor.seal.signed).releases[-1]
    assert sealed.manifest is not None
    assert [(one.identifier, one.stale, one.missing) for one in sealed.manifest.translations] == [
        ("XST A1.1:2030(F)V1.1", 1, 0)
    ]
    released = [
        one.path for one in sealed.manifest.artifacts if (one.kind, one.edition, one.language) == ("module", "screen", "fr")
    ]
    assert STALE in words_of(sealed.folder / released[0]), "marked in the sealed file too"

    update(editor)
    path = po_path(editor.workspace.sources, "fr", DOCNAME)
    assert '#| msgid "The keeper shall count the things."' in path.read_text(encoding="utf-8")
    replace(path, '#, fuzzy\n#| msgid "The keeper shall count the things."\n', "")
    replace(path, 'msgstr "Le gardien doit compter les choses."', f'msgstr "{RETRANSLATED}"')
    editor.commit()
    pdf, page = built(editor)
    assert RETRANSLATED in pdf
    assert STALE not in pdf
    assert "translation-stale" not in page
    assert codes(editor, "2030-3") == [], "a translation that was completed is released again, under the same identifier"
    status_list = read_archive(editor.workspace.releases, editor.seal.signed).status
    assert status_list is not None
    standing = status_list.by_identifier["XST A1.1:2030(F)V1.1"]
    assert (standing.release, standing.status, bool(standing.corrected)) == ("2030-3", "current", True)


def test_a_weakened_provision_withholds_the_translation(editor: Editor) -> None:
    path = po_path(editor.workspace.sources, "fr", DOCNAME)
    content = path.read_text(encoding="utf-8")
    path.write_text(content.replace("Le gardien doit compter", "Il convient que le gardien compte"), encoding="utf-8")
    try:
        report = build(editor.workspace, Request(("A1.1",), "fr"), lambda *_: None)
    finally:
        path.write_text(content, encoding="utf-8")
    found = [finding for finding in report.findings if finding.code == "translation-weakened"]
    assert len(found) == 1
    assert Path(found[0].place.path).name == "index.po"
    assert "shall count" in found[0].message
    assert "convient" in found[0].message
    assert module_path(editor.workspace, "A1.1").is_file()
