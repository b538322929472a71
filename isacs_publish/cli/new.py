"""``isacs new``: begin a module."""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from isacs_publish.cli.editing import day
from isacs_publish.cli.ending import CLEAN, show

if TYPE_CHECKING:
    from argparse import Namespace

    from isacs_publish.cli.arguments import Commands
    from isacs_publish.workspace import Workspace

_ABOUT = """\
Writes the skeleton of a module, which keeps the rules of drafting from its first line, and its row
in the catalogue: this year, version 0.1, the first stage. The number says which series it joins."""
_EXAMPLE = """\
example:
  isacs new 06.95 "Safe disposal of seized weapons"
"""


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    raw = RawDescriptionHelpFormatter
    new = commands.add_parser("new", help="begin a module", description=_ABOUT, epilog=_EXAMPLE, formatter_class=raw)
    new.add_argument("number", metavar="NUMBER", help="the number of the module, 06.95")
    new.add_argument("title", metavar="TITLE", help="its title")
    new.add_argument("--date", type=day, metavar="DATE", help="the date of the draft, 2026-11-24 (default: today)")
    new.add_argument("--custodian", default="", metavar="NAME", help="who keeps it (default: as the last module of the series)")
    new.add_argument("--theme", action="append", default=[], metavar="NAME", dest="themes", help="may be given more than once")
    new.set_defaults(run=run)


def run(workspace: Workspace, arguments: Namespace) -> int:
    """Begin the module and say what was written; return the exit code."""
    from isacs_publish.catalogue_edit import Refused
    from isacs_publish.publish import load_catalogue
    from isacs_publish.skeleton import Beginning, begin_module

    catalogue, findings = load_catalogue(workspace)
    if catalogue is None:
        return show(findings, workspace)
    date = arguments.date or datetime.now(UTC).date()
    title = " ".join(arguments.title.split())
    beginning = Beginning(arguments.number, title, date, arguments.custodian, tuple(arguments.themes))
    try:
        written = begin_module(workspace, catalogue, beginning)
    except Refused as refused:
        return show(refused.findings, workspace)
    for line in written:
        print(line)
    return CLEAN
