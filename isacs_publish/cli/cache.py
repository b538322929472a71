"""``isacs cache``: what the press keeps for later builds, how much it may keep, and taking it away."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from isacs_publish.cli.arguments import caching
from isacs_publish.cli.ending import CLEAN, bad_call

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from isacs_publish.cli.arguments import Commands
    from isacs_publish.press.cache import Shelf, Standing
    from isacs_publish.workspace import Workspace

_ABOUT = """\
Shows what the press keeps for later builds: how many entries of each kind, their size, and when they were used. What was used
least recently goes when the bound is reached. A folder of a cache may be shared by builds and by machines, and taken away at
any time: builds take longer then, and make the same bytes."""


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    cache = commands.add_parser("cache", help="show, bound or clear what the press keeps for later builds", description=_ABOUT)
    caching(cache)
    cache.add_argument("--output", type=Path, metavar="DIR", help="the build folder whose cache is meant (default: build)")
    cache.add_argument("--bound", type=_size, metavar="SIZE", help="let it keep so much from now on: 500MB, 4GB (default: 4GB)")
    cache.add_argument("--clear", action="store_true", help="take all entries away, and nothing else")
    cache.set_defaults(run=run)


def run(workspace: Workspace, arguments: Namespace) -> int:
    """Show, bound or clear the cache; return the exit code."""
    from isacs_publish.kit.size import shown_size
    from isacs_publish.press.cache import Shelf

    shelf = Shelf(workspace.shelf)
    try:
        if arguments.bound:
            shelf.set_bound(arguments.bound)
        if arguments.clear:
            taken = shelf.clear()
            print(f"took away {len(taken)} entries, {shown_size(sum(entry.size for entry in taken))}")
    except OSError as error:
        return bad_call(f"{workspace.shown(workspace.shelf)} cannot be changed: {error.strerror}")
    print("\n".join(_lines(shelf, workspace.shown(workspace.shelf))))
    return CLEAN


def _lines(shelf: Shelf, name: str) -> list[str]:
    """Return what stands on a shelf, a line a kind, and all of it in the last one."""
    from isacs_publish.kit.size import shown_size
    from isacs_publish.press.cache import KINDS

    standing = shelf.standing()
    kinds = ((kind, [entry for entry in standing if entry.kind == kind]) for kind in KINDS)
    rows = [_row(kind, entries) for kind, entries in kinds if entries]
    return [*rows, f"{_row('all', standing)}", f"at most {shown_size(shelf.bound)} are kept in {name}"]


def _row(title: str, entries: Sequence[Standing]) -> str:
    from isacs_publish.kit.size import shown_size

    used = f"  used {_moment(entries[0])} to {_moment(entries[-1])}" if entries else ""
    return f"{title:10} {len(entries):6} {shown_size(sum(entry.size for entry in entries)):>9}{used}"


def _moment(entry: Standing) -> str:
    return datetime.fromtimestamp(entry.used / 1e9, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _size(text: str) -> int:
    from isacs_publish.kit.size import Medium

    try:
        return Medium.parse(text).size
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error
