"""Identifiers, the printed names of texts, parsed once into values.

``STD 05.20:2026(E)V0.1`` names one exact text: brand, module number, year of the edition, language letter, version.
Shorter forms cite: dated ``STD 05.20:2026`` names an edition, undated ``STD 05.20`` whichever edition is current,
``STD 05 (all parts)`` a whole series (ISO/IEC Directives, Part 2, clause 10). Volumes and the compendium are named by the
release that binds them: ``STD 05:2026-1(E)``, ``STD:2026-1(E)``. For every value ``parse(str(value)) == value``.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, Self

LETTERS = {"en": "E", "fr": "F", "es": "S", "ru": "R", "ar": "A", "zh": "C"}
"""The language letters of ISO reference numbers for the six languages of the United Nations."""

_NUMBER = r"(?=[A-Z.]*[0-9])[0-9A-Z]+(?:\.[0-9A-Z]+)*"
_BRAND = r"[A-Z][A-Z0-9/]*(?: [A-Z][A-Z/]*)*"
_YEAR = r"[1-9][0-9]{3}"
_LETTERS = r"[A-Z](?:/[A-Z])*"


class NotAnIdentifier(ValueError):
    """The text does not have the form of an identifier; the message says which form was expected."""


def _match(pattern: str, text: str, form: str) -> re.Match[str]:
    found = re.fullmatch(pattern, text)
    if found is None:
        raise NotAnIdentifier(f"{text!r} is not of the form {form}")
    return found


def letter(*languages: str) -> str:
    """Return the letter of a language (``en``: ``E``), or of several set side by side (``A/E``)."""
    return "/".join(LETTERS[language] for language in languages)


@dataclass(frozen=True, order=True, slots=True)
class Version:
    """A version within an edition, ``0.1``: 0.x are drafts, 1.0 is the first publication, 1.1 its first amendment."""

    major: int
    minor: int

    @classmethod
    def parse(cls, text: str) -> Version:
        """Return the version that ``0.1`` or ``V0.1`` names."""
        found = _match(r"V?(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)", text, "1.0")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


class Ordered(ABC):
    """Values ordered by a key of their own."""

    __slots__ = ()

    @abstractmethod
    def order(self) -> tuple[Any, ...]:
        """Return what a value is ordered by."""

    def __lt__(self, other: Self) -> bool:
        return self.order() < other.order()

    def __le__(self, other: Self) -> bool:
        return self.order() <= other.order()


@dataclass(frozen=True, slots=True)
class Identifier(Ordered):
    """The printed name of one exact text, ordered by brand, number, year, version, then language."""

    brand: str
    number: str
    year: int
    letter: str
    version: Version

    @classmethod
    def parse(cls, text: str) -> Identifier:
        """Return the identifier that a text such as ``STD 05.20:2026(E)V0.1`` names."""
        pattern = rf"({_BRAND}) ({_NUMBER}):({_YEAR})\(({_LETTERS})\)(V[0-9]+\.[0-9]+)"
        found = _match(pattern, text, "BRAND 05.20:2026(E)V0.1")
        return cls(found[1], found[2], int(found[3]), found[4], Version.parse(found[5]))

    def __str__(self) -> str:
        return f"{self.edition}V{self.version}"

    def order(self) -> tuple[Any, ...]:
        """Return what identifiers are ordered by."""
        return self.brand, self.number, self.year, self.version, self.letter

    def of(self, year: int, version: str) -> Identifier:
        """Return the identifier of another version of the same module in the same language."""
        return Identifier(self.brand, self.number, year, self.letter, Version.parse(version))

    @property
    def edition(self) -> str:
        """The name of the edition in this language, whatever its version: ``STD 05.20:2026(E)``."""
        return f"{self.dated}({self.letter})"

    @property
    def dated(self) -> Reference:
        """The dated reference to the edition: ``STD 05.20:2026``."""
        return Reference(self.brand, self.number, self.year)

    @property
    def undated(self) -> Reference:
        """The undated reference: ``STD 05.20``."""
        return Reference(self.brand, self.number)

    @property
    def file_name(self) -> str:
        """A name safe on every file system, without suffix: ``std-05.20-2026-e-v0.1``."""
        return _slug(self.brand, self.number, str(self.year), self.letter, f"v{self.version}")

    @property
    def urn(self) -> str:
        """The uniform resource name (RFC 8141): ``urn:std:05.20:2026:e:v0.1``."""
        return ":".join(("urn", _slug(self.brand), self.number, str(self.year), _slug(self.letter), f"v{self.version}")).lower()


@dataclass(frozen=True, slots=True)
class Reference(Ordered):
    """A citation of a module (dated or undated) or of all parts of a series, without language or version."""

    brand: str
    number: str
    year: int | None = None
    all_parts: bool = False

    @classmethod
    def parse(cls, text: str) -> Reference:
        """Return the reference that ``STD 05.20``, ``STD 05.20:2026`` or ``STD 05 (all parts)`` names."""
        found = _match(rf"({_BRAND}) ({_NUMBER})(?::({_YEAR}))?( \(all parts\))?", text, "BRAND 05.20[:2026]")
        return cls(found[1], found[2], int(found[3]) if found[3] else None, bool(found[4]))

    def order(self) -> tuple[Any, ...]:
        """Return what references are ordered by: the undated one stands before the dated ones."""
        return self.brand, self.number, self.year or 0, self.all_parts

    def __str__(self) -> str:
        year = f":{self.year}" if self.year else ""
        return f"{self.brand} {self.number}{year}{' (all parts)' if self.all_parts else ''}"


@dataclass(frozen=True, slots=True)
class VolumeIdentifier(Ordered):
    """The printed name of a volume, ``STD 05:2026-1(E)``, or of the compendium, whose number is empty."""

    brand: str
    number: str
    release: str
    letter: str

    @classmethod
    def parse(cls, text: str) -> VolumeIdentifier:
        """Return the identifier that ``STD 05:2026-1(E)`` or ``STD:2026-1(E)`` names."""
        pattern = rf"({_BRAND})(?: ({_NUMBER}))?:({_YEAR}-(?:0|[1-9][0-9]*))\(({_LETTERS})\)"
        found = _match(pattern, text, "BRAND 05:2026-1(E)")
        return cls(found[1], found[2] or "", found[3], found[4])

    def order(self) -> tuple[Any, ...]:
        """Return what volumes are ordered by: the compendium first, then numbers, then releases as numbers."""
        return self.brand, self.number, tuple(map(int, self.release.split("-"))), self.letter

    def __str__(self) -> str:
        return f"{' '.join(filter(None, (self.brand, self.number)))}:{self.release}({self.letter})"

    @property
    def file_name(self) -> str:
        """A name safe on every file system, without suffix: ``std-05-2026-1-e``."""
        return _slug(*filter(None, (self.brand, self.number)), self.release, self.letter)

    @property
    def urn(self) -> str:
        """The uniform resource name (RFC 8141): ``urn:std:05:2026-1:e``."""
        parts = ("urn", _slug(self.brand), self.number, self.release, _slug(self.letter))
        return ":".join(filter(None, parts)).lower()


def _slug(*parts: str) -> str:
    return "-".join(part.replace("/", "").replace(" ", "") for part in parts).lower()
