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

import uharfbuzz


@dataclass(frozen=True)
class Face:
    """A static instance: file name, the name WeasyPrint embeds it under, package, source file, values of the axes."""

    name: str
    embedded: str
    package: str
    source: str
    axes: tuple[tuple[str, float], ...]

    def read(self) -> bytes:
        """Return the bytes of the variable font."""
        return (files(self.package) / "files" / self.source).read_bytes()


def _serif(style: str, source: str, weight: int) -> Face:
    name = "Source-Serif-4" if style == "Regular" else f"Source-Serif-4-{style}"
    axes = (("opsz", 10), ("wght", weight))
    return Face(f"SourceSerif4-{style}.ttf", name, "fontpkg_source_serif_4", f"{source}[opsz,wght].ttf", axes)


def _sans(style: str, source: str, weight: int) -> Face:
    name = "Source-Sans-3" if style == "Regular" else f"Source-Sans-3-{style}"
    return Face(f"SourceSans3-{style}.ttf", name, "fontpkg_source_sans_3", f"{source}[wght].ttf", (("wght", weight),))


FACES = (
    _serif("Regular", "SourceSerif4", 400),
    _serif("Italic", "SourceSerif4-Italic", 400),
    _serif("Bold", "SourceSerif4", 650),
    _sans("Regular", "SourceSans3", 400),
    _sans("Italic", "SourceSans3-Italic", 400),
    _sans("Bold", "SourceSans3", 650),
)


def recipe() -> str:
    """Return the SHA-256 of all that the instances depend on: packages, faces, and the tool that makes them."""
    packages = sorted({face.package for face in FACES})
    versions = [f"{name} {version(name.replace('_', '-'))}" for name in (*packages, "uharfbuzz")]
    return sha256("\n".join([*versions, *map(repr, FACES)]).encode()).hexdigest()


def prepare(cache: Path) -> Path:
    """Return the folder of the static instances, making it when it is not there yet."""
    folder = cache / "fonts" / recipe()[:16]
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent))
        for face in FACES:
            (made / face.name).write_bytes(instance(face))
        try:
            made.rename(folder)
        except OSError:  # another process was faster
            if not folder.is_dir():
                raise
    return folder


def instance(face: Face) -> bytes:
    """Return a static instance of a variable font, by HarfBuzz."""
    font = uharfbuzz.Face(face.read())
    wanted = uharfbuzz.SubsetInput()
    wanted.keep_everything()
    for axis, value in face.axes:
        wanted.pin_axis_location(font, axis, value)
    return bytes(uharfbuzz.subset(font, wanted).blob.data)
