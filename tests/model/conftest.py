"""Shows the figures of classing at the end of the output."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.model.labelled import FIGURES

if TYPE_CHECKING:
    import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write the figures, where the tests that make them ran."""
    if FIGURES:
        terminalreporter.section("classing of changes")
        for line in FIGURES:
            terminalreporter.write_line(line)
