"""Binding: pages, tags, links, bookmarks, labels and folios of a volume from finished sheets."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isacs_publish.press.bind import Part, bind, plan
from tests.press.trees import tree_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.press.conftest import Setter


def body(title: str, cites: str, extra: str = "") -> str:
    """Return a module with one clause, a term, a table and a reference to another module."""
    return (
        f'<section id="scope"><h2><span class="label">1</span><span class="title"> {title}</span></h2>'
        f'<p>See <a href="#scope">Clause 1</a> and <span class="crossref" data-target="{cites}">{cites}</span>.</p>'
        '<table><thead><tr><th scope="col">A</th></tr></thead><tbody><tr><td>B</td></tr></tbody></table>'
        f"{extra}</section>"
    )


@pytest.fixture(scope="module")
def volume(set_text: Setter, fonts: Path) -> pikepdf.Pdf:
    """Return a volume of two modules, the first of which has an odd number of pages."""
    contents = '<p><span class="crossref" data-target="01.10">01.10</span></p><p>0123456789</p>'
    matter = set_text(contents, "xst-01-2026-0-e")
    parts = [
        Part("01.10", "01.10 First", set_text(body("First", "01.20#scope"), "xst-01.10-2026-e-v0.1")),
        Part("01.20", "01.20 Second", set_text(body("Second", "09.90", "<p>Ωμέγα, Жизнь</p>"), "xst-01.20-2026-e-v0.1")),
    ]
    return pikepdf.open(BytesIO(bind(matter, parts, fonts, "Volume 01").pdf))


@given(st.integers(1, 9), st.lists(st.integers(1, 40), min_size=1, max_size=12))
def test_every_part_opens_on_a_recto(matter: int, parts: list[int]) -> None:
    planned = plan(matter, parts)
    assert all(start % 2 == 0 for start in planned.starts)
    ends = [*planned.starts[1:], planned.pages]
    for start, end, pages in zip(planned.starts, ends, parts, strict=True):
        assert 0 <= end - start - pages <= 1


@given(st.integers(1, 9), st.lists(st.integers(1, 40), min_size=1, max_size=8), st.integers(1, 40))
def test_another_part_at_the_end_moves_no_folio(matter: int, parts: list[int], more: int) -> None:
    before, after = plan(matter, parts), plan(matter, [*parts, more])
    assert after.starts[:-1] == before.starts


def test_pages_and_labels(volume: pikepdf.Pdf) -> None:
    assert [page.label for page in volume.pages] == ["i", "ii", "iii", "iv", "1", "2", "3", "4", "5", "6", "7", "8"]


def test_one_tree_of_bookmarks(volume: pikepdf.Pdf) -> None:
    with volume.open_outline() as outline:
        found = [(item.title, [child.title for child in item.children]) for item in outline.root]
    assert found == [("01.10 First", ["1 First"]), ("01.20 Second", ["1 Second"])]


def test_references_between_bound_modules_are_live_and_others_are_not(volume: pikepdf.Pdf) -> None:
    links = [(number, str(link.Dest)) for number, page in enumerate(volume.pages) for link in page.obj.get("/Annots", ())]
    assert links == [(2, "01.10"), (6, "01.10#scope"), (6, "01.20#scope"), (10, "01.20#scope")]
    names = volume.Root.Names.Dests.Names
    targets = {str(names[i]): names[i + 1][0].objgen for i in range(0, len(names), 2)}
    pages = [page.obj.objgen for page in volume.pages]
    assert pages.index(targets["01.20#scope"]) == 10
    assert pages.index(targets["01.10"]) == 4


def test_the_structure_trees_are_joined(volume: pikepdf.Pdf) -> None:
    out = BytesIO()
    volume.save(out)
    lines = tree_of(out.getvalue()).splitlines()
    assert lines[0] == "Document"
    assert [line.strip() for line in lines if len(line) - len(line.lstrip()) == 2] == ["Part", "Part", "Part"]
    text = "\n".join(lines)
    assert "Link (1 annotation) '01.20#scope'" in text
    assert "Span '09.90'" in text
    assert "H2 '1 Second'" in text


def test_every_annotation_and_page_finds_its_element(volume: pikepdf.Pdf) -> None:
    nums = volume.Root.StructTreeRoot.ParentTree.Nums
    keys = [int(nums[i]) for i in range(0, len(nums), 2)]
    assert keys == sorted(set(keys))
    owned = dict(zip(keys, (nums[i] for i in range(1, len(nums), 2)), strict=True))
    for page in volume.pages:
        if "/StructParents" in page.obj:
            assert isinstance(owned[int(page.obj.StructParents)], pikepdf.Array)
        for link in page.obj.get("/Annots", ()):
            element = owned[int(link.StructParent)]
            assert element.S == "/Link"
            assert any(isinstance(kid, pikepdf.Dictionary) and kid.get("/Obj", None) == link for kid in element.K)


def test_ids_stay_unique_and_header_cells_stay_named(volume: pikepdf.Pdf) -> None:
    names = volume.Root.StructTreeRoot.IDTree.Names
    ids = [str(names[i]) for i in range(0, len(names), 2)]
    assert ids == sorted(ids)
    assert len(ids) == len(set(ids))
    cells = [item for item in volume.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/TD"]
    assert len(cells) == 2
    assert all(str(cell.A.Headers[0]) in ids for cell in cells)


def test_folios_run_through(volume: pikepdf.Pdf, tmp_path: Path) -> None:
    import subprocess

    path = tmp_path / "volume.pdf"
    volume.save(path)
    texts = (
        subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True).stdout.decode().split("\f")
    )
    assert ["Volume 01 · 1" in texts[4], "Volume 01 · 3" in texts[6], "Volume 01 · 7" in texts[10]] == [True, True, True]
    assert "Volume" not in texts[7]  # the blank page that lets the second module open on a recto
    assert "Ωμέγα, Жизнь" in texts[10]


def test_fonts_are_embedded_once(volume: pikepdf.Pdf) -> None:
    files = {
        font.DescendantFonts[0].FontDescriptor.FontFile2.objgen: str(font.BaseFont)
        for page in volume.pages if "/Font" in page.obj.get("/Resources", {})
        for font in page.obj.Resources.Font.values()
    }  # fmt: skip
    assert len(files) == len(set(files.values()))


def test_binding_twice_gives_the_same_bytes(set_text: Setter, fonts: Path) -> None:
    matter = set_text("<p>Contents</p>", "xst-01-2026-0-e")
    parts = [Part("01.10", "01.10 First", set_text(body("First", "01.20"), "xst-01.10-2026-e-v0.1"))]
    assert bind(matter, parts, fonts, "Volume 01") == bind(matter, parts, fonts, "Volume 01")
