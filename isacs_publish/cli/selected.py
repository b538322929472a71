"""What commands about some modules share: which are selected, and how such a command ends when one could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isacs_publish.cli.ending import CLEAN, bad_call, show

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Sequence

    from isacs_publish.model.catalogue import Catalogue, Module
    from isacs_publish.sphinxext.run import Reading
    from isacs_publish.workspace import Workspace


def selected(workspace: Workspace, arguments: Namespace) -> tuple[Catalogue, tuple[Module, ...]] | int:
    """Return the catalogue and the modules that the words select; the exit code where there is no telling which."""
    from isacs_publish.publish import load_catalogue
    from isacs_publish.selection import NotSelectable, select

    catalogue, findings = load_catalogue(workspace)
    if catalogue is None:
        return show(findings, workspace)
    try:
        return catalogue, select(catalogue, tuple(arguments.selection)).modules
    except NotSelectable as error:
        return bad_call(error)


def unread(modules: Sequence[Module], reading: Reading) -> int:
    """Return the exit code for modules of which some may not have been read; say which."""
    missing = [module.number for module in modules if module.number not in reading.texts]
    return bad_call(f"not read: {', '.join(missing)}; isacs check says why") if missing else CLEAN
