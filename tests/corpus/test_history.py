"""Three modules of the corpus through two versions and into a second edition, by the commands that an editor uses.

V1.0 → V1.1 with an inserted, a withdrawn and a strengthened clause in each → a second edition of one with a split and a merger.
"""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest
from lxml import html

from isacs_publish.cli import main
from isacs_publish.comparing import compare
from isacs_publish.press.fonts import prepare
from isacs_publish.press.typeset import typeset
from isacs_publish.workspace import Workspace
from tests.completeness import printed
from tests.conftest import PROJECT
from tests.history import History
from tests.roots import STRUCTURE_ALONE, text, write
from tests.sphinxext.site import write_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MODULES = ("05.10", "05.20", "06.40")
GLOSSARY = "01.20"
PATH = ("expert-review", "regional-validation", "approval", "published")


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    folder = tmp_path_factory.mktemp("history")
    shutil.copytree(PROJECT / "source", folder / "source")
    shutil.copy(PROJECT / "conf.py", folder)
    (folder / "themes").symlink_to(PROJECT / "themes")
    workspace = Workspace(folder, folder / "build")
    catalogue = workspace.catalogue.read_text(encoding="utf-8")
    write(workspace.catalogue, f"{catalogue}\n[rules]\nwithout = {STRUCTURE_ALONE}\n")  # (the stubs keep few rules)
    for path in workspace.sources.glob("*/*/index.rst"):
        if path.parent.name not in (*MODULES, GLOSSARY):  # the others are only named; their texts would be read in vain
            write(path, text(path.read_text(encoding="utf-8").partition("\n")[0]))
    return History(workspace)


@pytest.fixture(scope="module")
def fonts() -> Path:
    return prepare(PROJECT / "build" / ".cache")


@pytest.fixture(scope="module")
def isacs(history: History) -> Callable[..., int]:
    return lambda *words: main(["--project", str(history.workspace.project), *words])


def letters_of(pdf: bytes, folder: Path) -> str:
    """Return the letters of a PDF as a reader finds them, without white space."""
    path = folder / "read.pdf"
    path.write_bytes(pdf)
    return "".join(printed(path).split())


def lead_to_publication(isacs: Callable[..., int], module: str, year: int) -> None:
    """Move a draft through the stages until it is published."""
    for month, stage in enumerate(PATH, start=1):
        assert isacs("stage", module, stage, "--date", f"{year}-0{month}-15", "--body", "The review board") == 0


def section(history: History, module: str, anchor: str, following: str) -> str:
    """Return the source from one anchor to the next."""
    words = (history.workspace.sources / module[:2] / module / "index.rst").read_text(encoding="utf-8")
    return words[words.index(f".. _{anchor}:") : words.index(f".. _{following}:")]


def inserted(anchor: str, title: str, words: str) -> str:
    """Return the source of a subclause."""
    return f".. _{anchor}:\n\n{title}\n{'~' * len(title)}\n\n{words}\n\n"


def test_1_the_first_version(history: History, isacs: Callable[..., int]) -> None:
    for module in MODULES:
        lead_to_publication(isacs, module, 2027)
    numbers = history.numbers("05.20")
    assert {anchor: numbers[anchor] for anchor in ("evaluation-manager", "reference-group")} == {
        "evaluation-manager": "6.3",
        "reference-group": "6.6",
    }
    history.publish("2027-1", *MODULES)
    assert history.codes() == []


AMENDED = {
    "05.20": {
        "observers": "6.3A", "evaluation-manager": "6.3", "evaluation-team": "6.4", "reference-group": "6.6", "planning": "7",
        "tab-types": "1", "annex-tor": "A",
    },
    "05.10": {"duties-assistant": "5.2A", "duties-officer": "5.3", "duties-verifier": "5.4", "duties-partners": "5.5"},
    "06.40": {"visitors": "5.A1", "policy": "5.1", "handover": "5.3", "evidence": "8.6", "tab-duties": "1"},
}  # fmt: skip
"""Numbers of V1.1, typed by hand from the contents of V1.0."""


def test_2_an_amendment_that_is_not_declared_is_refused(history: History, isacs: Callable[..., int]) -> None:
    for module in MODULES:
        assert isacs("stage", module, "under-review", "--date", "2027-09-01", "--body", "The review board") == 0
        assert isacs("amend", module, "--date", "2027-10-01") == 0
    observers = inserted("observers", "Observers", "An observer shall not take part in the drafting of the report.")
    assistant = inserted("duties-assistant", "Assistants", "An assistant may enter data under supervision.")
    visitors = inserted("visitors", "Visitors", "Nobody shall visit a store without an escort.")
    history.edit(
        "05.20",
        (".. _evaluation-team:", f"{observers}.. _evaluation-team:"),
        ("The team should include women and men.", "The team shall include women and men."),
        (section(history, "05.20", "reference-group", "planning"), ""),
    )
    history.edit(
        "05.10",
        (".. _duties-officer:", f"{assistant}.. _duties-officer:"),
        ("should visit each site of activity at least once in three", "shall visit each site of activity at least once in two"),
        (section(history, "05.10", "duties-partners", "framework"), ""),
    )
    history.edit(
        "06.40",
        (".. _policy:", f"{visitors}.. _policy:"),
        ("should change the combinations of locks", "shall change the combinations of locks"),
        (section(history, "06.40", "evidence", "movement"), ""),
    )
    found = {(finding.place.path[-16:-10], finding.code) for finding in history.read()[1]}
    assert found == {
        (module, code) for module in ("/05.20", "/05.10", "/06.40") for code in ("undeclared-change", "vanished-anchor")
    }
    declared = [finding.hint for finding in history.read()[1] if finding.code == "undeclared-change"]
    assert len(declared) == 9


DECLARED = (
    ("05.20", "observers", "new", "Observers have a clause of their own."),
    ("05.20", "evaluation-team", "normative", "Teams shall include women and men."),
    ("05.20", "reference-group", "withdrawn", "Reference groups are left to the commissioning body."),
    ("05.10", "duties-assistant", "new", "Assistants may enter data."),
    ("05.10", "duties-officer", "normative", "Sites shall be visited every two months."),
    ("05.10", "duties-partners", "withdrawn", "The duties of partners are dealt with in agreements."),
    ("06.40", "visitors", "new", "Visitors are escorted."),
    ("06.40", "handover", "normative", "Combinations shall be changed at a handover."),
    ("06.40", "evidence", "withdrawn", "Evidence is dealt with elsewhere."),
)


def test_3_a_declared_amendment_moves_no_number(history: History, isacs: Callable[..., int]) -> None:
    before = {module: history.numbers(module) for module in MODULES}
    for module, clause, nature, summary in DECLARED:
        assert isacs("declare", module, clause, nature, "--summary", summary) == 0
    assert isacs("declare", "06.40", "policy", "normative", "--summary", "Nothing of the kind.") == 0
    assert history.codes() == ["change-not-found"]
    row = history.workspace.catalogue.read_text(encoding="utf-8").rindex("\n[[change]]")
    history.workspace.catalogue.write_text(history.workspace.catalogue.read_text(encoding="utf-8")[:row], encoding="utf-8")
    for module in MODULES:
        numbers = history.numbers(module)
        assert {anchor: numbers.get(anchor) for anchor in AMENDED[module]} == AMENDED[module]
        published = {anchor: number for anchor, number in before[module].items() if anchor in numbers}
        assert {anchor: numbers[anchor] for anchor in published} == published
    for module in MODULES:
        lead_to_publication(isacs, module, 2028)
    assert history.codes() == []
    history.publish("2028-1", *MODULES)


def test_4_the_amendment_record_and_the_withdrawn_line_are_printed(history: History, fonts: Path, tmp_path: Path) -> None:
    source = history.read()[0].sources["05.20"]
    letters = letters_of(typeset(source, fonts).pdf, tmp_path)
    for said in ("Amendment record", "Teams shall include women and men.", "(withdrawn in V1.1)", "6.3A Observers"):
        assert "".join(said.split()) in letters, said
    table = html.fromstring(source.html).xpath("//section[@class='amendments']//tbody/tr")
    rows = [[cell.text_content() for cell in row] for row in table]
    assert [row[2:] for row in rows] == [
        ["6.3A", "new", "Observers have a clause of their own."],
        ["6.4", "normative", "Teams shall include women and men."],
        ["6.6", "withdrawn", "Reference groups are left to the commissioning body."],
    ]
    assert {tuple(row[:2]) for row in rows} == {("1.1", "2028-04-15")}


def test_5_the_difference_tells_what_changed_and_how_much_it_weighs(history: History, tmp_path: Path) -> None:
    compared = compare(history.workspace, "ISACS 05.10:2026(E)V1.0", "ISACS 05.10:2026(E)V1.1")
    told = {unit.anchor: unit for unit in compared.difference.differing()}
    assert set(told) == {"duties-assistant", "duties-officer", "duties-partners"}
    assert {anchor: str(unit.fate) for anchor, unit in told.items()} == {
        "duties-assistant": "new",
        "duties-officer": "changed",
        "duties-partners": "withdrawn",
    }
    officer = told["duties-officer"].classed
    assert officer is not None
    assert [str(facet) for facet in officer.facets] == ["strength", "number"]
    assert json.loads(compared.written("json"))
    page = html.fromstring(compared.written("html").decode())
    assert "[deleted: should]" in [mark.text_content() for mark in page.xpath("//del")]
    assert "shouldshallvisiteachsite" in letters_of(compared.written("pdf"), tmp_path)


def test_6_a_second_edition_numbers_afresh(history: History, isacs: Callable[..., int]) -> None:
    assert isacs("stage", "05.20", "under-review", "--date", "2029-01-10", "--body", "The review board") == 0
    assert isacs("edition", "05.20", "--year", "2030", "--date", "2030-01-10") == 0
    usefulness = section(history, "05.20", "usefulness", "ethics")
    manager = inserted(
        "evaluation-file", "File of the evaluation", "The evaluation manager shall keep a file of the evaluation."
    )
    body = usefulness.partition("\n\n")[2].partition("\n\n")[2]
    history.edit("05.20", (usefulness, body), (".. _observers:", f"{manager}.. _observers:"))
    assert {finding.code for finding in history.read()[1]} >= {"vanished-anchor", "undeclared-change"}
    for words in (
        ("usefulness", "merged", "--summary", "Usefulness is part of credibility.", "--into", "credibility"),
        ("credibility", "merged", "--summary", "Credibility and usefulness are one clause.", "--into", "credibility"),
        (
            "evaluation-manager",
            "split",
            "--summary",
            "The file has a clause.",
            "--into",
            "evaluation-manager",
            "evaluation-file",
        ),
    ):
        assert isacs("declare", "05.20", *words) == 0, words
    left = [str(finding) for finding in history.read()[1]]
    for finding in history.read()[1]:
        assert finding.code == "undeclared-change", left
        clause, nature = finding.hint.split()[3:5]
        assert isacs("declare", "05.20", clause, nature, "--summary", "Declared.") == 0
    assert history.codes() == []
    lead_to_publication(isacs, "05.20", 2030)
    numbers = history.numbers("05.20")
    wanted = {
        "credibility": "5.2", "ethics": "5.3", "evaluation-manager": "6.3", "evaluation-file": "6.4", "observers": "6.5",
        "evaluation-team": "6.6", "programme-management": "6.7",
    }  # fmt: skip
    assert {anchor: numbers[anchor] for anchor in wanted} == wanted
    assert "reference-group" not in numbers


def test_7_the_correspondence_table_and_old_addresses(history: History) -> None:
    reading = history.read()[0]
    table = html.fromstring(reading.sources["05.20"].html).xpath("//table[@id='tab-correspondence']//tbody/tr")
    told = [[" ".join(cell.text_content().split()) for cell in row] for row in table]
    for row in (
        ["5.2", "5.2", "Credibility", "merged"],
        ["5.3", "5.2", "Credibility", "merged"],
        ["5.4", "5.3", "Ethical conduct", "renumbered"],
        ["6.3", "6.3", "Evaluation manager", "split"],
        ["6.3", "6.4", "File of the evaluation", "split"],
        ["6.3A", "6.5", "Observers", "renumbered"],
        ["Annex A", "Annex A", "Contents of the terms of reference", "kept"],
    ):
        assert row in told, row
    assert write_site(history.workspace, "en", set(), reading.left_out) == []
    site = history.workspace.site / "05.20"
    old = html.parse(site / "2026/en/v1.1/index.html")
    for address, now in (("clause-6.3A", "observers"), ("usefulness", "credibility"), ("clause-5.3", "credibility")):
        place = old.xpath(f"//*[@id='{address}']/ancestor-or-self::li/a/@href")
        assert place == [f"../../../2030/en/v1.0/index.html#{now}"], address
    new = html.parse(site / "2030/en/v1.0/index.html")
    assert new.xpath("//*[@id='usefulness']")
    assert new.xpath("//*[@id='clause-6.5']/..")[0].get("id") == "observers"
