"""What a PDF says it is, and the first page on which it differs from another one."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf

if TYPE_CHECKING:
    from collections.abc import Iterator

NOT_FOLLOWED = {"/Parent", "/P", "/StructParent", "/StructParents", "/Annots", "/B", "/Dest", "/A"}
"""Keys of a page that lead to other pages, or to what has no mark on this one."""


def title_of(pdf: bytes) -> str:
    """Return the title of a PDF, empty where there is none or the file cannot be read."""
    try:
        with pikepdf.open(BytesIO(pdf)) as opened:
            return str(opened.docinfo.get("/Title", ""))
    except (pikepdf.PdfError, ValueError, RecursionError):
        return ""


def first_differing_page(pdf: bytes, other: bytes) -> int | None:
    """Return the first page, counted from 1, that is not drawn the same in both; None where none is, or none can be read."""
    try:
        with pikepdf.open(BytesIO(pdf)) as left, pikepdf.open(BytesIO(other)) as right:
            pairs = zip(left.pages, right.pages, strict=False)
            differing = (n for n, (a, b) in enumerate(pairs, 1) if _drawn(a.obj) != _drawn(b.obj))
            more = min(len(left.pages), len(right.pages)) + 1 if len(left.pages) != len(right.pages) else None
            return next(differing, more)
    except (pikepdf.PdfError, ValueError, RecursionError):
        return None


def _drawn(page: pikepdf.Object) -> list[bytes]:
    """Return all that a page is drawn with: operators, fonts, images, sizes."""
    return list(_parts(page, set()))


def _parts(part: Any, seen: set[tuple[int, int]]) -> Iterator[bytes]:
    """Yield the plain values of an object and of all that it refers to, each object once."""
    if isinstance(part, pikepdf.Object) and part.is_indirect:
        if part.objgen in seen:
            return
        seen.add(part.objgen)
    if isinstance(part, pikepdf.Stream):
        yield part.read_raw_bytes()
    if isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
        for key in sorted(set(part.keys()) - NOT_FOLLOWED):
            yield key.encode()
            yield from _parts(part[key], seen)
    elif isinstance(part, pikepdf.Array):
        for inner in part:
            yield from _parts(inner, seen)
    else:
        yield repr(part).encode()
