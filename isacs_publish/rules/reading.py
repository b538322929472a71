"""The codes of references that lead nowhere: they are found while the modules are read, and are errors at every stage."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ReadCode:
    """A code that reading reports: what it wants, and the clause it rests on."""

    code: str
    about: str
    source: str


READ_CODES = (
    ReadCode("unknown-term", "A term that is referred to has an entry in the module or in the glossary.", "terms of authors"),
    ReadCode("unknown-reference", "An anchor or a work that is cited exists.", "anchors and references of authors"),
    ReadCode("unknown-module", "A module that is cited is in the catalogue.", "the catalogue"),
)
