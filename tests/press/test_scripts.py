"""Scripts and languages on paper: coverage, line ends, margins, drawings, and nothing from the machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest
import tinycss2
from fontTools.ttLib import TTFont

from isacs_publish.matter import SCRIPTS
from isacs_publish.press.fonts import BY_NAME, FACES, prepare, provide
from isacs_publish.press.proof import TypesettingFailed
from isacs_publish.press.runs import words_by_face
from isacs_publish.press.shared_fonts import SharedFonts
from isacs_publish.press.typeset import typeset
from tests.conftest import PROJECT
from tests.press.conftest import STYLES, source

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.model.printsource import PrintSource
    from isacs_publish.model.sheets import Sheets

MARGINS = (56.69, 538.58)
"""The edges of the text block in points."""

ARABIC = (
    "يجب على السلطة الوطنية أن تحتفظ بسجل مركزي للأسلحة الصغيرة وفقا للمعيار المذكور في هذا البند خلال ثلاثين يوما من تاريخ "
    "التسليم ويحفظ السجل لمدة لا تقل عن عشرين سنة ويجوز الاطلاع عليه بناء على طلب مكتوب "
)
CHINESE = (
    "国家主管部门应当按照标准建立并维护小武器中央登记册，并在交付之日起三十日内完成登记（见第五章）。登记册的保存期限不得少于"
    "二十年；经书面申请，可以“查阅”登记册中的有关记录，但须注明目的：标记应清晰、耐久、不可磨灭（参见附录）。"
)


def in_language(body: str, language: str, direction: str = "ltr", **files: bytes) -> PrintSource:
    """Return a print source in a language, with the style sheets of the scripts in it."""
    plain = source(body, "xst-01.10-2026-e-v0.1", **files)
    links = "".join(f'<link rel="stylesheet" href="styles/{name}.css">' for name, has in SCRIPTS.items() if has.search(body))
    html = plain.html.replace('lang="en"', f'lang="{language}" dir="{direction}"').replace("</head>", f"{links}</head>")
    return replace(plain, html=html)


def written(sheets: Sheets, path: Path) -> Path:
    """Write sheets to a file."""
    path.write_bytes(sheets.pdf)
    return path


def lines_of(pdf: Path, page: int = 3) -> list[tuple[float, float, str]]:
    """Return left edge, right edge and text of the lines of a page, heads and feet left out."""
    command = ["pdftotext", "-bbox-layout", "-f", str(page), "-l", str(page), str(pdf), "-"]
    read = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    found = re.findall(r'<line xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)"[^>]*>(.*?)</line>', read, re.DOTALL)
    kept = [
        (float(left), float(right), re.findall(r">([^<\s]+)<", words))
        for left, top, right, words in found
        if 80 < float(top) < 750
    ]
    return [(left, right, "".join(words)) for left, right, words in kept]


# Coverage


def font(name: str, fonts: Path) -> TTFont:
    return TTFont(BytesIO(provide(fonts, name).read_bytes()), lazy=True)


def unicodes(name: str, fonts: Path) -> set[int]:
    return set(font(name, fonts).getBestCmap())


@pytest.mark.parametrize("name", [face.name for face in FACES if face.name.endswith(".otf")])
def test_chinese_faces_have_all_characters_of_gbk_and_the_unified_repertoire(name: str, fonts: Path) -> None:
    han = set(range(0x4E00, 0x9FA6))
    gbk = {code for code in range(0x80, 0xFFFF) if chr(code).encode("gbk", errors="ignore")}
    assert len(han) == 20_902
    assert han <= unicodes(name, fonts)
    assert [chr(code) for code in sorted(gbk - unicodes(name, fonts))] in ([], ["≒"])  # a sign of mathematics, from Source


@pytest.mark.parametrize("name", [face.name for face in FACES if face.name.startswith("Source")])
def test_source_has_latin_greek_and_cyrillic(name: str, fonts: Path) -> None:
    letters = [*range(0xA1, 0x180), *range(0x386, 0x3CF), *range(0x401, 0x460), *map(ord, "–—‘’“”«»…№€−×≤≥\u202f\u00a0")]
    wanted = {code for code in letters if unicodedata.category(chr(code)) not in ("Cn", "Cf")}
    assert wanted - unicodes(name, fonts) <= set(map(ord, "ĬĭĲĳŦŧ"))


def test_amiri_has_the_letters_of_arabic(fonts: Path) -> None:
    for style in ("Regular", "Italic", "Bold", "BoldItalic"):
        letters = {code for code in range(0x600, 0x700) if unicodedata.category(chr(code)) not in ("Cn", "Cf")}
        assert letters <= unicodes(f"Amiri-{style}.ttf", fonts)


def test_faces_of_other_scripts_are_made_when_asked_for(tmp_path: Path) -> None:
    folder = prepare(tmp_path)
    assert {path.name for path in folder.iterdir()} == {face.name for face in FACES if face.basic}
    made = provide(folder, "Amiri-Regular.ttf")
    assert font("Amiri-Regular.ttf", folder)["head"].unitsPerEm == 870
    assert made.read_bytes() == provide(prepare(tmp_path / "other"), "Amiri-Regular.ttf").read_bytes()


def test_postscript_outlines_are_shown_by_glyph_number(fonts: Path) -> None:
    """Their CIDs are their glyph numbers: WeasyPrint writes the one where a PDF means the other."""
    for name in BY_NAME:
        if name.endswith(".otf"):
            order = font(name, fonts).getGlyphOrder()
            assert order[1:] == [f"cid{glyph:05d}" for glyph in range(1, len(order))]


# Lines


def test_arabic_lines_reach_both_margins(fonts: Path, tmp_path: Path) -> None:
    mixed = f'{ARABIC}<a href="https://example.org/">البند الخامس</a> {ARABIC}<em>مكتوب</em> {ARABIC}'
    pdf = written(typeset(in_language(f"<p>{ARABIC * 2}</p><p>{mixed}</p>", "ar", "rtl"), fonts), tmp_path / "a.pdf")
    lines = lines_of(pdf)
    assert len(lines) >= 8
    assert [right for _, right, _ in lines] == pytest.approx([MARGINS[1]] * len(lines), abs=0.6)
    full = [left for left, _, text in lines if len(text) > 60]
    assert len(full) >= 6
    assert full == pytest.approx([MARGINS[0]] * len(full), abs=0.6)


def test_stretched_spaces_of_arabic_are_stretched_in_every_reader(fonts: Path) -> None:
    """An empty string before a stretched space makes PDFium lose the stretch."""
    pdf = typeset(in_language(f"<p>{ARABIC * 3}</p>", "ar", "rtl"), fonts).pdf
    with pikepdf.open(BytesIO(pdf)) as opened:
        contents = [page.Contents.read_bytes() for page in opened.pages]
    assert any(b"] TJ" in content for content in contents)
    assert not any(b"[<>" in content for content in contents)


def test_chinese_lines_reach_both_margins(fonts: Path, tmp_path: Path) -> None:
    body = f"<p>{CHINESE * 2}</p><p>{CHINESE}按照 XST 05.30:2026 的规定，{CHINESE}</p>"
    lines = lines_of(written(typeset(in_language(body, "zh"), fonts), tmp_path / "c.pdf"))
    full = [line for line in lines if len(line[2]) > 42]
    assert len(full) >= 7
    for left, right, text in full:
        assert left == pytest.approx(MARGINS[0], abs=5.3 if text[0] in "（“" else 0.6)
        assert right == pytest.approx(MARGINS[1], abs=7 if text[-1] in "，。；：、）”" else 1)


@pytest.mark.parametrize("shift", range(0, 12))
def test_chinese_lines_begin_and_end_with_the_right_punctuation(shift: int, fonts: Path, tmp_path: Path) -> None:
    """GB/T 15834: no closing mark begins a line, no opening one ends it."""
    body = f"<p>{'器' * shift}{CHINESE * 3}</p>"
    lines = lines_of(written(typeset(in_language(body, "zh"), fonts), tmp_path / "c.pdf"))
    assert len(lines) >= 6
    assert not [text for _, _, text in lines if text[0] in "，。；：、）”？！"]
    assert not [text for _, _, text in lines if text[-1] in "（“《"]


def test_chinese_quotes_are_full_width_and_emphasis_is_upright(fonts: Path) -> None:
    sheets = typeset(in_language("<p>可以“查阅”。<em>强调</em><strong>标记</strong></p>", "zh"), fonts)
    with pikepdf.open(BytesIO(sheets.pdf)) as pdf:
        names = {str(font.BaseFont).partition("+")[2]: font for font in pdf.pages[2].resources.Font.values()}
        assert not [name for name in names if "Italic" in name]
        assert {"Noto-Sans-SC", "Noto-Sans-SC-Bold", "Noto-Serif-SC"} <= set(names)
        assert b"<201c>" in names["Noto-Serif-SC"].ToUnicode.read_bytes()


def test_every_place_of_the_sans_has_a_chinese_sans(fonts: Path) -> None:
    """The list of selectors in chinese.css holds all that are set in the sans elsewhere."""
    chinese = (STYLES / "chinese.css").read_text(encoding="utf-8")
    missing = []
    for sheet in sorted(STYLES.glob("*.css")):
        for rule in tinycss2.parse_stylesheet(sheet.read_text(encoding="utf-8"), skip_comments=True, skip_whitespace=True):
            if (
                rule.type == "qualified-rule"
                and '"Source Sans 3"' in tinycss2.serialize(rule.content)
                and sheet.stem not in ("chinese", "bilingual")  # (each side of a bilingual text has its own)
            ):
                selectors = tinycss2.serialize(rule.prelude).split(",")
                missing += [part.strip() for part in selectors if f":root:lang(zh) {part.strip()}" not in chinese]
    assert missing == []


# Hyphenation

PROSE = {
    "en": "The custodian shall compare the register of every <em>ammunition</em> magazine with the documentation of each "
    "consignment, and shall communicate irregularities to the <strong>responsible authority</strong> immediately. ",
    "fr": "Le dépositaire doit comparer l’enregistrement de chaque <em>munition</em> avec la documentation correspondante et "
    "communiquer immédiatement les irrégularités à l’<strong>autorité responsable</strong>. ",
    "es": "El custodio debe comparar el registro de cada <em>munición</em> con la documentación correspondiente y comunicar "
    "inmediatamente las irregularidades a la <strong>autoridad responsable</strong>. ",
    "ru": "Хранитель должен сличать регистрационные сведения о каждом экземпляре <em>боеприпаса</em> с сопроводительной "
    "документацией и незамедлительно сообщать о несоответствиях <strong>уполномоченному органу</strong>. ",
}


@pytest.mark.parametrize("language", PROSE)
def test_words_are_parted_by_their_language_and_read_as_wholes(language: str, fonts: Path, tmp_path: Path) -> None:
    body = "".join(f"<p>{'x' * n} {PROSE[language] * 2} XST 05.30:2026(E)V0.1 well-known</p>" for n in range(1, 12))
    pdf = written(typeset(in_language(body, language), fonts), tmp_path / "h.pdf")
    read = subprocess.run(["pdftotext", "-raw", str(pdf), "-"], capture_output=True, check=True).stdout.decode()
    parted = [halves for halves in re.findall(r"([^\W\d_]+)\u00ad\n([^\W\d_]+)", read) if halves[1] != "Draft"]
    assert len(parted) >= 5
    assert all(len(first) >= 3 and len(rest) >= 3 and len(first + rest) >= 7 for first, rest in parted)
    assert all(first + rest in PROSE[language].replace("’", " ") for first, rest in parted)
    assert read.count("well-known") + read.count("well-\nknown") == 11


@pytest.mark.parametrize("language", PROSE)
def test_no_line_is_cut_short(language: str, fonts: Path, tmp_path: Path) -> None:
    """A line ends where a paragraph does or at the margin: none holds the first half of a word alone."""
    body = "".join(f"<p>{'x' * n} {PROSE[language] * 2}</p>" for n in range(1, 25))
    pdf = written(typeset(in_language(body, language), fonts), tmp_path / "s.pdf")
    lines = [line for page in (3, 4, 5) for line in lines_of(pdf, page)]
    assert len(lines) > 90
    assert len([line for line in lines if line[1] < MARGINS[1] - 1]) <= 24


def test_only_running_text_is_hyphenated(fonts: Path, tmp_path: Path) -> None:
    long = "Telecommunication responsibilities documentation " * 6
    body = f"<h2>{long}</h2><table><tbody><tr><td><p>{long}</p></td><td><p>{long}</p></td></tr></tbody></table>"
    pdf = written(typeset(in_language(body, "en"), fonts), tmp_path / "t.pdf")
    assert not [text for _, _, text in lines_of(pdf) if text.endswith("\u00ad")]


# Missing glyphs


def test_a_missing_glyph_is_a_fault_that_names_the_character(fonts: Path) -> None:
    with pytest.raises(TypesettingFailed, match=r"(?s)U\+13000.*U\+0950 DEVANAGARI OM"):
        typeset(in_language("<p>a 𓀀 b ॐ c ॐ</p>", "en"), fonts)


def test_a_missing_glyph_in_a_drawing_is_a_fault_too(fonts: Path) -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text x="1" y="8">ॐ</text></svg>'.encode()
    with pytest.raises(TypesettingFailed, match="DEVANAGARI OM"):
        typeset(in_language('<p><img alt="a" src="a.svg"></p>', "en", a__svg=drawing), fonts)


def test_a_folio_without_glyph_is_a_fault(fonts: Path) -> None:
    shared = SharedFonts(fonts)
    shared.use(pikepdf.Dictionary(Font=pikepdf.Dictionary()))
    with pytest.raises(TypesettingFailed, match="DEVANAGARI LETTER KHA"):
        shared.show("खण्ड 1", 0, 0, 8)


def test_folios_follow_the_direction_of_their_words(fonts: Path) -> None:
    assert [words for _, words in words_by_face("Volume A1 · 12", fonts)] == ["Volume A1 · 12"]
    assert words_by_face("المجلد A1 · 12", fonts) == [("Source-Sans-3", "12 · A1 "), ("Amiri", "المجلد")]
    assert words_by_face("卷 A1 · 12", fonts) == [("Noto-Sans-SC", "卷"), ("Source-Sans-3", " A1 · 12")]


# Drawings


def test_arabic_in_a_drawing_is_joined(fonts: Path) -> None:
    """The letters of the word are shown by one operator, in forms that are not those of single letters."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 9"><text x="1" y="8">{}</text></svg>'
    shown = []
    for word in ("سلاح", "س ل ا ح"):
        sheets = typeset(in_language('<p>س<img alt="a" src="a.svg"></p>', "ar", "rtl", a__svg=svg.format(word).encode()), fonts)
        with pikepdf.open(BytesIO(sheets.pdf)) as pdf:
            drawn = pdf.pages[2].Contents.read_bytes().partition(b"/Figure")[2].partition(b"EMC")[0]
            shown.append({codes[i : i + 4] for codes in re.findall(rb"<([0-9a-f]+)>", drawn) for i in range(0, len(codes), 4)})
    assert len(shown[0] - shown[1]) == 3  # the last letter follows one that never joins


# The machine

APART = """
import sys
from hashlib import sha256
from pathlib import Path
from isacs_publish.press.typeset import typeset
from tests.press.test_scripts import sample
print(sha256(typeset(sample(), Path(sys.argv[1])).pdf).hexdigest())
"""


LOCALES = {
    "poor": {"LANG": "C", "LANGUAGE": "ja", "PANGO_LANGUAGE": "ja"},
    "rich": {"LANG": "zh_CN.UTF-8", "LANGUAGE": "ar", "PANGO_LANGUAGE": "ar:zh-hk"},
}


def sample() -> PrintSource:
    """Return a print source with four scripts, and a drawing that names families that machines have."""
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 9"><text x="1" y="8" font-family="{}">abc {}</text></svg>'
    )
    bold = '<strong style="font-family: sans-serif">直骨令</strong>'  # of other forms in Japanese
    drawings = "".join(f'<p><img alt="a" src="{name}.svg"></p>' for name in ("a", "b", "c"))
    body = f"<p>Text Текст Κείμενο {ARABIC} {CHINESE} <code>code</code> {bold}</p>{drawings}"
    families = {"a__svg": "DejaVu Sans", "b__svg": "serif", "c__svg": "Nobody Has This"}
    return in_language(
        body, "en", "ltr", **{name: drawing.format(family, "سلاح 武器").encode() for name, family in families.items()}
    )


def test_output_does_not_depend_on_what_the_machine_has_installed(fonts: Path, tmp_path: Path) -> None:
    """On one machine another face goes by the names of ours, for users and for the system; the other has no fonts at all."""
    digests = []
    for name, families in (("poor", ()), ("rich", ("Source Serif 4", "Source Sans 3", "Amiri", "DejaVu Sans", "monospace"))):
        home = tmp_path / name
        (home / ".fonts").mkdir(parents=True)
        for number, family in enumerate(families):
            plant(fonts, family, home / ".fonts" / f"{number}.ttf")
        (home / "fonts.conf").write_text(f"<fontconfig><dir>{home}/.fonts</dir><dir>~/.fonts</dir></fontconfig>")
        machine = {"HOME": str(home), "XDG_DATA_HOME": str(home), "FONTCONFIG_PATH": str(home), **LOCALES[name]}
        environment = {key: value for key, value in os.environ.items() if key != "FONTCONFIG_FILE"} | machine
        run = [sys.executable, "-c", APART, str(fonts)]
        digests.append(subprocess.run(run, cwd=PROJECT, env=environment, capture_output=True, check=True).stdout)
    assert digests[0] == digests[1] != b""


def plant(fonts: Path, family: str, path: Path) -> None:
    """Write a bold face that says it is the regular one of a family."""
    planted = TTFont(BytesIO(provide(fonts, "SourceSans3-Bold.ttf").read_bytes()))
    planted["OS/2"].usWeightClass, planted["OS/2"].fsSelection, planted["head"].macStyle = 400, 64, 0
    for record in planted["name"].names:
        if record.nameID in (1, 4, 16):
            record.string = family
        elif record.nameID in (2, 17):
            record.string = "Regular"
    planted.save(path)
