"""The vocabulary of modules is closed: what else docutils and Sphinx know is refused, with a finding where it stands.

Some of it prints the day of the build, some prints on the web and not on paper, some counts or heads without a number.
"""

from __future__ import annotations

import re
from traceback import walk_tb
from typing import TYPE_CHECKING, Any, ClassVar, cast
from urllib.parse import urlsplit

from docutils import nodes
from docutils.parsers.rst.states import SubstitutionDef
from docutils.statemachine import StateMachine
from sphinx import addnodes
from sphinx.parsers import RSTParser
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import CustomReSTDispatcher, SphinxDirective

from isacs_publish.sphinxext import nodes as own
from isacs_publish.sphinxext.report import exact_place, report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from docutils.nodes import Node
    from docutils.parsers.rst import Directive
    from docutils.statemachine import StringList
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from isacs_publish.sphinxext.domain import StandardsDomain

DIRECTIVES = frozenset(
    {"annex", "example", "formula", "issues", "note", "reference", "term", "waiver"}
    | {"csv-table", "figure", "image", "list-table", "table"}
    | {"code", "code-block", "include", "literalinclude", "parsed-literal", "sourcecode"}
    | {"replace", "unicode"}
)
"""The directives of a module."""

OF_PAGES = frozenset({"coverage", "instruments", "modules", "toctree"})
"""The directives of the other pages of the website."""

SCHEMES = ("http", "https", "mailto")
"""Where links of a publication may lead."""

_HINTS = {
    "coverage": "it belongs on a page of the website",
    "date": "the date of a module is that of the catalogue",
    "instruments": "it belongs on a page of the website",
    "math": "use the directive 'formula'",
    "modules": "it belongs on the page of a series",
    "raw": "modules hold no such content",
    "rubric": "write a title, with its underline",
    "toctree": "contents are made of the titles; other modules are cited with ':module:'",
}
_PRESENTATION = {"class", "figclass"}
"""Options that would let a text pass for another part of the page, such as the cover."""


class Refused(SphinxDirective):
    """Stands for each directive that has no place on a page."""

    has_content = True

    def run(self) -> list[Node]:
        """Return nothing, or in a substitution the mark of what is missing."""
        hint = _HINTS.get(self.name.lower(), "see docs/markup.md for the vocabulary")
        code = "math-markup" if self.name.lower() == "math" else "forbidden-directive"
        report(code, f'the directive "{self.name}" has no place here', self.get_location(), hint)
        return [own.missing("", f"?{self.name}?")] if isinstance(self.state, SubstitutionDef) else []


class Vocabulary(CustomReSTDispatcher):
    """Finds the directives of a vocabulary; all others that exist are refused."""

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__()
        self.names = names

    def directive(self, directive_name: str, language_module: ModuleType, document: nodes.document) -> tuple[Any, list[Any]]:
        """Return the class of a directive, None where no such directive exists, and what docutils says of it."""
        found, messages = super().directive(directive_name, language_module, document)
        if found is None:
            return None, messages
        return (without_classes(found) if directive_name.lower() in self.names else Refused), messages


def without_classes(directive: type[Directive]) -> type[Directive]:
    """Return a directive without the options that set classes, so that they are unknown to docutils."""
    spec = {name: kind for name, kind in (directive.option_spec or {}).items() if name not in _PRESENTATION}
    return type(directive.__name__, (directive,), {"option_spec": spec or None})


class ModuleParser(RSTParser):
    """Parses with the closed vocabulary, and hears what docutils takes for text though it looks like a title."""

    def parse(self, inputstring: str | StringList, document: nodes.document) -> None:
        """Fill the document."""
        document.reporter.attach_observer(report_short_title)
        names = DIRECTIVES if is_module(document.settings.env) else DIRECTIVES | OF_PAGES
        with Vocabulary(names):
            try:
                super().parse(inputstring, document)
            except RecursionError as error:  # deeper than Python can follow: the text goes as far as it went
                where = (document.settings.env.docname, _innermost_line(error))
                report("too-deep", "what ends here is nested too deeply", where, "write it with fewer levels")
                self.finish_parse()


def _innermost_line(error: RecursionError) -> int:
    """Return the line that was being parsed when Python could follow no more: the innermost of docutils' machines knows."""
    machines = (frame.f_locals.get("self") for frame, _ in walk_tb(error.__traceback__))
    lines = [m.abs_line_number() for m in machines if isinstance(m, StateMachine) and m.line_offset >= 0]
    return lines[-1] if lines else 1


def is_module(env: BuildEnvironment) -> bool:
    """Return whether the document that is being read is a module of the catalogue."""
    return env.docname in cast("StandardsDomain", env.domains["isacs"]).catalogue.by_docname


def report_short_title(message: nodes.system_message) -> None:
    """Report a title that docutils takes for text because its line is too short, of which it says so only in passing."""
    if re.match(r"Possible (title underline, too short|incomplete section title)", message.astext().partition(") ")[2]):
        place = f"{message['source']}:{message['line']}"
        report("short-underline", "a title has a line too short for it", place, "make the line as long as the title")


class RefuseFactsOfBuild(SphinxTransform):
    """Refuses the substitutions that Sphinx defines, such as the day of the build. Runs before Sphinx fills them in."""

    default_priority = 205
    NAMES: ClassVar[dict[str, str]] = {
        "today": "the date of a module is that of the catalogue",
        "version": "the version of a module is that of the catalogue",
        "release": "the version of a module is that of the catalogue",
        "translation progress": "write the text out",
    }

    def apply(self, **kwargs: Any) -> None:
        """Report each and put the mark of what is missing in its place."""
        names = self.NAMES.keys() - self.document.substitution_defs.keys()
        for use in list(self.document.findall(nodes.substitution_reference)):
            if (name := use["refname"]) in names:
                place = exact_place(use, self.env.docname)
                report("fact-of-build", f"|{name}| tells of the build and not of the module", place, self.NAMES[name])
                use.replace_self(own.missing("", f"?{name}?"))


class RefuseUnsafeLinks(SphinxTransform):
    """Makes text of links that lead elsewhere than to the web or to a mailbox. Runs when all targets are resolved."""

    default_priority = 835

    def apply(self, **kwargs: Any) -> None:
        """Report each unsafe link and keep its text."""
        for link in list(self.document.findall(nodes.reference)):
            if (address := link.get("refuri")) is not None and not is_safe(address):
                place = exact_place(next(iter(link.findall(nodes.image)), link), self.env.docname)
                hint = "link to http, https or mailto; cite with ':ref:' or ':module:'"
                report("unsafe-link", f"the link leads to {address[:80]!r}", place, hint)
                link.replace_self(link.children)


def is_safe(address: str) -> bool:
    """Return whether an address is one of the web, or a mailbox."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in SCHEMES and bool(parts.netloc or (parts.scheme == "mailto" and parts.path))


Foreign = tuple[str, str, nodes.Node, str]


def report_foreign(document: nodes.document, docname: str) -> None:
    """Report the markup of docutils and Sphinx that a module does not hold."""
    for kind in (_mathematics, _roles, _citations, _half_directives, _outside_title, _tables, _footnotes):
        for code, message, node, hint in kind(document):
            report(code, message, exact_place(node, docname), hint)


def _mathematics(document: nodes.document) -> Iterator[Foreign]:
    for node in document.findall(nodes.math):
        yield "math-markup", "mathematics of this kind cannot be printed", node, "use the directive 'formula'"


def _roles(document: nodes.document) -> Iterator[Foreign]:
    hint = "use ':ref:', ':module:', ':term:' or ':cite:'"
    for node in document.findall(addnodes.pending_xref):
        if node["refdomain"] not in ("isacs", "citation"):
            yield "forbidden-role", f'the role "{node["reftype"]}" has no place in a module', node, hint
    for entry in document.findall(addnodes.index):
        yield "forbidden-role", "a module has no index", entry, hint


def _citations(document: nodes.document) -> Iterator[Foreign]:
    for node in document.findall(nodes.citation):
        yield "forbidden-markup", "a citation of this kind belongs to no list", node, "use 'reference' and ':cite:'"


def _half_directives(document: nodes.document) -> Iterator[Foreign]:
    """Yield comments that were meant as directives: one colon too few, or no space after two."""
    for node in document.findall(nodes.comment):
        slip = re.match(r"([a-z-]+) ?::?", node.astext())
        if slip and slip[1] in DIRECTIVES:
            yield "half-directive", f"{slip[0]!r} begins a comment, which is not printed", node, f"write '.. {slip[1]}:: '"


def _outside_title(document: nodes.document) -> Iterator[Foreign]:
    silent = nodes.Invisible, nodes.target, nodes.system_message
    tops = [node for node in document.children if not isinstance(node, silent)]
    title = next((node for node in tops if isinstance(node, nodes.section)), None)
    for node in tops:
        if isinstance(node, nodes.section) and node is not title:
            yield "second-title", "the module has a second title", node[0], "underline clauses with '-'"
        elif node is not title and title is not None:
            yield "text-before-title", "text stands before the title of the module", node, "move it below"
    for node in title.children if title is not None else ():
        if isinstance(node, nodes.section):
            break
        if not isinstance(node, (*silent, nodes.title)):
            yield "text-before-clause", "text stands before the first clause, where nobody can cite it", node, "move it"


def _tables(document: nodes.document) -> Iterator[Foreign]:
    for table in document.findall(nodes.table):
        titles = [part for part in table.children if isinstance(part, nodes.title)]
        if len(titles) > 1:
            yield "second-title", "the table has a second title", titles[1], "give its title once"


def _footnotes(document: nodes.document) -> Iterator[Foreign]:
    hint = "a footnote holds paragraphs alone; write the rest in the text"
    for note in document.findall(nodes.footnote):
        for part in note.children:
            if not isinstance(part, nodes.label | nodes.paragraph | nodes.system_message):
                yield "footnote-content", "a footnote holds more than paragraphs", part, hint
    for call in document.findall(nodes.footnote_reference):
        around = call.parent
        while around is not None and not isinstance(around, nodes.footnote | nodes.title | nodes.caption):
            around = around.parent
        if around is not None:
            message = f"a footnote is called in a {around.tagname}"
            yield "footnote-place", message, call, "call it in the text"


def setup_vocabulary(app: Sphinx) -> None:
    """Close the vocabulary."""
    app.add_source_parser(ModuleParser, override=True)
    app.add_transform(RefuseFactsOfBuild)
    app.add_transform(RefuseUnsafeLinks)
