"""An amendment moves no published number: what is added takes a number between, what ends leaves its number behind."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from lxml import html

from isacs_publish.publish import Request, build
from tests.history import INSERTED, REST, History, change, history_of_editions, make_history
from tests.roots import text
from tests.sphinxext.site import write_site

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def history(tmp_path: Path) -> History:
    made = make_history(tmp_path, {"A1.1": text("Keeping things", REST)})
    made.publish()
    made.catalogue(('version = "1.0"', 'version = "1.1"'))
    return made


def test_a_text_that_is_published_and_not_touched_has_no_finding(history: History) -> None:
    history.catalogue(('version = "1.1"', 'version = "1.0"'))
    assert history.codes() == []
    assert history.numbers("A1.1")["locks"] == "4.3"


def test_clauses_that_are_added_between_take_letters_and_one_at_the_end_the_next_number(history: History) -> None:
    before = history.numbers("A1.1")
    history.edit("A1.1", (".. _locks:\n", INSERTED), (".. _term-entry:\n", ".. _last:\n\nLast\n~~~~\n\n.. _term-entry:\n"))
    after = history.numbers("A1.1")
    assert [after[anchor] for anchor in ("gates", "fences", "last")] == ["4.2A", "4.2B", "4.4"]
    assert {anchor: after[anchor] for anchor in before} == before


def test_entries_of_a_list_are_known_by_their_words(history: History) -> None:
    history.edit("A1.1", ("b) lock the doors;\nc) write", "b) lock all the doors at night;\nc) feed the dog;\nd) write"))
    numbers = history.numbers("A1.1")
    assert sorted(name for name in numbers.values() if name.startswith("4.1 ")) == ["4.1 a)", "4.1 b)", "4.1 bA)", "4.1 c)"]
    html = history.read()[0].sources["A1.1"].html
    assert "list-style-type: 'bA)\u2002'" in html


def test_a_withdrawn_clause_leaves_a_line_with_its_number(history: History) -> None:
    words = (history.workspace.sources / "A1" / "A1.1" / "index.rst").read_text(encoding="utf-8")
    start, end = words.index(".. _doors:"), words.index(".. _locks:")
    history.edit("A1.1", (words[start:end], ""), (" See :ref:`tab-doors` and :ref:`doors`.", ""))
    assert sorted(set(history.codes())) == ["undeclared-change", "vanished-anchor"]
    history.catalogue(rows=change("doors", "withdrawn"))
    assert history.codes() == ["undeclared-change"]
    history.catalogue(rows=change("locks", "substantive"))
    assert history.codes() == []
    reading, _ = history.read()
    assert reading.texts["A1.1"].by_anchor["doors"].withdrawn == "1.1"
    assert history.numbers("A1.1")["locks"] == "4.3"
    assert "(withdrawn in V1.1)" in reading.sources["A1.1"].html


def test_a_withdrawn_entry_note_reference_and_table_leave_their_lines(history: History) -> None:
    history.edit(
        "A1.1",
        ("b) lock the doors;\nc)", "b)"),
        ("   .. note::\n\n      A shed is a store.\n\n", ""),
        (".. reference:: one\n\n   One, *First work*\n\n", ""),
        (REST[REST.index(".. _tab-doors:") : REST.index(".. _locks:")], ""),
        (":ref:`tab-doors` and ", ""),
    )
    history.catalogue(rows=change("tab-doors", "withdrawn"))
    numbers = history.numbers("A1.1")
    assert numbers["ref-two"] == "2"
    html = history.read()[0].sources["A1.1"].html
    for line in ("[1]", "Note 1 to entry", "Table 1"):
        place = html.index(f">{line}")
        assert "(withdrawn in V1.1)" in html[place : place + 120], line
    assert html.count("(withdrawn in V1.1)") == 4


def test_an_anchor_that_vanishes_is_found_with_what_to_do(history: History) -> None:
    history.edit("A1.1", (".. _doors:", ".. _portals:"), ("and :ref:`doors`", "and :ref:`portals`"))
    found = [finding for finding in history.read()[1] if finding.code == "vanished-anchor"]
    assert len(found) == 1
    assert "4.2" in found[0].message
    assert "isacs rename A1.1 NEW doors" in found[0].hint


def test_a_clause_that_moves_is_found(history: History) -> None:
    words = (history.workspace.sources / "A1" / "A1.1" / "index.rst").read_text(encoding="utf-8")
    site = words[words.index(".. _site:") : words.index(".. _doors:")]
    history.edit("A1.1", (site, ""), (".. _term-entry:", f"{site}.. _term-entry:"))
    found = [finding.message for finding in history.read()[1] if finding.code == "moved-label"]
    assert any("site" in message and "stands behind" in message for message in found)


def test_a_declared_change_that_the_text_does_not_show_is_found(history: History) -> None:
    history.catalogue(rows=change("site", "normative"))
    assert history.codes() == ["change-not-found"]


def test_a_published_version_is_never_altered(history: History) -> None:
    history.catalogue(('version = "1.1"', 'version = "1.0"'))
    history.edit("A1.1", ("A door should be of steel.", "A door shall be of steel."))
    found = [finding for finding in history.read()[1] if finding.code == "published-text-changed"]
    assert ["doors" in finding.message for finding in found] == [True]
    assert "isacs amend A1.1" in found[0].hint


def test_the_record_of_a_published_version_is_never_altered(history: History) -> None:
    history.catalogue(('version = "1.1"', 'version = "1.0"'), rows=change("doors", "withdrawn", version="1.0"))
    assert history.codes() == ["published-record-changed"]
    history.catalogue(("date = 2030-05-01\ncustodian", "date = 2030-05-02\ncustodian"))
    assert history.codes() == ["published-record-changed"] * 2


def test_a_register_that_was_taken_away_is_missed(history: History) -> None:
    (history.workspace.register / "A1.1.toml").unlink()
    found = {finding.place.path for finding in history.read()[1] if finding.code == "register-unfit"}
    assert found == {"source/register/texts/A1.1-2030-v1.0.json", "source/A1/A1.1/index.rst"}


def test_an_anchor_that_ended_is_never_taken_over(history: History) -> None:
    words = (history.workspace.sources / "A1" / "A1.1" / "index.rst").read_text(encoding="utf-8")
    start, end = words.index(".. _doors:"), words.index(".. _locks:")
    history.edit("A1.1", (words[start:end], ""), (" See :ref:`tab-doors` and :ref:`doors`.", ""))
    history.catalogue(rows=change("doors", "withdrawn") + change("locks", "substantive"))
    history.publish("2030-2")
    history.catalogue(('version = "1.1"\nstage', 'version = "1.2"\nstage'))
    history.edit("A1.1", (".. _locks:", ".. _doors:\n\nDoors again\n~~~~~~~~~~~\n\n.. _locks:"))
    assert "reused-anchor" in history.codes()


def test_a_tampered_register_withholds_its_module(history: History) -> None:
    path = history.workspace.register / "A1.1.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('version = "1.0"', 'version = "1.0 "'), encoding="utf-8")
    findings = history.read()[1]
    assert {finding.place.path for finding in findings if finding.code == "register-unfit"} == {
        "source/register/A1.1.toml",
        "source/A1/A1.1/index.rst",
    }


def test_old_addresses_land_in_the_current_text(history: History) -> None:
    words = (history.workspace.sources / "A1" / "A1.1" / "index.rst").read_text(encoding="utf-8")
    start, end = words.index(".. _doors:"), words.index(".. _locks:")
    history.edit("A1.1", (words[start:end], ""), (" See :ref:`tab-doors` and :ref:`doors`.", ""))
    history.catalogue(rows=change("doors", "withdrawn"))
    assert write_site(history.workspace, "en", set()) == []
    old = html.parse(history.workspace.site / "A1.1/2030/en/v1.0/index.html")
    new = html.parse(history.workspace.site / "A1.1/2030/en/v1.1/index.html")
    assert old.xpath("//li[@id='tab-doors']/a/@href") == ["../v1.1/index.html#tab-doors"]
    assert old.xpath("//span[@id='clause-4.3']/../a/@href") == ["../v1.1/index.html#locks"]
    assert new.xpath("//*[@id='clause-4.2']/span[@class='label']")[0].text == "4.2"
    assert new.xpath("//*[@id='doors']//*[@id='tab-doors']")


def test_a_new_edition_numbers_afresh_and_tells_the_former_numbers(tmp_path: Path) -> None:
    history = history_of_editions(tmp_path)
    reading, findings = history.read()
    assert [finding for finding in findings if finding.is_error] == []
    numbers = history.numbers("A1.1")
    assert [numbers[anchor] for anchor in ("locks", "site", "keeper", "doors", "correspondence")] == [
        "4.1",
        "4.2",
        "4.3",
        "4.4",
        "B",
    ]
    assert list(reading.outlines["A1.1"].units)[-1].anchor == "bibliography"
    page = html.fromstring(reading.sources["A1.1"].html)
    table = page.xpath("//table[@id='tab-correspondence']//tbody/tr")
    told = [[" ".join(cell.text_content().split()) for cell in row] for row in table]
    assert ["4.1", "4.2", "Site", "split"] in told
    assert ["4.1", "4.3", "Keeper", "split"] in told
    assert ["4.2", "4.4", "Doors", "renumbered"] in told
    assert ["Annex A", "Annex A", "Forms", "kept"] in told
    report = build(history.workspace, Request(("A1.1",)), lambda *_: None)
    path = "html/A1.1/2032/en/v1.0/correspondence.json"
    assert path in [artifact.path for artifact in report.artifacts]
    record = json.loads((history.workspace.build / path).read_text(encoding="utf-8"))
    assert (record["old"], record["new"]) == ("XST A1.1:2030(E)V1.0", "XST A1.1:2032(E)V1.0")
    moved = [(row["old"]["number"], row["new"]["number"]) for row in record["rows"] if row["nature"] == "split"]
    assert moved == [("4.1", "4.2"), ("4.1", "4.3")]
