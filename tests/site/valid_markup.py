"""What the Nu HTML checker finds in a folder: all its pages, styles and drawings, in one run."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from tests.site.node_tools import program, tool

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS = (".html", ".css", ".svg")
OPTIONS = ("--also-check-css", "--also-check-svg", "--format", "json", "--errors-only", "--stdout", "--exit-zero-always")


def markup_errors(folder: Path, files: Iterable[Path] | None = None) -> list[str]:
    """Return the errors in the HTML, CSS and SVG files of a folder, or in some of them, each with its file and line."""
    chosen = sorted(path for path in (folder.rglob("*") if files is None else files) if path.suffix in KINDS)
    assert chosen, f"{folder} has nothing to check"
    names = [str(path.relative_to(folder)) for path in chosen]
    told = subprocess.run(
        [program("java"), "-Xss8m", "-jar", str(tool("vnu-jar/build/dist/vnu.jar")), *OPTIONS, *names],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return [_shown(message, folder) for message in json.loads(told.stdout)["messages"] if message["type"] != "info"]


def _shown(message: dict[str, Any], folder: Path) -> str:
    path = Path(unquote(urlsplit(message["url"]).path)).relative_to(folder.resolve())
    extract = " ".join(message.get("extract", "").split())
    return f"{path}:{message.get('lastLine', 0)}: {message['message']} | {extract}"
