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
