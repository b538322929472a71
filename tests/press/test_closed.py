"""Nothing from outside the print source reaches the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from isacs_publish.press.clean import Unfit, clean_svg
from isacs_publish.press.fetcher import BASE, ClosedFetcher, Refused
from isacs_publish.press.typeset import TypesettingFailed
from tests.press.conftest import source

if TYPE_CHECKING:
    from pathlib import Path

    from tests.press.conftest import Setter

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="10" height="10">%s</svg>'


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/hostname",
        "http://example.com/x.png",
        "https://example.com/x.png",
        f"{BASE}../../etc/hostname",
        f"{BASE}%2e%2e/etc/hostname",
        f"{BASE}missing.png",
        "data:image/png;base64,AAAA",
        "ftp://example.com/x",
        "//example.com/x.png",
    ],
)
def test_the_fetcher_serves_the_print_source_and_nothing_else(address: str, fonts: Path) -> None:
    fetcher = ClosedFetcher(source(""), fonts)
    with pytest.raises(Refused):
        fetcher.fetch(address)
    assert fetcher.refused == [address]


def test_the_fetcher_serves_styles_and_fonts(fonts: Path) -> None:
    fetcher = ClosedFetcher(source(""), fonts)
    assert fetcher.fetch(f"{BASE}styles/page.css") is not None
    assert fetcher.fetch(f"{BASE}fonts/SourceSerif4-Regular.ttf") is not None
    assert fetcher.refused == []


@pytest.mark.parametrize(
    "body",
    [
        '<p><img src="http://example.com/x.png" alt="x"></p>',
        '<p><img src="file:///etc/hostname" alt="x"></p>',
        '<link rel="attachment" href="file:///etc/hostname"><p>x</p>',
        '<p><a rel="attachment" href="file:///etc/hostname">x</a></p>',
        '<p style="background: url(http://example.com/x.png)">x</p>',
        '<style>@import url("http://example.com/x.css");</style><p>x</p>',
        '<style>@font-face { font-family: X; src: url("file:///etc/hostname") } p { font-family: X }</style><p>x</p>',
        '<p><img src="images/missing.png" alt="x"></p>',
    ],
)
def test_a_source_that_reaches_out_fails(body: str, set_text: Setter) -> None:
    with pytest.raises(TypesettingFailed, match="refused"):
        set_text(body)


def test_mathml_is_refused(set_text: Setter) -> None:
    with pytest.raises(Unfit, match="MathML"):
        set_text("<p><math><mi>x</mi></math></p>")


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<rect width="1" height="1" onload="alert(1)"/>',
        '<image xlink:href="http://example.com/x.png" width="1" height="1"/>',
        '<image href="file:///etc/hostname" width="1" height="1"/>',
        '<use href="http://example.com/x.svg#a"/>',
        "<foreignObject><p>x</p></foreignObject>",
        '<a href="javascript:alert(1)"><rect width="1" height="1"/></a>',
    ],
)
def test_a_drawing_is_cleaned(inside: str) -> None:
    cleaned = clean_svg("x.svg", (SVG % f'<rect width="2" height="2" fill="#123456"/>{inside}').encode()).decode()
    assert "#123456" in cleaned
    for trace in ("alert", "example.com", "file:", "onload", "foreignObject"):
        assert trace not in cleaned


@pytest.mark.parametrize(
    "drawing",
    [
        b"<svg",
        b"not a drawing",
        b"",
        b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/hostname">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>',
        b'<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>',
    ],
)
def test_an_unfit_drawing_is_named(drawing: bytes) -> None:
    with pytest.raises(Unfit, match=r"images/x\.svg"):
        clean_svg("images/x.svg", drawing)
