"""Views of the whole corpus: the table of coverage and that of instruments, on the web and in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from isacs_publish.cli import main
from isacs_publish.sphinxext.run import read_modules
from tests.roots import make_project, module_path, text, write
from tests.sphinxext.site import Site, write_site

if TYPE_CHECKING:
    from pathlib import Path

    from lxml.html import HtmlElement

ISSUES = """
[[issue]]
key = "gender"
name = "Gender of people"
words = ["women"]
module = "A1.1"

[[issue]]
key = "children"
name = "Children"
words = ["child"]

[[issue]]
key = "youth"
name = "Youth"
words = ["young"]

[[issue]]
key = "crime"
name = "Crime"
words = ["crime"]
required = false
"""

TREATED = """
.. _custody:

Custody
-------

.. _neighbours:

Neighbours
~~~~~~~~~~

.. issues:: gender

The custodian shall hear the women.

.. _families:

Families
~~~~~~~~

.. issues:: crime, gender

The custodian shall tell women of a crime.

.. _annex-form:

Form
----

.. annex:: normative

.. issues:: gender

The custodian shall ask women.
"""

ELSEWHERE = """
.. _custody:

Custody
-------

.. waiver:: missing-issue children

   A waiver for this clause alone.

The custodian shall lock the store.
"""

ONE = "\n.. waiver:: missing-issue\n\n   One reason for one issue.\n"
TWO = """
.. waiver:: missing-issue youth

   Nobody is young.

.. waiver:: missing-issue children

   No child is near
   the store.
"""


def under_title(module: str, words: str) -> str:
    """Return a module with words under its title."""
    return module.replace("\n.. _foreword:", f"{words}\n.. _foreword:", 1)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("views")
    first = text("First", ELSEWHERE).replace("Foreword\n--------\n", "Foreword\n--------\n\n.. issues:: crime\n")
    second = under_title(text("Second", TREATED, "other thing"), TWO)
    third = under_title(text("Third", "", "third thing"), ONE)
    workspace = make_project(folder, {"A1.1": first, "B2.1": second, "B2.2": third})
    write(workspace.catalogue, workspace.catalogue.read_text(encoding="utf-8") + ISSUES)
    write(workspace.sources / "coverage.rst", ":orphan:\n\nCoverage\n========\n\n.. coverage::\n")
    reading = read_modules(workspace, "en", 1)
    assert [str(finding) for finding in reading.findings + write_site(workspace, "en", set())] == []
    return Site(workspace, reading)


def words_of(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_the_table_names_the_clauses_that_treat_each_issue(site: Site) -> None:
    rows = site.page("coverage.html").xpath("//table//tr")
    assert [[words_of(cell) for cell in row] for row in rows] == [
        ["Title", "Gender of people", "Children", "Youth", "Crime"],
        ["A1.1 First", "A1.1", "", "", ""],
        ["B2.1 Second", "4.1, 4.2, A", "—", "—", "4.2"],
        ["B2.2 Third", "—", "", "", ""],
    ]


def test_each_row_and_column_of_the_table_has_a_heading(site: Site) -> None:
    page = site.page("coverage.html")
    assert len(page.xpath("//thead/tr/th")) == 5
    assert [words_of(cell) for cell in page.xpath("//tbody/tr/th")] == ["A1.1 First", "B2.1 Second", "B2.2 Third"]


def test_cells_lead_to_the_clauses_and_dashes_to_their_reasons(site: Site) -> None:
    page = site.page("coverage.html")
    row = page.xpath("//tbody/tr")[1]
    home = "B2.1/2030/en/v0.3/index.html"
    assert row.xpath(".//@href") == [home, *(f"{home}#{each}" for each in ("neighbours", "families", "annex-form")),
                                     "#B2.1-children", "#B2.1-youth", f"{home}#families"]  # fmt: skip
    (reason,) = page.xpath("//li[@id='B2.1-children']")
    assert words_of(reason) == "B2.1, Children: No child is near the store."
    target = site.page(home)
    assert all(target.xpath(f"//*[@id='{link.partition('#')[2]}']") for link in row.xpath("td[1]//@href"))


def test_a_table_of_coverage_has_no_place_in_a_module(tmp_path: Path) -> None:
    workspace = make_project(tmp_path, {"A1.1": text("First", "\n.. coverage::\n")})
    (finding,) = read_modules(workspace, "en", 1).findings
    assert (finding.code, finding.hint) == ("forbidden-directive", "it belongs on a page of the website")


def test_the_command_shows_the_same_table(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--project", str(site.workspace.project), "list", "--issues", "--jobs", "1", "B2"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines() if line.strip(" ─")]
    assert lines == [
        ["Gender", "of", "people", "Children", "Youth", "Crime"],
        ["B2.1", "4.1,", "4.2,", "A", "—", "—", "4.2"],
        ["B2.2", "—"],
        ["—", "B2.1,", "Children:", "No", "child", "is", "near", "the", "store."],
        ["—", "B2.1,", "Youth:", "Nobody", "is", "young."],
        ["—", "B2.2,", "Gender", "of", "people:", "One", "reason", "for", "one", "issue."],
    ]


def test_the_command_tells_of_modules_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    workspace = make_project(tmp_path, {"A1.1": text("First"), "B2.1": text("Second", "", "other thing")})
    write(workspace.catalogue, workspace.catalogue.read_text(encoding="utf-8") + ISSUES)
    module_path(workspace, "B2.1").write_bytes(b"\xff\xfe\x00")
    assert main(["--project", str(tmp_path), "list", "--issues", "--jobs", "1"]) == 1
    out, err = capsys.readouterr()
    assert "A1.1" in out
    assert "source/B2/B2.1/index.rst" in err


WORKS = """\
@misc{weapons,
  title = {Weapons Treaty},
  force = {legal},
  forms = {Article 9: requirement not; Article 10: recommendation; Article 11: permission},
}

@misc{agenda,
  title = {Agenda of Peace},
  force = {political},
  forms = {Article 1: requirement},
}

@misc{guide,
  title = {Guide},
  force = {voluntary},
}

@misc{book,
  title = {Book},
}
"""

RESTATED = """
.. _custody:

Custody
-------

.. _locks:

Locks
~~~~~

The custodian shall not sell weapons (:restates:`weapons, Article 9`). The custodian should count them
(:restates:`weapons, Article 10, paragraph 2`), and read :cite:`book`.

.. note::

   The treaty (:restates:`weapons, Article 9`) prohibits the sale. See :cite:`weapons` and :cite:`agenda`.

.. _keys:

Keys
~~~~

a) the keys (:restates:`weapons, Article 9`); and
b) the locks.

.. _bibliography:

Bibliography
------------

.. reference:: weapons

.. reference:: agenda

.. reference:: book
"""

PAGE = ":orphan:\n\nInstruments\n===========\n\n" + "\n".join(
    f".. instruments:: {force}\n" for force in ("political", "legal", "voluntary")
)


@pytest.fixture(scope="module")
def instruments(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("instruments")
    second = text("Second", RESTATED, "other thing")
    third = text(
        "Third", "\nSee :cite:`weapons`.\n\n" + RESTATED[RESTATED.index(".. _bib") : RESTATED.index(".. reference:: ag")], "x"
    )
    workspace = make_project(folder, {"A1.1": text("First"), "B2.1": second, "B2.2": third})
    write(workspace.instruments, WORKS)
    write(workspace.sources / "instruments.rst", PAGE)
    reading = read_modules(workspace, "en", 1)
    assert [str(finding) for finding in reading.findings + write_site(workspace, "en", set())] == []
    return Site(workspace, reading)


LEGAL = [
    ["Weapons Treaty", "—", "—", "B2.1, 4.1; B2.2, 3"],
    ["Weapons Treaty", "Article 9", "prohibition", "B2.1, 4.1; B2.1, 4.2"],
    ["Weapons Treaty", "Article 10, paragraph 2", "recommendation", "B2.1, 4.1"],
]
POLITICAL = [["Agenda of Peace", "—", "—", "B2.1, 4.1"]]


def test_the_tables_name_the_clauses_that_restate_or_cite_the_instruments_of_a_force(instruments: Site) -> None:
    tables = instruments.page("instruments.html").xpath("//table")
    heads = ["Instrument", "Article", "Class", "Clauses"]
    assert [[[words_of(cell) for cell in row] for row in each.iter("tr")] for each in tables] == [
        [heads, *POLITICAL],
        [heads, *LEGAL],
    ]


def test_the_clauses_of_the_tables_are_links_to_them(instruments: Site) -> None:
    links = instruments.page("instruments.html").xpath("//table[.//td[.='prohibition']]//tr[td='prohibition']//@href")
    assert links == ["B2.1/2030/en/v0.3/index.html#locks", "B2.1/2030/en/v0.3/index.html#keys"]
    assert all(instruments.page(link.partition("#")[0]).xpath(f"//*[@id='{link.partition('#')[2]}']") for link in links)


def test_the_command_shows_the_same_clauses(
    instruments: Site, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert main(["--project", str(instruments.workspace.project), "list", "--instruments", "--jobs", "1"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines() if line.strip(" ─")]
    heads = ["Instrument", "Article", "Class", "Clauses"]
    rows = [[" ".join(cells).split() for cells in table] for table in (LEGAL, POLITICAL)]
    assert lines == [["legal"], heads, *rows[0], ["political"], heads, *rows[1]]


def test_a_force_that_does_not_exist_is_found_on_its_page(tmp_path: Path) -> None:
    workspace = make_project(tmp_path, {"A1.1": text("First")})
    write(workspace.sources / "instruments.rst", ":orphan:\n\nInstruments\n===========\n\n.. instruments:: leegal\n")
    (finding,) = read_modules(workspace, "en", 1).findings
    assert (finding.code, finding.place.line, finding.hint) == ("unknown-force", 6, "did you mean 'legal'?")


def test_a_table_of_instruments_has_no_place_in_a_module(tmp_path: Path) -> None:
    workspace = make_project(tmp_path, {"A1.1": text("First", "\n.. instruments:: legal\n")})
    (finding,) = read_modules(workspace, "en", 1).findings
    assert (finding.code, finding.hint) == ("forbidden-directive", "it belongs on a page of the website")
