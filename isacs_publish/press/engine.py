"""The versions of the engine: what must be equal for the same source to give the same bytes."""

from __future__ import annotations

import ctypes
from ctypes.util import find_library
from functools import cache
from importlib.metadata import version
from typing import Any

PACKAGES = ("weasyprint", "pydyf", "pikepdf", "fonttools", "tinycss2", "tinyhtml5", "pyphen", "pillow", "lxml", "uharfbuzz")


LIBRARIES = {
    "pango-1.0": "libpango-1.0-0 libpangoft2-1.0-0",
    "harfbuzz": "libharfbuzz0b",
    "harfbuzz-subset": "libharfbuzz-subset0",
    "fontconfig": "libfontconfig1",
}
"""The Debian package of each library that the engine loads."""


class EngineMissing(RuntimeError):
    """A library of the engine is not installed; the message says what to install."""


@cache
def engine_versions() -> dict[str, str]:
    """Return the version of every package and library that takes part in typesetting; reads no engine code."""
    versions = {name: version(name) for name in PACKAGES}
    versions["pango"] = _call("pango-1.0", "pango_version_string")
    versions["harfbuzz"] = _call("harfbuzz", "hb_version_string")
    _library("harfbuzz-subset")
    fontconfig_version: Any = _function("fontconfig", "FcGetVersion")
    versions["fontconfig"] = str(fontconfig_version())
    return versions


def _library(name: str) -> ctypes.CDLL:
    """Return a library by its Debian name first: searching starts a compiler and takes longer than all the rest."""
    for path in (f"lib{name}.so.0", f"lib{name}.so.1", ""):
        try:
            if found := path or find_library(name):
                return ctypes.CDLL(found)
        except OSError:
            continue
    raise EngineMissing(f"the library {name} is missing; install it with: apt-get install {LIBRARIES[name]}")


def _function(name: str, function: str) -> Any:
    return getattr(_library(name), function)


def _call(name: str, function: str) -> str:
    call = _function(name, function)
    call.restype = ctypes.c_char_p
    return str(call().decode())
