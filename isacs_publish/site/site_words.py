"""The words that only the website says: a file for each room in ``site/words``, a table for each language in it."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def site_words(room: str, language: str) -> dict[str, str]:
    """Return the words of a room of the website in a language, by their names; raise KeyError for a language without."""
    text = (files("isacs_publish") / "site" / "words" / f"{room}.toml").read_text(encoding="utf-8")
    table: dict[str, str] = tomllib.loads(text)[language]
    return table
