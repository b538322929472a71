"""Figures that tests measure, printed at the end of a run by the name of their section."""

from __future__ import annotations

FIGURES: dict[str, list[str]] = {}
"""By section; what processes of pytest-xdist measured comes to the first one when they end."""


def tell(section: str, line: str) -> None:
    """Have a line printed at the end of the run."""
    FIGURES.setdefault(section, []).append(line)
