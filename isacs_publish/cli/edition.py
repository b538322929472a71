"""``isacs edition``: begin a new edition of a published module."""

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
Begins a new edition: a later year, version 0.1, a draft at the first stage, and the decision is
recorded. A new edition numbers afresh; its correspondence table leads from the old labels to the
new ones. Anchors stay: declare what became of those that end (isacs declare)."""
_EXAMPLE = """\
example:
  isacs edition 05.20 --year 2030 --date 2030-01-20
"""


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    edition = commands.add_parser(
        "edition",
        help="begin a new edition of a published module",
        description=_ABOUT,
        epilog=_EXAMPLE,
        formatter_class=RawDescriptionHelpFormatter,
    )
    module(edition)
    edition.add_argument("--year", type=int, required=True, metavar="YEAR", help="the year that names the edition")
    decided(edition, body="the custodian of the module")
    edition.set_defaults(run=run)


def run(workspace: Workspace, arguments: Namespace) -> int:
    """Begin the edition; return the exit code."""
    from isacs_publish.catalogue_edit import new_edition

    def edit(text: str, shown: str) -> Edit:
        return new_edition(text, arguments.module, arguments.year, arguments.date, arguments.body, shown)

    return apply(workspace, edit)
