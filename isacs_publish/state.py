"""What was built from what: lets a build that has nothing to do end before anything heavy is loaded."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from isacs_publish.artifacts import ON_THE_SITE, Artifact, is_intact, read_artifacts
from isacs_publish.model.finding import Finding
from isacs_publish.press.engine import engine_versions
from isacs_publish.sources import leads_out
from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from isacs_publish.workspace import Workspace

PACKAGES = ("sphinx", "docutils", "jinja2", "ziamath", "pygments", "pydantic", "pagefind_bin_extended")
"""Packages that shape the text before the press, and the website; those of the press are among its engine versions."""


@dataclass(frozen=True)
class State:
    """The end of a build: digest of all inputs, what was made, what was found."""

    inputs: str
    artifacts: tuple[Artifact, ...]
    findings: tuple[Finding, ...]


def inputs_digest(workspace: Workspace) -> str:
    """Return the SHA-256 of everything a build depends on: sources, theme, configuration, code, versions."""
    versions = {**{name: version(name) for name in PACKAGES}, **engine_versions()}
    total = sha256(json.dumps(versions, sort_keys=True).encode())
    for root, path in _inputs(workspace):
        content = path.read_bytes()
        total.update(f"\0{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def with_releases(workspace: Workspace, inputs: str) -> str:
    """Return the digest of inputs together with the releases, which the website shows."""
    manifests = sorted(workspace.releases.glob("[!.]*/manifest.json"))
    return sha256("\0".join([inputs, *(sha256(path.read_bytes()).hexdigest() for path in manifests)]).encode()).hexdigest()


def _inputs(workspace: Workspace) -> Iterator[tuple[Path, Path]]:
    code = Path(__file__).parent
    for root in (workspace.sources, workspace.theme, code):
        for path in sorted(root.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts and not leads_out(path, root):
                yield root, path
    yield workspace.project, workspace.project / "conf.py"


def former(workspace: Workspace, request: Sequence[str], inputs: str) -> State | None:
    """Return how a build of the same request ended, if its inputs are the same and all it made is still there."""
    try:
        record = json.loads(_path(workspace, request).read_text(encoding="utf-8"))
        state = State(
            record["inputs"],
            tuple(Artifact(**artifact) for artifact in record["artifacts"]),
            tuple(Finding.from_json(finding) for finding in record["findings"]),
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if state.inputs != inputs or not workspace.artifacts.is_file():
        return None
    standing = replace(state, artifacts=_as_they_stand(workspace, state.artifacts))
    return standing if all(is_intact(workspace, artifact) for artifact in standing.artifacts) else None


def _as_they_stand(workspace: Workspace, artifacts: tuple[Artifact, ...]) -> tuple[Artifact, ...]:
    """Return artifacts, pages of the website as they are listed now: builds in other languages write them again."""
    listed = {artifact.path: artifact for artifact in read_artifacts(workspace)}
    return tuple(listed.get(each.path, each) if each.kind in ON_THE_SITE else each for each in artifacts)


def remember(workspace: Workspace, request: Sequence[str], state: State) -> None:
    """Keep how a build ended."""
    record = {
        "inputs": state.inputs,
        "artifacts": [asdict(artifact) for artifact in state.artifacts],
        "findings": [finding.as_json() for finding in state.findings],
    }
    write_atomically(_path(workspace, request), json.dumps(record, indent=1, default=str).encode())


def _path(workspace: Workspace, request: Sequence[str]) -> Path:
    return workspace.cache / "state" / f"{sha256(json.dumps(list(request)).encode()).hexdigest()[:16]}.json"
