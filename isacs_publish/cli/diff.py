"""``isacs diff``: what changed between two texts of a module."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from isacs_publish.cli.arguments import reading
from isacs_publish.cli.ending import CLEAN, FINDINGS, bad_call
from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from argparse import Namespace

    from isacs_publish.cli.arguments import Commands
    from isacs_publish.workspace import Workspace

_ABOUT = """\
Compares two texts of a module, clause by clause and sentence by sentence. Each change is classed: editorial, substantive, or
normative (strength, negation, number, unit, term, citation, a provision added or removed).

A text is named by its identifier, as it was published; by the number of its module, as it is now; or by number@revision, as
it stood in the version control.
"""
_EXAMPLES = """\
examples:
  isacs diff "STD 05.20:2026(E)V1.0" 05.20             what the next version will change
  isacs diff 05.20@HEAD 05.20                          what is not committed yet
  isacs diff 05.20@HEAD~9 05.20 --format pdf --to build/redline.pdf

exit code: 0 no change, 1 changes, 2 bad call
"""


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    raw = argparse.RawDescriptionHelpFormatter
    diff = commands.add_parser("diff", help="compare two texts", description=_ABOUT, epilog=_EXAMPLES, formatter_class=raw)
    diff.add_argument("old", metavar="OLD", help="identifier, number, or number@revision")
    diff.add_argument("new", metavar="NEW", help="the same")
    diff.add_argument("--format", choices=("text", "json", "html", "pdf"), default="text", help="default: text")
    diff.add_argument("--to", type=Path, metavar="FILE", help="write into a file; required for html and pdf")
    reading(diff)
    diff.set_defaults(run=run)


def run(workspace: Workspace, arguments: Namespace) -> int:
    """Compare, and print or write the difference; return the exit code."""
    from isacs_publish.comparing import NotComparable, compare
    from isacs_publish.press.work import FAULTS

    if arguments.format in ("html", "pdf") and arguments.to is None:
        return bad_call(f"--format {arguments.format} goes with --to FILE")
    try:
        comparison = compare(workspace, arguments.old, arguments.new, arguments.language, arguments.jobs)
        content = comparison.written(arguments.format, colour=arguments.to is None and sys.stdout.isatty())
    except (NotComparable, *FAULTS) as error:
        return bad_call(error)
    if arguments.to:
        try:
            write_atomically(arguments.to.resolve(), content)
        except OSError as error:
            return bad_call(f"{arguments.to} cannot be written: {error.strerror}")
        print(f"wrote {arguments.to}")
    else:
        print(content.decode(), end="")
    return FINDINGS if comparison.difference.differing() else CLEAN
