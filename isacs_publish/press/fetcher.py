"""A closed fetcher: it serves the files of one print source, the pictures inside them, the packaged fonts, and nothing else."""

from __future__ import annotations

import mimetypes
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from weasyprint.urls import URLFetcher, URLFetcherResponse

from isacs_publish.pictures.raster import embedded, judge_embedded
from isacs_publish.press.fonts import BY_NAME, provide

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.model.printsource import PrintSource

BASE = "https://publication.invalid/"
"""A base address that can never be reached: it makes output independent of any folder."""

FONTS = "fonts/"
"""Where style sheets find the packaged fonts, beside the files of the print source."""


class Refused(ValueError):
    """An address outside the print source."""


class ClosedFetcher(URLFetcher):  # type: ignore[misc]
    """Serves a print source; keeps a list of what it refused."""

    def __init__(self, source: PrintSource, fonts: Path) -> None:
        super().__init__(allowed_protocols=("https",), allow_redirects=False)
        self.files = dict(source.files)
        self.fonts = fonts
        self.refused: list[str] = []

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return the bytes behind an address, or refuse."""
        path = unquote(urlsplit(url).path).lstrip("/") if url.startswith(BASE) else ""
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        if path in self.files:
            return URLFetcherResponse(url, self.files[path], {"Content-Type": kind})
        if (inside := embedded(url)) and not any(judge_embedded(url)):
            return URLFetcherResponse(url, inside[1], {"Content-Type": f"image/{inside[0].lower()}"})
        if path.startswith(FONTS) and (face := path.removeprefix(FONTS)) in BY_NAME:
            return URLFetcherResponse(url, provide(self.fonts, face).read_bytes(), {"Content-Type": kind})
        self.refused.append(url)
        raise Refused(f"not part of the publication: {url[:200]}")
