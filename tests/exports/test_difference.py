"""The outputs of a difference: all of it is there in each format, nothing in it is obeyed, and the press takes the redline."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import tinyhtml5

from isacs_publish.catalogue_file import read_catalogue
from isacs_publish.exports.difference_html import page
from isacs_publish.exports.difference_json import as_json
from isacs_publish.exports.difference_shown import ShownPassage, ShownUnit, shown
from isacs_publish.exports.difference_terminal import summary, terminal
from isacs_publish.forms import verbal_forms
from isacs_publish.matter import Templates
from isacs_publish.model.catalogue import Change
from isacs_publish.model.difference import difference
from isacs_publish.model.identifier import Identifier
from isacs_publish.model.marking import Mark, marked
from isacs_publish.press.fonts import prepare
from isacs_publish.press.typeset import typeset
from tests.conftest import PROJECT
from tests.model.texts import text

if TYPE_CHECKING:
    from isacs_publish.exports.difference_shown import Shown
    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.model.difference import Difference

OLD = """
# foreword:foreword - Foreword
It is here.
# rules 3 Rules
## site 3.1 Site & yard
The site shall be dry, see {ref:tab} and {module:05.10}. It has <b>walls</b> & {{doors}}.
The keeper shall:
a) count the {term:thing|things};
b) lock the doors.
NOTE All is well.
## doors 3.2 Doors
A door is there.
## locks 3.3 Locks
A lock is there.
## keys 3.4 Keys
A key shall be kept.
# table:tab 1 Kinds
| Kind | Days
| steel | 5
| wood | 7
"""
NEW = (
    OLD.replace("shall be dry", "should be dry")
    .replace("b) lock the doors.", "b) lock the doors;\nc) <script>alert(1)</script>.")
    .replace("| wood | 7", "| wood | 8")
    .replace("## keys 3.4 Keys\nA key shall be kept.\n", "")
    .replace("A key shall be kept.\n", "")
    .replace("## doors 3.2 Doors", "## hinges 3.1A Hinges\nA hinge shall turn.\n## doors 3.2 Doors")
)
NAMES = ("XST 01.10:2026(E)V1.0", "XST 01.10:2026(E)V1.1")


@pytest.fixture(scope="module")
def found() -> Difference:
    return difference(text(OLD), text(NEW, "1.1"), verbal_forms("en"))


@pytest.fixture(scope="module")
def view(found: Difference) -> Shown:
    return shown(found, *NAMES, "XST")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    read, _ = read_catalogue(PROJECT / "source" / "catalogue.toml", "source/catalogue.toml")
    assert read is not None
    return read


# Words


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a door is open", "a door is shut", "a door is [-open-]{+shut+}"),
        ("one two three four five six", "one deux trois four five six", "one [-two three-]{+deux trois+} four five six"),
        ("same", "same", "same"),
        ("", "come", "{+come+}"),
        ("gone", "", "[-gone-]"),
        ("all of this goes", "nothing stays here", "[-all of this goes-]{+nothing stays here+}"),
        (
            "the keeper rests for a while",
            "the guard walks to a gate",
            "[-the keeper rests for a while-]{+the guard walks to a gate+}",
        ),
        ("keep it, now", "keep it now", "keep it[-,-] now"),
    ],
)
def test_words_are_marked(old: str, new: str, expected: str) -> None:
    signs = {Mark.KEPT: "{}", Mark.DELETED: "[-{}-]", Mark.INSERTED: "{{+{}+}}"}
    runs = marked(old, new)
    assert "".join(signs[run.mark].format(run.words) for run in runs) == expected
    assert "".join(run.words for run in runs if run.mark is not Mark.INSERTED) == old
    assert "".join(run.words for run in runs if run.mark is not Mark.DELETED) == new


# The terminal

PRINTED = """\
Changes from XST 01.10:2026(E)V1.0 to XST 01.10:2026(E)V1.1
Keeping things

Foreword to 3 unchanged

3.1  Site & yard  [normative: verbal form, inserted]
  The site [-shall-]{+should+} be dry, see Table 1 and XST 05.10. [normative: verbal form] It has <b>walls</b> & {doors}.
    b) lock the doors[-.-]{+;+} [editorial]
    c) {+<script>alert(1)</script>.+} [normative: inserted]

{+3.1A+}  {+Hinges+}  [new; normative: inserted]
  {+A hinge shall turn.+} [normative: inserted]

3.2 to 3.3 unchanged

[-3.4-]  [-Keys-]  [withdrawn; normative: deleted]
  [-A key shall be kept.-] [normative: deleted]

Table 1  Kinds  [normative: number]
  | Kind | Days |
  | wood | [-7-]{+8+} [normative: number] |

normative: Clauses 4, Sentences 5; editorial: Clauses 0, Sentences 1; unchanged: Clauses 4; new: Clauses 1; withdrawn: Clauses 1
"""


def test_the_terminal_shows_clause_by_clause_what_changed(view: Shown) -> None:
    assert terminal(view) == PRINTED


def test_colours_stand_for_marks_and_no_control_character_reaches_the_terminal() -> None:
    before, after = text("# a 4 A\nIt is so."), text("# a 4 A\nIt is \x1b[2Jnot so.")
    view = shown(difference(before, after, verbal_forms("en")), *NAMES, "XST")
    coloured = terminal(view, colour=True)
    assert "\x1b[2J" not in terminal(view) + coloured
    assert "\x1b[4;32m" in coloured
    assert "{+" not in coloured


def test_texts_without_differences_say_so() -> None:
    same = shown(difference(text(OLD), text(OLD), verbal_forms("en")), *NAMES, "XST")
    assert "Foreword to Table 1 unchanged" in terminal(same)
    assert summary(same) == "unchanged: Clauses 7"


def test_a_table_with_another_title_shows_no_rows() -> None:
    found = difference(text(OLD), text(OLD.replace("1 Kinds", "1 Sorts")), verbal_forms("en"))
    assert "Table 1  [-Kinds-]{+Sorts+}  [substantive]\n\n" in terminal(shown(found, *NAMES, "XST"))


# JSON


def test_json_has_stable_keys(found: Difference) -> None:
    record = json.loads(as_json(found, *NAMES))
    assert list(record) == ["old", "new", "module", "language", "title", "summary", "units"]
    assert record["summary"] == {
        "units_by_nature": {"normative": 4},
        "units_by_fate": {"changed": 2, "new": 1, "unchanged": 4, "withdrawn": 1},
        "sentences_by_nature": {"editorial": 1, "normative": 5},
    }
    keys = {frozenset(unit) for unit in record["units"]}
    assert keys == {frozenset(("anchor", "kind", "number", "title", "fate", "nature", "facets", "into", "changes"))}
    site = next(unit for unit in record["units"] if unit["anchor"] == "site")
    assert site["changes"][0] == {
        "unit": "site",
        "form": "paragraph",
        "place": "",
        "old": "The site shall be dry, see {ref:tab} and {module:05.10}.",
        "new": "The site should be dry, see {ref:tab} and {module:05.10}.",
        "nature": "normative",
        "facets": ["strength"],
        "moved": False,
    }


# HTML


def test_the_page_stands_alone_and_obeys_nothing(view: Shown, catalogue: Catalogue) -> None:
    html = page(view, PROJECT / "themes" / "isacs", catalogue.publisher)
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html
    turned = page(replace(view, heading="from \u202eone\u202c to \u2066two"), PROJECT / "themes" / "isacs", catalogue.publisher)
    assert "from \ufffdone\ufffd to \ufffdtwo" in turned
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", turned)
    assert not re.search(r"""(?:src|url\(|@import|<link)""", html)
    assert re.findall(r'href="([^"]*)"', html) == [catalogue.publisher.website]
    for words in (catalogue.publisher.currency, catalogue.publisher.voluntary, catalogue.publisher.illustrative):
        assert words in html


def test_the_page_is_valid_and_tells_marks_in_words_too(view: Shown, catalogue: Catalogue) -> None:
    html = page(view, PROJECT / "themes" / "isacs", catalogue.publisher)
    tree = tinyhtml5.parse(html, namespace_html_elements=False)
    spoken = [" ".join("".join(node.itertext()).split()) for node in tree.iter("ins")]
    assert "[inserted: should]" in spoken
    assert "[deleted: shall]" in ["".join(node.itertext()) for node in tree.iter("del")]
    assert [node.get("id") for node in tree.iter("section")] == ["site", "hinges", "keys", "tab"]
    assert tree.get("lang") == "en"
    assert [node.tag for node in tree.iter() if node.tag in ("h1", "h2", "h3")] == ["h1", "h2", "h2", "h2", "h2"]


def test_the_summary_names_the_units_of_each_class(view: Shown) -> None:
    named = {count.name: count.labels for count in view.counts}
    assert named["normative"] == ("3.1", "3.1A", "3.4", "Table 1")
    assert (named["withdrawn"], named["new"], named["unchanged"]) == (("3.4",), ("3.1A",), ())


# Paper


def test_the_press_takes_the_redline(found: Difference, view: Shown, catalogue: Catalogue) -> None:
    identifier = Identifier.parse("XST 01.10:2026(E)V1.1")
    templates = Templates(PROJECT / "themes" / "isacs" / "print", catalogue)
    source = templates.redline(catalogue.modules["01.10"], identifier, NAMES, found.new, view)
    sheets = typeset(source, prepare(PROJECT / "build" / ".cache"))
    assert source.name == "xst-01.10-2026-e-v1.1-changes"
    printed = " ".join(sheets.geometry.texts)
    for words in (catalogue.publisher.currency, catalogue.publisher.permission, *NAMES, "3.2 to 3.3 unchanged"):
        assert "".join(words.split()) in printed
    assert [mark.text for mark in sheets.geometry.bookmarks][:2] == ["3.1 Site & yard", "3.1A Hinges"]


@pytest.mark.parametrize("language", ["fr", "es", "ru", "ar", "zh"])
def test_the_fixed_words_are_those_of_the_language(language: str, found: Difference) -> None:
    other = replace(found, new=replace(found.new, language=language))
    printed = terminal(shown(other, *NAMES, "XST"))
    assert not re.search(r"Changes|unchanged|verbal form|inserted|Clauses", printed)


def test_labels_stand_once_and_bullets_have_a_dash() -> None:
    lines = "# a 4 A\nThe keeper shall:\nrest;\nwalk.\nHe should:\na) sit:\nlong;\nquiet.\nNOTE It helps."
    found = difference(text(lines), text(lines.replace("rest", "rest now").replace("quiet", "quiet too")), verbal_forms("en"))
    view = shown(found, *NAMES, "XST").parts[0]
    assert isinstance(view, ShownUnit)
    assert [(block.label, block.level) for block in view.blocks if isinstance(block, ShownPassage)] == [
        *(("", 0), ("–", 1), ("–", 1), ("", 0)),
        *(("a)", 1), ("", 0), ("", 0), ("NOTE", 0)),
    ]


def test_a_split_names_what_the_clause_went_into() -> None:
    split = Change("01.10", 2026, "1.1", "locks", "split", "Parted.", ("locks", "bolts"))
    new = OLD.replace("## keys", "## bolts 3.3A Bolts\nA bolt is there.\n## keys")
    found = difference(text(OLD), text(new, "1.1"), verbal_forms("en"), [split])
    assert "3.3  Locks  [split → 3.3A]" in terminal(shown(found, *NAMES, "XST"))
