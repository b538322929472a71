"""A project that has been read and written as a website: the set-up of the tests that look at pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import html

from isacs_publish.publish import load_catalogue
from isacs_publish.site.site import SiteText
from isacs_publish.site.writing import site_of
from isacs_publish.site.writing import write as write_files
from isacs_publish.sphinxext.run import Reading, read_modules, read_pages
from isacs_publish.translations import catalogue_in
from tests.roots import make_project, module_path, write

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.model.finding import Finding
    from isacs_publish.workspace import Workspace

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><rect width="9" height="9"/></svg>'


@dataclass(frozen=True)
class Site:
    """A project, what reading it gave, and its website."""

    workspace: Workspace
    reading: Reading

    def source(self, number: str) -> str:
        """Return the HTML that the press gets of a module."""
        return self.reading.sources[number].html

    def text(self, address: str) -> str:
        """Return the HTML of a page of the website."""
        return (self.workspace.site / address).read_text(encoding="utf-8")

    def page(self, address: str) -> html.HtmlElement:
        """Return a page of the website, parsed."""
        return html.document_fromstring(self.text(address))


def write_site(workspace: Workspace, language: str, withheld: set[str], left_out: tuple[str, ...] = ()) -> list[Finding]:
    """Write the website in one language, leaving out withheld documents; return the findings of its pages."""
    catalogue, _ = load_catalogue(workspace)
    assert catalogue is not None
    reading = read_modules(workspace, language, 1, left_out, printing=False)
    pages = read_pages(workspace, language, withheld, left_out)
    text = SiteText(catalogue_in(catalogue, workspace.sources, language), reading, pages.pages, pages.files)
    site, findings = site_of(workspace, catalogue, {language: text}, ())
    write_files(workspace.site, site)
    return [*pages.findings, *findings]


def make_site(folder: Path, modules: dict[str, str]) -> Site:
    """Return the site of modules without faults, each with a drawing ``cycle.svg`` beside it."""
    workspace = make_project(folder, modules)
    for number in modules:
        write(module_path(workspace, number).parent / "cycle.svg", DRAWING)
    reading = read_modules(workspace, "en", 1)
    assert [str(finding) for finding in reading.findings + write_site(workspace, "en", set())] == []
    return Site(workspace, reading)
