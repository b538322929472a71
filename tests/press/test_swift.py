"""The improvements of the engine change how long it takes, and not one byte of what it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from isacs_publish.press import swift
from isacs_publish.press.swift import ALL, IMPROVEMENTS, SETTING, left_out
from isacs_publish.press.typeset import typeset
from isacs_publish.sphinxext.run import read_modules
from isacs_publish.workspace import Workspace
from tests.conftest import PROJECT
from tests.press.conftest import source
from tests.press.torture import FILES, torture
from tests.roots import make_project, module_path

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.model.printsource import PrintSource
    from isacs_publish.model.sheets import Sheets

SAMPLE = ("01.20", "06.41")
"""A glossary, and a module with figures."""

SCRIPTS = """\
<section id="scope" lang="ar" dir="rtl"><h2><span class="label">1</span><span class="title"> مجال التطبيق</span></h2>
<p>تصف هذه الوثيقة وسم الأسلحة الصغيرة وحفظ سجلاتها، وتنطبق على كل من يصنعها.</p></section>
<section id="terms" lang="zh"><h2><span class="label">2</span><span class="title"> 术语和定义</span></h2>
<p>本文件规定了小武器标识的要求，适用于制造、进口和储存这些武器的所有机构。</p></section>
<section id="rules"><h2><span class="label">3</span><span class="title"> Rules</span></h2>
<table><thead><tr><th>Head</th><th>Other</th></tr></thead><tbody><tr><td>A cell of words</td><td>x</td></tr></tbody></table>
<p>H<sub>2</sub>O, <em>emphasis</em>, <code>code --with -dashes</code>, <a href="#scope">1</a>, a compound-word and wafts
of office fires.</p></section>
"""


def without(names: str, text: PrintSource, fonts: Path, monkeypatch: pytest.MonkeyPatch) -> Sheets:
    """Typeset without some improvements."""
    monkeypatch.setenv(SETTING, names)
    return typeset(text, fonts)


@pytest.fixture(scope="module")
def plain(fonts: Path) -> Sheets:
    with pytest.MonkeyPatch.context() as patch:
        return without(ALL, source(SCRIPTS), fonts, patch)


@pytest.mark.parametrize("name", ["", *IMPROVEMENTS])
def test_each_can_be_left_out_and_the_bytes_are_the_same(
    name: str, plain: Sheets, fonts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert without(name, source(SCRIPTS), fonts, monkeypatch) == plain


def test_the_bytes_of_all_that_is_hard_to_set_are_the_same(
    tmp_path: Path, fonts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = make_project(tmp_path, {"A1.1": torture()})
    for path, content in FILES.items():
        (module_path(workspace, "A1.1").parent / path).write_text(content, encoding="utf-8")
    text = read_modules(workspace, "en", 1).sources["A1.1"]
    assert without("", text, fonts, monkeypatch) == without(ALL, text, fonts, monkeypatch)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, PrintSource]:
    """Return the print sources of the corpus."""
    return read_modules(Workspace(PROJECT, tmp_path_factory.mktemp("sources")), "en", 2).sources


@pytest.mark.parametrize("number", SAMPLE)
def test_the_bytes_of_a_module_are_the_same(
    number: str, sources: dict[str, PrintSource], fonts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert without("", sources[number], fonts, monkeypatch) == without(ALL, sources[number], fonts, monkeypatch)


@pytest.mark.long
def test_the_bytes_of_all_modules_are_the_same(
    sources: dict[str, PrintSource], fonts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = [
        number
        for number, text in sources.items()
        if without("", text, fonts, monkeypatch) != without(ALL, text, fonts, monkeypatch)
    ]
    assert changed == []


def test_another_engine_is_used_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    from weasyprint.formatting_structure.boxes import Box

    original = Box.is_in_normal_flow
    with swift.swift(()):
        assert Box.is_in_normal_flow is not original
    assert Box.is_in_normal_flow is original
    monkeypatch.setattr("weasyprint.__version__", "71.0")
    with swift.swift(()):
        assert Box.is_in_normal_flow is original


def test_a_name_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "styles,stiles")
    with pytest.raises(ValueError, match="names stiles; known are all, styles"):
        left_out()
