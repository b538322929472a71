"""``isacs verify``: whether a file is official, and current."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from isacs_publish.cli.arguments import jobs
from isacs_publish.cli.ending import bad_call
from isacs_publish.model.finding import printable

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from isacs_publish.cli.arguments import Commands
    from isacs_publish.verifying import Publisher, Verification
    from isacs_publish.workspace import Workspace

KEY = "ISACS_PUBLIC_KEY"

_ABOUT = """\
Tells, offline, of each file whether it is official and current, official and superseded, a draft, altered (what and where), or
unknown. The public key of the publisher is given with --key, or by the variable ISACS_PUBLIC_KEY; it is never taken from a
release. With --rebuild a release is built again from the revision that it records, and every file compared byte for byte.
"""
_EXAMPLES = """\
examples:
  isacs verify std-05.20-2026-e-v1.0.pdf --key release.pub --releases releases
  isacs verify releases/2026-1 --key release.pub --certificate publisher.crt
  isacs verify --rebuild releases/2026-1 --key release.pub

exit code: 0 official and current, 3 superseded or withdrawn, 4 draft, 5 altered, 6 unknown; of several files the heaviest
(5, 6, 4, 3, 0). With --rebuild: 0 the same bytes, 5 other bytes, 6 not comparable here. 2 bad call
"""
SAME, DIFFERS, NOT_COMPARABLE = 0, 5, 6


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    raw = argparse.RawDescriptionHelpFormatter
    about = "tell whether files are official and current"
    verify = commands.add_parser("verify", help=about, description=_ABOUT, epilog=_EXAMPLES, formatter_class=raw)
    verify.add_argument("paths", nargs="+", type=Path, metavar="FILE|FOLDER", help="files, folders, releases")
    verify.add_argument("--key", type=Path, metavar="FILE", help="the public key of the publisher (release.pub)")
    verify.add_argument("--certificate", type=Path, metavar="FILE", help="its certificate: signatures in PDFs are checked too")
    verify.add_argument("--releases", type=Path, metavar="DIR", help="releases at hand (default: those of the project)")
    verify.add_argument("--rebuild", action="store_true", help="build releases again and compare bytes")
    jobs(verify)
    verify.set_defaults(run=run, outside=True)


def run(workspace: Workspace, arguments: Namespace) -> int:
    """Judge files, or build releases again; return the exit code."""
    from isacs_publish.signing import KeysUnusable
    from isacs_publish.verifying import Publisher

    key = arguments.key or os.environ.get(KEY)
    if not key:
        return bad_call("give the public key of the publisher: --key release.pub")
    if missing := next((path for path in arguments.paths if not os.path.lexists(path)), None):
        return bad_call(f"{missing} does not exist, or lies where it cannot be read")
    if arguments.releases and not arguments.releases.is_dir():
        return bad_call(f"{arguments.releases} is no folder of releases")
    try:
        publisher = Publisher.of(Path(key), arguments.certificate)
    except KeysUnusable as error:
        return bad_call(error)
    judge: Callable[[Workspace, Namespace, Publisher], int] = _rebuild if arguments.rebuild else _verify
    return judge(workspace, arguments, publisher)


def _verify(workspace: Workspace, arguments: Namespace, publisher: Publisher) -> int:
    from isacs_publish.verifying import Evidence, registered_versions, verify

    releases = arguments.releases or (workspace.releases if workspace.releases.is_dir() else None)
    found = verify(arguments.paths, Evidence(publisher, releases, registered_versions(workspace)))
    for answer in found.answers:
        print(answer)
    print(_judged_by(found), file=sys.stderr)
    return found.code


def _judged_by(found: Verification) -> str:
    if found.status is None:
        return "none of the releases at hand is signed with this key; name them with --releases"
    return f"judged by the status list of {found.status.release}, {found.status.date}"


def _rebuild(workspace: Workspace, arguments: Namespace, publisher: Publisher) -> int:
    from isacs_publish.rebuilding import Comparison, rebuild
    from isacs_publish.sealed import read_release

    codes = {Comparison.SAME: SAME, Comparison.DIFFERS: DIFFERS, Comparison.NOT_COMPARABLE: NOT_COMPARABLE}
    ends = []
    for folder in arguments.paths:
        if not folder.is_dir():
            return bad_call(f"{folder} is no release; name its folder: releases/2026-1")
        again = rebuild(read_release(folder, publisher.signed), workspace.project, arguments.jobs)
        print(f"{folder}: {again.comparison}, {again.compared} files compared")
        print(*(f"  {printable(line)}" for line in again.lines), sep="\n", end="\n" if again.lines else "")
        ends.append(codes[again.comparison])
    return DIFFERS if DIFFERS in ends else max(ends)
