"""Colours of the press: what is RGB on the screen becomes CMYK, and what is grey or black becomes black ink alone.

Colours go through the packaged press profile by LittleCMS. The engine writes colours with the operators ``rg`` and ``RG``,
a line an operation, and text as hexadecimal strings, so the operators are found in the bytes of a content stream; the
pre-flight afterwards parses every stream and refuses what is left of RGB (ISO 15930-7).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, ImageCms

if TYPE_CHECKING:
    from collections.abc import Iterator

PROFILE = "coated-fogra39-300.icc"
CONDITION = "FOGRA39"
"""The printing condition that the profile describes, by its name in the registry of the ICC."""

_SPACE = re.compile(rb"/(\S+) (?:cs|CS)\n")
_TO_INK = {b"rg": (3, b"k"), b"RG": (3, b"K"), b"g": (1, b"k"), b"G": (1, b"K")}
"""The number of operands of each colour operator, and the operator of CMYK that takes its place."""

Inks = tuple[float, float, float, float]
"""Cyan, magenta, yellow and black, each from 0 to 1."""


class Unprintable(ValueError):
    """A colour that the press has no ink for; the message says which."""


def profile() -> bytes:
    """Return the press profile."""
    return (files("isacs_publish.press") / "profiles" / PROFILE).read_bytes()


@cache
def _transform(mode: str) -> Any:
    source = ImageCms.createProfile("sRGB")
    press = ImageCms.getOpenProfile(BytesIO(profile()))
    intent, flags = ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION
    return ImageCms.buildTransform(source, press, mode, "CMYK", intent, flags=flags)


@cache
def inks(red: float, green: float, blue: float) -> Inks:
    """Return the inks of an sRGB colour, to a hundredth; greys are black ink alone, so that thin strokes stay sharp."""
    if red == green == blue:
        return (0.0, 0.0, 0.0, round(1 - red, 4))
    pixel = Image.new("RGB", (1, 1), (round(red * 255), round(green * 255), round(blue * 255)))
    cyan, magenta, yellow, black = _transform("RGB").apply(pixel).tobytes()
    return (round(cyan / 255, 2), round(magenta / 255, 2), round(yellow / 255, 2), round(black / 255, 2))


@dataclass(frozen=True, slots=True)
class Inked:
    """A content stream in press inks, and whether it uses any other ink than black."""

    content: bytes
    coloured: bool


def inked(content: bytes) -> Inked:
    """Return a content stream with its RGB and grey operators replaced by those of CMYK; raise Unprintable for others.

    The engine ends each operation with a line end. Cutting the stream at the operators and reading their operands from
    the end of each piece takes a twentieth of the time of a pattern that tries every number of the stream.
    """
    if space := next((name for name in _SPACE.findall(content) if name != b"Pattern"), None):
        raise Unprintable(f"a colour given in {space.decode()} cannot be converted to inks; give it in sRGB")
    content += b"\n"
    coloured = False
    for operator, (operands, ink) in _TO_INK.items():
        first, *rest = content.split(b" %s\n" % operator)
        made = []
        for piece in (first, *rest[:-1]) if rest else ():
            head, *values = (b". " + piece).rsplit(None, operands)  # the point keeps a head before the operands
            colour = inks(*_levels(values))
            coloured = coloured or any(colour[:3])
            made.append(b"%s\n%s %s\n" % (head[2:], _operands(colour), ink))
        content = b"".join([*made, rest[-1] if rest else first])
    return Inked(content, coloured)


def _levels(values: list[bytes]) -> tuple[float, float, float]:
    levels = [min(max(float(value), 0.0), 1.0) for value in values]
    return (levels[0], levels[-2] if len(levels) > 1 else levels[0], levels[-1])


def _operands(colour: Inks) -> bytes:
    return " ".join(f"{value:g}" for value in colour).encode()


def ink_everything(pdf: pikepdf.Pdf) -> set[tuple[int, int]]:
    """Convert what the pages of a file draw with: forms, patterns, gradients, images; return the streams that are in colour.

    The content of pages is left to the caller.
    """
    coloured: set[tuple[int, int]] = set()
    seen: set[tuple[int, int]] = set()
    waiting = [page.obj[Name.Resources] for page in pdf.pages if Name.Resources in page.obj]
    while waiting:
        resources = waiting.pop()
        if _is_new(resources, seen):
            if Name.ColorSpace in resources:  # of the screen; ``inked`` refuses their use
                del resources[Name.ColorSpace]
            things = [thing for thing in _drawn_with(resources) if _is_new(thing, seen)]
            coloured |= {thing.objgen for thing in things if _ink(thing)}
            waiting += [thing[Name.Resources] for thing in things if Name.Resources in thing]
    return coloured


def _is_new(thing: Any, seen: set[tuple[int, int]]) -> bool:
    """Return True when an object is met for the first time, and note it; what stands within another is met there alone."""
    if thing.objgen in seen:
        return False
    if thing.is_indirect:
        seen.add(thing.objgen)
    return True


def _drawn_with(resources: Any) -> Iterator[Any]:
    """Yield what a content stream can draw with: forms and images, patterns, gradients, the groups of soft masks."""
    for kind in (Name.XObject, Name.Pattern, Name.Shading):
        yield from (resources[kind].values() if kind in resources else ())
    for state in resources[Name.ExtGState].values() if Name.ExtGState in resources else ():
        if isinstance(mask := state.get(Name.SMask), Dictionary):
            yield mask.G


def _ink(thing: Any) -> bool:
    """Convert a thing that is drawn with; return True for a stream in colour. Of gradients that is asked when they are used."""
    if gradient := gradient_of(thing):
        _ink_shading(gradient)
        return False
    return _ink_stream(thing)


def gradient_of(thing: Any) -> Any:
    """Return the gradient that a thing is or paints with, None for other things."""
    return thing if Name.ShadingType in thing else thing.get(Name.Shading)


def is_coloured_gradient(gradient: Any) -> bool:
    """Return True when a converted gradient uses any other ink than black."""
    if gradient.ColorSpace != Name.DeviceCMYK:
        return False
    waiting, ends = [gradient.Function], []
    while waiting:
        function = waiting.pop()
        waiting += list(function.get(Name.Functions, ()))
        ends += [function[key] for key in (Name.C0, Name.C1) if key in function]
    return any(float(ink) for end in ends for ink in list(end)[:3])


def _ink_stream(stream: pikepdf.Stream) -> bool:
    """Convert a form, pattern or image; return True when it is in colour."""
    kind = stream.get(Name.Subtype)
    if kind == Name.Form or stream.get(Name.PatternType) == 1:
        made = inked(stream.read_bytes())
        stream.write(made.content)
        if stream.get(Name.Group, Dictionary()).get(Name.CS, Name.DeviceCMYK) not in (Name.DeviceCMYK, Name.DeviceGray):
            stream.Group.CS = Name.DeviceCMYK
        return made.coloured
    if kind == Name.Image and not stream.get(Name.ImageMask):
        _ink_image(stream)
        return bool(stream.ColorSpace == Name.DeviceCMYK)
    return False


def _ink_image(stream: pikepdf.Stream) -> None:
    """Convert a raster image; grey ones stay what they are, black ink."""
    if stream.get(Name.ColorSpace) in (Name.DeviceGray, Name.DeviceCMYK):
        return
    picture = pikepdf.PdfImage(stream).as_pil_image(apply_mask=False)
    if picture.mode in ("L", "1") or _is_grey(picture.convert("RGB")):
        stream.write(picture.convert("L").tobytes())
        stream.ColorSpace, stream.BitsPerComponent = Name.DeviceGray, 8
    else:
        stream.write(_transform("RGB").apply(picture.convert("RGB")).tobytes())
        stream.ColorSpace, stream.BitsPerComponent = Name.DeviceCMYK, 8
    for key in (Name.Decode, Name.DecodeParms, Name.Intent):
        if key in stream:
            del stream[key]


def _is_grey(picture: Image.Image) -> bool:
    """Return True when every pixel has as much red as green as blue."""
    red, green, blue = picture.split()
    return not any(ImageChops.difference(red, other).getbbox() for other in (green, blue))


def _ink_shading(shading: Any) -> None:
    """Convert a gradient between two or more colours (ISO 32000-1, 8.7.4.5)."""
    if shading.ColorSpace not in (Name.DeviceGray, Name.DeviceCMYK):
        _ink_function(shading.Function)
        shading.ColorSpace = Name.DeviceCMYK
        if Name.Background in shading:
            shading.Background = _array(shading.Background)


def _ink_function(function: Any) -> None:
    if isinstance(function, Array):
        raise Unprintable("a gradient made of one function a colour cannot be converted to inks")
    if function.FunctionType == 2:
        function.C0, function.C1 = _array(function.C0), _array(function.C1)
    elif function.FunctionType == 3:
        for part in function.Functions:
            _ink_function(part)
    else:
        raise Unprintable(f"a gradient of function type {int(function.FunctionType)} cannot be converted to inks")
    if Name.Range in function:
        del function.Range


def _array(colour: Any) -> Array:
    if len(colour) == 4:  # shared by another gradient, converted already
        return Array(colour)
    red, green, blue = (float(value) for value in colour)
    return Array(list(inks(red, green, blue)))
