"""The dots of a leader are one text, where the engine had set them one by one."""

from __future__ import annotations

import subprocess
from io import BytesIO
from itertools import groupby
from typing import TYPE_CHECKING

import pikepdf
import pytest

from isacs_publish.press import leaders
from isacs_publish.press.typeset import typeset
from tests.press.conftest import source

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.model.sheets import Sheets

LINES = "".join(
    f'<p style="text-align: start">{words}<span class="fill" style="font-weight: 400"></span></p>'
    for words in ("Scope", "Terms and definitions", "A longer title of a clause that leaves less room for dots", "Annex")
)
STYLE = "<style>.fill::after { content: leader('.') ' 12' }</style>"


def words_at(sheets: Sheets, folder: Path) -> list[tuple[str, float, float]]:
    """Return the words of the body, line by line, with their left and right edges."""
    path = folder / "leaders.pdf"
    path.write_bytes(sheets.pdf)
    page = str(sheets.geometry.body + 1)
    told = subprocess.run(["pdftotext", "-bbox", "-f", page, "-l", page, str(path), "-"], capture_output=True, check=True)
    found = (line.split('"') for line in told.stdout.decode().splitlines() if "<word" in line)
    lines = sorted((round(float(p[3])), float(p[1]), float(p[5]), p[8][1:].partition("<")[0]) for p in found)
    return [(word, left, right) for _, left, right, word in lines]


def test_dots_stand_where_they_stood_and_are_one_text(fonts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    joined = typeset(source(STYLE + LINES), fonts)
    monkeypatch.setattr(leaders, "join_leaders", lambda _: None)
    single = typeset(source(STYLE + LINES), fonts)
    one, many = words_at(joined, tmp_path), words_at(single, tmp_path)
    assert "".join(word for word, *_ in one) == "".join(word for word, *_ in many)
    assert sum("...." in word for word, *_ in one) == 4
    assert edges(one) == pytest.approx(edges(many), abs=0.5)
    assert texts(joined) < texts(single) / 20


def edges(words: list[tuple[str, float, float]]) -> list[float]:
    """Return the edges of all words and of each run of dots."""
    runs = (list(run) for _, run in groupby(words, key=lambda word: set(word[0]) == {"."}))
    return [edge for run in runs for edge in (run[0][1], run[-1][2])]


def texts(sheets: Sheets) -> int:
    """Return how many texts the body shows."""
    with pikepdf.open(BytesIO(sheets.pdf)) as pdf:
        return pdf.pages[sheets.geometry.body].Contents.read_bytes().count(b"TJ")
