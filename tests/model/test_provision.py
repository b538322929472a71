"""Provisions: which sentences have a verbal form, of which class, and where none stand (Directives, Part 2, clause 7)."""

from __future__ import annotations

import pytest

from isacs_publish.forms import verbal_forms
from isacs_publish.model.provision import Verbal, provisions, sentences
from tests.model.texts import text

FORMS = verbal_forms("en")
REQUIREMENT, RECOMMENDATION = (Verbal.REQUIREMENT, False), (Verbal.RECOMMENDATION, False)
PERMISSION, POSSIBILITY = (Verbal.PERMISSION, False), (Verbal.POSSIBILITY, False)
PROHIBITION = (Verbal.REQUIREMENT, True)

FORCES = {
    # Tables 3 to 6 of the Directives, and their negatives
    "The keeper shall lock the door.": REQUIREMENT,
    "The keeper shall not lock the door.": PROHIBITION,
    "The keeper shall only lock the door.": REQUIREMENT,
    "The keeper shall certainly not lock the door.": PROHIBITION,
    "The door is to be locked.": REQUIREMENT,
    "The keeper is required to lock the door.": REQUIREMENT,
    "It is necessary to lock the door.": REQUIREMENT,
    "Only steel is permitted.": REQUIREMENT,
    "The keeper has to lock the door.": REQUIREMENT,
    "The keeper is not allowed to lock the door.": PROHIBITION,
    "Smoking is not permitted.": PROHIBITION,
    "No keeper shall lock the door.": PROHIBITION,
    "The keeper should lock the door.": RECOMMENDATION,
    "The keeper should not lock the door.": (Verbal.RECOMMENDATION, True),
    "It is recommended that the door is locked.": RECOMMENDATION,
    "It is not recommended that the door is locked.": (Verbal.RECOMMENDATION, True),
    "The keeper ought to lock the door.": RECOMMENDATION,
    "The keeper may lock the door.": PERMISSION,
    "The keeper is permitted to lock the door.": PERMISSION,
    "The keeper may not lock the door.": (Verbal.PERMISSION, True),
    "The keeper need not lock the door.": (Verbal.PERMISSION, True),
    "The keeper is not required to lock the door.": (Verbal.PERMISSION, True),
    "The keeper may only lock the door.": REQUIREMENT,
    "The keeper can lock the door.": POSSIBILITY,
    "The keeper cannot lock the door.": (Verbal.POSSIBILITY, True),
    "The keeper is unable to lock the door.": (Verbal.POSSIBILITY, True),
    "It is possible to lock the door.": POSSIBILITY,
    # The strongest of several
    "Where the keeper can see the door, the guard may leave.": PERMISSION,
    "The keeper may leave, and the guard shall stay.": REQUIREMENT,
    # What only looks like a form
    "The report is due in May.": None,
    "The report of 1 May 2026 is due.": None,
    "May 2026 is the date.": None,
    "The oil is kept in a can.": None,
    "Cans are kept outside.": None,
    "The aim of the store is to keep things.": None,
    "Steel is used where possible.": None,
    "Things that are permitted are listed.": None,
    "The keeper must obey the law.": None,
    "The keeper will lock the door.": None,
    "Which doors should be locked?": None,
    "Should the lock fail, the guard may leave.": PERMISSION,
    "No later than 5 days after, the keeper shall report.": REQUIREMENT,
    "Words such as {term:shall|shall} are used.": None,
    "The rules of {ref:must-may} apply.": None,
}


@pytest.mark.parametrize(("sentence", "force"), FORCES.items())
def test_the_force_of_a_sentence(sentence: str, force: tuple[Verbal, bool] | None) -> None:
    assert FORMS.force(sentence) == force


SENTENCES = [
    ("One. Two.", ["One.", "Two."]),
    ("It weighs 5.2 kg, e.g. with a lock. See No. 5. End.", ["It weighs 5.2 kg, e.g. with a lock.", "See No. 5.", "End."]),
    (
        "A lock (i.e. A bolt) is there. Then {ref:x|A. B} comes. 3 more follow.",
        ["A lock (i.e. A bolt) is there.", "Then {ref:x|A. B} comes.", "3 more follow."],
    ),
    ("He said “Stop.” Then he left! Why? So.", ["He said “Stop.”", "Then he left!", "Why?", "So."]),
    ("The U.S. Army is there. it goes on.", ["The U.S. Army is there. it goes on."]),
    ("第一句。第二句！", ["第一句。", "第二句！"]),
    ("جملة أولى. جملة ثانية؟ ثالثة", ["جملة أولى.", "جملة ثانية؟", "ثالثة"]),
    ("", []),
]


@pytest.mark.parametrize(("words", "expected"), SENTENCES)
def test_a_passage_is_made_of_sentences(words: str, expected: list[str]) -> None:
    assert sentences(words, FORMS.abbreviations) == expected


LINES = """
# foreword:foreword - Foreword
The reader shall read.
# scope 1 Scope
The reader shall read.
# term:term-store 3.1 store
= place that shall be dry
# rules 4 Rules
A thing is here. The keeper shall count it. It may be large.
NOTE The keeper shall rest.
EXAMPLE The keeper shall rest.
FOOTNOTE The keeper shall rest.
The keeper shall:
a) count the things;
b) lock the doors. Doors are of steel.
c) record what can be moved; and
d) The guard may leave.
It should include:
dry rooms;
doors; and
locks.
Locks are of steel.
# table:tab 1 Kinds
| Kind | Rule
| steel | shall be dry
# annex:annex-a A Forms
A form should be short.
"""


def test_provisions_stand_where_the_directives_allow_them_and_lists_go_on_with_their_lead_in() -> None:
    found = [(p.unit.partition("~")[0], str(p.form), p.words) for p in provisions(text(LINES), FORMS)]
    assert found == [
        ("rules", "requirement", "The keeper shall count it."),
        ("rules", "permission", "It may be large."),
        (
            "rules",
            "requirement",
            "The keeper shall:\ncount the things;\nlock the doors.\nDoors are of steel.\nrecord what can be moved; and",
        ),
        ("rules", "permission", "The guard may leave."),
        ("rules", "recommendation", "It should include:\ndry rooms;\ndoors; and\nlocks."),
        ("tab", "requirement", "shall be dry"),
        ("annex-a", "recommendation", "A form should be short."),
    ]


def test_a_list_whose_lead_in_has_no_form_is_no_provision() -> None:
    assert provisions(text("# a 4 A\nThere are:\na) doors;\nb) locks."), FORMS) == []


def test_what_follows_a_list_does_not_go_on_with_its_lead_in() -> None:
    found = provisions(text("# a 4 A\nThe keeper shall:\na) count;\nb) lock.\nAll is well."), FORMS)
    assert [p.words for p in found] == ["The keeper shall:\ncount;\nlock."]
