"""``isacs provisions``: each requirement, recommendation, permission and possibility, with who acts and in which words."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from isacs_publish.cli.arguments import jobs, selecting
from isacs_publish.cli.ending import CLEAN, bad_call, show
from isacs_publish.cli.selected import selected, unread

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from isacs_publish.cli.arguments import Commands
    from isacs_publish.exports.provisions_shown import Listed
    from isacs_publish.model.catalogue import Catalogue, Module
    from isacs_publish.sphinxext.run import Reading
    from isacs_publish.workspace import Workspace

_ABOUT = """\
Lists the provisions of modules: the clause of each, who acts, the verbal form as it is written, its class, its words. An entry
of a list stands behind the words of its lead-in."""


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    provisions = commands.add_parser("provisions", help="list what modules require, recommend and permit", description=_ABOUT)
    selecting(provisions)
    provisions.add_argument("--form", metavar="FORM", help="those of a class (requirement) or a verbal form (shall not)")
    provisions.add_argument("--format", choices=("text", "csv", "json"), default="text", help="default: text")
    provisions.add_argument("--to", type=Path, metavar="FILE", help="write into a file")
    jobs(provisions)
    provisions.set_defaults(run=run)


def run(workspace: Workspace, arguments: Namespace) -> int:
    """Print or write the provisions of the modules that are selected; return the exit code."""
    from isacs_publish.publish import check

    chosen = selected(workspace, arguments)
    if isinstance(chosen, int):
        return chosen
    catalogue, modules = chosen
    findings, reading = check(workspace, catalogue.languages.source, arguments.jobs, printing=False)
    if reading is None:
        return show(findings, workspace)
    listed = list(_listed(workspace, catalogue, modules, reading))
    if arguments.form:
        if unknown := _unknown_form(arguments.form, {row.form for _, row in listed}, catalogue.languages.source):
            return bad_call(unknown)
        listed = [(module, row) for module, row in listed if arguments.form.lower() in (row.form, row.verbal)]
    return _give(listed, arguments) or unread(modules, reading)


def _unknown_form(form: str, used: set[str], language: str) -> str:
    """Return what is said where a word is neither a class nor a verbal form, empty where it is one."""
    from isacs_publish.forms import verbal_forms
    from isacs_publish.model.finding import nearest
    from isacs_publish.model.provision import STRENGTH

    known = sorted({*STRENGTH, *used})
    if form.lower() in known or verbal_forms(language).located(form)[1]:
        return ""
    return f"{form!r} is neither a class nor a verbal form; {nearest(form, known) or 'there are: ' + ', '.join(known)}"


def _listed(workspace: Workspace, catalogue: Catalogue, modules: Sequence[Module], reading: Reading) -> Iterator[Listed]:
    """Yield the provisions of modules with their identifiers."""
    from isacs_publish.forms import verbal_forms
    from isacs_publish.instruments_file import read_instruments
    from isacs_publish.model.provision_rows import rows
    from isacs_publish.naming import names_in

    source = catalogue.languages.source
    instruments, _ = read_instruments(workspace.instruments, workspace.shown(workspace.instruments))
    for module in modules:
        if text := reading.texts.get(module.number):
            for row in rows(text, verbal_forms(source), names_in(text, catalogue, instruments)):
                yield str(catalogue.identifier(module, source)), row


def _give(listed: list[Listed], arguments: Namespace) -> int:
    """Print the provisions, or write them into a file; return the exit code."""
    from shutil import get_terminal_size

    from isacs_publish.exports.provisions_shown import as_columns, as_csv, as_json, as_table
    from isacs_publish.workspace import write_atomically

    if arguments.format == "text" and arguments.to is None and sys.stdout.isatty():
        content = as_table(listed, get_terminal_size((140, 24)).columns)
    else:
        content = {"text": as_columns, "csv": as_csv, "json": as_json}[arguments.format](listed)
    if arguments.to is None:
        sys.stdout.write(content)
        return CLEAN
    try:
        write_atomically(arguments.to.resolve(), content.encode())
    except OSError as error:
        return bad_call(f"{arguments.to} cannot be written: {error.strerror}")
    return CLEAN
