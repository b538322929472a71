"""Editions: what a build of all of them leaves behind, and that their pages are those of one typesetting."""

from __future__ import annotations

import csv
import json
import re
import subprocess
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from PIL import Image

from isacs_publish.cli import main
from isacs_publish.editions import BoundVolume, review_job, typeset_module
from isacs_publish.matter import Templates, VolumeText
from isacs_publish.press.fonts import prepare
from isacs_publish.press.proof_pages import streams_of
from isacs_publish.press.typeset import typeset
from isacs_publish.publish import Report, Request, build, check, load_catalogue
from isacs_publish.selection import EDITIONS, SCHEMES
from tests.roots import make_project, module_path, text, write

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.artifacts import Artifact
    from isacs_publish.workspace import Workspace

MM = 72 / 25.4
PROCEDURE = """\
.. _procedure:

Procedure
---------

.. _general:

General
~~~~~~~

{lines}

.. _figures:

Figures
~~~~~~~

.. _a-figure:

.. figure:: coarse.png
   :alt: A square
   :width: 60mm

   A square
"""


THIN = """\
.. _procedure:

Procedure
---------

.. _a-figure:

.. figure:: thin.svg
   :alt: A line

   A line
"""
HAIRLINE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 9" width="90" height="9">'
    '<path d="M0 4H90" fill="none" stroke="#000" stroke-width=".1"/></svg>'
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Report]:
    """Return a project of two modules with all editions and impositions."""
    long = PROCEDURE.format(lines="\n\n".join(f"Sentence {n} of the procedure says what is done." for n in range(90)))
    workspace = make_project(tmp_path_factory.mktemp("editions"), {"A1.1": text("First", long), "A1.2": text("Second")})
    picture = BytesIO()
    Image.new("RGB", (120, 80), (200, 30, 30)).save(picture, "PNG")
    (module_path(workspace, "A1.1").parent / "coarse.png").write_bytes(picture.getvalue())
    return workspace, build(workspace, Request(editions=EDITIONS, impositions=SCHEMES, jobs=2), lambda *_: None)


def named(built: tuple[Workspace, Report], edition: str, ending: str) -> Path:
    """Return a file of an edition of the first module."""
    return built[0].build / "pdf" / "en" / edition / f"xst-a1.1-2030-e-v0.3{ending}"


def ticket(built: tuple[Workspace, Report]) -> Any:
    """Return the job ticket of the first module."""
    return json.loads(named(built, "print", "-ticket.json").read_text(encoding="utf-8"))


def test_all_files_are_listed_with_kind_and_edition(built: tuple[Workspace, Report]) -> None:
    kinds = {(artifact.edition, artifact.kind) for artifact in built[1].artifacts}
    publications = {(edition, kind) for edition in EDITIONS for kind in ("module", "volume", "compendium")}
    extra = {("print", kind) for kind in ("cover", "imposition", "job-ticket")} | {("review", "comment-form")}
    assert kinds == publications | extra | {("screen", "html")}
    for artifact in built[1].artifacts:
        assert sha256((built[0].build / artifact.path).read_bytes()).hexdigest() == artifact.sha256


def test_page_counts_are_those_of_the_files(built: tuple[Workspace, Report]) -> None:
    for artifact in built[1].artifacts:
        if artifact.path.endswith(".pdf"):
            with pikepdf.open(built[0].build / artifact.path) as pdf:
                assert len(pdf.pages) == artifact.pages, artifact.path


def test_a_second_build_has_nothing_to_do(built: tuple[Workspace, Report]) -> None:
    request = Request(editions=EDITIONS, impositions=SCHEMES, jobs=2)
    assert build(built[0], request, lambda *_: None).up_to_date


# One typesetting


def streams(path: Path) -> list[bytes]:
    """Return the content of each page, the forms it is made of included."""
    with pikepdf.open(path) as pdf:
        return [content(page) for page in pdf.pages]


def content(page: pikepdf.Page) -> bytes:
    """Return the content of a page; of a print edition, of the form that is the page, nothing for a blank one."""
    leaf: Any = page.obj
    forms = leaf.get("/Resources", {}).get("/XObject", {})
    if "/Marks" in forms:
        return bytes(forms["/Page"].read_bytes()) if "/Page" in forms else b""
    contents = page.obj.get("/Contents", pikepdf.Array())
    parts = contents if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(part.read_bytes() for part in parts)


def lettered(stream: bytes) -> list[bytes]:
    """Return the operations that place and show text, in order: the line breaks of a page."""
    return re.findall(rb"[^\n]+ T[mdDjJf*]\n|[^\n]+ (?:Tj|TJ|Tm)(?=\s)", stream)


@pytest.mark.parametrize("edition", ["print", "review"])
@pytest.mark.parametrize("folder", ["pdf", "volumes"])
def test_every_page_places_the_same_letters_at_the_same_spots(
    built: tuple[Workspace, Report], edition: str, folder: str
) -> None:
    screens = [artifact for artifact in built[1].artifacts if artifact.edition == "screen" and artifact.path.startswith(folder)]
    assert screens
    for artifact in screens:
        pages = streams(built[0].build / artifact.path)
        others = streams(built[0].build / artifact.path.replace("/screen/", f"/{edition}/"))
        for page, other in zip(pages, others, strict=False):
            wanted, found = lettered(page), lettered(other)
            assert [operation for operation in found if operation in set(wanted)] == wanted
        assert not any(any(lettered(blank)) for blank in others[len(pages) :])


def test_a_reader_finds_the_same_words_on_each_page(built: tuple[Workspace, Report]) -> None:
    """By a second tool, inside the trimmed page, the binding margin taken off."""
    screen, printed = named(built, "screen", ".pdf"), named(built, "print", ".pdf")
    margin = 15 * MM
    for number in range(1, ticket(built)["pages"]["with_text"] + 1):
        assert words(printed, number, (margin, margin, 210 * MM, 297 * MM)) == words(screen, number, (0, 0, 210 * MM, 297 * MM))


def words(path: Path, page: int, area: tuple[float, float, float, float]) -> list[str]:
    """Return the words of an area of a page: x, y, width, height in points from the upper left corner."""
    x, y, width, height = (str(round(length)) for length in area)
    options = ["-f", str(page), "-l", str(page), "-x", x, "-y", y, "-W", width, "-H", height]
    return subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, check=True).stdout.decode().split()


# Print


def test_the_ticket_agrees_with_the_files(built: tuple[Workspace, Report]) -> None:
    told = ticket(built)
    folder = named(built, "print", "").parent
    for file in told["files"]:
        content = (folder / file["name"]).read_bytes()
        assert sha256(content).hexdigest() == file["sha256"]
        with pikepdf.open(BytesIO(content)) as pdf:
            assert len(pdf.pages) == file["pages"]
    assert told["pages"]["in_file"] % 4 == 0
    assert told["pages"]["in_file"] - told["pages"]["blank_at_the_end"] == told["pages"]["with_text"]
    assert told["size"]["trim"] == [210.0, 297.0]


def test_the_ticket_names_the_pages_in_colour(built: tuple[Workspace, Report]) -> None:
    """The cover, and the page of the red square, by the inks that a second tool sees."""
    inks = subprocess.run(
        ["gs", "-q", "-o", "-", "-sDEVICE=ink_cov", "-dUseTrimBox", str(named(built, "print", ".pdf"))],
        capture_output=True, check=True,
    ).stdout.decode()  # fmt: skip
    coloured = [n for n, line in enumerate(inks.splitlines(), start=1) if any(float(ink) > 0 for ink in line.split()[:3])]
    assert coloured == ticket(built)["pages"]["in_colour"]
    assert len(coloured) >= 2


def test_the_cover_is_as_wide_as_its_pages_and_its_spine(built: tuple[Workspace, Report]) -> None:
    with pikepdf.open(named(built, "print", "-cover.pdf")) as pdf:
        left, bottom, right, top = (float(value) for value in pdf.pages[0].TrimBox)
    assert (right - left) / MM == pytest.approx(420 + ticket(built)["binding"]["spine"], abs=0.1)
    assert (top - bottom) / MM == pytest.approx(297, abs=0.1)


def test_a_coarse_image_is_a_finding(built: tuple[Workspace, Report]) -> None:
    (finding,) = [finding for finding in built[1].findings if finding.code == "coarse-image"]
    assert finding.place.path == "source/A1/A1.1/index.rst"
    assert "120 × 80 pixels" in finding.message
    assert finding.place.key == "4.2"


# Review


def test_the_comment_form_names_each_clause_with_its_lines(built: tuple[Workspace, Report]) -> None:
    with named(built, "review", "-comments.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][:2] == ["Clause or subclause", "Page: lines"]
    clauses = dict(row[:2] for row in rows[1:])
    assert list(clauses)[:3] == ["Foreword", "Clause 1 Scope", "Clause 2 Normative references"]
    assert clauses["Clause 1 Scope"].startswith("1: 1–")
    start, end = re.fullmatch(r"1: \d+ – (\d+): (\d+)", clauses["4.1 General"]).groups()  # type: ignore[union-attr]
    assert (int(start), int(end)) > (1, 1)


def test_the_lines_that_the_form_names_are_printed_in_the_margin(built: tuple[Workspace, Report]) -> None:
    """A second tool reads the numbers in the margin of the page of clause 1: 1, 2, 3 … without a gap."""
    with pikepdf.open(named(built, "screen", ".pdf")) as pdf:
        labels = [*pdf.Root.PageLabels.Nums]
    first = int(labels[2]) + 1
    numbers = [int(word) for word in words(named(built, "review", ".pdf"), first, (0, 60, 19 * MM, 700))]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 20


@pytest.mark.parametrize(
    ("edition", "ending"), [("screen", ".pdf"), ("print", ".pdf"), ("review", ".pdf"), ("print", "-cover.pdf")]
)
def test_the_pages_of_a_draft_carry_a_watermark_in_every_edition(
    edition: str, ending: str, built: tuple[Workspace, Report]
) -> None:
    with pikepdf.open(named(built, edition, ending)) as pdf:
        found = [is_marked(page) for page in pdf.pages]
    assert found[0] is False, "a cover names the stage and stays clean"
    assert len(found) == 1 or found[1] is True


@pytest.mark.parametrize(
    ("folder", "name", "stage"), [("pdf", "xst-a1.1-2030-e-v0.3", "Sketch"), ("volumes", "xst-a1-2030-0-e", "Draft")]
)
def test_covers_and_heads_of_drafts_tell_the_stage(folder: str, name: str, stage: str, built: tuple[Workspace, Report]) -> None:
    files = built[0].build / folder / "en"
    for path, page in ((f"screen/{name}.pdf", 1), (f"print/{name}-cover.pdf", 1), (f"screen/{name}.pdf", 3)):
        assert stage in words(files / path, page, (0, 0, 1300, 900)), path


def is_marked(page: pikepdf.Page) -> bool:
    """Tell whether a page draws a watermark; a print page draws what its form draws."""
    placed = page.obj.Resources.get("/XObject", pikepdf.Dictionary()).get("/Page")
    content = placed.read_bytes() if placed else b"".join(part.read_bytes() for part in streams_of(page))
    return b"/Watermark Do" in content


def test_running_numbers_are_a_setting(tmp_path: Path) -> None:
    workspace = make_project(tmp_path, {"A1.1": text("First")})
    catalogue = workspace.catalogue.read_text(encoding="utf-8")
    write(workspace.catalogue, f'{catalogue}\n[review]\nline_numbers = "running"\n')
    build(workspace, Request(("A1.1",), editions=("review",), jobs=1), lambda *_: None)
    table = (workspace.build / "pdf/en/review/xst-a1.1-2030-e-v0.3-comments.csv").read_text(encoding="utf-8-sig")
    lines = [int(number) for number in re.findall(r"(\d+)(?=,,,,$)", table, re.MULTILINE)]
    assert lines == sorted(lines)


# The command


def test_only_the_editions_asked_for_are_made(tmp_path: Path) -> None:
    workspace = make_project(tmp_path, {"A1.1": text("First")})
    assert main(["--project", str(tmp_path), "build", "A1.1", "--edition", "print", "--jobs", "1"]) == 0
    assert {path.name for path in (workspace.build / "pdf" / "en").iterdir()} == {"print"}
    assert not workspace.site.exists()


def test_an_imposition_without_print_is_a_bad_call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_project(tmp_path, {"A1.1": text("First")})
    assert main(["--project", str(tmp_path), "build", "--imposition", "two-up"]) == 2
    assert "--edition print" in capsys.readouterr().err


def artifacts_of(report: Report, edition: str) -> list[Artifact]:
    """Return the artifacts of an edition."""
    return [artifact for artifact in report.artifacts if artifact.edition == edition]


def test_a_draft_that_became_a_standard_has_no_watermark(tmp_path: Path) -> None:
    workspace = make_project(tmp_path, {"A1.1": text("First")})
    catalogue = workspace.catalogue.read_text(encoding="utf-8").replace("draft = true", "draft = false")
    write(workspace.catalogue, catalogue.replace('version = "0.3"', 'version = "1.0"'))
    report = build(workspace, Request(editions=EDITIONS, jobs=1), lambda *_: None)
    paths = [a.path for edition in EDITIONS for a in artifacts_of(report, edition) if a.path.endswith(".pdf")]
    assert len(paths) > 6
    for path in paths:
        with pikepdf.open(workspace.build / path) as pdf:
            assert not any(is_marked(page) for page in pdf.pages), path
    assert "Draft" not in words(workspace.build / "volumes/en/screen/xst-a1-2030-0-e.pdf", 1, (0, 0, 600, 850))


def test_an_edition_of_an_older_text_is_taken_away(tmp_path: Path) -> None:
    """Under the name of the new text it would pass for it."""
    workspace = make_project(tmp_path, {"A1.1": text("First"), "A1.2": text("Second")})
    build(workspace, Request(editions=EDITIONS, jobs=1), lambda *_: None)
    printed = {n: workspace.build / f"pdf/en/print/xst-{n}-2030-e-v0.3.pdf" for n in ("a1.1", "a1.2")}
    write(module_path(workspace, "A1.1"), text("First", "One sentence more.\n"))
    report = build(workspace, Request(jobs=1), lambda *_: None)
    assert (printed["a1.1"].exists(), printed["a1.2"].exists()) == (False, True)
    assert any("print/xst-a1.1-2030-e-v0.3.pdf was made from an older text" in note for note in report.notes)
    listed = {artifact.path for artifact in report.artifacts}
    assert listed == {p.relative_to(workspace.build).as_posix() for p in workspace.build.rglob("*") if p.is_file()} & listed
    assert not any("a1.1" in path and ("/print/" in path or "/review/" in path) for path in listed)
    assert not (workspace.build / "volumes/en/print/xst-a1-2030-0-e.pdf").exists()


def test_the_last_good_files_of_an_edition_that_fails_stay(tmp_path: Path) -> None:
    """The finding says so; what another edition was made of the older text is taken away all the same."""
    workspace = make_project(tmp_path, {"A1.1": text("First")})
    build(workspace, Request(("A1.1",), editions=EDITIONS, jobs=1), lambda *_: None)
    printed = sorted((workspace.build / "pdf/en/print").iterdir())
    (module_path(workspace, "A1.1").parent / "thin.svg").write_text(HAIRLINE, encoding="utf-8")
    write(module_path(workspace, "A1.1"), text("First", THIN))
    report = build(workspace, Request(("A1.1",), editions=("screen", "print"), jobs=1), lambda *_: None)
    assert {finding.code for finding in report.findings} == {"preflight"}
    assert sorted((workspace.build / "pdf/en/print").iterdir()) == printed
    assert {artifact.path for artifact in report.artifacts if artifact.edition == "print"} == {
        path.relative_to(workspace.build).as_posix() for path in printed
    }
    assert not list((workspace.build / "pdf/en/review").iterdir())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("pages_per_sheet", "0"), ("pages_per_sheet", "-4"), ("bleed", "-3.0"), ("bleed", "20.0"), ("bleed", "nan"),
        ("binding_margin", "500.0"), ("grammage", "-115"), ("bulk", "0.0"), ("ink_limit", "0"), ("ink_limit", "900"),
    ],
)  # fmt: skip
def test_settings_that_no_press_can_follow_are_findings(key: str, value: str, tmp_path: Path) -> None:
    workspace = make_project(tmp_path, {"A1.1": text("First")})
    write(workspace.catalogue, f"{workspace.catalogue.read_text(encoding='utf-8')}\n[printing]\n{key} = {value}\n")
    report = build(workspace, Request(("A1.1",), editions=("print",), jobs=1), lambda *_: None)
    (finding,) = report.findings
    assert (finding.code, finding.place.key) == ("catalogue-value", f"printing.{key}")
    assert finding.place.line > 0


def test_what_changed_goes_into_the_job_of_a_review_edition(tmp_path: Path) -> None:
    workspace = make_project(tmp_path, {"A1.1": text("First")})
    _, reading = check(workspace, "en", 1)
    catalogue, _ = load_catalogue(workspace)
    assert reading is not None
    assert catalogue is not None
    templates = Templates(workspace.theme / "print", catalogue)
    module = typeset_module(
        catalogue, catalogue.modules["A1.1"], reading, typeset(reading.sources["A1.1"], prepare(workspace.cache))
    )
    volume = BoundVolume(
        module.publication, module.sheets, VolumeText(catalogue.volume_identifier("A1", "en"), "A1", "", "en", ())
    )
    assert {line.unit for line in module.sheets.geometry.lines} >= {"scope"}
    assert review_job(module, templates, ("scope",)).changed == ("scope",)
    assert review_job(volume, templates, ("A1.1#scope",)).changed == ("A1.1#scope",)
    assert review_job(module, templates).changed == ()
