"""The torture text: one module of all that is hard to set, and every directive that holds others around every other."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path
from textwrap import indent

CASE = Path(__file__).parent.parent / "cases" / "torture.rst"
LENGTH = 300

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}">'
    '<rect x="1" y="1" width="90%" height="90%" fill="none" stroke="#000" stroke-width="12"/>'
    '<text x="20" y="60" font-size="40">Drawn</text></svg>'
)
FILES = {"wide.svg": DRAWING.format(2400, 300), "tall.svg": DRAWING.format(300, 4000), "small.svg": DRAWING.format(200, 80)}


class Nests:
    """Samples of directives, each with words and anchors of its own, so that none can stand in for another."""

    def __init__(self) -> None:
        self.count = 0

    def sample(self, template: str, content: str = "") -> str:
        self.count += 1
        n = self.count
        body = content or f"Content {n} of a nest."
        lines = template.format(n=n, word=f"nest{n}x")
        before, hole, after = lines.partition("@")
        column = len(before.rpartition("\n")[2])
        return before + (indent(body, " " * column).lstrip() if hole else "") + after

    def all(self) -> str:
        """Return clauses, one for each outer directive, that hold every inner directive."""
        return "\n\n".join(self.clause(name, template) for name, template in OUTER.items())

    def clause(self, name: str, template: str) -> str:
        inner = [self.sample(template, self.sample(inside)) for inside in {**OUTER, **INNER}.values()]
        title = f"Inside {name}"
        return f".. _inside-{name.replace(' ', '-')}:\n\n{title}\n{'~' * len(title)}\n\n" + "\n\n".join(inner)


OUTER = {
    "note": ".. note::\n\n   @",
    "example": ".. example::\n\n   @",
    "list item": "a) item {n}\n\n   @\n\nAfter {n}.",
    "dash item": "- item {n}\n\n  @\n\nAfter {n}.",
    "definition": "{word}\n   @\n\nAfter {n}.",
    "quotation": "Before {n}.\n\n   @\n\nAfter {n}.",
    "cell": ".. _tab-{n}:\n\n.. list-table:: Table {n} of nests\n\n   * - One {n}\n     - @\n   * - Two {n}\n     - Three {n}",
    "field": ":field {n}:\n   @\n\nAfter {n}.",
    "option": "-x\n   @\n\nAfter {n}.",
}

INNER = {
    "code-block": ".. code-block:: text\n\n   code {n} "
    + "of a line that is far too long for the narrow place in which it stands " * 3,
    "literal": "Literal {n}::\n\n   literal {n}",
    "parsed-literal": ".. parsed-literal::\n\n   parsed *{n}* literal",
    "line block": "| line {n}\n| and another",
    "enumeration": "a) first {n};\nb) second {n}, which means:\n\n   1) third {n};\n   2) fourth {n}.",
    "bullets": "- first {n};\n- second {n}.",
    "definitions": "{word}\n   Definition {n}.\n\n{word}b\n   Another.",
    "fields": ":name {n}: value\n:other: value",
    "options": "-a  option {n}\n-b  another",
    "csv-table": '.. _csv-{n}:\n\n.. csv-table:: Values {n}\n   :header: a, b\n\n   "one {n}", two\n   three, four',
    "table": ".. _grid-{n}:\n\n.. table:: Grid {n}\n\n   == ==\n   a  b\n   == ==\n   1  2\n   == ==",
    "figure": ".. _fig-{n}:\n\n.. figure:: small.svg\n   :alt: Drawing {n}.\n\n   Drawing {n}\n\n   Legend {n}.",
    "image": ".. image:: small.svg\n   :alt: Image {n}.",
    "formula": ".. _for-{n}:\n\n.. formula::\n   :alt: x {n}\n\n   x_{{{n}}} = y",
    "footnote": "Noted {n} [#n{n}]_.\n\n.. [#n{n}] Footnote {n} of a nest.",
    "doctest": ">>> doctest({n})\n{n}",
}


def long_word(number: int) -> str:
    """Return a word of 300 letters, unlike all others at both ends."""
    begin, end = f"Torturous{number:03}", f"end{number:03}"
    return begin + ("length" * LENGTH)[: LENGTH - len(begin) - len(end)] + end


def torture() -> str:
    """Return the text of the module."""
    numbers = count(1)
    return re.sub("LONGWORD", lambda _: long_word(next(numbers)), _text())


def _text() -> str:
    sentence = "This sentence repeats itself in a cell that grows until no page can hold it. "
    return CASE.read_text(encoding="utf-8").format(
        word="LONGWORD",
        heading=f"LONGWORD\n{'~' * LENGTH}",
        rows="\n".join(
            f"   * - {n}\n     - Subject {n} of the table\n     - The custodian counts {n} and *signs* twice."
            for n in range(1, 201)
        ),
        tall=" ".join(f"{sentence}({n})" for n in range(120)),
        tall_list="\n".join(f"{'' if n == 0 else '       '}- item {n} of a list in a cell" for n in range(90)),
        noted_rows="\n".join(f"   * - Row {n} [#r{n}]_\n     - Text of row {n}." for n in range(40)),
        notes="\n".join(f".. [#r{n}] Footnote of row {n}, with some words more." for n in range(40)),
        wide_cells="\n".join(f"     - Column {n}" for n in range(2, 10)),
        deep_list=deep_list(),
        long_list="\n".join(f"{chr(97 + n)}) item {n} of a long list;" for n in range(26)),
        code="\n".join(
            f"   {n:03} " + f"word{n} " * (n % 40) + f"code{n}" + "x" * 10 * (n % 25) + f"end{n}" for n in range(120)
        ),
        nested=Nests().all(),
        many_notes=" ".join(f"Word {n} [#m{n}]_" for n in range(60))
        + ".\n\n"
        + "\n".join(f".. [#m{n}] Note {n} of many." for n in range(60)),
    )


def deep_list() -> str:
    """Return a list of six levels."""
    lines: list[str] = []
    for depth, mark in enumerate(("a)", "1)", "i)", "-", "-", "-")):
        lines += ["", indent(f"{mark} level {depth} of a deep list", " " * 3 * depth)]
    return "\n".join(lines)
