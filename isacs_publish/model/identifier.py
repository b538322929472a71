"""Identifiers, the printed names of texts, parsed once into values.

``ISACS 05.20:2026(E)V0.1`` names one exact text: brand, module number, year of the edition, language letter, version.
Shorter forms cite: dated ``ISACS 05.20:2026`` names an edition, undated ``ISACS 05.20`` whichever edition is current,
``ISACS 05 (all parts)`` a whole series (ISO/IEC Directives, Part 2, clause 10). Volumes and the compendium are named by the
release that binds them: ``ISACS 05:2026-1(E)``, ``ISACS:2026-1(E)``. For every value ``parse(str(value)) == value``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering

LETTERS = {"en": "E", "fr": "F", "es": "S", "ru": "R", "ar": "A", "zh": "C"}
"""The language letters of ISO reference numbers for the six languages of the United Nations."""

_NUMBER = r"[0-9A-Z]+(?:\.[0-9A-Z]+)*"
_BRAND = r"[A-Z][A-Z0-9/]*(?: [A-Z][A-Z0-9/]*)*?"
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
        found = _match(r"V?(0|[1-9]\d*)\.(0|[1-9]\d*)", text, "1.0")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


@total_ordering
@dataclass(frozen=True, slots=True)
class Identifier:
    """The printed name of one exact text, ordered by brand, number, year, version, then language."""

    brand: str
    number: str
    year: int
    letter: str
    version: Version

    @classmethod
    def parse(cls, text: str) -> Identifier:
        """Return the identifier that a text such as ``ISACS 05.20:2026(E)V0.1`` names."""
        pattern = rf"({_BRAND}) ({_NUMBER}):(\d{{4}})\(({_LETTERS})\)(V\d+\.\d+)"
        found = _match(pattern, text, "BRAND 05.20:2026(E)V0.1")
        return cls(found[1], found[2], int(found[3]), found[4], Version.parse(found[5]))

    def __str__(self) -> str:
        return f"{self.edition}V{self.version}"

    def __lt__(self, other: Identifier) -> bool:
        return self._key() < other._key()

    def _key(self) -> tuple[str, str, int, Version, str]:
        return self.brand, self.number, self.year, self.version, self.letter

    @property
    def edition(self) -> str:
        """The name of the edition in this language, whatever its version: ``ISACS 05.20:2026(E)``."""
        return f"{self.dated}({self.letter})"

    @property
    def dated(self) -> Reference:
        """The dated reference to the edition: ``ISACS 05.20:2026``."""
        return Reference(self.brand, self.number, self.year)

    @property
    def undated(self) -> Reference:
        """The undated reference: ``ISACS 05.20``."""
        return Reference(self.brand, self.number)

    @property
    def file_name(self) -> str:
        """A name safe on every file system, without suffix: ``isacs-05.20-2026-e-v0.1``."""
        return _slug(self.brand, self.number, str(self.year), self.letter, f"v{self.version}")

    @property
    def urn(self) -> str:
        """The uniform resource name (RFC 8141): ``urn:isacs:05.20:2026:e:v0.1``."""
        return ":".join(("urn", _slug(self.brand), self.number, str(self.year), _slug(self.letter), f"v{self.version}")).lower()


@dataclass(frozen=True, order=True, slots=True)
class Reference:
    """A citation of a module (dated or undated) or of all parts of a series, without language or version."""

    brand: str
    number: str
    year: int | None = None
    all_parts: bool = False

    @classmethod
    def parse(cls, text: str) -> Reference:
        """Return the reference that ``ISACS 05.20``, ``ISACS 05.20:2026`` or ``ISACS 05 (all parts)`` names."""
        found = _match(rf"({_BRAND}) ({_NUMBER})(?::(\d{{4}}))?( \(all parts\))?", text, "BRAND 05.20[:2026]")
        return cls(found[1], found[2], int(found[3]) if found[3] else None, bool(found[4]))

    def __str__(self) -> str:
        year = f":{self.year}" if self.year else ""
        return f"{self.brand} {self.number}{year}{' (all parts)' if self.all_parts else ''}"


@dataclass(frozen=True, order=True, slots=True)
class VolumeIdentifier:
    """The printed name of a volume, ``ISACS 05:2026-1(E)``, or of the compendium, whose number is empty."""

    brand: str
    number: str
    release: str
    letter: str

    @classmethod
    def parse(cls, text: str) -> VolumeIdentifier:
        """Return the identifier that ``ISACS 05:2026-1(E)`` or ``ISACS:2026-1(E)`` names."""
        pattern = rf"({_BRAND})(?: ({_NUMBER}))?:(\d{{4}}-\d+)\(({_LETTERS})\)"
        found = _match(pattern, text, "BRAND 05:2026-1(E)")
        return cls(found[1], found[2] or "", found[3], found[4])

    def __str__(self) -> str:
        return f"{' '.join(filter(None, (self.brand, self.number)))}:{self.release}({self.letter})"

    @property
    def file_name(self) -> str:
        """A name safe on every file system, without suffix: ``isacs-05-2026-1-e``."""
        return _slug(*filter(None, (self.brand, self.number)), self.release, self.letter)

    @property
    def urn(self) -> str:
        """The uniform resource name (RFC 8141): ``urn:isacs:05:2026-1:e``."""
        parts = ("urn", _slug(self.brand), self.number, self.release, _slug(self.letter))
        return ":".join(filter(None, parts)).lower()


def _slug(*parts: str) -> str:
    return "-".join(part.replace("/", "").replace(" ", "") for part in parts).lower()
