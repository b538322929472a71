"""The doctree nodes that standards need beside those of docutils."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from isacs_publish.model.translation import folded

if TYPE_CHECKING:
    from collections.abc import Sequence


class term_entry(nodes.General, nodes.Element):  # noqa: N801  (docutils names nodes in lower case)
    """A terminological entry: designations, definition, examples, notes to entry, source."""


class designation(nodes.General, nodes.TextElement):  # noqa: N801
    """A term of an entry; ``status`` is ``preferred``, ``admitted`` or ``deprecated``."""


class term_source(nodes.General, nodes.TextElement):  # noqa: N801
    """Where a definition comes from."""


class example(nodes.Admonition, nodes.Element):  # noqa: N801
    """An example, numbered afresh in each clause."""


class formula(nodes.General, nodes.Element, addnodes.translatable):  # noqa: N801
    """A formula: ``latex`` as written, ``alt`` in words, which Sphinx too takes for a message."""

    def preserve_original_messages(self) -> None:
        """Keep nothing: Sphinx asks for messages in the language of the source alone."""

    def extract_original_messages(self) -> Sequence[str]:
        """Return the one message."""
        return [folded(self["alt"])]

    def apply_translated_message(self, original_message: str, translated_message: str) -> None:
        """Put a translation in its place."""
        self["alt"] = translated_message


class reference_entry(nodes.General, nodes.Element):  # noqa: N801
    """An entry of the normative references or the bibliography, cited by ``key``; ``module`` when it is one of ours."""


class module_list(nodes.General, nodes.Element):  # noqa: N801
    """The modules of a ``series``, filled from the catalogue when the page is written."""


class coverage_table(nodes.General, nodes.Element):  # noqa: N801
    """The modules by the cross-cutting issues that they treat, filled when the page is written."""


class instruments_table(nodes.General, nodes.Element):  # noqa: N801
    """The instruments with one ``binding``, and the clauses that restate or cite them, filled when the page is written."""


class crossref(nodes.Inline, nodes.TextElement):  # noqa: N801
    """A reference to another publication, ``module`` and ``anchor``: words on paper, a live link inside a volume."""


class footnote_text(nodes.Inline, nodes.TextElement):  # noqa: N801
    """The text of a footnote, standing where it is called; ``number`` as printed."""


class withdrawn(nodes.General, nodes.Element):  # noqa: N801
    """What is left of a withdrawn unit other than a clause: ``kind`` is what it was, ``said`` that it was withdrawn."""


class waiver(nodes.Invisible, nodes.Element):  # noqa: N801
    """A reason for a finding, which prints nothing: ``code``, ``holds``, ``reason``."""


class tag(nodes.Invisible, nodes.Element):  # noqa: N801
    """An ``issue`` that the unit around it treats; prints nothing."""


class currency(nodes.Inline, nodes.TextElement):  # noqa: N801
    """The words in the margin that say how the translation beside them stands to its source."""


class source_words(nodes.General, nodes.TextElement):  # noqa: N801
    """The source as it is now, beside a translation of what it was: printed where what it demands is not the same."""


class missing(nodes.Inline, nodes.TextElement):  # noqa: N801
    """What stands in place of a reference that has no target; the publication is withheld, so nobody prints it."""


OWN = (
    term_entry,
    designation,
    term_source,
    example,
    formula,
    reference_entry,
    module_list,
    coverage_table,
    instruments_table,
    crossref,
    footnote_text,
    withdrawn,
    waiver,
    tag,
    currency,
    source_words,
    missing,
)
