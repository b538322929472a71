"""Seeded faults: one edit of one module of the corpus, and what a check must find then.

The sets in ``tests/cases/faults/`` were written from the specification of the rules alone, before any rule was written. Each
edit is made in a copy of the project, the module is read again, and all rules judge it and the glossary in the whole corpus.
"""

from __future__ import annotations

import re
import shutil
import tomllib
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

from isacs_publish.drafting import corpus_of, lines_of
from isacs_publish.model.finding import still_open
from isacs_publish.rules import check_module
from isacs_publish.sphinxext.report import shown
from isacs_publish.sphinxext.run import sphinx
from isacs_publish.workspace import Workspace
from tests.conftest import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sphinx.application import Sphinx

    from isacs_publish.model.corpus import Corpus
    from isacs_publish.model.finding import Finding
    from isacs_publish.model.manuscript import Manuscript
    from isacs_publish.sphinxext.domain import StandardsDomain

FOLDER = PROJECT / "tests" / "cases" / "faults"
ANCHOR = re.compile(r"^\s*\.\. _([a-z0-9-]+):\s*$")
RULE = re.compile(r"([=\-~^\"+*])\1+\s*")


@dataclass(frozen=True)
class Fault:
    """An edit of a module: where, what, the code that must be found, a piece of the line it must point at (empty: line 1)."""

    id: str
    module: str
    code: str = ""
    within: str = ""
    op: str = "replace"
    find: str = ""
    replace: str = ""
    text: str = ""
    line: str = ""
    also: tuple[str, ...] = ()
    note: str = ""


@dataclass
class Outcome:
    """What a check said of a fault: found with the right code, on the right line, and findings that nobody seeded."""

    fault: Fault
    found: bool
    placed: bool
    extra: list[Finding] = field(default_factory=list)


def read_faults(name: str) -> list[Fault]:
    """Return the faults of a set."""
    rows: list[dict[str, Any]] = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))["fault"]
    return [Fault(**{**row, "also": tuple(row.get("also", ()))}) for row in rows]


def applied(fault: Fault, source: str) -> str:
    """Return a source with the edit made; raise ValueError where it does not fit."""
    lines = source.splitlines(keepends=True)
    start, end = _unit(fault.within, lines)
    own = "".join(lines[start:end])
    if fault.op == "replace":
        if own.count(fault.find) != 1:
            raise ValueError(f"fault {fault.id}: {fault.find!r} stands {own.count(fault.find)} times in {fault.within!r}")
        edited = own.replace(fault.find, fault.replace)
    elif fault.op == "append":
        edited = own.rstrip("\n") + "\n\n" + fault.text.strip("\n") + "\n\n"
    elif fault.op == "insert-first":
        under = next(n for n, line in enumerate(lines[start:end]) if RULE.fullmatch(line)) + 1
        edited = (
            "".join(lines[start : start + under]) + "\n" + fault.text.strip("\n") + "\n" + "".join(lines[start + under : end])
        )
    elif fault.op == "delete-unit":
        edited, end = "", _end_of_unit(lines, start)
    else:
        raise ValueError(f"fault {fault.id}: no operation {fault.op!r}")
    return "".join(lines[:start]) + edited + "".join(lines[end:])


def _unit(anchor: str, lines: list[str]) -> tuple[int, int]:
    """Return the first line of a unit, its anchor, and the line of the next anchor."""
    if not anchor:
        return 0, len(lines)
    start = next((n for n, line in enumerate(lines) if (found := ANCHOR.match(line)) and found[1] == anchor), None)
    if start is None:
        raise ValueError(f"no anchor {anchor!r}")
    return start, next((n for n in range(start + 1, len(lines)) if ANCHOR.match(lines[n])), len(lines))


def _end_of_unit(lines: list[str], start: int) -> int:
    """Return the line of the next anchor of the same or a higher level; units without title are below all others."""
    own = _level(lines, start)
    following = (n for n in range(start + 1, len(lines)) if ANCHOR.match(lines[n]))
    return next((n for n in following if _level(lines, n) <= own), len(lines))


LEVELS = '=-~^"+*'


def _level(lines: list[str], anchor: int) -> int:
    for line in lines[anchor + 1 : anchor + 6]:
        if ANCHOR.match(line) or line.startswith(".. "):
            break
        if found := RULE.fullmatch(line):
            return LEVELS.index(found[1])
    return len(LEVELS)


def with_module(corpus: Corpus, manuscript: Manuscript, lines: Mapping[str, tuple[str, ...]]) -> Corpus:
    """Return the corpus with one manuscript in the place of the former one; sentences of the others are kept."""
    number = manuscript.outline.module
    changed = replace(corpus, manuscripts={**corpus.manuscripts, number: manuscript}, lines={**corpus.lines, **lines})
    changed.__dict__["_sentences"] = {
        module: read for module, read in corpus.__dict__.get("_sentences", {}).items() if module != number
    }
    return changed


class Bench:
    """A copy of the project that is read once, and again after each edit."""

    def __init__(self, app: Sphinx, workspace: Workspace, findings: list[Finding]) -> None:
        self.app, self.workspace, self.findings = app, workspace, findings
        self.domain = cast("StandardsDomain", app.env.domains["isacs"])
        app.build()
        manuscripts = {number: self.manuscript(number) for number in sorted(self.domain.modules)}
        facts = self.domain.catalogue, manuscripts, self.domain.registers, self.domain.instruments
        self.corpus: Corpus = corpus_of(workspace.project, *facts)

    def manuscript(self, number: str) -> Any:
        return shown(self.domain.modules[number].manuscript, self.workspace.project)

    def judge(self, fault: Fault) -> Outcome:
        """Make an edit, check, and take the edit back."""
        path = self.workspace.sources / fault.module[:2] / fault.module / "index.rst"
        original = path.read_text(encoding="utf-8")
        edited = applied(fault, original)
        try:
            path.write_text(edited, encoding="utf-8")
            found = self.check(fault.module)
        finally:
            path.write_text(original, encoding="utf-8")
        return _outcome(fault, edited, found, self.workspace.shown(path))

    def check(self, number: str) -> list[Finding]:
        """Return all findings after an edit of one module."""
        self.findings.clear()
        self.app.builder.read()
        docname = self.domain.catalogue.modules[number].docname
        citing = [m.docname for n, m in self.domain.catalogue.modules.items() if self.cites(n, number)]
        for each in dict.fromkeys([docname, *citing]):
            self.app.env.get_and_resolve_doctree(each, self.app.builder, tags=self.app.tags)
        manuscript = self.manuscript(number)
        corpus = with_module(self.corpus, manuscript, lines_of(self.workspace.project, {number: manuscript}))
        judged = (found for each in self.beside(number) for found in check_module(corpus.manuscripts[each].outline, corpus))
        return still_open([*self.findings, *judged])

    def beside(self, number: str) -> list[str]:
        """Return the modules that an edit of one may bear upon: itself, and the glossary, whose terms others use."""
        glossary = self.domain.catalogue.glossary
        return list(dict.fromkeys([number, *([glossary.module] if glossary else [])]))

    def cites(self, number: str, cited: str) -> bool:
        glossary = self.domain.catalogue.glossary
        sought = "{term:" if glossary and glossary.module == cited else f":{cited}#"
        return any(sought in passage.words for passage in self.corpus.manuscripts[number].text.passages)


def _outcome(fault: Fault, edited: str, found: list[Finding], path: str) -> Outcome:
    lines = edited.splitlines()
    wanted = next((n for n, line in enumerate(lines, 1) if fault.line in line), 0) if fault.line else 1
    own = [finding for finding in found if finding.code == fault.code and finding.place.path == path]
    placed = [finding for finding in own if finding.place.line == wanted]
    seeded = (placed or own)[:1]
    extra = [finding for finding in found if finding not in seeded and finding.code not in fault.also]
    return Outcome(fault, bool(own) or not fault.code, bool(placed) or not fault.code, extra)


@contextmanager
def bench(folder: Path) -> Iterator[Bench]:
    """Yield a bench in a folder."""
    shutil.copytree(PROJECT / "source", folder / "source")
    shutil.copy(PROJECT / "conf.py", folder)
    (folder / "themes").symlink_to(PROJECT / "themes")
    workspace = Workspace(folder, folder / "build")
    with sphinx(workspace, "dummy", folder / "build" / "dummy", "en", 1) as (app, findings):
        yield Bench(app, workspace, findings)


def names(kind: str) -> list[str]:
    """Return the sets of a kind: ``visible``, ``held-back`` or ``sound``."""
    return sorted(path.stem for path in FOLDER.glob(f"*-{kind}.toml"))
