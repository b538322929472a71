"""What is told while a build goes on: plain lines, and on a terminal a bar with what is in hand now and the time left."""

from __future__ import annotations

import sys
from io import StringIO
from typing import TYPE_CHECKING

from isacs_publish.progress import progress, shown
from isacs_publish.publish import Request, build
from tests.roots import make_project, text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pytest


def test_elsewhere_than_on_a_terminal_each_step_is_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    with progress() as step:
        step("read the modules", 1, 3)
        step("", 1, 3, ("XST A1.1",))
        step("typeset XST A1.1", 2, 3, ("XST A1.2",))
    assert capsys.readouterr().err == "[1/3] read the modules\n[2/3] typeset XST A1.1\n"


def test_the_bar_names_what_is_in_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    with progress() as step:
        step("read the modules", 1, 3)
        step("", 1, 3, ("XST A1.1", "XST A1.2"))
    assert "now XST A1.1, XST A1.2" in terminal.getvalue()
    assert "left" in terminal.getvalue()


def test_of_many_things_in_hand_some_are_named() -> None:
    assert shown("typeset XST A1.1", ()) == "typeset XST A1.1"
    assert shown("", ("a", "b", "c", "d", "e")) == "now a, b, c and 2 more"


def test_a_build_tells_what_its_workers_have_in_hand(tmp_path: Path) -> None:
    workspace, seen = make_project(tmp_path, {"A1.1": text("First"), "A1.2": text("Second"), "B2.1": text("Third")}), []

    def note(what: str, done: int, total: int, now: Sequence[str] = ()) -> None:
        assert 0 <= done <= total
        assert len(now) <= 2
        seen.append((what, tuple(now)))

    build(workspace, Request(("A1",), jobs=2), note)
    first = next(now for what, now in seen if now)
    assert first == ("XST A1.1:2030(E)V0.3", "XST A1.2:2030(E)V0.3")
    for what, now in seen:
        assert not any(what == f"typeset {name}" for name in now), "what is done is no longer in hand"
    assert seen[-1] == ("wrote the website", ())
