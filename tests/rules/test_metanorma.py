"""The comparison with Metanorma names codes that exist, and every rule of drafting stands in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from isacs_publish.rules import RULES
from tests.conftest import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = (PROJECT / "docs" / "metanorma.md").read_text(encoding="utf-8")
OWN = {"missing-anchor", "language-without-forms", "term-outside-terms", "normative-references-intro", "terms-intro"}
"""Rules of this house alone, about its own vocabulary and its fixed words."""


def codes() -> set[str]:
    return set(re.findall(r"`([a-z]+(?:-[a-z]+)*)`", PAGE)) - {"metanorma-iso"}


def reported() -> Iterator[str]:
    """Yield the codes that stand in the program as words."""
    for path in (PROJECT / "isacs_publish").rglob("*.py"):
        yield from re.findall(r"\"([a-z]+(?:-[a-z]+)+)\"", path.read_text(encoding="utf-8"))


def test_every_code_of_the_page_exists() -> None:
    assert codes() - RULES.keys() - set(reported()) == set()


def test_every_rule_stands_on_the_page() -> None:
    assert RULES.keys() - codes() == OWN


def test_each_check_has_a_verdict() -> None:
    rows = re.findall(r"^\| (\d+) \| .+? \| (.+?) \| .*\|$", PAGE, re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, 53))
    assert all(re.match(r"(have|better|not applicable: .+)(\b|$)", verdict) for _, verdict in rows)
