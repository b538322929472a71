"""The print edition: same pages, larger media, press inks, marks; Ghostscript, MuPDF and Poppler are asked as well."""

from __future__ import annotations

import math
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isacs_publish.press.colour import Unprintable, inked, inks
from isacs_publish.press.marks import MARGIN
from isacs_publish.press.preflight import preflight
from tests.press import prints
from tests.press.prints import MM, PRINTING, PROMISE, block, drawing, picture

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.model.sheets import Sheets
    from tests.press.conftest import Setter

PARAGRAPHS = "".join(f"<p>Paragraph{number} with words.</p>" for number in range(200))
TEXT = f'<section id="scope"><h2>Scope</h2><p>See <a href="#scope">the link</a>.</p>{PARAGRAPHS}</section>'
STOPS = '<stop offset="0" stop-color="#c00"/><stop offset="1" stop-color="#06c"/>'
FADE = '<stop offset="0" stop-color="#c00"/><stop offset="1" stop-color="#06c" stop-opacity="0"/>'
SHADES = '<stop offset="0" stop-color="#000"/><stop offset="1" stop-color="#fff"/>'
PAINTED = '<rect width="90" height="40" fill="url(#p)"/>'


@pytest.fixture(scope="module")
def sheets(set_text: Setter) -> Sheets:
    return set_text(TEXT)


@pytest.fixture(scope="module")
def printed(sheets: Sheets, fonts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("print") / "print.pdf"
    path.write_bytes(block(sheets.pdf, fonts).pdf)
    return path


def written(folder: Path, pdf: bytes) -> Path:
    path = folder / "file.pdf"
    path.write_bytes(pdf)
    return path


# Pages


def test_boxes_are_right_to_a_tenth_of_a_millimetre(printed: Path) -> None:
    pages = prints.boxes(printed)
    assert len(pages) > 4
    for page in pages:
        assert set(page) == {"MediaBox", "BleedBox", "TrimBox"}
        left, bottom, right, top = page["TrimBox"]
        assert ((right - left) / MM, (top - bottom) / MM) == pytest.approx((210, 297), abs=0.1)
        bleeds = [abs(a - b) / MM for a, b in zip(page["BleedBox"], page["TrimBox"], strict=True)]
        assert bleeds == pytest.approx([3, 3, 3, 3], abs=0.1)
        assert [abs(a - b) / MM for a, b in zip(page["MediaBox"], page["TrimBox"], strict=True)] == pytest.approx(
            [15] * 4, abs=0.1
        )


def test_the_text_of_each_page_is_that_of_the_screen(sheets: Sheets, printed: Path, tmp_path: Path) -> None:
    screen = written(tmp_path, sheets.pdf)
    for page in range(1, sheets.geometry.pages + 1):
        assert prints.words(printed, page, MARGIN) == prints.words(screen, page)
    assert "Paragraph30" in prints.words(printed, 3)


@pytest.mark.parametrize(("direction", "signs"), [("ltr", (1, -1)), ("rtl", (-1, 1))])
def test_pages_move_away_from_the_spine(
    sheets: Sheets, fonts: Path, tmp_path: Path, direction: str, signs: tuple[int, int]
) -> None:
    screen = written(tmp_path, sheets.pdf)
    (tmp_path / "print").mkdir()
    paper = written(tmp_path / "print", block(sheets.pdf, fonts, direction).pdf)
    for page, sign in ((3, signs[0]), (4, signs[1])):
        before, after = prints.places(screen, page), prints.places(paper, page)
        word = next(word for word in before if word.startswith("Paragraph"))
        across, down = after[word][0] - before[word][0] - MARGIN, after[word][1] - before[word][1] - MARGIN
        assert (across / MM, down / MM) == pytest.approx((sign * PRINTING.binding_margin, 0), abs=0.05)


@pytest.mark.parametrize("fill", [1, 4, 8])
def test_blank_pages_fill_the_last_sheet_and_are_of_one_size(sheets: Sheets, fonts: Path, tmp_path: Path, fill: int) -> None:
    made = block(sheets.pdf, fonts, printing=replace(PRINTING, pages_per_sheet=fill))
    path = written(tmp_path, made.pdf)
    assert made.pages == math.ceil(sheets.geometry.pages / fill) * fill == len(prints.boxes(path))
    assert len({str(page) for page in prints.boxes(path)}) == 1
    assert all(prints.words(path, page, MARGIN) == [] for page in range(sheets.geometry.pages + 1, made.pages + 1))


def test_every_page_tells_in_the_slug_what_it_is(printed: Path) -> None:
    total = len(prints.boxes(printed))
    for page in (1, total):
        assert f"XST 01.10:2026(E) 2026-03-01 {page}/{total}" in " ".join(prints.words(printed, page))


def test_nothing_is_left_that_paper_has_no_use_for(printed: Path) -> None:
    with pikepdf.open(printed) as pdf:
        assert not {"/Names", "/Outlines", "/StructTreeRoot", "/MarkInfo", "/AcroForm"} & set(pdf.Root.keys())
        assert not any("/Annots" in page.obj for page in pdf.pages)


def test_two_runs_give_the_same_bytes(sheets: Sheets, fonts: Path) -> None:
    assert block(sheets.pdf, fonts).pdf == block(sheets.pdf, fonts).pdf


# Inks


def test_text_is_black_ink_alone_and_the_marks_are_on_every_plate(printed: Path) -> None:
    within, whole = prints.inks(printed, "-dUseTrimBox"), prints.inks(printed)
    assert len(within) == len(whole) > 4
    assert all(inks[:3] == (0, 0, 0) for inks in within)
    assert sum(inks[3] > 0 for inks in within) >= 4
    assert all(min(inks) > 0 for inks in whole)


def test_no_mark_is_inside_the_bleed(fonts: Path, set_text: Setter, tmp_path: Path) -> None:
    """A blank page has no ink at all within its bleed box."""
    made = block(set_text("<p>Text</p>").pdf, fonts, printing=replace(PRINTING, pages_per_sheet=8))
    with pikepdf.open(BytesIO(made.pdf)) as pdf:
        for page in pdf.pages:
            page.obj.CropBox = page.obj.BleedBox
        pdf.save(tmp_path / "cropped.pdf")
    assert prints.inks(tmp_path / "cropped.pdf", "-dUseCropBox")[-1] == (0, 0, 0, 0)


GREYS = {
    "image L": ('<p><img src="a.png" alt="a" style="width:20mm"></p>', {"a__png": picture("L", "PNG")}),
    "image LA": ('<p><img src="a.png" alt="a" style="width:20mm"></p>', {"a__png": picture("LA", "PNG")}),
    "image 1": ('<p><img src="a.png" alt="a" style="width:20mm"></p>', {"a__png": picture("1", "PNG")}),
    "image RGB of greys": ('<p><img src="a.png" alt="a" style="width:20mm"></p>', {"a__png": picture("grey RGB", "PNG")}),
    "image JPEG L": ('<p><img src="a.jpg" alt="a" style="width:20mm"></p>', {"a__jpg": picture("L", "JPEG")}),
    "drawing": (
        '<p><img src="a.svg" alt="a" style="width:60mm"></p>',
        {"a__svg": drawing('<rect width="40" height="20" fill="#777" stroke="black"/><text y="35" fill="#222">T</text>')},
    ),
    "gradient": (
        '<p><img src="a.svg" alt="a" style="width:60mm"></p>',
        {"a__svg": drawing(f'<linearGradient id="p">{SHADES}</linearGradient>{PAINTED}')},
    ),
    "opacity": ('<p style="opacity:.5; background:#999">Text</p>', {}),
    "frame": ('<p style="border:1pt solid #808080; color:#333">Text</p>', {}),
}  # fmt: skip
COLOURS = {
    "image RGB": ('<p><img src="a.png" alt="a" style="width:20mm"></p>', {"a__png": picture("RGB", "PNG")}),
    "image RGBA": ('<p><img src="a.png" alt="a" style="width:20mm"></p>', {"a__png": picture("RGBA", "PNG")}),
    "image P": ('<p><img src="a.png" alt="a" style="width:20mm"></p>', {"a__png": picture("P", "PNG")}),
    "image JPEG RGB": ('<p><img src="a.jpg" alt="a" style="width:20mm"></p>', {"a__jpg": picture("RGB", "JPEG")}),
    "image JPEG CMYK": ('<p><img src="a.jpg" alt="a" style="width:20mm"></p>', {"a__jpg": picture("CMYK", "JPEG")}),
    **{
        name: ('<p><img src="a.svg" alt="a" style="width:60mm"></p>', {"a__svg": drawing(content)})
        for name, content in {
            "linear": f'<linearGradient id="p">{STOPS}</linearGradient>{PAINTED}',
            "radial": f'<radialGradient id="p">{STOPS}</radialGradient>{PAINTED}',
            "repeated": f'<linearGradient id="p" x2=".2" spreadMethod="repeat">{STOPS}</linearGradient>{PAINTED}',
            "fading": f'<linearGradient id="p">{FADE}</linearGradient>{PAINTED}',
            "group": '<g opacity=".5"><rect width="50" height="40" fill="#c00"/><circle cx="50" r="20" fill="#00c"/></g>',
            "pattern": '<pattern id="p" width="9" height="9" patternUnits="userSpaceOnUse">'
            f'<rect width="5" height="5" fill="#0a0"/></pattern>{PAINTED}',
            "mask": f'<linearGradient id="p">{SHADES}</linearGradient><mask id="m">{PAINTED}</mask>'
            '<rect width="90" height="40" fill="#c00" mask="url(#m)"/>',
        }.items()
    },
    "style gradient": ('<p style="background:linear-gradient(#c00, #06c 40%, rgba(0, 160, 0, .2))">Text</p>', {}),
    "style opacity": ('<p style="opacity:.5; color:#c00">Text</p>', {}),
}  # fmt: skip


@pytest.mark.parametrize("case", [*GREYS, *COLOURS])
def test_greys_become_black_ink_and_colours_four_inks(case: str, set_text: Setter, fonts: Path, tmp_path: Path) -> None:
    body, files = {**GREYS, **COLOURS}[case]
    made = block(set_text(f"<p>Text</p>{body}", **files).pdf, fonts)
    path = written(tmp_path, made.pdf)
    assert preflight(made.pdf, PROMISE) == []
    cyan, magenta, yellow, black = prints.inks(path, "-dUseTrimBox", "-dFirstPage=3", "-dLastPage=3")[0]
    assert (max(cyan, magenta, yellow) > 0) == (case in COLOURS)
    assert black > 0
    if case in COLOURS:
        assert 2 in made.coloured


def test_text_in_colour_is_counted_as_coloured_and_black_text_is_not(set_text: Setter, fonts: Path) -> None:
    made = block(set_text('<p style="color:#c00">Red</p><p style="break-before:page">Black</p>').pdf, fonts)
    assert 2 in made.coloured
    assert 3 not in made.coloured


@pytest.mark.parametrize("value", ["lab(50 40 20)", "lch(50 40 20)", "oklab(.5 .1 .1)"])
def test_a_colour_that_cannot_be_converted_is_refused(value: str, set_text: Setter, fonts: Path) -> None:
    with pytest.raises(Unprintable, match="cannot be converted to inks"):
        block(set_text(f'<p style="color:{value}">Text</p>').pdf, fonts)


@given(st.integers(0, 255))
def test_a_grey_is_black_ink_of_the_same_depth(level: int) -> None:
    value = level / 255
    assert inks(value, value, value) == pytest.approx((0, 0, 0, 1 - value), abs=1e-4)


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_no_colour_has_more_ink_than_the_press_carries(colour: tuple[int, int, int]) -> None:
    assert sum(inks(*(part / 255 for part in colour))) <= PRINTING.ink_limit / 100 + 0.01


def test_operators_are_replaced_and_what_is_like_them_is_not() -> None:
    made = inked(b"1 1 1 rg\n0 0 0 RG\n.5 g\n/GS1 gs\n<00> Tj")
    assert made.content.split() == b"0 0 0 0 k 0 0 0 1 K 0 0 0 0.5 k /GS1 gs <00> Tj".split()
    assert not made.coloured


# What the file says of itself


def test_other_tools_read_the_declaration(printed: Path) -> None:
    """ExifTool reads it from the metadata, Poppler from the document information; neither of them verifies it."""
    assert "PDF/X-4" in prints.said("pdfinfo", printed)
    assert prints.said("exiftool", "-s3", "-XMP-pdfxid:GTS_PDFXVersion", printed).strip() == "PDF/X-4"
    assert prints.said("exiftool", "-s3", "-XMP-pdf:Trapped", printed).strip() == "False"


def test_every_font_is_embedded(printed: Path) -> None:
    rows = prints.said("pdffonts", printed).splitlines()[2:]
    assert len(rows) >= 3
    assert all(row.split()[-5:-3] == ["yes", "yes"] for row in rows)


def test_the_structure_of_the_file_is_sound(printed: Path) -> None:
    assert "No syntax or stream encoding errors found" in prints.said("qpdf", "--check", printed)
