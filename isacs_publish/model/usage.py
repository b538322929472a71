"""The usage of one language: fixed sentences, and the words and phrases that rules of drafting look for, as data."""

from __future__ import annotations

import re  # noqa: TC003  (the fields of a dataclass)
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isacs_publish.model.provision import VerbalForm


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that a rule looks for; ``instead`` is what to write, a template of the match where it ``fixes`` mechanically."""

    pattern: re.Pattern[str]
    instead: str
    fixes: bool = False


@dataclass(frozen=True)
class Usage:
    """The usage of one language: phrases by the code of their rule, fixed sentences and lists of words by name.

    ``reports`` are the verbs that tell what somebody else wants, with the class of what is told.
    """

    language: str
    phrases: Mapping[str, tuple[Phrase, ...]] = field(default_factory=dict)
    sentences: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    reports: tuple[VerbalForm, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.phrases or self.sentences or self.words)
