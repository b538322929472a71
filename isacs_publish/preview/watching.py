"""What was saved: looks at times and sizes of the files that a website is made of, several times a second.

Looking is slower than asking the system to tell, by some tenths of a second, and works alike for editors that write a new file
in place of the old one, for a theme that is a link, and on drives of other machines.
"""

from __future__ import annotations

import os
import re
from functools import cache
from stat import S_ISDIR
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from threading import Event

    from isacs_publish.workspace import Workspace

    Seen: TypeAlias = dict[str, tuple[int, int]]

BEAT = 0.2
"""Seconds between two looks. What changed has to look the same twice: a save may take several steps."""

PASSING = re.compile(r"\..*|.*~|#.*#|.*\.(?:sw[a-px]|tmp|part|bak|orig|pyc)|4913|.*___jb_\w+___|__pycache__")
"""Names of files and folders that editors leave beside a text, and take away again."""


def seen(*roots: Path) -> Seen:
    """Return time (ns) and size of each file below some folders, or of files themselves, by path; those that pass left out."""
    found: Seen = {}
    left = [str(root) for root in roots if not _noted(found, str(root))]
    while left:
        for entry in _entries(left.pop()):
            if _passes(entry.name):
                continue
            if entry.is_dir(follow_symlinks=False):
                left.append(entry.path)
            else:
                _noted(found, entry.path)
    return found


def _entries(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:  # (gone between two looks)
        return []


@cache
def _passes(name: str) -> bool:
    return bool(PASSING.fullmatch(name))


def _noted(found: Seen, path: str) -> bool:
    """Note time and size of a path; False for a folder."""
    try:
        facts = os.stat(path)  # noqa: PTH116  (hundreds of files, several times a second)
    except OSError:  # (gone between two looks, or a link that leads nowhere)
        return True
    if S_ISDIR(facts.st_mode):
        return False
    found[path] = (facts.st_mtime_ns, facts.st_size)
    return True


def sources_seen(workspace: Workspace) -> Seen:
    """Return the same for all that a website is made of: sources, translations and catalogue, theme, settings, releases."""
    releases = sorted(workspace.releases.glob("[!.]*/manifest.json"))
    return seen(workspace.sources, workspace.theme, workspace.project / "conf.py", *releases)


def saves(workspace: Workspace, ended: Event, before: Seen, beat: float = BEAT) -> Iterator[frozenset[str]]:
    """Yield the paths of what was changed, made or deleted since ``before``, each time there is any, until ``ended`` is set.

    What is saved while the caller works is yielded when it asks for the next.
    """
    while not ended.is_set():
        now = sources_seen(workspace)
        if now == before:
            ended.wait(beat)
            continue
        while not ended.wait(beat / 2) and (later := sources_seen(workspace)) != now:
            now = later
        changed = frozenset(path for path in now.keys() | before.keys() if now.get(path) != before.get(path))
        before = now
        if changed and not ended.is_set():
            yield changed
