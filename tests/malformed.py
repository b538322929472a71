"""Reads the malformed sources, ``tests/cases/malformed/index.toml``, and builds projects that hold them.

A case gives its bytes in a file of its own, or in the index: as base64, or as pieces of text, each repeated so many times.
Instead of bytes it may be a folder, a link, or nothing at all. ``into`` tells where they go:

    module       behind the fixed clauses of a module; lines count from the first of the case
    whole        in place of a module
    catalogue    at the end of the catalogue, or in place of the words that ``replace`` gives, or (``whole``) of all of it
    register     as the register of a module, which the case calls A1.1
    instruments  as the file of works
    a file name  beside a module; a picture is named by a figure in it, at which the finding points

``why`` tells, where no line is found, why there is none.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from isacs_publish.model.finding import Finding
from isacs_publish.publish import Request, build
from isacs_publish.workspace import Workspace
from tests.conftest import PROJECT, start_no_process
from tests.roots import make_project, module_path, text

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = PROJECT / "tests" / "cases" / "malformed"

LONGEST = 240
"""Seconds; what hangs, hangs for ever."""

FIGURE = ".. figure:: {name}\n   :alt: x\n\n   T\n"


@dataclass(frozen=True)
class Case:
    """One malformed source: what is put where, and the code and line of what is found."""

    name: str
    kind: str
    into: str
    code: str
    line: int
    file: str = ""
    base64: str = ""
    repeated: tuple[tuple[str, int], ...] = ()
    replace: str = ""
    whole: bool = False
    folder: bool = False
    absent: bool = False
    link: str = ""
    why: str = ""

    @property
    def content(self) -> bytes:
        """The bytes of the case."""
        if self.file:
            return (FOLDER / self.file).read_bytes()
        return b64decode(self.base64) or "".join(piece * times for piece, times in self.repeated).encode()


def read_cases() -> list[Case]:
    """Return all cases in the order of the index."""
    return [Case(**row) for row in tomllib.loads((FOLDER / "index.toml").read_text(encoding="utf-8"))["case"]]


CASES = read_cases()
NUMBERS = {
    case.name: f"A1.{place}" for place, case in enumerate(CASES, start=11) if case.into not in ("catalogue", "instruments")
}
"""The module of each case that shares a project with others."""


def sound(number: str) -> str:
    """Return the sound text of a module, which cases spoil."""
    return text(f"Case {number}", "", f"thing {number}")


def make_sound(folder: Path, numbers: Iterable[str]) -> Workspace:
    """Write a project of sound modules."""
    return make_project(folder, {number: sound(number) for number in numbers})


def spoil(workspace: Workspace, case: Case) -> tuple[str, int]:
    """Put a case where it belongs; return the path at which the finding must point, and the line before its first."""
    if case.into == "catalogue":
        return spoil_catalogue(workspace, case)
    if case.into == "instruments":
        put(workspace.instruments, case, case.content)
        return workspace.shown(workspace.instruments), 0
    number = NUMBERS.get(case.name, "")
    path, before = path_of(workspace, case, number), b""
    if case.into == "module":
        before = sound(number)[:-1].encode()
    content = case.content.replace(b"A1.1", number.encode()) if case.into == "register" else case.content
    put(path, case, before + content)
    if case.kind in ("SVG", "images"):
        path, before = module_path(workspace, number), sound(number)[:-1].encode()
        path.write_bytes(before + FIGURE.format(name=case.into).encode())
    return workspace.shown(path), before.count(b"\n")


def path_of(workspace: Workspace, case: Case, number: str) -> Path:
    """Return the file of a case."""
    if case.into == "register":
        return workspace.register / f"{number}.toml"
    module = module_path(workspace, number)
    return module if case.into in ("module", "whole") else module.with_name(case.into)


def put(path: Path, case: Case, content: bytes) -> None:
    """Make what stands at a path what the case says: a file, a folder, a link, nothing."""
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    if case.folder:
        path.mkdir()
    elif case.link:
        path.symlink_to(case.link)
    elif not case.absent:
        path.write_bytes(content)


def spoil_catalogue(workspace: Workspace, case: Case) -> tuple[str, int]:
    """Spoil the catalogue; return its path, and the line before the first of the case."""
    was = workspace.catalogue.read_bytes()
    before, old, after = was, b"", b""
    if case.replace:
        before, old, after = was.partition(case.replace.encode())
        assert old, f"{case.name}: the catalogue does not hold {case.replace!r}"
    if case.whole:
        before = b""
    workspace.catalogue.write_bytes(before + case.content + after)
    return workspace.shown(workspace.catalogue), before.count(b"\n")


def build_all(projects: Iterable[Path]) -> list[list[Finding]]:
    """Return what a build of each project finds, made in a process of its own; raise where it fails or does not end."""
    command = [sys.executable, "-m", "tests.malformed", *map(str, projects)]
    made = subprocess.run(command, cwd=PROJECT, capture_output=True, check=False, timeout=LONGEST)
    assert made.returncode == 0, made.stderr.decode()
    assert b"Traceback" not in made.stderr, made.stderr.decode()
    return [[Finding.from_json(record) for record in json.loads(line)] for line in made.stdout.splitlines()]


if __name__ == "__main__":
    jobs = 2 if len(sys.argv) == 2 else 1  # (many projects have few modules each: no process is started for them)
    start_no_process(pytest.MonkeyPatch())
    for name in sys.argv[1:]:
        report = build(Workspace(Path(name), Path(name) / "build"), Request(jobs=jobs), lambda *_: None)
        print(json.dumps([found.as_json() for found in report.findings]), flush=True)
