"""The brand is configuration: no name of the catalogue's stands in the package, so that another house can use it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from isacs_publish.catalogue_file import read_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORMER = "CASA"
"""The body that published the standards once; it is never the publisher here."""


@pytest.fixture(scope="session")
def brand(project: Path) -> re.Pattern[str]:
    """Return what matches any string of the brand, as a word, in its own case; names also where a line ends within them."""
    catalogue, _ = read_catalogue(project / "source" / "catalogue.toml", "source/catalogue.toml")
    assert catalogue is not None
    names = [catalogue.brand.prefix, catalogue.brand.name, catalogue.brand.standard]
    names += [catalogue.publisher.name, catalogue.publisher.website, catalogue.publisher.contact, FORMER]
    assert all(len(name) > 1 for name in names)
    return pattern_of(names)


def pattern_of(names: list[str]) -> re.Pattern[str]:
    """Return what matches any of some names as words, whatever white space stands between their parts."""
    spaced = (r"\s+".join(map(re.escape, name.split())) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{'|'.join(spaced)})(?!\w)")


def package_files(project: Path) -> Iterator[Path]:
    """Yield the files of the package that hold text."""
    for path in sorted((project / "isacs_publish").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".icc":
            yield path


def test_no_string_of_the_brand_stands_in_the_package(project: Path, brand: re.Pattern[str]) -> None:
    found = [
        f"{path.relative_to(project).as_posix()}:{text.count(chr(10), 0, match.start()) + 1}: {match[0]}"
        for path in package_files(project)
        for text in [path.read_text(encoding="utf-8")]
        for match in brand.finditer(text)
    ]
    assert not found, "\n".join(found)


def test_no_file_of_the_package_is_named_after_the_brand(project: Path, brand: re.Pattern[str]) -> None:
    assert [path.name for path in package_files(project) if brand.search(path.name)] == []


def test_all_of_the_package_is_looked_at(project: Path) -> None:
    names = {path.relative_to(project / "isacs_publish").as_posix() for path in package_files(project)}
    assert {"cli/build.py", "model/identifier.py", "words/en.toml", "press/typeset.py", "sphinxext/domain.py"} <= names


@pytest.mark.parametrize(
    ("text", "matches"),
    [
        ('prefix = "HOUSE"', True),
        ("HOUSE 05.20:2026(E)", True),
        ("by the Friends of\n    the House, Inc.", True),
        ("from isacs_publish import house", False),
        ("HOUSES", False),
        ("HOUSE_RULES", False),
    ],
)
def test_a_name_is_found_as_a_word_in_its_own_case(text: str, matches: bool) -> None:
    assert bool(pattern_of(["HOUSE", "Friends of the House"]).search(text)) is matches
