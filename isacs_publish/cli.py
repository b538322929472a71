"""The command ``isacs``: arguments in, findings out, exit code. It decides nothing."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from isacs_publish import __version__
from isacs_publish.selection import EDITIONS, PRINT, SCHEMES, SCREEN
from isacs_publish.workspace import Workspace, write_atomically

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isacs_publish.model.finding import Finding
    from isacs_publish.publish import Report

CLEAN, FINDINGS, BAD_CALL = 0, 1, 2
INTERNAL, INTERRUPTED = 70, 130

_ABOUT = """Compiles standards written in reStructuredText into ISO-formatted PDF and HTML."""
_EXAMPLES = """\
examples:
  isacs build                 everything: all modules, volumes, the compendium, the website
  isacs build 05.20           one module
  isacs build 05              one series and its volume
  isacs build 05 --edition print --edition review
                              files for the printer and for reviewers, from the same pages
  isacs check                 findings about catalogue and text, nothing is written
  isacs check --fix           write missing anchors into the sources, then check
  isacs list                  the modules with their identifiers

exit code: 0 clean, 1 findings, 2 bad call, 70 a fault in the program
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    arguments = _parser().parse_args(argv)
    project = arguments.project.resolve()
    if not (project / "source").is_dir():
        print(f"isacs: {project} holds no folder 'source'; call from a project, or give --project", file=sys.stderr)
        return BAD_CALL
    output = arguments.output.resolve() if getattr(arguments, "output", None) else project / "build"
    workspace = Workspace(project, output)
    try:
        return int(arguments.run(workspace, arguments))
    except KeyboardInterrupt:
        print("isacs: interrupted; what was finished stays, the rest is as it was", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:  # (the last resort: a fault of the program, not of the text)
        return _internal(error, workspace)


def _internal(error: Exception, workspace: Workspace) -> int:
    """Keep the traceback in a file, since it tells an editor nothing, and say where it is."""
    log = workspace.cache / "error.log"
    write_atomically(log, "".join(traceback.format_exception(error)).encode())
    print(f"isacs: a fault in the program: {error!r}; please report it with {workspace.shown(log)}", file=sys.stderr)
    return INTERNAL


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("isacs", description=_ABOUT, epilog=_EXAMPLES, formatter_class=raw)
    parser.add_argument("--version", action="version", version=f"isacs {__version__}")
    parser.add_argument("--project", type=Path, default=Path.cwd(), metavar="DIR", help="the project (default: here)")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    build = commands.add_parser(
        "build",
        help="typeset modules, bind volumes, write the website",
        description="Typesets modules, binds volumes, writes the website. What did not change is not made again.",
    )
    _selecting(build)
    _reading(build)
    build.add_argument(
        "--edition", action="append", choices=(*EDITIONS, "all"), metavar="NAME", dest="editions",
        help="screen (default), print, review or all; may be given more than once",
    )  # fmt: skip
    build.add_argument(
        "--imposition", action="append", choices=SCHEMES, default=[], metavar="NAME", dest="impositions",
        help="of print editions: two-up or saddle-stitch; may be given more than once",
    )  # fmt: skip
    build.add_argument("--timings", action="store_true", help="print how long each stage took")
    build.set_defaults(run=_build)

    check = commands.add_parser(
        "check",
        help="check catalogue and modules",
        description="Checks catalogue and modules; prints every finding with file, line, code and hint.",
    )
    _reading(check)
    check.add_argument("--fix", action="store_true", help="write missing anchors into the sources first")
    check.set_defaults(run=_check)

    about = "Lists the modules with identifier, stage and title."
    listing = commands.add_parser("list", help="list modules", description=about)
    _selecting(listing)
    listing.set_defaults(run=_list)
    return parser


def _selecting(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("selection", nargs="*", metavar="SELECTION", help="modules (05.20) or series (05); nothing: all")


def _reading(parser: argparse.ArgumentParser) -> None:
    cores = os.cpu_count() or 1
    parser.add_argument("--language", default="en", metavar="CODE", help="language of the texts (default: en)")
    parser.add_argument("--jobs", type=_positive, default=cores, metavar="N", help="processes (default: one a core)")
    parser.add_argument("--output", type=Path, metavar="DIR", help="where to build (default: build)")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _build(workspace: Workspace, arguments: argparse.Namespace) -> int:
    from isacs_publish.press.engine import EngineMissing
    from isacs_publish.progress import progress
    from isacs_publish.publish import NoSuchLanguage, Request, build
    from isacs_publish.selection import NotSelectable

    editions = arguments.editions or [SCREEN]
    chosen = EDITIONS if "all" in editions else tuple(edition for edition in EDITIONS if edition in editions)
    impositions = tuple(scheme for scheme in SCHEMES if scheme in arguments.impositions)
    if impositions and PRINT not in chosen:
        print("isacs: --imposition goes with --edition print", file=sys.stderr)
        return BAD_CALL
    request = Request(tuple(arguments.selection), arguments.language, chosen, impositions, arguments.jobs)
    try:
        with progress() as step:
            report = build(workspace, request, step)
    except (NotSelectable, NoSuchLanguage, EngineMissing) as error:
        print(f"isacs: {error}", file=sys.stderr)
        return BAD_CALL
    if arguments.timings:
        for stage, seconds in report.timings:
            print(f"{stage:10} {seconds:7.2f} s")
    for note in report.notes:
        print(f"note: {note}", file=sys.stderr)
    print(_summary(report, workspace))
    return _show(report.findings)


def _summary(report: Report, workspace: Workspace) -> str:
    if report.up_to_date:
        return f"up to date: {len(report.artifacts)} artifacts in {workspace.shown(workspace.build)}"
    if not report.artifacts:
        return "made nothing; what was made before is as it was"
    return f"made {report.made} artifacts; all {len(report.artifacts)} are listed in {workspace.shown(workspace.artifacts)}"


def _check(workspace: Workspace, arguments: argparse.Namespace) -> int:
    from isacs_publish.publish import check

    findings, reading = check(workspace, arguments.language, arguments.jobs)
    if arguments.fix and reading:
        from isacs_publish.fix import write_missing_anchors

        for line in write_missing_anchors(workspace, reading.outlines.values()):
            print(line)
        findings, _ = check(workspace, arguments.language, arguments.jobs)
    code = _show(findings)
    if code == CLEAN:
        print("no findings")
    return code


def _list(workspace: Workspace, arguments: argparse.Namespace) -> int:
    from isacs_publish.publish import load_catalogue
    from isacs_publish.selection import NotSelectable, select

    catalogue, findings = load_catalogue(workspace)
    if catalogue is None:
        return _show(findings)
    try:
        modules = select(catalogue, tuple(arguments.selection)).modules
    except NotSelectable as error:
        print(f"isacs: {error}", file=sys.stderr)
        return BAD_CALL
    for module in modules:
        identifier = catalogue.identifier(module, catalogue.languages.source)
        print(f"{identifier!s:28} {catalogue.stage_of(module).name:20} {module.title}")
    return CLEAN


def _show(findings: Sequence[Finding]) -> int:
    for finding in findings:
        print(finding, file=sys.stderr)
    if findings:
        errors = sum(finding.is_error for finding in findings)
        print(f"{errors} errors, {len(findings) - errors} warnings", file=sys.stderr)
    return FINDINGS if findings else CLEAN
