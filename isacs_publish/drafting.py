"""Gathers what rules of drafting judge by: the corpus of a project, with the data of its language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isacs_publish.forms import verbal_forms
from isacs_publish.model.corpus import Corpus
from isacs_publish.usage_file import usage_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.model.instrument import Instruments
    from isacs_publish.model.manuscript import Manuscript
    from isacs_publish.register_file import Registers


def corpus_of(
    project: Path, catalogue: Catalogue, manuscripts: Mapping[str, Manuscript], registers: Registers, instruments: Instruments
) -> Corpus:
    """Return the corpus of a project; paths of the manuscripts are relative to its folder."""
    language = catalogue.languages.source
    return Corpus(
        catalogue,
        manuscripts,
        verbal_forms(language),
        usage_of(language),
        instruments,
        registers.modules,
        lines_of(project, manuscripts),
    )


def lines_of(project: Path, manuscripts: Mapping[str, Manuscript]) -> dict[str, tuple[str, ...]]:
    """Return the lines of each source that holds words of a manuscript, by path."""
    paths = {spot.path for manuscript in manuscripts.values() for spot in manuscript.spots}
    return {path: _lines(project / path) for path in sorted(paths)}


def _lines(path: Path) -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8").splitlines()) if path.is_file() else ()
