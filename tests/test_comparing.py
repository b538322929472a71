"""Comparing texts by name: what was recorded, what stands there now, what stood at a revision; and names that name nothing."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from isacs_publish.cli import main
from isacs_publish.comparing import FORMATS, NotComparable, compare
from isacs_publish.model.difference import Fate
from tests.history import History, change, make_history
from tests.roots import text

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.comparing import Comparison

REST = """\
.. _stores:

Stores
------

.. _site:

Site
~~~~

The site shall be dry. The keeper shall:

a) count the things;
b) lock the doors.

.. _doors:

Doors
~~~~~

A door should be of steel.
"""

PUBLISHED = "XST A1.1:2030(E)V1.0"


def git(history: History, *arguments: str) -> None:
    """Call git in the project."""
    facts = ("-c", "user.name=Editor", "-c", "user.email=editor@example.org", "-c", "commit.gpgsign=false")
    folder = str(history.workspace.project)
    subprocess.run(["git", "-C", folder, *facts, *arguments], check=True, capture_output=True)


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    """Return a project with V1.0 in the register, and an amendment that is being written and was committed half way."""
    modules = {"A1.1": text("Keeping things", REST), "B2.1": text("Other things", term="other")}
    made = make_history(tmp_path_factory.mktemp("project"), modules)
    made.publish()
    made.catalogue(('version = "1.0"', 'version = "1.1"'), rows=change("site", "normative"))
    made.edit("A1.1", ("site shall be dry", "site should be dry"))
    git(made, "init", "--quiet")
    git(made, "add", "source")
    git(made, "commit", "--quiet", "-m", "Half way")
    made.edit("A1.1", ("a) count", "a) count twice"))
    return made


def changes(found: Comparison) -> dict[str, list[tuple[str, str]]]:
    """Return the words that changed in each unit."""
    return {u.anchor: [(p.old, p.new) for p in u.changes()] for u in found.difference.differing()}


WEAKER = ("The site shall be dry.", "The site should be dry.")
TWICE = ("count the things;", "count twice the things;")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (PUBLISHED, "A1.1", {"site": [WEAKER, TWICE]}),
        (PUBLISHED, "A1.1@HEAD", {"site": [WEAKER]}),
        ("A1.1@HEAD", "A1.1", {"site": [TWICE]}),
        ("A1.1", PUBLISHED, {"site": [WEAKER[::-1], TWICE[::-1]]}),
        (PUBLISHED, PUBLISHED, {}),
        ("XST A1.1:2030(E)V1.1", "A1.1", {}),
    ],
)
def test_texts_are_compared_by_name(history: History, old: str, new: str, expected: dict[str, list[tuple[str, str]]]) -> None:
    assert changes(compare(history.workspace, old, new)) == expected


def test_texts_are_shown_under_their_identifiers(history: History) -> None:
    found = compare(history.workspace, "A1.1@HEAD", "A1.1")
    assert (found.old.name, found.new.name) == ("XST A1.1:2030(E)V1.1 @ HEAD", "XST A1.1:2030(E)V1.1")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("XST A1.1:2030(E)V0.9", "A1.1", "XST A1.1:2030(E)V0.9 is not in the register"),
        ("XST A1.1:2030(F)V1.0", "A1.1", "XST A1.1:2030(F)V1.0 is not recorded; the recorded text is XST A1.1:2030(E)V1.0"),
        ("YST A1.1:2030(E)V1.0", "A1.1", "YST A1.1:2030(E)V1.0 is not recorded"),
        ("A1.1@nowhere", "A1.1", "there is no revision 'nowhere'"),
        ("A1.1@--output=x", "A1.1", "there is no revision '--output=x'"),
        ("A9.9@HEAD", "A1.1", "there is no module 'A9.9' at HEAD"),
        ("A9.9", "A1.1", "'A9.9' names no text"),
        ("", "A1.1", "'' names no text"),
        ("A1.1", "B2.1", "are texts of two modules"),
    ],
)
def test_names_that_name_no_text_are_refused(history: History, old: str, new: str, said: str) -> None:
    with pytest.raises(NotComparable) as refused:
        compare(history.workspace, old, new)
    assert said in str(refused.value)


def test_each_format_is_written(history: History) -> None:
    found = compare(history.workspace, PUBLISHED, "A1.1")
    made = {form: found.written(form) for form in FORMATS}
    assert b"[-shall-]{+should+}" in made["text"]
    assert json.loads(made["json"])["old"] == PUBLISHED
    assert made["html"].startswith(b"<!DOCTYPE html>")
    assert made["pdf"].startswith(b"%PDF-")
    assert made == {form: compare(history.workspace, PUBLISHED, "A1.1").written(form) for form in FORMATS}


def test_a_declared_split_is_shown_as_one(tmp_path: Path) -> None:
    history = make_history(tmp_path, {"A1.1": text("Keeping things", REST)})
    history.publish()
    rows = change("site", "split", into="keeper yard", version="1.1")
    history.catalogue(('version = "1.0"', 'version = "1.1"'), rows=rows)
    new = ".. _yard:\n\nYard\n~~~~\n\nThe site shall be dry.\n\n.. _keeper:\n\nKeeper\n~~~~~~\n\nThe keeper shall:"
    history.edit("A1.1", (".. _site:\n\nSite\n~~~~\n\nThe site shall be dry. The keeper shall:", new))
    found = compare(history.workspace, PUBLISHED, "A1.1")
    assert {u.anchor: u.fate for u in found.difference.differing()} == dict.fromkeys(("site", "yard", "keeper"), Fate.SPLIT)
    assert all(words == [] for words in changes(found).values())


def test_a_recorded_text_that_was_altered_is_refused(tmp_path: Path) -> None:
    history = make_history(tmp_path, {"A1.1": text("Keeping things", REST)})
    history.publish()
    path = next(history.workspace.register.glob("texts/*.json"))
    path.write_text(path.read_text(encoding="utf-8").replace("dry", "wet"), encoding="utf-8")
    with pytest.raises(NotComparable, match="not the one that was registered"):
        compare(history.workspace, PUBLISHED, "A1.1")


def test_a_language_that_is_not_published_is_refused(history: History) -> None:
    with pytest.raises(NotComparable, match="no texts in 'xx'; it publishes: en"):
        compare(history.workspace, PUBLISHED, "A1.1", "xx")


def test_a_place_that_cannot_be_written_is_a_bad_call(
    history: History, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["--project", str(history.workspace.project), "diff", PUBLISHED, "A1.1", "--jobs", "1", "--to", str(tmp_path)]
    assert main(call) == 2
    assert f"{tmp_path} cannot be written: Is a directory" in capsys.readouterr().err
