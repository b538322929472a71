"""The codes of references that lead nowhere: they are found while the modules are read, and are errors at every stage."""

from __future__ import annotations

from isacs_publish.rules.rule import Code

READ_CODES = (
    Code("unknown-term", "A term that is referred to has an entry in the module or in the glossary.", "terms of authors"),
    Code("unknown-reference", "An anchor or a work that is cited exists.", "anchors and references of authors"),
    Code("unknown-module", "A module that is cited is in the catalogue.", "the catalogue"),
)
