"""``isacs build``: typeset modules, bind volumes, write the website."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from isacs_publish.cli.arguments import caching, reading, selecting
from isacs_publish.cli.ending import bad_call, show
from isacs_publish.selection import BILINGUAL, EDITIONS, PRINT, SCHEMES, SCREEN, WEB

if TYPE_CHECKING:
    from argparse import Namespace

    from isacs_publish.cli.arguments import Commands
    from isacs_publish.model.span import Span
    from isacs_publish.publish import Report
    from isacs_publish.workspace import Workspace

TIMINGS = "timings.json"
"""The file of --timings in the build folder; it is no artifact."""


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    build = commands.add_parser(
        "build",
        help="typeset modules, bind volumes, write the website",
        description="Typesets modules, binds volumes, writes the website. What did not change is not made again.",
    )
    selecting(build)
    reading(build)
    build.add_argument(
        "--edition", action="append", choices=(*EDITIONS, WEB, "all", BILINGUAL), metavar="NAME", dest="editions",
        help="screen (default), print, review or all; web for the website alone; may be given more than once; by itself "
        "bilingual, with --language ar,en",
    )  # fmt: skip
    build.add_argument(
        "--imposition", action="append", choices=SCHEMES, default=[], metavar="NAME", dest="impositions",
        help="of print editions: two-up or saddle-stitch; may be given more than once",
    )  # fmt: skip
    build.add_argument(
        "--scheduler", default="", metavar="ADDRESS",
        help="have a Dask cluster do the work, tcp://HOST:8786; it must be trusted (docs/building.md)",
    )  # fmt: skip
    caching(build)
    told = f"tell where the time went, and write build/{TIMINGS}, which Perfetto and chrome://tracing open"
    build.add_argument("--timings", action="store_true", help=told)
    build.set_defaults(run=run)


def run(workspace: Workspace, arguments: Namespace) -> int:
    """Build what is asked for; return the exit code."""
    from isacs_publish.bilingual_edition import NotTwoLanguages, build_bilingual
    from isacs_publish.press.engine import ClusterUnavailable, EngineMissing
    from isacs_publish.progress import progress
    from isacs_publish.publish import NoSuchLanguage, Request, build_languages
    from isacs_publish.selection import NotSelectable

    editions = arguments.editions or [SCREEN]
    known = (*EDITIONS, WEB)
    chosen = known if "all" in editions else tuple(edition for edition in known if edition in editions)
    impositions = tuple(scheme for scheme in SCHEMES if scheme in arguments.impositions)
    if impositions and PRINT not in chosen:
        return bad_call("--imposition goes with --edition print")
    if BILINGUAL in editions and set(editions) != {BILINGUAL}:
        return bad_call(f"--edition {BILINGUAL} is made by itself; ask for other editions in a call of their own")
    make, chosen = (build_bilingual, (BILINGUAL,)) if BILINGUAL in editions else (build_languages, chosen)
    words, jobs = tuple(arguments.selection), arguments.jobs
    request = Request(words, arguments.language, chosen, impositions, jobs, scheduler=arguments.scheduler)
    start = time.monotonic()
    try:
        with progress() as step:
            report = make(workspace, request, step)
    except (NotSelectable, NoSuchLanguage, NotTwoLanguages, EngineMissing, ClusterUnavailable) as error:
        return bad_call(error)
    if arguments.timings:
        _tell_times(report.spans, start, workspace)
    for note in report.notes:
        print(f"note: {note}", file=sys.stderr)
    print(_summary(report, workspace))
    return show(report.findings, workspace)


def _tell_times(spans: list[Span], start: float, workspace: Workspace) -> None:
    """Print where the time went, and write it down for a viewer."""
    from isacs_publish.exports.findings_shown import console
    from isacs_publish.exports.timings import tables, trace
    from isacs_publish.workspace import write_atomically

    write_atomically(workspace.build / TIMINGS, trace(spans, start))
    console(sys.stdout, terminal=sys.stdout.isatty()).print(*tables(spans))
    print(f"all of it is in {workspace.shown(workspace.build / TIMINGS)}")


def _summary(report: Report, workspace: Workspace) -> str:
    if report.up_to_date:
        return f"up to date: {len(report.artifacts)} artifacts in {workspace.shown(workspace.build)}"
    if not report.artifacts:
        return "made nothing; what was made before is as it was"
    return f"made {report.made} artifacts; all {len(report.artifacts)} are listed in {workspace.shown(workspace.artifacts)}"
