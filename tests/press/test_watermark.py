"""The watermark of a draft: which pages carry it, what it looks like, and what it leaves as it is."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
import pypdfium2
import pytest
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from isacs_publish.press.bind import Part, bind
from isacs_publish.press.fonts import provide
from isacs_publish.press.outlines import outlines_of
from isacs_publish.press.preflight import preflight
from isacs_publish.press.print_edition import book_block
from isacs_publish.press.proof import TypesettingFailed
from isacs_publish.press.typeset import typeset
from tests.press.conftest import source
from tests.press.prints import PRINTING, PROMISE, PUBLICATION, inks

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.model.sheets import Sheets

LINES = "<p>A line of text.</p>" * 60
BODY = f'{LINES}<p style="break-before: recto">After a blank page.</p>'


def marked(word: str, fonts: Path, body: str = BODY) -> Sheets:
    """Return sheets of a text whose print source asks for a watermark."""
    made = source(body)
    return typeset(replace(made, html=made.html.replace("<body>", f'<body data-watermark="{word}">')), fonts)


@pytest.fixture(scope="module")
def draft(fonts: Path) -> Sheets:
    return marked("DRAFT", fonts)


@pytest.fixture(scope="module")
def plain(fonts: Path) -> Sheets:
    return marked("", fonts)


def pale(pdf: bytes) -> list[bool]:
    """Return, for each page, whether the grey of the watermark is on it, as PDFium paints it."""
    with pypdfium2.PdfDocument(pdf) as opened:
        pages = [page.render(scale=0.5, grayscale=True).to_pil().convert("L") for page in opened]
    return [page.histogram()[round(0.92 * 255)] > 500 for page in pages]


def test_pages_with_a_folio_carry_it_and_no_others(draft: Sheets, plain: Sheets) -> None:
    folios = [bool(folio) for folio in draft.geometry.folios]
    assert len(folios) - sum(folios) >= 2, "the text must have a cover and a blank page"
    assert folios.count(True) >= 3
    assert pale(draft.pdf) == folios
    assert not any(pale(plain.pdf))


def test_it_is_an_artifact_below_the_text_and_one_form_for_all_pages(draft: Sheets) -> None:
    with pikepdf.open(BytesIO(draft.pdf)) as pdf:
        pages = [page for page, folio in zip(pdf.pages, draft.geometry.folios, strict=True) if folio]
        first = [pikepdf.parse_content_stream(page)[:5] for page in pages]
        assert {tuple(str(operator) for operation in page for operator in [operation.operator]) for page in first} == {
            ("BDC", "q", "Do", "Q", "EMC")
        }
        assert {str(page[0].operands[0]) for page in first} == {"/Artifact"}
        assert len({page.obj.Resources.XObject.Watermark.objgen for page in pages}) == 1


def test_text_fonts_and_tags_are_those_of_a_text_without(draft: Sheets, plain: Sheets) -> None:
    assert draft.geometry == plain.geometry
    with pikepdf.open(BytesIO(draft.pdf)) as one, pikepdf.open(BytesIO(plain.pdf)) as other:
        assert set(one.pages[0].obj.Resources.Font.keys()) == set(other.pages[0].obj.Resources.Font.keys())
        assert len(one.Root.StructTreeRoot.ParentTree.Nums) == len(other.Root.StructTreeRoot.ParentTree.Nums)
    with pypdfium2.PdfDocument(draft.pdf) as one, pypdfium2.PdfDocument(plain.pdf) as other:
        texts = [[page.get_textpage().get_text_range() for page in opened] for opened in (one, other)]
    assert texts[0] == texts[1]


def test_a_volume_has_it_on_the_pages_of_its_drafts(draft: Sheets, plain: Sheets, fonts: Path) -> None:
    volume = bind(plain, [Part("01.10", "First", draft), Part("01.20", "Second", plain)], fonts, "Volume 01")
    even = plain.geometry.pages + plain.geometry.pages % 2
    here = [False] * even + [bool(folio) for folio in draft.geometry.folios]
    assert pale(volume.pdf) == here + [False] * (volume.geometry.pages - len(here))


def test_on_paper_it_is_black_ink_and_passes_the_pre_flight(draft: Sheets, fonts: Path, tmp_path: Path) -> None:
    printed = book_block(draft.pdf, PUBLICATION, PRINTING, fonts)
    assert preflight(printed.pdf, PROMISE) == []
    assert printed.coloured == ()
    path = tmp_path / "print.pdf"
    path.write_bytes(printed.pdf)
    with pikepdf.open(path) as pdf:
        forms = [
            page.obj.Resources.XObject["/Page"].Resources.XObject for page in pdf.pages if "/Page" in page.obj.Resources.XObject
        ]
        painted = next(form["/Watermark"].read_bytes() for form in forms if "/Watermark" in form)
    assert painted.lstrip().startswith(b"0 0 0 0.08 k\n")
    cyan, magenta, yellow, black = max(inks(path), key=lambda page: page[3])
    assert max(cyan, magenta, yellow) < 0.02 < black


class Expected(BasePen):  # type: ignore[misc]
    """Draws with fontTools, which makes cubic curves of others, and ends each contour where it began."""

    def __init__(self, glyphs: Any, scale: float) -> None:
        super().__init__(glyphs)
        self.scale = scale
        self.start = 0.0
        self.points: list[float] = []

    def put(self, *points: tuple[float, float]) -> None:
        self.points += [value for x, y in points for value in ((self.start + x) * self.scale, y * self.scale)]

    def _moveTo(self, point: tuple[float, float]) -> None:
        self.first = point
        self.put(point)

    def _closePath(self) -> None:
        if self._getCurrentPoint() != self.first:
            self.put(self.first)

    _lineTo = _curveToOne = put


@pytest.mark.parametrize(("word", "font"), [("DRAFT", "SourceSans3-Regular.ttf"), ("草案", "NotoSansSC-Regular.otf")])
def test_outlines_are_those_of_the_font(word: str, font: str, fonts: Path) -> None:
    """Against fontTools, which reads both kinds of outlines; neither face moves these letters."""
    face = TTFont(provide(fonts, font))
    glyphs, names = face.getGlyphSet(), face.getBestCmap()
    pen = Expected(glyphs, 1000 / face["head"].unitsPerEm)
    for letter in word:
        glyphs[names[ord(letter)]].draw(pen)
        pen.start += glyphs[names[ord(letter)]].width
    drawn = [float(value) for value in outlines_of(word, fonts).path.split() if not value.isalpha()]
    assert len(drawn) > 40
    assert drawn == pytest.approx(pen.points, abs=0.51)


def test_arabic_letters_are_joined_and_run_to_the_left(fonts: Path) -> None:
    whole, apart = (outlines_of(word, fonts).box for word in ("مسودة", "م\u200cس\u200cو\u200cد\u200cة"))
    assert whole[2] - whole[0] < 0.9 * (apart[2] - apart[0])
    first, last = outlines_of("م", fonts).path, outlines_of("ة", fonts).path
    drawn = outlines_of("م\u200cو\u200cة", fonts).path
    assert drawn.startswith(last[: len(last) // 2])
    assert not drawn.startswith(first[: len(first) // 2])


def test_a_mark_over_an_arabic_letter_stands_where_the_font_puts_it(fonts: Path) -> None:
    """A shadda has no width of its own: without the offset of the font it would stand beside a letter as thin as alef."""
    marked, bare = outlines_of("ا\u0651", fonts).box, outlines_of("ا", fonts).box
    assert marked[3] > bare[3]
    assert (marked[0] + marked[2]) / 2 == pytest.approx((bare[0] + bare[2]) / 2, abs=30)


def test_a_letter_that_no_face_has_is_a_fault(fonts: Path) -> None:
    with pytest.raises(TypesettingFailed):
        marked("ᚠᚢᚦ", fonts)
