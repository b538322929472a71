"""The pages of the rules are those that the rules and their cases make."""

from __future__ import annotations

from tools.rule_pages import FOLDER, pages


def test_the_pages_of_the_rules_are_up_to_date() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert written == pages(), "run: make rules"
