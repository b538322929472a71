"""Proof of derived editions: their pages hold, byte for byte, what the pages of the proved screen edition hold.

That is stricter than reading their text again, and takes a tenth of the time. What a print edition changes, the operators
that choose a colour, is left out on both sides; what a review edition adds stands in streams of its own.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Name

from isacs_publish.press.proof import Fault, TypesettingFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGE = "/Page"
"""The name of the form that a print edition places on its page."""

COLOURS = {b"g": 1, b"G": 1, b"rg": 3, b"RG": 3, b"k": 4, b"K": 4}
"""The operators that choose a colour in a device space, and how many operands they have (ISO 32000-1, 8.6.8)."""


def streams_of(page: pikepdf.Page) -> list[Any]:
    """Return the content streams of a page."""
    contents = page.obj.get(Name.Contents, Array())
    return list(contents) if isinstance(contents, Array) else [contents]


def prove_print(pdf: bytes, screen: bytes) -> None:
    """Raise TypesettingFailed when a page of a print edition draws anything else than its page of the screen edition."""
    _prove(pdf, screen, lambda page, model: uncoloured(_placed(page)) == uncoloured(_joined(model)))


def prove_review(pdf: bytes, screen: bytes) -> None:
    """Raise TypesettingFailed when a page of a review edition does not hold the streams of its page of the screen edition."""
    _prove(pdf, screen, _holds)


def _prove(pdf: bytes, screen: bytes, agree: Callable[[pikepdf.Page, pikepdf.Page], bool]) -> None:
    with pikepdf.open(BytesIO(pdf)) as derived, pikepdf.open(BytesIO(screen)) as model:
        if faults := tuple(_faults(list(derived.pages), list(model.pages), agree)):
            raise TypesettingFailed(faults=faults)


def _faults(
    derived: list[pikepdf.Page], model: list[pikepdf.Page], agree: Callable[[pikepdf.Page, pikepdf.Page], bool]
) -> Iterator[Fault]:
    if len(derived) < len(model):
        yield Fault("page-lost", text=f"{len(derived)} of {len(model)}")
    for number, (page, wanted) in enumerate(zip(derived, model, strict=False), start=1):
        if not agree(page, wanted):
            yield Fault("page-differs", number)
    for number, page in enumerate(derived[len(model) :], start=len(model) + 1):
        if _placed(page):
            yield Fault("page-differs", number)


def _holds(page: pikepdf.Page, model: pikepdf.Page) -> bool:
    """Tell whether the streams of a page stand, in order and without another between them, among those of a page."""
    own, wanted = ([stream.read_raw_bytes() for stream in streams_of(one)] for one in (page, model))
    return any(own[start : start + len(wanted)] == wanted for start in range(len(own) - len(wanted) + 1))


def _placed(page: pikepdf.Page) -> bytes:
    """Return the content of the form that a print edition places on its page, nothing where the page is blank."""
    forms: Any = page.obj.Resources.get(Name.XObject, {}) if Name.Resources in page.obj else {}
    return bytes(forms[PAGE].read_bytes()) if PAGE in forms else b""


def _joined(page: pikepdf.Page) -> bytes:
    return b"\n".join(stream.read_bytes() for stream in streams_of(page))


def uncoloured(content: bytes) -> bytes:
    """Return a content stream of the engine, a line an operation, without the operations that choose a colour."""
    content = b"\n" + content + b"\n"
    for operator, operands in COLOURS.items():
        first, *rest = content.split(b" %s\n" % operator)
        if rest:
            heads = ((b". " + piece).rsplit(None, operands)[0][2:] for piece in (first, *rest[:-1]))
            content = b"\n".join([*heads, rest[-1]])
    return content.translate(None, b"\n")
