"""A publication: the facts that every edition of it states about itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from isacs_publish.model.translation import TranslationState

SIGNATURE_FIELD = "publisher"
"""The name of the field, on page ii of the screen edition, that the publisher's signature fills."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What goes under one cover, a module or a volume, in one language.

    ``date`` is written as YYYY-MM-DD; ``direction`` is ``ltr`` or ``rtl``; a translation has its state.
    """

    identifier: str
    file_name: str
    title: str
    date: str
    language: str
    direction: str
    translation: TranslationState | None = None
