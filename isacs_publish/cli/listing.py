"""``isacs list``: the modules with identifier, stage and title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isacs_publish.cli.arguments import selecting
from isacs_publish.cli.ending import CLEAN, bad_call, show

if TYPE_CHECKING:
    from argparse import Namespace

    from isacs_publish.cli.arguments import Commands
    from isacs_publish.workspace import Workspace


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    about = "Lists the modules with identifier, stage and title."
    listing = commands.add_parser("list", help="list modules", description=about)
    selecting(listing)
    listing.set_defaults(run=run)


def run(workspace: Workspace, arguments: Namespace) -> int:
    """Print a line about each module that is selected; return the exit code."""
    from isacs_publish.publish import load_catalogue
    from isacs_publish.selection import NotSelectable, select

    catalogue, findings = load_catalogue(workspace)
    if catalogue is None:
        return show(findings, workspace)
    try:
        modules = select(catalogue, tuple(arguments.selection)).modules
    except NotSelectable as error:
        return bad_call(error)
    for module in modules:
        identifier = catalogue.identifier(module, catalogue.languages.source)
        print(f"{identifier!s:28} {catalogue.stage_of(module).name:20} {module.title}")
    return CLEAN
