"""Inline markup of reST, read without Sphinx: a message as the passage that a text records, and as it is seen."""

from __future__ import annotations

import re

from isacs_publish.model.text import REFERENCE

ROLES = ("ref", "term", "module", "cite", "restates")
"""The roles whose targets a text records."""

_ROLE = re.compile(rf":({'|'.join(ROLES)}):`(?:([^`<]*?)\s*<([^`<>]*)>|([^`]*))`")
_LINK = re.compile(r"`([^`<]*?)\s*<([^`<>]*)>`__?")
_FOOTNOTE = re.compile(r"\[(?:#[\w-]*|\d+|\*)\]_")
_SIGNS = re.compile(r"``|\*\*|(?<!\\)\*|(?<!\\)`|\\\s|\\(?=\S)")


def passage(message: str) -> str:
    """Return a message as the passage that ``sphinxext/text`` reads from it: no signs of markup, references in braces."""
    message = message.replace("{", "{{").replace("}", "}}")
    message = _FOOTNOTE.sub("", _LINK.sub(r"\1 <\2>", message))
    message = _ROLE.sub(_reference, message)
    return " ".join(_SIGNS.sub("", message).split())


def _reference(match: re.Match[str]) -> str:
    role, shown, target = match[1], match[2], match[3] or match[4]
    if role == "term":
        folded = " ".join(target.lower().split())
        shown, target = (shown or target), folded
        shown = "" if shown == target else shown
    return f"{{{role}:{target}|{shown}}}" if shown else f"{{{role}:{target}}}"


def seen(message: str) -> str:
    """Return the words of a message as a reader sees them, references by their own words or else by their target."""
    return REFERENCE.sub(lambda found: found[3] or found[2], passage(message)).replace("{{", "{").replace("}}", "}")
