"""QR codes: the drawing has the modules that segno computes, and page ii shows them, whole and large enough."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2
import pytest
import segno
from lxml import etree

from isacs_publish.model.address import full_address
from isacs_publish.publish import Request, build
from isacs_publish.qr_code import QUIET, qr_code
from isacs_publish.words import words
from tests.roots import make_project, text

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image

    from isacs_publish.workspace import Workspace

MM = 72 / 25.4
SVG = "{http://www.w3.org/2000/svg}"
MODULE = "https://example.org/A1.1/2030/en/v0.3/?id=urn:xst:a1.1:2030:e:v0.3"
SERIES = "https://example.org/volumes/?id=urn:xst:a1:2030-0:e"
COMPENDIUM = "https://example.org/volumes/?id=urn:xst:2030-0:e"
FILES = {
    "pdf/en/screen/xst-a1.1-2030-e-v0.3.pdf": MODULE,
    "volumes/en/screen/xst-a1-2030-0-e.pdf": SERIES,
    "volumes/en/screen/xst-2030-0-e.pdf": COMPENDIUM,
}


def matrix(payload: str) -> list[list[bool]]:
    """Return the dark modules of a payload with its quiet zone, as segno gives them."""
    code = segno.make(payload, error="m", micro=False, boost_error=False)
    return [[bool(module) for module in row] for row in code.matrix_iter(border=4)]


def drawn(svg: bytes) -> list[list[bool]]:
    """Return the units of a drawing that its path covers, read as any reader of SVG would."""
    root = etree.fromstring(svg)
    side = int(root.get("viewBox").split()[2])
    squares = [[False] * side for _ in range(side)]
    for x, y, width, back in re.findall(r"M(\d+),(\d+)h(\d+)v1h-(\d+)z", root.find(f"{SVG}path").get("d")):
        assert width == back
        for column in range(int(x), int(x) + int(width)):
            squares[int(y)][column] = True
    return squares


@pytest.mark.parametrize("payload", [MODULE, SERIES, "urn:xst:1", "x" * 300])
def test_the_drawing_has_the_modules_of_the_code(payload: str) -> None:
    svg = qr_code(payload)
    assert drawn(svg) == matrix(payload)
    assert qr_code(payload) == svg
    path = etree.fromstring(svg).find(f"{SVG}path").get("d")
    assert re.sub(r"M\d+,\d+h\d+v1h-\d+z", "", path) == "", "the path holds nothing that was not read"


def test_it_is_black_on_white_with_a_quiet_zone() -> None:
    root = etree.fromstring(qr_code(MODULE))
    ground, path = root.findall("*")
    side = root.get("width")
    assert ground.tag == f"{SVG}rect"
    assert dict(ground.attrib) == {"width": side, "height": side, "fill": "#fff"}, "no watermark shows through"
    assert path.get("fill") == "#000"
    squares = drawn(qr_code(MODULE))
    inner = [row[QUIET:-QUIET] for row in squares[QUIET:-QUIET]]
    assert QUIET >= 4
    assert sum(map(sum, squares)) == sum(map(sum, inner)) > 400


def test_an_address_has_one_slash_after_the_website() -> None:
    for website in ("https://example.org", "https://example.org/"):
        assert full_address(website, "volumes/", "urn:xst:a1:2030-0:e") == SERIES


# On the page


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = make_project(tmp_path_factory.mktemp("codes"), {"A1.1": text("First")})
    report = build(made, Request(editions=("screen", "print"), jobs=1), lambda *_: None)
    assert report.findings == []
    return made


def figure(path: Path) -> tuple[str, list[float]]:
    """Return the alternative text of the figure on page ii, and the rectangle where it stands."""
    with pikepdf.open(path) as pdf:
        found = [element for element in pdf.objects if isinstance(element, pikepdf.Dictionary) and is_code(element, pdf)]
        assert len(found) == 1
        return str(found[0].Alt), [float(length) for length in found[0].A.BBox]


def is_code(element: Any, pdf: pikepdf.Pdf) -> bool:
    on_page = element.get("/S") == "/Figure" and element.Pg.objgen == pdf.pages[1].objgen
    return on_page and words("en").qr_code in str(element.get("/Alt", ""))


def rendered(path: Path, box: list[float]) -> Image.Image:
    """Return what PDFium paints in a rectangle of page ii, in grey, a tenth of a millimetre a dot."""
    with pypdfium2.PdfDocument(path) as pdf:
        page = pdf[1]
        scale = 10 / MM
        height = page.get_height()
        picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil().convert("L")
        left, top, right, bottom = (round(side * scale) for side in (box[0], height - box[3], box[2], height - box[1]))
        return picture.crop((left, top, right, bottom))


@pytest.mark.parametrize("name", FILES)
def test_page_ii_shows_the_code_of_its_publication(name: str, workspace: Workspace) -> None:
    path, payload = workspace.build / name, FILES[name]
    alternative, box = figure(path)
    assert payload in alternative
    picture, wanted = rendered(path, box), matrix(payload)
    step = picture.width / len(wanted)
    seen = [
        [picture.getpixel((int((x + 0.5) * step), int((y + 0.5) * step))) < 128 for x in range(len(wanted))]  # type: ignore[operator]
        for y in range(len(wanted))
    ]
    assert seen == wanted
    assert (box[2] - box[0]) / MM * (1 - 2 * QUIET / len(wanted)) >= 22, "the symbol, without its quiet zone"


def test_on_paper_it_is_black_ink_alone(workspace: Workspace) -> None:
    with pikepdf.open(workspace.build / "pdf/en/print/xst-a1.1-2030-e-v0.3.pdf") as pdf:
        page = pdf.pages[1].obj.Resources.XObject["/Page"]
        contents = [form.read_bytes() for form in (page, *page.Resources.XObject.values())]
    colours = {inks for content in contents for inks in re.findall(rb"([\d. ]+) k\n", content)}
    assert colours <= {b"0 0 0 1", b"0 0 0 0", b"0 0 0 0.08"}, "black, white, and the watermark"
    assert {b"0 0 0 1", b"0 0 0 0"} <= colours
