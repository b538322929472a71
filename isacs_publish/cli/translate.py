"""``isacs translate``: the catalogues of messages brought up to the sources, how far they are, and files for translators."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from isacs_publish.cli.arguments import jobs
from isacs_publish.cli.ending import bad_call, show
from isacs_publish.model.finding import in_order

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator, Sequence

    from isacs_publish.cli.arguments import Commands
    from isacs_publish.exchange import Imported
    from isacs_publish.model.finding import Finding
    from isacs_publish.model.translation_status import Standing
    from isacs_publish.source_messages import SourceMessages
    from isacs_publish.translations import Updated
    from isacs_publish.workspace import Workspace

_ABOUT = """\
The words of each source stand, sentence by sentence, in a catalogue of messages for each language:
source/locale/LANGUAGE/LC_MESSAGES/05/05.20/index.po, as sphinx-intl has them. Tools such as Poedit and Weblate edit these
files; others take XLIFF or CSV. docs/translation.md tells the whole way.
"""
_UPDATE = """\
Reads the sources and writes what is new, edited or gone into the catalogues of messages. The translation of an edited sentence
stays, marked fuzzy; that of one that is gone is kept at the end of the file. A source with errors is left alone."""
_STATUS = """\
Counts clauses and words by what their translation is: current, stale (the source was edited since) or missing. With one module
and one language, lists each clause that is behind."""
_EXPORT = """\
Writes a file for each source and language, with every sentence, its translation and its state. XLIFF 1.2 is for the tools of
translators, CSV for spreadsheets."""
_IMPORT = """\
Takes translations from files of XLIFF (1.2, 2.0) or CSV, which say themselves what they translate. A file with errors changes
nothing; an empty translation never replaces one that is there."""
_EXAMPLES = """\
examples:
  isacs translate update                      bring all languages up to the sources
  isacs translate status                      how far each module is in each language
  isacs translate status 05.20 --language fr  which clauses of a module are behind, and what was edited in them
  isacs translate export 05 --language fr --format xliff --to ~/for-translators
  isacs translate import ~/back/05.20.fr.xlf

exit code: 0 clean, 1 findings, 2 bad call
"""


def add(commands: Commands) -> None:
    """Add the command and its own commands to the parser."""
    raw = argparse.RawDescriptionHelpFormatter
    translate = commands.add_parser(
        "translate",
        help="translations: update, status, export, import",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=raw,
    )
    own = translate.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_update(own)
    _add_status(own)
    _add_export(own)
    _add_import(own)


def _add_update(commands: Commands) -> None:
    update = commands.add_parser("update", help="bring catalogues of messages up to the sources", description=_UPDATE)
    _selecting(update)
    update.set_defaults(run=_update)


def _add_status(commands: Commands) -> None:
    status = commands.add_parser("status", help="tell how far translations are", description=_STATUS)
    _selecting(status)
    status.add_argument("--format", choices=("text", "json", "csv"), default="text", help="default: text")
    status.set_defaults(run=_status)


def _add_export(commands: Commands) -> None:
    export = commands.add_parser("export", help="write files for translators", description=_EXPORT)
    _selecting(export)
    export.add_argument("--format", choices=("xliff", "csv"), required=True, help="what the tool of the translator reads")
    export.add_argument("--to", type=Path, required=True, metavar="DIR", help="folder to write into")
    export.set_defaults(run=_export)


def _add_import(commands: Commands) -> None:
    take = commands.add_parser("import", help="take files of translators", description=_IMPORT)
    take.add_argument("files", nargs="+", type=Path, metavar="FILE", help="files that came back")
    jobs(take)
    take.set_defaults(run=_import)


def _selecting(parser: ArgumentParser) -> None:
    what = "modules (05.20), series (05), or other sources (catalogue, index); nothing: all"
    parser.add_argument("selection", nargs="*", metavar="SELECTION", help=what)
    parser.add_argument("--language", default="all", metavar="CODES", help="languages, such as fr,es (default: all)")
    jobs(parser)


class _Chosen:
    """What a call is about: the sources read, those that are selected, the languages."""

    def __init__(self, read: SourceMessages, arguments: Namespace) -> None:
        self.read = read
        selected = read.selected(tuple(arguments.selection))
        self.docnames = tuple(docname for docname in read.messages if docname in selected)
        self.findings: tuple[Finding, ...] = read.about(selected) if arguments.selection else read.findings
        self.languages = read.languages if arguments.language == "all" else tuple(arguments.language.split(","))
        self.names = {docname: read.name(docname) for docname in self.docnames}

    @property
    def unknown(self) -> str:
        """What is said about languages that nothing is translated into, empty where all are."""
        wrong = [each for each in self.languages if each not in self.read.languages]
        known = ", ".join(self.read.languages) or "no language"
        told = f"nothing is translated into {', '.join(map(repr, wrong))}; the catalogue has translations in: {known}"
        return told if wrong else ""


def _chosen(workspace: Workspace, arguments: Namespace) -> _Chosen | int:
    """Return what a call is about, or the exit code where there is no telling."""
    from isacs_publish.selection import NotSelectable

    read = _read(workspace, arguments)
    if isinstance(read, int):
        return read
    try:
        chosen = _Chosen(read, arguments)
    except NotSelectable as error:
        return bad_call(error)
    return bad_call(chosen.unknown) if chosen.unknown else chosen


def _read(workspace: Workspace, arguments: Namespace) -> SourceMessages | int:
    from isacs_publish.source_messages import read_messages

    read, findings = read_messages(workspace, arguments.jobs)
    return show(findings, workspace) if read is None else read


def _update(workspace: Workspace, arguments: Namespace) -> int:
    """Bring catalogues of messages up to the sources, and say what changed; return the exit code."""
    from isacs_publish.progress import progress
    from isacs_publish.translations import update

    with progress() as step:
        chosen = _chosen(workspace, arguments)
        if isinstance(chosen, int):
            return chosen
        read = chosen.read
        done: list[Updated] = []
        only = frozenset(chosen.docnames) - read.faulty
        sound = {docname: messages for docname, messages in read.messages.items() if docname not in read.faulty}
        for place, language in enumerate(chosen.languages, 1):
            done.append(update(workspace, read.catalogue, sound, language, only))
            step(f"{language}: {_counted(len(done[-1].written), 'file')} written", place, len(chosen.languages))
    for each in done:
        print(_said(each))
    return show(in_order([*chosen.findings, *(finding for each in done for finding in each.findings)]), workspace)


def _said(updated: Updated) -> str:
    written = _counted(len(updated.written), "file")
    return f"{updated.language}: {written} changed; messages: {updated.new} new, {updated.edited} edited, {updated.gone} gone"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _status(workspace: Workspace, arguments: Namespace) -> int:
    """Print how far translations are; return the exit code."""
    from isacs_publish.exports.translation_shown import as_csv, as_json
    from isacs_publish.translation_standing import standings

    chosen = _chosen(workspace, arguments)
    if isinstance(chosen, int):
        return chosen
    found, findings = standings(workspace, chosen.read, chosen.docnames, chosen.languages)
    if arguments.format == "text":
        print(_status_shown(workspace, chosen, found), end="")
    else:
        sys.stdout.write({"json": as_json, "csv": as_csv}[arguments.format](found, chosen.names))
    return show(in_order(findings), workspace)


def _status_shown(workspace: Workspace, chosen: _Chosen, found: Sequence[Standing]) -> str:
    """Return table and chart, and the clauses that are behind where one source and one language are asked for."""
    from shutil import get_terminal_size

    from isacs_publish.exports.translation_terminal import Output
    from isacs_publish.po_file import po_path
    from isacs_publish.translation_standing import clauses_behind, versions_reflected

    output = Output(get_terminal_size((140, 24)).columns, colour=sys.stdout.isatty())
    shown = output.status(found, chosen.names)
    if len(chosen.docnames) != 1 or len(chosen.languages) != 1:
        return shown
    (docname,), (language,) = chosen.docnames, chosen.languages
    late = clauses_behind(workspace, chosen.read, docname, language)
    path = workspace.shown(po_path(workspace.sources, language, docname))
    reflected = versions_reflected(workspace, chosen.read, docname)
    return shown + output.behind(late, partial(chosen.read.clause, docname), path, reflected)


def _export(workspace: Workspace, arguments: Namespace) -> int:
    """Write files for translators; return the exit code."""
    from isacs_publish.exchange import exported
    from isacs_publish.workspace import write_atomically

    chosen = _chosen(workspace, arguments)
    if isinstance(chosen, int):
        return chosen
    findings, folder, written = list(chosen.findings), arguments.to.expanduser().resolve(), 0
    for docname in (docname for docname in chosen.docnames if docname not in chosen.read.faulty):
        for language in chosen.languages:
            name, content, faults = exported(workspace, chosen.read, docname, language, arguments.format)
            findings += faults
            if faults:
                continue
            try:
                write_atomically(folder / name, content)
            except OSError as error:
                return bad_call(f"{arguments.to} cannot be written: {error.strerror}")
            written += 1
    print(f"{_counted(written, 'file')} in {arguments.to}")
    return show(in_order(findings), workspace)


def _import(workspace: Workspace, arguments: Namespace) -> int:
    """Take files of translators, and say what came of each; return the exit code."""
    from isacs_publish.exchange import imported

    read = _read(workspace, arguments)
    if isinstance(read, int):
        return read
    done = list(imported(workspace, read, (path.expanduser().resolve() for path in arguments.files)))
    for each in done:
        for line in _came_of(each):
            print(line)
    return show(in_order(finding for each in done for finding in each.findings), workspace)


def _came_of(each: Imported) -> Iterator[str]:
    """Yield what is said about the import of a file."""
    for part in each.parts:
        held = _counted(part.held, "translation")
        yield f"{each.path}: {part.docname} {part.language}: {held}, {part.changed} of them new"
    if not each.parts:
        yield f"{each.path}: nothing taken"
