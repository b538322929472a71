"""Content streams as operations, read strictly: no byte is passed over (ISO 32000-1, 7.8.2)."""

from __future__ import annotations

import re

_SPACE = rb"(?:[\0\t\n\f\r ]|%[^\r\n]*+)"
_END = rb"(?=[\0\t\n\f\r ()<>\[\]/%]|\Z)"
_PLAIN = rb"(?:[-+]?(?:\d++\.?\d*+|\.\d++)" + _END + rb"|/[^\0\t\n\f\r ()<>\[\]{}/%]*+|<[0-9A-Fa-f\s]*+>|\((?:[^()\\]|\\.)*+\)"
_PLAIN += rb"|(?:true|false|null)" + _END + rb")"
_ARRAY = rb"\[(?:<[0-9A-Fa-f]*+>|[-\d. ]++(?=[<\]])|" + _PLAIN + rb"|" + _SPACE + rb")*+\]"
_INNER = rb"<<(?:" + _PLAIN + rb"|" + _ARRAY + rb"|" + _SPACE + rb")*+>>"
_DICTIONARY = rb"<<(?:" + _PLAIN + rb"|" + _ARRAY + rb"|" + _INNER + rb"|" + _SPACE + rb")*+>>"
_OPERAND = rb"(?:" + _PLAIN + rb"|" + _ARRAY + rb"|" + _DICTIONARY + rb")"
_IDLE = rb"(?:" + _SPACE + rb"|(?:ET|EMC)" + _END + rb")*+"
_BEGIN = re.compile(_IDLE)
_OPERATION = re.compile(
    rb"((?>" + _OPERAND + _SPACE + rb"*+)*+)([A-Za-z'\"][A-Za-z0-9*]*+)" + _END + _IDLE + rb"|(.)", re.DOTALL
)
"""Operands, operator, and what ends them or does nothing; or one byte that belongs to no operation."""

_ESCAPE = re.compile(r"#([0-9A-Fa-f]{2})")


class Unreadable(ValueError):
    """A content stream that does not follow the syntax, or has what the reader does not follow."""


def operations(content: bytes) -> list[tuple[bytes, bytes, bytes]]:
    """Return the operations of a content stream: operands, operator, and in their place a byte that belongs to none."""
    begin = _BEGIN.match(content)
    return _OPERATION.findall(content, begin.end() if begin else 0)


def numbers(operands: bytes) -> list[float]:
    """Return operands that are all numbers."""
    return [float(number) for number in operands.split()]


def name_of(operands: bytes) -> str:
    """Return the name that is the last operand."""
    name = operands.rsplit(b"/", 1)[-1].strip().decode("latin-1")
    return "/" + _ESCAPE.sub(lambda found: chr(int(found[1], 16)), name)
