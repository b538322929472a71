"""Texts for tests, written line by line.

``# site 5.1 Site`` begins a unit (``# table:tab 1 Kinds`` one of another kind; one sign more for each level). Under it stand
``a) word`` for an entry of a list, ``NOTE word``, ``EXAMPLE word``, ``FOOTNOTE word``, ``| word | word`` for a row, ``= word``
for a definition; all else is a paragraph. ``# site 5.1 (withdrawn in 1.1)`` is what is left of a withdrawn unit.
"""

from __future__ import annotations

import re

from isacs_publish.model.outline import CITED_BY_ANCHOR, Kind
from isacs_publish.model.text import Form, LabelledUnit, Passage, Text

_HEAD = re.compile(r"(#+) (?:([a-z-]+):)?([a-z0-9-]+) ([0-9A-Z.]+|-) (.*)")
_WITHDRAWN = re.compile(r"\(withdrawn in ([0-9.]+)\)")


def text(lines: str, version: str = "1.0", year: int = 2026, title: str = "Keeping things") -> Text:
    """Return the text that some lines describe."""
    maker = _Maker()
    for line in lines.strip().splitlines():
        maker.take(line.strip())
    return Text("01.10", year, version, "en", title, tuple(maker.units), tuple(maker.passages))


class _Maker:
    """What was read so far; ``around`` are the units that the next line stands in."""

    def __init__(self) -> None:
        self.units: list[LabelledUnit] = []
        self.passages: list[Passage] = []
        self.around: list[str] = []
        self.list = ""
        self.row = 0

    @property
    def here(self) -> str:
        return self.around[-1]

    def take(self, line: str) -> None:
        """Read one line."""
        head = _HEAD.fullmatch(line)
        entry = re.fullmatch(r"([a-z])\) (.*)", line)
        aside = re.fullmatch(r"(NOTE|EXAMPLE|FOOTNOTE) (.*)", line)
        if head:
            self.begin(*head.groups())
        elif entry:
            self.list = self.list or self.unit(Kind.LIST, f"{self.here}~list-{len(self.units)}", "", self.here)
            self.say(self.unit(Kind.ENTRY, f"{self.list}~{entry[1]}", entry[1], self.list), Form.PARAGRAPH, entry[2])
        elif aside:
            self.aside(*aside.groups())
        elif line.startswith("| "):
            self.row += 1
            for column, cell in enumerate(line.removeprefix("| ").split(" | "), 1):
                self.say(self.here, Form.CELL, cell, f"{self.row}.{column}")
        elif line:
            self.list = ""
            form = Form.DEFINITION if line.startswith("= ") else Form.PARAGRAPH
            self.say(self.here, form, line.removeprefix("= "))

    def begin(self, depth: str, kind: str | None, anchor: str, number: str, title: str) -> None:
        """Begin a unit."""
        self.around = self.around[: len(depth) - 1]
        withdrawn = _WITHDRAWN.fullmatch(title)
        known = Kind(kind) if kind else Kind.CLAUSE
        assert known in CITED_BY_ANCHOR | {Kind.REFERENCE}
        owner = self.here if self.around else ""
        number = number.removeprefix("-")
        self.units.append(
            LabelledUnit(anchor, known, number, "" if withdrawn else title, owner, "", withdrawn[1] if withdrawn else "")
        )
        self.around.append(anchor)
        self.list, self.row = "", 0
        if known is Kind.TERM:
            self.say(anchor, Form.DESIGNATION, title)

    def aside(self, word: str, words: str) -> None:
        """Take a note, an example or a footnote."""
        if word == "FOOTNOTE":
            self.say(self.here, Form.FOOTNOTE, words)
        else:
            kind = Kind.NOTE if word == "NOTE" else Kind.EXAMPLE
            self.say(self.unit(kind, f"{self.here}~{kind}-{len(self.units)}", "", self.here), Form.PARAGRAPH, words)

    def unit(self, kind: Kind, anchor: str, number: str, owner: str) -> str:
        """Add a unit that is no heading."""
        self.units.append(LabelledUnit(anchor, kind, number, "", owner))
        return anchor

    def say(self, unit: str, form: Form, words: str, place: str = "") -> None:
        """Add a passage."""
        self.passages.append(Passage(unit, form, words, place))
