"""Artifacts: the produced files, each with its digest, and the list of them in ``build/artifacts.json``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from isacs_publish.workspace import Workspace

KINDS = ("module", "volume", "compendium", "html", "cover", "imposition", "job-ticket", "comment-form", "correspondence")


ON_THE_SITE = ("html", "correspondence")
"""Kinds that the website brings along: any build of it writes those of all languages."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """One produced file: ``path`` relative to the build folder, ``pages`` of a PDF, SHA-256 in hexadecimal.

    ``sheets`` is the SHA-256 of the typeset pages it was made from, empty where there are none.
    """

    path: str
    kind: str
    edition: str
    identifier: str
    language: str
    pages: int | None
    sha256: str
    sheets: str = ""


def produced(workspace: Workspace, path: str, content: bytes, **facts: Any) -> Artifact:
    """Write a file into the build folder and return its artifact."""
    write_atomically(workspace.build / path, content)
    return Artifact(path=path, sha256=sha256(content).hexdigest(), **facts)


def read_artifacts(workspace: Workspace) -> list[Artifact]:
    """Return the list of a former build; an unreadable list counts as none, since every file is checked by digest."""
    try:
        return [Artifact(**record) for record in json.loads(workspace.artifacts.read_text(encoding="utf-8"))]
    except (OSError, ValueError, TypeError):
        return []


def write_manifest(workspace: Workspace, engine: Mapping[str, str], artifacts: Iterable[Artifact]) -> None:
    """Write what the build was made with and what it gave: the same engine and the same sources give the same digests."""
    digests = {artifact.path: artifact.sha256 for artifact in sorted(artifacts, key=lambda artifact: artifact.path)}
    record = {"engine": dict(sorted(engine.items())), "artifacts": digests}
    write_atomically(workspace.manifest, (json.dumps(record, indent=1, ensure_ascii=False) + "\n").encode())


def former_engine(workspace: Workspace) -> dict[str, str]:
    """Return the versions of the engine that made the former build, none where there is no readable manifest."""
    try:
        engine = json.loads(workspace.manifest.read_text(encoding="utf-8"))["engine"]
    except (OSError, ValueError, TypeError, KeyError):
        return {}
    return engine if isinstance(engine, dict) else {}


def is_intact(workspace: Workspace, artifact: Artifact) -> bool:
    """True when the file is there with its digest."""
    path = workspace.build / artifact.path
    return path.is_file() and sha256(path.read_bytes()).hexdigest() == artifact.sha256


def as_listed(artifacts: Iterable[Artifact]) -> list[Artifact]:
    """Return artifacts in the order of kinds and paths, whichever was made first."""
    return sorted(artifacts, key=lambda a: (KINDS.index(a.kind), a.language, a.edition, a.path))


def write_artifacts(workspace: Workspace, artifacts: Iterable[Artifact]) -> None:
    """Write the list, in its order."""
    text = json.dumps([asdict(artifact) for artifact in as_listed(artifacts)], indent=1, ensure_ascii=False)
    write_atomically(workspace.artifacts, f"{text}\n".encode())
