"""Words that the press itself sets on finished pages, in any script: runs of glyphs of packaged fonts, shaped by HarfBuzz."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from itertools import groupby
from typing import TYPE_CHECKING, Any
from unicodedata import bidirectional

import uharfbuzz
from pikepdf import Array, Name

from isacs_publish.press.fonts import FACES, provide
from isacs_publish.press.proof import Fault, TypesettingFailed, named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    import pikepdf

FILES = {face.embedded: face.name for face in FACES}
"""The packaged font behind each name that WeasyPrint gives to an embedded font."""

PREFERRED = ("Source-Sans-3", "Amiri", "Noto-Sans-SC")
"""The faces of these words: each word is set in the first that has its letters."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph by its number, its advance in thousandths of an em, and the letters it stands for."""

    number: int
    advance: float
    letters: str


@dataclass(frozen=True, slots=True)
class Run:
    """Glyphs of one face, in the order of sight."""

    face: str
    glyphs: tuple[Glyph, ...]

    @property
    def codes(self) -> str:
        """The glyphs as the hexadecimal string of a content stream."""
        return "".join(f"{glyph.number:04x}" for glyph in self.glyphs)

    @property
    def advance(self) -> float:
        """The width in thousandths of an em."""
        return sum(glyph.advance for glyph in self.glyphs)


def runs_of(text: str, folder: Path) -> list[Run]:
    """Return a text in the order of sight; raise TypesettingFailed for letters that no face has."""
    return [Run(face, tuple(_glyphs(face, words, folder))) for face, words in words_by_face(text, folder)]


def words_by_face(text: str, folder: Path) -> list[tuple[str, str]]:
    """Return a text in the order of sight, as runs of words in one face; words follow one another in its direction."""
    parts = re.split("( )", text)
    if any(bidirectional(character) in ("R", "AL") for character in text):
        parts.reverse()
    return [(face, "".join(words)) for face, words in groupby(parts, lambda word: _face_of(word, folder))]


@cache
def loaded(name: str, folder: Path) -> tuple[Any, Any]:
    """Return a face and its font, as HarfBuzz knows them; once a process, since each word of a folio asks for it."""
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(provide(folder, FILES[name]))))
    return face, uharfbuzz.Font(face)


def _face_of(word: str, folder: Path) -> str:
    """Return the first face that has all letters of a word."""
    has_all = (face for face in PREFERRED if all(loaded(face, folder)[1].get_nominal_glyph(ord(letter)) for letter in word))
    return next(has_all, PREFERRED[0])


def shaped(name: str, text: str, folder: Path) -> Any:
    """Return the buffer of HarfBuzz that holds the glyphs of a text; raise TypesettingFailed for letters without glyph."""
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(loaded(name, folder)[1], buffer, {"kern": False, "liga": False})
    if missing := {text[glyph.cluster] for glyph in buffer.glyph_infos if not glyph.codepoint}:
        raise TypesettingFailed(faults=tuple(Fault("glyph-missing", text=named(letter)) for letter in sorted(missing)))
    return buffer


def _glyphs(name: str, text: str, folder: Path) -> Iterable[Glyph]:
    face, font = loaded(name, folder)
    buffer = shaped(name, text, folder)
    starts = [*sorted({glyph.cluster for glyph in buffer.glyph_infos}), len(text)]
    for glyph in buffer.glyph_infos:
        letters = text[glyph.cluster : starts[bisect_right(starts, glyph.cluster)]]
        yield Glyph(glyph.codepoint, font.get_glyph_h_advance(glyph.codepoint) * 1000 / face.upem, letters)


def program_of(name: str, glyphs: Iterable[int], folder: Path) -> bytes:
    """Return a subset of a face that keeps its glyph numbers."""
    wanted = uharfbuzz.SubsetInput()
    wanted.sets(uharfbuzz.SubsetInputSets.GLYPH_INDEX).update(glyphs)
    dropped = (int.from_bytes(tag, "big") for tag in (b"GPOS", b"GSUB", b"BASE", b"STAT"))
    wanted.sets(uharfbuzz.SubsetInputSets.DROP_TABLE_TAG).update(dropped)
    wanted.flags = uharfbuzz.SubsetFlags.RETAIN_GIDS | uharfbuzz.SubsetFlags.NO_HINTING
    return bytes(uharfbuzz.subset(loaded(name, folder)[0], wanted).blob.data)


def embed_program(pdf: pikepdf.Pdf, descriptor: Any, program: bytes) -> None:
    """Put a font program into a font descriptor, by the kind of its outlines (ISO 32000-1, 9.9)."""
    if has_postscript_outlines(program):
        descriptor.FontFile3 = pdf.make_stream(program, Subtype=Name.OpenType)
    else:
        descriptor.FontFile2 = pdf.make_stream(program, Length1=len(program))


def has_postscript_outlines(program: bytes) -> bool:
    """Return True for a font program of PostScript outlines, False for one of TrueType."""
    return program.startswith(b"OTTO")


def widths_of(widths: Mapping[int, float]) -> Array:
    """Return the widths of glyphs as an array W (ISO 32000-1, 9.7.4.3)."""
    return Array([part for glyph in sorted(widths) for part in (glyph, Array([widths[glyph]]))])


def subset_tag(name: str) -> str:
    """Return the subset tag of a face: six letters that depend on the name alone."""
    return "".join(chr(ord("A") + byte % 26) for byte in sha256(name.encode()).digest()[:6])


def to_unicode(values: dict[int, bytes]) -> bytes:
    """Return a CMap from glyphs to Unicode, given as hexadecimal UTF-16 (ISO 32000-1, 9.10.3)."""
    lines = [
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        b"/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        b"1 begincodespacerange <0000> <ffff> endcodespacerange",
    ]
    glyphs = sorted(values)
    for start in range(0, len(glyphs), 100):
        block = glyphs[start : start + 100]
        lines.append(f"{len(block)} beginbfchar".encode())
        lines += [f"<{glyph:04x}> <{values[glyph].decode()}>".encode() for glyph in block]
        lines.append(b"endbfchar")
    lines.append(b"endcmap CMapName currentdict /CMap defineresource pop end end")
    return b"\n".join(lines)


def hexadecimal(letters: str) -> bytes:
    """Return letters as a CMap writes them."""
    return letters.encode("utf-16-be").hex().encode()
