"""Renaming an anchor: its target and all references, and nothing else; what was published keeps its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from isacs_publish.catalogue_edit import Refused
from isacs_publish.cli import main
from isacs_publish.rename import rename_anchor
from isacs_publish.workspace import write_atomically
from tests.history import History, change, make_history
from tests.roots import module_path, text

if TYPE_CHECKING:
    from pathlib import Path

CLAUSES = """\
.. _keys:

Keys
----

See :ref:`keys`, :ref:`the keys <keys>`, :ref:`the
long keys <keys>`, :ref:`A1.1#keys`, :ref:`keys-2`, :ref:`B2.1#keys`, ``:ref:`` and :term:`keys`.

.. _keys-2:

More keys
---------

The keys_ of :cite:`keys`.

.. _tab-keys:

.. list-table:: Keys

   * - keys
     - b
"""
ABROAD = (
    "See :ref:`A1.1#keys`, :ref:`words <A1.1#keys>`, :ref:`keys` and :ref:`A1.1#keys-2`.\n\n.. _keys:\n\nKeys\n----\n\nText.\n"
)


@pytest.fixture
def history(tmp_path: Path) -> History:
    return make_history(tmp_path, {"A1.1": text("First", CLAUSES), "B2.1": text("Third", ABROAD, "other thing")})


def words(history: History, module: str) -> str:
    return module_path(history.workspace, module).read_text(encoding="utf-8")


def refusal(history: History, old: str, new: str, module: str = "A1.1") -> str:
    """Return the code for which a renaming is refused; no file is touched."""
    files = {path: path.read_bytes() for path in history.workspace.sources.rglob("*") if path.is_file()}
    with pytest.raises(Refused) as refused:
        rename_anchor(history.workspace, module, old, new)
    assert {path: path.read_bytes() for path in history.workspace.sources.rglob("*") if path.is_file()} == files
    (finding,) = refused.value.findings
    assert finding.hint
    return finding.code


def test_the_target_and_every_reference_take_the_new_name(history: History) -> None:
    before = words(history, "A1.1"), words(history, "B2.1")
    written = rename_anchor(history.workspace, "A1.1", "keys", "custody")
    own = (
        before[0]
        .replace(".. _keys:", ".. _custody:")
        .replace(":ref:`keys`", ":ref:`custody`")
        .replace("<keys>", "<custody>")
        .replace("A1.1#keys", "A1.1#custody")
    )
    abroad = before[1].replace("A1.1#keys`", "A1.1#custody`").replace("A1.1#keys>", "A1.1#custody>")
    assert (words(history, "A1.1"), words(history, "B2.1")) == (own, abroad)
    numbers = [int(line.split(":")[1]) for line in written]
    lines = own.splitlines(), abroad.splitlines()
    home, there = "source/A1/A1.1/index.rst", "source/B2/B2.1/index.rst"
    shown = [lines[0][n - 1] for n, line in zip(numbers, written, strict=True) if line.startswith(home)]
    assert len(shown) == 5
    assert all("custody" in line or ":ref:`the" in line for line in shown)
    shown = [lines[1][n - 1] for n, line in zip(numbers, written, strict=True) if line.startswith(there)]
    assert len(shown) == 2
    assert all("A1.1#custody" in line for line in shown)


def test_included_files_and_their_line_ends_are_kept(history: History) -> None:
    part = module_path(history.workspace, "A1.1").parent / "parts" / "more.txt"
    part.parent.mkdir()
    part.write_bytes(b"See :ref:`keys`.\r\n\r\n.. _far:\r\n\r\nFar\r\n---\r\n")
    rename_anchor(history.workspace, "A1.1", "keys", "custody")
    rename_anchor(history.workspace, "A1.1", "far", "near")
    assert part.read_bytes() == b"See :ref:`custody`.\r\n\r\n.. _near:\r\n\r\nFar\r\n---\r\n"


def test_declared_changes_follow(history: History) -> None:
    history.catalogue(rows=change("keys", "new", version="1.0"))
    written = rename_anchor(history.workspace, "A1.1", "keys", "custody")
    assert 'clause = "custody"' in history.workspace.catalogue.read_text(encoding="utf-8")
    assert any(line.startswith("source/catalogue.toml:") for line in written)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("keys", "keys-2", "duplicate-anchor"),
        ("keys", "Keys of mine", "anchor-form"),
        ("keys", "keys~1", "anchor-form"),
        ("keys", "foreword", "reserved-anchor"),
        ("scope", "custody", "reserved-anchor"),
        ("kys", "custody", "unknown-anchor"),
    ],
)
def test_what_cannot_be_renamed(history: History, old: str, new: str, code: str) -> None:
    assert refusal(history, old, new) == code


def test_a_module_that_is_not_there(history: History) -> None:
    assert refusal(history, "keys", "custody", "A1.9") == "unknown-module"


def test_a_published_anchor_stays_and_a_lost_one_comes_back(tmp_path: Path) -> None:
    history = make_history(tmp_path, {"A1.1": text("First", ".. _keys:\n\nKeys\n----\n\nText.\n")})
    history.publish()
    assert refusal(history, "keys", "custody") == "vanished-anchor"
    history.edit("A1.1", (".. _keys:", ".. _custody:"))
    rename_anchor(history.workspace, "A1.1", "custody", "keys")
    assert ".. _keys:" in words(history, "A1.1")
    assert history.codes() == []


def test_an_anchor_that_ended_is_not_taken_over_but_may_be_given_up(tmp_path: Path) -> None:
    clauses = ".. _keys:\n\nKeys\n----\n\nText.\n\n.. _locks:\n\nLocks\n-----\n\nText.\n"
    history = make_history(tmp_path, {"A1.1": text("First", clauses)})
    history.publish()
    history.edit("A1.1", (".. _locks:\n\nLocks\n-----\n\nText.\n", ""))
    history.catalogue(('version = "1.0"', 'version = "1.1"'), rows=change("locks", "withdrawn"))
    history.publish("2030-2")
    history.edit("A1.1", ("Keys\n----\n\nText.\n", "Keys\n----\n\nText.\n\n.. _bars:\n\nBars\n----\n\nText.\n"))
    assert refusal(history, "bars", "locks") == "reused-anchor"
    history.edit("A1.1", (".. _bars:", ".. _locks:"))
    rename_anchor(history.workspace, "A1.1", "locks", "bars")
    assert ".. _bars:" in words(history, "A1.1")


def test_an_anchor_that_was_published_of_another_kind_may_be_given_up(tmp_path: Path) -> None:
    history = make_history(tmp_path, {"A1.1": text("First", ".. _keys:\n\nKeys\n----\n\nText.\n")})
    history.publish()
    table = ".. _keys:\n\n.. list-table:: Keys\n\n   * - a\n     - b\n"
    history.edit("A1.1", (".. _keys:\n\nKeys\n----\n\nText.\n", f".. _locks:\n\nLocks\n-----\n\n{table}"))
    rename_anchor(history.workspace, "A1.1", "keys", "tab-keys")
    assert ".. _tab-keys:" in words(history, "A1.1")


def test_a_register_that_cannot_be_trusted_refuses(history: History) -> None:
    history.workspace.register.mkdir()
    (history.workspace.register / "A1.1.toml").write_text("nothing = ", encoding="utf-8")
    assert refusal(history, "keys", "custody") == "register-unfit"


def test_the_command(history: History, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["--project", str(history.workspace.project), "rename", "A1.1"]
    assert main([*call, "keys", "keys-2"]) == 1
    assert "[duplicate-anchor]" in capsys.readouterr().err
    assert main([*call, "keys", "custody"]) == 0
    assert "target 'keys' is now 'custody'" in capsys.readouterr().out


def test_an_interrupted_renaming_can_be_run_again(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    def write_or_stop(path: Path, content: bytes) -> None:
        if b".. _custody:" in content:
            raise KeyboardInterrupt
        write_atomically(path, content)

    part = module_path(history.workspace, "A1.1").parent / "zz.txt"
    part.write_text("See :ref:`keys`.\n", encoding="utf-8")
    with monkeypatch.context() as patched:
        patched.setattr("isacs_publish.rename.write_atomically", write_or_stop)
        with pytest.raises(KeyboardInterrupt):
            rename_anchor(history.workspace, "A1.1", "keys", "custody")
    assert "custody" in part.read_text(encoding="utf-8")
    assert ".. _keys:" in words(history, "A1.1")
    rename_anchor(history.workspace, "A1.1", "keys", "custody")
    assert ".. _custody:" in words(history, "A1.1")
    assert ":ref:`keys`" not in words(history, "A1.1")
