"""``isacs release``: an official release, sealed and signed."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from isacs_publish.cli.arguments import jobs, selecting
from isacs_publish.cli.editing import day
from isacs_publish.cli.ending import CLEAN, FINDINGS, bad_call, show

if TYPE_CHECKING:
    from argparse import Namespace

    from isacs_publish.cli.arguments import Commands
    from isacs_publish.workspace import Workspace

PASSPHRASE = "ISACS_PASSPHRASE"  # noqa: S105  (the name of a variable)

_ABOUT = """\
Builds what is selected in every edition, proves it, signs it, and seals it as releases/NAME. Nothing that was released is ever
altered: a release is refused while anything is found in the texts, while something is not committed, and for an identifier
that was released before. Drafts (V0.x) may be released; they stay drafts.

A translation is released when as many of its clauses are current as its stage asks for ('translated' of each [[stage]], per
cent); those that are not are marked on the page. One that is completed later is released again as a corrected version.

Afterwards commit source/register/, where the published numbers are kept. A release that was killed is finished, or made
again with the same bytes, by the same command. No network is needed.
"""
_EXAMPLES = """\
examples:
  isacs keys --out ~/keys --name "Example board"       keys for a first try
  isacs release --name 2026-1 --keys ~/keys            everything
  isacs release 05 --name 2026-2 --keys ~/keys         one series and its volume

The passphrase of the keys, where they have one, is taken from the variable ISACS_PASSPHRASE.
"""


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    raw = argparse.RawDescriptionHelpFormatter
    about = "make an official release"
    release = commands.add_parser("release", help=about, description=_ABOUT, epilog=_EXAMPLES, formatter_class=raw)
    selecting(release)
    release.add_argument("--name", required=True, metavar="YEAR-N", help="the name of the release: 2026-1")
    release.add_argument(
        "--keys", required=True, type=Path, metavar="DIR", help="the keys of the publisher, outside the project"
    )
    release.add_argument("--date", type=day, metavar="DATE", help="default: the date of the commit")
    release.add_argument("--language", metavar="CODE", help="languages, en,fr; default: all that the catalogue publishes")
    jobs(release)
    release.set_defaults(run=run)


def run(workspace: Workspace, arguments: Namespace) -> int:
    """Make a release, say what is to be committed; return the exit code."""
    from isacs_publish.press.engine import EngineMissing
    from isacs_publish.progress import progress
    from isacs_publish.releasing import Order, Seal, release
    from isacs_publish.signing import KeysUnusable

    if is_inside(arguments.keys, workspace):
        return bad_call(f"{arguments.keys} lies in the project, where keys might be committed; keep them elsewhere")
    try:
        seal = Seal.of(arguments.keys.expanduser(), os.environ.get(PASSPHRASE, "").encode())
        languages = tuple(dict.fromkeys(arguments.language.split(","))) if arguments.language else ()
        order = Order(tuple(arguments.selection), arguments.name, arguments.date, arguments.jobs, languages)
        with progress() as step:
            released = release(workspace, order, seal, step)
    except (KeysUnusable, EngineMissing) as error:
        return bad_call(error)
    except OSError as error:
        return bad_call(f"{_place(error)}{error.strerror or error}; no release was altered: mend it, and call again")
    if released.findings or released.manifest is None:
        show(released.findings, workspace)
        print(f"release {arguments.name} is refused; nothing was written")
        return FINDINGS
    made = "stands already" if released.already else "is sealed"
    print(f"release {arguments.name} {made}: {len(released.manifest.artifacts)} files in releases/{arguments.name}")
    if released.register:
        print("commit the register: git add source/register && git commit")
    return CLEAN


def _place(error: OSError) -> str:
    return f"{error.filename}: " if error.filename else ""


def is_inside(folder: Path, workspace: Workspace) -> bool:
    """Tell whether a folder lies in the project."""
    return folder.expanduser().resolve().is_relative_to(workspace.project)
