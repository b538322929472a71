"""Selection: what the words of a command name, in which order, and how a mistyped word is answered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from isacs_publish.catalogue_file import read_catalogue
from isacs_publish.model.catalogue import Series
from isacs_publish.selection import NotSelectable, select

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.selection import Selection

MODULES = ["02.10", "01.20", "05.20", "05.10", "01.10"]
"""As they stand in the file: not in the order of their numbers."""


@pytest.fixture
def catalogue(project: Path) -> Catalogue:
    """Return a catalogue with three series that hold modules and one that holds none."""
    real, _ = read_catalogue(project / "source" / "catalogue.toml", "source/catalogue.toml")
    assert real is not None
    series = tuple(Series(number, f"Series {number}") for number in ("01", "02", "05", "09"))
    modules = tuple(replace(real.module[0], number=number, title=f"Module {number}") for number in MODULES)
    return replace(real, series=series, module=modules)


def modules(selection: Selection) -> list[str]:
    """Return the numbers of the selected modules."""
    return [module.number for module in selection.modules]


def volumes(selection: Selection) -> dict[str, list[str]]:
    """Return the numbers of the modules in each selected volume; the compendium has no series."""
    return {volume.series: [module.number for module in volume.modules] for volume in selection.volumes}


def test_without_words_everything_is_made(catalogue: Catalogue) -> None:
    selection = select(catalogue, ())
    assert modules(selection) == sorted(MODULES)
    assert volumes(selection) == {
        "01": ["01.10", "01.20"],
        "02": ["02.10"],
        "05": ["05.10", "05.20"],
        "": sorted(MODULES),
    }


def test_volumes_carry_the_titles_of_the_catalogue(catalogue: Catalogue) -> None:
    titles = [volume.title for volume in select(catalogue, ()).volumes]
    assert titles == ["Series 01", "Series 02", "Series 05", catalogue.volumes.compendium]


def test_a_module_is_made_alone(catalogue: Catalogue) -> None:
    selection = select(catalogue, ("05.20",))
    assert modules(selection) == ["05.20"]
    assert volumes(selection) == {}


def test_a_series_is_made_with_its_volume(catalogue: Catalogue) -> None:
    selection = select(catalogue, ("05",))
    assert modules(selection) == ["05.10", "05.20"]
    assert volumes(selection) == {"05": ["05.10", "05.20"]}


@pytest.mark.parametrize(
    ("words", "chosen", "bound"),
    [
        (("05.20", "01.10"), ["01.10", "05.20"], []),
        (("05.20", "05.20"), ["05.20"], []),
        (("05.20", "05"), ["05.10", "05.20"], ["05"]),
        (("05", "05.20"), ["05.10", "05.20"], ["05"]),
        (("05", "01", "05"), ["01.10", "01.20", "05.10", "05.20"], ["05", "01"]),
        (("02.10", "01"), ["01.10", "01.20", "02.10"], ["01"]),
    ],
)
def test_words_add_up_and_each_thing_is_made_once(
    catalogue: Catalogue, words: tuple[str, ...], chosen: list[str], bound: list[str]
) -> None:
    selection = select(catalogue, words)
    assert modules(selection) == chosen
    assert [volume.series for volume in selection.volumes] == bound


def test_a_series_without_modules_has_no_volume(catalogue: Catalogue) -> None:
    assert "09" not in volumes(select(catalogue, ()))
    selection = select(catalogue, ("09", "02"))
    assert (modules(selection), list(volumes(selection))) == (["02.10"], ["02"])


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("05.21", "did you mean '05.20'?"),
        ("5.10", "did you mean '05.10'?"),
        ("01.2O", "did you mean '01.20'?"),
        ("everything", "isacs list shows all numbers"),
        ("", "isacs list shows all numbers"),
        ("HOUSE 05.20", "did you mean '05.20'?"),
    ],
)
def test_a_word_that_names_nothing_is_refused_with_a_hint(catalogue: Catalogue, word: str, hint: str) -> None:
    with pytest.raises(NotSelectable) as refusal:
        select(catalogue, ("05", word))
    assert str(refusal.value) == f"{word!r} is neither a module nor a series; {hint}"
