"""Rules about issues."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from isacs_publish.rules.rule import Rule

RULES: tuple[Rule, ...] = ()
