"""Judges the bytes of a picture before anything draws it: at the check, which knows its place in the text, and at the press."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from isacs_publish.pictures.drawing import judge_drawing
from isacs_publish.pictures.raster import FORMATS, judge_raster

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.pictures.fault import Fault

DRAWING = ".svg"
SUFFIXES = (DRAWING, *FORMATS)
"""The kinds of pictures that paper and web both show, by the suffix of the file."""


def judge(name: str, content: bytes) -> Iterator[Fault]:
    """Yield what makes a picture unfit; ``name`` has one of ``SUFFIXES``."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix == DRAWING:
        yield from judge_drawing(content)
    else:
        yield from judge_raster(content, FORMATS[suffix])
