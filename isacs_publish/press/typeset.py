"""Typesetting: a print source becomes sheets. Bytes in, bytes out; a worker needs nothing but the source and the fonts."""

from __future__ import annotations

import gc
import logging
import os
import re
import tempfile
import warnings
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from isacs_publish.model.sheets import Sheets
from isacs_publish.press.clean import clean
from isacs_publish.press.proof import TypesettingFailed
from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pydyf

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

ROOM = (
    *("continued", "engine_fixes", "fetcher", "finish", "geometry", "leaders", "loosen", "proof_boxes", "proof_file", "spaces"),
    *("swift", "tags", "watermark"),
)
"""What typesetting takes part in: it imports the engine, which looks for its fonts then, so that it is not imported before."""

_MISSING = re.compile(r"^\.notdef glyph .*\(U\+([0-9A-F]+)\)$")


@cache
def prepare_worker(fonts: Path) -> None:
    """Set up a process for typesetting: fontconfig sees no font of the system, and the engine is loaded once."""
    conf = fonts.resolve() / "fonts.conf"  # (a relative path would be sought elsewhere)
    write_atomically(conf, FONTCONFIG.format(cache=fonts / "cache").encode())
    os.environ |= {"FONTCONFIG_FILE": str(conf), "PANGO_LANGUAGE": "en"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in ROOM:
            import_module(f"isacs_publish.press.{name}")
    gc.freeze()


def typeset(source: PrintSource, fonts: Path) -> Sheets:
    """Return the sheets of a publication; raise TypesettingFailed when anything could not be set as written."""
    prepare_worker(fonts)
    from isacs_publish.press.engine_fixes import repaired
    from isacs_publish.press.fetcher import ClosedFetcher
    from isacs_publish.press.swift import swift
    from isacs_publish.press.tags import tagging

    source = clean(source)
    fetcher = ClosedFetcher(source, fonts)
    with listening() as said, tagging() as noted, repaired(), swift(), scratch():
        sheets, faults = _set(source, fonts, fetcher, noted, said)
    said += [f"refused {url[:200]}" for url in fetcher.refused]
    if sheets is None or said or faults:
        raise TypesettingFailed(*dict.fromkeys(said), faults=tuple(faults))
    return sheets


def _set(
    source: PrintSource, fonts: Path, fetcher: ClosedFetcher, noted: Tagging, said: list[str]
) -> tuple[Sheets | None, list[Fault]]:
    """Return the sheets and the faults of their proof; without sheets where the boxes are not worth drawing."""
    from weasyprint import HTML
    from weasyprint.text.fonts import FontConfiguration

    from isacs_publish.press.continued import mark_continued
    from isacs_publish.press.fetcher import BASE
    from isacs_publish.press.finish import compact, finish
    from isacs_publish.press.geometry import frame_of, geometry_of, units_of
    from isacs_publish.press.leaders import join_leaders
    from isacs_publish.press.loosen import loosen
    from isacs_publish.press.proof_boxes import BoxProof
    from isacs_publish.press.proof_file import Promise, proof_of
    from isacs_publish.press.spaces import keep_spaces
    from isacs_publish.press.watermark import draw_watermark

    page = HTML(string=source.html, base_url=BASE, url_fetcher=fetcher)
    loosen(page.etree_element)
    document = page.render(font_config=FontConfiguration(), pdf_variant=VARIANT)
    mark_continued(document)
    join_leaders(document)
    frame = frame_of(document)
    proof = BoxProof(document, page.etree_element, frame.folios)
    if proof.faults:
        return None, proof.faults
    keep_spaces(document)
    for sheet in document.pages:
        sheet.links = [link for link in sheet.links if link[3].element_tag == "a"]
    word = page.etree_element.find("body").get("data-watermark", "")

    def complete(_: Any, made: pydyf.PDF) -> None:
        finish(made, noted, frame, source.name)
        draw_watermark(made, frame, word, fonts)

    pdf = document.write_pdf(finisher=complete, pdf_variant=VARIANT)
    sheets = Sheets(
        compact(pdf), geometry_of(document, frame, noted, source.name, units_of(page.etree_element), tuple(proof.texts))
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
