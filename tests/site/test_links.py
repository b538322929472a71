"""The checker of links: what it finds, and what it lets pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.roots import write
from tests.site.links import follow

if TYPE_CHECKING:
    from pathlib import Path

SOUND = """<!DOCTYPE html><html lang="en"><head><title>a</title><link rel="stylesheet" href="a.css"></head>
<body><form action="a%20b/index.html"><input name="kind"></form><p id="été"><a href="#été">here</a>
<a href="?view=clause">view</a>
<a href="a%20b/index.html#deep">there</a> <a href="#kind=shall">shall</a> <a href="mailto:a@example.org">write</a></p>
<img alt="" src="a.svg" srcset="a.svg 1x, a%20b/b.svg 2x"></body></html>"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder whose links are all sound."""
    write(tmp_path / "index.html", SOUND)
    write(tmp_path / "a b/index.html", '<!DOCTYPE html><title>b</title><p id="deep"><a href="../index.html">up</a>')
    write(tmp_path / "a.css", '@import "a%20b/more.css"; p { background: url("a.svg") }')
    write(tmp_path / "a b/more.css", "p { background: url(../a.svg) url(data:image/png;base64,AA) }")
    for name in ("a.svg", "a b/b.svg"):
        write(tmp_path / name, '<svg xmlns="http://www.w3.org/2000/svg"><rect id="r"/><use href="#r"/></svg>')
    return tmp_path


def plant(folder: Path, markup: str) -> None:
    write(folder / "index.html", SOUND.replace("</body>", f"{markup}</body>"))


def test_sound_links_pass(folder: Path) -> None:
    links = follow(folder)
    assert (links.dead, links.elsewhere, links.asked_elsewhere) == ([], {}, [])
    assert links.followed == 16


DEAD = [
    ('<a href="gone.html">a</a>', "no such file"),
    ('<a href="A.svg">a</a>', "no such file"),
    ('<a href="a%20b/">a</a>', "names a folder"),
    ('<a href="a%20b">a</a>', "names a folder"),
    ('<a href="a%20b/..">a</a>', "names a folder"),
    ('<a href="../index.html">a</a>', "leads out of the site"),
    ('<a href="/index.html">a</a>', "does not begin at the page"),
    ('<a href="file:///index.html">a</a>', "does not begin at the page"),
    ('<a href="javascript:void(0)">a</a>', "does not begin at the page"),
    ('<a href="#nowhere">a</a>', "no such fragment"),
    ('<a href="a%20b/index.html#nowhere">a</a>', "no such fragment"),
    ('<a href="#colour=red">a</a>', "no such fragment"),
    ('<img alt="" src="gone.png">', "no such file"),
    ('<img alt="" srcset="a.svg 1x, gone.svg 2x">', "no such file"),
    ('<p style="background: url(gone.png)">a</p>', "no such file"),
    ("<style>p { background: url('gone.png') }</style>", "no such file"),
    ('<search data-labels="gone.js"></search>', "no such file"),
    ('<meta http-equiv="refresh" content="0; url=gone.html">', "no such file"),
    ('<svg><use xlink:href="#gone"></use></svg>', "no such fragment"),
    ('<object data="gone.svg"></object>', "no such file"),
]


@pytest.mark.parametrize(("markup", "fault"), DEAD)
def test_a_dead_link_is_found(markup: str, fault: str, folder: Path) -> None:
    plant(folder, markup)
    (dead,) = follow(folder).dead
    assert dead.startswith("index.html: ")
    assert fault in dead


def test_a_dead_link_in_styles_is_found(folder: Path) -> None:
    write(folder / "a b/more.css", "p { background: url(a.svg) }")
    assert follow(folder).dead == ["a b/more.css: a.svg: no such file"]


def test_a_link_that_a_reader_may_follow_elsewhere_is_told_apart(folder: Path) -> None:
    plant(folder, '<a href="https://example.org/a">a</a><link rel="canonical" href="https://example.org/">')
    links = follow(folder)
    assert links.dead == []
    assert links.elsewhere == {"https://example.org/a": "index.html", "https://example.org/": "index.html"}
    assert links.asked_elsewhere == []


ASKED = [
    '<img alt="" src="https://example.org/a.png">',
    '<img alt="" src="//example.org/a.png">',
    '<link rel="preconnect" href="https://example.org/">',
    '<script src="http://example.org/a.js"></script>',
    '<p style="background: url(https://example.org/a.png)">a</p>',
]


@pytest.mark.parametrize("markup", ASKED)
def test_what_a_browser_would_ask_of_another_host_is_found(markup: str, folder: Path) -> None:
    plant(folder, markup)
    assert len(follow(folder).asked_elsewhere) == 1
