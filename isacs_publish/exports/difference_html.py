"""A difference as one page of HTML that needs nothing beside it: no script, no file, no font."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from isacs_publish.words import words

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.exports.difference_shown import Shown
    from isacs_publish.model.catalogue import Publisher


def page(shown: Shown, theme: Path, publisher: Publisher) -> str:
    """Return a difference as a page, by the template of a theme."""
    loader = FileSystemLoader([theme, theme / "print"])
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    values = {"shown": shown, "words": words(shown.language), "publisher": publisher}
    return environment.get_template("difference.html").render(**values).lstrip() + "\n"
