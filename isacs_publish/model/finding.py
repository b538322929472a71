"""A finding: what is wrong, where, and what to do. Stages return findings; only the command line prints them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


class Severity(StrEnum):
    """How much a finding weighs: an error withholds the publication, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the sources: path relative to the project, line counted from 1 (0: the whole file), key of a value."""

    path: str
    line: int = 0
    key: str = ""

    def __str__(self) -> str:
        line = f":{self.line}" if self.line else ""
        key = f" ({self.key})" if self.key else ""
        return f"{self.path}{line}{key}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault with its readable code, for example ``duplicate-anchor``; ``waiver`` is the reason for which it is let pass."""

    code: str
    place: Place
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    waiver: str = ""

    @property
    def is_error(self) -> bool:
        """True when the finding withholds what it is about."""
        return self.severity is Severity.ERROR and not self.waiver

    def __str__(self) -> str:
        if self.waiver:
            return printable(f"{self.place}: waived: {self.message} [{self.code}]") + f"\n    reason: {printable(self.waiver)}"
        hint = f"\n    hint: {printable(self.hint)}" if self.hint else ""
        return printable(f"{self.place}: {self.severity}: {self.message} [{self.code}]") + hint

    def as_json(self) -> dict[str, Any]:
        """Return a plain mapping that ``from_json`` reads back."""
        return asdict(self)

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Finding:
        """Return the finding that ``as_json`` wrote."""
        return cls(**{**record, "place": Place(**record["place"]), "severity": Severity(record["severity"])})


def printable(text: str) -> str:
    """Return a text in one line that no terminal obeys: line ends and control characters, as in names of files, are escaped."""
    return "".join(sign if sign.isprintable() or sign in SPACES else sign.encode("unicode_escape").decode() for sign in text)


SPACES = "\u00a0\u202f"
"""Spaces that do not break, which terminals show as spaces."""


def still_open(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that no waiver covers."""
    return [finding for finding in findings if not finding.waiver]


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return the distinct findings by path, line and code: the order of the text, whatever the order of the work."""
    distinct = dict.fromkeys(findings)
    return sorted(distinct, key=_order)


def _order(finding: Finding) -> tuple[str | int, ...]:
    place = finding.place
    said = finding.message, finding.hint, finding.severity, finding.waiver
    return (place.path, place.line, place.key, finding.code, *said)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint that names the known word nearest to a mistyped one, or an empty text."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else ""
