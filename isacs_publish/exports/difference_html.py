"""A difference as one page of HTML that needs nothing beside it: no script, no file, no font."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from isacs_publish.words import words

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.exports.difference_shown import Shown
    from isacs_publish.model.catalogue import Publisher


_TURNS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)), "\N{REPLACEMENT CHARACTER}")
"""Controls that turn the direction of what follows, and could show a change as its contrary (UAX #9, 2.1 to 2.5)."""


def page(shown: Shown, theme: Path, publisher: Publisher) -> str:
    """Return a difference as a page, by the template of a theme."""
    loader = FileSystemLoader([theme, theme / "print"])
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=straight
    )
    values = {"shown": shown, "words": words(shown.language), "publisher": publisher}
    return environment.get_template("difference.html").render(**values).lstrip() + "\n"


def straight(value: object) -> object:
    """Return a value of a page; in a text that is not ours, signs of replacement stand for the controls that would turn it."""
    return value.translate(_TURNS) if isinstance(value, str) and not isinstance(value, Markup) else value
