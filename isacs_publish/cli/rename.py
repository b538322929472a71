"""``isacs rename``: give an anchor another name, everywhere."""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from typing import TYPE_CHECKING

from isacs_publish.cli.editing import module
from isacs_publish.cli.ending import CLEAN, show

if TYPE_CHECKING:
    from argparse import Namespace

    from isacs_publish.cli.arguments import Commands
    from isacs_publish.workspace import Workspace

_ABOUT = """\
Gives an anchor of a module another name: its target, every :ref: to it in all modules, and the
changes declared of the current version. An anchor that was published is permanent and stays; one
that ended is never taken over. A published anchor that was lost gets its name back this way."""
_EXAMPLE = """\
example:
  isacs rename 05.20 tor terms-of-reference
"""


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    rename = commands.add_parser(
        "rename",
        help="give an anchor another name, with all references to it",
        description=_ABOUT,
        epilog=_EXAMPLE,
        formatter_class=RawDescriptionHelpFormatter,
    )
    module(rename)
    rename.add_argument("old", metavar="OLD", help="the anchor as it is")
    rename.add_argument("new", metavar="NEW", help="the anchor as it shall be")
    rename.set_defaults(run=run)


def run(workspace: Workspace, arguments: Namespace) -> int:
    """Rename the anchor and say where; return the exit code."""
    from isacs_publish.catalogue_edit import Refused
    from isacs_publish.rename import rename_anchor

    try:
        written = rename_anchor(workspace, arguments.module, arguments.old, arguments.new)
    except Refused as refused:
        return show(refused.findings, workspace)
    for line in written:
        print(line)
    return CLEAN
