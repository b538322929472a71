"""A project of many modules: copies of the corpus under other numbers, ``A05.20`` in series ``A05`` and so on.

The copies cite each other as the originals do; terms lead to the one glossary. All rules of drafting are applied but two, which
object to a second glossary, so that nothing is found and no other rule is spared its work.
"""

from __future__ import annotations

import re
import shutil
import tomllib
from itertools import islice, product
from string import ascii_uppercase
from typing import TYPE_CHECKING

from benchmarks.corpus import PROJECT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

ORIGINALS = 40
"""Modules of the corpus."""

NUMBER = re.compile(r"(?<![\w.-])(0[1-8])(?=\.\d\d(?![\w.]*\d))")
"""The series in the number of a module."""

SCOPE = re.compile(r"(?m)^Scope\n-+\n\n")

WITHOUT = '["term-defined-twice", "deprecated-term-used"]'


def generate(folder: Path, count: int) -> None:
    """Write a project of ``count`` modules into a folder that is not there yet; ValueError where this is no multiple of 40."""
    if count < ORIGINALS or count % ORIGINALS:
        raise ValueError(f"{count} modules cannot be made of copies of all {ORIGINALS}")
    prefixes = tuple(islice(_prefixes(), count // ORIGINALS - 1))
    sources = folder / "source"
    shutil.copytree(PROJECT / "themes", folder / "themes")
    shutil.copy(PROJECT / "conf.py", folder / "conf.py")
    shutil.copytree(PROJECT / "source", sources, ignore=shutil.ignore_patterns("locale", "register"))
    for prefix in prefixes:
        for series in sorted((PROJECT / "source").glob("0[1-8]")):
            _copy(series, sources, prefix)
        _tag(sources, prefix)
    catalogue = (PROJECT / "source" / "catalogue.toml").read_text(encoding="utf-8")
    (sources / "catalogue.toml").write_text(_catalogue(catalogue, prefixes), encoding="utf-8")


def _prefixes() -> Iterator[str]:
    """Yield A to Z, AA to ZZ."""
    for length in (1, 2):
        yield from map("".join, product(ascii_uppercase, repeat=length))


def _copy(series: Path, sources: Path, prefix: str) -> None:
    """Copy a series with all that stands in it."""
    for path in sorted(series.rglob("*")):
        target = sources.joinpath(
            *(f"{prefix}{part}" if part[0] == "0" else part for part in path.relative_to(series.parent).parts)
        )
        if path.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        elif path.suffix == ".rst":
            words = NUMBER.sub(rf"{prefix}\1", path.read_text(encoding="utf-8"))
            words = re.sub(r"(?<=^\.\. modules:: )(?=0)", prefix, words, flags=re.MULTILINE)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(words, encoding="utf-8")
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)


def _tag(sources: Path, prefix: str) -> None:
    """Tag the scope of a copy with the issue to which its original is devoted: the original needs no tag, the copy does."""
    catalogue = tomllib.loads((PROJECT / "source" / "catalogue.toml").read_text(encoding="utf-8"))
    for issue in catalogue["issue"]:
        series = issue["module"].partition(".")[0]
        path = sources / f"{prefix}{series}" / f"{prefix}{issue['module']}" / "index.rst"
        words = path.read_text(encoding="utf-8")
        path.write_text(SCOPE.sub(rf"\g<0>.. issues:: {issue['key']}\n\n", words, count=1), encoding="utf-8")


def _catalogue(text: str, prefixes: Iterable[str]) -> str:
    """Return the catalogue with a row for each copy."""
    rows = [row for row in re.split(r"(?m)^(?=\[|# )", text) if row.startswith(("[[series]]", "[[module]]"))]
    copies = [re.sub(r'(?m)^number = "', f'number = "{prefix}', row) for prefix in prefixes for row in rows]
    return f"{text.rstrip()}\n\n[rules]\nwithout = {WITHOUT}\n\n{''.join(copies)}"
