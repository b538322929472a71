"""The benchmarks: a short run prints every measurement, and the baseline is the text it claims to be."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from benchmarks.chart import NAMES, WIDTH, chart
from benchmarks.costs import peak_memory
from benchmarks.generated import generate
from benchmarks.growth import exponent
from benchmarks.memory import rows as memory_rows
from benchmarks.plain import volume_of
from benchmarks.table import Row
from benchmarks.whole import Built
from isacs_publish.model.printsource import PrintSource
from isacs_publish.publish import load_catalogue
from isacs_publish.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

MEASUREMENTS = (
    "1. typesetting",
    "2. binding",
    "6. print and review editions",
    "3. the whole build against plain WeasyPrint",
    "5. peak memory per process",
    "4. a build with nothing to do",
    "7. isacs check",
    "7. the website",
    "8. CPU a page of one module",
    "9. a cold English release",
    "10. one clause edited",
)


@pytest.mark.long
def test_a_short_run_prints_every_measurement(project: Path, tmp_path: Path) -> None:
    written = tmp_path / "table.txt"
    command = [sys.executable, "-m", "benchmarks", "--quick", "--output", str(written)]
    done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for table in (done.stdout, written.read_text(encoding="utf-8")):
        rows = [line for line in table.splitlines() if re.match(r"│ \d+\. ", line)]
        assert len(rows) == len(MEASUREMENTS)
        for row, name in zip(rows, MEASUREMENTS, strict=True):
            assert name in row
            assert re.search(r"\d", row.split("│")[2]), row
            assert re.search(r"│ (yes|NO) +│$", row) or name.startswith(("1. ", "9. "))


def page(anchor: str) -> PrintSource:
    html = (
        f'<html><head><title>x</title></head><body class="module draft"><a href="#{anchor}">1</a>'
        f'<p id="{anchor}"><img src="images/a.svg"><a href="https://example.org/">w</a>'
        '<span class="crossref" data-target="07.20#scope">c</span></p></body></html>'
    )
    return PrintSource("x", html, (("styles/a.css", b"p {}"), ("images/a.svg", anchor.encode())))


def test_ids_of_a_plain_volume_are_unique_and_its_links_lead_to_them() -> None:
    volume = volume_of({"07.10": page("scope"), "07.20": page("scope")})
    ids = re.findall(r'id="([^"]+)"', volume.html)
    assert ids == ["07.10-scope", "07.20-scope"]
    assert re.findall(r'href="#([^"]+)"', volume.html) == ids
    assert volume.html.count('href="https://example.org/"') == 2
    assert volume.html.count('data-target="07.20#scope"') == 2


def test_a_plain_volume_has_the_figures_of_each_module_and_style_sheets_once() -> None:
    volume = volume_of({"07.10": page("first"), "07.20": page("second")})
    files = dict(volume.files)
    shown = re.findall(r'src="([^"]+)"', volume.html)
    assert [files[path] for path in shown] == [b"first", b"second"]
    assert Counter(path for path, _ in volume.files)["styles/a.css"] == 1
    assert volume.html.count('<div class="module draft">') == 2


def test_the_memory_of_a_process_is_its_own_and_not_that_of_its_parent() -> None:
    ballast = bytearray(200 * 2**20)
    ballast[:: 2**12] = b"x" * len(ballast[:: 2**12])
    child = [sys.executable, "-c", "from benchmarks.costs import peak_memory; print(peak_memory())"]
    told = float(subprocess.run(child, capture_output=True, text=True, check=True).stdout)
    assert 1 < told < 100
    assert peak_memory() > 200


@pytest.mark.parametrize("peaks", [(500.0, [1.0, 1.0], 1.0), (1.0, [1.0, 500.0], 1.0), (1.0, [1.0, 1.0], 500.0)])
def test_one_process_above_the_limit_misses_the_goal(peaks: tuple[float, list[float], float]) -> None:
    assert memory_rows(Built(1.0, 2, [], *peaks))[0].reached is False
    assert memory_rows(Built(1.0, 2, [], 349.0, [349.0], 349.0))[0].reached is True


def test_a_chart_shows_each_share_and_those_that_miss_apart() -> None:
    shown = chart(
        [Row("1. good", "x", "≤ 1", True, 0.5), Row("   explained", "y"), Row("2. bad & far", "z", "≥ 6", False, 7.0)]
    )
    tree = etree.fromstring(shown.encode())
    bars = [(bar.get("class"), float(bar.get("width"))) for bar in tree.iter("{*}rect")]
    assert bars == [("bar", (WIDTH - NAMES) / 4), ("missed", WIDTH - NAMES)]
    assert "bad & far: 7.00" in tree.findtext("{*}desc")


def test_a_generated_project_has_copies_that_cite_each_other(tmp_path: Path) -> None:
    generate(tmp_path / "made", 80)
    workspace = Workspace(tmp_path / "made", tmp_path / "build")
    catalogue, faults = load_catalogue(workspace)
    assert faults == []
    assert catalogue is not None
    assert len(catalogue.modules) == 80
    words = (workspace.sources / "A05" / "A05.20" / "index.rst").read_text(encoding="utf-8")
    assert ":module:`A05.30`" in words
    assert ":module:`05.30`" not in words
    assert ".. modules:: A05" in (workspace.sources / "A05" / "index.rst").read_text(encoding="utf-8")


def test_the_exponent_of_growth_is_that_of_the_power() -> None:
    assert exponent([40, 80, 160], [2 * 40**1.5, 2 * 80**1.5, 2 * 160**1.5]) == pytest.approx(1.5)
    assert exponent([40, 80, 160], [0.3, 0.3, 0.3]) == pytest.approx(0)
