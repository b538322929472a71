"""What is measured: the modules and volumes chosen, read from cold, and the fonts, which alone are shared with the project."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from isacs_publish.matter import Templates
from isacs_publish.press.fonts import prepare
from isacs_publish.publish import load_catalogue
from isacs_publish.selection import select
from isacs_publish.sphinxext.run import read_modules

if TYPE_CHECKING:
    from isacs_publish.model.printsource import PrintSource
    from isacs_publish.selection import Volume
    from isacs_publish.sphinxext.run import Reading
    from isacs_publish.workspace import Workspace

PROJECT = Path(__file__).resolve().parent.parent
CORES = len(os.sched_getaffinity(0))


@dataclass(frozen=True)
class Corpus:
    """The print sources by module number, the volumes that bind them, and what making these needs."""

    reading: Reading
    sources: dict[str, PrintSource]
    volumes: tuple[Volume, ...]
    templates: Templates
    language: str
    fonts: Path


def read_corpus(workspace: Workspace, words: tuple[str, ...]) -> Corpus:
    """Return what the words choose; end the run when a module cannot be read, since figures would then be too good."""
    catalogue, faults = load_catalogue(workspace)
    if catalogue is None:
        raise SystemExit(f"nothing to measure, the catalogue has faults: {faults[0]}")
    chosen = select(catalogue, words)
    language = catalogue.languages.source
    reading = read_modules(workspace, language, CORES)
    if missing := [module.number for module in chosen.modules if module.number not in reading.sources]:
        raise SystemExit(f"nothing to measure, these modules have no print source: {', '.join(missing)}; see isacs check")
    sources = {module.number: reading.sources[module.number] for module in chosen.modules}
    fonts = prepare(PROJECT / "build" / ".cache")
    return Corpus(reading, sources, chosen.volumes, Templates(workspace.theme / "print", catalogue), language, fonts)
