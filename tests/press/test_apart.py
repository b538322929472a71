"""Work in a process of its own: its answer, what it raises, and how its end is told."""

from __future__ import annotations

import faulthandler
import os
import signal
from pathlib import Path

import pytest

from isacs_publish.press.apart import ProcessEnded, apart
from isacs_publish.press.proof import Fault, TypesettingFailed


def test_the_answer_comes_from_another_process() -> None:
    here, there = os.getpid(), apart(os.getpid)
    assert here != there
    assert apart(sorted, [3, 1, 2], reverse=True) == [3, 2, 1]


def test_a_big_answer_comes_whole() -> None:
    assert apart(bytes, 20_000_000) == bytes(20_000_000)


def test_what_the_work_changes_in_memory_is_gone() -> None:
    here: list[int] = []
    assert apart(here.append, 1) is None
    assert here == []


def test_the_fault_of_a_text_is_raised_as_it_is() -> None:
    def fail() -> None:
        raise TypesettingFailed("no room", faults=(Fault("text-lost", 3, "iii"),))

    with pytest.raises(TypesettingFailed, match="no room") as caught:
        apart(fail)
    assert caught.value.faults == (Fault("text-lost", 3, "iii"),)


def test_a_fault_of_the_program_says_where_it_was_raised() -> None:
    def fail() -> None:
        raise ValueError("not so")

    with pytest.raises(ValueError, match="not so") as caught:
        apart(fail)
    assert f"{Path(__file__).name}" in caught.value.__notes__[0]


def end_as_by_a_fault() -> None:
    """End as a fault of a library ends a process; what pytest would print of it is left out."""
    faulthandler.disable()
    os.kill(os.getpid(), signal.SIGSEGV)


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (end_as_by_a_fault, "its process was ended by SIGSEGV"),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "its process was ended by SIGKILL"),
        (lambda: os._exit(3), "its process ended with exit code 3 and without an answer"),
        (lambda: lambda: None, "its process ended with exit code 1 and without an answer"),
    ],
    ids=["fault of a library", "killed", "exit", "an answer that cannot be sent"],
)
def test_a_process_that_ends_is_told(end: object, told: str) -> None:
    with pytest.raises(ProcessEnded, match=told):
        apart(end)  # type: ignore[arg-type]
    assert apart(len, "next") == 4
