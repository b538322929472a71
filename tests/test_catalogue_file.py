"""The catalogue file: read whole, or refused with every fault at once, each with its line, its key and what to do."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest

from isacs_publish.catalogue_file import read_catalogue
from isacs_publish.model.identifier import Identifier, VolumeIdentifier

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.model.finding import Finding

    Read = Callable[[str], tuple[Catalogue | None, list[Finding]]]

SHOWN = "source/catalogue.toml"

SOUND = """\
# A small house with two series.
[brand]
prefix = "HOUSE"
name = "House Standards"
standard = "House Standard"

[publisher]
name = "House editors"
contact = "editors@house.example"
website = "https://house.example/"
copyright = "House editors"
currency = "It may be out of date."
permission = "It may be reproduced."
voluntary = \"\"\"The standards are voluntary, \\
and stage = nothing here.\"\"\"
illustrative = "It is an illustration."

[drafts]
invitation = "Write to us."
comments_until = 2027-03-31

[languages]
source = "en"
published = ["en", "fr"]

[glossary]
module = "K1.01"

[volumes]
release = "2026-0"
date = 2026-11-24
compendium = "The whole house"

[[stage]]
key = "sketch"
name = "Sketch"
code = "20.20"
draft = true

[[stage]]
key = "issued"
name = "Issued"
code = "60.60"
draft = false

[[stage]]
key = "gone"
name = "Gone"
code = "95.99"
draft = false # for good

[[series]]
number = "K1"
title = "Kitchens"

[[series]]
number = "K2"
title = "Cellars"

[[module]]
number = "K1.01"
title = "Words"
year = 2026
version = "0.1"
stage = "sketch"
date = 2026-11-20
custodian = "Cooks"

[[module]]
number = "K1.02"
title = "Stoves"
year = 2025
version = "1.0"
stage = "issued"
date = 2026-11-21
custodian = "Smiths"
themes = ["fire", "iron"]

[[module]]
number = "K2.01"
title = "Barrels"
year = 2024
version = "1.10"
stage = "issued"
date = 2026-11-22
custodian = "Coopers"
themes = ["wood"]
"""


@dataclass(frozen=True)
class Slip:
    """One fault put into the sound catalogue, and what is said of it: code, key, where it stands, a part of the hint."""

    old: str
    new: str
    code: str
    key: str
    at: str
    hint: str

    def put_into(self, text: str) -> str:
        """Return a text with the fault; what it replaces stands there once."""
        assert text.count(self.old) == 1, self.old
        return text.replace(self.old, self.new)


SLIPS = {
    "unknown key of a table": Slip(
        'standard = "', 'standart = "x"\nstandard = "', "catalogue-unknown-key", "brand.standart", "standart", "'standard'"
    ),
    "unknown key of a row": Slip(
        'custodian = "Smiths"',
        'custodian = "Smiths"\ntheme = ["x"]',
        "catalogue-unknown-key",
        "module[K1.02].theme",
        "theme =",
        "'themes'",
    ),
    "unknown key like no other": Slip(
        'title = "Barrels"', 'title = "Barrels"\nzzz = 1', "catalogue-unknown-key", "module[K2.01].zzz", "zzz", "number, title"
    ),
    "unknown table": Slip("[glossary]", "[volume]\n\n[glossary]", "catalogue-unknown-key", "volume", "[volume]", "'volumes'"),
    "missing key of a table": Slip(
        'website = "https://house.example/"\n', "", "catalogue-missing-key", "publisher.website", "[publisher]", "website"
    ),
    "missing key of a row": Slip(
        "year = 2024\n", "", "catalogue-missing-key", "module[K2.01].year", '[[module]]\nnumber = "K2.01"', "year"
    ),
    "text for a number": Slip("year = 2025", 'year = "now"', "catalogue-value", "module[K1.02].year", 'year = "now"', ""),
    "number for a text": Slip(
        'version = "1.0"', "version = 1.0", "catalogue-value", "module[K1.02].version", "version = 1.0", ""
    ),
    "text for a list": Slip(
        'themes = ["wood"]', 'themes = "wood"', "catalogue-value", "module[K2.01].themes", 'themes = "w', ""
    ),
    "text for a date": Slip(
        "comments_until = 2027-03-31",
        'comments_until = "spring"',
        "catalogue-value",
        "drafts.comments_until",
        "comments_until",
        "",
    ),
    "text for yes or no": Slip(
        "draft = false # for good", 'draft = "perhaps"', "catalogue-value", "stage[gone].draft", 'draft = "perhaps"', ""
    ),
    "module twice": Slip(
        'number = "K1.02"', 'number = "K2.01"', "catalogue-value", "module[K2.01].number", 'number = "K2.01"\ntitle = "B', "one"
    ),
    "series twice": Slip(
        'title = "Kitchens"',
        'title = "Kitchens"\n\n[[series]]\nnumber = "K1"\ntitle = "More kitchens"',
        "catalogue-value",
        "series[K1].number",
        'number = "K1"\ntitle = "More',
        "one",
    ),
    "stage twice": Slip(
        'key = "gone"', 'key = "issued"', "catalogue-value", "stage[issued].key", 'key = "issued"\nname = "Gone"', "one"
    ),
    "unknown series": Slip(
        'number = "K2.01"', 'number = "K3.01"', "catalogue-value", "module[K3.01].number", 'number = "K3.01"', ""
    ),
    "no module number": Slip(
        'number = "K2.01"', 'number = "K2-01"', "catalogue-value", "module[K2-01].number", 'number = "K2-01"', "05.20"
    ),
    "number that leaves the folder": Slip(
        'number = "K2.01"', 'number = "K2./../x"', "catalogue-value", "module[K2./../x].number", 'number = "K2./../x"', "05.20"
    ),
    "unknown stage, one is near": Slip(
        'stage = "sketch"', 'stage = "scetch"', "catalogue-value", "module[K1.01].stage", 'stage = "scetch"', "'sketch'"
    ),
    "unknown stage, none is near": Slip(
        'stage = "sketch"', 'stage = "zzz"', "catalogue-value", "module[K1.01].stage", 'stage = "zzz"', "sketch, issued, gone"
    ),
    "unknown published language": Slip(
        'published = ["en", "fr"]', 'published = ["en", "de"]', "catalogue-value", "languages", "[languages]", "en, fr, es"
    ),
    "unknown source language": Slip(
        'source = "en"', 'source = "eng"', "catalogue-value", "languages", "[languages]", "en, fr, es"
    ),
    "glossary that is no module": Slip(
        'module = "K1.01"', 'module = "K1.O1"', "catalogue-value", "glossary.module", 'module = "K1.O1"', "'K1.01'"
    ),
    "bad version": Slip(
        'version = "1.10"', 'version = "1.x"', "catalogue-value", "module[K2.01].version", 'version = "1.x"', "'0.1'"
    ),
    "date before the edition": Slip(
        "date = 2026-11-20", "date = 2025-11-20", "catalogue-value", "module[K1.01].date", "date = 2025-11-20", ""
    ),
    "bad release": Slip(
        'release = "2026-0"', 'release = "2026"', "catalogue-value", "volumes.release", 'release = "2026"', "2026-1"
    ),
}
EACH = pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS)


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Return a function that reads a catalogue with some text."""

    def read_text(text: str) -> tuple[Catalogue | None, list[Finding]]:
        path = tmp_path / "catalogue.toml"
        path.write_text(text, encoding="utf-8")
        return read_catalogue(path, SHOWN)

    return read_text


def line_of(text: str, fragment: str) -> int:
    """Return the line at which a fragment begins, which stands once at the beginning of a line."""
    found = re.findall(rf"^{re.escape(fragment)}", text, re.MULTILINE)
    assert len(found) == 1, fragment
    return text[: f"\n{text}".index(f"\n{fragment}")].count("\n") + 1


def without_rows(key: str) -> str:
    """Return a key path without the names of rows."""
    return re.sub(r"\[.*?\]", "[]", key)


def summary(findings: list[Finding]) -> set[tuple[str, str, int]]:
    """Return code, key and line of each finding."""
    return {(finding.code, without_rows(finding.place.key), finding.place.line) for finding in findings}


# A sound catalogue


def test_a_sound_catalogue_is_read(read: Read) -> None:
    catalogue, findings = read(SOUND)
    assert findings == []
    assert catalogue is not None
    assert list(catalogue.modules) == ["K1.01", "K1.02", "K2.01"]
    assert catalogue.modules["K1.02"].themes == ("fire", "iron")
    assert catalogue.modules["K1.01"].themes == ()
    assert catalogue.drafts.comments_until == date(2027, 3, 31)
    assert [module.number for module in catalogue.in_series("K1")] == ["K1.01", "K1.02"]
    assert catalogue.stage_of(catalogue.modules["K2.01"]).name == "Issued"
    assert str(catalogue.identifier(catalogue.modules["K2.01"], "fr")) == "HOUSE K2.01:2024(F)V1.10"
    assert catalogue.modules["K2.01"].docname == "K2/K2.01/index"


def test_all_names_of_a_sound_catalogue_are_identifiers(read: Read) -> None:
    catalogue, _ = read(SOUND)
    assert catalogue is not None
    names = catalogue.all_identifiers()
    assert len(names) == 2 * (3 + 3) + 2 * 3, "texts and volumes in two languages, and texts in both, either first"
    for name in names:
        assert str((Identifier if "V" in name.rpartition(")")[2] else VolumeIdentifier).parse(name)) == name


def test_the_glossary_may_be_left_out(read: Read) -> None:
    catalogue, findings = read(SOUND.replace('[glossary]\nmodule = "K1.01"\n', ""))
    assert findings == []
    assert catalogue is not None
    assert catalogue.glossary is None


def test_modules_stand_in_the_order_of_their_numbers(read: Read) -> None:
    head, first, second, third = SOUND.split("[[module]]")
    catalogue, _ = read("[[module]]".join((head, f"{third}\n", second, first)))
    assert catalogue is not None
    assert list(catalogue.modules) == ["K1.01", "K1.02", "K2.01"]


def test_the_catalogue_of_the_project_is_clean(project: Path) -> None:
    catalogue, findings = read_catalogue(project / "source" / "catalogue.toml", SHOWN)
    assert findings == []
    assert catalogue is not None
    assert len(catalogue.modules) == 40
    assert [series.number for series in catalogue.series] == [f"0{n}" for n in range(1, 9)]
    assert all(catalogue.in_series(series.number) for series in catalogue.series)


# What cannot be read at all


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert_unreadable(tmp_path / "nowhere.toml", "No such file")


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    assert_unreadable(tmp_path, "Is a directory")


def test_a_file_that_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_bytes(SOUND.replace("Cooks", "Köche").encode("latin-1"))
    assert_unreadable(path, "not UTF-8")


def assert_unreadable(path: Path, reason: str) -> None:
    catalogue, (finding,) = read_catalogue(path, SHOWN)
    assert catalogue is None
    assert (finding.code, finding.place.path) == ("catalogue-unreadable", SHOWN)
    assert finding.is_error
    assert reason in finding.message
    assert finding.hint


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ('title = "Stoves"', 'title = "Stoves', 'title = "Stoves'),
        ("[drafts]", "[drafts", "[drafts"),
        ('title = "Stoves"', "title = Stoves", "title = Stoves"),
        ("year = 2024", "year = 2024\nyear = 2023", "year = 2023"),
        ("date = 2026-11-22", "date = 2026-13-22", "date = 2026-13-22"),
        ('themes = ["wood"]\n', 'themes = ["wood"', 'themes = ["wood"'),
    ],
    ids=["open text", "open table", "bare word", "key twice", "no such date", "open list at the end"],
)
def test_what_is_not_toml_is_refused_with_its_line(read: Read, old: str, new: str, at: str) -> None:
    text = SOUND.replace(old, new)
    catalogue, (finding,) = read(text)
    assert catalogue is None
    assert finding.code == "catalogue-syntax"
    assert finding.place.path == SHOWN
    assert finding.place.line == line_of(text, at)
    assert finding.hint


# One fault


@EACH
def test_a_fault_is_found_with_code_line_and_key_and_nothing_else_is(read: Read, slip: Slip) -> None:
    text = slip.put_into(SOUND)
    catalogue, findings = read(text)
    assert catalogue is None
    assert summary(findings) == {(slip.code, without_rows(slip.key), line_of(text, slip.at))}
    assert all(finding.is_error and finding.place.path == SHOWN and finding.message for finding in findings)


@EACH
def test_a_fault_says_what_to_do(read: Read, slip: Slip) -> None:
    _, (finding, *_) = read(slip.put_into(SOUND))
    assert slip.hint in finding.hint
    assert finding.hint


def test_rows_are_named_by_number_or_key_whatever_their_fault(read: Read) -> None:
    named = [slip for slip in SLIPS.values() if "[" in slip.key]
    keys = [read(slip.put_into(SOUND))[1][0].place.key for slip in named]
    assert keys == [slip.key for slip in named]


@pytest.mark.parametrize("quoted", ["'K3.01'", '"K3.01" # moved', '"K3.01"'])
def test_the_line_is_known_however_the_number_is_written(read: Read, quoted: str) -> None:
    text = SOUND.replace('number = "K2.01"', f"number = {quoted}")
    _, (finding,) = read(text)
    assert finding.place.line == line_of(text, f"number = {quoted}")


def test_the_line_is_known_when_the_number_stands_last(read: Read) -> None:
    text = SOUND.replace('number = "K2.01"\n', "") + 'number = "K2.01"\n'
    text = text.replace('stage = "issued"\ndate = 2026-11-22', 'stage = "lost"\ndate = 2026-11-22')
    _, (finding,) = read(text)
    assert finding.place.line == line_of(text, 'stage = "lost"')


def test_a_line_inside_a_long_text_is_no_key(read: Read) -> None:
    text = SOUND.replace('prefix = "HOUSE"\nname = "House Standards"', 'name = """House\nprefix = none"""\nprefix = 5')
    _, (finding,) = read(text)
    assert finding.place.key == "brand.prefix"
    assert finding.place.line == line_of(text, "prefix = 5")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('prefix = "HOUSE"', 'prefix = "house"'),
        ('prefix = "HOUSE"', 'prefix = ""'),
        ("year = 2024", "year = 24"),
        ("year = 2024", 'year = "2024"'),
        ("draft = false # for good", 'draft = "no"'),
    ],
)
def test_a_value_that_no_identifier_or_reader_can_use_is_refused(read: Read, old: str, new: str) -> None:
    assert SOUND.count(old) == 1
    catalogue, findings = read(SOUND.replace(old, new))
    assert catalogue is None
    assert findings


# Several faults


ROWS = ["unknown key of a row", "text for a list", "unknown stage, one is near", "series twice"]
VALUES = ["unknown stage, one is near", "bad version", "date before the edition", "bad release", "unknown published language"]
KEYS = ["unknown key of a table", "missing key of a table", "missing key of a row", "text for a date", "text for yes or no"]
MIXED = ["missing key of a table", "unknown table", "text for a date", *VALUES]


@pytest.mark.parametrize("names", [ROWS, VALUES, KEYS, MIXED], ids=["rows", "values", "keys", "mixed"])
def test_all_faults_of_a_file_are_reported_together(read: Read, names: list[str]) -> None:
    text = SOUND
    for name in names:
        text = SLIPS[name].put_into(text)
    catalogue, findings = read(text)
    assert catalogue is None
    expected = {(s.code, without_rows(s.key), line_of(text, s.at)) for s in (SLIPS[name] for name in names)}
    assert expected - summary(findings) == set()


def test_each_missing_table_of_an_empty_file_is_named(read: Read) -> None:
    catalogue, findings = read("")
    assert catalogue is None
    tables = ["brand", "publisher", "drafts", "languages", "volumes", "stage", "series", "module"]
    assert sorted(finding.place.key for finding in findings) == sorted(tables)
    assert {finding.code for finding in findings} == {"catalogue-missing-key"}


@pytest.mark.parametrize(
    "line", ['name = "Issued"\n', 'title = "Cellars"\n', 'title = "Words"\n'], ids=["stage", "series", "module of the glossary"]
)
def test_a_fault_of_a_row_brings_no_false_finding_about_those_that_name_it(read: Read, line: str) -> None:
    assert SOUND.count(line) == 1
    _, findings = read(SOUND.replace(line, ""))
    assert [finding.code for finding in findings] == ["catalogue-missing-key"]


# Declared changes


def change(**facts: object) -> str:
    """Return a row that declares a change of the module K1.02."""
    values: dict[str, object] = {"module": "K1.02", "year": 2025, "version": "1.1", "clause": "flue", "nature": "normative"}
    values |= {"summary": "The flue shall be swept."} | facts
    return "\n[[change]]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items() if value is not None)


def test_declared_changes_are_read(read: Read) -> None:
    split = change(nature="split", into=["flue", "hood"])
    catalogue, findings = read(SOUND + change() + change(nature="new") + change(version="1.2") + split)
    assert findings == []
    assert catalogue is not None
    assert [(c.nature, c.into) for c in catalogue.changes("K1.02", 2025, "1.1")] == [
        ("normative", ()),
        ("new", ()),
        ("split", ("flue", "hood")),
    ]
    assert [c.version for c in catalogue.changes("K1.02", 2025, "1.2")] == ["1.2"]


@pytest.mark.parametrize(
    ("facts", "key", "at"),
    [
        ({"module": "K1.03"}, "module", 'module = "K1.03"'),
        ({"version": "1"}, "version", 'version = "1"'),
        ({"year": 25}, "year", "year = 25"),
        ({"year": "2025"}, "year", 'year = "2025"'),
        ({"summary": " "}, "summary", 'summary = " "'),
        ({"clause": ""}, "clause", 'clause = ""'),
        ({"nature": "nice"}, "nature", 'nature = "nice"'),
        ({"into": ["hood"]}, "into", 'into = ["hood"]'),
        ({"nature": "split", "into": []}, "into", "into = []"),
        ({"nature": "merged", "into": 5}, "into", "into = 5"),
    ],
)
def test_a_fault_of_a_declared_change(read: Read, facts: dict[str, object], key: str, at: str) -> None:
    text = SOUND + change(clause="hood") + change(**facts)
    _, (finding,) = read(text)
    assert (finding.code, finding.place.key) == ("catalogue-value", f"change[1].{key}")
    assert finding.place.line == line_of(text, at)
    assert finding.hint


@pytest.mark.parametrize("nature", ["split", "merged"])
def test_where_a_clause_went_is_named_even_when_the_key_is_missing(read: Read, nature: str) -> None:
    text = SOUND + change(nature=nature)
    _, (finding,) = read(text)
    assert finding.place.key == "change[0].into"
    assert finding.place.line == line_of(text, "[[change]]")


def test_a_change_is_declared_once(read: Read) -> None:
    text = SOUND + change() + change(clause="hood") + change(summary="Again.")
    _, (finding,) = read(text)
    assert finding.place.key == "change[2]"
    assert finding.place.line == line_of(text, 'summary = "Again."') - 6


def test_all_faults_of_changes_and_stages_are_reported_together(read: Read) -> None:
    text = SOUND + change(module="K9") + change(version="x", summary="")
    text = text.replace('version = "1.10"', 'version = "0.10"')
    _, findings = read(text)
    assert [finding.place.key for finding in findings] == [
        "change[0].module",
        "change[1].version",
        "change[1].summary",
        "module[K2.01].version",
    ]
