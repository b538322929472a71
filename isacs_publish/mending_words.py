"""Repairs of words that are mechanical: plain quotation marks, spaces before units, the name that a document gives itself.

Each is a function from one line of a source and the usage of its language to the line as it should be.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import takewhile
from typing import TYPE_CHECKING

from isacs_publish.model.prose import BLANK
from isacs_publish.rules import RULES, in_force
from isacs_publish.rules.numbers import UNSPACED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isacs_publish.model.corpus import Corpus
    from isacs_publish.model.outline import Outline
    from isacs_publish.model.usage import Usage

Repair = Callable[[str, "Usage"], str]

_PLAIN = str.maketrans("„“”«»‹›‚‘’", '"""""' + "'''''")
_INSIDE_FRENCH = re.compile(r"(?<=«)[ \u00a0\u202f]+|[ \u00a0\u202f]+(?=»)")


def plain_quotation_marks(line: str, usage: Usage) -> str:
    """Return a line with the plain marks of the keyboard."""
    return _INSIDE_FRENCH.sub("", line).translate(_PLAIN)


def spaced_units(line: str, usage: Usage) -> str:
    """Return a line with a no-break space between each number and the symbol of its unit."""
    return UNSPACED.sub("\\1\u00a0\\2", line)


def named_document(line: str, usage: Usage) -> str:
    """Return a line with the phrases replaced by which a document names itself otherwise."""
    for phrase in usage.phrases.get("this-document", ()):
        line = phrase.pattern.sub(phrase.instead, line) if phrase.fixes else line
    return line


REPAIRS: dict[str, Repair] = {
    "quotation-marks": plain_quotation_marks,
    "unit-spacing": spaced_units,
    "this-document": named_document,
}
"""The repairs by the code of their rule."""

_KEPT = re.compile(r"``.*?``|:[\w:+-]+:`[^`]*`|`[^`]*`_{0,2}|<\S+>|https?://\S+")
_MARKUP = re.compile(r"\s*(?:\.\.(?:\s|$)|:[\w-]+:\s)")


def mended_line(line: str, repair: Repair, usage: Usage) -> str:
    """Return a line with its prose repaired: not its literals, references and addresses, nor directives and their options."""
    if _MARKUP.match(line):
        return line
    kept = _KEPT.findall(line)
    parts = iter(repair(_KEPT.sub(BLANK, line), usage).split(BLANK))
    return next(parts) + "".join(word + part for word, part in zip(kept, parts, strict=True))


_BORDER = re.compile(r"\s*(?:\+[-=+]+\+|=+(?: +=+)+)\s*")


def in_drawing(lines: Sequence[str], number: int) -> bool:
    """Tell whether a line stands in a table that is drawn, whose columns another length of its words would break."""
    return any(_BORDER.fullmatch(line) for line in takewhile(str.strip, reversed(lines[: number - 1])))


def mendable_lines(outline: Outline, corpus: Corpus, code: str) -> frozenset[int]:
    """Return the lines of a module's source with a fault of a rule in a passage of which no sentence is of a provision."""
    faults = {fault.place.line for fault in RULES[code].find(outline, corpus) if fault.place.path == outline.path}
    binding = {sentence.position for sentence in corpus.sentences(outline) if sentence.force}
    prose = [each.position for each in corpus.of(outline).prose if each.position >= 0]
    spans = {position: lines_of(outline, corpus, position) for position in prose}
    bound = {line for position in binding & spans.keys() for line in spans[position]}
    free = {line for position in spans.keys() - binding for line in spans[position]}
    return frozenset(faults & (free - bound))


def lines_of(outline: Outline, corpus: Corpus, position: int) -> range:
    """Return the lines from the first to the last word of a passage."""
    words = corpus.of(outline).text.passages[position].words
    last = max((found.start() for found in re.finditer(r"\w+", words)), default=0)
    return range(corpus.place(outline, position).line, corpus.place(outline, position, "", last).line + 1)


def mended_words(lines: Sequence[str], outline: Outline, corpus: Corpus) -> list[str]:
    """Return the lines of a module's source, the words of each rule repaired where no provision is touched."""
    found = list(lines)
    followed = {rule.code for rule in in_force(corpus.catalogue)}
    for code, repair in ((code, repair) for code, repair in REPAIRS.items() if code in followed):
        for number in mendable_lines(outline, corpus, code):
            if number <= len(found) and not in_drawing(lines, number):
                found[number - 1] = mended_line(found[number - 1], repair, corpus.usage)
    return found
