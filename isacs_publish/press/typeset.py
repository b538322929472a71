"""Typesetting: a print source becomes sheets. Bytes in, bytes out; a worker needs nothing but the source and the fonts."""

from __future__ import annotations

import gc
import logging
import os
import re
import tempfile
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from isacs_publish.model.sheets import Bookmark, CrossReference, Geometry, Line, Picture, Sheets, Spot
from isacs_publish.press.clean import clean
from isacs_publish.press.proof import TypesettingFailed
from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from isacs_publish.model.printsource import PrintSource
    from isacs_publish.press.fetcher import ClosedFetcher
    from isacs_publish.press.proof import Fault
    from isacs_publish.press.tags import Tagging

VARIANT = "pdf/a-2a"
FONTCONFIG = """<?xml version="1.0"?>
<fontconfig>
<cachedir>{cache}</cachedir>
<match target="pattern"><edit name="family" mode="append_last"><string>Source Sans 3</string></edit></match>
<alias binding="same"><family>serif</family><prefer><family>Source Serif 4</family><family>Amiri</family>\
<family>Noto Serif SC</family></prefer></alias>
<alias binding="same"><family>sans-serif</family><prefer><family>Source Sans 3</family><family>Amiri</family>\
<family>Noto Sans SC</family></prefer></alias>
<match target="font">
<edit name="hinting" mode="assign"><bool>false</bool></edit>
<edit name="hintstyle" mode="assign"><const>hintnone</const></edit>
<edit name="autohint" mode="assign"><bool>false</bool></edit>
</match>
</fontconfig>
"""
"""No font of the system, and no hinting: advances rounded to pixels of a screen would space letters unevenly on paper.

The generic families are ours, in all scripts; a family that is not packaged, as a drawing may name it, is set in the sans.
"""

PT = 0.75
"""PDF points in a CSS px."""

_MISSING = re.compile(r"^\.notdef glyph .*\(U\+([0-9A-F]+)\)$")


@cache
def prepare_worker(fonts: Path) -> None:
    """Set up a process for typesetting: fontconfig sees no font of the system, and the engine is loaded once."""
    conf = fonts / "fonts.conf"
    write_atomically(conf, FONTCONFIG.format(cache=fonts / "cache").encode())
    os.environ |= {"FONTCONFIG_FILE": str(conf), "PANGO_LANGUAGE": "en"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import weasyprint  # noqa: F401
    gc.freeze()


@contextmanager
def resting_collector() -> Iterator[None]:
    """Let the garbage collector rest while a publication is laid out, a fifth of the time, and run once at its end."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


def typeset(source: PrintSource, fonts: Path) -> Sheets:
    """Return the sheets of a publication; raise TypesettingFailed when anything could not be set as written."""
    prepare_worker(fonts)
    from isacs_publish.press.engine_fixes import repaired
    from isacs_publish.press.fetcher import ClosedFetcher
    from isacs_publish.press.tags import tagging

    source = clean(source)
    fetcher = ClosedFetcher(source, fonts)
    with resting_collector(), listening() as said, tagging() as noted, repaired(), scratch():
        sheets, faults = _set(source, fetcher, noted, said)
    said += [f"refused {url[:200]}" for url in fetcher.refused]
    if sheets is None or said or faults:
        raise TypesettingFailed(*dict.fromkeys(said), faults=tuple(faults))
    return sheets


def _set(source: PrintSource, fetcher: ClosedFetcher, noted: Tagging, said: list[str]) -> tuple[Sheets | None, list[Fault]]:
    """Return the sheets and the faults of their proof; without sheets where the boxes are not worth drawing."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    from isacs_publish.press.continued import mark_continued
    from isacs_publish.press.fetcher import BASE
    from isacs_publish.press.finish import compact, finish
    from isacs_publish.press.leaders import join_leaders
    from isacs_publish.press.loosen import loosen
    from isacs_publish.press.proof_boxes import BoxProof
    from isacs_publish.press.proof_file import Promise, proof_of
    from isacs_publish.press.spaces import keep_spaces

    page = HTML(string=source.html, base_url=BASE, url_fetcher=fetcher)
    loosen(page.etree_element)
    document = page.render(font_config=FontConfiguration(), pdf_variant=VARIANT)
    mark_continued(document)
    join_leaders(document)
    frame = _frame(document)
    proof = BoxProof(document, page.etree_element, frame.folios)
    if proof.faults:
        return None, proof.faults
    keep_spaces(document)
    for sheet in document.pages:
        sheet.links = [link for link in sheet.links if link[3].element_tag == "a"]
    pdf = document.write_pdf(finisher=lambda _, pdf: finish(pdf, noted, frame, source.name), pdf_variant=VARIANT)
    sheets = Sheets(
        compact(pdf), _geometry(document, frame, noted, source.name, units_of(page.etree_element), tuple(proof.texts))
    )
    if missing := _missing_letters(said):
        return sheets, proof.missing_glyphs(missing)
    return sheets, proof_of(sheets.pdf, Promise.of(sheets.geometry))


def _missing_letters(said: list[str]) -> str:
    """Take out of what the engine said what it said of letters that no font has, and return these letters."""
    found = {message: match for message in said if (match := _MISSING.search(message))}
    said[:] = [message for message in said if message not in found]
    return "".join(dict.fromkeys(chr(int(match[1], 16)) for match in found.values()))


@contextmanager
def scratch() -> Iterator[None]:
    """Give the engine a folder for its temporary files, since it leaves its copies of the fonts behind."""
    former = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="isacs-") as folder:
        tempfile.tempdir = folder
        try:
            yield
        finally:
            tempfile.tempdir = former


class listening:  # noqa: N801  (used as a context manager, like the functions of contextlib)
    """Collects what the engine logs at warning level and above."""

    ignored = ("No fonts configured in FontConfig",)

    def __enter__(self) -> list[str]:
        self.said: list[str] = []
        self.handler = logging.Handler(logging.WARNING)
        self.handler.emit = self._note  # type: ignore[method-assign]
        self.logger = logging.getLogger("weasyprint")
        self.logger.addHandler(self.handler)
        self.propagated, self.logger.propagate = self.logger.propagate, False
        return self.said

    def _note(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if not message.startswith(self.ignored):
            self.said.append(message)

    def __exit__(self, *exception: object) -> None:
        self.logger.removeHandler(self.handler)
        self.logger.propagate = self.propagated


# Geometry, read from the boxes of the engine


@dataclass(frozen=True)
class Frame:
    """The pages seen from outside: their folios, where the body begins, where a volume prints its own folio."""

    folios: tuple[str, ...]
    body: int
    slot: tuple[float, float]
    direction: str = "ltr"


def _frame(document: Any) -> Frame:
    boxes = [page._page_box for page in document.pages]
    body = next((i for i, box in enumerate(boxes) if box.page_type.name == "body"), len(boxes))
    folios, slots = zip(*(_folio(box, page.height) for box, page in zip(boxes, document.pages, strict=True)), strict=True)
    first = next((slot for slot in slots if slot), (0.0, 0.0))
    return Frame(tuple(folios), body, first, boxes[0].children[0].style["direction"])


def _folio(page_box: Any, height: float) -> tuple[str, tuple[float, float] | None]:
    """Return the printed page number of a page, and the middle of its foot on the same baseline."""
    from weasyprint.formatting_structure import boxes

    outer = "@bottom-right" if page_box.page_type.side == "right" else "@bottom-left"
    for child in page_box.children:
        if isinstance(child, boxes.MarginBox) and child.at_keyword == outer:
            for box in child.descendants():
                if isinstance(box, boxes.TextBox):
                    baseline = (height - box.position_y - box.baseline) * PT
                    return box.text, (page_box.margin_width() / 2 * PT, baseline)
    return "", None


def _geometry(
    document: Any, frame: Frame, noted: Tagging, name: str, units: dict[Any, str], texts: tuple[str, ...]
) -> Geometry:
    pages = document.pages
    anchors: dict[str, Spot] = {}
    bookmarks: list[Bookmark] = []
    for number, page in enumerate(pages):
        for anchor, (x, y, _, _) in page.anchors.items():
            anchors.setdefault(anchor, Spot(number, x * PT, (page.height - y) * PT))
        for level, text, (x, y), state in page.bookmarks:
            spot = Spot(number, x * PT, (page.height - y) * PT)
            bookmarks.append(Bookmark(level, " ".join(text.split()), spot, state == "closed"))
    return Geometry(
        size=(pages[0].width * PT, pages[0].height * PT),
        pages=len(pages),
        body=frame.body,
        folios=frame.folios,
        slot=frame.slot,
        anchors=anchors,
        bookmarks=tuple(bookmarks),
        crossrefs=tuple(_crossrefs(noted, pages, name)),
        lines=tuple(_lines(pages, units)),
        pictures=tuple(_pictures(pages, units)),
        texts=texts,
    )


def _crossrefs(noted: Tagging, pages: Any, name: str) -> Iterator[CrossReference]:
    for fragment in noted.fragments:
        height = pages[fragment.page].height
        x1, y1, x2, y2 = fragment.area
        box = (x1 * PT, (height - y2) * PT, x2 * PT, (height - y1) * PT)
        yield CrossReference(f"{name}:{fragment.key}", fragment.target, fragment.page, box, fragment.text)


def units_of(html: Any) -> dict[Any, str]:
    """Return, for each HTML element, the anchor of the clause, annex or term entry that holds it, or an empty text."""
    units: dict[Any, str] = {}

    def walk(element: Any, unit: str) -> None:
        if element.tag == "section" or "term-entry" in (element.get("class") or "").split():
            unit = element.get("id", unit)
        units[element] = unit
        for child in element:
            walk(child, unit)

    walk(html, "")
    return units


def _lines(pages: Any, units: dict[Any, str]) -> Iterator[Line]:
    """Yield the lines of the text block, outermost only, in the order of the page."""
    from weasyprint.formatting_structure import boxes

    for number, page in enumerate(pages):
        for box in _outermost(page._page_box, boxes.LineBox):
            baseline = (page.height - box.position_y - (box.baseline or 0)) * PT
            unit = units.get(box.element, "")
            yield Line(number, round(box.position_x * PT, 2), round(baseline, 2), round(box.width * PT, 2), unit)


def _pictures(pages: Any, units: dict[Any, str]) -> Iterator[Picture]:
    """Yield the raster images; drawings have no resolution."""
    from weasyprint.formatting_structure import boxes
    from weasyprint.images import RasterImage

    for number, page in enumerate(pages):
        for box in _outermost(page._page_box, boxes.ReplacedBox):
            if isinstance(box.replacement, RasterImage):
                x, y = box.content_box_x() * PT, (page.height - box.content_box_y()) * PT
                area = (x, y - box.height * PT, x + box.width * PT, y)
                pixels = (int(box.replacement.width), int(box.replacement.height))
                yield Picture(box.element.get("src", ""), number, area, pixels, units.get(box.element, ""))


def _outermost(box: Any, kind: type) -> Iterator[Any]:
    """Yield the boxes of a kind in the text block that no other of the kind holds."""
    from weasyprint.formatting_structure import boxes

    for child in box.children:
        if isinstance(child, boxes.MarginBox):
            continue
        if isinstance(child, kind):
            yield child
        elif isinstance(child, boxes.ParentBox):
            yield from _outermost(child, kind)
