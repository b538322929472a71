"""How to cite: every form says the same, and tools can read it whatever stands in a title."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pybtex.database import parse_string

from isacs_publish.model.identifier import Identifier
from isacs_publish.site.citations import Citation, citation_of, citations
from tests.roots import make_project, text
from tests.site.made import site_of

if TYPE_CHECKING:
    from isacs_publish.site.site import Site

PLAIN = Citation(
    Identifier.parse("XST A1.1:2030(E)V1.0"),
    "First things",
    "Example Standard",
    "Example Standards",
    "The example board",
    date(2030, 5, 1),
    "en",
    "",
    "https://example.org/A1.1/2030/en/v1.0/",
)
UGLY = (
    "100 % of {braces} & #hashes $ _ ^ ~ \\ end",
    "} unbalanced {{",
    "\\emph{not a command}",
    '"Quoted" at @ sign = , and % comment',
    "Évaluation des œuvres à Ñandú",
    "تقييم برامج مراقبة الأسلحة الصغيرة",
    "小武器管制方案的评价",
    "Two\nlines\r\nand a tab\t, TY  - FAKE",
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return site_of(make_project(tmp_path_factory.mktemp("project"), {"A1.1": text("Things")}))


def with_title(title: str) -> Citation:
    return replace(PLAIN, title=title)


def read_bibtex(citation: Citation) -> dict[str, str]:
    (entry,) = parse_string(citation.bibtex, "bibtex").entries.values()
    assert entry.type == "techreport"
    return {name.lower(): value for name, value in entry.fields.items()} | {"author": str(entry.persons["author"][0])}


def untex(words: str) -> str:
    """Return what TeX would print of words with our commands."""
    words = words.removeprefix("{").removesuffix("}").removeprefix("{}")
    commands = {
        "textbraceleft": "{",
        "textbraceright": "}",
        "textbackslash": "\\",
        "textasciitilde": "~",
        "textasciicircum": "^",
    }
    return re.sub(r"\\(?:(text\w+)\{\}|([#$%&_]))", lambda found: commands.get(found[1], found[2]), words)


def read_ris(citation: Citation) -> dict[str, str]:
    """Return the tags of an entry; a line of another form fails the test."""
    *lines, last = citation.ris.split("\r\n")
    assert last == ""
    assert lines[0] == "TY  - STAND"
    assert lines[-1] == "ER  - "
    tags = {}
    for line in lines[:-1]:
        found = re.fullmatch(r"([A-Z][A-Z0-9])  - ([^\r\n\x00-\x1f]+)", line)
        assert found, line
        assert found[1] not in tags
        tags[found[1]] = found[2]
    return tags


def test_words_name_a_text_as_the_bibliography_does() -> None:
    assert PLAIN.words == (
        "XST A1.1:2030(E)V1.0, First things, The example board, 2030-05-01, https://example.org/A1.1/2030/en/v1.0/"
    )
    assert [part for part, italics in PLAIN.parts if italics] == ["First things"]


def test_a_draft_is_cited_with_its_stage(site: Site) -> None:
    cited = citation_of(site, "en", site.catalogue.modules["A1.1"])
    assert cited.words == (
        "XST A1.1:2030(E)V0.3, Things, Sketch, The example board, 2030-05-01, https://example.org/A1.1/2030/en/v0.3/"
    )
    assert read_bibtex(cited)["note"] == "Sketch"


def test_a_published_text_is_cited_without_stage() -> None:
    assert "note" not in read_bibtex(PLAIN)
    assert "status" not in PLAIN.csl
    assert "N1" not in read_ris(PLAIN)


def test_bibtex_has_what_every_style_asks_of_a_report() -> None:
    fields = read_bibtex(PLAIN)
    assert {"author", "title", "institution", "year"} <= fields.keys()
    assert fields["number"] == "XST A1.1:2030(E)V1.0"
    assert (fields["year"], fields["month"], fields["day"]) == ("2030", "May", "1")
    assert fields["url"] == PLAIN.address
    assert untex(fields["type"]) == "Example Standard"


@pytest.mark.parametrize("title", UGLY)
def test_bibtex_keeps_every_sign_of_a_title(title: str) -> None:
    assert untex(read_bibtex(with_title(title))["title"]) == " ".join(title.split())


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")), min_size=1))
def test_bibtex_of_any_title_can_be_read_back(title: str) -> None:
    assert untex(read_bibtex(with_title(title))["title"]) == title


@pytest.mark.parametrize("title", UGLY)
def test_ris_has_each_tag_on_one_line(title: str) -> None:
    assert read_ris(with_title(title))["TI"] == " ".join(title.split())


def test_ris_tells_number_date_and_address() -> None:
    tags = read_ris(PLAIN)
    assert tags["M1"] == "XST A1.1:2030(E)V1.0"
    assert (tags["PY"], tags["DA"]) == ("2030", "2030/05/01/")
    assert tags["UR"] == PLAIN.address


@pytest.mark.parametrize("title", UGLY)
def test_csl_has_the_title_as_it_is(title: str) -> None:
    (entry,) = json.loads(with_title(title).files["cite.json"])
    assert entry["title"] == title
    assert entry["type"] == "standard"
    assert entry["issued"] == {"date-parts": [[2030, 5, 1]]}
    assert entry["author"] == [{"literal": "The example board"}]


def test_the_files_stand_beside_the_page(site: Site) -> None:
    folder = "A1.1/2030/en/v0.3"
    assert [path for path, _ in citations(site)] == [f"{folder}/cite.bib", f"{folder}/cite.ris", f"{folder}/cite.json"]
