"""The versions of the engine: what must be equal for the same source to give the same bytes."""

from __future__ import annotations

import ctypes
from ctypes.util import find_library
from functools import cache
from importlib.metadata import version

PACKAGES = ("weasyprint", "pydyf", "pikepdf", "fonttools", "tinycss2", "tinyhtml5", "pyphen", "pillow", "lxml")


class EngineMissing(RuntimeError):
    """A library of the engine is not installed; the message says what to install."""


@cache
def engine_versions() -> dict[str, str]:
    """Return the version of every package and library that takes part in typesetting; reads no engine code."""
    versions = {name: version(name) for name in PACKAGES}
    versions["pango"] = _call("pango-1.0", "pango_version_string", "libpango-1.0-0")
    versions["harfbuzz"] = _call("harfbuzz", "hb_version_string", "libharfbuzz0b")
    versions["harfbuzz-subset"] = _call("harfbuzz-subset", "hb_version_string", "libharfbuzz-subset0")
    versions["fontconfig"] = str(_library("fontconfig", "libfontconfig1").FcGetVersion())
    return versions


def _library(name: str, package: str) -> ctypes.CDLL:
    for path in (find_library(name), f"lib{name}.so.0", f"lib{name}.so.1"):
        if path:
            try:
                return ctypes.CDLL(path)
            except OSError:
                continue
    raise EngineMissing(f"the library {name} is missing; install it with: apt-get install {package}")


def _call(name: str, function: str, package: str) -> str:
    library = _library(name, package)
    call = getattr(library, function, None)
    if call is None:
        return "unknown"
    call.restype = ctypes.c_char_p
    return str(call().decode())
