"""The image of a kit: ISO 9660 with Rock Ridge and Joliet, so that every system reads the real names.

The same folder gives the same bytes on the same day.
pycdlib asks the clock and the time zone in four of its modules and takes no times; ``_pinned`` stands in for both.
"""

from __future__ import annotations

import re
import threading
import time
from calendar import timegm
from contextlib import contextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pycdlib
from pycdlib import dates, headervd, utils
from pycdlib import pycdlib as mastering

from isacs_publish.kit.contents import KIT, KitFile
from isacs_publish.kit.folder import paths_in
from isacs_publish.model.finding import Finding, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date
    from pathlib import Path

LONGEST_NAME = 64
"""Characters of a name in Joliet."""

SUM = ".sha256"
"""What follows the name of an image in that of the file with its digest."""

_LABEL = 16
"""Characters of the name of a volume in Joliet."""

_LEVEL = 3
_STEM, _ENDING = 20, 8
_PLAIN_FILE, _FOLDER = 0o100444, 0o040555
_ALONE = threading.Lock()
_NO_SIGN = re.compile(r"[^A-Z0-9_]")


def faults_of_names(folder: Path) -> list[Finding]:
    """Return what in the names of a kit no image can hold."""
    hint = f"names in an image have at most {LONGEST_NAME} characters; rename the picture or file it comes from"
    return [
        Finding("kit-name-too-long", Place(f"{folder.name}/{path}"), f"{name!r} is too long for an image", hint)
        for path in sorted(paths_in(folder))
        for name in path.split("/")
        if len(name.encode("utf-16-be")) // 2 > LONGEST_NAME
    ]


def write_image(folder: Path, target: Path, day: date, step: Callable[[int], None]) -> None:
    """Write the image of a folder; all its times are noon of a day, in UTC."""
    with _pinned(day):
        image = pycdlib.PyCdlib()
        label = _plain(folder.name)[:_LABEL].rstrip("_")
        image.new(interchange_level=_LEVEL, vol_ident=label, rock_ridge="1.09", joliet=3)
        _fill(image, folder)
        told = 0

        def progress(done: int, total: int, _: object) -> None:
            nonlocal told
            if (tenth := done * 10 // (total or 1)) > told:
                told = tenth
                step(tenth)

        with target.open("xb") as file:
            image.write_fp(file, blocksize=1 << 20, progress_cb=progress)
        image.close()


def kit_in_image(image: Path) -> bytes:
    """Return the ``kit.json`` of an image, nothing where there is none to be read."""
    from io import BytesIO

    read, told = pycdlib.PyCdlib(), BytesIO()
    try:
        read.open(str(image))
        read.get_file_from_iso_fp(told, joliet_path=f"/{KIT}")
        read.close()
    except (OSError, pycdlib.pycdlibexception.PyCdlibException):
        return b""
    return told.getvalue()


def sum_of(image: Path) -> bytes:
    """Return the line that ``sha256sum --check`` reads for an image."""
    return f"{KitFile.of('image', image).sha256}  {image.name}\n".encode()


def _fill(image: Any, folder: Path) -> None:
    """Add folders and files in order; each has a plain name of its own for systems that know no other."""
    plain, taken = {"": ""}, set[str]()
    files = paths_in(folder)
    for path in sorted({*files, *(parent for path in files for parent in _parents(path))}, key=lambda path: path.split("/")):
        above, _, name = path.rpartition("/")
        iso = f"{plain[above]}/{_free(name, plain[above], taken, is_file=path in files)}"
        if path in files:
            joined = {"iso_path": f"{iso};1", "rr_name": name, "joliet_path": f"/{path}", "file_mode": _PLAIN_FILE}
            image.add_file(str(files[path]), **joined)
        else:
            plain[path] = iso
            image.add_directory(iso_path=iso, rr_name=name, joliet_path=f"/{path}", file_mode=_FOLDER)


def _parents(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path


def _free(name: str, above: str, taken: set[str], *, is_file: bool) -> str:
    """Return a plain name that nothing else has in the same folder."""
    stem, dot, ending = name.rpartition(".") if is_file else (name, "", "")
    stem = stem or ("" if dot else ending)
    ending = _plain(ending)[:_ENDING] if dot else ""
    for count in range(1, 1 << 20):
        mark = "" if count == 1 else f"_{count}"
        found = f"{_plain(stem)[: _STEM - len(mark)]}{mark}" + (f".{ending}" if is_file else "")
        if f"{above}/{found}" not in taken:
            break
    taken.add(f"{above}/{found}")
    return found


def _plain(name: str) -> str:
    return _NO_SIGN.sub("_", name.upper())


def _standing(moment: float) -> SimpleNamespace:
    """Return the functions of ``time`` that pycdlib calls, at one moment, in UTC."""
    return SimpleNamespace(
        time=lambda: moment,
        localtime=lambda seconds=moment: time.gmtime(seconds),
        gmtime=time.gmtime,
        strftime=time.strftime,
        strptime=time.strptime,
        struct_time=time.struct_time,
    )


@contextmanager
def _pinned(day: date) -> Iterator[None]:
    """Have pycdlib find one time for as long as an image is written."""
    modules: tuple[Any, ...] = (mastering, headervd, dates, utils)
    standing = _standing(timegm((day.year, day.month, day.day, 12, 0, 0, 0, 0, 0)))
    with _ALONE:
        for module in modules:
            module.time = standing
        try:
            yield
        finally:
            for module in modules:
                module.time = time
