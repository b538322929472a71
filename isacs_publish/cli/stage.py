"""``isacs stage``: move a module to a stage."""

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
Moves a module to a stage, and records date and body of the decision in source/catalogue.toml.
The catalogue says which moves are allowed ('next' of each [[stage]]). A draft that is published
gets the date of the decision; a version 0.x becomes 1.0."""
_EXAMPLE = """\
example:
  isacs stage 05.20 expert-review --date 2027-01-15 --body "Working group on evaluation"
"""


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    stage = commands.add_parser(
        "stage",
        help="move a module to a stage",
        description=_ABOUT,
        epilog=_EXAMPLE,
        formatter_class=RawDescriptionHelpFormatter,
    )
    module(stage)
    stage.add_argument("stage", metavar="STAGE", help="the key of the stage in the catalogue")
    decided(stage)
    stage.set_defaults(run=run)


def run(workspace: Workspace, arguments: Namespace) -> int:
    """Move the module; return the exit code."""
    from isacs_publish.catalogue_edit import move_stage

    def edit(text: str, shown: str) -> Edit:
        return move_stage(text, arguments.module, arguments.stage, arguments.date, arguments.body, shown)

    return apply(workspace, edit)
