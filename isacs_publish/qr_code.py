"""QR codes (ISO/IEC 18004), as drawings of squares in black on white."""

from __future__ import annotations

from itertools import groupby

import segno

QUIET = 4
"""Modules that stay white on each side (ISO/IEC 18004, 5.3.8)."""


def qr_code(text: str) -> bytes:
    """Return the code of a text as SVG, one unit a module, quiet zone and all; a seventh of it may be lost (level M)."""
    matrix = segno.make_qr(text, error="m", boost_error=False).matrix
    side = len(matrix) + 2 * QUIET
    path = "".join(_row(row, number + QUIET) for number, row in enumerate(matrix))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" width="{side}" height="{side}">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    ).encode()


def _row(row: bytearray, y: int) -> str:
    """Return the path of the dark modules of a row, those side by side as one."""
    x, path = QUIET, ""
    for dark, run in groupby(row):
        width = len(list(run))
        path += f"M{x},{y}h{width}v1h-{width}z" if dark else ""
        x += width
    return path
