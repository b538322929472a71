"""The directives of the vocabulary: term, annex, example, formula, reference, modules; images need a text in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, cast

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.parsers.rst.directives.images import Image
from docutils.parsers.rst.states import SubstitutionDef
from sphinx.directives.patches import Figure
from sphinx.util.docutils import SphinxDirective

from isacs_publish.model.finding import nearest
from isacs_publish.model.instrument import Binding
from isacs_publish.model.translation import folded
from isacs_publish.sphinxext import nodes as own
from isacs_publish.sphinxext.formula import fault_of
from isacs_publish.sphinxext.report import report

if TYPE_CHECKING:
    from docutils.nodes import Element, Node
    from sphinx.application import Sphinx

    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.model.instrument import Work
    from isacs_publish.sphinxext.domain import StandardsDomain


class Term(SphinxDirective):
    """A terminological entry (ISO/IEC Directives, Part 2, 16.5): ``.. term:: preferred term``, definition as content."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        "admitted": directives.unchanged_required,
        "deprecated": directives.unchanged_required,
        "source": directives.unchanged_required,
    }

    def run(self) -> list[Node]:
        """Return the entry; without definition, or elsewhere than directly in a clause, it is reported."""
        entry = own.term_entry()
        self.set_source_info(entry)
        for status, text in self._designations():
            entry += self._inline(own.designation(text, status=status), text)
        entry["term"] = entry[0].astext()
        definition = self.parse_content_to_nodes()
        if not any(isinstance(node, nodes.paragraph) for node in definition):
            report("term-without-definition", f"the term {entry['term']!r} has no definition", entry, "write one below it")
        if not isinstance(self.state.parent, nodes.section):
            report("misplaced-directive", "a term entry stands directly in a clause", entry, "take it out of what is around it")
        entry += definition
        if source := self.options.get("source"):
            entry += self._inline(own.term_source(source), source)
        return [entry]

    def _designations(self) -> list[tuple[str, str]]:
        terms = [("preferred", " ".join(self.arguments[0].split()))]
        for status in ("admitted", "deprecated"):
            texts = self.options.get(status, "").split(";")
            terms += [(status, text.strip()) for text in texts if text.strip()]
        return terms

    def _inline(self, node: Element, text: str) -> Element:
        parsed, messages = self.parse_inline(text)
        node += parsed
        node += messages
        self.set_source_info(node)
        return node


class Annex(SphinxDirective):
    """Makes the section around it an annex: ``.. annex:: normative`` or ``informative``."""

    required_arguments = 1
    STATUSES = ("normative", "informative")

    def run(self) -> list[Node]:
        """Set the status on the section; return nothing."""
        section, status = self.state.parent, self.arguments[0]
        if not isinstance(section, nodes.section) or isinstance(section.parent, nodes.document) or "annex" in section:
            raise self.error("an annex is a clause: write the directive once, directly under its title")
        if status not in self.STATUSES:
            hint = nearest(status, self.STATUSES) or f"write one of: {', '.join(self.STATUSES)}"
            report("annex-status", f"{status!r} is no status of an annex", self.get_location(), hint)
        section["annex"] = status
        return []


class Example(SphinxDirective):
    """An example (ISO/IEC Directives, Part 2, clause 25)."""

    has_content = True

    def run(self) -> list[Node]:
        """Return the example."""
        self.assert_has_content()
        example = own.example("\n".join(self.content))
        self.set_source_info(example)
        example += self.parse_content_to_nodes()
        return [example]


class Formula(SphinxDirective):
    """A numbered formula (ISO/IEC Directives, Part 2, clause 27): LaTeX as content, the same in words as ``:alt:``."""

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {"alt": directives.unchanged_required}

    def run(self) -> list[Node]:
        """Return the formula; without ``:alt:`` nobody could hear it, and what cannot be drawn is none: both are reported."""
        self.assert_has_content()
        node = own.formula(latex=" ".join(self.content), alt=self.options.get("alt", ""))
        self.set_source_info(node)
        if fault := fault_of(node["latex"]):
            report("formula-syntax", f"the formula cannot be drawn: {fault}", node, "compare with the LaTeX of mathematics")
            node["latex"] = "?"
        if not node["alt"]:
            report("formula-without-alt", "the formula has no text for those who cannot see it", node, "add ':alt: …'")
        return [node]


class Reference(SphinxDirective):
    """An entry of clause 2 or of the bibliography: a module number alone, or a key with the entry as content."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[Node]:
        """Return the entry."""
        entry = own.reference_entry(key=self.arguments[0])
        self.set_source_info(entry)
        key = self.arguments[0]
        if self.content:
            entry += self.parse_content_to_nodes()
        elif key in catalogue_of(self).modules:
            entry["module"] = key
        elif work := domain_of(self).instruments.find(key):
            entry += entry_of(work)
        else:
            known = [*catalogue_of(self).modules, *domain_of(self).instruments.works]
            hint = nearest(key, known) or "correct the key, or add the work to instruments.bib"
            report("unknown-module", f"no module {key!r}", entry, hint)
            entry += nodes.paragraph("", "", own.missing("", f"?{key}?"))
        return [entry]


class Waiver(SphinxDirective):
    """A reason why a rule does not hold at the unit around it: ``.. waiver:: hanging-paragraph``, the reason as content.

    After the code may stand words that the message of the finding holds.
    """

    required_arguments = 1
    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[Node]:
        """Return the waiver, which prints nothing."""
        code, holds = self.arguments[0], " ".join(self.arguments[1:])
        node = own.waiver(code=code, holds=holds, reason=" ".join(" ".join(self.content).split()))
        self.set_source_info(node)
        return [node]


class Issues(SphinxDirective):
    """The cross-cutting issues that a clause treats: ``.. issues:: gender, children``, directly under its title."""

    required_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[Node]:
        """Return a tag for each issue, which prints nothing."""
        if not isinstance(self.state.parent, nodes.section):
            raise self.error("issues are those of a clause: write the directive directly under its title")
        found: list[Node] = []
        for issue in filter(None, (name.strip() for name in self.arguments[0].split(","))):
            found.append(own.tag(issue=issue))
            self.set_source_info(found[-1])
        return found


class ModuleList(SphinxDirective):
    """The modules of a series with their identifiers, from the catalogue: ``.. modules:: 05``; all series without argument."""

    optional_arguments = 1

    def run(self) -> list[Node]:
        """Return the list, to be filled when the page is written."""
        node = own.module_list(series="".join(self.arguments))
        self.set_source_info(node)
        known = [series.number for series in catalogue_of(self).series]
        if node["series"] and node["series"] not in known:
            hint = nearest(node["series"], known) or f"the catalogue has: {', '.join(known)}"
            report("unknown-series", f"no series {node['series']!r}", node, hint)
        return [node]


class Coverage(SphinxDirective):
    """The table of coverage: modules by cross-cutting issues, with the clauses that treat each: ``.. coverage::``."""

    def run(self) -> list[Node]:
        """Return the table, to be filled when the page is written."""
        node = own.coverage_table()
        self.set_source_info(node)
        return [node]


class InstrumentsTable(SphinxDirective):
    """The instruments that bind in one way, with the clauses that restate or cite them: ``.. instruments:: legal``."""

    required_arguments = 1

    def run(self) -> list[Node]:
        """Return the table, to be filled when the page is written."""
        node = own.instruments_table(binding=self.arguments[0])
        self.set_source_info(node)
        if node["binding"] in list(Binding):
            return [node]
        hint = nearest(node["binding"], map(str, Binding)) or f"write one of: {', '.join(Binding)}"
        report("unknown-force", f"no force {node['binding']!r}", node, hint)
        return []


def described(argument: str) -> str:
    """Return a text in words in one line, as it is a message."""
    return folded(directives.unchanged(argument))


class DescribedImage(Image):
    """``image`` with its text in words."""

    option_spec: ClassVar[dict[str, Any]] = {**(Image.option_spec or {}), "alt": described}

    def run(self) -> list[Any]:
        """Return the image; without ``:alt:`` it is reported."""
        report_without_alt(self)
        return list(super().run())


def width(argument: str) -> str:
    """Return a width of CSS; a number alone is in px. Raise ValueError for what is none."""
    return str(directives.length_or_percentage_or_unitless(argument, "px"))


class DescribedFigure(Figure):
    """``figure`` with its text in words; its width is what the author says, never that of a file beside the program."""

    option_spec: ClassVar[dict[str, Any]] = {**(Figure.option_spec or {}), "figwidth": width, "alt": described}

    def run(self) -> list[Any]:
        """Return the figure; without ``:alt:`` it is reported."""
        report_without_alt(self)
        try:
            return list(super().run())
        except UnboundLocalError as error:  # docutils 0.22 expects that content makes at least one node
            raise self.error("a figure holds a caption, and below it a legend") from error


def report_without_alt(directive: Any) -> None:
    """Report an image without text in words: docutils would say the name of its file, or of its substitution."""
    given = not isinstance(directive.state, SubstitutionDef) or ":alt:" in directive.block_text
    if not given or not (directive.options.get("alt") or "").strip():
        source, line = directive.state_machine.get_source_and_line(directive.lineno)
        what = directive.name.lower()
        hint = "add ':alt: …', which says what the picture shows"
        report(f"{what}-without-alt", f"the {what} has no text for those who cannot see it", f"{source}:{line}", hint)


def entry_of(work: Work) -> nodes.paragraph:
    """Return the entry of a work in a list of references."""
    entry = nodes.paragraph(translatable=False)  # (works are cited as they are named; Sphinx heeds the attribute too)
    for place, (part, italics) in enumerate(work.parts()):
        entry += nodes.Text(", ") if place else []
        entry += nodes.emphasis("", part) if italics else nodes.Text(part)
    return entry


def domain_of(directive: SphinxDirective) -> StandardsDomain:
    """Return what is known of every module."""
    return cast("StandardsDomain", directive.env.domains["isacs"])


def catalogue_of(directive: SphinxDirective) -> Catalogue:
    """Return the catalogue of the project."""
    return domain_of(directive).catalogue


def setup_directives(app: Sphinx) -> None:
    """Make the directives known."""
    for name, directive in (
        ("term", Term),
        ("annex", Annex),
        ("example", Example),
        ("formula", Formula),
        ("reference", Reference),
        ("waiver", Waiver),
        ("issues", Issues),
        ("modules", ModuleList),
        ("coverage", Coverage),
        ("instruments", InstrumentsTable),
    ):
        app.add_directive(name, directive)
    app.add_directive("image", DescribedImage, override=True)
    app.add_directive("figure", DescribedFigure, override=True)
