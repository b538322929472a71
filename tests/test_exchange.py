"""What goes out to translators and comes back as it was changes no byte: in all modules, and whatever the words are."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isacs_publish.catalogue_file import read_catalogue
from isacs_publish.exchange import exported, imported
from isacs_publish.model.translation import Entry, Message
from isacs_publish.po_file import po_path, read_po, write_po
from isacs_publish.source_messages import SourceMessages
from isacs_publish.workspace import Workspace
from tests.conftest import PROJECT

if TYPE_CHECKING:
    from collections.abc import Mapping

CATALOGUE, _ = read_catalogue(PROJECT / "source" / "catalogue.toml", "catalogue.toml")
NASTY = st.text(st.sampled_from("ab \n\t'\"\\=+-@<>&]{}%\u200f\u00a0é中😀"), max_size=20)


def messages_of(workspace: Workspace, language: str) -> dict[str, tuple[Message, ...]]:
    """Return the messages that the catalogues of a language are about."""
    folder = workspace.sources / "locale" / language / "LC_MESSAGES"
    found = {path.relative_to(folder).with_suffix("").as_posix(): read_po(path, path.name) for path in folder.rglob("*.po")}
    return {name: tuple(Message(e.source, u) for e in file.entries for u in e.units or ("",)) for name, file in found.items()}


def round_trip(workspace: Workspace, messages: Mapping[str, tuple[Message, ...]], language: str, form: str) -> None:
    """Export and import all; nothing may be found, and no byte may change."""
    assert CATALOGUE is not None
    read = SourceMessages(CATALOGUE, messages, {}, frozenset(), (), "source")
    for docname in messages:
        path = po_path(workspace.sources, language, docname)
        before = path.read_bytes()
        name, content, faults = exported(workspace, read, docname, language, form)
        (workspace.project / name).write_bytes(content)
        (came,) = imported(workspace, read, [workspace.project / name])
        assert (faults, came.findings) == ((), ())
        assert not any(part.changed for part in came.parts)
        assert path.read_bytes() == before


@pytest.mark.parametrize("form", ["xliff", "csv"])
def test_no_byte_of_the_french_corpus_changes(tmp_path: Path, form: str) -> None:
    shutil.copytree(PROJECT / "source" / "locale" / "fr", tmp_path / "source" / "locale" / "fr")
    workspace = Workspace(tmp_path, tmp_path / "build")
    messages = messages_of(workspace, "fr")
    assert len(messages) == 52
    round_trip(workspace, messages, "fr", form)


entries = st.lists(
    st.builds(Entry, NASTY.map(lambda text: " ".join(text.split())).filter(bool), NASTY, st.booleans(), note=NASTY),
    max_size=5,
    unique_by=lambda entry: entry.source,
)


@given(entries, st.sampled_from(["xliff", "csv"]))
def test_no_byte_changes_whatever_the_words_are(found: list[Entry], form: str) -> None:
    with TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder), Path(folder) / "build")
        write_po(po_path(workspace.sources, "fr", "index"), "fr", "Brand", {}, found)
        round_trip(workspace, {"index": tuple(Message(entry.source) for entry in found)}, "fr", form)
