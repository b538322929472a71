"""How a command ends: exit codes, and what it says on the standard error output."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING

from isacs_publish.model.finding import still_open

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isacs_publish.model.finding import Finding
    from isacs_publish.workspace import Workspace

CLEAN, FINDINGS, BAD_CALL = 0, 1, 2
INTERNAL, INTERRUPTED = 70, 130


def bad_call(reason: object) -> int:
    """Say why a call cannot be followed; return the exit code for it."""
    print(f"isacs: {reason}", file=sys.stderr)
    return BAD_CALL


def show(findings: Sequence[Finding], workspace: Workspace) -> int:
    """Print findings and how many they are; return the exit code for them. What is waived does not count."""
    from isacs_publish.exports.findings_shown import console, shown
    from isacs_publish.sources import source_line

    if findings:
        console(sys.stderr, terminal=sys.stderr.isatty()).print(shown(findings, partial(source_line, workspace.project)))
    return FINDINGS if still_open(findings) else CLEAN
