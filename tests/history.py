"""A project with a history, for tests: texts that are edited, and versions of them that are published into the register."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from isacs_publish.forms import verbal_forms
from isacs_publish.publish import check, load_catalogue
from isacs_publish.register_file import Sealing, read_registers, register_files
from isacs_publish.workspace import write_atomically
from tests.roots import make_project, module_path

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.model.finding import Finding
    from isacs_publish.sphinxext.run import Reading
    from isacs_publish.workspace import Workspace

STAGES = """
[[stage]]
key = "published"
name = "Published"
code = "60.60"
draft = false
"""


@dataclass(frozen=True)
class History:
    """A project whose modules are published version by version."""

    workspace: Workspace
    known: dict[str, tuple[Reading, list[Finding]]] = field(default_factory=dict)

    def read(self) -> tuple[Reading, list[Finding]]:
        """Return what reading the project gives, and what is found in it; what did not change is read once."""
        files = [path for path in sorted(self.workspace.sources.rglob("*")) if path.is_file()]
        state = sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()
        if state not in self.known:
            findings, reading = check(self.workspace, "en", 2)
            assert reading is not None, findings
            self.known[state] = reading, findings
        return self.known[state]

    def numbers(self, module: str) -> dict[str, str]:
        """Return the number of each unit of a module that has one, lists and their entries by their full name."""
        text = self.read()[0].texts[module]
        return {unit.anchor: text.name(unit.anchor) for unit in text.units if unit.number}

    def codes(self) -> list[str]:
        """Return the codes of what is found in the project."""
        return [finding.code for finding in self.read()[1]]

    def publish(self, release: str = "2030-1", *modules: str) -> None:
        """Put texts as they stand into the register, as a release does, all by default; nothing may be found in them."""
        reading, findings = self.read()
        assert [str(finding) for finding in findings] == []
        registers = read_registers(self.workspace)
        catalogue = load_catalogue(self.workspace)[0]
        assert catalogue is not None
        texts = [(reading.texts[module], catalogue.modules[module].date) for module in modules or reading.texts]
        files = register_files(registers, texts, Sealing(release, "0" * 40), verbal_forms("en"))
        for path, content in files.items():
            write_atomically(self.workspace.register / path, content)

    def edit(self, module: str, *changes: tuple[str, str]) -> None:
        """Replace words in the source of a module; each must be there once."""
        path = module_path(self.workspace, module)
        words = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert words.count(old) == 1, (words.count(old), old)
            words = words.replace(old, new)
        path.write_text(words, encoding="utf-8")

    def catalogue(self, *changes: tuple[str, str], rows: str = "") -> None:
        """Replace words in the catalogue, and add rows at its end."""
        path = self.workspace.catalogue
        words = path.read_text(encoding="utf-8")
        for old, new in changes:
            assert old in words, old
            words = words.replace(old, new)
        path.write_text(words + rows, encoding="utf-8")


def change(clause: str, nature: str, summary: str = "Changed.", **facts: str) -> str:
    """Return a row of the catalogue that declares a change of the module A1.1; ``into`` holds anchors parted by spaces."""
    values = {"module": "A1.1", "year": 2030, "version": "1.1", "clause": clause, "nature": nature, "summary": summary, **facts}
    values["into"] = str(values.get("into", "")).split()
    lines = [f"{key} = {_toml(value)}" for key, value in values.items() if value != []]
    return "\n[[change]]\n" + "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    return str(value) if isinstance(value, int | list) else f'"{value}"'


def make_history(folder: Path, modules: dict[str, str]) -> History:
    """Return a project whose modules stand at their first published version."""
    history = History(make_project(folder, modules))
    history.catalogue(('version = "0.3"', 'version = "1.0"'), ('stage = "sketch"', 'stage = "published"'), rows=STAGES)
    return history
