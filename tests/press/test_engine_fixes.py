"""The repairs beside the engine: each fault shows without its repair, and is gone with it."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest
import weasyprint

from isacs_publish.press import engine_fixes, typeset
from isacs_publish.press.proof import TypesettingFailed

if TYPE_CHECKING:
    from isacs_publish.model.sheets import Sheets
    from tests.press.conftest import Setter

TIGHT = (
    '<p id="x">In <a href="#x">Formula (1)</a>, the scores for likelihood and for consequence are whole numbers from 1 to 5, '
    'as given in <a href="#x">Table 3</a>. The assessor shall give the reasons for each score in writing. The assessor shall '
    'enter the higher score where two scores appear equally justified. An example is given in <a href="#x">Annex A</a>.</p>'
)


def widths(sheets: Sheets) -> list[float]:
    """Return the widths of the lines of the body."""
    return [line.width for line in sheets.geometry.lines if line.page == sheets.geometry.body]


def test_the_version_that_the_repairs_are_for_is_the_pinned_one() -> None:
    assert weasyprint.__version__ == engine_fixes.VERSION


def test_a_line_is_not_cut_after_its_first_word(set_text: Setter, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = widths(set_text(TIGHT))
    monkeypatch.setattr(typeset, "repaired", nullcontext, raising=False)
    monkeypatch.setattr(engine_fixes, "repaired", nullcontext)
    cut = widths(set_text(TIGHT))
    assert len(cut) == len(whole) + 1
    assert min(cut[:-1]) < 0.2 * max(cut)
    assert min(whole[:-1]) > 0.8 * max(whole)


def test_the_engine_is_left_as_it_was() -> None:
    def parts() -> list[object]:
        return [weasyprint.layout.inline.split_first_line, weasyprint.layout.inline.remove_last_whitespace]

    before = parts()
    with engine_fixes.repaired():
        assert not set(parts()) & set(before)
    assert parts() == before


FROM_THE_RIGHT = (
    "".join(
        f'<p dir="rtl" lang="ar">{"كلمة " * words}<a href="#x">{"الواردة" * 5}</a> وكلمات أخرى تليها.</p>'
        for words in range(8, 24)
    )
    + '<p id="x">X</p>'
)


def test_words_from_right_to_left_stay_in_their_block(set_text: Setter, monkeypatch: pytest.MonkeyPatch) -> None:
    set_text(FROM_THE_RIGHT)
    monkeypatch.setattr(typeset, "repaired", nullcontext, raising=False)
    monkeypatch.setattr(engine_fixes, "repaired", nullcontext)
    with pytest.raises(TypesettingFailed, match="runs over the edge"):
        set_text(FROM_THE_RIGHT)


NOTED = (
    '<nav class="contents"><a href="#x">X<span class="fill" data-target="#x"></span></a></nav>'
    '<p id="x">A call<span class="footnote" data-number="1)">One.<span class="paragraph">Two.</span></span> here.</p>'
)


def test_a_footnote_on_the_last_page_stays_at_its_foot(set_text: Setter) -> None:
    """Without the padding that is more than any rounding it goes to a page of its own, and is lost."""
    pages = set_text(NOTED).geometry.pages
    assert pages == set_text(NOTED.replace("One.", "")).geometry.pages
    with pytest.raises(TypesettingFailed, match=r"text is lost .* 'One\.'"):
        set_text(f"<style>@page {{ @footnote {{ padding-bottom: 0 }} }}</style>{NOTED}")
