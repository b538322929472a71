"""The provisions of a text one by one: their labels, who acts, the form as written, the words of lead-ins."""

from __future__ import annotations

from dataclasses import replace

from isacs_publish.forms import verbal_forms
from isacs_publish.model.outline import Kind
from isacs_publish.model.provision_rows import rows
from isacs_publish.model.text import Form, LabelledUnit, Passage
from tests.model.texts import text

FORMS = verbal_forms("en")

LINES = """
# foreword:foreword - Foreword
The board shall be praised.
# rules 5.2 Rules
A store is cold. The keeper shall not open {ref:doors} at night. It may call {term:guard|the guards} in {module:05.20}.
The keeper should, where it is dark:
a) count the things; and
b) lock the doors. Doors are of steel. Bolts are of brass.
The keeper names the following:
a) The guard shall watch.
b) a door, which may be open.
The word "shall" is quoted.
# tab 5.3 Table
| store | The register shall be kept by the keeper.
# annex:annex-a A Forms
No form shall be long.
"""


def test_each_provision_has_label_actor_form_and_words() -> None:
    found = rows(text(LINES), FORMS, {"doors": "Clause 6", "05.20": "ISO 05.20"})
    assert [(each.label, each.actor, each.form, str(each.verbal), each.words) for each in found] == [
        ("5.2", "keeper", "shall not", "requirement", "The keeper shall not open Clause 6 at night."),
        ("5.2", "keeper", "may", "permission", "It may call the guards in ISO 05.20."),
        ("5.2 a)", "keeper", "should", "recommendation", "The keeper should, where it is dark: count the things; and"),
        (
            "5.2 b)",
            "keeper",
            "should",
            "recommendation",
            "The keeper should, where it is dark: lock the doors. Doors are of steel. Bolts are of brass.",
        ),
        ("5.2 a)", "guard", "shall", "requirement", "The guard shall watch."),
        ("5.2 b)", "door", "may", "permission", "a door, which may be open."),
        ("5.3", "keeper", "shall", "requirement", "The register shall be kept by the keeper."),
        ("A", "form", "no … shall", "requirement", "No form shall be long."),
    ]


def test_an_entry_that_has_a_list_stands_before_the_words_of_its_entries() -> None:
    units = [("a", Kind.CLAUSE, "4", ""), ("l", Kind.LIST, "", "a"), ("x", Kind.ENTRY, "a", "l"), ("m", Kind.LIST, "", "x")]
    units += [("x1", Kind.ENTRY, "1", "m"), ("x2", Kind.ENTRY, "2", "m"), ("y", Kind.ENTRY, "b", "l")]
    words = {"a": "The keeper shall:", "x": "count:", "x1": "doors;", "x2": "locks;", "y": "sleep."}
    nested = replace(
        text("# a 4 A"),
        units=tuple(LabelledUnit(anchor, kind, number, "", owner) for anchor, kind, number, owner in units),
        passages=tuple(Passage(unit, Form.PARAGRAPH, each) for unit, each in words.items()),
    )
    assert [(each.label, each.actor, each.words) for each in rows(nested, FORMS, {})] == [
        ("4 a) 1)", "keeper", "The keeper shall: count: doors;"),
        ("4 a) 2)", "keeper", "The keeper shall: count: locks;"),
        ("4 b)", "keeper", "The keeper shall: sleep."),
    ]


def test_a_pronoun_of_another_unit_stays() -> None:
    found = rows(text("# a 4 A\nThe keeper shall count.\n# b 5 B\nIt shall be dry."), FORMS, {})
    assert [each.actor for each in found] == ["keeper", "It"]


def test_a_contraction_stands_written_out() -> None:
    assert [each.form for each in rows(text("# a 4 A\nThe keeper shan't sleep."), FORMS, {})] == ["shall not"]


def test_a_form_whose_wording_is_read_otherwise_stands_as_written() -> None:
    found = rows(text("# a 4 A\nThe number of keys shall not exceed five."), FORMS, {})
    assert [(each.form, each.actor) for each in found] == [("shall not", "number of keys")]


def test_a_row_tells_whether_it_forbids_and_which_sentences_it_is_made_of() -> None:
    found = rows(text(LINES), FORMS, {})
    assert [(each.form, each.negated) for each in found][:3] == [("shall not", True), ("may", False), ("should", False)]
    words = text(LINES).passages
    assert [each.sentences for each in found][:2] == [((1, 1),), ((1, 2),)]
    lead, *entry = found[3].sentences
    assert words[lead[0]].words == "The keeper should, where it is dark:"
    assert [number for _, number in entry] == [0, 1, 2]
