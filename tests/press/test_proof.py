"""Planted losses: text that does not reach the page fails the publication."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from weasyprint import HTML
from weasyprint.formatting_structure import boxes

from isacs_publish.press.fetcher import BASE, ClosedFetcher
from isacs_publish.press.proof import lost_texts
from isacs_publish.press.typeset import TypesettingFailed, prepare_worker
from tests.press.conftest import source

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.press.conftest import Setter

    Render = Callable[[str], tuple[Any, Any]]

ROWS = "".join(f"<tr><td><p>Row {n}</p></td><td><p>Cell {n}</p></td></tr>" for n in range(90))
TABLE = f"<table><thead><tr><th>Head</th><th>More</th></tr></thead><tbody>{ROWS}</tbody></table>"
TEXT = f"<p>One sentence. <em>An</em>other <b>sentence</b>.</p><ol><li><p>item</p></li></ol>{TABLE}<p>The end.</p>"


@pytest.fixture
def rendered(fonts: Path) -> Callable[[str], tuple[Any, Any]]:
    """Return a function that lays out the body of a module, and gives the document and the tree it was made from."""
    prepare_worker(fonts)

    def render(body: str) -> tuple[Any, Any]:
        text = source(body)
        page = HTML(string=text.html, base_url=BASE, url_fetcher=ClosedFetcher(text, fonts))
        return page.render(), page.etree_element

    return render


def drop(document: Any, chosen: Any) -> None:
    """Take the first box that is chosen out of the body."""

    def search(parent: Any) -> bool:
        for child in parent.all_children():
            if chosen(child):
                parent.children = [other for other in parent.children if other is not child]
                return True
            if isinstance(child, boxes.ParentBox) and search(child):
                return True
        return False

    assert any(search(page._page_box) for page in document.pages)


def test_a_whole_text_loses_nothing(rendered: Render) -> None:
    assert lost_texts(*rendered(TEXT)) == []


def test_a_table_over_pages_loses_nothing(rendered: Render) -> None:
    document, tree = rendered(TABLE)
    assert len(document.pages) > 1
    assert lost_texts(document, tree) == []


def is_line_of_text(box: Any) -> bool:
    return isinstance(box, boxes.LineBox) and box.element.tag == "p" and "sentence" in "".join(box.element.itertext())


def is_cell(box: Any) -> bool:
    return isinstance(box, boxes.TableCellBox) and box.element.tag == "td"


@pytest.mark.parametrize(
    ("chosen", "lost"),
    [
        (is_line_of_text, "One sentence. other ."),
        (lambda box: isinstance(box, boxes.TextBox) and box.text == "sentence", "sentence"),
        (is_cell, "Row 0"),
    ],
    ids=["line", "word", "cell"],
)
def test_a_planted_loss_is_found(chosen: Any, lost: str, rendered: Render) -> None:
    document, tree = rendered(TEXT)
    drop(document, chosen)
    assert lost in lost_texts(document, tree)


def test_a_lost_row_is_not_covered_by_the_repeated_head(rendered: Render) -> None:
    document, tree = rendered(TABLE)
    drop(document, lambda box: isinstance(box, boxes.TableRowBox) and box.element[0].tag == "td")
    assert lost_texts(document, tree) == ["Row 0", "Cell 0"]


def test_a_lost_last_page_is_found(rendered: Render) -> None:
    document, tree = rendered(TEXT)
    document.pages.pop()
    assert "The end." in lost_texts(document, tree)


@pytest.mark.parametrize("style", ["display: none", "position: running(x)"])
def test_text_that_a_style_hides_fails_the_publication(style: str, set_text: Setter) -> None:
    with pytest.raises(TypesettingFailed, match=r"text is lost .*'A hidden sentence\.'"):
        set_text(f'<p>Text.</p><p style="{style}">A hidden sentence.</p>')
