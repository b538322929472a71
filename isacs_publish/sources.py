"""Looks at the sources before Sphinx does: each module is there, all text is text, no file leads out or sets anything."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from isacs_publish.model.finding import Finding, Place, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.workspace import Workspace

OUTSIDE = "outside-project"
UNFIT = "unfit-file"
BESIDE = "put the file beside the module"

MOST_BYTES = 2_000_000
"""Bytes of one text: ten times the longest standard."""

LONGEST_LINE = 10_000
"""Characters of one line, as docutils has it."""

SETTINGS = {"conf.py", "docutils.conf"}
"""Files that Sphinx and docutils take settings from; beside modules they would be a trap for those who run either there."""

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""Characters that no text holds; those that end lines would shift the lines of findings, some turn others round."""
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\\\|~")
_MORE_THAN_A_NAME = re.compile(r"[\\%*?<>|]|.{200}", re.DOTALL)
_HUGE_OPTION = re.compile(r"^[ \t]*:[\w-]+:[ \t]*[-\d., \t]*\d{5}[-\d., \t]*[a-z%]*[ \t]*$", re.MULTILINE)


def faults_of_sources(workspace: Workspace, catalogue: Catalogue) -> Iterator[tuple[str, Finding]]:
    """Yield each path, below the sources, that must not be read, and the finding that says why."""
    folders = {path.parent.name for path in workspace.sources.glob("*/*/index.rst")}
    for module in catalogue.modules.values():
        path = workspace.sources / f"{module.docname}.rst"
        if not path.is_file():
            hint = nearest(module.number, folders - catalogue.modules.keys()) or "write it, or take it out of the catalogue"
            finding = Finding("missing-module", Place(workspace.shown(path)), f"module {module.number} has no source", hint)
            yield f"{module.docname}.rst", finding
    for path in sorted(workspace.sources.glob("*/*/index.rst")):
        if path.parent.name not in catalogue.modules:
            hint = nearest(path.parent.name, catalogue.modules) or "add its row, or delete the folder"
            message = f"module {path.parent.name} is not in the catalogue, so nobody checks or publishes it"
            finding = Finding("uncatalogued-module", Place(workspace.shown(path), 1), message, hint)
            yield path.relative_to(workspace.sources).as_posix(), finding
    for path in _walk(workspace.sources):
        for code, line, message, hint in _faults_of(path, workspace.sources):
            yield (
                path.relative_to(workspace.sources).as_posix(),
                Finding(code, Place(workspace.shown(path), line), message, hint),
            )


def _walk(folder: Path) -> Iterator[Path]:
    """Yield what lies below a folder in order; links are yielded, not followed."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        yield Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            yield from _walk(Path(entry.path))


def _faults_of(path: Path, sources: Path) -> Iterator[tuple[str, int, str, str]]:
    if leads_out(path, sources):
        yield OUTSIDE, 0, "the file is a link that leads out of the sources", "copy what it names"
    elif path.name in SETTINGS:
        yield UNFIT, 0, "settings stand at the top of the project, not beside a module", "delete the file"
    elif path.suffix == ".rst":
        if not path.exists():
            yield UNFIT, 0, "the file is a link that leads to nothing", "delete it, or copy what it should name"
        elif fault := no_plain_file(path, MOST_BYTES):
            yield UNFIT, 0, *fault
        elif found := not_text(path.read_bytes()):
            yield "not-text", *found


def leads_out(path: Path, folder: Path) -> bool:
    """Tell whether a path, links followed, lies outside a folder."""
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def outside(name: str, path: Path, folder: Path) -> tuple[str, str] | None:
    """Return message and hint when a name that an author wrote is more than the name of a file in a folder."""
    if _ADDRESS.match(name):
        return f"{name[:80]!r} is an address, and nothing is fetched", BESIDE
    if _MORE_THAN_A_NAME.search(name) or any(unicodedata.category(char) in ("Cc", "Cf") for char in name):
        return f"{name[:80]!r} is not the plain name of a file", "name one file in full, with letters, digits and hyphens"
    if leads_out(path, folder):
        return f"{name[:80]!r} lies outside the folder of the text that names it", BESIDE
    return None


def no_plain_file(path: Path, most: int) -> tuple[str, str] | None:
    """Return message and hint when what a path names is there, but is no plain file or has too many bytes."""
    if path.exists() and not path.is_file():
        return f"{path.name!r} is a folder or device, not a file", BESIDE
    if path.is_file() and (size := path.stat().st_size) > most:
        return f"{path.name!r} has {size:,} bytes", f"make it smaller than {most:,} bytes"
    return None


def not_text(content: bytes) -> tuple[int, str, str] | None:
    """Return line, message and hint of the first thing that is no text, or none that could be set, or None."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return line, f"byte {content[error.start]:#04x} is not UTF-8", "save the file as UTF-8"
    if found := CONTROL.search(text):
        return _line(text, found), f"a control character (U+{ord(found[0]):04X}) stands in the text", "delete it"
    if found := re.search(f".{{{LONGEST_LINE + 1}}}", text):
        return _line(text, found), f"the line has more than {LONGEST_LINE:,} characters", "break it"
    if found := _HUGE_OPTION.search(text):
        return _line(text, found), f"a huge number: {found[0].strip()[:60]}", "no option needs five digits"
    return None


def source_line(project: Path, place: Place) -> str:
    """Return the line that a place names, empty where there is none or the file cannot be read as text."""
    path = project / place.path
    if not place.line or not path.is_file() or path.stat().st_size > MOST_BYTES:
        return ""
    lines = path.read_bytes().decode("utf-8", errors="replace").splitlines()
    return lines[place.line - 1] if place.line <= len(lines) else ""


def _line(text: str, found: re.Match[str]) -> int:
    return text[: found.start()].count("\n") + 1
