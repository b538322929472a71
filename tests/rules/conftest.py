"""What tests of the rules share: the findings in all examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.rules.cases import all_examples, findings_of

if TYPE_CHECKING:
    from isacs_publish.model.finding import Finding


@pytest.fixture(scope="session")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[int, list[Finding]]:
    """Return the findings of each example by its place."""
    return dict(enumerate(findings_of(all_examples(), tmp_path_factory.mktemp("cases"))))
