"""Pages by their looks: each kind in screen, print and review editions, against the pictures in tests/pages/.

After a change that is meant, look at the difference pictures that failures name, then write the references again:

    REWRITE_PAGES=1 pytest tests/test_pages.py
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from isacs_publish.publish import Request, build
from isacs_publish.selection import EDITIONS, PRINT, SCREEN
from tests.conftest import PROJECT
from tests.pages_seen import OVERSAMPLING, RESOLUTION, compare, pictured
from tests.test_scripts import Made, made

if TYPE_CHECKING:
    from pathlib import Path

REFERENCES = PROJECT / "tests" / "pages"
BUILT = {"en": (EDITIONS, ("saddle-stitch",)), "ar": ((SCREEN, PRINT), ()), "zh": ((SCREEN,), ())}
ENGLISH, ARABIC, CHINESE = "xst-a1.1-2030-e-v0.3", "xst-a1.1-2030-a-v0.3", "xst-a1.1-2030-c-v0.3"
PAGES = {
    "cover": (f"pdf/en/screen/{ENGLISH}.pdf", 1),
    "notice": (f"pdf/en/screen/{ENGLISH}.pdf", 2),
    "contents": (f"pdf/en/screen/{ENGLISH}.pdf", 3),
    "text": (f"pdf/en/screen/{ENGLISH}.pdf", 5),
    "table": (f"pdf/en/screen/{ENGLISH}.pdf", 6),
    "table-continued": (f"pdf/en/screen/{ENGLISH}.pdf", 7),
    "annex": (f"pdf/en/screen/{ENGLISH}.pdf", 8),
    "volume-contents": ("volumes/en/screen/xst-a1-2030-0-e.pdf", 3),
    "print-text": (f"pdf/en/print/{ENGLISH}.pdf", 5),
    "print-cover": (f"pdf/en/print/{ENGLISH}-cover.pdf", 1),
    "print-sheet": (f"pdf/en/print/{ENGLISH}-saddle-stitch.pdf", 5),
    "review-text": (f"pdf/en/review/{ENGLISH}.pdf", 5),
    "comment-form": (f"pdf/en/review/{ENGLISH}-comments.pdf", 1),
    "arabic-contents": (f"pdf/ar/screen/{ARABIC}.pdf", 3),
    "arabic-text": (f"pdf/ar/screen/{ARABIC}.pdf", 5),
    "arabic-table": (f"pdf/ar/screen/{ARABIC}.pdf", 6),
    "arabic-print-cover": (f"pdf/ar/print/{ARABIC}-cover.pdf", 1),
    "chinese-cover": (f"pdf/zh/screen/{CHINESE}.pdf", 1),
    "chinese-text": (f"pdf/zh/screen/{CHINESE}.pdf", 5),
}
"""The file and page behind each reference. Page numbers are fixed: a page that moved is a page that changed."""

MM = RESOLUTION / 25.4


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """Return the projects of three languages, built in their editions."""
    return {language: made(tmp_path_factory.mktemp(language), language, *asked) for language, asked in BUILT.items()}


def page(projects: dict[str, Made], name: str) -> tuple[Path, int]:
    """Return the file and the number of a page."""
    path, number = PAGES[name]
    return projects[path.split("/")[1]].workspace.build / path, number


def reference(name: str) -> Image.Image:
    """Return the picture that a page shall look like."""
    with Image.open(REFERENCES / f"{name}.png") as picture:
        return picture.convert("L")


@pytest.mark.parametrize("name", PAGES)
def test_page_looks_as_before(projects: dict[str, Made], name: str, tmp_path: Path) -> None:
    new = pictured(*page(projects, name))
    if os.environ.get("REWRITE_PAGES"):
        new.save(REFERENCES / f"{name}.png", optimize=True)
    difference = compare(reference(name), new)
    if difference.seen:
        difference.picture().save(tmp_path / f"{name}.png")
        pytest.fail(f"{name} changed, by {difference.worst}: see {tmp_path / name}.png; old is red, new is blue")


def test_each_reference_is_of_a_page() -> None:
    assert {path.name for path in REFERENCES.iterdir()} == {f"{name}.png" for name in PAGES}


# What the measure sees.


def lines(picture: Image.Image) -> list[tuple[int, int]]:
    """Return the first row of each line of a page, and the row after it."""
    dark = [min(picture.crop((0, row, picture.width, row + 1)).tobytes()) < 200 for row in range(picture.height)]
    edges = [row for row in range(1, len(dark)) if dark[row] != dark[row - 1]]
    return list(zip(edges[::2], edges[1::2], strict=True))


@pytest.mark.parametrize("name", ["text", "contents", "arabic-text", "chinese-text", "arabic-contents"])
def test_every_line_that_is_lost_is_seen(name: str) -> None:
    old = reference(name)
    found = lines(old)
    assert len(found) > 8
    for top, bottom in found:
        new = old.copy()
        new.paste(255, (0, top - 1, old.width, bottom + 1))
        assert compare(old, new).seen, f"rows {top} to {bottom}"


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("offset", [(2, 0), (0, 2), (-2, 0), (0, -2)])
def test_a_block_moved_by_two_millimetres_is_seen(name: str, offset: tuple[int, int]) -> None:
    old = reference(name)
    rows = lines(old)
    top, bottom = rows[len(rows) // 2][0] - 1, rows[-1][1] + 1
    new = old.copy()
    new.paste(255, (0, top, old.width, bottom))
    right, down = (round(side * MM) for side in offset)
    new.paste(old.crop((0, top, old.width, bottom)), (right, top + down))
    assert compare(old, new).seen


FAULTS = {
    "a heading is not bold": ("text", "h3 { font-weight: 400 }"),
    "the rule over footnotes is lost": ("text", "@page { @footnote { border-top: 0 } }"),
    "a list is moved by 2 mm": ("text", "main ol { position: relative; left: 2mm }"),
    "the columns of the table are lost": ("table", "td { border-left: 0 !important; border-right: 0 !important }"),
    "type is smaller by half a point": ("text", "main p { font-size: 10pt !important }"),
}


@pytest.fixture(scope="module")
def faulty(projects: dict[str, Made], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the module in English with each fault in its styles."""
    return {fault: with_styles(projects["en"], css, tmp_path_factory.mktemp("faulty")) for fault, (_, css) in FAULTS.items()}


def with_styles(project: Made, css: str, folder: Path) -> Path:
    """Return the module of a project, built with styles that follow all others."""
    workspace = type(project.workspace)(folder, folder / "build")
    shutil.copytree(project.workspace.sources, workspace.sources)
    shutil.copytree(PROJECT / "themes", folder / "themes")
    shutil.copy(PROJECT / "conf.py", folder)
    for sheet in (folder / "themes" / "isacs" / "print" / "styles").glob("t*.css"):
        sheet.write_text(f"{sheet.read_text(encoding='utf-8')}\n{css}\n", encoding="utf-8")
    report = build(workspace, Request(words=("A1.1",), jobs=1), lambda *_: None)
    assert report.findings == []
    return workspace.build / PAGES["text"][0]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_style_is_seen(faulty: dict[str, Path], fault: str) -> None:
    name, _ = FAULTS[fault]
    assert compare(reference(name), pictured(faulty[fault], PAGES[name][1])).seen


# What it does not see.


@pytest.mark.parametrize("name", PAGES)
def test_noise_of_a_few_levels_is_not_seen(name: str) -> None:
    old, chance = reference(name), random.Random(0)
    noise = [chance.choice((-4, -1, 0, 1, 4)) for _ in range(old.width * old.height)]
    new = Image.new("L", old.size)
    new.putdata([min(255, max(0, level + some)) for level, some in zip(old.tobytes(), noise, strict=True)])
    assert not compare(old, new).seen


@pytest.mark.parametrize("oversampling", [OVERSAMPLING - 1, OVERSAMPLING + 2])
@pytest.mark.parametrize("name", PAGES)
def test_other_smoothing_is_not_seen(projects: dict[str, Made], name: str, oversampling: int) -> None:
    old = reference(name)
    new = pictured(*page(projects, name), oversampling).crop((0, 0, *old.size))
    assert not compare(old, new).seen


@pytest.mark.parametrize("name", ["cover", "text", "table", "table-continued", "review-text", "chinese-text"])
def test_another_renderer_is_not_seen(projects: dict[str, Made], name: str) -> None:
    path, number = page(projects, name)
    command = ["pdftoppm", "-r", str(RESOLUTION * OVERSAMPLING), "-gray", "-f", str(number), "-l", str(number), str(path)]
    drawn = subprocess.run(command, capture_output=True, check=True).stdout
    old = reference(name)
    with Image.open(BytesIO(drawn)) as picture:
        new = picture.reduce(OVERSAMPLING).crop((0, 0, *old.size))
    assert not compare(old, new).seen
