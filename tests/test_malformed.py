"""Sources that are wrong in a hundred ways: each gives a finding with file and line, and costs nothing that was there."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from isacs_publish.publish import Request, build
from tests.figures import tell
from tests.malformed import CASES, NUMBERS, Case, build_all, make_sound, spoil

if TYPE_CHECKING:
    from isacs_publish.model.finding import Finding
    from isacs_publish.workspace import Workspace

BUILT = ("A1.1", "A1.11", "A1.12")
"""Modules of the shared project that are built before cases spoil the last two of them."""

KINDS = {"reST", "TOML", "BibTeX", "SVG", "images", "encodings", "names"}
LEAST = 100


@dataclass(frozen=True)
class Found:
    """What was found, the path and line that a case must have, and what is left of each file made before."""

    findings: list[Finding]
    path: str
    before: int
    lost: list[str]


def made_files(workspace: Workspace) -> dict[str, bytes]:
    """Return the publications that a build made, by path; the site is made anew each time."""
    paths = [path for room in ("pdf", "volumes") for path in (workspace.build / room).rglob("*.pdf")]
    return {path.relative_to(workspace.build).as_posix(): path.read_bytes() for path in paths}


def lost(workspace: Workspace, made: dict[str, bytes]) -> list[str]:
    left = made_files(workspace)
    return [path for path, content in made.items() if left.get(path) != content]


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Found]:
    """Build one project with all cases that do not disturb each other, each in a module of its own."""
    workspace = make_sound(tmp_path_factory.mktemp("shared"), ["A1.1", *NUMBERS.values()])
    assert not [found for found in build(workspace, Request(BUILT), lambda *_: None).findings if found.is_error]
    made = made_files(workspace)
    assert len(made) == len(BUILT)
    places = {case.name: spoil(workspace, case) for case in CASES if case.name in NUMBERS}
    (findings,) = build_all([workspace.project])
    gone = lost(workspace, made)
    return {name: Found(findings, path, before, gone) for name, (path, before) in places.items()}


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Found]:
    """Build a small project for each case of the catalogue or of the file of works."""
    folder = tmp_path_factory.mktemp("alone")
    sound = make_sound(folder / "sound", ["A1.1"])
    build(sound, Request(), lambda *_: None)
    made = made_files(sound)
    places: dict[str, tuple[Workspace, str, int]] = {}
    for case in CASES:
        if case.name not in NUMBERS:
            shutil.copytree(sound.project, folder / case.name, symlinks=True)
            workspace = type(sound)(folder / case.name, folder / case.name / "build")
            places[case.name] = (workspace, *spoil(workspace, case))
    found = build_all(workspace.project for workspace, _, _ in places.values())
    return {
        name: Found(findings, path, before, lost(workspace, made))
        for (name, (workspace, path, before)), findings in zip(places.items(), found, strict=True)
    }


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_is_malformed_is_found_where_it_is(
    case: Case, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> None:
    found: Found = request.getfixturevalue("shared" if case.name in NUMBERS else "alone")[case.name]
    line = case.line and case.line + found.before
    about = [finding for finding in found.findings if finding.place.path == found.path]
    assert (case.code, line) in {(finding.code, finding.place.line) for finding in about}, "\n".join(map(str, about))
    assert any(finding.is_error for finding in about)
    assert bool(case.why) == (case.line == 0)
    for finding in about:
        said = f"{finding.message} {finding.hint} {finding.place.path}"
        assert "Traceback" not in said
        assert str(tmp_path_factory.getbasetemp()) not in said
    assert not found.lost
    FOUND.add(case.name)


FOUND: set[str] = set()
"""The cases that were found in this run."""


def test_there_are_enough_of_each_kind() -> None:
    kinds = Counter(case.kind for case in CASES)
    assert set(kinds) == KINDS
    assert min(kinds.values()) >= 10
    assert len(CASES) >= LEAST
    assert len({case.name for case in CASES}) == len(CASES)
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    tell("malformed sources", f"{len(FOUND)} of {len(CASES)} found with file and line ({told})")
