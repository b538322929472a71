"""``isacs kit``: the standards on a stick, an image of them, and the way from one kit to the next."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from isacs_publish.cli.ending import CLEAN, FINDINGS, bad_call, show
from isacs_publish.selection import BILINGUAL, EDITIONS, PRINT, SCREEN

if TYPE_CHECKING:
    from argparse import Namespace

    from isacs_publish.cli.arguments import Commands
    from isacs_publish.kit.making import MadeKit, Order
    from isacs_publish.workspace import Workspace

_ABOUT = """\
Makes a folder that holds the website in some languages, all their PDFs, digests and the status list, and opens from a stick
without network or server: index.html. It is made of what was built, so build first. Links to what is not in it lead to the
public website, and are marked. With --size, room is given to the website, then to screen editions of modules, of volumes, the
compendium and former texts, then to the other editions in the same order; what is left out is told. With --since, a pack is
made that turns an older kit into this one, which --apply does.
"""
_EXAMPLES = """\
examples:
  isacs build --language en,fr --edition screen --edition print
  isacs kit --languages en,fr                    build/kit/NAME-2026-1-en-fr
  isacs kit --languages en --size 700MB --iso    what fits on a disc, and its image
  isacs kit --languages en,fr --since kits/NAME-2026-1-en-fr
                                                 also a delta: NAME-2026-2-en-fr-from-2026-1.zip
  isacs kit --apply NAME-2026-2-en-fr-from-2026-1.zip --on NAME-2026-1-en-fr
                                                 turn the old folder into the new kit (needs no project)

exit code: 0 clean, 1 findings, 2 bad call
"""


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    raw = argparse.RawDescriptionHelpFormatter
    kit = commands.add_parser(
        "kit", help="put the standards on a stick", description=_ABOUT, epilog=_EXAMPLES, formatter_class=raw
    )
    kit.add_argument("--languages", "--language", metavar="CODES", help="languages, with commas: en,fr; or all")
    kit.add_argument("--size", type=_size, metavar="SIZE", help="of the medium as it is sold: 700MB, 4GB, 25GB (default: any)")
    kit.add_argument(
        "--edition", action="append", choices=(*EDITIONS, BILINGUAL), metavar="NAME", dest="editions",
        help=f"screen, print, review, bilingual; may be given more than once (default: {SCREEN} and {PRINT})",
    )  # fmt: skip
    kit.add_argument("--iso", action="store_true", help="also make an image, NAME.iso")
    kit.add_argument("--to", type=Path, metavar="DIR", help="folder that the kit is put into (default: build/kit)")
    told = "day after which readers are warned (default: a year after the release)"
    kit.add_argument("--verify-after", type=_day, metavar="DATE", dest="verify", help=told)
    kit.add_argument("--since", type=Path, metavar="KIT", help="older kit or its kit.json: also make the delta from it")
    kit.add_argument("--apply", type=Path, metavar="DELTA", help="turn an old kit into the new one; goes with --on")
    kit.add_argument("--on", type=Path, metavar="DIR", help="the folder of the old kit; with --to it stays as it is")
    kit.add_argument("--output", type=Path, metavar="DIR", help="where was built (default: build)")
    kit.set_defaults(run=run, outside=True)


def _size(text: str) -> object:
    from isacs_publish.kit.size import Medium

    try:
        return Medium.parse(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write it as 2027-06-30") from error


def run(workspace: Workspace, arguments: Namespace) -> int:
    """Make a kit, or apply a delta; return the exit code."""
    if (arguments.apply is None) != (arguments.on is None):
        return bad_call("--apply DELTA goes with --on FOLDER, the old kit")
    if arguments.apply is not None:
        return _apply(workspace, arguments)
    if not workspace.sources.is_dir():
        return bad_call(f"{workspace.project} holds no folder 'source'; call from a project, or give --project")
    if not (arguments.languages or "").strip(", "):
        return bad_call("say which languages: --languages en,fr, or all")
    return _make(workspace, arguments)


# Making


def _make(workspace: Workspace, arguments: Namespace) -> int:
    from isacs_publish.kit.making import NoSuchLanguage, make_kit
    from isacs_publish.progress import progress

    order = _order(workspace, arguments)
    try:
        with progress() as step:
            made = make_kit(workspace, order, step)
    except NoSuchLanguage as error:
        return bad_call(error)
    for note in made.notes:
        print(f"note: {note}", file=sys.stderr)
    if made.rows:
        print(*_table(made, order), sep="\n")
    if made.folder and not made.findings:
        print(_summary(made, workspace))
    return show(made.findings, workspace)


def _order(workspace: Workspace, arguments: Namespace) -> Order:
    from isacs_publish.kit.making import Order
    from isacs_publish.publish import ALL, load_catalogue

    catalogue, _ = load_catalogue(workspace)
    asked = tuple(dict.fromkeys(code.strip() for code in arguments.languages.split(",") if code.strip()))
    languages = catalogue.languages.published if catalogue and asked == (ALL,) else asked
    editions = tuple(dict.fromkeys(arguments.editions or (SCREEN, PRINT)))
    to = arguments.to.resolve() if arguments.to else workspace.build / "kit"
    facts = {"medium": arguments.size, "verify": arguments.verify, "image": arguments.iso, "since": arguments.since}
    return Order(languages, editions, to, **facts)


def _table(made: MadeKit, order: Order) -> list[str]:
    from isacs_publish.kit.size import shown_size

    lines = [f"{'':28} {'in':>6} {'':>9}  {'left out':>9}"]
    for row in made.rows:
        left = f"  {row.left:9} {shown_size(row.left_size):>9}" if row.left else ""
        lines.append(f"{row.group:28} {row.taken:6} {shown_size(row.size):>9}{left}")
    taken = f"{'on the medium':28} {'':6} {shown_size(made.needed):>9}"
    return [*lines, f"{taken}  room left {shown_size(order.medium.room - made.needed)}" if order.medium else taken]


def _summary(made: MadeKit, workspace: Workspace) -> str:
    contents = made.contents
    if not made.made or contents is None:
        return f"up to date: {workspace.shown(made.folder) if made.folder else ''}"
    dates = f"current as of {contents.current}, verify after {contents.verify}"
    return f"made {', '.join(workspace.shown(path) for path in made.made)}; {dates}"


# Applying


def _apply(workspace: Workspace, arguments: Namespace) -> int:
    from isacs_publish.kit.delta import apply_delta
    from isacs_publish.progress import progress

    pack, folder = arguments.apply, arguments.on.resolve()
    if not pack.is_file():
        return bad_call(f"{pack} is no file; name the pack that isacs kit --since has made")
    if not folder.is_dir():
        return bad_call(f"{arguments.on} is no folder; name that of the old kit")
    try:
        with progress() as step:
            done = apply_delta(
                pack, folder, arguments.to and arguments.to.resolve(), lambda tenth: step("put files", tenth, 10)
            )
    except OSError as error:
        return bad_call(f"the new kit cannot be put beside the old one: {error}; give a folder with --to")
    if done.findings or done.delta is None:
        show(done.findings, workspace)
        return FINDINGS
    print(f"{done.target} holds {done.delta.after} now")
    return CLEAN
