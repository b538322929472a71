"""Renders docs/gallery/: what a reader, a printer and a reviewer meet, one picture a kind of page, and all on one sheet.

Run as ``python -m tools.gallery``. Builds what it shows: modules of the project in all editions and in other languages, and
texts with a history, which are those of the tests, in a temporary folder.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from isacs_publish.bilingual_edition import build_bilingual
from isacs_publish.comparing import compare
from isacs_publish.press.fonts import prepare
from isacs_publish.publish import Request, build, build_languages
from isacs_publish.selection import BILINGUAL, EDITIONS
from isacs_publish.workspace import Workspace
from tests.history import amended_history, history_of_editions
from tests.test_scripts import Made
from tools import web_gallery

PROJECT = Path(__file__).resolve().parent.parent
GALLERY = PROJECT / "docs" / "gallery"
SHOWN_MODULES = ("01", "05", "06.40", "06.41")
RESOLUTION = 60
COLOURS = 128
COLUMNS = 6
CELL = (310, 440)
"""Width and height in dots of what a picture has on the contact sheet, its caption among it."""

README = """\
# What the pages look like

`make gallery` renders these pages, on paper and on the website.

![All pages on one sheet](contact-sheet.png)

![The page of a module on the website](web-module.png)

"""


@dataclass(frozen=True)
class Shown:
    """A picture: what it shows, a pattern of its file, and a text on the page or the number of the page."""

    name: str
    caption: str
    pattern: str
    page: str | int
    project: str = "en"

    def render(self, files: dict[str, Path]) -> Image.Image:
        """Return the page as a picture."""
        path = next((path for name, path in files.items() if fnmatch(name, self.pattern)), None)
        if path is None:
            sys.exit(f"nothing like {self.pattern} was built")
        with pypdfium2.PdfDocument(path) as pdf:
            page = pdf[page_with(pdf, self.page)]
            drawn: Image.Image = page.render(scale=RESOLUTION * 3 / 72).to_pil()
            return drawn.convert("RGB").reduce(3)


def page_with(pdf: pypdfium2.PdfDocument, wanted: str | int) -> int:
    """Return the index of a page by its number, or of the last one that shows a text."""
    if isinstance(wanted, int):
        return wanted - 1
    texts = (" ".join(page.get_textpage().get_text_bounded().split()) for page in pdf)
    found = [index for index, text in enumerate(texts) if wanted in text]
    if not found:
        sys.exit(f"no page shows {wanted!r}")
    return found[-1]


SHOWN = (
    Shown("cover", "Cover of a module", "pdf/en/screen/*-05.20-*[0-9].pdf", 1),
    Shown("notice", "Page ii", "pdf/en/screen/*-05.20-*[0-9].pdf", 2),
    Shown("contents", "Contents", "pdf/en/screen/*-05.20-*[0-9].pdf", 3),
    Shown("text", "Text with lists", "pdf/en/screen/*-05.20-*[0-9].pdf", "7.3 Terms of reference"),
    Shown("terms", "Terms", "pdf/en/screen/*-01.20-*[0-9].pdf", 9),
    Shown("table", "Table that runs on", "pdf/en/screen/*-01.20-*[0-9].pdf", "(continued)"),
    Shown("figure", "Figure", "pdf/en/screen/*-05.20-*[0-9].pdf", "Phases of an evaluation"),
    Shown("formula", "Formula", "pdf/en/screen/*-06.41-*[0-9].pdf", "In Formula (1)"),
    Shown("annex", "Annex", "pdf/en/screen/*-05.20-*[0-9].pdf", "Annex A (normative) Contents"),
    Shown("bibliography", "Bibliography", "pdf/en/screen/*-05.20-*[0-9].pdf", "Bibliography [1]"),
    Shown("volume-cover", "Cover of a volume", "volumes/en/screen/*-05-*-e.pdf", 1),
    Shown("volume-contents", "Contents of a volume", "volumes/en/screen/*-05-*-e.pdf", 3),
    Shown(
        "print-page",
        "Print edition: page with bleed and marks",
        "pdf/en/print/*-05.20-*[0-9].pdf",
        "Phases of an evaluation",
    ),
    Shown("print-wrap", "Print edition: cover of a volume, with spine", "volumes/en/print/*-05-*-cover.pdf", 1),
    Shown("print-sheet", "Saddle-stitch: a side of a sheet", "pdf/en/print/*-05.20-*-saddle-stitch.pdf", 9),
    Shown("review-page", "Review edition: numbered lines", "pdf/en/review/*-05.20-*[0-9].pdf", "7.3 Terms of reference"),
    Shown("comment-form", "Comment form", "pdf/en/review/*-05.20-*-comments.pdf", 1),
    Shown("amendment-record", "Amendment record", "pdf/en/screen/*-v1.1.pdf", "Amendment record", "amended"),
    Shown("amended-text", "Amended text: withdrawn, inserted", "pdf/en/review/*-v1.1.pdf", "4.2A Gates", "amended"),
    Shown("redline", "Redline", "redline.pdf", "4.2A Gates", "amended"),
    Shown("correspondence", "A new edition: former numbers", "pdf/en/screen/*-2032-*.pdf", "Table B.1", "edition"),
    Shown("arabic-cover", "Arabic: cover", "pdf/ar/screen/*-06.20-*[0-9].pdf", 1, "languages"),
    Shown("arabic-text", "Arabic: text", "pdf/ar/screen/*-06.20-*[0-9].pdf", 13, "languages"),
    Shown("arabic-table", "Arabic: table", "pdf/ar/screen/*-06.20-*[0-9].pdf", 10, "languages"),
    Shown("chinese-cover", "Chinese: cover", "pdf/zh/screen/*-06.20-*[0-9].pdf", 1, "languages"),
    Shown("chinese-text", "Chinese: text", "pdf/zh/screen/*-06.20-*[0-9].pdf", 9, "languages"),
    Shown("russian-text", "Russian: text", "pdf/ru/screen/*-06.20-*[0-9].pdf", 9, "languages"),
    Shown("bilingual-text", "Bilingual: Arabic and English", "pdf/ar-en/bilingual/*-06.20-*.pdf", 14, "languages"),
    Shown("stale-text", "A stale translation, marked", "pdf/fr/screen/*-03.50-*[0-9].pdf", "5.1 Catégories", "stale"),
)


def main() -> int:
    """Build, and write all pictures."""
    with TemporaryDirectory() as folder:
        files = {"en": english(), "languages": languages(), "stale": stale(Path(folder) / "stale")}
        files |= {"amended": amended(Path(folder) / "amended"), "edition": new_edition(Path(folder) / "edition")}
        pictures = {shown: shown.render(files[shown.project]) for shown in SHOWN}
    web_gallery.main()
    for shown, picture in pictures.items():
        save(picture, GALLERY / f"{shown.name}.png")
    save(contact_sheet(pictures), GALLERY / "contact-sheet.png")
    (GALLERY / "README.md").write_text(readme(), encoding="utf-8")
    return 0


def english() -> dict[str, Path]:
    """Return the files of the modules that are shown, built in all editions."""
    workspace = Workspace(PROJECT, PROJECT / "build")
    request = Request(words=SHOWN_MODULES, editions=EDITIONS, impositions=("saddle-stitch",), jobs=2)
    return listed(Made("en", workspace, build(workspace, request, lambda *_: None)))


def languages() -> dict[str, Path]:
    """Return the files of a module in other languages than its own, and in two at once."""
    workspace = Workspace(PROJECT, PROJECT / "build")
    report = build_languages(workspace, Request(("06.20",), "ar,zh,ru", jobs=2), lambda *_: None)
    both = build_bilingual(workspace, Request(("06.20",), "ar,en", (BILINGUAL,), jobs=2), lambda *_: None)
    return {**listed(Made("ar", workspace, report)), **listed(Made("ar", workspace, both))}


def stale(folder: Path) -> dict[str, Path]:
    """Return the French of a module whose source was edited since."""
    for name in ("source", "themes"):
        shutil.copytree(PROJECT / name, folder / name)
    shutil.copy(PROJECT / "conf.py", folder)
    workspace = Workspace(folder, folder / "build")
    module = workspace.sources / "03" / "03.50" / "index.rst"
    module.write_text(
        module.read_text(encoding="utf-8").replace("shall classify each", "should classify each"), encoding="utf-8"
    )
    return listed(Made("fr", workspace, build(workspace, Request(("03.50",), "fr", jobs=2), lambda *_: None)))


def amended(folder: Path) -> dict[str, Path]:
    """Return the files of a text that was amended, and its redline."""
    history = amended_history(folder)
    report = build(history.workspace, Request(("A1.1",), editions=EDITIONS), lambda *_: None)
    redline = folder / "redline.pdf"
    redline.write_bytes(compare(history.workspace, "XST A1.1:2030(E)V1.0", "A1.1").written("pdf"))
    return {**listed(Made("en", history.workspace, report)), redline.name: redline}


def new_edition(folder: Path) -> dict[str, Path]:
    """Return the files of a second edition."""
    history = history_of_editions(folder)
    return listed(Made("en", history.workspace, build(history.workspace, Request(("A1.1",)), lambda *_: None)))


def listed(project: Made) -> dict[str, Path]:
    """Return the files of a build by their paths in the build folder."""
    return {artifact.path: project.workspace.build / artifact.path for artifact in project.report.artifacts}


def save(picture: Image.Image, path: Path) -> None:
    """Write a picture in few colours."""
    picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)


def contact_sheet(pictures: dict[Shown, Image.Image]) -> Image.Image:
    """Return all pictures in a grid on grey, so that the edges of pages are seen."""
    rows = -(-len(pictures) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * CELL[0], rows * CELL[1]), (176, 176, 176))
    face = ImageFont.truetype(prepare(PROJECT / "build" / ".cache") / "SourceSans3-Regular.ttf", 14)
    for place, (shown, picture) in enumerate(pictures.items()):
        left, top = place % COLUMNS * CELL[0] + 12, place // COLUMNS * CELL[1] + 12
        small = picture.copy()
        small.thumbnail((CELL[0] - 24, CELL[1] - 44))
        sheet.paste(small, (left, top))
        ImageDraw.Draw(sheet).text((left, top + small.height + 4), shown.caption, fill="black", font=face)
    return sheet


def readme() -> str:
    """Return what the folder says of its pictures."""
    lines = (f"- [{shown.caption}]({shown.name}.png)\n" for shown in (*SHOWN, *web_gallery.SEEN))
    return README + "".join(lines)


if __name__ == "__main__":
    sys.exit(main())
