"""Reads and writes ``source/register/``: one file a module for what was published, and beside them the words of each version.

The files are written by a release and never by hand. Each version's words must have the digest that the register gives.
"""

from __future__ import annotations

import json
import tomllib
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import date  # noqa: TC003  (pydantic resolves annotations at run time)
from hashlib import sha256
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, Any

import tomlkit
from pydantic import ConfigDict, TypeAdapter, ValidationError

from isacs_publish.catalogue_file import line_of_byte, line_of_key, line_of_syntax, lines_of_keys
from isacs_publish.model.catalogue import Change
from isacs_publish.model.finding import Finding, Place
from isacs_publish.model.identifier import NotAnIdentifier
from isacs_publish.model.ordinal import CAPITAL, DECIMAL, read
from isacs_publish.model.outline import Kind
from isacs_publish.model.register import Register, RegisteredUnit, RegisteredVersion, permanent_units, registered_units
from isacs_publish.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from isacs_publish.catalogue_file import KeyPath
    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.model.provision import VerbalForms
    from isacs_publish.workspace import Workspace

MENDING = "the register is written by releases alone: take the file back from the version control"
_HEADER = "What was published of {module}. Written by 'isacs release'; numbers and anchors in it never move."

Register.__pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[attr-defined]
RegisteredVersion.__pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[attr-defined]
Change.__pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[attr-defined]
RegisteredUnit.__pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[attr-defined]
_ADAPTER = TypeAdapter(Register)


@dataclass(frozen=True)
class Registers:
    """What was published of every module, and what is wrong with the files that say so."""

    folder: Path
    modules: dict[str, Register] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def of(self, module: str) -> Register:
        """Return the register of a module, empty where nothing of it was published."""
        return self.modules.get(module) or Register(module)

    def text(self, module: str, version: RegisteredVersion) -> Text:
        """Return the recorded words of a version; raise OSError or ValueError where they are not those that were registered."""
        content = text_path(self.folder, module, version.year, version.version).read_bytes()
        if sha256(content).hexdigest() != version.text:
            raise ValueError(
                f"the recorded text of {module}:{version.year} V{version.version} is not the one that was registered"
            )
        return Text.from_json(content)

    def texts(self, module: str) -> list[Text]:
        """Return what was published of a module, the latest first; what cannot be trusted is a finding elsewhere."""
        found = []
        for version in reversed(self.of(module).versions):
            with suppress(OSError, ValueError):
                found.append(self.text(module, version))
        return found


def register_path(folder: Path, module: str) -> Path:
    """Return the file of the register of a module."""
    return folder / f"{module}.toml"


def text_path(folder: Path, module: str, year: int, version: str) -> Path:
    """Return the file with the words of one version."""
    return folder / "texts" / f"{module}-{year}-v{version}.json"


def tells_of(path: str, module: str) -> bool:
    """Tell whether a file of the register is one of a module: its register, or the words of one of its versions."""
    name = path.rpartition("/")[2]
    return name == f"{module}.toml" or name.startswith(f"{module}-")


def read_registers(workspace: Workspace) -> Registers:
    """Return the registers of all modules; a file that cannot be trusted is a finding, and counts as none."""
    registers = Registers(workspace.register)
    findings: list[Finding] = []
    for path in sorted(workspace.register.glob("*.toml")):
        faults = list(_read(path, registers))
        findings += [Finding("register-unfit", Place(workspace.shown(path), line), fault, MENDING) for line, fault in faults]
    findings += _orphans(registers, workspace)
    return Registers(registers.folder, registers.modules, tuple(findings))


def _orphans(registers: Registers, workspace: Workspace) -> Iterator[Finding]:
    """Yield the recorded words of versions that no register tells of: one was taken away, or never written to its end."""
    faulty = {path.stem for path in registers.folder.glob("*.toml")} - registers.modules.keys()
    known = {
        text_path(registers.folder, module, version.year, version.version)
        for module, register in registers.modules.items()
        for version in register.versions
    }
    for path in sorted((registers.folder / "texts").glob("*.json")):
        if path not in known and not path.name.startswith(tuple(f"{module}-" for module in faulty)):
            message = "the words of a version that the register does not tell of"
            yield Finding("register-unfit", Place(workspace.shown(path)), message, MENDING)


def _read(path: Path, registers: Registers) -> Iterator[tuple[int, str]]:
    """Take a file into the registers, or yield the lines at which it is wrong, and how."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
        # As JSON, since its strict mode converts nothing.
        register = _ADAPTER.validate_json(json.dumps(table, default=str), strict=True)
    except (OSError, ValueError, RecursionError) as error:
        yield _line_of(error, text), f"cannot be read: {_first(error)}"
        return
    lines = lines_of_keys(text)
    faults = [(line_of_key(lines, key), fault) for key, fault in _faults(register, path, registers)]
    yield from faults
    if not faults:
        registers.modules[register.module] = register


def _line_of(error: Exception, text: str) -> int:
    """Return the line of the first fault that an error tells of; 0 where the file could not be opened."""
    if isinstance(error, ValidationError):
        return line_of_key(lines_of_keys(text), error.errors()[0]["loc"])
    if isinstance(error, tomllib.TOMLDecodeError):
        return line_of_syntax(error, text)
    return line_of_byte(error) if isinstance(error, UnicodeDecodeError) else int(not isinstance(error, OSError))


def _first(error: Exception) -> str:
    """Return what an error says, of many faults the first."""
    if isinstance(error, ValidationError):
        fault = error.errors()[0]
        return f"{'.'.join(str(step) for step in fault['loc'])}: {fault['msg']}"
    return str(error)


def _faults(register: Register, path: Path, registers: Registers) -> Iterator[tuple[KeyPath, str]]:
    """Yield what no type shows, each with its key: a wrong name, versions out of order, and what is wrong in one."""
    if register.module != path.stem:
        yield ("module",), f"tells of module {register.module}"
    for place, version in enumerate(register.versions):
        try:
            _ = version.order
        except NotAnIdentifier as error:
            yield ("versions", place, "version"), str(error)
            return
    for place, (left, right) in enumerate(pairwise(version.order for version in register.versions), 1):
        if not left < right:
            yield ("versions", place), "the versions are not in order"
    for place, version in enumerate(register.versions):
        name = f"{version.year} V{version.version}"
        yield from ((("versions", place), f"{name}: {fault}") for fault in _faults_of_version(register, version, registers))


def _faults_of_version(register: Register, version: RegisteredVersion, registers: Registers) -> Iterator[str]:
    """Yield what is wrong with one version: doubles, numbers that are none, other words."""
    anchors = [unit.anchor for unit in version.units]
    if len(set(anchors)) < len(anchors):
        yield "an anchor stands twice"
    yield from (f"{unit.number!r} is no number" for unit in version.units if not _is_number(unit))
    try:
        text = registers.text(register.module, version)
    except OSError:
        yield "its words are not there, or cannot be read"
    except (ValueError, KeyError, TypeError) as error:
        yield str(error)
    else:
        yield from _unlike(register.module, version, text)


def _unlike(module: str, version: RegisteredVersion, text: Text) -> Iterator[str]:
    """Yield where a version does not tell what its words do: which they are, and all of each unit but its provisions."""
    if (text.module, text.year, text.version) != (module, version.year, version.version):
        yield "the recorded words are those of another version"
    told = [replace(unit, provisions=()) for unit in version.units]
    differing = (then or now for then, now in zip_longest(told, permanent_units(text)) if then != now)
    if unit := next(differing, None):
        yield f"the unit {unit.anchor!r} is not as the recorded words have it"


def _is_number(unit: RegisteredUnit) -> bool:
    if not unit.number or unit.kind is Kind.ENTRY:
        return True
    try:
        read(unit.number.rpartition(".")[2], CAPITAL if unit.kind is Kind.ANNEX else DECIMAL)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Sealing:
    """The facts of a release that the register keeps with each version: its name, and the revision it was made from."""

    release: str
    revision: str


@dataclass(frozen=True)
class Issue:
    """A text that is published, with its date and the changes that are declared of it."""

    text: Text
    date: date
    changes: tuple[Change, ...]

    @classmethod
    def of(cls, text: Text, catalogue: Catalogue) -> Issue:
        """Return a text as the catalogue issues it."""
        changes = catalogue.changes(text.module, text.year, text.version)
        return cls(text, catalogue.modules[text.module].date, changes)


def register_files(registers: Registers, issues: Iterable[Issue], sealing: Sealing, forms: VerbalForms) -> dict[str, bytes]:
    """Return the files that a release adds to the register, by path relative to its folder: one version each.

    A version that is registered already stays as it is.
    """
    files: dict[str, bytes] = {}
    for issue in issues:
        text = issue.text
        register = registers.of(text.module)
        if register.find(text.year, text.version):
            continue
        version = RegisteredVersion(
            text.year,
            text.version,
            issue.date,
            sealing.release,
            sealing.revision,
            text.digest,
            registered_units(text, forms),
            issue.changes,
        )
        longer = Register(text.module, tuple(sorted((*register.versions, version), key=lambda v: v.order)))
        files[register_path(registers.folder, text.module).name] = written(longer)
        path = text_path(registers.folder, text.module, text.year, text.version)
        files[path.relative_to(registers.folder).as_posix()] = text.as_json()
    return files


def written(register: Register) -> bytes:
    """Return a register as its file; ``read_registers`` reads it back."""
    file = tomlkit.document()
    file.add(tomlkit.comment(_HEADER.format(module=register.module)))
    file.update(_plain(asdict(register)))
    return tomlkit.dumps(file).encode()


def _plain(value: Any) -> Any:
    """Return a value without what is empty, tuples as lists, kinds as their words."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items() if inner not in ("", ())}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, Kind) else value
