"""What is compared in the languages of the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isacs_publish.forms import speech

if TYPE_CHECKING:
    from isacs_publish.model.parity import Speech


def speech_of(language: str) -> Speech:
    """Return what is compared in a language that has a file."""
    found = speech(language)
    assert found
    return found
