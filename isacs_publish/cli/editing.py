"""What commands that edit the catalogue share: the arguments of a decision, and how an edit ends."""

from __future__ import annotations

import argparse
from datetime import date
from typing import TYPE_CHECKING

from isacs_publish.cli.ending import CLEAN, show

if TYPE_CHECKING:
    from collections.abc import Callable

    from isacs_publish.catalogue_edit import Edit
    from isacs_publish.workspace import Workspace


def module(parser: argparse.ArgumentParser) -> None:
    """Add the number of the module that is edited."""
    parser.add_argument("module", metavar="MODULE", help="the number of the module, 05.20")


def decided(parser: argparse.ArgumentParser, *, body: str = "") -> None:
    """Add when and by whom it was decided; ``body`` says who it is when none is named."""
    parser.add_argument("--date", type=day, required=True, metavar="DATE", help="when it was decided, 2026-11-24")
    about = "who decided it"
    parser.add_argument(
        "--body", required=not body, default="", metavar="NAME", help=f"{about} (default: {body})" if body else about
    )


def day(text: str) -> date:
    """Return the date that a text names."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write it as 2026-11-24") from None


def apply(workspace: Workspace, edit: Callable[[str, str], Edit]) -> int:
    """Apply an edit to the catalogue and say what was written, or what it is refused for; return the exit code."""
    from isacs_publish.catalogue_edit import Refused, edit_catalogue

    try:
        written = edit_catalogue(workspace, edit)
    except Refused as refused:
        return show(refused.findings, workspace)
    for line in written:
        print(line)
    return CLEAN
