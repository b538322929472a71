"""The whole website: every file of it, room by room."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from isacs_publish.site.correspondences import correspondences
from isacs_publish.site.former_pages import FormerPages
from isacs_publish.site.general_pages import comparison_pages, general_pages, leading_pages
from isacs_publish.site.module_pages import ModulePages
from isacs_publish.site.previews import previews
from isacs_publish.site.rendering import Renderer
from isacs_publish.site.versions import comparisons

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from isacs_publish.site.site import Site

Content: TypeAlias = "bytes | Path"
"""The bytes of a file of the site, or the file that stands elsewhere and is the same."""


def files_of(site: Site) -> dict[str, Content]:
    """Return every file of a website by its path."""
    renderer = Renderer(site)
    modules = ModulePages(site, renderer)
    pages: Iterator[tuple[str, bytes]] = chain(
        FormerPages(site, renderer, modules.downloads).pages(),
        modules.pages(),
        general_pages(site, renderer),
        leading_pages(site, renderer),
        comparison_pages(site, renderer),
        comparisons(site, renderer),
        previews(site),
        correspondences(site),
        renderer.asset_files(),
    )
    files: dict[str, Content] = dict(pages)
    for text in site.texts.values():
        files |= text.files
    for downloads in modules.downloads.values():
        files |= {download.path: download.file for download in downloads}
    return files
