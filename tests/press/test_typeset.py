"""Typesetting: sheets with their geometry, and the same bytes everywhere."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isacs_publish.model.sheets import Geometry
from isacs_publish.press.finish import page_labels
from isacs_publish.press.proof import TypesettingFailed
from tests.conftest import PROJECT
from tests.press.conftest import source

if TYPE_CHECKING:
    from pathlib import Path

    from tests.press.conftest import Setter

BODY = (
    '<section id="scope"><h2><span class="label">1</span><span class="title"> Scope</span></h2><p>Text and '
    '<span class="crossref" data-target="02.10#scope">XST 02.10:2026, Clause 1</span>.</p></section>'
)


def test_geometry_tells_where_everything_stands(set_text: Setter) -> None:
    geometry = set_text(BODY).geometry
    assert geometry.size == pytest.approx((595.28, 841.89), abs=0.01)
    assert geometry.pages == 3
    assert geometry.body == 2
    assert geometry.folios == ("", "", "1")
    assert geometry.anchors["scope"].page == 2
    assert [(mark.level, mark.text) for mark in geometry.bookmarks] == [(1, "1 Scope")]
    (reference,) = geometry.crossrefs
    assert reference.target == "02.10#scope"
    assert reference.text == "XST 02.10:2026, Clause 1"
    x1, y1, x2, y2 = reference.box
    assert 56 < x1 < x2 < 540
    assert 0 < y2 - y1 < 25
    assert len([line for line in geometry.lines if line.page == 2]) == 2


def test_geometry_survives_its_file(set_text: Setter) -> None:
    import json

    geometry = set_text(BODY).geometry
    assert Geometry.from_json(json.loads(json.dumps(geometry.as_json()))) == geometry


def test_a_reference_over_three_lines_has_three_boxes_and_one_element(set_text: Setter) -> None:
    long = "a reference of very many words " * 6
    geometry = set_text(f'<p><span class="crossref" data-target="02.10">{long}</span></p>').geometry
    assert len(geometry.crossrefs) == 3
    assert len({reference.key for reference in geometry.crossrefs}) == 1


def test_metadata_and_page_labels(set_text: Setter) -> None:
    sheets = set_text(BODY)
    with pikepdf.open(BytesIO(sheets.pdf)) as pdf:
        assert pdf.docinfo.Title == "XST 01.10"
        assert pdf.Root.Lang == "en"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert [page.label for page in pdf.pages] == ["i", "ii", "1"]
        packet = pdf.Root.Metadata.read_bytes()
    assert b"<pdfuaid:part>1</pdfuaid:part>" in packet
    assert b'pdfaid:part="2"' in packet


@given(body=st.integers(0, 30), rest=st.integers(1, 300))
def test_page_labels_are_roman_then_arabic(body: int, rest: int) -> None:
    pdf = pikepdf.new()
    for _ in range(body + rest):
        pdf.add_blank_page()
    nums = page_labels(body + rest, body)
    styles = [dict(nums[i]) for i in range(1, len(nums), 2)]
    starts = nums[::2]
    assert starts == ([0] if body else []) + [body]
    assert styles == ([{"S": "/r"}] if body else []) + [{"S": "/D"}]


def test_what_the_engine_says_is_not_lost(set_text: Setter) -> None:
    with pytest.raises(TypesettingFailed, match="nowhere"):
        set_text('<p><a href="#nowhere">x</a></p>')
    with pytest.raises(TypesettingFailed, match="no-such-property"):
        set_text("<style>p { no-such-property: 1 }</style><p>x</p>")


def test_an_image_without_alternative_text_fails(set_text: Setter) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="9" height="9"/></svg>'
    with pytest.raises(TypesettingFailed, match="alt"):
        set_text('<p><img src="x.svg"></p>', x__svg=drawing)
    assert set_text('<p><img src="x.svg" alt="A square"></p>', x__svg=drawing).geometry.pages == 3


SCRIPT = """
import pickle, sys
from hashlib import sha256
from pathlib import Path
from isacs_publish.press.typeset import typeset
source, fonts = pickle.load(open(sys.argv[1], "rb"))
print(sha256(typeset(source, Path(fonts)).pdf).hexdigest())
"""


@pytest.mark.parametrize(
    "surroundings",
    [{"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo"}, {"LC_ALL": "C", "LANG": "C"}, {"HOME": "/nowhere"}],
    ids=["hash seed", "time zone", "locale", "home"],
)
def test_the_same_bytes_everywhere(surroundings: dict[str, str], set_text: Setter, fonts: Path, tmp_path: Path) -> None:
    expected = sha256(set_text(BODY).pdf).hexdigest()
    job = tmp_path / "job"
    job.write_bytes(pickle.dumps((source(BODY), str(fonts))))
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), **surroundings}
    told = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(job)], env=environment, cwd=tmp_path, capture_output=True, check=True
    )
    assert told.stdout.decode().strip() == expected


def test_footnotes_stand_at_the_foot_of_the_page_of_their_call(set_text: Setter) -> None:
    """The engine compares lengths without tolerance; in the styles a hair of padding keeps it from moving every note on."""
    note = '<span class="footnote" data-number="{0}">Note {0}.</span>'
    rows = "".join(f"<tr><td><p>Row {n}{note.format(n)}</p></td></tr>" for n in range(12))
    geometry = set_text(f"<p>Text{note.format(99)}.</p><table><tbody>{rows}</tbody></table>").geometry
    assert geometry.pages == 3
    assert all(f"Note{n}." in geometry.texts[2] for n in (99, *range(12)))


def test_the_title_of_a_table_on_one_page_is_not_continued_even_over_lines(set_text: Setter) -> None:
    words = "A title of very many words that needs more than a line " * 3
    title = f"<tr class='caption'><td class='caption'><p>{words}<span class='continued'> (continued)</span></p></td></tr>"
    geometry = set_text(f"<table><thead>{title}</thead><tbody><tr><td><p>Cell</p></td></tr></tbody></table>").geometry
    assert "(continued)" not in geometry.texts[2]
