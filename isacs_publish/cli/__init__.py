"""The command ``isacs``: arguments in, findings out, exit code. It decides nothing; each command has a file of its own."""

from __future__ import annotations

import argparse
import gc
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from isacs_publish import __version__
from isacs_publish.cli import (
    amend,
    build,
    cache,
    check,
    declare,
    diff,
    edition,
    keys,
    kit,
    listing,
    new,
    provisions,
    release,
    rename,
    serve,
    stage,
    translate,
    verify,
)
from isacs_publish.cli.arguments import CACHE
from isacs_publish.cli.ending import INTERNAL, INTERRUPTED, bad_call
from isacs_publish.workspace import Workspace, write_atomically

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = (
    build,
    serve,
    check,
    listing,
    provisions,
    diff,
    translate,
    new,
    stage,
    amend,
    edition,
    declare,
    rename,
    release,
    verify,
    keys,
    kit,
    cache,
)
"""Modules with a function ``add``, which gives the parser a command and its ``run``; in the order of the help."""

_ABOUT = """Compiles standards written in reStructuredText into ISO-formatted PDF and HTML."""
_EXAMPLES = """\
examples:
  isacs build                 everything: all modules, volumes, the compendium, the website
  isacs build 05.20           one module
  isacs build 05              one series and its volume
  isacs build 05 --edition print --edition review
                              files for the printer and for reviewers, from the same pages
  isacs serve 05.20 --open    write with a live preview: made again on each save, findings beside the clauses
  isacs check                 findings about catalogue and text, nothing is written
  isacs check --fix           mend what is mechanical, never a provision, then check
  isacs list                  the modules with their identifiers
  isacs provisions 05.20 --form shall
                              what a module requires, of whom, clause by clause
  isacs new 06.95 "Title"     begin a module with a skeleton that keeps the rules
  isacs diff 05.20@HEAD 05.20 what is changed and not committed yet
  isacs translate status      how far each module is in each language; also: update, export, import
  isacs stage 05.20 expert-review --date 2027-01-15 --body "Working group"
                              move a module to a stage; also: amend, edition, declare, rename
  isacs release --name 2026-1 --keys ~/keys
                              make an official release; isacs keys makes keys to try it with
  isacs verify FILE --key release.pub
                              tell whether a file is official and current
  isacs kit --languages en,fr --size 4GB
                              put website and files on a stick; also: --iso, --since, --apply
  isacs cache                 what the press keeps for later builds; also: --bound, --clear

exit code: 0 clean, 1 findings, 2 bad call, 70 a fault in the program
"""


SELDOM = (50_000, 20, 50)
"""How seldom the garbage collector looks: a build makes much that stays, and looking through it costs a twentieth of it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    arguments = _parser().parse_args(argv)
    gc.set_threshold(*SELDOM)
    project = arguments.project.resolve()
    if not (project / "source").is_dir() and not getattr(arguments, "outside", False):
        return bad_call(f"{project} holds no folder 'source'; call from a project, or give --project")
    output = arguments.output.resolve() if getattr(arguments, "output", None) else project / "build"
    workspace = Workspace(project, output, _shared(arguments))
    try:
        return int(arguments.run(workspace, arguments))
    except KeyboardInterrupt:
        print("isacs: interrupted; what was finished stays, the rest is as it was", file=sys.stderr)
        return INTERRUPTED
    except Exception as error:  # (the last resort: a fault of the program, not of the text)
        return _internal(error, workspace)


def _shared(arguments: argparse.Namespace) -> Path | None:
    """Return the folder of the cache that is named by the call or else by the environment."""
    named = getattr(arguments, "cache", None) or os.environ.get(CACHE)
    return Path(named).resolve() if named else None


def _internal(error: Exception, workspace: Workspace) -> int:
    """Keep the traceback in a file, since it tells an editor nothing, and say where it is."""
    log, told = workspace.cache / "error.log", "".join(traceback.format_exception(error))
    try:
        write_atomically(log, told.encode(errors="backslashreplace"))
        kept = workspace.shown(log)
    except OSError:
        kept = f"what follows\n{told}"
    print(f"isacs: a fault in the program: {error!r}; please report it with {kept}", file=sys.stderr)
    return INTERNAL


def _parser() -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("isacs", description=_ABOUT, epilog=_EXAMPLES, formatter_class=raw)
    parser.add_argument("--version", action="version", version=f"isacs {__version__}")
    parser.add_argument("--project", type=Path, default=Path.cwd(), metavar="DIR", help="the project (default: here)")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    return parser
