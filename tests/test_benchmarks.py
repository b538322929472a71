"""The benchmarks: a short run prints every measurement, and the baseline is the text it claims to be."""

from __future__ import annotations

import re
import subprocess
import sys
from argparse import ArgumentTypeError
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pikepdf
import pytest
from lxml import etree, html

from benchmarks import chromium, growth, module, peers, tested
from benchmarks.__main__ import sizes_of
from benchmarks.chart import BARS, chart
from benchmarks.costs import Watched, peak_memory, watched
from benchmarks.generated import generate
from benchmarks.growth import Grown, exponent
from benchmarks.memory import rows as memory_rows
from benchmarks.plain import volume_of
from benchmarks.table import Row
from benchmarks.whole import Built
from isacs_publish.model.printsource import PrintSource
from isacs_publish.press.fonts import prepare
from isacs_publish.publish import load_catalogue
from isacs_publish.workspace import Workspace
from tests.press.conftest import source

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
    "12. every improvement leaves all bytes",
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
            assert re.search(r"│ (yes|NO) +│$", row) or name.startswith(("1. ", "9. ", "12. "))
            assert re.search(r"\d" if not name.startswith("12. ") else "test_", row.split("│")[2]), row


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
        [Row("1. good", "x", "≤ 1", True, 0.5), Row("   explained", "y"), Row("   bad & far", "z", "≥ 6", False, 7.0)],
    )
    tree = etree.fromstring(shown.encode())
    bars = [(bar.get("class"), float(bar.get("width"))) for bar in tree.iter("{*}rect")]
    assert bars == [("bar", BARS / 4), ("missed", BARS)]
    assert tree.findtext("{*}desc") == "1. good: 0.50; 1. bad & far: 7.00"


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


@pytest.mark.long
def test_nothing_is_found_in_a_generated_project(tmp_path: Path) -> None:
    generate(tmp_path / "made", 80)
    check = [
        "-m",
        "isacs_publish",
        "--project",
        str(tmp_path / "made"),
        "check",
        "--jobs",
        "2",
        "--output",
        str(tmp_path / "build"),
    ]
    done = subprocess.run([sys.executable, *check], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_size_that_is_no_multiple_of_the_corpus_is_refused(tmp_path: Path) -> None:
    assert sizes_of("200,40") == (40, 200)
    for size in (0, 30, 50):
        with pytest.raises(ArgumentTypeError):
            sizes_of(f"40,{size}")
        with pytest.raises(ValueError, match=str(size)):
            generate(tmp_path / "made", size)


def test_the_exponent_of_growth_is_that_of_the_power() -> None:
    assert exponent([40, 80, 160], [2 * 40**1.5, 2 * 80**1.5, 2 * 160**1.5]) == pytest.approx(1.5)
    assert exponent([40, 80, 160], [0.3, 0.3, 0.3]) == pytest.approx(0)


def grown(modules: int, build: float, main: float, others: float) -> Grown:
    return Grown(modules, Watched(build, main, others), modules * 20, page=0.3, printed=1.5, again=2.0)


def reached(rows: list[Row]) -> dict[str, bool | None]:
    return {row.what.strip().partition(",")[0]: row.reached for row in rows}


def test_growth_is_told_beside_its_goals() -> None:
    good = growth.rows(([grown(40, 30.0, 300.0, 340.0), grown(80, 60.0, 300.0, 340.0)], 57.0))
    assert {True} == {verdict for verdict in reached(good).values() if verdict is not None}
    bad = reached(growth.rows(([grown(40, 30.0, 300.0, 340.0), grown(80, 120.0, 360.0, 340.0)], 50.0)))
    assert [name for name, verdict in bad.items() if verdict is False] == ["11. 40", "peak memory", "the second core"]


def test_one_size_alone_has_no_exponent() -> None:
    build, *_ = growth.rows(([grown(40, 30.0, 300.0, 340.0)], 57.0))
    assert (build.figure, build.reached) == ("one size alone (30 s)", None)


BALLAST = "ballast = bytearray(150 * 2**20); ballast[::4096] = b'x' * len(ballast[::4096]); import time; time.sleep(0.4)"


def test_a_command_is_watched_with_all_processes_that_it_begins(tmp_path: Path) -> None:
    begins = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BALLAST!r}], check=True)"
    seen = watched([sys.executable, "-c", begins], 1, tmp_path)
    assert seen.others > 150 > seen.main > 1
    assert seen.wall > 0.4


def test_a_command_that_fails_is_not_measured(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="found no corpus"):
        watched([sys.executable, "-c", "import sys; sys.exit('found no corpus')"], 1, tmp_path)


@pytest.fixture(scope="module")
def fonts() -> Path:
    return prepare(Path(__file__).parent.parent / "build" / ".cache")


SMALL = source("<p>Some words.</p>")
NESTED = source("<h2>1 Scope</h2><p>Some words &amp; more.</p><ul><li>one <b>two</b><p>three</p>four</li></ul>")


def test_a_module_is_measured_by_us_and_plainly(fonts: Path) -> None:
    corpus = SimpleNamespace(sources={"01.10": SMALL}, fonts=fonts)
    (made,) = module.measure(corpus, ("01.10", "09.99"), rounds=1)  # type: ignore[arg-type]
    assert (made.number, made.pages) == ("01.10", 3)
    assert min(made.own, made.plain) > 0
    assert set(made.parts) == set(module.PARTS)
    assert sum(made.parts.values()) == pytest.approx(1)
    assert min(made.parts.values()) > 0
    assert f"{made.ratio:.2f}" in module.rows([made])[0].figure


@pytest.mark.skipif(not chromium.is_installed(), reason="there is no browser")
def test_chromium_prints_pages_in_our_fonts(fonts: Path, tmp_path: Path) -> None:
    pages = chromium.written([SMALL, SMALL], fonts, tmp_path)
    seconds = chromium.told(chromium.start(pages, tmp_path / "list.json", rounds=2))
    assert len(seconds) == 4
    assert sum(seconds) > 0
    for printed in sorted(tmp_path.glob("*.pdf")):
        with pikepdf.open(printed) as pdf:
            assert pdf.Root.MarkInfo.Marked
            used = {str(font.BaseFont) for page in pdf.pages for font in page.Resources.Font.values()}
        assert {name.rpartition("+")[2][:6] for name in used} == {"Source"}


def test_all_words_of_a_module_are_set_by_its_neighbours_once() -> None:
    pieces = list(peers.flow(NESTED.html))
    assert pieces[1:] == [(2, "1 Scope"), (0, "Some words & more."), (0, "one two"), (0, "three"), (0, "four")]
    body = html.document_fromstring(NESTED.html).find("body")
    assert " ".join(words for _, words in pieces).split() == " ".join(body.itertext()).split()


def test_words_are_no_markup_to_the_neighbours() -> None:
    pieces = [(2, 'a "b" \\ #c'), (0, "50 % of $x_1$ & {y}")]
    typst, xelatex = (engine.written(iter(pieces), Path("/fonts")) for engine in peers.ENGINES)
    assert '== #"a \\"b\\" \\\\ #c"' in typst
    assert r"\subsection*{a \"b\" \textbackslash{} \#c}".replace('\\"', '"') in xelatex
    assert r"50 \% of \$x\_1\$ \& \{y\}" in xelatex


def test_neighbours_are_measured_where_they_are_installed(fonts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "typst"
    program.write_text(f"#!/bin/sh\n/bin/grep -q 'Some words' words.typ && /bin/cp {tmp_path}/page.pdf words.pdf\n")
    program.chmod(0o755)
    with pikepdf.Pdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "page.pdf")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    found = peers.measure(SMALL, fonts, tmp_path / "made", rounds=1)
    own = module.Module("01.10", 2, 0.2, 0.4, {})
    told = {row.what.strip(): row.figure for row in peers.rows(found, own)}
    assert told["01.10 by Chromium, the same HTML"] == told["01.10 by XeLaTeX, its words alone"] == "not installed"
    assert re.fullmatch(r"\d+ ms CPU a page, 1 pages; ours 100 ms, 2 pages", told["01.10 by Typst, its words alone"])


def test_what_tests_show_is_shown_by_tests_that_there_are(project: Path) -> None:
    for path, test in tested.SHOWN.values():
        assert f"def {test}(" in (project / "tests" / path).read_text(encoding="utf-8"), test
