"""What a command is asked to make: modules and volumes, from the words on the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from isacs_publish.model.finding import nearest

if TYPE_CHECKING:
    from isacs_publish.model.catalogue import Catalogue, Module


EDITIONS = SCREEN, PRINT, REVIEW = ("screen", "print", "review")
"""The reader's PDF, the printer's, and the reviewers' with line numbers."""

WEB = "web"
"""The website alone, without typesetting; the screen edition brings it along."""

BILINGUAL = "bilingual"
"""The edition in two languages, which is made by itself (``bilingual_edition.py``)."""

SCHEMES = ("two-up", "saddle-stitch")
"""The impositions of a print edition."""


class NotSelectable(ValueError):
    """A word names no module and no series; the message says which is near."""


@dataclass(frozen=True)
class Volume:
    """A volume to bind: the series it holds, empty for the compendium, and its modules in order."""

    series: str
    title: str
    modules: tuple[Module, ...]


@dataclass(frozen=True)
class Selection:
    """Modules to typeset and volumes to bind."""

    modules: tuple[Module, ...]
    volumes: tuple[Volume, ...]


def select(catalogue: Catalogue, words: tuple[str, ...]) -> Selection:
    """Return what the words name: modules, series with their volume, or everything when there are none."""
    series = {entry.number: entry for entry in catalogue.series}
    if not words:
        volumes = [_volume(catalogue, entry.number) for entry in catalogue.series]
        everything = tuple(catalogue.modules.values())
        compendium = Volume("", catalogue.volumes.compendium, everything)
        return Selection(everything, (*(v for v in volumes if v.modules), compendium))
    chosen: dict[str, Module] = {}
    for word in words:
        if word in series:
            chosen.update((module.number, module) for module in catalogue.in_series(word))
        elif word in catalogue.modules:
            chosen[word] = catalogue.modules[word]
        else:
            hint = nearest(word, [*series, *catalogue.modules]) or "isacs list shows all numbers"
            raise NotSelectable(f"{word!r} is neither a module nor a series; {hint}")
    volumes = [_volume(catalogue, word) for word in dict.fromkeys(words) if word in series]
    return Selection(tuple(chosen[number] for number in sorted(chosen)), tuple(v for v in volumes if v.modules))


def _volume(catalogue: Catalogue, series: str) -> Volume:
    title = next(entry.title for entry in catalogue.series if entry.number == series)
    return Volume(series, title, catalogue.in_series(series))
