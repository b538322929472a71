"""Measurement 8, its neighbours: one module by headless Chromium, and its words by Typst and XeLaTeX where these are installed.

Chromium gets the same HTML and leaves out what it does not know of paged media. Typst and XeLaTeX get headings and paragraphs
with all words of the module, tables and lists as paragraphs: no tags, links, pictures or contents, so that they do far less.
Medians of some rounds; Chromium is warm, Typst and XeLaTeX are started anew each time, as they are made to be.
"""

from __future__ import annotations

import resource
import shutil
import statistics
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pikepdf
from lxml import etree
from lxml import html as markup

from benchmarks import chromium
from benchmarks.table import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from benchmarks.module import Module
    from isacs_publish.model.printsource import PrintSource

ROUNDS = 5
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
BLOCKS = {
    *HEADINGS,
    *("p", "li", "dt", "dd", "td", "th", "caption", "figcaption", "div", "section", "table", "tr", "ul", "ol", "dl"),
}
"""Elements that begin and end a paragraph."""


@dataclass(frozen=True)
class Peer:
    """What another engine costs: pages, and median CPU seconds; without pages it is not installed."""

    name: str
    pages: int = 0
    cpu: float = 0.0


@dataclass(frozen=True)
class Engine:
    """A typesetting system of the command line: its program, the suffix of its sources, what it is called with."""

    name: str
    suffix: str
    written: Callable[[Iterator[tuple[int, str]], Path], str]
    options: tuple[str, ...]

    @property
    def program(self) -> str:
        """The name of its program."""
        return self.name.lower()


def measure(source: PrintSource, fonts: Path, folder: Path, rounds: int = ROUNDS) -> list[Peer]:
    """Return what each neighbour takes for a module."""
    folder.mkdir(parents=True)
    return [_browser(source, fonts, folder, rounds), *(_engine(engine, source, fonts, folder, rounds) for engine in ENGINES)]


def _browser(source: PrintSource, fonts: Path, folder: Path, rounds: int) -> Peer:
    if not chromium.is_installed():
        return Peer("Chromium, the same HTML")
    _, *seconds = chromium.told(chromium.start(chromium.written([source], fonts, folder), folder / "list.json", rounds + 1))
    return Peer("Chromium, the same HTML", _pages(folder / "0.pdf"), statistics.median(seconds))


def _engine(engine: Engine, source: PrintSource, fonts: Path, folder: Path, rounds: int) -> Peer:
    name = f"{engine.name}, its words alone"
    if shutil.which(engine.program) is None:
        return Peer(name)
    path = folder / f"words{engine.suffix}"
    path.write_text(engine.written(flow(source.html), fonts.resolve()), encoding="utf-8")
    command = [engine.program, *(option.format(fonts=fonts.resolve()) for option in engine.options), path.name]
    _, *seconds = [_cpu_of(command, folder) for _ in range(rounds + 1)]
    return Peer(name, _pages(path.with_suffix(".pdf")), statistics.median(seconds))


def _cpu_of(command: list[str], folder: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, text=True)
    if done.returncode:
        raise SystemExit(f"{command[0]} did not print what is measured: {done.stdout[-1000:]}{done.stderr[-1000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _pages(path: Path) -> int:
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def flow(html: str) -> Iterator[tuple[int, str]]:
    """Yield the words of a page, paragraph by paragraph, each with the level of its heading; 0 is a paragraph."""
    words, level = "", 0
    for event, element in etree.iterwalk(markup.document_fromstring(html).find("body"), ("start", "end")):
        if element.tag in BLOCKS:
            if plain := " ".join(words.split()):
                yield level, plain
            words, level = "", HEADINGS.index(element.tag) + 1 if event == "start" and element.tag in HEADINGS else 0
        words += (element.text if event == "start" else element.tail) or ""


def _typst(pieces: Iterator[tuple[int, str]], _: Path) -> str:
    """Return the words as code strings, in which nothing but quotes and backslashes is special."""
    lines = ['#set page(paper: "a4", margin: 25mm)', '#set text(font: "Source Serif 4", size: 10pt, lang: "en")']
    lines.append("#set par(justify: true)")
    for level, words in pieces:
        quoted = words.replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'{"=" * level}{" " if level else ""}#"{quoted}"')
    return "\n\n".join(lines)


_SPECIAL = str.maketrans(
    {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {each: f"\\{each}" for each in "{}$&#_%"}
)
_SECTIONS = ("", "section*", "subsection*", "subsubsection*", "paragraph*", "subparagraph*", "subparagraph*")


def _xelatex(pieces: Iterator[tuple[int, str]], fonts: Path) -> str:
    head = (
        r"\documentclass[10pt,a4paper]{article}\usepackage[margin=25mm]{geometry}\usepackage{fontspec}"
        rf"\setmainfont{{SourceSerif4-Regular.ttf}}[Path={fonts}/]\begin{{document}}"
    )
    texts = [
        rf"\{_SECTIONS[level]}{{{text}}}" if level else text for level, text in ((n, w.translate(_SPECIAL)) for n, w in pieces)
    ]
    return "\n\n".join([head, *texts, r"\end{document}"])


ENGINES = (
    Engine("Typst", ".typ", _typst, ("compile", "--font-path", "{fonts}")),
    Engine("XeLaTeX", ".tex", _xelatex, ("-interaction=batchmode", "-halt-on-error")),
)


def rows(peers: list[Peer], own: Module) -> list[Row]:
    """Return the rows of the table; ``own`` is what we need for the same module."""
    return [Row(f"   {own.number} by {peer.name}", _told(peer, own)) for peer in peers]


def _told(peer: Peer, own: Module) -> str:
    if not peer.pages:
        return "not installed"
    each, ours = peer.cpu / peer.pages * 1000, own.own / own.pages * 1000
    return f"{each:.0f} ms CPU a page, {peer.pages} pages; ours {ours:.0f} ms, {own.pages} pages"
