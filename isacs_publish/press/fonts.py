"""The packaged fonts, in static instances: WeasyPrint embeds what it is given, and a PDF holds no variable fonts.

The families are Adobe's Source, under the SIL Open Font License, from the packages ``fontpkg-source-serif-4`` and
``fontpkg-source-sans-3``. Their sister for Chinese is Noto CJK (Source Han), so that one concept serves all scripts.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Executor


@dataclass(frozen=True)
class Face:
    """A static instance: file name, package, source file, values of the axes."""

    name: str
    package: str
    source: str
    axes: tuple[tuple[str, float], ...]

    def read(self) -> bytes:
        """Return the bytes of the variable font."""
        return (files(self.package) / "files" / self.source).read_bytes()


_SERIF, _SANS = "fontpkg_source_serif_4", "fontpkg_source_sans_3"
FACES = (
    Face("SourceSerif4-Regular.ttf", _SERIF, "SourceSerif4[opsz,wght].ttf", (("opsz", 10), ("wght", 400))),
    Face("SourceSerif4-Italic.ttf", _SERIF, "SourceSerif4-Italic[opsz,wght].ttf", (("opsz", 10), ("wght", 400))),
    Face("SourceSerif4-Bold.ttf", _SERIF, "SourceSerif4[opsz,wght].ttf", (("opsz", 10), ("wght", 650))),
    Face("SourceSans3-Regular.ttf", _SANS, "SourceSans3[wght].ttf", (("wght", 400),)),
    Face("SourceSans3-Italic.ttf", _SANS, "SourceSans3-Italic[wght].ttf", (("wght", 400),)),
    Face("SourceSans3-Bold.ttf", _SANS, "SourceSans3[wght].ttf", (("wght", 650),)),
)


def recipe() -> str:
    """Return the SHA-256 of all that the instances depend on: packages, faces, and the tool that makes them."""
    packages = sorted({face.package for face in FACES})
    versions = [f"{name} {version(name.replace('_', '-'))}" for name in (*packages, "fonttools")]
    return sha256("\n".join([*versions, *map(repr, FACES)]).encode()).hexdigest()


def prepare(cache: Path, pool: Executor) -> Path:
    """Return the folder of the static instances, having the pool make them when they are not there yet."""
    folder = cache / "fonts" / recipe()[:16]
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as made:
            list(pool.map(_instance, FACES, [Path(made) / face.name for face in FACES]))
            _publish(Path(made), folder)
    return folder


def _publish(made: Path, folder: Path) -> None:
    """Move a finished folder into place; another process may have been faster."""
    ready = made.with_suffix(".ready")
    made.rename(ready)
    made.mkdir()
    try:
        ready.rename(folder)
    except OSError:
        if not folder.is_dir():
            raise


def _instance(face: Face, target: Path) -> None:
    """Write a static instance; the family is named after the file, so that faces never mix."""
    from io import BytesIO

    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = TTFont(BytesIO(face.read()), recalcTimestamp=False)
    static = instantiateVariableFont(font, dict(face.axes), inplace=True)
    postscript = face.name.removesuffix(".ttf")
    for record in static["name"].names:
        if record.nameID in (4, 6):
            static["name"].setName(postscript, record.nameID, record.platformID, record.platEncID, record.langID)
    static.save(target)
