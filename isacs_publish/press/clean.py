"""Judges the files of a print source again before they meet the engine: what the check refuses never comes this far."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from lxml import etree, html

from isacs_publish.pictures import DRAWING, SUFFIXES, judge
from isacs_publish.pictures.drawing import parsed

if TYPE_CHECKING:
    from isacs_publish.model.printsource import PrintSource

STYLES = ".css"


class Unfit(ValueError):
    """A file that is not fit for the press; the message says which and why."""


def clean(source: PrintSource) -> PrintSource:
    """Return the source with its drawings written anew; raise Unfit for a file that the engine must not see."""
    _refuse_mathml(source.html)
    return replace(source, files=tuple((path, clean_file(path, content)) for path, content in source.files))


def _refuse_mathml(text: str) -> None:
    """Refuse MathML, which the engine would set as plain text without a word."""
    if "<math" in text and html.document_fromstring(text).xpath("//*[local-name()='math']"):
        raise Unfit("the text holds MathML, which the press cannot set; use the directive 'formula'")


def clean_file(path: str, content: bytes) -> bytes:
    """Return a style sheet of the theme or a picture; a drawing without comments, so that the engine reads what was judged."""
    suffix = PurePosixPath(path).suffix.lower()
    if suffix == STYLES:
        return content
    if suffix not in SUFFIXES:
        raise Unfit(f"{path} is no picture that the press can show ({', '.join(SUFFIXES)})")
    for line, message, hint in judge(path, content):
        raise Unfit(f"{path}{f', line {line}' if line else ''}: {message}; {hint}")
    return bytes(etree.tostring(parsed(content), encoding="utf-8")) if suffix == DRAWING else content
