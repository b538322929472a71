"""Provisions: the sentences that say what is required, recommended, permitted or possible (Directives, Part 2, clause 7)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isacs_publish.model.text import Text


class Verbal(StrEnum):
    """The classes of verbal forms."""

    REQUIREMENT = "requirement"
    RECOMMENDATION = "recommendation"
    PERMISSION = "permission"
    POSSIBILITY = "possibility"


@dataclass(frozen=True)
class VerbalForms:
    """The verbal forms of one language, as data: for each class the words that express it."""

    language: str
    forms: Mapping[Verbal, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Provision:
    """A sentence with a verbal form: the anchor of its unit, its class, whether it is negated, its words."""

    unit: str
    form: Verbal
    negated: bool
    words: str


def provisions(text: Text, forms: VerbalForms) -> list[Provision]:
    """Return the provisions of a text, in the order of reading."""
    raise NotImplementedError
