"""Missing glyphs: a character that no packaged font has is a fault of typesetting, never a box on paper."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import name

if TYPE_CHECKING:
    from collections.abc import Iterable

_SAID = re.compile(r"\.notdef glyph rendered .*\(U\+([0-9A-F]+)\)", re.DOTALL)
"""What the engine logs when it draws a character for which Pango has found no glyph in any font."""


def naming_glyphs(messages: Iterable[str]) -> list[str]:
    """Return what the engine said, with one message for all characters without glyph in place of one for each."""
    messages = list(messages)
    missing = sorted({int(said[1], 16) for message in messages if (said := _SAID.search(message))})
    others = [message for message in messages if not _SAID.search(message)]
    return [*others, missing_glyphs(missing)] if missing else others


def missing_glyphs(characters: Iterable[int]) -> str:
    """Return the message that names characters, given by code point, that no packaged font has."""
    named = (f"'{chr(code)}' (U+{code:04X} {name(chr(code), 'without name')})" for code in characters)
    return f"no packaged font has {', '.join(named)}"
