"""Print editions of the corpus: the pre-flight has nothing to say, and Ghostscript, MuPDF and Poppler agree with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
import pytest

from isacs_publish.model.publication import Publication
from isacs_publish.press.clauses import PrintPromise
from isacs_publish.press.fonts import prepare
from isacs_publish.press.marks import MARGIN
from isacs_publish.press.preflight import preflight
from isacs_publish.press.print_edition import book_block
from tests.press import prints
from tests.press.prints import MM

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.artifacts import Artifact
    from isacs_publish.press.print_edition import Block
    from tests.conftest import Corpus

SAMPLE = (" 05.20:", " 06.41:", " 05:")
"""Two modules and a volume; the long tests take every publication."""


@pytest.fixture(scope="session")
def editions(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    """Return, by identifier, the screen file of each publication of the sample and its print file."""
    folder = tmp_path_factory.mktemp("print")
    chosen = [artifact for artifact in publications(corpus) if any(part in artifact.identifier for part in SAMPLE)]
    return {artifact.identifier: (corpus.path(artifact), printed(corpus, artifact, folder)) for artifact in chosen}


def publications(corpus: Corpus) -> list[Artifact]:
    kinds = corpus.of_kind("module") + corpus.of_kind("volume") + corpus.of_kind("compendium")
    return [artifact for artifact in kinds if artifact.edition == "screen"]


def made(corpus: Corpus, artifact: Artifact) -> Block:
    told = Publication(artifact.identifier, artifact.identifier, "Title", "2026-03-01", artifact.language, "ltr")
    return book_block(corpus.path(artifact).read_bytes(), told, prints.PRINTING, prepare(corpus.workspace.cache))


def printed(corpus: Corpus, artifact: Artifact, folder: Path) -> Path:
    path = folder / f"{corpus.path(artifact).stem}-print.pdf"
    path.write_bytes(made(corpus, artifact).pdf)
    return path


def coloured(path: Path) -> set[int]:
    """Return the pages, counted from 0, that have cyan, magenta or yellow inside the trim, by Ghostscript."""
    return {page for page, inks in enumerate(prints.inks(path, "-dUseTrimBox")) if any(inks[:3])}


def test_the_preflight_finds_nothing(editions: dict[str, tuple[Path, Path]]) -> None:
    assert len(editions) == len(SAMPLE)
    for _, paper in editions.values():
        assert preflight(paper.read_bytes(), PrintPromise(210, 297, 3, multiple=4)) == []


def test_boxes_fonts_and_declaration_by_other_tools(editions: dict[str, tuple[Path, Path]]) -> None:
    for _, paper in editions.values():
        for page in prints.boxes(paper):
            left, bottom, right, top = page["TrimBox"]
            assert ((right - left) / MM, (top - bottom) / MM) == pytest.approx((210, 297), abs=0.1)
            assert [abs(a - b) / MM for a, b in zip(page["BleedBox"], page["TrimBox"], strict=True)] == pytest.approx(
                [3] * 4, abs=0.1
            )
        assert all(row.split()[-5] == "yes" for row in prints.said("pdffonts", paper).splitlines()[2:])
        assert "PDF/X-4" in prints.said("pdfinfo", paper)
        assert prints.said("exiftool", "-s3", "-XMP-pdfxid:GTS_PDFXVersion", paper).strip() == "PDF/X-4"


def test_the_words_of_every_page_are_those_of_the_screen(editions: dict[str, tuple[Path, Path]]) -> None:
    for screen, paper in editions.values():
        with pikepdf.open(screen) as pdf:
            pages = range(1, len(pdf.pages) + 1)
        assert [prints.words(paper, page, MARGIN) for page in pages] == [prints.words(screen, page) for page in pages]


def test_pages_that_show_no_colour_have_black_ink_alone(corpus: Corpus, tmp_path: Path) -> None:
    """What the press counts as coloured holds every page with coloured ink, and not all the others."""
    artifact = next(artifact for artifact in publications(corpus) if SAMPLE[0] in artifact.identifier)
    block = made(corpus, artifact)
    (tmp_path / "print.pdf").write_bytes(block.pdf)
    assert coloured(tmp_path / "print.pdf") <= set(block.coloured)
    assert 0 < len(block.coloured) < block.pages / 2


@pytest.mark.long
def test_every_publication_passes_and_its_black_pages_are_black(corpus: Corpus, tmp_path: Path) -> None:
    for artifact in publications(corpus):
        block = made(corpus, artifact)
        assert preflight(block.pdf, PrintPromise(210, 297, 3, multiple=4)) == [], artifact.identifier
        path = tmp_path / "print.pdf"
        path.write_bytes(block.pdf)
        assert coloured(path) <= set(block.coloured), artifact.identifier
