"""The whole website: every file of it, room by room."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from isacs_publish.site.catalogue_record import SITEMAP
from isacs_publish.site.correspondences import correspondences
from isacs_publish.site.explorer import explorer_files
from isacs_publish.site.figures import figures_files
from isacs_publish.site.former_pages import FormerPages
from isacs_publish.site.general_pages import comparison_pages, general_pages, leading_pages
from isacs_publish.site.machine import machine
from isacs_publish.site.module_pages import ModulePages
from isacs_publish.site.pagefind import index_files
from isacs_publish.site.previews import previews
from isacs_publish.site.provisions import provisions_of
from isacs_publish.site.rendering import Renderer
from isacs_publish.site.search import search_pages
from isacs_publish.site.sitemap import sitemap
from isacs_publish.site.themes import themes_files
from isacs_publish.site.verify import verify
from isacs_publish.site.versions import comparisons

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from isacs_publish.site.site import Site

    Index = Callable[[Mapping[str, bytes]], Mapping[str, bytes]]

Content: TypeAlias = "bytes | Path"
"""The bytes of a file of the site, or the file that stands elsewhere and is the same."""


def indexed(pages: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return the index of search of finished pages, made anew."""
    return dict(index_files(pages))


def files_of(site: Site, index: Index = indexed) -> dict[str, Content]:
    """Return every file of a website by its path; ``index`` makes the index of search of the pages of modules."""
    renderer = Renderer(site)
    modules = ModulePages(site, renderer)
    current = dict(modules.pages())
    provisions = provisions_of(site)
    rooms: Iterator[tuple[str, bytes]] = chain(
        FormerPages(site, renderer, modules.downloads).pages(),
        current.items(),
        general_pages(site, renderer),
        leading_pages(site, renderer),
        comparison_pages(site, renderer),
        comparisons(site, renderer),
        correspondences(site),
        previews(site),
        search_pages(site, renderer),
        themes_files(site, renderer),
        explorer_files(site, renderer, provisions),
        figures_files(site, renderer, provisions),
        verify(site, renderer),
        machine(site, modules.downloads, provisions),
        index(current).items(),
    )
    files: dict[str, Content] = dict(rooms)
    files |= dict(renderer.asset_files())
    for text in site.texts.values():
        files |= text.files
    for downloads in modules.downloads.values():
        files |= {download.path: download.file for download in downloads}
    files[SITEMAP] = sitemap(site, files)
    return files
