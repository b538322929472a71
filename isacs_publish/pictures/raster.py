"""Judges photographs and other pictures made of pixels: PNG and JPEG, whole, of one frame, of a size that paper can use."""

from __future__ import annotations

import warnings
from base64 import b64decode
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, UnidentifiedImageError

from isacs_publish.pictures.fault import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}

MOST_BYTES = 25_000_000
"""Bytes of a picture file."""

MOST_PIXELS = 40_000_000
"""A page of A4 at 600 dpi has 35 million."""

_TOO_MANY = Fault(0, f"it has more than {MOST_PIXELS:,} pixels", "scale it down")

MOST_EMBEDDED = 1_000_000
"""Bytes of a picture inside a drawing."""


def judge_raster(content: bytes, form: str) -> Iterator[Fault]:
    """Yield what makes a picture unfit to be shown as ``form``; pixels are decoded only when there are not too many."""
    if len(content) > MOST_BYTES:
        yield too_large(len(content), MOST_BYTES)
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Pillow warns of, many pixels, is judged here
            yield from _judge_pixels(content, form)
    except Image.DecompressionBombError:
        yield _TOO_MANY  # by the header alone: Pillow asks before it hands the size out
    except UnidentifiedImageError:
        yield Fault(0, f"it is no {form}, whatever its name says", "save it again as PNG or JPEG")
    except Exception as error:  # (whatever a decoder stumbles over: Pillow raises a dozen kinds)
        yield Fault(0, f"it is no readable {form}: {error or type(error).__name__}", f"save it again as {form}")


def _judge_pixels(content: bytes, form: str) -> Iterator[Fault]:
    with Image.open(BytesIO(content), formats=tuple(set(FORMATS.values()))) as image:
        width, height = image.size
        if image.format != form:
            yield Fault(0, f"it is {image.format}, not {form}", "give it the suffix of its kind")
        elif width * height > MOST_PIXELS:
            yield _TOO_MANY
        elif getattr(image, "n_frames", 1) > 1:
            yield Fault(0, "it moves", "save one frame of it")
        else:
            image.load()


def too_large(size: int, limit: int) -> Fault:
    """Return the fault of a file that has too many bytes."""
    return Fault(0, f"it has {size:,} bytes", f"make it smaller than {limit:,} bytes")


def embedded(address: str) -> tuple[str, bytes] | None:
    """Return format and bytes of a picture that stands in its address (RFC 2397); None for any other address."""
    head, _, body = address.partition(",")
    form = {"data:image/png;base64": "PNG", "data:image/jpeg;base64": "JPEG"}.get(head.strip())
    if form is None or len(body) > 2 * MOST_EMBEDDED:
        return None
    try:
        return form, b64decode("".join(body.split()), validate=True)
    except ValueError:
        return None


def judge_embedded(address: str) -> Iterator[Fault]:
    """Yield what makes the address of a picture inside a drawing unfit."""
    if not (found := embedded(address)):
        hint = f"embed a PNG or JPEG of less than {MOST_EMBEDDED:,} bytes"
        yield Fault(0, f"the address {address[:60]!r} is no small embedded picture", hint)
    elif len(found[1]) > MOST_EMBEDDED:
        yield too_large(len(found[1]), MOST_EMBEDDED)
    else:
        yield from judge_raster(found[1], found[0])
