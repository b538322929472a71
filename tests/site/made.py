"""The website of a project as a value, for tests of single rooms: read once, nothing typeset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isacs_publish.instruments_file import read_instruments
from isacs_publish.publish import check, load_catalogue
from isacs_publish.register_file import read_registers
from isacs_publish.sealed import Archive
from isacs_publish.site.site import Site, SiteText
from isacs_publish.sphinxext.run import read_pages
from isacs_publish.translations import catalogue_in

if TYPE_CHECKING:
    from isacs_publish.workspace import Workspace


def site_of(workspace: Workspace, *languages: str, jobs: int = 1) -> Site:
    """Return the website of a project in some languages, those of its catalogue where none is named; errors fail the test."""
    catalogue, _ = load_catalogue(workspace)
    assert catalogue is not None
    texts = {}
    for language in languages or catalogue.languages.published:
        findings, reading = check(workspace, language, jobs, printing=False)
        assert reading is not None
        assert [str(finding) for finding in findings if finding.is_error] == []
        pages = read_pages(workspace, language, set(), reading.left_out)
        texts[language] = SiteText(catalogue_in(catalogue, workspace.sources, language), reading, pages.pages, pages.files)
    instruments, _ = read_instruments(workspace.instruments, "instruments.bib")
    registers = read_registers(workspace)
    return Site(
        workspace.theme,
        workspace.build,
        catalogue.languages.source,
        texts,
        (),
        registers,
        instruments,
        Archive(workspace.releases),
    )
