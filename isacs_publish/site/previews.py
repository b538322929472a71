"""What a reader sees of a clause or a term before following a link: a script beside each page, loaded when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isacs_publish.model.numbering import Label
from isacs_publish.model.outline import CITED_BY_ANCHOR, Kind
from isacs_publish.model.text import Form, spelled
from isacs_publish.site.links import HOME
from isacs_publish.site.scripts import supplied

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isacs_publish.model.text import Text
    from isacs_publish.site.site import Site, SiteText

LONGEST = 320
"""Letters of a preview, after which it ends with the word."""

NAME = "preview.js"


def previews(site: Site) -> Iterator[tuple[str, bytes]]:
    """Yield for each page of a module the script that supplies the previews of its units."""
    for text in site.texts.values():
        for number, page in text.modules.items():
            module = text.catalogue.modules[number]
            told = {"": [str(text.catalogue.identifier(module, text.language)), module.title, ""], **_units(text, number)}
            folder = page.address.removesuffix(HOME)
            yield f"{folder}{NAME}", supplied(f"preview:{page.address}", told)


def _units(text: SiteText, number: str) -> dict[str, list[str]]:
    words = text.reading.texts[number]
    names = {**_names(text), **{unit.anchor: unit.number or unit.title for unit in words.units}}
    return {
        unit.anchor: [_label(text, unit.kind, unit.number), unit.title, said]
        for unit in words.units
        if unit.kind in CITED_BY_ANCHOR
        and "~" not in unit.anchor
        and (said := _said(words, unit.anchor, unit.kind, names)) is not None
    }


def _names(text: SiteText) -> dict[str, str]:
    prefix = text.catalogue.brand.prefix
    return {number: f"{prefix} {number}" for number in text.catalogue.modules}


def _label(text: SiteText, kind: Kind, number: str) -> str:
    return text.words.citation(Label(kind, number)) if number else ""


def _said(words: Text, anchor: str, kind: Kind, names: Mapping[str, str]) -> str | None:
    """Return the definition of a term, or the first words of another unit."""
    wanted = (Form.DEFINITION,) if kind is Kind.TERM else (Form.PARAGRAPH, Form.LEGEND)
    found = [passage for passage in words.passages if passage.unit == anchor and passage.form in wanted]
    return shortened(spelled(found[0].words, names)) if found else ""


def shortened(words: str) -> str:
    """Return a text cut after a whole word, with the sign that it goes on."""
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rsplit(' ', 1)[0]} …"
