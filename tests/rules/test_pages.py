"""The pages of the rules are those that the rules and their cases make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.rule_pages import FOLDER, pages

if TYPE_CHECKING:
    from isacs_publish.model.finding import Finding


def test_the_pages_of_the_rules_are_up_to_date(found: dict[int, list[Finding]]) -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert written == pages(list(found.values())), "run: make rules"
