"""The versions of the engine: what must be equal for the same source to give the same bytes."""

from __future__ import annotations

import ctypes
import re
import zlib
from ctypes.util import find_library
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

PACKAGES = (
    "weasyprint",
    "pydyf",
    "pikepdf",
    "fonttools",
    "tinycss2",
    "tinyhtml5",
    "pyphen",
    "pillow",
    "lxml",
    "uharfbuzz",
    "segno",
)


LIBRARIES = {
    "pango-1.0": "libpango-1.0-0 libpangoft2-1.0-0",
    "harfbuzz": "libharfbuzz0b",
    "harfbuzz-subset": "libharfbuzz-subset0",
    "fontconfig": "libfontconfig1",
}
"""The Debian package of each library that the engine loads."""


class EngineMissing(RuntimeError):
    """A library of the engine is not installed; the message says what to install."""


class ClusterUnavailable(RuntimeError):
    """There is no cluster to work with; the message says why, and what would help."""


@cache
def engine_versions() -> dict[str, str]:
    """Return the version of every package and library that takes part in typesetting; reads no engine code."""
    versions = {name: version(name) for name in PACKAGES}
    versions["pango"] = _call("pango-1.0", "pango_version_string")
    versions["harfbuzz"] = _call("harfbuzz", "hb_version_string")
    versions["harfbuzz-subset"] = _file_version("harfbuzz-subset")
    fontconfig_version: Any = _function("fontconfig", "FcGetVersion")
    versions["fontconfig"] = str(fontconfig_version())
    versions["zlib"] = zlib.ZLIB_RUNTIME_VERSION
    return versions


def differences(former: Mapping[str, str], now: Mapping[str, str], second: str = "now") -> list[str]:
    """Return what differs between two engines: ``pango 1.50.12, now 1.52.1``; ``second`` is the word for the second one."""
    names = sorted(former.keys() | now.keys())
    return [f"{n} {former.get(n, 'none')}, {second} {now.get(n, 'none')}" for n in names if former.get(n) != now.get(n)]


def _file_version(name: str) -> str:
    """Return the version in the file name of a library that tells of none by itself, as Linux has loaded it."""
    _library(name)
    maps = Path("/proc/self/maps")
    loaded = maps.read_text(encoding="utf-8", errors="replace") if maps.is_file() else ""
    found = re.search(rf"lib{name}\.so\.([\d.]+)", loaded)
    return found[1] if found else "unknown"


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
