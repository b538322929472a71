"""``isacs list``: the modules with identifier, stage and title, how much there is of each, which issues or instruments."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from isacs_publish.cli.arguments import jobs, selecting
from isacs_publish.cli.ending import CLEAN, show
from isacs_publish.cli.selected import selected, unread

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable, Mapping, Sequence

    from isacs_publish.cli.arguments import Commands
    from isacs_publish.model.catalogue import Catalogue, Module
    from isacs_publish.model.manuscript import Manuscript
    from isacs_publish.workspace import Workspace

    View = Callable[[Workspace, Catalogue, Mapping[str, Manuscript], int], str]

_ABOUT = """\
Lists the modules with identifier, stage and title; with --stats how much there is of each, pages being those of the last
build; with --issues the clauses that treat each cross-cutting issue; with --instruments those that restate or cite each treaty,
political commitment and guideline."""


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    listing = commands.add_parser("list", help="list modules", description=_ABOUT)
    selecting(listing)
    listing.add_argument("--stats", action="store_true", help="count pages, words, provisions by class, terms, tables, figures")
    listing.add_argument("--format", choices=("text", "json"), default="text", help="of --stats (default: text)")
    listing.add_argument("--issues", action="store_true", help="list the clauses that treat each cross-cutting issue")
    listing.add_argument("--instruments", action="store_true", help="list the clauses that restate or cite each instrument")
    jobs(listing)
    listing.set_defaults(run=run)


def run(workspace: Workspace, arguments: Namespace) -> int:
    """Print a line about each module that is selected; return the exit code."""
    chosen = selected(workspace, arguments)
    if isinstance(chosen, int):
        return chosen
    catalogue, modules = chosen
    if arguments.stats:
        return _statistics(workspace, catalogue, modules, arguments)
    if arguments.issues:
        return _list_view(workspace, catalogue, {module.number for module in modules}, arguments.jobs, _coverage)
    if arguments.instruments:
        return _list_view(workspace, catalogue, {module.number for module in modules}, arguments.jobs, _instruments)
    for module in modules:
        identifier = catalogue.identifier(module, catalogue.languages.source)
        print(f"{identifier!s:28} {catalogue.stage_of(module).name:20} {module.title}")
    return CLEAN


def _statistics(workspace: Workspace, catalogue: Catalogue, modules: Sequence[Module], arguments: Namespace) -> int:
    """Print the counts of modules; return the exit code, with the findings of those that cannot be read."""
    from isacs_publish.artifacts import read_artifacts
    from isacs_publish.exports.findings_shown import console
    from isacs_publish.exports.statistics_shown import as_json, as_table
    from isacs_publish.forms import verbal_forms
    from isacs_publish.model.statistics import statistics_of
    from isacs_publish.publish import check

    source = catalogue.languages.source
    findings, reading = check(workspace, source, arguments.jobs, printing=False)
    if reading is None:
        return show(findings, workspace)
    texts = {str(catalogue.identifier(m, source)): reading.texts[m.number] for m in modules if m.number in reading.texts}
    statistics = {name: statistics_of(text, verbal_forms(source)) for name, text in texts.items()}
    made = [artifact for artifact in read_artifacts(workspace) if (artifact.kind, artifact.edition) == ("module", "screen")]
    pages = {artifact.identifier: artifact.pages for artifact in made if artifact.pages}
    if arguments.format == "json":
        print(as_json(statistics, pages), end="")
    else:
        console(sys.stdout, terminal=sys.stdout.isatty()).print(as_table(statistics, pages))
    return unread(modules, reading)


def _list_view(workspace: Workspace, catalogue: Catalogue, numbers: set[str], jobs: int, view: View) -> int:
    """Print a view of some modules; those that cannot be read are left out, and told of."""
    from shutil import get_terminal_size

    from isacs_publish.publish import check

    findings, read = check(workspace, catalogue.languages.source, jobs, printing=False)
    manuscripts = {number: each for number, each in read.manuscripts.items() if number in numbers} if read else {}
    print(view(workspace, catalogue, manuscripts, get_terminal_size((140, 24)).columns), end="")
    left_out = numbers - manuscripts.keys()
    return show([finding for finding in findings if finding.is_error], workspace) if left_out else CLEAN


def _coverage(_: Workspace, catalogue: Catalogue, manuscripts: Mapping[str, Manuscript], width: int) -> str:
    """Return which clauses treat each issue."""
    from isacs_publish.exports.coverage_terminal import coverage_shown

    return coverage_shown(catalogue, manuscripts, width)


def _instruments(workspace: Workspace, catalogue: Catalogue, manuscripts: Mapping[str, Manuscript], width: int) -> str:
    """Return which clauses restate or cite each instrument."""
    from isacs_publish.exports.instruments_terminal import instruments_shown
    from isacs_publish.instruments_file import read_instruments

    instruments, _ = read_instruments(workspace.instruments, workspace.shown(workspace.instruments))
    return instruments_shown(instruments, manuscripts, catalogue.languages.source, width)
