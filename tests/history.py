"""A project with a history, for tests: texts that are edited, and versions of them that are published into the register."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from isacs_publish.forms import verbal_forms
from isacs_publish.publish import check, load_catalogue
from isacs_publish.register_file import Issue, Sealing, read_registers, register_files
from isacs_publish.workspace import write_atomically
from tests.roots import make_project, module_path, text

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


REST = """\
.. _stores:

Stores
------

.. _site:

Site
~~~~

The site shall be dry. The keeper shall:

a) count the things;
b) lock the doors;
c) write a report.

.. _doors:

Doors
~~~~~

A door should be of steel.

.. _tab-doors:

.. list-table:: Kinds of doors
   :header-rows: 1

   * - Kind
     - Use
   * - steel
     - outside

.. _locks:

Locks
~~~~~

A lock shall have two keys. See :ref:`tab-doors` and :ref:`doors`.

.. _term-entry:

Words
-----

.. _term-store:

.. term:: store

   place where things are kept

   .. note::

      A shed is a store.

   .. note::

      A box is none.

.. _annex-forms:

Forms
-----

.. annex:: informative

Forms are here.

.. _bibliography:

Bibliography
------------

.. reference:: one

   One, *First work*

.. reference:: two

   Two, *Second work*
"""

INSERTED = """\
.. _gates:

Gates
~~~~~

A gate may be open.

.. _fences:

Fences
~~~~~~

.. _locks:
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
        issues = [Issue.of(reading.texts[module], catalogue) for module in modules or reading.texts]
        files = register_files(registers, issues, Sealing(release, "0" * 40), verbal_forms("en"))
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


def section(history: History, anchor: str, following: str) -> str:
    """Return the source of the module A1.1 from one anchor to the next."""
    words = module_path(history.workspace, "A1.1").read_text(encoding="utf-8")
    return words[words.index(f".. _{anchor}:") : words.index(f".. _{following}:")]


def amended_history(folder: Path) -> History:
    """Return a history whose module A1.1 is at V1.1: a clause is withdrawn, two are new, list, note and references changed."""
    history = make_history(folder, {"A1.1": text("Keeping things", REST)})
    history.publish()
    history.catalogue(('version = "1.0"', 'version = "1.1"'))
    history.edit(
        "A1.1",
        (section(history, "doors", "locks"), ""),
        (" See :ref:`tab-doors` and :ref:`doors`.", ""),
        (".. _locks:\n", INSERTED),
        ("b) lock the doors;\nc)", "b) lock the doors at night;\nc) feed the dog;\nd)"),
        ("   .. note::\n\n      A shed is a store.\n\n", ""),
    )
    natures = {"doors": "withdrawn", "gates": "new", "fences": "new", "locks": "substantive", "site": "normative"}
    rows = [change(clause, nature, f"What happened to {clause}.") for clause, nature in natures.items()]
    history.catalogue(rows="".join(rows) + change("term-store", "substantive", "A note is withdrawn."))
    return history


def history_of_editions(folder: Path) -> History:
    """Return a history whose module A1.1 is in its second edition: one clause moved, one was split."""
    history = make_history(folder, {"A1.1": text("Keeping things", REST)})
    history.publish()
    history.catalogue(("year = 2030", "year = 2032"), ("date = 2030", "date = 2032"))
    locks = section(history, "locks", "term-entry")
    keeper = ".. _keeper:\n\nKeeper\n~~~~~~\n\nThe keeper shall count.\n\n"
    history.edit("A1.1", (locks, ""), (".. _site:", f"{locks}.. _site:"), (".. _doors:", f"{keeper}.. _doors:"))
    rows = change("site", "split", into="site keeper", year="2032", version="1.0").replace('"2032"', "2032")
    history.catalogue(rows=rows)
    return history
