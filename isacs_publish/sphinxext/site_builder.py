"""The builder ``site``: the website, each text at the address that it keeps for good."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx.builders.html import StandaloneHTMLBuilder

from isacs_publish.model.address import address
from isacs_publish.sphinxext.lettering import letter
from isacs_publish.sphinxext.translator import StandardTranslator
from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from docutils import nodes

    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.sphinxext.domain import StandardsDomain


class SiteBuilder(StandaloneHTMLBuilder):
    """HTML like the builder ``html``, at addresses made of number, year, language and version."""

    name = "site"
    default_translator_class = StandardTranslator
    search = False
    copysource = False

    def init(self) -> None:
        """Begin without drawings."""
        super().init()
        self.drawn: dict[str, bytes] = {}

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue of the project."""
        return cast("StandardsDomain", self.env.domains["isacs"]).catalogue

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return the address of a document relative to the site; pages beside the modules have a folder for each language."""
        if module := self.catalogue.by_docname.get(docname):
            return f"{address(module, self.config.language)}index.html"
        folder = "" if self.config.language == self.catalogue.languages.source else f"{self.config.language}/"
        return f"{folder}{docname}.html"

    def get_output_path(self, page_name: str, /) -> Path:
        """Return the file of a document."""
        return Path(self.outdir, self.get_target_uri(page_name))

    def post_process_images(self, doctree: nodes.Node) -> None:
        """Name images by their paths: Sphinx counts equal names as the modules happen to be read."""
        super().post_process_images(doctree)
        self.drawn |= letter(doctree, self.env)
        self.images = {path: path.replace("/", "-") for path in (*self.images, *self.drawn)}

    def copy_image_files(self) -> None:
        """Copy the images of the sources, and write those drawings that have their labels in the language of the build."""
        names = self.images
        self.images = {path: name for path, name in names.items() if path not in self.drawn}
        super().copy_image_files()
        for path, content in self.drawn.items():
            write_atomically(Path(self.outdir, self.imagedir, names[path]), content)

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write a page, unless findings withhold the module."""
        if docname not in self.config.isacs_withheld:
            super().write_doc(docname, doctree)

    def write_buildinfo(self) -> None:
        """Do nothing: the record of the build is the list of artifacts."""

    def dump_inventory(self) -> None:
        """Do nothing: labels are published by module, not as one name space."""

    def handle_page(self, pagename: str, addctx: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        """Write a page; the general index, which standards do not have, is left out."""
        if pagename != "genindex":
            super().handle_page(pagename, addctx, *args, **kwargs)
