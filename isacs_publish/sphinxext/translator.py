"""Doctree → HTML, for the website and for print: one translator, so that both carry the same labels."""

from __future__ import annotations

from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator

from isacs_publish.model.landing import label_id
from isacs_publish.model.outline import CITED_BY_ANCHOR, Kind
from isacs_publish.sphinxext.formula import svg_of
from isacs_publish.words import Words, words

if TYPE_CHECKING:
    from docutils.nodes import Element

    from isacs_publish.model.numbering import Label
    from isacs_publish.sphinxext.domain import StandardsDomain


class StandardTranslator(HTML5Translator):
    """HTML of a module for the website: every unit with its label and, where it has an anchor, its permanent link."""

    permalinks = True

    @property
    def telling(self) -> bool:
        """Whether elements tell which passage they hold: the website marks provisions by it."""
        return self.builder.name == "site"

    @property
    def words(self) -> Words:
        """The fixed words of the language of this build."""
        return words(self.config.language)

    @cached_property
    def source_class(self) -> str:
        """The class of what stands in the language of the source; none in that language itself."""
        source = cast("StandardsDomain", self.builder.env.domains["isacs"]).source_language
        return f"language-{source}" if source != self.config.language else "~"

    @cached_property
    def source_direction(self) -> str:
        """The direction in which the source is written."""
        return words(self.source_class.removeprefix("language-")).direction

    # Labels

    def label(self, node: Element, text: str | None = None) -> str:
        """Return the markup of the label of a unit, empty where it has none."""
        label: Label | None = node.get("label")
        shown = text if text is not None else self.words.heading(label) if label else ""
        here = "" if isinstance(node, nodes.section) else self._address(node)
        identity = f' id="{here}"' if here else ""
        return f'<span class="label"{identity}>{escape(shown)}</span>' if shown else ""

    def _address(self, node: Element) -> str:
        """Return the id that makes a printed number an address, where no author took that id for an anchor; else nothing."""
        label: Label | None = node.get("label")
        address = label_id(label.kind, label.number) if self.permalinks and label and label.kind in CITED_BY_ANCHOR else ""
        return address if address not in self.document.ids else ""

    def permalink(self, node: Element) -> str:
        """Return the permanent link of a unit."""
        anchor = node.get("anchor", "")
        if not self.permalinks or not anchor or "~" in anchor:
            return ""
        what = f"{self._named}{node['label'].number or node.get('term', '') or '¶'}"
        title = escape(self.words.permalink.format(number=what))
        return f'<a class="permalink" href="#{anchor}" aria-label="{title}">¶</a>'

    @cached_property
    def _named(self) -> str:
        """What stands before a label where a text is cited: its identifier."""
        domain = cast("StandardsDomain", self.builder.env.domains["isacs"])
        module = domain.catalogue.by_docname.get(self.builder.current_docname)
        return f"{domain.catalogue.identifier(module, self.config.language)}, " if module else ""

    # Divisions

    def visit_section(self, node: nodes.section) -> None:
        """Open a clause, annex or other division."""
        label: Label | None = node.get("label")
        if label:
            node["classes"] += [label.kind, f"level-{label.level}"]
        super().visit_section(node)

    def visit_title(self, node: nodes.title) -> None:
        """Open the heading of a division, the caption of a table, or another title."""
        if isinstance(node.parent, nodes.section):
            self._open_heading(node)
        elif isinstance(node.parent, nodes.table):
            self.body.append(self.starttag(node, "caption", ""))
            self._open_caption(node.parent)
            self.context.append(f"</span>{self.permalink(node.parent)}</caption>\n")
        else:
            super().visit_title(node)

    def depart_title(self, node: nodes.title) -> None:
        """Close what ``visit_title`` opened."""
        if isinstance(node.parent, nodes.section | nodes.table):
            self.body.append(self.context.pop())
        else:
            super().depart_title(node)

    def _open_heading(self, node: nodes.title) -> None:
        section = node.parent
        level = self.section_level + self.initial_header_level - 1
        deep: dict[str, Any] = {"aria-level": level} if level > 6 else {}
        if address := self._address(section):
            deep["ids"] = [address]
        tag = f"h{min(level, 6)}"
        self.body.append(self.starttag(node, tag, "", **deep))
        label: Label | None = section.get("label")
        lead = self.label(section)
        if label and label.kind is Kind.ANNEX:
            lead += f'<span class="status"> {escape(self.words.status(label.status))}</span>'
        # The space stands inside: the engine draws none that stands alone, and a screen reader would hear "5.2Policy".
        self.body.append(f'{lead}<span class="title"> ' if lead else '<span class="title">')
        self.context.append(f"</span>{self.permalink(section)}</{tag}>\n")

    # Tables, figures, formulas

    def visit_table(self, node: nodes.table) -> None:
        """Open a table; on the website in a box that scrolls where the table is wider than the page."""
        if self.telling:
            named = self.words.heading(node["label"]) if node.get("label") else self.words.table.format(number="").strip()
            self.body.append(f'<div class="scroll" data-label="{escape(named)}">\n')
        super().visit_table(node)

    def depart_table(self, node: nodes.table) -> None:
        """Close a table and its box."""
        super().depart_table(node)
        if self.telling:
            self.body.append("</div>\n")

    def _open_caption(self, owner: Element) -> None:
        lead = self.label(owner)
        self.body.append(f'{lead}<span class="dash"> — </span><span class="title">' if lead else '<span class="title">')

    def add_fignumber(self, node: Element) -> None:
        """Add nothing: what is numbered has its label, and the caption of a listing has no number."""

    def visit_caption(self, node: nodes.caption) -> None:
        """Open the caption of a figure."""
        if not isinstance(node.parent, nodes.figure):
            super().visit_caption(node)
            return
        self.body.append(self.starttag(node, "figcaption", ""))
        self._open_caption(node.parent)
        self.context.append(f"</span>{self.permalink(node.parent)}\n")

    def depart_caption(self, node: nodes.caption) -> None:
        """Close the title that ``visit_caption`` opened; ``figcaption`` stays open for a legend."""
        if isinstance(node.parent, nodes.figure):
            self.body.append(self.context.pop())
        else:
            super().depart_caption(node)

    def depart_figure(self, node: nodes.figure) -> None:
        """Close a figure, and its ``figcaption`` where it has a caption or a legend."""
        if any(isinstance(part, nodes.caption | nodes.legend) for part in node.children):
            self.body.append("</figcaption>\n")
        self.body.append("</figure>\n")

    def starttag(self, node: Element, tagname: str, *args: Any, **attributes: Any) -> str:
        """Return a start tag; a header cell says what it heads (WCAG technique H63), words of the source their direction."""
        if tagname == "th":
            attributes["scope"] = "col" if isinstance(node.parent.parent, nodes.thead) else "row"
        if self.source_class in node.get("classes", ()):
            attributes.setdefault("dir", self.source_direction)
        if self.telling and "passage" in node and tagname != "table":
            attributes["data-passage"] = node["passage"]
        return str(super().starttag(node, tagname, *args, **attributes))

    def visit_formula(self, node: Element) -> None:
        """Write a formula with its number at the margin."""
        self.body.append(self.starttag(node, "div", "", CLASS="formula"))
        self.body.append(svg_of(node["latex"], node["alt"]))
        number = f"({node['label'].number})" if node.get("label") else ""
        self.body.append(f"{self.label(node, number)}{self.permalink(node)}</div>\n")
        raise nodes.SkipNode

    # Notes and examples

    def visit_note(self, node: Element) -> None:
        """Open a note or a note to entry; its label leads the first paragraph."""
        self._open_aside(node, "note")

    def depart_note(self, node: Element) -> None:
        """Close a note."""
        self.body.append("</div>\n")

    def visit_example(self, node: Element) -> None:
        """Open an example; its label leads the first paragraph."""
        self._open_aside(node, "example")

    def depart_example(self, node: Element) -> None:
        """Close an example."""
        self.body.append("</div>\n")

    def _open_aside(self, node: Element, name: str) -> None:
        to_entry = node.get("label") and node["label"].kind is Kind.NOTE_TO_ENTRY
        self.body.append(self.starttag(node, "div", CLASS=f"{name} to-entry" if to_entry else name))
        lead = self.label(node)
        if to_entry:
            lead = lead.replace("</span>", ":</span>")
        self._lead(node, lead)

    def _lead(self, node: Element, lead: str) -> None:
        """Let a label lead the first paragraph of a node, or stand alone where the node begins with something else."""
        first = next((part for part in node.children if not isinstance(part, nodes.Invisible | nodes.system_message)), None)
        if isinstance(first, nodes.paragraph):
            first["lead"] = lead
        elif lead:
            self.body.append(f"<p>{lead}</p>\n")

    def visit_paragraph(self, node: nodes.paragraph) -> None:
        """Open a paragraph, led by the label of the note, example or reference it begins."""
        super().visit_paragraph(node)
        if lead := node.get("lead"):
            self.body.append(f"{lead} ")

    def should_be_compact_paragraph(self, node: nodes.paragraph) -> bool:
        """Keep every paragraph a paragraph: compact lists would lose the tag that the PDF structure needs."""
        return False

    # Term entries

    def visit_term_entry(self, node: Element) -> None:
        """Open a term entry: its number stands on a line of its own (Directives, Part 2, 16.5.3)."""
        if node.get("label"):
            node["classes"].append("numbered")
        self.body.append(self.starttag(node, "div", CLASS="term-entry", **self._bookmark(node)))
        if lead := self.label(node):
            self.body.append(f'<p class="term-number">{lead}{self.permalink(node)}</p>\n')

    def _bookmark(self, node: Element) -> dict[str, str]:
        """Return what a PDF calls a term entry among its bookmarks, in no other place."""
        return {"data-bookmark": f"{node['label'].number} {node['term']}"} if node.get("label") and not self.permalinks else {}

    def depart_term_entry(self, node: Element) -> None:
        """Close a term entry."""
        self.body.append("</div>\n")

    def visit_designation(self, node: Element) -> None:
        """Open a preferred, admitted or deprecated term."""
        self.body.append(self.starttag(node, "p", "", CLASS=f"designation {node['status']}"))
        if node["status"] == "deprecated":
            self.body.append(f'<span class="label">{escape(self.words.deprecated)}:</span> ')
        self.body.append("<dfn>" if node["status"] == "preferred" else "<span>")

    def depart_designation(self, node: Element) -> None:
        """Close a term."""
        self.body.append("</dfn></p>\n" if node["status"] == "preferred" else "</span></p>\n")

    def visit_term_source(self, node: Element) -> None:
        """Open the source of a definition."""
        self.body.append(self.starttag(node, "p", "", CLASS="term-source"))
        self.body.append(f'[<span class="label">{escape(self.words.source)}:</span> ')

    def depart_term_source(self, node: Element) -> None:
        """Close the source of a definition."""
        self.body.append("]</p>\n")

    # Withdrawn units and list entries that keep their labels

    def visit_withdrawn(self, node: Element) -> None:
        """Write the line that is left of a withdrawn unit: its number, and that it was withdrawn."""
        label: Label | None = node.get("label")
        shown = self._withdrawn_label(label) if label else None
        lead = f"{self.label(node, shown)} " if label else ""
        kind = " note to-entry" if label and label.kind is Kind.NOTE_TO_ENTRY else ""
        self.body.append(self.starttag(node, "p", "", CLASS=f"withdrawn{kind}") + f"{lead}{escape(node['said'])}</p>\n")
        raise nodes.SkipNode

    def _withdrawn_label(self, label: Label) -> str:
        """Return the label of a withdrawn unit with the signs that its kind has around it."""
        if label.kind is Kind.REFERENCE and label.number:
            return f"[{label.number}]"
        colon = ":" if label.kind is Kind.NOTE_TO_ENTRY else ""
        return f"{self.words.heading(label)}{colon}"

    def visit_list_item(self, node: nodes.list_item) -> None:
        """Open an entry; where the labels of its list do not simply count, it says its own (Directives, Part 2, clause 23)."""
        if not node.parent.get("marked"):
            super().visit_list_item(node)
            return
        marker = escape(f"{node['label'].number})\u2002", quote=True)
        self.body.append(self.starttag(node, "li", "", style=f"list-style-type: '{marker}'"))

    # References

    def visit_reference_entry(self, node: Element) -> None:
        """Open an entry of the normative references or of the bibliography."""
        label: Label | None = node.get("label")
        numbered = bool(label and label.number)
        self.body.append(self.starttag(node, "div", CLASS="reference-entry numbered" if numbered else "reference-entry"))
        self._lead(node, self.label(node, f"[{label.number}]") if label and numbered else "")

    def depart_reference_entry(self, node: Element) -> None:
        """Close an entry."""
        self.body.append("</div>\n")

    def visit_crossref(self, node: Element) -> None:
        """Open a reference to another publication: words with the target beside them, made live by binding."""
        target = escape("#".join(filter(None, (node["module"], node["anchor"]))))
        self.body.append(self.starttag(node, "span", "", CLASS="crossref", **{"data-target": target}))

    def depart_crossref(self, node: Element) -> None:
        """Close a reference to another publication."""
        self.body.append("</span>")

    # How a translation stands to its source

    def visit_currency(self, node: Element) -> None:
        """Open the words in the margin."""
        margin = {} if "beside" in node["classes"] else {"data-margin": ""}
        self.body.append(self.starttag(node, "span", "", CLASS="currency", dir=self.words.direction, **margin))

    def depart_currency(self, node: Element) -> None:
        """Close the words in the margin; a space parts them from the text for who hears both."""
        self.body.append("</span> ")

    def visit_source_words(self, node: Element) -> None:
        """Open the source beside a translation that demands something else."""
        self.body.append(self.starttag(node, "p", "", CLASS="source-words"))

    def depart_source_words(self, node: Element) -> None:
        """Close the source beside a translation."""
        self.body.append("</p>\n")

    def visit_missing(self, node: Element) -> None:
        """Open the mark of a reference without target."""
        self.body.append('<strong class="missing">')

    def depart_missing(self, node: Element) -> None:
        """Close the mark of a reference without target."""
        self.body.append("</strong>")

    # Footnotes: 1), 2) through the text (Directives, Part 2, clause 26)

    def visit_footnote_reference(self, node: Element) -> None:
        """Open the call of a footnote."""
        self.body.append(self.starttag(node, "a", "", CLASS="footnote-call", href=f"#{node['refid']}", role="doc-noteref"))

    def depart_footnote_reference(self, node: Element) -> None:
        """Close the call of a footnote."""
        self.body.append(")</a>")

    def visit_label(self, node: Element) -> None:
        """Open the number of a footnote."""
        self.body.append('<span class="label">')

    def depart_label(self, node: Element) -> None:
        """Close the number of a footnote."""
        self.body.append(")</span>\n")


class PrintTranslator(StandardTranslator):
    """HTML of a module for the press: no permanent links, footnotes where they are called, table titles that run on.

    The title of a table is the first row of its head, since the engine repeats heads and not captions; on later pages it
    says "(continued)" (ISO/IEC Directives, Part 2, clause 29). ``press/continued.py`` takes the word off the first page.
    """

    permalinks = False

    def visit_title(self, node: nodes.title) -> None:
        """Set the title of a table aside until its head is written."""
        if not isinstance(node.parent, nodes.table):
            super().visit_title(node)
            return
        self.context.append(self.body)
        self.body = []
        self._open_caption(node.parent)

    def depart_title(self, node: nodes.title) -> None:
        """Keep the title of a table."""
        if not isinstance(node.parent, nodes.table):
            super().depart_title(node)
            return
        node.parent["caption"] = "".join(self.body) + "</span>"
        self.body = self.context.pop()

    def visit_thead(self, node: nodes.thead) -> None:
        """Open the head with the title of the table as its first row."""
        super().visit_thead(node)
        self.body.append(self._caption_row(node.parent))

    def visit_tbody(self, node: nodes.tbody) -> None:
        """Open the body; a table without head gets one for its title."""
        row = self._caption_row(node.parent)
        if row and not any(isinstance(part, nodes.thead) for part in node.parent.children):
            self.body.append(f"<thead>{row}</thead>\n")
        super().visit_tbody(node)

    def _caption_row(self, tgroup: Element) -> str:
        caption = tgroup.parent.get("caption", "")
        more = f'<span class="continued"> {escape(self.words.continued)}</span>'
        cell = f'<td class="caption" colspan="{tgroup["cols"]}"><p>{caption}{more}</p></td>'
        return f'<tr class="caption">{cell}</tr>\n' if caption else ""

    def visit_footnote_text(self, node: Element) -> None:
        """Open a footnote; the style sheet floats it to the foot of the page."""
        self.body.append(self.starttag(node, "span", "", CLASS="footnote", **{"data-number": f"{node['number']})"}))

    def depart_footnote_text(self, node: Element) -> None:
        """Close a footnote."""
        self.body.append("</span>")
