"""``isacs check``: findings about catalogue and modules, against the rules of drafting among others."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from isacs_publish.cli.arguments import reading
from isacs_publish.cli.ending import CLEAN, FINDINGS, bad_call, show
from isacs_publish.model.finding import in_order, still_open

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterable, Sequence
    from typing import TypeAlias

    from isacs_publish.cli.arguments import Commands
    from isacs_publish.model.finding import Finding
    from isacs_publish.sphinxext.run import Reading
    from isacs_publish.workspace import Workspace

    Checked: TypeAlias = tuple[list[Finding], Reading | None]

_ABOUT = """\
Checks catalogue and modules against the rules of drafting (ISO/IEC Directives, Part 2, and those of the house), the law
of what was published, and the vocabulary. Prints every finding with file, line, code and hint; docs/rules explains each
code with a wrong and a right example. What is a warning in a draft is an error from approval on. A waiver stands beside
the text:

  .. waiver:: hanging-paragraph

     The paragraph introduces both subclauses, and says so.

covers one finding with that code in the unit around it, is listed in every report, and is itself a finding when it
covers nothing any more."""


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    from argparse import RawDescriptionHelpFormatter

    raw = RawDescriptionHelpFormatter
    check = commands.add_parser("check", help="check catalogue and modules", description=_ABOUT, formatter_class=raw)
    reading(check)
    check.add_argument(
        "--fix", action="store_true",
        help="first repair what is mechanical: anchors, quotation marks, units, list punctuation, fixed introductory words; "
        "a provision is never touched",
    )  # fmt: skip
    check.add_argument(
        "--editorial", action="store_true",
        help="also prove that an editing pass changed no verbal form, negation, number, unit, term, definition or citation",
    )  # fmt: skip
    check.add_argument("--since", metavar="REVISION", help="with --editorial: the text before the pass (default: HEAD)")
    check.add_argument("--format", choices=("text", "json", "sarif"), default="text", help="default: text")
    check.add_argument("--to", type=Path, metavar="FILE", help="write JSON or SARIF to a file instead of the standard output")
    check.set_defaults(run=run)


def run(workspace: Workspace, arguments: Namespace) -> int:
    """Check, after a repair where it is asked for; return the exit code."""
    from isacs_publish.publish import NoSuchLanguage, check

    if arguments.since is not None and not arguments.editorial:
        return bad_call("--since goes with --editorial")
    if arguments.to is not None and arguments.format == "text":
        return bad_call("--to goes with --format json or sarif")
    try:
        findings, read = check(workspace, arguments.language, arguments.jobs, printing=False)
    except NoSuchLanguage as error:
        return bad_call(error)
    if arguments.fix and read:
        findings, read = _repaired(workspace, findings, read, arguments)
    if arguments.editorial and read:
        from isacs_publish.comparing import NotComparable, editing_faults

        try:
            findings = in_order([*findings, *editing_faults(workspace, read, arguments.since or "HEAD", arguments.jobs)])
        except NotComparable as error:
            return bad_call(error)
    if arguments.format != "text":
        return _write(workspace, findings, arguments)
    code = show(findings, workspace)
    if without := _without(workspace):
        print(f"note: the catalogue switches off: {', '.join(without)}", file=sys.stderr)
    if code == CLEAN and not findings:
        print("no findings")
    return code


PASSES = 3
"""How often modules are mended at most: what one repair frees, such as the end of a line, another may mend."""


def _repaired(workspace: Workspace, findings: list[Finding], read: Reading, arguments: Namespace) -> Checked:
    """Repair, say what was done, and return what is found then; what changed nothing is not read again."""
    from isacs_publish.fix import write_mended, write_missing_anchors
    from isacs_publish.publish import check, corpus_read, load_catalogue

    catalogue, _ = load_catalogue(workspace)

    def again() -> Checked:
        return check(workspace, arguments.language, arguments.jobs, printing=False)

    found: Checked = (findings, read)
    if _say(write_missing_anchors(workspace, read.outlines.values()), arguments):
        found = again()
    for _ in range(PASSES):
        if not (catalogue and found[1]):
            break
        corpus, *_others = corpus_read(workspace, catalogue, found[1])
        if not _say(write_mended(workspace, corpus, lambda: again()[1]), arguments):
            break
        found = again()
    return found


def _say(lines: Iterable[str], arguments: Namespace) -> bool:
    """Print what was written, beside other output where that is for a program; tell whether it was anything."""
    said = list(lines)
    for line in said:
        print(line, file=sys.stderr if arguments.format != "text" else sys.stdout)
    return bool(said)


def _write(workspace: Workspace, findings: Sequence[Finding], arguments: Namespace) -> int:
    """Write findings for other programs; return the exit code."""
    from isacs_publish.exports.findings_json import as_json
    from isacs_publish.exports.findings_sarif import as_sarif
    from isacs_publish.workspace import write_atomically

    written = as_sarif(findings) if arguments.format == "sarif" else as_json(findings, _without(workspace))
    if arguments.to is None:
        print(written, end="")
    else:
        try:
            write_atomically(arguments.to, written.encode())
        except OSError as error:
            return bad_call(f"{arguments.to}: {error.strerror}")
    return FINDINGS if still_open(findings) else CLEAN


def _without(workspace: Workspace) -> tuple[str, ...]:
    """Return the rules that the catalogue switches off."""
    from isacs_publish.publish import load_catalogue

    catalogue, _ = load_catalogue(workspace)
    return catalogue.rules.without if catalogue else ()
