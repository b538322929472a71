"""Publications in the six languages and with Greek, from sources to volumes: fonts, words, order, direction."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from lxml import html

from isacs_publish.press.fonts import FACES
from isacs_publish.publish import Report, Request, build
from isacs_publish.selection import SCREEN
from tests.conftest import PROJECT
from tests.corpus.test_validator import VALIDATOR, validated
from tests.roots import make_project, module_path, text, write

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.workspace import Workspace

LANGUAGES = ("en", "fr", "es", "ru", "ar", "zh")
TEXTS = PROJECT / "tests" / "cases" / "scripts"
ROWS = 45
GREEK = "Ασφαλής φύλαξη όπλων: κάθε όπλο καταγράφεται, φυλάσσεται και ελέγχεται· «ποιος φυλάσσει;» — ὁ φύλαξ."
SVG = """<svg xmlns="http://www.w3.org/2000/svg" width="300" height="40" viewBox="0 0 300 40">
<text x="10" y="25" font-family="A Font That Nobody Has" font-size="14">{words}</text></svg>"""
MARKS = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Soft hyphens, and marks of direction that extraction puts around runs."""


@dataclass(frozen=True)
class Made:
    """A project of one language, as built."""

    language: str
    workspace: Workspace
    report: Report

    def pdf(self, kind: str) -> Path:
        """Return the file of the first artifact of a kind."""
        return self.workspace.build / next(artifact.path for artifact in self.report.artifacts if artifact.kind == kind)

    def text(self) -> html.HtmlElement:
        """Return the printed HTML of the module, blocks apart, without what only later pages of a table say."""
        page = self.workspace.build / "print" / self.language / "A1.1" / "index.html"
        tree = html.document_fromstring(page.read_text(encoding="utf-8"))
        for element in tree.xpath("//span[@class='continued'] | //head | //svg"):
            element.drop_tree()
        for element in tree.xpath("//body//*[not(self::em or self::strong or self::a)]"):
            element.tail = f" {element.tail or ''}"
        return tree


def made(folder: Path, language: str, editions: tuple[str, ...] = (SCREEN,), impositions: tuple[str, ...] = ()) -> Made:
    """Build a project of one module in a language; the module in English has a sister with Greek."""
    words = (TEXTS / f"{language}.rst").read_text(encoding="utf-8")
    some = [word for word in words.split() if len(word) > 2 and word.isalpha()]
    rows = (f"   * - {some[i % len(some)]}\n     - {i * 7}\n     - {some[(i * 3 + 1) % len(some)]}\n" for i in range(ROWS))
    modules = {"A1.1": words.replace("@ROWS@", "".join(rows))}
    if language == "en":
        modules["A1.2"] = text("Greek", f".. _greek:\n\nGreek\n-----\n\n{GREEK}\n", term="guardian")
    workspace = make_project(folder, modules, language=language)
    write(module_path(workspace, "A1.1").parent / "figure.svg", SVG.format(words=" ".join(some[:3])))
    request = Request(language=language, editions=editions, impositions=impositions, jobs=1)
    return Made(language, workspace, build(workspace, request, lambda *_: None))


@pytest.fixture(scope="session")
def all_made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Made]:
    """Return the projects of all languages, built."""
    return {language: made(tmp_path_factory.mktemp(language), language) for language in LANGUAGES}


@pytest.fixture(params=LANGUAGES)
def one(all_made: dict[str, Made], request: pytest.FixtureRequest) -> Made:
    """Return each of the built projects in turn."""
    return all_made[request.param]


def extracted(pdf: Path) -> str:
    """Return the text that pdftotext reads, without marks of direction; words parted at line ends are joined."""
    command = ["pdftotext", str(pdf), "-"]
    read = subprocess.run(command, capture_output=True, check=True).stdout.decode().replace("\u00ad\n", "")
    return unicodedata.normalize("NFKC", MARKS.sub("", read))


def units(words: str, language: str) -> Counter[str]:
    """Return what is counted as recovered: words with their marks; in Chinese, characters."""
    plain = unicodedata.normalize("NFKC", MARKS.sub("", words))
    return Counter(re.findall(r"\w" if language == "zh" else r"[^\W_](?:[^\W_]|[\u064b-\u0652])*", plain))


def test_every_unit_is_published_without_findings(one: Made) -> None:
    assert one.report.findings == []
    assert {artifact.kind for artifact in one.report.artifacts} >= {"module", "volume", "compendium"}


def test_words_can_be_read_back(one: Made, capsys: pytest.CaptureFixture[str]) -> None:
    wanted, has = units(one.text().text_content(), one.language), units(extracted(one.pdf("module")), one.language)
    lost = wanted - has
    share = 1 - lost.total() / wanted.total()
    with capsys.disabled():
        print(f"\n{one.language}: {share:.1%} of {wanted.total()} recovered; lost: {' '.join(sorted(lost)) or 'nothing'}")
    assert wanted.total() > 400
    assert share >= 0.8 if one.language == "ar" else share == 1


def test_greek_can_be_read_back(all_made: dict[str, Made]) -> None:
    folder = all_made["en"].workspace.build / "pdf" / "en" / "screen"
    read = extracted(next(folder.glob("*a1.2*.pdf")))
    assert units(GREEK, "el") - units(read, "el") == Counter()


def fonts_of(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    """Return the fonts of a file by name without the tag of the subset."""
    fonts = (item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor")
    return {str(font.FontName).partition("+")[2]: font for font in fonts}


SCRIPTS = {"ar": {"Amiri", "Amiri-Bold", "Amiri-Italic"}, "zh": {"Noto-Serif-SC", "Noto-Sans-SC", "Noto-Sans-SC-Bold"}}


@pytest.mark.parametrize("kind", ["module", "volume"])
def test_all_fonts_are_packaged_and_embedded(one: Made, kind: str) -> None:
    with pikepdf.open(one.pdf(kind)) as pdf:
        fonts = fonts_of(pdf)
        assert {"Source-Serif-4", "Source-Sans-3", "Source-Sans-3-Bold"} <= set(fonts) <= {face.embedded for face in FACES}
        assert {name for name in fonts if not name.startswith("Source")} == SCRIPTS.get(one.language, set())
        for font in fonts.values():
            program = font.get("/FontFile2") or font.FontFile3
            assert TTFont(BytesIO(program.read_bytes()))["maxp"].numGlyphs > 1


SHOWN = re.compile(rb"<([0-9a-f]*)>")


@pytest.mark.parametrize("kind", ["module", "volume"])
def test_no_page_shows_a_missing_glyph(one: Made, kind: str) -> None:
    shown = 0
    with pikepdf.open(one.pdf(kind)) as pdf:
        for page in pdf.pages:
            page.contents_coalesce()
            streams = [page.Contents, *(page.resources.get("/XObject", {}).values())]
            for stream in streams:
                for codes in SHOWN.findall(stream.read_bytes()):
                    glyphs = [codes[i : i + 4] for i in range(0, len(codes), 4)]
                    assert b"0000" not in glyphs
                    shown += len(glyphs)
    assert shown > 2_000


def test_drawings_are_set_in_packaged_fonts_too(one: Made) -> None:
    drawn = re.search(
        r"<text[^>]*>([^<]*)", (module_path(one.workspace, "A1.1").parent / "figure.svg").read_text(encoding="utf-8")
    )
    assert drawn
    read = extracted(one.pdf("module"))
    assert all(word in read for word in drawn[1].split())


def test_pages_turn_in_the_direction_of_the_text(one: Made) -> None:
    for kind in ("module", "volume", "compendium"):
        with pikepdf.open(one.pdf(kind)) as pdf:
            assert (pdf.Root.ViewerPreferences.get("/Direction") == "/R2L") == (one.language == "ar")


def bounds(pdf: Path, page: int) -> list[tuple[float, float, float, str]]:
    """Return left and right edge, top, and text of the words of a page, in points."""
    command = ["pdftotext", "-bbox", "-f", str(page), "-l", str(page), str(pdf), "-"]
    read = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    found = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">([^<]*)<', read)
    return [(float(left), float(right), float(top), MARKS.sub("", word)) for left, top, right, word in found]


def test_heads_and_folios_stand_at_the_outer_edge(one: Made) -> None:
    pdf = one.pdf("module")
    with pikepdf.open(pdf) as file:
        labels = file.Root.PageLabels.Nums
        first = next(int(labels[i]) for i in range(0, len(labels), 2) if labels[i + 1].S == "/D")
    for number, page in ((1, first + 1), (2, first + 2)):
        words = bounds(pdf, page)
        left, right, *_ = next(word for word in reversed(words) if word[3] == str(number) and word[2] > 750)
        is_left_page = (number % 2 == 0) != (one.language == "ar")
        assert (left < 60) if is_left_page else (right > 535)
        head = [word for word in words if word[3].startswith("A1.1") and word[2] < 80]
        assert (head[0][0] < 120) if is_left_page else (head[0][1] > 500)


def test_contents_print_the_label_of_the_page_they_lead_to(one: Made) -> None:
    lines = one.text().xpath("//nav[@class='contents']//span[@class='fill']/@data-target")
    with pikepdf.open(one.pdf("module")) as pdf:
        names = pdf.Root.Names.Dests.Names
        pages = {page.obj.objgen: page.label for page in pdf.pages}
        where = {str(names[i]): pages[names[i + 1][0].objgen] for i in range(0, len(names), 2)}
        contents = bounds(one.pdf("module"), 3)
    edge = 56.7 if one.language == "ar" else 538.6
    outer = {word: word[0] if one.language == "ar" else word[1] for word in contents if 115 < word[2] < 700}
    printed = [word[3].strip(".") for word, end in outer.items() if abs(end - edge) < 1]
    assert printed == [where[target[1:]] for target in lines]
    assert {"iv", "1", "2"} <= set(printed)


@pytest.mark.skipif(not VALIDATOR.is_file(), reason="veraPDF is not at hand (../shared/tools/verapdf)")
def test_files_are_accessible_and_archival(one: Made) -> None:
    verdicts = validated([one.pdf("module"), one.pdf("volume")])
    assert [verdict.split()[:2] for verdict in verdicts] == [["PASS", "ua1"], ["PASS", "2a"]] * 2
