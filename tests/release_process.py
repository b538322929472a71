"""Makes a release of A1.1 and A1.2 in a process of its own, which may kill itself: ``python -m tests.release_process``.

Arguments: the project, the keys, how many processes work (0: this one alone), and the step after which the process is
killed, empty for none.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from isacs_publish.releasing import Order, Seal, release
from isacs_publish.workspace import Workspace
from tests.conftest import start_no_process

ORDER = ("A1.1", "A1.2")


def main(project: str, keys: str, jobs: str, step: str) -> int:
    """Make the release; return 0 when it was made."""
    folder = Path(project)

    def progress(what: str, *_: object) -> None:
        if step and what.startswith(step):
            os.kill(os.getpid(), signal.SIGKILL)

    if jobs == "0":
        start_no_process(pytest.MonkeyPatch())
        jobs = "1"
    made = release(Workspace(folder, folder / "build"), Order(ORDER, "2030-1", None, int(jobs)), Seal.of(Path(keys)), progress)
    for finding in made.findings:
        print(finding)
    return 0 if made.manifest else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
