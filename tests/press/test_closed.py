"""Nothing from outside the print source reaches the engine."""

from __future__ import annotations

import re
from base64 import b64encode
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from isacs_publish.pictures.drawing import DEEPEST, judge_drawing
from isacs_publish.press.clean import Unfit, clean_file
from isacs_publish.press.fetcher import BASE, ClosedFetcher, Refused
from isacs_publish.press.proof import TypesettingFailed
from tests.press.conftest import source

if TYPE_CHECKING:
    from pathlib import Path

    from tests.press.conftest import Setter

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="10" height="10">\n%s</svg>'


def picture(form: str = "PNG", size: tuple[int, int] = (3, 2)) -> bytes:
    written = BytesIO()
    Image.new("RGB", size, (18, 52, 86)).save(written, form)
    return written.getvalue()


def address(content: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{b64encode(content).decode()}"


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
    ("inside", "said"),
    [
        ("<script>alert(1)</script>", "<script>"),
        ('<rect width="1" height="1" onload="alert(1)"/>', "'onload'"),
        ('<image xlink:href="http://example.com/x.png" width="1" height="1"/>', "example.com"),
        ('<image href="file:///etc/hostname" width="1" height="1"/>', "file:///etc/hostname"),
        ('<use href="http://example.com/x.svg#a"/>', "example.com"),
        ("<foreignObject><p>x</p></foreignObject>", "<foreignObject>"),
        ('<a href="javascript:alert(1)"><rect width="1" height="1"/></a>', "<a>"),
    ],
)
def test_a_drawing_that_acts_or_reaches_out_is_refused(inside: str, said: str) -> None:
    with pytest.raises(Unfit, match=rf"images/x\.svg, line 2: .*{re.escape(said)}"):
        clean_file("images/x.svg", (SVG % inside).encode())


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
        clean_file("images/x.svg", drawing)


@pytest.mark.parametrize("path", ["images/x.gif", "images/x", "index.html", "images/x.svgz"])
def test_a_file_of_no_known_kind_is_refused(path: str) -> None:
    with pytest.raises(Unfit, match=re.escape(path)):
        clean_file(path, picture())


def test_what_is_fit_goes_to_the_press() -> None:
    shapes = f'<g id="a"><rect width="1" height="1"/></g><use href="#a"/><image href="{address(picture())}"/>'
    cleaned = clean_file("images/x.svg", (SVG % f"<!-- a remark -->{shapes}").encode()).decode()
    assert shapes.replace("xlink:", "") in cleaned
    assert "remark" not in cleaned
    assert clean_file("images/x.png", picture()) == picture()
    assert clean_file("images/x.JPG", picture("JPEG")) == picture("JPEG")
    assert clean_file("styles/x.css", b"p { }") == b"p { }"


def test_the_fetcher_serves_pictures_inside_drawings(fonts: Path) -> None:
    fetcher = ClosedFetcher(source(""), fonts)
    assert fetcher.fetch(address(picture())).read() == picture()
    for unfit in (address(picture("GIF")), address(picture(), "svg+xml"), address(picture(), "jpeg"), address(picture()[:40])):
        with pytest.raises(Refused):
            fetcher.fetch(unfit)
    assert len(fetcher.refused) == 4


def test_a_drawing_as_large_as_may_be_is_set(set_text: Setter) -> None:
    deep = f'{"<g>" * (DEEPEST - 3)}<rect width="9" height="9"/>{"</g>" * (DEEPEST - 3)}'
    assert not list(judge_drawing((SVG % deep).encode()))
    assert list(judge_drawing((SVG % f"<g><g><g>{deep}</g></g></g>").encode()))
    text = '<p><img src="images/x.svg" alt="x"></p>'
    assert set_text(text, **{"images/x__svg": (SVG % deep).encode()}).geometry.pages
