"""``isacs declare``: declare what changed in a clause."""

from __future__ import annotations

from argparse import RawDescriptionHelpFormatter
from typing import TYPE_CHECKING, get_args

from isacs_publish.cli.editing import apply, module
from isacs_publish.model.catalogue import ChangeNature

if TYPE_CHECKING:
    from argparse import Namespace

    from isacs_publish.catalogue_edit import Edit
    from isacs_publish.cli.arguments import Commands
    from isacs_publish.workspace import Workspace

NATURES = get_args(ChangeNature)

_ABOUT = f"""\
Declares a change of the version that is being drafted: a row [[change]] in source/catalogue.toml,
from which the record of the amendment is printed. CLAUSE is the anchor of the clause, NATURE one of
{", ".join(NATURES)}.
A clause that was split or merged went into those that --into names; they may include itself."""
_EXAMPLES = """\
examples:
  isacs declare 05.20 terms-of-reference normative --summary "The budget shall now be stated."
  isacs declare 05.20 site-visits withdrawn --summary "Covered by 06.30."
  isacs declare 05.20 reporting split --into reporting follow-up --summary "Follow-up has a clause of its own."
"""


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    declare = commands.add_parser(
        "declare",
        help="declare what changed in a clause",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=RawDescriptionHelpFormatter,
    )
    module(declare)
    declare.add_argument("clause", metavar="CLAUSE", help="the anchor of the clause")
    declare.add_argument("nature", metavar="NATURE", choices=NATURES, help="what kind of change it is")
    declare.add_argument("--summary", required=True, metavar="TEXT", help="what changed, in words for the reader")
    declare.add_argument("--into", nargs="+", default=[], metavar="ANCHOR", help="where a split or merged clause went")
    declare.set_defaults(run=run)


def run(workspace: Workspace, arguments: Namespace) -> int:
    """Declare the change, of the version that the catalogue gives; return the exit code."""
    from isacs_publish.catalogue_edit import current_change, declare

    facts = arguments.clause, arguments.nature, arguments.summary, tuple(arguments.into)

    def edit(text: str, shown: str) -> Edit:
        return declare(text, current_change(text, arguments.module, *facts, shown=shown), shown)

    return apply(workspace, edit)
