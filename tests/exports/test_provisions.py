"""Provisions as they are shown: folded for a terminal, a line each elsewhere, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
import json

import pytest
from rich.cells import cell_len

from isacs_publish.exports.provisions_shown import as_columns, as_csv, as_json, as_table
from isacs_publish.model.provision import Verbal
from isacs_publish.model.provision_rows import Row

LONG = Row(
    "rules", "5.2 b)", "keeper of the northern store", "shall not", Verbal.REQUIREMENT, "The keeper shall not " + "x" * 300
)
SHORT = Row("rules", "5.3", "", "may", Verbal.PERMISSION, "A “door”,\x1b[31m may\u00a0be [bold]open[/bold].")
LISTED = [("X 1:2026", LONG), ("X 1:2026", SHORT), ("X 2:2026", SHORT)]


@pytest.mark.parametrize("width", [60, 80, 100, 200])
def test_a_table_fits_the_terminal_and_leaves_nothing_out(width: int) -> None:
    lines = as_table(LISTED, width).splitlines()
    assert max(map(cell_len, lines)) <= width
    assert sum(line.count("x") for line in lines) >= 300
    assert [line for line in lines if line.startswith("X ")] == ["X 1:2026", "X 2:2026"]
    assert lines[-1] == "3 provisions"


def test_what_an_author_wrote_is_neither_markup_nor_obeyed() -> None:
    for shown in (as_table(LISTED[2:], 200), as_columns(LISTED[2:])):
        assert "[bold]open[/bold]" in shown
        assert "\x1b" not in shown


def test_columns_begin_at_the_same_place_in_each_line() -> None:
    head, *lines = as_columns(LISTED).splitlines()
    assert head.split() == ["module", "label", "actor", "form", "class", "text"]
    assert len(lines) == 3
    for name, cell in (("form", "may"), ("class", "permission"), ("text", "A “door”")):
        assert lines[1].index(cell, head.index("form")) == head.index(name)


def test_csv_and_json_keep_every_cell() -> None:
    sheet = list(csv.reader(io.StringIO(as_csv(LISTED))))
    assert sheet[1] == ["X 1:2026", "5.2 b)", LONG.actor, "shall not", "requirement", LONG.words]
    records = json.loads(as_json(LISTED))
    assert [list(record.values())[1:] for record in records] == sheet[1:]
    assert records[0]["unit"] == "rules"
    assert list(records[0])[1:] == sheet[0]


def test_a_spreadsheet_reckons_no_cell_out() -> None:
    formula = Row("a", "1", "=A1", "may", Verbal.PERMISSION, "+1 may be.")
    assert list(csv.reader(io.StringIO(as_csv([("X", formula)]))))[1][2:] == ["'=A1", "may", "permission", "'+1 may be."]
