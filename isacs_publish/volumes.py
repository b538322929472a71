"""Plans volumes: which folio each bound module and clause gets, and with it the title matter of the volume."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isacs_publish.matter import BoundClause, BoundModule, Templates, VolumeText, contents_of
from isacs_publish.press.bind import Part, plan
from isacs_publish.press.work import Binding
from isacs_publish.words import words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from isacs_publish.model.sheets import Sheets
    from isacs_publish.selection import Volume
    from isacs_publish.sphinxext.run import Reading


def binding(
    volume: Volume, reading: Reading, sheets: Mapping[str, Sheets], templates: Templates, language: str
) -> tuple[VolumeText, Binding]:
    """Return what goes under the cover of a volume, and the job that binds it: title matter with every folio, its parts."""
    catalogue = templates.catalogue
    parts = tuple(
        Part(module.number, f"{module.number} {reading.outlines[module.number].title}", sheets[module.number])
        for module in volume.modules
    )
    starts = plan(0, [part.sheets.pages for part in parts]).starts
    bound = tuple(
        BoundModule(
            module,
            str(catalogue.identifier(module, language)),
            reading.outlines[module.number].title,
            folio(start),
            _clauses(part, start, reading, language) if volume.series else (),
        )
        for module, part, start in zip(volume.modules, parts, starts, strict=True)
    )
    identifier = catalogue.volume_identifier(volume.series, language)
    text = VolumeText(identifier, volume.series, volume.title, language, bound, reading.translation_state(volume.modules))
    fixed = words(language)
    label = f"{fixed.volume} {volume.series}" if volume.series else fixed.compendium
    return text, Binding(templates.volume(text), parts, label)


def folio(page: int) -> str:
    """Return the continuous folio of a page, counted from 0 after the title matter."""
    return str(page + 1)


def _clauses(part: Part, start: int, reading: Reading, language: str) -> tuple[BoundClause, ...]:
    """Return the clauses of a module as the contents of its series volume list them."""
    lines = contents_of(reading.outlines[part.number], reading.labels[part.number], language)
    anchors = part.sheets.geometry.anchors
    return tuple(BoundClause(line, folio(start + anchors[line.anchor].page)) for line in lines if line.level == 1)
