"""The builder ``site``: the words of each page of the website, at the address that it keeps for good."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.osutil import relative_uri

from isacs_publish.model.address import address, lasting
from isacs_publish.model.web_page import WebPage
from isacs_publish.sphinxext.lettering import letter
from isacs_publish.sphinxext.translator import StandardTranslator

if TYPE_CHECKING:
    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.sphinxext.domain import StandardsDomain


class SiteBuilder(StandaloneHTMLBuilder):
    """Keeps the HTML of each page and the pictures that pages show, and writes nothing."""

    name = "site"
    default_translator_class = StandardTranslator
    allow_parallel = False  # pages stay in this process
    search = False
    copysource = False
    html_scaled_image_link = False  # (a picture is what it is; Sphinx would link to a name that it has no more)

    def init(self) -> None:
        """Begin without pages."""
        super().init()
        self.pages: dict[str, WebPage] = {}
        self.files: dict[str, bytes] = {}

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue of the project."""
        return cast("StandardsDomain", self.env.domains["isacs"]).catalogue

    def write_what_was_read(self) -> None:
        """Keep the pages of the texts that were read before, whatever was edited since: one moment for all of a build."""
        self.env.find_files(self.config, self)
        self.write(sorted(self.env.found_docs & self.env.all_docs.keys()), [], method="specific")

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the address of a document relative to the site; pages beside the modules have a folder for each language."""
        if module := self.catalogue.by_docname.get(docname):
            return f"{address(module, self.config.language)}index.html"
        folder = "" if self.config.language == self.catalogue.languages.source else f"{self.config.language}/"
        return f"{folder}{docname}.html"

    def post_process_images(self, doctree: nodes.Node) -> None:
        """Keep the pictures of a page under names that hold their digests, so that a page of long ago keeps its own."""
        super().post_process_images(doctree)
        drawn = letter(doctree, self.env)
        shown = {image["uri"] for image in doctree.findall(nodes.image)} & {*self.images, *drawn}
        self.images = {path: self._kept(path, drawn.get(path)) for path in sorted(shown)}

    def _kept(self, path: str, drawn: bytes | None) -> str:
        content = drawn or Path(self.srcdir, path).read_bytes()
        name = lasting(PurePosixPath(path.replace("/", "-")), content).name
        self.files[f"{self.imagedir}/{name}"] = content
        return name

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Keep a page, unless findings withhold the module."""
        if docname in self.config.isacs_withheld:
            return
        here = self.get_target_uri(docname)
        self.images, self.current_docname = {}, docname
        self.imgpath = relative_uri(here, self.imagedir)
        self.post_process_images(doctree)
        doctree.settings = self.docsettings
        visitor: Any = self.create_translator(doctree, self)
        doctree.walkabout(visitor)
        title = self.env.titles[docname].astext()
        self.pages[docname] = WebPage(docname, self._number(docname), here, title, "".join(visitor.fragment))

    def _number(self, docname: str) -> str:
        module = self.catalogue.by_docname.get(docname)
        return module.number if module else ""

    def write_doc_serialized(self, docname: str, doctree: nodes.document) -> None:
        """Do nothing: the search reads finished pages."""

    def copy_assets(self) -> None:
        """Do nothing: the website names its own files."""

    def finish(self) -> None:
        """Do nothing: there are no indices of Sphinx, and the record of the build is the list of artifacts."""
