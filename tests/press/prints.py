"""Print editions for tests, and what tools from elsewhere say of them: Ghostscript, MuPDF, Poppler, ExifTool."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from isacs_publish.model.catalogue import Printing
from isacs_publish.model.publication import Publication
from isacs_publish.press.clauses import PrintPromise
from isacs_publish.press.print_edition import book_block

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.press.print_edition import Block

PUBLICATION = Publication("XST 01.10:2026(E)", "xst-01.10", "Title & more", "2026-03-01", "en", "ltr")
PRINTING = Printing()
PROMISE = PrintPromise.of(PRINTING, 210, 297)
MM = 72 / 25.4


def block(screen: bytes, fonts: Path, direction: str = "ltr", printing: Printing = PRINTING) -> Block:
    """Return the print edition of pages of A4."""
    return book_block(screen, replace(PUBLICATION, direction=direction), printing, fonts)


def picture(mode: str, form: str, size: tuple[int, int] = (260, 130)) -> bytes:
    """Return an image of a mode of Pillow, coloured where the mode allows, half transparent where it has alpha."""
    shade = Image.linear_gradient("L").resize(size)
    colours = Image.merge("RGB", (shade, shade.transpose(Image.Transpose.FLIP_TOP_BOTTOM), Image.new("L", size, 90)))
    image = {"RGB": colours, "grey RGB": shade.convert("RGB"), "P": colours.quantize(16)}.get(mode)
    if image is None:
        image = (colours if mode in ("RGBA", "CMYK") else shade).convert(mode)
    if "A" in mode:
        image.putalpha(shade.transpose(Image.Transpose.ROTATE_90).resize(size))
    out = BytesIO()
    image.save(out, form)
    return out.getvalue()


def drawing(content: str) -> bytes:
    """Return an SVG of 90 by 40 units."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40" width="90" height="40">{content}</svg>'.encode()


def said(*command: str | Path) -> str:
    """Return what a tool prints; its failure fails the test."""
    return subprocess.run([*map(str, command)], capture_output=True, check=True).stdout.decode("utf-8", "replace")


def inks(path: Path, *options: str) -> list[tuple[float, ...]]:
    """Return by Ghostscript, for each page, the parts of the area that have cyan, magenta, yellow and black."""
    printed = said("gs", "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=inkcov", "-r60", *options, "-sOutputFile=-", path)
    rows = re.findall(r"^ *([\d.]+) +([\d.]+) +([\d.]+) +([\d.]+) +CMYK OK", printed, re.MULTILINE)
    return [tuple(map(float, row)) for row in rows]


def boxes(path: Path) -> list[dict[str, tuple[float, ...]]]:
    """Return the boxes of each page by MuPDF."""
    pages = said("mutool", "pages", path).split("<page ")[1:]
    return [
        {name: tuple(map(float, re.findall(r'"([-\d.]+)"', sides))) for name, sides in re.findall(r"<(\w+Box) ([^>]*)/>", page)}
        for page in pages
    ]


def words(path: Path, page: int, margin: float = 0.0) -> list[str]:
    """Return by Poppler the words of a page, counted from 1, without a margin on each side, in points."""
    crop = ["-x", f"{margin:.0f}", "-y", f"{margin:.0f}", "-W", "595", "-H", "842"] if margin else []
    return said("pdftotext", "-f", str(page), "-l", str(page), *crop, path, "-").split()


def places(path: Path, page: int) -> dict[str, tuple[float, float]]:
    """Return by Poppler where words of a page begin: from the left and from the top of the media."""
    printed = said("pdftotext", "-bbox", "-f", str(page), "-l", str(page), path, "-")
    found = re.findall(r'<word xMin="([\d.]+)" yMin="([\d.]+)"[^>]*>([^<]+)</word>', printed)
    return {word: (float(x), float(y)) for x, y, word in found}
