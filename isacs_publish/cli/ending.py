"""How a command ends: exit codes, and what it says on the standard error output."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isacs_publish.model.finding import Finding

CLEAN, FINDINGS, BAD_CALL = 0, 1, 2
INTERNAL, INTERRUPTED = 70, 130


def bad_call(reason: object) -> int:
    """Say why a call cannot be followed; return the exit code for it."""
    print(f"isacs: {reason}", file=sys.stderr)
    return BAD_CALL


def show(findings: Sequence[Finding]) -> int:
    """Print findings and how many they are; return the exit code for them."""
    for finding in findings:
        print(finding, file=sys.stderr)
    if findings:
        errors = sum(finding.is_error for finding in findings)
        print(f"{errors} errors, {len(findings) - errors} warnings", file=sys.stderr)
    return FINDINGS if findings else CLEAN
