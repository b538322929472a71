"""Pictures of the website for docs/gallery/: each kind of page, on a desktop and a phone, light and dark, in Arabic too.

Run as ``python -m tools.web_gallery`` for these alone; ``python -m tools.gallery`` makes all pictures.
"""

from __future__ import annotations

import io
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from PIL import Image

from isacs_publish.publish import Request, build_languages
from isacs_publish.selection import EDITIONS, WEB
from isacs_publish.workspace import Workspace
from tests.keys import seal_of
from tests.site.browsing import launching
from tests.site.built import make_website

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PROJECT = Path(__file__).resolve().parent.parent
GALLERY = PROJECT / "docs" / "gallery"
COLOURS = 96
DESKTOP, PHONE = (1200, 900), (390, 844)
LANGUAGES = "en,fr,ar"

DOWNLOADED = "05.20"
MODULE = "05.20/2026/{language}/v0.1/index.html"
TRANSLATED = "06.20/2026/ar/v0.1/index.html"


@dataclass(frozen=True)
class Seen:
    """A picture of a page: what the reader does before it is taken, as a word of ``DOINGS``."""

    name: str
    caption: str
    address: str
    doing: str = ""
    size: tuple[int, int] = DESKTOP
    colours: Literal["light", "dark"] = "light"
    releases: bool = False


SEEN = (
    Seen("web-home", "Website: home, a label sought", "index.html", "seek"),
    Seen("web-module", "Website: a module, its files open", MODULE.format(language="en"), "files"),
    Seen("web-clause", "Website: clause by clause", f"{MODULE.format(language='en')}?view=clause#quality-control"),
    Seen("web-term", "Website: the meaning of a term, dark", MODULE.format(language="en"), "term", colours="dark"),
    Seen("web-arabic", "Website: a module in Arabic", TRANSLATED, "text"),
    Seen("web-phone", "Website: a module on a phone", MODULE.format(language="en"), size=PHONE),
    Seen("web-table-phone", "Website: a table on a phone, dark", MODULE.format(language="en"), "table", PHONE, "dark"),
    Seen("web-explorer", "Website: all provisions, filtered", "explorer.html#kind=prohibition&issue=children"),
    Seen("web-themes", "Website: themes", "themes.html"),
    Seen("web-figures", "Website: figures, in Arabic", "ar/figures.html"),
    Seen("web-search", "Website: results of a search", "search.html?q=marking of firearms"),
    Seen("web-verify", "Website: a file is verified", "verify.html", "verify", releases=True),
    Seen("web-former", "Website: a version that is superseded", "A1.1/2030/en/v1.0/index.html", releases=True),
    Seen("web-comparison", "Website: two versions compared", "A1.1/compare/2030-v1.0..2030-v1.2.html", releases=True),
)


def main() -> int:
    """Make the pictures of the website."""
    for seen, picture in pictures().items():
        picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(
            GALLERY / f"{seen.name}.png", optimize=True
        )
    return 0


def pictures() -> dict[Seen, Image.Image]:
    """Return the pictures of the website of the project, and of one with releases."""
    workspace = Workspace(PROJECT, PROJECT / "build")
    for request in (Request((DOWNLOADED,), editions=EDITIONS, jobs=2), Request((), LANGUAGES, (WEB,), jobs=2)):
        build_languages(workspace, request, lambda *_: None)
    with TemporaryDirectory() as folder:
        released = make_website(Path(folder), seal_of())
        with launching() as launcher:
            browser = launcher.browser()
            return {seen: picture(browser, released.folder if seen.releases else workspace.site, seen) for seen in SEEN}


def picture(browser: Browser, site: Path, seen: Seen) -> Image.Image:
    """Return what a reader sees of a page who opened it as a file."""
    width, height = seen.size
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=seen.colours)
    page.goto(f"{site.as_uri()}/{seen.address}")
    if seen.doing:
        DOINGS[seen.doing](page, site)
    page.wait_for_timeout(1500)
    taken = page.screenshot()
    page.close()
    return Image.open(io.BytesIO(taken)).convert("RGB")


def _seek(page: Page, _site: Path) -> None:
    page.fill("#_finder-words", "5.2 of 06.40")


def _open_files(page: Page, _site: Path) -> None:
    page.locator("#_downloads > summary").click()


def _meet_term(page: Page, _site: Path) -> None:
    page.locator("article a.term-use").nth(4).focus()


def _scroll_to_text(page: Page, _site: Path) -> None:
    page.locator("#terms").scroll_into_view_if_needed()
    page.mouse.wheel(0, 600)


def _scroll_to_table(page: Page, _site: Path) -> None:
    page.locator("article table").first.scroll_into_view_if_needed()


def _verify(page: Page, site: Path) -> None:
    files = sorted((site / "releases").rglob("screen/*.pdf"))
    page.locator("input[type=file]").set_input_files([str(files[0]), str(files[-1])])


DOINGS = {
    "seek": _seek,
    "files": _open_files,
    "term": _meet_term,
    "text": _scroll_to_text,
    "table": _scroll_to_table,
    "verify": _verify,
}

if __name__ == "__main__":
    sys.exit(main())
