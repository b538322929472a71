"""Findings on Sphinx's side: reported through its log, so that plain ``sphinx-build`` shows them, and collected from it."""

from __future__ import annotations

import io
import logging
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils.utils import get_source_line
from sphinx.util import logging as sphinx_logging

from isacs_publish.model.finding import Finding, Place
from isacs_publish.model.manuscript import Manuscript

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.environment import BuildEnvironment

_LOGGER = sphinx_logging.getLogger("isacs_publish")
_TYPE = "isacs"

_DOCUTILS = (
    (r"Duplicate explicit target name: \"(.+?)\"", "duplicate-anchor", "give one of the two another anchor"),
    (r"image file not readable: (.+)", "missing-image", "put the file beside the module, or correct its name"),
    (r"\"(raw|include|csv-table)\" directive disabled", "forbidden-directive", "modules hold no such content"),
    (r"Unknown directive type \"(.+?)\"", "unknown-directive", "see docs/markup.md for the vocabulary"),
    (r"(?:Unknown interpreted text role|No role entry for) \"(.+?)\"", "unknown-role", "see docs/markup.md for the vocabulary"),
    (r"Problems with \"(?:include|csv-table)\" directive path", "missing-file", "put the file beside the module"),
    (r"Include file .+ not found", "missing-file", "put the file beside the module"),
    (r"toctree contains reference to (?:nonexisting|excluded) document", "unknown-page", "correct the path"),
    (r"Title (?:under|over)line too short", "rst-syntax", "make the line as long as the title"),
    (r"Unknown target name: \"(.+?)\"", "unknown-reference", "define the target, or correct its name"),
)
"""What docutils and Sphinx say of a fault: pattern, code, hint."""


def report(code: str, message: str, location: Node | str | tuple[str, int], hint: str = "") -> None:
    """Report a finding with its place: a node, a document name, or a document name with a line."""
    text = f"{message}; {hint}" if hint else message
    _LOGGER.warning(text.replace("%", "%%"), type=_TYPE, subtype=code, location=location, extra={"finding": (message, hint)})


def report_finding(finding: Finding, project: Path) -> None:
    """Report a finding made elsewhere, as a warning; what is waived is told as plain words, with the reason."""
    location = f"{project / finding.place.path}:{finding.place.line or 1}"
    if finding.waiver:
        _LOGGER.info("%s: waived: %s [%s]; %s", location, finding.message, finding.code, finding.waiver)
    else:
        report(finding.code, finding.message, location, finding.hint)


def exact_place(node: Node, docname: str) -> tuple[str, int]:
    """Return document and line of an inline node: docutils knows where its paragraph begins, the text knows the rest."""
    source, line = get_source_line(node)
    written = str(getattr(node, "rawsource", "")).partition("\n")[0]
    if not source or not line or not written or not Path(source).is_file():
        return docname, line or 0
    lines = Path(source).read_text(encoding="utf-8").split("\n")
    return docname, next((n for n in range(line, len(lines) + 1) if written in lines[n - 1]), line)


class FindingLog(sphinx_logging.WarningStreamHandler):
    """Collects what Sphinx logs at warning level and above as findings; ``project`` is the folder paths are shown from.

    It is a handler of Sphinx's own kind, since Sphinx holds back what goes to those while it reads, and gives it once.
    """

    def __init__(self, project: Path, findings: list[Finding], env: BuildEnvironment) -> None:
        super().__init__(sphinx_logging.SafeEncodingWriter(io.StringIO()))
        self.setLevel(logging.WARNING)
        self.project = project
        self.findings = findings
        self.env = env

    def emit(self, record: logging.LogRecord) -> None:
        """Add the finding that a record tells of; what it is about is read again next time, and found again."""
        finding = finding_of(record, self.project)
        self.findings.append(finding)
        path = self.project / finding.place.path
        docname = self.env.path2doc(path)
        if docname in self.env.found_docs:
            self.env.reread_always.add(docname)
        else:
            self._blame(path, finding)

    def _blame(self, path: Path, finding: Finding) -> None:
        """Add, for a finding in a file that texts read in, one for each of those texts."""
        for docname in sorted(self.env.found_docs):
            read = (Path(self.env.srcdir, name).resolve() for name in self.env.dependencies.get(docname, ()))
            if path.is_file() and path.resolve() in read:
                self.env.reread_always.add(docname)
                place = Place(relative(self.env.doc2path(docname), self.project))
                self.findings.append(Finding(finding.code, place, f"a fault in a file it reads: {finding.place}", finding.hint))


def finding_of(record: logging.LogRecord, project: Path) -> Finding:
    """Return the finding that a record of Sphinx's log tells of."""
    own = getattr(record, "finding", None)
    place = _place(getattr(record, "location", None), project)
    if own:
        return Finding(str(getattr(record, "subtype", "isacs")), place, *own)
    message = _message(record, project)
    for pattern, code, hint in _DOCUTILS:
        if re.search(pattern, message):
            return Finding(code, place, message, hint)
    return Finding(_code(record), place, message, "compare with docs/markup.md")


def _code(record: logging.LogRecord) -> str:
    kind, subtype = getattr(record, "type", None), getattr(record, "subtype", None)
    return {"docutils": "rst-syntax"}.get(str(kind), "-".join(filter(None, (kind, subtype)))) or "sphinx"


def _place(location: Any, project: Path) -> Place:
    """Return the place that a log location names: ``path:line`` or ``path`` (Sphinx has rendered nodes to that)."""
    if not location:
        return Place(".")
    path, line = str(location), 0
    if found := re.fullmatch(r"(.+?):(\d+|<.+>)?(?::.*)?", path):
        path = found[1]
        line = int(found[2]) if found[2] and found[2].isdigit() else 0
    path = re.sub(r":docstring of .*", "", path)
    return Place(relative(path, project), line)


def relative(path: str | Path, project: Path) -> str:
    """Return a path relative to the project, with slashes, where it lies inside it."""
    full = Path(path)
    try:
        return full.resolve().relative_to(project.resolve()).as_posix()
    except ValueError:
        return full.as_posix()


def shown(manuscript: Manuscript, project: Path) -> Manuscript:
    """Return a manuscript with its paths as findings name them, relative to the project."""
    names: dict[str, str] = {}

    def named(path: str) -> str:
        if path not in names:
            names[path] = relative(path, project)
        return names[path]

    return Manuscript(
        replace(manuscript.outline, path=named(manuscript.outline.path)),
        manuscript.text,
        tuple(replace(spot, path=named(spot.path)) for spot in manuscript.spots),
        tuple(replace(waiver, path=named(waiver.path)) for waiver in manuscript.waivers),
        tuple(replace(tag, path=named(tag.path)) for tag in manuscript.tags),
        tuple(replace(table, place=replace(table.place, path=named(table.place.path))) for table in manuscript.tables),
    )


def _message(record: logging.LogRecord, project: Path) -> str:
    """Return the first paragraph of what was logged, without the project's folder and what Sphinx adds of place and type."""
    said = str(record.msg) % record.args if record.args else str(record.msg)
    said = re.sub(r"( \[[\w.-]+\])+$", "", said).replace(f"{project.resolve()}/", "")
    return _from_project(" ".join(said.split("\n\n")[0].split()), project)


def _from_project(said: str, project: Path) -> str:
    """Return a message with paths as the project sees them: docutils gives those of files from the current folder."""

    def shown(found: re.Match[str]) -> str:
        return found[1] + " > ".join(relative(path, project) for path in found[2].split(" > "))

    return re.sub(r"(\[Errno \d+\] [^:']+: '|circular inclusion .+ directive: )([^']+)", shown, said)
