"""Keeps what authors write inside the project: no raw markup, no reading of files from elsewhere, no address fetched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.parsers.rst.directives.tables import CSVTable
from sphinx import addnodes
from sphinx.directives.code import LiteralInclude
from sphinx.directives.other import Include
from sphinx.transforms import SphinxTransform

from isacs_publish.sphinxext.report import report

if TYPE_CHECKING:
    from docutils.nodes import Node
    from docutils.parsers.rst import Directive
    from sphinx.application import Sphinx

FORBIDDEN = "outside-project"


def _inside(directive: Any, name: str) -> bool:
    """True when a file named by a directive lies in the folder of the sources, links followed."""
    sources = Path(directive.env.srcdir).resolve()
    _, full = directive.env.relfn2path(name)
    if Path(full).resolve().is_relative_to(sources):
        return True
    where = (directive.env.docname, directive.lineno)
    report(FORBIDDEN, f"{name!r} lies outside the sources", where, "put the file beside the module")
    return False


class ConfinedInclude(Include):
    """``include`` of a file of the project."""

    def run(self) -> list[Node]:
        """Return the included text, or nothing with a finding."""
        name = self.arguments[0]
        if name.startswith("<"):
            report(FORBIDDEN, f"{name} is not part of the project", (self.env.docname, self.lineno), "write the text out")
            return []
        return list(super().run()) if _inside(self, name) else []


class ConfinedLiteralInclude(LiteralInclude):
    """``literalinclude`` of a file of the project."""

    def run(self) -> list[Node]:
        """Return the included text, or nothing with a finding."""
        names = [self.arguments[0], *filter(None, [self.options.get("diff")])]
        return super().run() if all(_inside(self, name) for name in names) else []


class ConfinedCSVTable(CSVTable):
    """``csv-table`` with its rows in the text or in a file of the project; addresses are never fetched."""

    def run(self) -> list[Any]:
        """Return the table, or nothing with a finding."""
        env = self.state.document.settings.env
        if "url" in self.options:
            report(FORBIDDEN, "a table is not fetched from an address", (env.docname, self.lineno), "put the rows in the text")
            return []
        if "file" in self.options:
            self.env = env
            if not _inside(self, self.options["file"]):
                return []
            _, self.options["file"] = env.relfn2path(self.options["file"])
        return list(super().run())


class ConfineFiles(SphinxTransform):
    """Drops images from outside the sources, and all downloads. Runs before substitutions multiply an image."""

    default_priority = 200

    def apply(self, **kwargs: Any) -> None:
        """Report and remove each image from elsewhere and each download."""
        sources = Path(self.env.srcdir).resolve()
        for image in list(self.document.findall(nodes.image)):
            uri = image["uri"]
            _, full = self.env.relfn2path(uri.split("://")[-1])
            if "://" in uri or "*" in uri or uri.startswith("data:") or not Path(full).resolve().is_relative_to(sources):
                report(FORBIDDEN, f"the image {uri[:80]!r} lies outside the sources", image, "put the file beside the module")
                image.parent.remove(image)
        for download in list(self.document.findall(addnodes.download_reference)):
            report(FORBIDDEN, "a module offers no files for download", download, "write the text out")
            download.parent.remove(download)


def setup_confine(app: Sphinx) -> None:
    """Replace the directives that read files, and forbid raw markup."""
    confined: dict[str, type[Directive]] = {
        "include": ConfinedInclude,
        "literalinclude": ConfinedLiteralInclude,
        "csv-table": ConfinedCSVTable,
    }
    for name, directive in confined.items():
        app.add_directive(name, directive, override=True)
    app.add_transform(ConfineFiles)
    app.connect("builder-inited", forbid_raw)


def forbid_raw(app: Sphinx) -> None:
    """Switch raw markup off, whatever a docutils.conf says."""
    app.env.settings["raw_enabled"] = False
