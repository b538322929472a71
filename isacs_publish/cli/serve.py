"""``isacs serve``: a live preview of the website, with the findings beside the clauses."""

from __future__ import annotations

import errno
import sys
import webbrowser
from argparse import ArgumentTypeError, RawDescriptionHelpFormatter
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from isacs_publish.cli.arguments import jobs
from isacs_publish.cli.ending import CLEAN, bad_call

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Collection

    from isacs_publish.cli.arguments import Commands
    from isacs_publish.preview.board import Board
    from isacs_publish.preview.server import PreviewServer
    from isacs_publish.preview.whereabouts import Shown
    from isacs_publish.workspace import Workspace

FIRST_PORT, TRIED = 8000, 20
"""Where to listen when nothing is asked for: the first port that is free of so many."""

_ABOUT = """\
Makes the website and serves it to this machine alone, makes it again whenever a source, a translation, the catalogue
or a template is saved, and has the browser show it, at the place where you were. Findings stand beside the clause that
they concern, and all of them in the panel at the foot of each page. A module with errors keeps its last good page until
it is mended. build/html is not touched. With --pdf what is selected is typeset too, below build/preview, and the page of
a module leads to its file. End it with Ctrl-C."""

_EXAMPLES = """\
examples:
  isacs serve --open              everything in English, in the browser
  isacs serve 05.20 --open        begin at this module, and tell of no other module
  isacs serve 05 --language fr    one series in French
  isacs serve 05 --pdf            one series with its PDFs and its volume
  isacs serve --language all      all languages: slower, the pages lead from one to the other

For programs: /_findings.json holds the findings, each with its pages and clauses; /_events tells when they change."""


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    raw = RawDescriptionHelpFormatter
    told = "preview the website while you write: made again on each save, findings beside the clauses"
    serve = commands.add_parser("serve", help=told, description=_ABOUT, epilog=_EXAMPLES, formatter_class=raw)
    words = "modules (05.20) or series (05): where to begin, and whose findings to show; nothing: all"
    serve.add_argument("selection", nargs="*", metavar="SELECTION", help=words)
    serve.add_argument(
        "--language", default="en", metavar="CODE", help="language of the texts (default: en); also en,fr or all"
    )
    serve.add_argument(
        "--port", type=_port, metavar="N", help=f"where to listen (default: {FIRST_PORT}, or the next that is free)"
    )
    serve.add_argument("--pdf", action="store_true", help="typeset what is selected too, modules and volumes, after each save")
    serve.add_argument("--open", action="store_true", help="open the page in the browser")
    jobs(serve)
    serve.add_argument("--output", type=Path, metavar="DIR", help="where to build (default: build/preview)")
    serve.set_defaults(run=run)


def run(workspace: Workspace, arguments: Namespace) -> int:
    """Serve until Ctrl-C; return the exit code."""
    from isacs_publish.preview.board import Board
    from isacs_publish.preview.preview import Preview, keep_up
    from isacs_publish.publish import NoSuchLanguage
    from isacs_publish.selection import NotSelectable

    if not arguments.output:
        workspace = replace(workspace, build=workspace.build / "preview")
    preview = Preview(workspace, tuple(arguments.selection), arguments.language, arguments.jobs, printing=arguments.pdf)
    board = Board()
    try:
        opening = preview.opening()
        server = _listening(workspace, board, arguments.port)
    except (NotSelectable, NoSuchLanguage, _PortTaken) as error:
        return bad_call(error)
    with server:
        Thread(target=server.serve_forever, daemon=True).start()
        print(f"preview at {server.address}{opening}; Ctrl-C ends it", flush=True)
        if arguments.open:
            webbrowser.open(server.address + opening)
        try:
            keep_up(preview, board, Event(), _tell)
        except KeyboardInterrupt:
            print("preview ended", file=sys.stderr)
        finally:
            server.ended = True
            server.shutdown()
    return CLEAN


def _tell(findings: Collection[Shown], seconds: float) -> None:
    errors = sum(shown.finding.is_error for shown in findings)
    warnings = sum(not shown.finding.waiver for shown in findings) - errors
    print(f"made in {seconds:.1f} s; errors: {errors}, warnings: {warnings}", flush=True)


class _PortTaken(OSError):
    """No port to listen on."""


def _listening(workspace: Workspace, board: Board, asked: int | None) -> PreviewServer:
    """Return a server at the port that was asked for, or at the first that is free; raise _PortTaken."""
    from isacs_publish.preview.server import PreviewServer

    ports = range(FIRST_PORT, FIRST_PORT + TRIED) if asked is None else (asked,)
    for port in ports:
        try:
            return PreviewServer(port, workspace.site, workspace.theme / "static", board)
        except PermissionError as error:
            raise _PortTaken(f"port {port} is not for everybody; give another one, --port {FIRST_PORT}") from error
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    raise _PortTaken(f"something else listens on port {ports[0]}; end it, or give another one, --port 0 for any that is free")


def _port(text: str) -> int:
    """Return a number of a port; 0 is any that is free."""
    number = int(text)
    if not 0 <= number < 65536:
        raise ArgumentTypeError("from 0 to 65535")
    return number
