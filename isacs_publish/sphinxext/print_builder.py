"""The builder ``print``: each module as a self-contained HTML folder, the source of its typesetting."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder

from isacs_publish.amendments import amendment_record
from isacs_publish.matter import ModuleText, Templates, contents_of
from isacs_publish.model.outline import Kind
from isacs_publish.sphinxext import nodes as own
from isacs_publish.sphinxext.lettering import letter
from isacs_publish.sphinxext.translator import PrintTranslator

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.catalogue import Module
    from isacs_publish.model.printsource import PrintSource
    from isacs_publish.sphinxext.domain import StandardsDomain
from isacs_publish.sphinxext.report import report

FRONT = (Kind.FOREWORD, Kind.INTRODUCTION)


class PrintBuilder(StandaloneHTMLBuilder):
    """Writes ``<number>/index.html`` for each module and keeps the print sources for the pipeline."""

    name = "print"
    default_translator_class = PrintTranslator
    allow_parallel = False  # print sources stay in this process
    search = False
    copysource = False

    def init(self) -> None:
        """Read the templates."""
        super().init()
        domain = cast("StandardsDomain", self.env.domains["isacs"])
        self.domain = domain
        self.print_templates = Templates(Path(self.confdir) / "themes" / "isacs" / "print", domain.catalogue)
        self.sources: dict[str, PrintSource] = {}
        self.bodies: dict[str, ModuleText] = {}

    def get_outdated_docs(self) -> Iterator[str]:
        """Yield every module: the pipeline decides by digest what is typeset again."""
        return (docname for docname in self.domain.catalogue.by_docname if docname in self.env.found_docs)

    def write_doc_serialized(self, docname: str, doctree: nodes.document) -> None:
        """Do nothing: there is no search index on paper."""

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Keep and write the print source of a module."""
        module = self.domain.catalogue.by_docname.get(docname)
        if module is None or not self.domain.modules[module.number].outline.title:
            return
        try:
            body = self._body(module, docname, doctree)
            source = self.print_templates.module(body)
        except (AssertionError, NotImplementedError, OSError, ValueError) as error:
            report("not-printable", f"the module holds what cannot be printed: {error}", (docname, 1), "see docs/markup.md")
            return
        self.sources[module.number], self.bodies[module.number] = source, body
        folder = Path(self.outdir) / module.number
        for path, content in (("index.html", source.html.encode()), *source.files):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)

    def _body(self, module: Module, docname: str, doctree: nodes.document) -> ModuleText:
        """Return what goes under the cover of a module."""
        record = self.domain.modules[module.number]
        self.images = {}
        self.imgpath = "images"
        self.current_docname = docname
        self.post_process_images(doctree)
        drawn = letter(doctree, self.env)
        shown = {image["uri"] for image in doctree.findall(nodes.image)}
        self.images = {
            path: path for path in sorted(shown & {*self.images, *drawn})
        }  # (Sphinx counts equal names over all modules)
        inline_footnotes(doctree)
        fill_reference_entries(doctree, self.domain)
        language = self.config.language
        return ModuleText(
            module,
            record.outline.title,
            language,
            contents_of(record.outline, record.labels, language),
            *self._front_and_body(doctree),
            tuple((f"images/{path}", drawn.get(path) or Path(self.srcdir, path).read_bytes()) for path in self.images),
            amendment_record(self.domain.catalogue, self.domain.registers.of(module.number), record.text, language),
            self.domain.translation_state(module),
        )

    def _front_and_body(self, doctree: nodes.document) -> tuple[str, str]:
        """Return the HTML of the front matter, which has roman pages, and of the rest."""
        doctree.settings = self.docsettings
        visitor: Any = self.create_translator(doctree, self)
        visitor.section_level = 1
        parts: tuple[list[str], list[str]] = ([], [])
        for node in next(iter(doctree.findall(nodes.section))).children:
            if not isinstance(node, nodes.title):
                label = node.get("label") if isinstance(node, nodes.Element) else None
                visitor.body = parts[0 if label and label.kind in FRONT else 1]
                node.walkabout(visitor)
        return "".join(parts[0]), "".join(parts[1])

    def copy_assets(self) -> None:
        """Do nothing: a print source carries its own files."""

    def finish(self) -> None:
        """Do nothing: there are no indices and no build record."""


def inline_footnotes(doctree: nodes.document) -> None:
    """Put the text of each footnote where it is first called; the foot of the page is the style sheet's work."""
    notes = {i: note for note in doctree.findall(nodes.footnote) for i in note["ids"]}
    for call in list(doctree.findall(nodes.footnote_reference)):
        if note := notes.pop(call.get("refid", ""), None):
            text = own.footnote_text("", "", number=call.astext(), ids=note["ids"])
            text += _inline_paragraphs(note)
            for words in list(text.findall(nodes.Text)):  # the engine keeps line ends in what it floats
                words.parent.replace(words, nodes.Text(words.replace("\n", " ")))
            call.replace_self(text)
            note.parent.remove(note)


def _inline_paragraphs(note: nodes.footnote) -> Iterator[nodes.Node]:
    """Yield the text of a footnote as inline markup; each after the first is apart, by the style sheet on a line of its own."""
    first, *others = (part for part in note.children if isinstance(part, nodes.paragraph))
    yield from (child.deepcopy() for child in first.children)
    for paragraph in others:
        yield nodes.Text(" ")
        yield nodes.inline("", "", *(child.deepcopy() for child in paragraph.children), classes=["paragraph"])


def fill_reference_entries(doctree: nodes.document, domain: StandardsDomain) -> None:
    """Write the entries that name one of our modules, from the catalogue: ``STD 05.20, Title``."""
    for entry in doctree.findall(own.reference_entry):
        module = domain.catalogue.modules.get(entry.get("module", ""))
        if module and not entry.children:
            undated = domain.catalogue.identifier(module, "en").undated
            entry.append(nodes.paragraph("", "", nodes.Text(f"{undated}, "), nodes.emphasis("", module.title)))
