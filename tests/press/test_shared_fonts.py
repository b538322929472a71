"""The fonts of a volume: what its modules embed, joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name

from isacs_publish.press.runs import FILES
from isacs_publish.press.shared_fonts import SharedFonts

if TYPE_CHECKING:
    from pathlib import Path


def fonts_of(pdf: pikepdf.Pdf, face: str, mapped: bytes) -> Dictionary:
    """Return the font resources of a module that embeds a face with some glyphs."""
    descendant = Dictionary(W=Array([96, Array([500, 500])]))
    font = Dictionary(BaseFont=Name(f"/ABCDEF+{face}"), DescendantFonts=Array([descendant]), ToUnicode=pdf.make_stream(mapped))
    return Dictionary(F1=font)


def test_a_glyph_that_another_one_speaks_for_keeps_its_place(tmp_path: Path) -> None:
    """Without a mapping of its own, empty as it is, the volume would break ISO 14289-1, 7.21.7, where the module does not."""
    face, pdf = min(FILES), pikepdf.new()
    shared = SharedFonts(tmp_path)
    shared.note(fonts_of(pdf, face, b"<0060> <0627>\n<0061> <>"))
    assert shared.faces[face].unicode == {0x60: b"0627", 0x61: b""}
    shared.note(fonts_of(pdf, face, b"<0060> <>\n<0061> <0644>"))
    assert shared.faces[face].unicode == {0x60: b"0627", 0x61: b"0644"}, "letters that one module knows stay"
