"""The file of works is read whole, or each fault in it is found with file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isacs_publish.instruments_file import read_instruments
from isacs_publish.model.instrument import Binding, Instruments, divided
from isacs_publish.model.provision import Verbal
from tests.conftest import PROJECT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from isacs_publish.model.finding import Finding

    Read = Callable[[str], tuple[Instruments, list[Finding]]]

SHOWN = "source/instruments.bib"


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Read:
    path = tmp_path_factory.mktemp("works") / "instruments.bib"

    def of_text(words: str) -> tuple[Instruments, list[Finding]]:
        path.write_text(words, encoding="utf-8", newline="")
        return read_instruments(path, SHOWN)

    return of_text


WHOLE = """\
@string{un = {United Nations}}

@comment{nothing}

@misc{protocol,
  title = {Protocol on {W}eapons,
    and More},
  author = un,
  shorttitle = {Protocol},
  number = {A/RES/1},
  howpublished = {Geneva},
  year = 2001,
  url = {https://example.org/a},
  force = {legal},
  forms = {Article 8: requirement; Article 9: requirement not;
    Article 10, paragraph 6: permission},
  superseded-by = {iso-1},
}

@standard{iso-1,
  title = {Vocabulary},
  organization = "ISO",
  number = {ISO 1},
}
"""


def test_an_instrument_is_read_with_all_that_it_has(read: Read) -> None:
    works, findings = read(WHOLE)
    assert findings == []
    assert list(works.works) == ["protocol", "iso-1"]
    work = works.works["protocol"]
    assert (work.title, work.author, work.name) == ("Protocol on Weapons, and More", "United Nations", "Protocol")
    assert (work.number, work.published, work.year, work.address) == ("A/RES/1", "Geneva", "2001", "https://example.org/a")
    assert (work.binding, work.superseded_by, work.line) == (Binding.LEGAL, "iso-1", 5)
    assert work.articles == {
        "Article 8": (Verbal.REQUIREMENT, False),
        "Article 9": (Verbal.REQUIREMENT, True),
        "Article 10, paragraph 6": (Verbal.PERMISSION, False),
    }
    assert [words for words, _ in work.parts()] == ["United Nations", work.title, "Geneva", "A/RES/1", "2001"]


def test_a_standard_is_named_by_its_own_identifier_first(read: Read) -> None:
    work = read(WHOLE)[0].works["iso-1"]
    assert (work.name, work.author, work.binding, work.line) == ("ISO 1", "ISO", None, 20)
    assert list(work.parts()) == [("ISO 1", False), ("Vocabulary", True)]


def test_a_paragraph_has_the_class_of_its_article_unless_it_has_its_own(read: Read) -> None:
    work = read(WHOLE)[0].works["protocol"]
    assert work.form_of("Article 8, paragraph 1, a)") == (Verbal.REQUIREMENT, False)
    assert work.form_of("Article 10, paragraph 6") == (Verbal.PERMISSION, False)
    assert work.form_of("Article 10") is None
    assert work.form_of("Article 80") is None
    assert work.form_of("") is None


def test_a_citation_is_divided_at_its_first_comma() -> None:
    assert divided("unpoa, II, paragraph 3") == ("unpoa", "II, paragraph 3")
    assert divided("unpoa") == ("unpoa", "")


FAULTS = [
    ("@misc{a,\n  title = {A},\n  force = {leegal},\n}", 3, "a.force", "no force 'leegal'", "did you mean 'legal'?"),
    ("@misc{a,\n  title = {A},\n  forms = {Article 1: duty},\n}", 3, "a.forms", "'Article 1: duty' gives", "write 'Article 7"),
    ("@misc{a,\n  title = {A},\n  forms = {requirement},\n}", 3, "a.forms", "'requirement' gives", "write 'Article 7"),
    ("@misc{a,\n  title = {A},\n  superseded-by = {b},\n}", 1, "a.superseded-by", "no work 'b'", "add an entry"),
    ("@misc{a,\n  title = {A},\n\n  titel = {B},\n}", 4, "a.titel", "no field 'titel'", "did you mean 'title'?"),
    ("@misc{a,\n  title = {A},\n  year = {20},\n}", 3, "a.year", "'20' is no year", "write four digits"),
    (
        "@misc{a,\n  title = {A},\n  Title = {B},\n}",
        3,
        "a.title",
        "the field 'title' stands twice, first in line 2",
        "keep one",
    ),
    ("\n@misc{A_b,\n  title = {A},\n}", 2, "A_b", "'A_b' is not a key", "use lower-case"),
    ("@standard{a,\n  title = {A},\n}", 1, "a", "a standard has an identifier", "add: number"),
    ("@msic{a,\n  title = {A},\n}", 1, "a", "no type 'msic'", "did you mean 'misc'?"),
    ("@misc{a,\n  title = {},\n}", 1, "a", "the work has no title", "add: title"),
]


@pytest.mark.parametrize(("words", "line", "key", "message", "hint"), FAULTS)
def test_each_wrong_value_is_found_at_its_line(read: Read, words: str, line: int, key: str, message: str, hint: str) -> None:
    _, (finding,) = read(words)
    assert (finding.code, finding.place.path, finding.place.line, finding.place.key) == ("instruments-value", SHOWN, line, key)
    assert finding.message.startswith(message)
    assert finding.hint.startswith(hint)
    assert finding.is_error


def test_of_keys_and_fields_that_stand_twice_the_first_counts(read: Read) -> None:
    works, findings = read("@misc{a,\n title = {A},\n title = {B},\n}\n@misc{a,\n title = {C},\n}\n")
    assert works.works["a"].title == "A"
    assert [finding.place.line for finding in findings] == [3, 5]


def test_lines_do_not_follow_signs_within_values(read: Read) -> None:
    works, findings = read("@misc{a,\n title = {A\n @misc{x, y} B},\n}\n\n@misc{b,\n title = {B},\n}\n")
    assert findings == []
    assert [work.line for work in works.works.values()] == [1, 6]


def test_a_broken_file_is_told_of_once_and_nothing_follows_from_what_was_not_read(read: Read) -> None:
    works, findings = read("@misc{a,\n title = {A},\n superseded-by = {b},\n}\n@misc{b,\n title {B},\n}\n")
    assert [(finding.code, finding.place.line) for finding in findings] == [("instruments-syntax", 6)]
    assert list(works.works) == ["a"]


def test_strings_of_one_file_are_not_known_in_another(read: Read) -> None:
    assert read("@string{ours = {A}}\n@misc{a,\n title = ours,\n}")[1] == []
    _, (finding,) = read("@misc{a,\n title = ours,\n}")
    assert (finding.code, finding.place.line) == ("instruments-syntax", 2)


def test_a_project_without_the_file_has_no_works(tmp_path: Path) -> None:
    assert read_instruments(tmp_path / "instruments.bib", SHOWN) == (Instruments(), [])


def test_what_is_no_file_is_found(tmp_path: Path) -> None:
    (tmp_path / "instruments.bib").mkdir()
    works, (finding,) = read_instruments(tmp_path / "instruments.bib", SHOWN)
    assert (works, finding.code, finding.place.path) == (Instruments(), "instruments-unreadable", SHOWN)


def test_the_works_of_the_project_are_sound() -> None:
    works, findings = read_instruments(PROJECT / "source" / "instruments.bib", SHOWN)
    assert [str(finding) for finding in findings] == []
    assert all(work.binding for work in works.works.values() if work.articles)


PIECES = st.sampled_from(
    [
        *("@misc", "@standard", "@string", "@", "{", "}", "(", ")", '"', "=", "#", ",", "\n", " ", ";", ":", "\\", "%"),
        *("title", "force", "forms", "year", "superseded-by", "{legal}", "{A}", "a", "b-1", "Ä", "2001"),
        "Article 1: requirement",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join))


@given(TEXTS)
def test_whatever_stands_in_the_file_gives_works_and_findings_with_lines_in_it(read: Read, words: str) -> None:
    try:
        words.encode()
    except UnicodeEncodeError:
        return
    works, findings = read(words)
    last = len(words.splitlines()) + 1
    assert all(finding.place.path == SHOWN and 1 <= finding.place.line <= last for finding in findings)
    assert all(finding.message and finding.hint for finding in findings)
    assert all(1 <= work.line <= last for work in works.works.values())


TITLES = st.text(st.characters(categories=("L", "N", "Zs"), include_characters=",;:-'"), min_size=1).map(
    lambda words: " ".join(words.split())
)


@given(st.lists(TITLES.filter(bool), max_size=6))
def test_titles_are_read_as_they_are_written(read: Read, titles: list[str]) -> None:
    works, findings = read("".join(f"@misc{{w-{place},\n  title = {{{title}}},\n}}\n\n" for place, title in enumerate(titles)))
    assert findings == []
    assert [work.title for work in works.works.values()] == titles
    assert [work.line for work in works.works.values()] == [1 + 4 * place for place in range(len(titles))]
