"""Repairs that are mechanical: missing anchors are written into the sources, above the unit they name."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from isacs_publish.model.outline import CITED_BY_ANCHOR, Kind
from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from isacs_publish.model.outline import Outline, Unit
    from isacs_publish.workspace import Workspace

PREFIXES = {Kind.ANNEX: "annex-", Kind.TERM: "term-", Kind.TABLE: "tab-", Kind.FIGURE: "fig-", Kind.FORMULA: "for-"}


def write_missing_anchors(workspace: Workspace, outlines: Iterable[Outline]) -> Iterator[str]:
    """Write an anchor above each unit that lacks one; yield a line about each."""
    for outline in outlines:
        anchors = new_anchors(outline)
        if anchors:
            path = workspace.project / outline.path
            lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
            for unit, anchor in sorted(anchors.items(), key=lambda pair: -pair[0].line):
                if insert_anchor(lines, unit, anchor):
                    yield f"{outline.path}:{unit.line}: wrote anchor '{anchor}' for {unit.kind} {unit.title!r}"
            write_atomically(path, "".join(lines).encode())


def new_anchors(outline: Outline) -> dict[Unit, str]:
    """Return an anchor, unique in the module, for each unit that lacks one."""
    taken = {unit.anchor for unit in outline.walk()}
    found: dict[Unit, str] = {}
    for unit in outline.walk():
        if unit.kind in CITED_BY_ANCHOR and not unit.given:
            anchor = _unique(_slug(unit), taken)
            taken.add(anchor)
            found[unit] = anchor
    return found


def _slug(unit: Unit) -> str:
    words = re.findall(r"[a-z0-9]+", unit.title.lower())[:6] or [str(unit.kind)]
    slug = PREFIXES.get(unit.kind, "") + "-".join(words)
    return slug if slug[0].isalpha() else f"c-{slug}"


def _unique(slug: str, taken: set[str]) -> str:
    counts: defaultdict[str, int] = defaultdict(int)
    candidate = slug
    while candidate in taken:
        counts[slug] += 1
        candidate = f"{slug}-{counts[slug] + 1}"
    return candidate


def insert_anchor(lines: list[str], unit: Unit, anchor: str) -> bool:
    """Insert an explicit target above a unit; return False where its beginning is not found near its line."""
    start = _beginning(lines, unit)
    if start is None:
        return False
    indent = re.match(r"\s*", lines[start])
    lines[start:start] = [f"{indent[0] if indent else ''}.. _{anchor}:\n", "\n"]
    return True


def _beginning(lines: list[str], unit: Unit) -> int | None:
    """Return the index of the first line of a unit: its title, with the line over it, or its directive."""
    for index in range(min(unit.line, len(lines)) - 1, max(unit.line - 8, -1), -1):
        text = lines[index].strip()
        if unit.kind in PREFIXES and unit.kind is not Kind.ANNEX:
            if text.startswith(".. ") and not text.startswith(".. _"):
                return index
        elif text and text == unit.title.strip():
            over = index > 0 and re.fullmatch(r"([^\w\s])\1+", lines[index - 1].strip())
            return index - 1 if over else index
    return None
