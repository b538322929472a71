"""Derived editions hold what the screen edition holds: planted differences are found, differences of colour are none."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest

from isacs_publish.model.catalogue import Printing
from isacs_publish.model.publication import Publication
from isacs_publish.press.print_edition import book_block
from isacs_publish.press.proof import Fault, TypesettingFailed
from isacs_publish.press.proof_pages import prove_print, prove_review, uncoloured
from isacs_publish.press.review_edition import review_edition

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from isacs_publish.model.sheets import Sheets
    from tests.press.conftest import Setter

    Damage = Callable[[pikepdf.Pdf], None]

TOLD = Publication("XST 01.10", "xst", "Title", "2030-05-01", "en", "ltr")
BODY = '<p style="color: #1f4e79">A sentence in blue.</p><table><tbody><tr><td>A cell</td></tr></tbody></table>'
PAGE = 2


@pytest.fixture(scope="module")
def sheets(set_text: Setter) -> Sheets:
    """Return sheets of four pages, the last of them with a text of its own."""
    return set_text(f'{BODY}<p style="break-before: page">Another page.</p>')


@pytest.fixture(scope="module")
def printed(sheets: Sheets, fonts: Path) -> bytes:
    """Return their print edition."""
    return book_block(sheets.pdf, TOLD, Printing(pages_per_sheet=8), fonts).pdf


@pytest.fixture(scope="module")
def reviewed(sheets: Sheets, fonts: Path) -> bytes:
    """Return their review edition."""
    return review_edition(sheets, TOLD, "page", fonts)


def damaged(pdf: bytes, damage: Damage) -> bytes:
    """Return a file after a damage."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        damage(opened)
        opened.save(out)
    return out.getvalue()


def form(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """Return the form that a print edition places."""
    return pdf.pages[PAGE].obj.Resources.XObject["/Page"]


def in_form(old: bytes, new: bytes) -> Damage:
    """Return a damage that writes something else into the form of a page."""

    def damage(pdf: pikepdf.Pdf) -> None:
        content = form(pdf).read_bytes()
        assert old in content
        form(pdf).write(content.replace(old, new, 1))

    return damage


def fill_blank(pdf: pikepdf.Pdf) -> None:
    pdf.pages[-1].obj.Resources.XObject["/Page"] = form(pdf)


def drop_page(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[PAGE]


def drop_all_but_one(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[1:]


def swap_pages(pdf: pikepdf.Pdf) -> None:
    first, second = (pdf.pages[n].obj.Resources.XObject for n in (PAGE, PAGE + 1))
    first["/Page"], second["/Page"] = second["/Page"], first["/Page"]


def test_undamaged_editions_pass(sheets: Sheets, printed: bytes, reviewed: bytes) -> None:
    prove_print(printed, sheets.pdf)
    prove_review(reviewed, sheets.pdf)


@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        (in_form(b"TJ\n", b"\n"), "page-differs"),
        (in_form(b" Tm\n", b" 0 Tm\n"), "page-differs"),
        (in_form(b"BT\n", b"BT 3 Tr\n"), "page-differs"),
        (in_form(b"q\n", b"q 0 0 9 9 re W n\n"), "page-differs"),
        (fill_blank, "page-differs"),
        (swap_pages, "page-differs"),
        (drop_page, "page-differs"),
        (drop_all_but_one, "page-lost"),
    ],
)
def test_a_print_edition_that_differs_is_found(damage: Damage, kind: str, sheets: Sheets, printed: bytes) -> None:
    with pytest.raises(TypesettingFailed) as failure:
        prove_print(damaged(printed, damage), sheets.pdf)
    fault = failure.value.faults[0]
    assert isinstance(fault, Fault)
    assert fault.kind == kind
    assert kind == "page-lost" or fault.page >= PAGE + 1


def test_another_colour_is_no_difference(sheets: Sheets, printed: bytes) -> None:
    prove_print(damaged(printed, in_form(b"0 0 0 1 k\n", b"1 0 0 0 k\n")), sheets.pdf)


def change_stream(pdf: pikepdf.Pdf) -> None:
    stream = pdf.pages[PAGE].Contents[1]
    stream.write(stream.read_bytes().replace(b"TJ\n", b"\n", 1))


def replace_stream(pdf: pikepdf.Pdf) -> None:
    pdf.pages[PAGE].Contents[1] = pdf.make_stream(b"0 0 9 9 re W n")


@pytest.mark.parametrize("damage", [change_stream, drop_page, replace_stream])
def test_a_review_edition_that_differs_is_found(damage: Damage, sheets: Sheets, reviewed: bytes) -> None:
    with pytest.raises(TypesettingFailed):
        prove_review(damaged(reviewed, damage), sheets.pdf)


def test_only_operations_of_colour_are_left_out() -> None:
    content = b"q\n0 0 0 rg\n.5 .5 .5 RG\n0 0 0 1 k\n1 G\n1 0 0 1 3 4 cm\n/GS1 gs\n<00> Tj\n"
    assert uncoloured(content) == uncoloured(b"q\n1 0 0 1 3 4 cm\n/GS1 gs\n<00> Tj\n")
    assert uncoloured(content) != uncoloured(content.replace(b"3 4", b"3 5"))
    assert uncoloured(b"0 0 0 rg\n1 1 1 rg\n5 w") == uncoloured(b"5 w")
