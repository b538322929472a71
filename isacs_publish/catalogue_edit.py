"""Edits of ``source/catalogue.toml``: single lines are rewritten and rows added, and every other byte stays as it was.

Lines are edited, not a tree of values, because a writer of TOML puts rows that stand apart together. What comes out is read
back by the reader of the catalogue, so that an edit leaves a sound catalogue or none.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, NoReturn, TypeVar

from isacs_publish.catalogue_file import lines_of_keys, read_text
from isacs_publish.model.catalogue import Change, ChangeNature
from isacs_publish.model.finding import Finding, Place, nearest
from isacs_publish.model.identifier import Version
from isacs_publish.rules.stages import allowed, says_allowed
from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from isacs_publish.catalogue_file import KeyPath
    from isacs_publish.model.catalogue import Catalogue, Module, Stage
    from isacs_publish.workspace import Workspace

    Value = str | int | date | Sequence[str]
    Row = TypeVar("Row")

SHOWN = "source/catalogue.toml"
FIRST = Version(1, 0)
"""The first version of an edition that is published."""

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_VALUE = re.compile(r"""(\s*[\w-]+\s*=\s*)("(?:[^"\\]|\\.)*"|'[^']*'|\[[^\[\]]*\]|[^\s#"'\[{]+)(.*)""", re.DOTALL)


class Refused(ValueError):
    """An edit that would leave a wrong catalogue; ``findings`` say why."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = findings


@dataclass(frozen=True)
class Edit:
    """The text of the catalogue after an edit, and a line about each thing that was written."""

    text: str
    written: tuple[str, ...]


def move_stage(text: str, module: str, stage: str, date: date, body: str, shown: str = SHOWN) -> Edit:
    """Return the edit that moves a module to a stage; one that ends the drafts makes the version 1.0 and dates it."""
    draft = _Draft.of(text, shown)
    row = draft.module(module)
    aim = draft.stage(stage)
    if draft.catalogue.stage_of(row).draft and not aim.draft:
        draft.publish(row, date)
    draft.move(row, stage, date, body)
    return draft.finish()


def amend(text: str, module: str, date: date, body: str = "", shown: str = SHOWN) -> Edit:
    """Return the edit that begins an amendment: the next version, at the first stage; ``body`` is the custodian if empty."""
    draft = _Draft.of(text, shown)
    row = draft.published(module, "an amendment")
    draft.set(row, "version", str(Version(Version.parse(row.version).major, Version.parse(row.version).minor + 1)))
    draft.begin(row, date, body)
    return draft.finish()


def new_edition(text: str, module: str, year: int, date: date, body: str = "", shown: str = SHOWN) -> Edit:
    """Return the edit that begins an edition: its year, version 0.1, at the first stage; ``body`` as for ``amend``."""
    draft = _Draft.of(text, shown)
    row = draft.published(module, "a new edition")
    if year <= row.year:
        hint = f"give a year after {row.year}; within an edition: isacs amend {module} --date {date}"
        draft.refuse("edition-not-later", row, "year", f"the edition of {row.year} is current", hint)
    draft.set(row, "year", year)
    draft.set(row, "version", str(Version(0, 1)))
    draft.begin(row, date, body)
    return draft.finish()


def add_module(text: str, facts: dict[str, Value], shown: str = SHOWN) -> Edit:
    """Return the edit that adds a module; its facts are those of a row of the catalogue."""
    draft = _Draft.of(text, shown)
    if facts["title"] == "":
        raise Refused(Finding("no-title", Place(shown), "the module has no title", "say what it is about"))
    draft.append("module", facts)
    return draft.finish()


def declare(text: str, change: Change, shown: str = SHOWN) -> Edit:
    """Return the edit that declares a change."""
    draft = _Draft.of(text, shown)
    draft.module(change.module)
    draft.append("change", {key: value for key, value in asdict(change).items() if value != ()})
    return draft.finish()


def current_change(  # noqa: PLR0913  (the facts of a change)
    text: str, module: str, clause: str, nature: ChangeNature, summary: str, into: tuple[str, ...] = (), *, shown: str = SHOWN
) -> Change:
    """Return a change in the version that the catalogue now gives of a module."""
    row = _Draft.of(text, shown).module(module)
    return Change(row.number, row.year, row.version, clause, nature, summary, into)


def rename_in_changes(text: str, module: str, old: str, new: str, shown: str = SHOWN) -> Edit:
    """Return the edit that renames an anchor in the changes declared of the current version of a module."""
    draft = _Draft.of(text, shown)
    row = draft.module(module)
    for number, change in enumerate(draft.catalogue.change):
        if (change.module, change.year, change.version) == (row.number, row.year, row.version):
            if change.clause == old:
                draft.write(("change", number, "clause"), new)
            if old in change.into:
                draft.write(("change", number, "into"), [new if anchor == old else anchor for anchor in change.into])
    return draft.finish()


def edit_catalogue(workspace: Workspace, edit: Callable[[str, str], Edit]) -> tuple[str, ...]:
    """Apply an edit, a function of text and shown path, to the file; return the lines about it. Raises Refused."""
    shown = workspace.shown(workspace.catalogue)
    try:
        text = workspace.catalogue.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        hint = "write the file as UTF-8 text"
        raise Refused(Finding("catalogue-unreadable", Place(shown), f"cannot be read: {error}", hint)) from error
    made = edit(text, shown)
    write_atomically(workspace.catalogue, made.text.encode())
    return made.written


@dataclass
class _Draft:
    """A catalogue while it is edited: its lines, what they said before, and what was written."""

    catalogue: Catalogue
    shown: str
    lines: list[str]
    written: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, text: str, shown: str) -> _Draft:
        catalogue, findings = read_text(text, shown)
        if catalogue is None:
            raise Refused(*findings)
        return cls(catalogue, shown, _LINES.findall(text))

    def finish(self) -> Edit:
        """Return the edit, if what it leaves is sound."""
        text = "".join(self.lines)
        catalogue, findings = read_text(text, self.shown)
        if catalogue is None:
            raise Refused(*findings)
        return Edit(text, tuple(self.written))

    def refuse(self, code: str, row: Module | None, key: str, message: str, hint: str) -> NoReturn:
        index = self.catalogue.module.index(row) if row else 0
        line = lines_of_keys("".join(self.lines)).get(("module", index, key), 0) if row else 0
        place = Place(self.shown, line, f"module[{row.number}].{key}" if row else "")
        raise Refused(Finding(code, place, message, hint))

    # What is asked for by name

    def module(self, number: str) -> Module:
        return self.known(number, self.catalogue.modules, "module")

    def stage(self, key: str) -> Stage:
        return self.known(key, self.catalogue.stages, "stage")

    def known(self, name: str, rows: dict[str, Row], table: str) -> Row:
        if name not in rows:
            hint = nearest(name, rows) or f"known: {', '.join(rows)}"
            self.refuse(f"unknown-{table}", None, "", f"the catalogue has no {table} {name!r}", hint)
        return rows[name]

    def published(self, number: str, what: str) -> Module:
        """Return a module of which the current version is published."""
        row = self.module(number)
        if self.catalogue.stage_of(row).draft:
            message = f"{number} V{row.version} is a draft (stage {row.stage!r}), and {what} begins with a published text"
            hint = f"edit the draft as it is, or publish it first: {says_allowed(self.catalogue, row.stage)}"
            self.refuse("not-published", row, "version", message, hint)
        return row

    # What is done to the lines

    def begin(self, row: Module, date: date, body: str) -> None:
        """Let a module begin again at the first stage."""
        self.set(row, "date", date)
        self.move(row, self.catalogue.stage[0].key, date, body or row.custodian)

    def move(self, row: Module, stage: str, date: date, body: str) -> None:
        """Move a module to a stage, and record the decision."""
        if stage not in allowed(self.catalogue, row.stage):
            message = f"module {row.number} cannot move from {row.stage!r} to {stage!r}"
            self.refuse("stage-move", row, "stage", message, says_allowed(self.catalogue, row.stage))
        self.set(row, "stage", stage)
        self.append("decision", {"module": row.number, "stage": stage, "date": date, "body": body})

    def publish(self, row: Module, date: date) -> None:
        """Date the version that is published; a draft of an edition becomes its version 1.0, and so its declared changes."""
        self.set(row, "date", date)
        if Version.parse(row.version) < FIRST:
            self.set(row, "version", str(FIRST))
            for number, change in enumerate(self.catalogue.change):
                if (change.module, change.year, change.version) == (row.number, row.year, row.version):
                    self.write(("change", number, "version"), str(FIRST))

    def set(self, row: Module, key: str, value: Value) -> None:
        self.write(("module", self.catalogue.module.index(row), key), value, f"module {row.number}: ")

    def write(self, key: KeyPath, value: Value, about: str = "") -> None:
        """Write a value in place of the one that stands in a line."""
        line = lines_of_keys("".join(self.lines)).get(key, 0)
        found = _VALUE.fullmatch(self.lines[line - 1]) if line else None
        if found is None:
            place = Place(self.shown, line, ".".join(map(str, key)))
            hint = f"write '{key[-1]} = …' in a line of its own"
            raise Refused(Finding("catalogue-layout", place, f"{key[-1]} cannot be edited", hint))
        new = _toml(value)
        if new != found[2]:
            self.lines[line - 1] = f"{found[1]}{new}{found[3]}"
            self.written.append(f"{self.shown}:{line}: {about}{key[-1]} {found[2]} is now {new}")

    def append(self, table: str, facts: dict[str, Value]) -> None:
        """Add a row behind the last one of its table, or at the end."""
        end = "\r\n" if self.lines[0].endswith("\r\n") else "\n"
        place = self._behind(table)
        row = ["", f"[[{table}]]", *(f"{key} = {_toml(value)}" for key, value in facts.items())]
        if not self.lines[place - 1].endswith("\n"):
            self.lines[place - 1] += end
        self.lines[place:place] = [f"{line}{end}" for line in row]
        self.written.append(f"{self.shown}:{place + 2}: wrote [[{table}]] {', '.join(map(_toml, facts.values()))}")

    def _behind(self, table: str) -> int:
        """Return how many lines stand before a new row of a table."""
        headers = {key: line for key, line in lines_of_keys("".join(self.lines)).items() if _is_header(key)}
        last = max((line for key, line in headers.items() if key[0] == table and len(key) > 1), default=len(self.lines))
        place = min((line - 1 for line in headers.values() if line > last), default=len(self.lines))
        while place and self.lines[place - 1].lstrip()[:1] in ("", "#"):
            place -= 1
        return place


def _is_header(key: KeyPath) -> bool:
    """Tell whether a key path is that of a table or of a row."""
    return len(key) == 1 or (len(key) == 2 and isinstance(key[1], int))


def _toml(value: Value) -> str:
    """Write a value as TOML does; its strings have the escapes of JSON."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, int | date):
        return str(value)
    return f"[{', '.join(map(_toml, value))}]"
