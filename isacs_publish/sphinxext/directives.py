"""The directives of the vocabulary: term, annex, example, formula, reference, modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

from isacs_publish.sphinxext import nodes as own
from isacs_publish.sphinxext.report import report

if TYPE_CHECKING:
    from docutils.nodes import Element, Node
    from sphinx.application import Sphinx


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
        """Return the entry."""
        entry = own.term_entry(term=self.arguments[0])
        self.set_source_info(entry)
        for status, text in self._designations():
            entry += self._inline(own.designation(text, status=status), text)
        entry += self.parse_content_to_nodes()
        if source := self.options.get("source"):
            entry += self._inline(own.term_source(source), source)
        return [entry]

    def _designations(self) -> list[tuple[str, str]]:
        terms = [("preferred", self.arguments[0])]
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

    def run(self) -> list[Node]:
        """Set the status on the section; return nothing."""
        status = directives.choice(self.arguments[0], ("normative", "informative"))
        section = self.state.parent
        if not isinstance(section, nodes.section):
            raise self.error("an annex is a clause: write the directive directly under its title")
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
        """Return the formula; without ``:alt:`` it is reported, since nobody could hear it."""
        self.assert_has_content()
        node = own.formula(latex=" ".join(self.content), alt=self.options.get("alt", ""))
        self.set_source_info(node)
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
        if self.content:
            entry += self.parse_content_to_nodes()
        else:
            entry["module"] = self.arguments[0]
        return [entry]


class ModuleList(SphinxDirective):
    """The modules of a series with their identifiers, from the catalogue: ``.. modules:: 05``; all series without argument."""

    optional_arguments = 1

    def run(self) -> list[Node]:
        """Return the list, to be filled when the page is written."""
        node = own.module_list(series="".join(self.arguments))
        self.set_source_info(node)
        return [node]


def setup_directives(app: Sphinx) -> None:
    """Make the directives known."""
    for name, directive in (
        ("term", Term),
        ("annex", Annex),
        ("example", Example),
        ("formula", Formula),
        ("reference", Reference),
        ("modules", ModuleList),
    ):
        app.add_directive(name, directive)
