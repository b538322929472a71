"""The static fonts, and a way to typeset a few lines of HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from isacs_publish.model.printsource import PrintSource
from isacs_publish.press.fonts import prepare
from isacs_publish.press.typeset import typeset
from tests.conftest import PROJECT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from isacs_publish.model.sheets import Sheets

    Setter = Callable[..., Sheets]

OTHER_PAGES = ("wrap", "comments", "bilingual")
"""Style sheets of pages that are no pages of a publication."""

STYLES = PROJECT / "themes" / "isacs" / "print" / "styles"


@pytest.fixture(scope="session")
def fonts() -> Path:
    """Return the folder of the static fonts, made once for the project."""
    return prepare(PROJECT / "build" / ".cache")


def source(body: str, name: str = "xst-01.10-2026-e-v0.1", **files: bytes) -> PrintSource:
    """Return a print source around the body of a module, with the print styles and a running head."""
    paths = (path for path in sorted(STYLES.glob("*.css")) if path.stem not in OTHER_PAGES)
    sheets = tuple((f"styles/{path.name}", path.read_bytes()) for path in paths)
    links = "".join(f'<link rel="stylesheet" href="{path}">' for path, _ in sheets)
    running = '<p class="running" data-head="XST 01.10" data-stage="Draft" data-foot="© XST"></p>'
    html = (
        f'<!DOCTYPE html><html lang="en"><head><title>XST 01.10</title>{links}</head>'
        f'<body><section class="cover"><h1 class="title">Title</h1>{running}</section><main>{body}</main></body></html>'
    )
    return PrintSource(name, html, (*sheets, *((path.replace("__", "."), data) for path, data in files.items())))


@pytest.fixture(scope="session")
def set_text(fonts: Path) -> Setter:
    """Return a function that typesets the body of a module."""

    def typeset_body(body: str, name: str = "xst-01.10-2026-e-v0.1", **files: bytes) -> Sheets:
        return typeset(source(body, name, **files), fonts)

    return typeset_body
