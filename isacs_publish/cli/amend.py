"""``isacs amend``: begin an amendment of a published module."""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from typing import TYPE_CHECKING

from isacs_publish.cli.editing import apply, decided, module

if TYPE_CHECKING:
    from argparse import Namespace

    from isacs_publish.catalogue_edit import Edit
    from isacs_publish.cli.arguments import Commands
    from isacs_publish.workspace import Workspace

_ABOUT = """\
Begins an amendment: version 1.0 becomes 1.1, a draft at the first stage, and the decision is
recorded. Labels that were published stay; what is added takes labels between them.
Then edit the text, declare each change (isacs declare), and lead it through the stages again."""
_EXAMPLE = """\
example, for a module that is published:
  isacs stage 05.20 under-review --date 2028-02-01 --body "Review board"
  isacs amend 05.20 --date 2028-03-01
"""


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    amend = commands.add_parser(
        "amend",
        help="begin an amendment: the next version of a published module",
        description=_ABOUT,
        epilog=_EXAMPLE,
        formatter_class=RawDescriptionHelpFormatter,
    )
    module(amend)
    decided(amend, body="the custodian of the module")
    amend.set_defaults(run=run)


def run(workspace: Workspace, arguments: Namespace) -> int:
    """Begin the amendment; return the exit code."""
    from isacs_publish.catalogue_edit import amend

    def edit(text: str, shown: str) -> Edit:
        return amend(text, arguments.module, arguments.date, arguments.body, shown)

    return apply(workspace, edit)
