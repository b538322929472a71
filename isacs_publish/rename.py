"""Renames an anchor: its target, every reference to it in all modules, and the changes declared of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from isacs_publish.catalogue_edit import Refused, edit_catalogue, rename_in_changes
from isacs_publish.model.finding import Finding, Place, nearest
from isacs_publish.model.outline import RESERVED, Kind
from isacs_publish.register_file import read_registers
from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.model.register import Register
    from isacs_publish.workspace import Workspace

SOURCES = (".rst", ".txt", ".inc")
"""Suffixes of the files that hold text of modules: the module itself, and what it includes."""

DIRECTIVES = {
    "term": Kind.TERM,
    "list-table": Kind.TABLE,
    "table": Kind.TABLE,
    "csv-table": Kind.TABLE,
    "figure": Kind.FIGURE,
    "formula": Kind.FORMULA,
}
"""What units that have no heading begin with."""

_ANCHOR = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_TARGET = re.compile(r"^([ \t]*\.\. _)([^:\n]+)(:[ \t]*\r?)$", re.MULTILINE)
_DIRECTIVE = re.compile(r"\s*(?:\.\. _[^:\n]+:\s*)*\.\. ([\w-]+)::")
_ROLE = re.compile(r"(:ref:`)([^`]+)(`)")
_AIM = re.compile(r"(.*<\s*|\s*)([^\s<>]+)(\s*>|\s*)", re.DOTALL)


def rename_anchor(workspace: Workspace, module: str, old: str, new: str) -> tuple[str, ...]:
    """Write the new name everywhere; return a line about each place. Raises Refused, and then nothing was written."""
    rename = _Rename(workspace, module, old, new)
    rename.judge()
    changed = [change for path in _texts(workspace.sources) if (change := rename.apply(path)).lines]
    written = edit_catalogue(workspace, lambda text, shown: rename_in_changes(text, module, old, new, shown))
    # The target comes last: interrupted before it, the same call does what is left.
    for change in sorted(changed, key=lambda change: change.target):
        write_atomically(change.path, change.content.encode())
    return (*(line for change in changed for line in change.lines), *written)


def _texts(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.suffix in SOURCES and path.is_file()]


@dataclass(frozen=True)
class _Change:
    """A file as renaming leaves it, a line about each place that changed, and whether one of them is the target."""

    path: Path
    content: str
    lines: list[str]
    target: bool


@dataclass(frozen=True)
class _Rename:
    """One anchor of one module, its old name and its new one."""

    workspace: Workspace
    module: str
    old: str
    new: str

    @property
    def folder(self) -> Path:
        return self.workspace.sources / self.module.partition(".")[0] / self.module

    def refuse(self, code: str, message: str, hint: str) -> NoReturn:
        raise Refused(Finding(code, Place(self.workspace.shown(self.folder / "index.rst")), message, hint))

    def read(self, path: Path) -> str:
        try:
            return path.read_bytes().decode("utf-8")
        except UnicodeDecodeError as error:
            place = Place(self.workspace.shown(path))
            raise Refused(Finding("unreadable", place, f"cannot be read: {error}", "write the file as UTF-8 text")) from error

    # Whether it may be

    def judge(self) -> None:
        """Refuse a name that no anchor can have, that is taken, or that the register keeps for what was published."""
        if not (self.folder / "index.rst").is_file():
            self.refuse("unknown-module", f"no module {self.module!r}", "see: isacs list")
        if not _ANCHOR.fullmatch(self.new):
            hint = "write lower-case letters, digits and single hyphens, a letter first"
            self.refuse("anchor-form", f"{self.new!r} is not an anchor", hint)
        for name in (self.old, self.new):
            if name in RESERVED:
                self.refuse("reserved-anchor", f"{name!r} tells what a division is, in every module", "choose another anchor")
        targets = {match[2]: path for path in _texts(self.folder) for match in _TARGET.finditer(self.read(path))}
        if self.old not in targets:
            hint = nearest(self.old, targets) or "anchors are written '.. _anchor:' above what they name"
            self.refuse("unknown-anchor", f"module {self.module} has no anchor {self.old!r}", hint)
        if self.new in targets:
            shown = self.workspace.shown(targets[self.new])
            self.refuse("duplicate-anchor", f"{self.new!r} is an anchor of {shown} already", "choose another anchor")
        self.judge_register()

    def judge_register(self) -> None:
        """Refuse what would break the register: the name of a unit that ended, a new name for one that is published."""
        registers = read_registers(self.workspace)
        if registers.findings:
            raise Refused(*registers.findings)
        register = registers.of(self.module)
        published, ended = _published(register)
        if self.new in ended:
            message = f"{self.new!r} named a unit that was published and ended, and an anchor is never taken over"
            self.refuse("reused-anchor", message, "choose another anchor")
        if published.get(self.old, "") == self.kind:
            version = register.versions[-1]
            message = f"{self.old!r} was published in V{version.version} of {version.year}, and a published anchor is permanent"
            self.refuse("vanished-anchor", message, "leave the anchor; only the title of a clause may change")

    @property
    def kind(self) -> str:
        """What the old name stands above: the kind that a directive makes, or a division."""
        for text in map(self.read, _texts(self.folder)):
            for target in _TARGET.finditer(text):
                if target[2] == self.old:
                    begins = _DIRECTIVE.match(text, target.end())
                    return DIRECTIVES.get(begins[1], "division") if begins else "division"
        return ""

    # What it does

    def apply(self, path: Path) -> _Change:
        """Return a file with the new name in it."""
        before = self.read(path)
        own = path.is_relative_to(self.folder)
        lines: list[str] = []

        def reference(found: re.Match[str]) -> str:
            aim = _AIM.fullmatch(found[2])
            if aim is None or aim[2] not in ({self.old, self.there} if own else {self.there}):
                return found[0]
            lines.append(self.told(path, found, "reference"))
            return f"{found[1]}{aim[1]}{aim[2].removesuffix(self.old)}{self.new}{aim[3]}{found[3]}"

        def target(found: re.Match[str]) -> str:
            if not own or found[2] != self.old:
                return found[0]
            lines.append(self.told(path, found, "target"))
            return f"{found[1]}{self.new}{found[3]}"

        content = _TARGET.sub(target, before)
        is_target = bool(lines)
        return _Change(path, _ROLE.sub(reference, content), lines, is_target)

    @property
    def there(self) -> str:
        """The anchor as other modules cite it."""
        return f"{self.module}#{self.old}"

    def told(self, path: Path, found: re.Match[str], what: str) -> str:
        line = found.string.count("\n", 0, found.start()) + 1
        return f"{self.workspace.shown(path)}:{line}: {what} {self.old!r} is now {self.new!r}"


def _published(register: Register) -> tuple[dict[str, str], set[str]]:
    """Return the anchors that the last version holds, with the kind of what they name, and those that ended before it."""
    if not register.versions:
        return {}, set()
    living = {unit.anchor: _plain(unit.kind) for unit in register.versions[-1].units if not unit.withdrawn}
    return living, {unit.anchor for version in register.versions for unit in version.units} - living.keys()


def _plain(kind: Kind) -> str:
    """Return the kind of a unit as far as its first line tells it: all that have a heading are divisions."""
    return kind if kind in DIRECTIVES.values() else "division"
