"""The words of the catalogue that are translated: each theme by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isacs_publish.catalogue_file import read_catalogue
from isacs_publish.model.catalogue_messages import catalogue_messages, in_language
from isacs_publish.model.translation import Entry
from tests.roots import make_project, text

if TYPE_CHECKING:
    from pathlib import Path


def test_each_theme_is_a_message_and_is_said_in_the_language(tmp_path: Path) -> None:
    workspace = make_project(tmp_path, {"A1.1": text("Things")})
    content = workspace.catalogue.read_text(encoding="utf-8")
    workspace.catalogue.write_text(content.replace('themes = ["example"]', 'themes = ["law", "people"]'), encoding="utf-8")
    catalogue, _ = read_catalogue(workspace.catalogue, "source/catalogue.toml")
    assert catalogue is not None
    messages = catalogue_messages(catalogue)
    assert [each.source for each in messages if each.unit == "module.themes"] == ["law", "people"]
    french = in_language(catalogue, {"law": Entry("law", "droit")})
    assert french.modules["A1.1"].themes == ("droit", "people")
