"""Words and rows that nothing can hold are broken, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from isacs_publish.press.loosen import LARGEST, LONGEST, loosen

if TYPE_CHECKING:
    from tests.press.conftest import Setter


def styles(cells: str) -> list[str]:
    """Return the styles of a row and its cells after loosening."""
    table = ElementTree.fromstring(f"<table><tr>{cells}</tr></table>")
    loosen(table)
    return [element.get("style", "") for element in table.iter() if element.tag != "table" and element.tag != "p"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("<td>short</td><td>words</td>", ["", "", ""]),
        (f"<td>{'x' * LONGEST}</td>", ["", ""]),
        (f"<td>{'x' * (LONGEST + 1)}</td><th>short</th>", ["", "overflow-wrap: anywhere; ", ""]),
        (f"<th><p>a <em>{'x' * LONGEST}</em>y</p></th>", ["", "overflow-wrap: anywhere; ", ""]),
        (f"<td>{'ab ' * (LARGEST // 3 - 40)}</td>", ["", ""]),
        (f"<td>{'ab ' * (LARGEST // 3 + 40)}</td>", ["break-inside: auto; ", ""]),
        (f"<td>{'<p>a</p>' * 30}</td>", ["break-inside: auto; ", ""]),
        (f"<td style='color: red'>{'x' * (LONGEST + 1)}</td>", ["", "overflow-wrap: anywhere; color: red"]),
    ],
)
def test_what_is_loosened(cells: str, expected: list[str]) -> None:
    assert styles(cells)[: len(expected)] == expected


def test_a_table_with_a_long_word_keeps_its_width_and_its_other_words(set_text: Setter) -> None:
    cells = f"<td><p>responsibility</p></td><td><p>{'x' * 300}</p></td><td><p>accountability</p></td>"
    texts = set_text(f"<table><tbody><tr>{cells}</tr></tbody></table>").geometry.texts
    assert "responsibility" in texts[2]


def test_a_row_over_pages_keeps_the_head_of_its_table(set_text: Setter) -> None:
    head = "<tr class='caption'><td class='caption'><p>The title<span class='continued'> (continued)</span></p></td></tr>"
    row = f"<tr><td><p>{'A sentence of a row. ' * 700}</p></td></tr>"
    texts = set_text(f"<h2>Heading</h2><table><thead>{head}</thead><tbody>{row}</tbody></table>").geometry.texts
    assert len(texts) > 4
    assert all(text.count("Thetitle") == 1 for text in texts[2:])
