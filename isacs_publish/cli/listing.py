"""``isacs list``: the modules with identifier, stage and title, or which of their clauses treat cross-cutting issues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isacs_publish.cli.arguments import jobs, selecting
from isacs_publish.cli.ending import CLEAN, bad_call, show

if TYPE_CHECKING:
    from argparse import Namespace

    from isacs_publish.cli.arguments import Commands
    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.workspace import Workspace


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    about = "Lists the modules with identifier, stage and title, or with the clauses that treat each cross-cutting issue."
    listing = commands.add_parser("list", help="list modules", description=about)
    selecting(listing)
    listing.add_argument("--issues", action="store_true", help="list the clauses that treat each cross-cutting issue")
    jobs(listing)
    listing.set_defaults(run=run)


def run(workspace: Workspace, arguments: Namespace) -> int:
    """Print a line about each module that is selected; return the exit code."""
    from isacs_publish.publish import load_catalogue
    from isacs_publish.selection import NotSelectable, select

    catalogue, findings = load_catalogue(workspace)
    if catalogue is None:
        return show(findings)
    try:
        modules = select(catalogue, tuple(arguments.selection)).modules
    except NotSelectable as error:
        return bad_call(error)
    if arguments.issues:
        return _list_issues(workspace, catalogue, {module.number for module in modules}, arguments.jobs)
    for module in modules:
        identifier = catalogue.identifier(module, catalogue.languages.source)
        print(f"{identifier!s:28} {catalogue.stage_of(module).name:20} {module.title}")
    return CLEAN


def _list_issues(workspace: Workspace, catalogue: Catalogue, numbers: set[str], jobs: int) -> int:
    """Print which clauses of some modules treat each issue; modules that cannot be read are left out, and told of."""
    from shutil import get_terminal_size

    from isacs_publish.exports.coverage_terminal import coverage_shown
    from isacs_publish.publish import check

    findings, read = check(workspace, catalogue.languages.source, jobs)
    manuscripts = {number: each for number, each in read.manuscripts.items() if number in numbers} if read else {}
    print(coverage_shown(catalogue, manuscripts, get_terminal_size((140, 24)).columns), end="")
    left_out = numbers - manuscripts.keys()
    return show([finding for finding in findings if finding.is_error]) if left_out else CLEAN
