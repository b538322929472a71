"""Work in a process of its own, forked from one that has loaded the engine.

What the work leaves in memory goes with its process, so that nobody has to collect it: a tenth of the time of typesetting. And
what ends a process, a fault of a library for example, costs this work alone.
"""

from __future__ import annotations

import ctypes
import gc
import os
import pickle
import signal
import traceback
from typing import TYPE_CHECKING, NoReturn, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Given = ParamSpec("Given")
Made = TypeVar("Made")

PR_SET_PDEATHSIG = 1
"""The option of ``prctl`` by which a process ends with its parent (Linux)."""


class ProcessEnded(RuntimeError):
    """A process ended without an answer; the message says by what."""


def apart(work: Callable[Given, Made], *given: Given.args, **named: Given.kwargs) -> Made:
    """Return what some work returns that is done in a forked process; raise what it raises, or ProcessEnded."""
    receiver, sender = os.pipe()
    child = os.fork()
    if not child:
        os.close(receiver)
        _answer(sender, lambda: work(*given, **named))
    os.close(sender)
    with os.fdopen(receiver, "rb") as file:
        answer = file.read()
    _, status = os.waitpid(child, 0)
    if status or not answer:
        raise ProcessEnded(_told(status))
    returned, value = pickle.loads(answer)  # noqa: S301  (from our own process)
    if returned:
        made: Made = value
        return made
    raise value


def _answer(sender: int, work: Callable[[], object]) -> NoReturn:
    """Do the work and write the answer, in the forked process, which ends here whatever happens."""
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        gc.disable()
        try:
            answer = True, work()
        except Exception as error:
            error.add_note("".join(traceback.format_exception(error)))
            answer = False, error
        with os.fdopen(sender, "wb") as file:
            pickle.dump(answer, file, pickle.HIGHEST_PROTOCOL)
        os._exit(0)
    finally:
        os._exit(1)


def _told(status: int) -> str:
    """Say by what a process ended, from the status that ``waitpid`` returns."""
    if os.WIFSIGNALED(status):
        return f"its process was ended by {signal.Signals(os.WTERMSIG(status)).name}"
    return f"its process ended with exit code {os.WEXITSTATUS(status)} and without an answer"
