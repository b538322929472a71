"""``isacs keys``: keys and a certificate for trying releases."""

from __future__ import annotations

import argparse
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from isacs_publish.cli.ending import CLEAN, bad_call
from isacs_publish.cli.release import PASSPHRASE, is_inside

if TYPE_CHECKING:
    from argparse import Namespace

    from isacs_publish.cli.arguments import Commands
    from isacs_publish.workspace import Workspace

_ABOUT = """\
Makes keys to try releases with: release.key and release.pub sign and check manifests (Ed25519), publisher.key and publisher.crt
sign PDFs. The certificate is signed by its own key, so that PDF readers call its owner unknown; a publisher takes one from a
certification authority instead, under the same file name. Give release.pub and publisher.crt to readers, never the others.
"""
YEARS = 5
"""How long a certificate for trials is valid."""


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    raw = argparse.RawDescriptionHelpFormatter
    keys = commands.add_parser("keys", help="make keys for trials", description=_ABOUT, formatter_class=raw)
    keys.add_argument("--out", required=True, type=Path, metavar="DIR", help="where to write them, outside the project")
    keys.add_argument("--name", default="Test publisher", metavar="NAME", help="whose they are (default: Test publisher)")
    keys.set_defaults(run=run, outside=True)


def run(workspace: Workspace, arguments: Namespace) -> int:
    """Write keys; return the exit code."""
    from isacs_publish.signing import KeysUnusable, make_keys

    if is_inside(arguments.out, workspace) and (workspace.project / "source").is_dir():
        return bad_call(f"{arguments.out} lies in the project, where keys might be committed; name a folder elsewhere")
    yesterday = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    folder = arguments.out.expanduser()
    try:
        ends = yesterday + timedelta(days=366 * YEARS)
        make_keys(folder, arguments.name, yesterday, ends, os.environ.get(PASSPHRASE, "").encode())
    except KeysUnusable as error:
        return bad_call(error)
    print(f"wrote release.key, release.pub, publisher.key, publisher.crt into {folder}")
    return CLEAN
