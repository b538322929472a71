"""Builds a release again from the revision that it records, and compares bytes before signing.

The build runs in a process of its own, in the tree of that revision, so that a project which holds the program uses the program
as it was.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from isacs_publish.making import Making, Refused, code_digest, made_with, make, program_of, sources_digest
from isacs_publish.model.release import Manifest
from isacs_publish.repository import NotARepository, Repository
from isacs_publish.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.sealed import SealedRelease

_REMAKE = "import sys; from isacs_publish.rebuilding import remake; remake(*sys.argv[1:])"


class Comparison(StrEnum):
    """How a release and its making again compare."""

    SAME = "same"
    DIFFERS = "differs"
    NOT_COMPARABLE = "not comparable here"


@dataclass(frozen=True)
class Rebuilt:
    """What building again gave: the comparison, the number of files compared, and what differs or hinders, a line each."""

    comparison: Comparison
    compared: int
    lines: tuple[str, ...] = ()


def rebuild(release: SealedRelease, project: Path, jobs: int = 1) -> Rebuilt:
    """Build a release again, from the repository of a project, and compare every file with what was sealed before signing."""
    if release.manifest is None:
        return _not_comparable("the publisher whose key was given did not sign the manifest")
    manifest = release.manifest
    with tempfile.TemporaryDirectory(prefix="rebuild-") as scratch:
        tree = Path(scratch) / "project"
        tree.mkdir()
        try:
            Repository(project).extract(manifest.revision, tree)
        except NotARepository as error:
            return _not_comparable(f"revision {manifest.revision} recorded, and not found: {error}")
        if hindrances := list(_hindrances(manifest, Workspace(tree, Path(scratch) / "build"))):
            return _not_comparable(*hindrances)
        again = _remade(manifest, tree, Path(scratch), jobs)
    return _with_faults(release, _compared(manifest, again))


def _not_comparable(*lines: str) -> Rebuilt:
    return Rebuilt(Comparison.NOT_COMPARABLE, 0, lines)


def _hindrances(manifest: Manifest, workspace: Workspace) -> Iterator[str]:
    """Yield what keeps bytes from being comparable: another engine, another program, another tree."""
    recorded, found = manifest.engine, made_with()
    for name in sorted(recorded.keys() | found.keys()):
        if recorded.get(name) != found.get(name):
            yield f"{name} {recorded.get(name, 'none')} recorded, {found.get(name, 'none')} found"
    code = code_digest(program_of(workspace.project))
    if code != manifest.tool.code:
        yield f"program {manifest.tool.version} ({manifest.tool.code[:12]}) recorded, {code[:12]} found"
    if sources_digest(workspace) != manifest.sources:
        yield f"the sources of revision {manifest.revision} are not those that were recorded"


def _remade(manifest: Manifest, tree: Path, scratch: Path, jobs: int) -> dict[str, str] | list[str]:
    """Return the digests of all files made again, by path, or the findings that kept them from being made."""
    wanted, told = scratch / "manifest.json", scratch / "told.json"
    wanted.write_bytes(manifest.as_json())
    command = [sys.executable, "-c", _REMAKE, str(wanted), str(tree), str(told), str(jobs)]
    program = program_of(tree).parent
    surroundings = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(program), os.environ.get("PYTHONPATH"))))}
    ended = subprocess.run(command, cwd=tree, env=surroundings, capture_output=True, check=False)  # noqa: S603
    if not told.is_file():
        return [" ".join(ended.stderr.decode(errors="replace").split())[-500:] or "the build ended without a word"]
    again: dict[str, str] | list[str] = json.loads(told.read_text(encoding="utf-8"))
    return again


def remake(wanted: str, tree: str, told: str, jobs: str) -> None:
    """Make the files of a manifest again in a tree; write their digests, or the findings, into a file."""
    manifest = Manifest.from_json(Path(wanted).read_bytes())
    workspace = Workspace(Path(tree), Path(told).parent / "build")
    day = date.fromisoformat(manifest.date)
    making = Making(workspace, manifest.selection, manifest.release, day, manifest.revision, int(jobs), manifest.languages)
    try:
        made = make(making, manifest.identifiers, lambda *_: None)
        again: object = {artifact.path: artifact.unsigned for artifact in made.artifacts}
    except Refused as refused:
        again = [str(finding) for finding in refused.findings]
    Path(told).write_text(json.dumps(again), encoding="utf-8")


def _compared(manifest: Manifest, again: dict[str, str] | list[str]) -> Rebuilt:
    if isinstance(again, list):
        return Rebuilt(Comparison.DIFFERS, 0, ("it cannot be built any more:", *again))
    sealed = {artifact.path: artifact.unsigned for artifact in manifest.artifacts}
    paths = sorted(sealed.keys() | again.keys())
    lines = tuple(_line(path, sealed.get(path), again.get(path)) for path in paths if sealed.get(path) != again.get(path))
    return Rebuilt(Comparison.DIFFERS if lines else Comparison.SAME, len(paths), lines)


def _line(path: str, sealed: str | None, again: str | None) -> str:
    if sealed is None:
        return f"{path} was not in the release"
    return f"{path} is not made any more" if again is None else f"{path} has other bytes"


def _with_faults(release: SealedRelease, rebuilt: Rebuilt) -> Rebuilt:
    """Return a comparison that fails where the files at hand are not those that were sealed."""
    if not release.faults:
        return rebuilt
    faults = (f"{fault.path} in the release is {fault.kind}: {fault.words}" for fault in release.faults)
    return Rebuilt(Comparison.DIFFERS, rebuilt.compared, (*faults, *rebuilt.lines))
