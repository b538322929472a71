"""Colours of the press: what is RGB on the screen becomes CMYK, and what is grey or black becomes black ink alone.

Colours go through the packaged press profile by LittleCMS. The engine writes colours with the operators ``rg`` and ``RG``
and text as hexadecimal strings, so the operators are found in the bytes of a content stream; the pre-flight afterwards
parses every stream and refuses what is left of RGB (ISO 15930-7).
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image, ImageChops, ImageCms

PROFILE = "coated-fogra39-300.icc"
CONDITION = "FOGRA39"
"""The printing condition that the profile describes, by its name in the registry of the ICC."""

_OPERATOR = re.compile(rb"([-+.\d]+)\s+([-+.\d]+)\s+([-+.\d]+)\s+(rg|RG)(?=\s|$)")
_GREY = re.compile(rb"([-+.\d]+)\s+(g|G)(?=\s|$)")
_SPACE = re.compile(rb"/(\S+)\s+(?:cs|CS)(?=\s|$)")
_TO_INK = {b"rg": b"k", b"RG": b"K", b"g": b"k", b"G": b"K"}

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


def inked(content: bytes) -> bytes:
    """Return a content stream with its RGB and grey operators replaced by those of CMYK; raise Unprintable for others."""
    if space := next((name for name in _SPACE.findall(content) if name != b"Pattern"), None):
        raise Unprintable(f"a colour given in {space.decode()} cannot be converted to inks; give it in sRGB")
    return _GREY.sub(_grey_operator, _OPERATOR.sub(_colour_operator, content))


def _colour_operator(found: re.Match[bytes]) -> bytes:
    red, green, blue = (min(max(float(value), 0.0), 1.0) for value in found.groups()[:3])
    return b"%s %s" % (_operands(inks(red, green, blue)), _TO_INK[found[4]])


def _grey_operator(found: re.Match[bytes]) -> bytes:
    level = min(max(float(found[1]), 0.0), 1.0)
    return b"%s %s" % (_operands(inks(level, level, level)), _TO_INK[found[2]])


def _operands(colour: Inks) -> bytes:
    return " ".join(f"{value:g}" for value in colour).encode()


def ink_everything(pdf: pikepdf.Pdf) -> None:
    """Convert the forms, patterns, shadings, images and blending groups of a file; content of pages is left to its caller."""
    for thing in list(pdf.objects):
        if not isinstance(thing, Dictionary | pikepdf.Stream):
            continue
        for resources in (thing, thing.get(Name.Resources, Dictionary())):
            if isinstance(resources.get(Name.ColorSpace), Dictionary):  # of the screen; ``inked`` refuses their use
                del resources[Name.ColorSpace]
        if Name.ShadingType in thing:
            _ink_shading(thing)
        if isinstance(thing.get(Name.Shading), Dictionary) and Name.ShadingType in thing.Shading:
            _ink_shading(thing.Shading)
        if isinstance(thing, pikepdf.Stream):
            _ink_stream(pdf, thing)


def _ink_stream(pdf: pikepdf.Pdf, stream: pikepdf.Stream) -> None:
    kind = stream.get(Name.Subtype)
    if kind == Name.Form or stream.get(Name.PatternType) == 1:
        stream.write(inked(stream.read_bytes()))
        if stream.get(Name.Group, Dictionary()).get(Name.CS, Name.DeviceCMYK) not in (Name.DeviceCMYK, Name.DeviceGray):
            stream.Group.CS = Name.DeviceCMYK
    elif kind == Name.Image:
        _ink_image(pdf, stream)


def _ink_image(pdf: pikepdf.Pdf, stream: pikepdf.Stream) -> None:
    """Convert a raster image; grey ones and masks stay what they are, black ink."""
    if stream.get(Name.ImageMask) or stream.get(Name.ColorSpace) in (Name.DeviceGray, Name.DeviceCMYK):
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


def is_coloured(content: bytes) -> bool:
    """Return True when a content stream uses any other ink than black."""
    return any(found[1] != b"0" or found[2] != b"0" or found[3] != b"0" for found in _INKED.finditer(content))


_INKED = re.compile(rb"([.\d]+) ([.\d]+) ([.\d]+) [.\d]+ [kK](?=\s|$)")
