"""Projects that can be released, for tests: committed to a repository of their own, with stages and versions as asked for."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isacs_publish.releasing import Order, Released, release
from tests.conftest import PROJECT
from tests.history import STAGES, change
from tests.roots import make_project, module_path, text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from isacs_publish.releasing import Seal
    from isacs_publish.workspace import Workspace

MORE_STAGES = """
[[stage]]
key = "withdrawn"
name = "Withdrawn"
code = "95.99"
draft = false
"""

PUBLISHED, DRAFT = ("1.0", "published"), ("0.3", "sketch")
"""Version and stage."""

GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    **{f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in (
        ("NAME", "Editor"), ("EMAIL", "editor@example.org"), ("DATE", "2030-06-01T12:00:00+00:00"),
    )},
}  # fmt: skip


@dataclass(frozen=True)
class Editor:
    """Somebody who edits a project, commits, and makes releases of it."""

    workspace: Workspace
    seal: Seal

    def git(self, *words: str) -> str:
        """Run git in the project."""
        environment = {**os.environ, **GIT}
        told = subprocess.run(
            ["git", *words], cwd=self.workspace.project, env=environment, capture_output=True, text=True, check=True
        )
        return told.stdout

    def commit(self) -> str:
        """Commit all but the releases, and return the revision."""
        self.git("add", "--all", "--", ".", ":(exclude)releases")
        self.git("commit", "--quiet", "--allow-empty", "--message", "An edit")
        return self.git("rev-parse", "HEAD").strip()

    def edit(self, number: str, old: str, new: str) -> None:
        """Replace words of a module."""
        path = module_path(self.workspace, number)
        words = path.read_text(encoding="utf-8")
        assert words.count(old) == 1
        path.write_text(words.replace(old, new), encoding="utf-8")

    def catalogue(self, number: str, **facts: str) -> None:
        """Set facts in the row of a module in the catalogue."""
        path = self.workspace.catalogue
        before, row, after = _row(path.read_text(encoding="utf-8"), number)
        for key, value in facts.items():
            lines = [f'{key} = "{value}"' if line.startswith(f"{key} =") else line for line in row.splitlines()]
            row = "\n".join(lines) + "\n"
        path.write_text(before + row + after, encoding="utf-8")

    def append_to_catalogue(self, rows: str) -> None:
        """Add rows to the end of the catalogue."""
        with self.workspace.catalogue.open("a", encoding="utf-8") as catalogue:
            catalogue.write(rows)

    def release(self, *words: str, name: str = "2030-1", jobs: int = 1) -> Released:
        """Make a release."""
        return release(self.workspace, Order(words, name, None, jobs), self.seal, lambda *_: None)

    def folder(self, name: str = "2030-1") -> Path:
        """Return the folder of a release."""
        return self.workspace.releases / name


def _row(catalogue: str, number: str) -> tuple[str, str, str]:
    """Return the catalogue before, in, and after the row of a module."""
    start = catalogue.index(f'[[module]]\nnumber = "{number}"')
    end = catalogue.find("\n[[", start + 1)
    return catalogue[:start], catalogue[start : end if end > 0 else None], catalogue[end:] if end > 0 else ""


def make_history_of_releases(folder: Path, seal: Seal) -> Editor:
    """Return an editor with two releases: in the second, A1.1 is amended to V1.1, and the rest stays as it was."""
    editor = make_editor(folder, seal, {"A1.1": PUBLISHED, "A1.2": DRAFT, "B2.1": PUBLISHED})
    assert editor.release("A1.1", "A1.2", "B2").findings == ()
    editor.edit("A1.1", "describes examples", "describes all examples")
    editor.catalogue("A1.1", version="1.1")
    editor.append_to_catalogue(change("scope", "substantive"))
    editor.commit()
    assert editor.release("A1.1", name="2030-2").findings == ()
    editor.commit()
    return editor


def make_editor(folder: Path, seal: Seal, modules: Mapping[str, tuple[str, str]], rest: str = "") -> Editor:
    """Return an editor with a committed project; modules are given with version and stage."""
    texts = {number: text(f"Text {number}", rest, term=f"thing {number.lower()}") for number in modules}
    workspace = make_project(folder, texts)
    (folder / "themes").unlink()
    shutil.copytree(PROJECT / "themes", folder / "themes")
    workspace.catalogue.write_text(workspace.catalogue.read_text(encoding="utf-8") + STAGES + MORE_STAGES, encoding="utf-8")
    (folder / ".gitignore").write_text("/build/\n", encoding="utf-8")
    editor = Editor(workspace, seal)
    for number, (version, stage) in modules.items():
        editor.catalogue(number, version=version, stage=stage)
    editor.git("init", "--quiet", "--initial-branch", "main")
    editor.commit()
    return editor
