"""Repairs in the sources: missing anchors are written above the unit they name, and what else is mechanical is mended.

A module keeps what was mended only when its provisions are the same, word for word, when it is read again.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from isacs_publish.mending import mended
from isacs_publish.model.outline import CITED_BY_ANCHOR, Kind
from isacs_publish.model.provision import provisions
from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from isacs_publish.model.corpus import Corpus
    from isacs_publish.model.manuscript import Manuscript
    from isacs_publish.model.outline import Outline, Unit
    from isacs_publish.sphinxext.run import Reading
    from isacs_publish.workspace import Workspace

PREFIXES = {Kind.ANNEX: "annex-", Kind.TERM: "term-", Kind.TABLE: "tab-", Kind.FIGURE: "fig-", Kind.FORMULA: "for-"}
DIRECTIVES = (Kind.TERM, Kind.TABLE, Kind.FIGURE, Kind.FORMULA)
"""Kinds that begin with a directive; the others begin with a title."""

_LINES = re.compile(r"[^\n]*\n|[^\n]+")
_RULE = re.compile(r"([!-/:-@\[-`{-~])\1+\s*")
_TARGET = re.compile(r"^\s*\.\. _([^:\n]+):", re.MULTILINE)
REACH = 8
"""Lines above the place docutils gives where the beginning of a unit is looked for."""


def write_mended(workspace: Workspace, corpus: Corpus, read_again: Callable[[], Reading | None]) -> Iterator[str]:
    """Mend each module where that is mechanical; yield a line about each. ``read_again`` reads them as they then stand."""
    changed: dict[str, str] = {}
    said: list[str] = []
    try:
        for number, manuscript in corpus.manuscripts.items():
            if (source := _mend(workspace, manuscript, corpus)) is not None:
                changed[number] = source
        reading = read_again() if changed else None
        for number, source in list(changed.items()):
            said += _settled(workspace, corpus.manuscripts[number].outline.path, source, kept=_kept(reading, number, corpus))
            del changed[number]
    finally:  # (what nobody could judge is as it was)
        for number, source in changed.items():
            write_atomically(workspace.project / corpus.manuscripts[number].outline.path, source.encode())
    yield from said


def _settled(workspace: Workspace, path: str, source: str, *, kept: bool) -> list[str]:
    """Take a mended source back unless it is kept; return a line about each line that was written."""
    if not kept:
        write_atomically(workspace.project / path, source.encode())
        return [f"{path}: left as it was, since mending it would have touched a provision"]
    after = (workspace.project / path).read_bytes().decode()
    return [f"{path}:{line}: wrote {new.strip()!r}" for line, new in _changed(source.splitlines(), after.splitlines())]


def _changed(old: list[str], new: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines that are new or other than before, with their numbers."""
    for kind, _, _, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from ((number + 1, new[number]) for number in range(first, last) if new[number].strip())


def _mend(workspace: Workspace, manuscript: Manuscript, corpus: Corpus) -> str | None:
    """Mend one source; return what it was, None where nothing was to be mended."""
    path = workspace.project / manuscript.outline.path
    source = path.read_bytes().decode("utf-8")
    made = mended(source, manuscript.outline, corpus)
    if made == source:
        return None
    write_atomically(path, made.encode())
    return source


def _kept(reading: Reading | None, number: str, corpus: Corpus) -> bool:
    """Tell whether a module has the provisions that it had, word for word."""
    if reading is None or number not in reading.texts:
        return False
    then, now = (provisions(text, corpus.forms) for text in (corpus.manuscripts[number].text, reading.texts[number]))
    return [(each.form, each.negated, each.words) for each in then] == [(each.form, each.negated, each.words) for each in now]


def write_missing_anchors(workspace: Workspace, outlines: Iterable[Outline]) -> Iterator[str]:
    """Write an anchor above each unit that lacks one; yield a line about each. No other line changes, nor its end."""
    for outline in outlines:
        path = workspace.project / outline.path
        source = path.read_bytes().decode("utf-8")
        anchors = new_anchors(outline, _TARGET.findall(source))
        lines = _LINES.findall(source)
        for unit, anchor in sorted(anchors.items(), key=lambda pair: -pair[0].line):
            if line := insert_anchor(lines, unit, anchor):
                yield f"{outline.path}:{line}: wrote anchor '{anchor}' for {unit.kind} {unit.title!r}"
        if anchors:
            write_atomically(path, "".join(lines).encode())


def new_anchors(outline: Outline, targets: Collection[str] = ()) -> dict[Unit, str]:
    """Return an anchor for each unit that lacks one, unique among those of the module and its other targets."""
    taken = {unit.anchor for unit in outline.walk()} | set(targets)
    found: dict[Unit, str] = {}
    for unit in outline.walk():
        if unit.kind in CITED_BY_ANCHOR and not unit.given:
            found[unit] = _unique(_slug(unit), taken)
            taken.add(found[unit])
    return found


def _slug(unit: Unit) -> str:
    decomposed = unicodedata.normalize("NFKD", unit.title.lower())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    words = re.findall(r"[a-z0-9]+", plain)[:6] or [str(unit.kind)]
    slug = PREFIXES.get(unit.kind, "") + "-".join(words)
    return slug if slug[0].isalpha() else f"c-{slug}"


def _unique(slug: str, taken: set[str]) -> str:
    count = 1
    candidate = slug
    while candidate in taken:
        count += 1
        candidate = f"{slug}-{count}"
    return candidate


def insert_anchor(lines: list[str], unit: Unit, anchor: str) -> int:
    """Insert an explicit target above a unit; return the line of the unit, 0 where it is not found near its place."""
    find = _directive if unit.kind in DIRECTIVES else _title
    found = next(
        (i for i in range(min(unit.line, len(lines)) - 1, max(unit.line - REACH, 0) - 1, -1) if find(lines, i, unit)), None
    )
    if found is None or not unit.line:
        return 0
    start = found - 1 if unit.kind not in DIRECTIVES and found and _RULE.fullmatch(lines[found - 1]) else found
    indent = lines[start][: len(lines[start]) - len(lines[start].lstrip())]
    end = "\r\n" if lines[start].endswith("\r\n") else "\n"
    lines[start:start] = [f"{indent}.. _{anchor}:{end}", end]
    return found + 1


def _directive(lines: list[str], index: int, unit: Unit) -> bool:
    """Tell whether a directive begins at a line."""
    return re.match(r"\s*\.\. [\w-]+::", lines[index]) is not None


def _title(lines: list[str], index: int, unit: Unit) -> bool:
    """Tell whether a line is the title of a unit: it is underlined, and holds the words of the title in their order."""
    if index + 1 >= len(lines) or not _RULE.fullmatch(lines[index + 1]) or not lines[index].strip():
        return False
    written = iter(re.findall(r"\w+", lines[index]))
    return all(word in written for word in re.findall(r"\w+", unit.title))
