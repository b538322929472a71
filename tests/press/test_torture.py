"""The torture text through the whole pipeline: no fault, no word lost, and what was hard about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf
import pypdfium2
import pytest
from lxml import html
from pypdfium2 import raw

from isacs_publish.publish import Report, Request, build
from isacs_publish.selection import EDITIONS
from tests.completeness import completeness, printed
from tests.corpus.reading import folded
from tests.press.torture import FILES, LENGTH, OUTER, torture
from tests.roots import make_project, module_path

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.workspace import Workspace

NUMBER = "A1.1"


@dataclass(frozen=True)
class Torture:
    """The torture text as built."""

    workspace: Workspace
    report: Report

    @property
    def page(self) -> Path:
        """The HTML that was typeset."""
        return self.workspace.build / "print" / "en" / NUMBER / "index.html"

    @property
    def pdf(self) -> Path:
        """The PDF of the module."""
        return next(
            self.workspace.build / a.path for a in self.report.artifacts if a.kind == "module" and a.edition == "screen"
        )


@pytest.fixture(scope="module")
def tortured(tmp_path_factory: pytest.TempPathFactory) -> Torture:
    """Build the torture text, once."""
    workspace = make_project(tmp_path_factory.mktemp("torture"), {NUMBER: torture()})
    for name, drawing in FILES.items():
        (module_path(workspace, NUMBER).parent / name).write_text(drawing, encoding="utf-8")
    return Torture(workspace, build(workspace, Request(editions=EDITIONS), lambda *_: None))


def test_nothing_is_wrong_with_it(tortured: Torture) -> None:
    assert tortured.report.findings == []
    assert {artifact.kind for artifact in tortured.report.artifacts} >= {"module", "volume", "compendium"}


def test_every_word_is_on_its_pages(tortured: Torture, capsys: pytest.CaptureFixture[str]) -> None:
    for artifact in tortured.report.artifacts:
        if artifact.kind in ("module", "volume", "compendium"):
            measured = completeness(tortured.page, tortured.workspace.build / artifact.path)
            assert not measured.missing, artifact.path
            with capsys.disabled():
                print(f"\ntorture, {artifact.kind}, {artifact.edition} edition: {measured}")
    assert measured.wanted > 13_000


def test_it_is_as_hard_as_it_says(tortured: Torture) -> None:
    tree = html.document_fromstring(tortured.page.read_text(encoding="utf-8"))
    nests = [section for section in tree.iter("section") if (section.get("id") or "").startswith("inside-")]
    assert len(nests) == len(OUTER)
    assert tree.text_content().count("of a nest.") >= len(OUTER) ** 2
    words = set(re.findall(r"Torturous\w+?end\d{3}", tree.text_content()))
    assert len(words) >= 20
    assert {len(word) for word in words} == {LENGTH}
    assert tree.text_content().count("nest") > len(OUTER) ** 2
    assert max(len(table.xpath("./tbody/tr")) for table in tree.iter("table")) == 200


def pages_of(tortured: Torture) -> list[str]:
    return [folded(page) for page in printed(tortured.pdf).split("\f")]


def test_a_table_of_200_rows_repeats_its_head(tortured: Torture) -> None:
    pages = [page for page in pages_of(tortured) if re.search(r"Subject \d+ of the table", page)]
    assert len(pages) > 5
    assert all("Two hundred rows" in page and "Number Subject Duty" in page for page in pages)
    assert [("(continued)" in page) for page in pages] == [False] + [True] * (len(pages) - 1)


def test_a_row_taller_than_a_page_keeps_the_head_of_its_table(tortured: Torture) -> None:
    pages = [page for page in pages_of(tortured) if "until no page can hold it" in page]
    assert len(pages) >= 5
    assert all("A cell that is taller than a page" in page and "Tall Short" in page for page in pages)


def test_footnotes_stand_on_the_page_of_their_call(tortured: Torture) -> None:
    """All of a table of 40 rows, though each row has one."""
    pages = pages_of(tortured)
    calls = {n: [i for i, page in enumerate(pages) if f"Text of row {n}." in page] for n in range(40)}
    notes = {n: [i for i, page in enumerate(pages) if f"Footnote of row {n}," in page] for n in range(40)}
    assert calls == notes
    assert all(len(found) == 1 for found in notes.values())


def test_a_figure_wider_than_the_page_fits(tortured: Torture) -> None:
    """Every path and letter that PDFium finds lies inside its page; spaces, which nobody sees, may end a line beyond it."""
    with pikepdf.open(tortured.pdf) as pdf:
        count = len(pdf.pages)
    opened = pypdfium2.PdfDocument(tortured.pdf)
    assert len(opened) == count
    for page in opened:
        width, height = page.get_size()
        text = page.get_textpage()
        letters = (n for n in range(text.count_chars()) if text.get_text_range(n, 1).strip())
        things = (thing.get_bounds() for thing in page.get_objects(max_depth=1) if thing.type != raw.FPDF_PAGEOBJ_TEXT)
        for left, bottom, right, top in (*things, *(text.get_charbox(n) for n in letters)):
            if right > left and top > bottom:
                assert -1 < left < right < width + 1
                assert -1 < bottom < top < height + 1
    opened.close()
