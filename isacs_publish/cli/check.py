"""``isacs check``: findings about catalogue and modules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isacs_publish.cli.arguments import reading
from isacs_publish.cli.ending import CLEAN, bad_call, show
from isacs_publish.model.finding import in_order

if TYPE_CHECKING:
    from argparse import Namespace

    from isacs_publish.cli.arguments import Commands
    from isacs_publish.workspace import Workspace


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    check = commands.add_parser(
        "check",
        help="check catalogue and modules",
        description="Checks catalogue and modules; prints every finding with file, line, code and hint.",
    )
    reading(check)
    check.add_argument("--fix", action="store_true", help="write missing anchors into the sources first")
    check.add_argument(
        "--editorial", action="store_true",
        help="also prove that an editing pass changed no verbal form, negation, number, unit, term, definition or citation",
    )  # fmt: skip
    check.add_argument("--since", metavar="REVISION", help="with --editorial: the text before the pass (default: HEAD)")
    check.set_defaults(run=run)


def run(workspace: Workspace, arguments: Namespace) -> int:
    """Check, after a repair where it is asked for; return the exit code."""
    from isacs_publish.publish import NoSuchLanguage, check

    if arguments.since is not None and not arguments.editorial:
        return bad_call("--since goes with --editorial")
    try:
        findings, read = check(workspace, arguments.language, arguments.jobs)
    except NoSuchLanguage as error:
        return bad_call(error)
    if arguments.fix and read:
        from isacs_publish.fix import write_missing_anchors

        for line in write_missing_anchors(workspace, read.outlines.values()):
            print(line)
        findings, read = check(workspace, arguments.language, arguments.jobs)
    if arguments.editorial and read:
        from isacs_publish.comparing import NotComparable, editing_faults

        try:
            findings = in_order([*findings, *editing_faults(workspace, read, arguments.since or "HEAD", arguments.jobs)])
        except NotComparable as error:
            return bad_call(error)
    code = show(findings)
    if code == CLEAN:
        print("no findings")
    return code
