"""Instruments (to be taken over)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Instruments:
    """All works of the reference file."""
