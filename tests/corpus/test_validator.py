"""The files against a validator of PDF/UA and PDF/A, where one is at hand beside the project."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.conftest import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Corpus

VALIDATOR = PROJECT.parent / "shared" / "tools" / "verapdf" / "verapdf"
pytestmark = pytest.mark.skipif(not VALIDATOR.is_file(), reason="veraPDF is not at hand (../shared/tools/verapdf)")


def validated(paths: list[Path]) -> list[str]:
    """Return the verdicts, two for each file."""
    command = [str(VALIDATOR), "ua1,2a", *map(str, paths)]
    told = subprocess.run(command, capture_output=True, check=False).stdout.decode()
    return [line for line in told.splitlines() if line.startswith(("PASS", "FAIL"))]


def test_a_module_and_a_volume_are_accessible_and_archival(corpus: Corpus) -> None:
    module = next(a for a in corpus.of_kind("module") if " 05.20:" in a.identifier)
    volume = next(a for a in corpus.of_kind("volume") if " 05:" in a.identifier)
    verdicts = validated([corpus.path(module), corpus.path(volume)])
    assert [verdict.split()[:2] for verdict in verdicts] == [["PASS", "ua1"], ["PASS", "2a"]] * 2


@pytest.mark.long
def test_every_file_is_accessible_and_archival(corpus: Corpus) -> None:
    artifacts = corpus.of_kind("module") + corpus.of_kind("volume") + corpus.of_kind("compendium")
    verdicts = validated([corpus.path(artifact) for artifact in artifacts])
    assert len(verdicts) == 2 * len(artifacts)
    assert [verdict for verdict in verdicts if not verdict.startswith("PASS")] == []
