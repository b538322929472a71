"""Lines: which of a new text stands for which of the old one."""

from __future__ import annotations

import pytest

from isacs_publish.model.lines import Line, align


def lines(words: str) -> list[Line]:
    """Return a line for each word group; its letters are what it tells. A line in capitals is whole."""
    return [Line("line", group, tuple, group.isupper()) for group in words.split()]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("abcd efgh", "abcd efgh", "abcd=abcd efgh=efgh"),
        ("abcd efgh", "abcd xxxx efgh", "abcd=abcd -=xxxx efgh=efgh"),
        ("abcd xxxx efgh", "abcd efgh", "abcd=abcd xxxx=- efgh=efgh"),
        ("abcd xxxx efgh", "abcd yyyy efgh", "abcd=abcd xxxx=- -=yyyy efgh=efgh"),
        ("abcd efgh", "abcx efgh", "abcd=abcx efgh=efgh"),
        ("abcd abce", "abcf abcd", "abce>abcf abcd=abcd"),
        ("abcd efgh ijkl", "efgh ijkl abcd", "efgh=efgh ijkl=ijkl abcd>abcd"),
        ("abcd efgh ijkl", "efgh ijkl abxx", "abcd=- efgh=efgh ijkl=ijkl -=abxx"),
        ("abcd XXXX efgh", "abcd YYYY efgh", "abcd=abcd XXXX=YYYY efgh=efgh"),
        ("XXXX", "YYYY ZZZZ", "XXXX=- -=YYYY -=ZZZZ"),
        ("", "abcd", "-=abcd"),
        ("abcd", "", "abcd=-"),
    ],
)
def test_lines_are_matched(old: str, new: str, expected: str) -> None:
    found = align(lines(old), lines(new))
    told = [f"{m.old.words if m.old else '-'}{'>' if m.moved else '='}{m.new.words if m.new else '-'}" for m in found]
    assert " ".join(told) == expected


def test_lines_of_two_kinds_never_match() -> None:
    note, text = Line("note", "abcd", tuple), Line("text", "abcd", tuple)
    assert [(m.old, m.new) for m in align([note], [text])] == [(note, None), (None, text)]
