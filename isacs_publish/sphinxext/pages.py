"""What web pages show beside the text: identifiers and facts of the catalogue, lists of modules, references to modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.directives.other import TocTree
from sphinx.util.nodes import make_refnode

from isacs_publish.amendments import amendment_record
from isacs_publish.matter import contents_of
from isacs_publish.sphinxext import nodes as own
from isacs_publish.sphinxext.print_builder import fill_reference_entries
from isacs_publish.sphinxext.report import report
from isacs_publish.sphinxext.views import fill_views
from isacs_publish.sphinxext.vocabulary import is_safe
from isacs_publish.words import words

if TYPE_CHECKING:
    from sphinx import addnodes
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from isacs_publish.model.catalogue import Module
    from isacs_publish.sphinxext.domain import StandardsDomain


def setup_pages(app: Sphinx) -> None:
    """Connect the steps that complete a page."""
    app.add_directive("toctree", DownwardTocTree, override=True)
    app.connect("doctree-resolved", complete_page)
    app.connect("html-page-context", add_publication)
    app.connect("env-updated", citing_documents)


class DownwardTocTree(TocTree):
    """``toctree`` of pages below its own: the pages of the website are a tree, which a page above would close to a ring."""

    def parse_content(self, toctree: addnodes.toctree) -> None:
        """Fill the toctree; report and leave out what is no page below."""
        super().parse_content(toctree)
        for title, page in list(toctree["entries"]):
            if not self._leads_down(page):
                hint = "name pages in the folder of this page, or in folders below it"
                report("upward-toctree", f"the contents of a page lead up, to {page!r}", toctree, hint)
                toctree["entries"].remove((title, page))
        toctree["includefiles"] = [page for page in toctree["includefiles"] if self._leads_down(page)]

    def _leads_down(self, page: str) -> bool:
        folder, _, name = f"/{self.env.docname}".rpartition("/")
        below = f"/{page}".startswith(f"{folder}/") and (name == "index" or "/" in f"/{page}"[len(folder) + 1 :])
        return is_safe(page) if "://" in page else below


def domain_of(env: BuildEnvironment) -> StandardsDomain:
    """Return our domain."""
    return cast("StandardsDomain", env.domains["isacs"])


def complete_page(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Fill lists of modules, tables of the whole corpus and entries that name a module."""
    domain = domain_of(app.env)
    fill_reference_entries(doctree, domain)
    fill_views(app, doctree, docname, domain)
    for node in list(doctree.findall(own.module_list)):
        modules = domain.catalogue.in_series(node["series"]) if node["series"] else tuple(domain.catalogue.modules.values())
        known = [module for module in modules if module.docname in app.env.found_docs]
        entries = [nodes.list_item("", nodes.paragraph("", "", *_entry(app, docname, module))) for module in known]
        node.replace_self(nodes.bullet_list("", *entries, classes=["modules"]) if entries else [])


def _entry(app: Sphinx, docname: str, module: Module) -> list[nodes.Node]:
    catalogue = domain_of(app.env).catalogue
    identifier = nodes.inline("", str(catalogue.identifier(module, app.config.language)), classes=["identifier"])
    link = make_refnode(app.builder, docname, module.docname, "", nodes.inline("", module.title))
    return [link, nodes.Text(" "), identifier]


def add_publication(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Give templates the catalogue, the fixed words and, on the page of a module, its facts."""
    domain = domain_of(app.env)
    catalogue = domain.catalogue
    context |= {"catalogue": catalogue, "words": words(app.config.language), "module": None}
    module = catalogue.by_docname.get(pagename)
    if module and module.number in domain.modules:
        record = domain.modules[module.number]
        identifier = catalogue.identifier(module, app.config.language)
        context |= {
            "module": module,
            "identifier": identifier,
            "stage": catalogue.stage_of(module),
            "translation": domain.translation_state(module),
            "source_identifier": catalogue.identifier(module, domain.source_language),
            "contents": contents_of(record.outline, record.labels, app.config.language),
            "amendments": amendment_record(catalogue, domain.registers.of(module.number), record.text, app.config.language),
        }


def citing_documents(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return every document once one has been read again: the labels that others cite may have moved."""
    return sorted(env.found_docs) if getattr(app.builder, "name", "") == "html" else []
