"""The packaged fonts, in static instances: WeasyPrint embeds what it is given, and a PDF holds no variable fonts.

One concept over all scripts, a serif for the text and a sans for headings, tables and matter, all under the SIL Open Font
License: Adobe's Source for Latin, Greek and Cyrillic; its sister Noto CJK (Source Han) for Chinese, where the bold of the
sans serves the serif too, as is the custom of Chinese standards; Amiri, a classical naskh, for Arabic, since of the fonts
that can be had it alone lets Arabic words be read back from a PDF.

Faces of other scripts are made when a publication asks for them, so that a text in English pays nothing for Chinese.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import uharfbuzz
from fontTools.ttLib import TTFont

from isacs_publish.workspace import write_atomically


@dataclass(frozen=True)
class Face:
    """A static instance: file name, the name WeasyPrint embeds it under, package, source file, values of the axes.

    ``index`` is the number of the face in a collection; ``scale`` enlarges all glyphs, so that scripts that stand side by
    side in one size look of one size. A face that is not ``basic`` is made when it is asked for.
    """

    name: str
    embedded: str
    package: str
    source: str
    axes: tuple[tuple[str, float], ...] = ()
    index: int = 0
    scale: float = 1
    basic: bool = False

    def read(self) -> bytes:
        """Return the bytes of the packaged font."""
        return (files(self.package) / self.source).read_bytes()


def _serif(style: str, source: str, weight: int) -> Face:
    axes = (("opsz", 10), ("wght", weight))
    source = f"files/{source}[opsz,wght].ttf"
    return Face(
        f"SourceSerif4-{style}.ttf", _embedded("Source-Serif-4", style), "fontpkg_source_serif_4", source, axes, basic=True
    )


def _sans(style: str, source: str, weight: int) -> Face:
    axes = (("wght", weight),)
    source = f"files/{source}[wght].ttf"
    return Face(
        f"SourceSans3-{style}.ttf", _embedded("Source-Sans-3", style), "fontpkg_source_sans_3", source, axes, basic=True
    )


def _amiri(style: str) -> Face:
    embedded = _embedded("Amiri", style.replace("BoldItalic", "Bold-Italic"))
    return Face(f"Amiri-{style}.ttf", embedded, "fontpkg_amiri", f"files/Amiri-{style}.ttf", scale=1.15)


def _embedded(family: str, style: str) -> str:
    return family if style == "Regular" else f"{family}-{style}"


LINE_HYPHEN = 0xE010
"""The hyphen at the end of a line has a private character and a glyph of its own, so that its Unicode value can be that of
the soft hyphen (ISO 32000-1, 14.8.2.2.3): readers put the word together again, and leave other hyphens in place."""

SIMPLIFIED = 2
"""The face for simplified Chinese in the collection of Noto Sans CJK."""

FACES = (
    _serif("Regular", "SourceSerif4", 400),
    _serif("Italic", "SourceSerif4-Italic", 400),
    _serif("Bold", "SourceSerif4", 650),
    _sans("Regular", "SourceSans3", 400),
    _sans("Italic", "SourceSans3-Italic", 400),
    _sans("Bold", "SourceSans3", 650),
    *map(_amiri, ("Regular", "Italic", "Bold", "BoldItalic")),
    Face("NotoSerifSC-Regular.otf", "Noto-Serif-SC", "pylopdf_fonts_zh_cn", "NotoSerifSC-Regular.otf"),
    Face("NotoSansSC-Regular.otf", "Noto-Sans-SC", "pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"),
    Face(
        "NotoSansSC-Bold.otf", "Noto-Sans-SC-Bold", "manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc", (("wght", 650),), SIMPLIFIED
    ),
)
BY_NAME = {face.name: face for face in FACES}


def recipe() -> str:
    """Return the SHA-256 of all that the instances depend on: packages, the tool that makes them, and this page."""
    packages = sorted({face.package for face in FACES})
    versions = [f"{name} {version(name.replace('_', '-'))}" for name in (*packages, "uharfbuzz")]
    return sha256("\n".join(versions).encode() + Path(__file__).read_bytes()).hexdigest()


def prepare(cache: Path) -> Path:
    """Return the folder of the static instances, making it, with the basic faces, when it is not there yet."""
    folder = cache / "fonts" / recipe()[:16]
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent))
        for name, content in basic_instances():
            (made / name).write_bytes(content)
        try:
            made.rename(folder)
        except OSError:  # another process was faster
            if not folder.is_dir():
                raise
    return folder


@cache
def basic_instances() -> tuple[tuple[str, bytes], ...]:
    """Return name and bytes of each basic face, made once in a process: a release builds in more than one folder."""
    return tuple((face.name, instance(face)) for face in FACES if face.basic)


def provide(folder: Path, name: str) -> Path:
    """Return the file of a face in the folder of ``prepare``, making it when nobody has asked for it before."""
    path = folder / name
    if not path.is_file():
        write_atomically(path, instance(BY_NAME[name]))
    return path


def instance(face: Face) -> bytes:
    """Return a static instance of a packaged font, by HarfBuzz.

    Glyphs of PostScript outlines get their own number as CID, since a PDF shows them by CID (ISO 32000-1, 9.7.4.2) and
    WeasyPrint writes glyph numbers.
    """
    font = uharfbuzz.Face(uharfbuzz.Blob(face.read()), face.index)
    wanted = uharfbuzz.SubsetInput()
    wanted.keep_everything()
    if face.name.endswith(".otf"):
        wanted.flags |= uharfbuzz.SubsetFlags.DOWNGRADE_CFF2 | uharfbuzz.SubsetFlags.CFF_IDENTITY_CHARSET
    for axis, value in face.axes:
        wanted.pin_axis_location(font, axis, value)
    static = bytes(uharfbuzz.subset(font, wanted).blob.data)
    return _fitted(static, face) if face.basic or face.scale != 1 else static


def _fitted(static: bytes, face: Face) -> bytes:
    """Return a face with all glyphs ``scale`` times as large, fewer of its units making an em, and with the line hyphen."""
    font, out = TTFont(BytesIO(static), recalcTimestamp=False), BytesIO()
    font["head"].unitsPerEm = round(font["head"].unitsPerEm / face.scale)
    if face.basic:
        _add_line_hyphen(font)
    font.save(out)
    return out.getvalue()


def _add_line_hyphen(font: TTFont) -> None:
    hyphen, glyphs = font.getBestCmap()[ord("\u2010")], font["glyf"]
    glyphs["linehyphen"], font["hmtx"]["linehyphen"] = glyphs[hyphen], font["hmtx"][hyphen]
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[LINE_HYPHEN] = "linehyphen"
