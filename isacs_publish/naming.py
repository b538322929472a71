"""The names by which a text calls what its references point at, where its passages are read by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isacs_publish.model.numbering import Label
from isacs_publish.words import words

if TYPE_CHECKING:
    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.model.instrument import Instruments
    from isacs_publish.model.text import Text


def names_in(text: Text, catalogue: Catalogue, instruments: Instruments) -> dict[str, str]:
    """Return names by target: works by their keys, modules by their numbers, units of the text by their anchors.

    A unit is called ``Clause 5``, ``5.2``, ``Table 3`` in the language of the text, or by its title where it has no number.
    """
    fixed = words(text.language)
    works = {work.key: work.name for work in instruments.works.values()}
    modules = {number: f"{catalogue.brand.prefix} {number}" for number in catalogue.modules}
    units = {
        unit.anchor: fixed.citation(Label(unit.kind, unit.number)) if unit.number else unit.title
        for unit in text.units
        if unit.number or unit.title
    }
    return {**works, **modules, **units}
