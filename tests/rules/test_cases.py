"""Each rule finds what is wrong in its cases, at the line where it is, and lets pass what only looks like it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from isacs_publish.rules import DESCRIBED
from tests.rules.cases import all_examples, texts_of, wanted

if TYPE_CHECKING:
    from isacs_publish.model.finding import Finding

EXAMPLES = all_examples()
CODES = set(DESCRIBED)


@pytest.mark.parametrize("place", range(len(EXAMPLES)), ids=[str(example) for example in EXAMPLES])
def test_a_rule_finds_what_is_wrong_and_nothing_else(found: dict[int, list[Finding]], place: int) -> None:
    example = EXAMPLES[place]
    lines = sorted(finding.place.line for finding in found[place] if finding.code == example.code)
    assert lines == sorted(line for _, line in wanted(example)), "\n".join(map(str, found[place]))
    others = [str(finding) for finding in found[place] if finding.code != example.code]
    assert not others, f"{example} breaks other rules too:\n" + "\n".join(others) + "\n" + "\n".join(texts_of(example).values())


def test_every_rule_has_a_wrong_and_a_right_example() -> None:
    kinds: dict[str, set[bool]] = defaultdict(set)
    for example in EXAMPLES:
        kinds[example.code].add(example.wrong)
    assert {code: kinds[code] for code in CODES} == {code: {True, False} for code in CODES}


def test_every_case_is_one_of_a_rule_that_exists() -> None:
    assert {example.code for example in EXAMPLES} <= CODES
