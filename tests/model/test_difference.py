"""Difference: what became of each unit, which sentence stands for which, and how much each change weighs."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from isacs_publish.forms import verbal_forms
from isacs_publish.model.catalogue import Change
from isacs_publish.model.classing import Facet, Nature
from isacs_publish.model.difference import Fate, UnitDifference, difference, in_both_orders, paragraphs
from isacs_publish.model.provision import read_sentences
from isacs_publish.model.text import Form
from tests.model.texts import text

if TYPE_CHECKING:
    from isacs_publish.model.text import Text

FORMS = verbal_forms("en")

OLD = """
# scope 1 Scope
This document is about things.
# term:term-store 2.1 store
= place where things are kept
# rules 3 Rules
## site 3.1 Site
The site shall be dry. The site should be quiet. A guard may walk there.
The keeper shall:
a) count the things;
b) lock the doors.
NOTE Locks can rust.
## doors 3.2 Doors
A door shall be of steel.
# table:tab 1 Kinds
| Kind | Days
| steel | 5
| wood | 7
"""


def changed(*replacements: tuple[str, str], changes: tuple[Change, ...] = ()) -> dict[str, UnitDifference]:
    """Return the units that differ when words of the text are replaced."""
    new = OLD
    for before, after in replacements:
        assert new.count(before) == 1, before
        new = new.replace(before, after)
    return {unit.anchor: unit for unit in difference(text(OLD), text(new, "1.1"), FORMS, changes).differing()}


def pairs(unit: UnitDifference) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """Return the sentences of a unit that changed, with what that means."""
    return [(p.old, p.new, str(p.classed.nature), tuple(map(str, p.classed.facets))) for p in unit.changes() if p.classed]


def test_a_text_does_not_differ_from_itself() -> None:
    found = difference(text(OLD), text(OLD), FORMS)
    assert found.differing() == ()
    assert [unit.anchor for unit in found.units] == ["scope", "term-store", "rules", "site", "doors", "tab"]
    assert all(pair.old == pair.new and pair.classed is None for unit in found.units for pair in unit.pairs)


def test_a_changed_sentence_is_found_among_those_that_stayed() -> None:
    found = changed(("The site should be quiet.", "The site shall be quiet."))
    assert pairs(found["site"]) == [("The site should be quiet.", "The site shall be quiet.", "normative", ("strength",))]
    assert (found["site"].fate, found["site"].nature, set(found)) == (Fate.CHANGED, Nature.NORMATIVE, {"site"})
    assert len(found["site"].pairs) == 7


@pytest.mark.parametrize(
    ("before", "after", "anchor", "nature", "facets"),
    [
        ("be quiet.", "be quiet!", "site", "editorial", ()),
        ("about things", "about all the things", "scope", "substantive", ()),
        ("count the things;", "count the things twice;", "site", "normative", ("number",)),
        ("| steel | 5", "| steel | 6", "tab", "normative", ("number",)),
        ("where things are kept", "where things are held", "term-store", "normative", ("term",)),
        ("2.1 store", "2.1 depot", "term-store", "normative", ("term",)),
        ("Locks can rust.", "Locks rust.", "site", "normative", ("strength",)),
        ("# table:tab 1 Kinds", "# table:tab 1 Sorts", "tab", "substantive", ()),
    ],
)
def test_a_change_is_told_at_the_unit_that_is_cited(
    before: str, after: str, anchor: str, nature: str, facets: tuple[str, ...]
) -> None:
    found = changed((before, after))
    assert set(found) == {anchor}
    classed = found[anchor].classed
    assert classed is not None
    assert (classed.nature, tuple(map(str, classed.facets))) == (nature, facets)


def test_a_sentence_that_came_or_went_weighs_by_whether_it_provides() -> None:
    assert pairs(changed((" A guard may walk there.", ""))["site"]) == [
        ("A guard may walk there.", "", "normative", ("removed",))
    ]
    assert pairs(changed(("A guard may", "All is well. A guard may"))["site"]) == [("", "All is well.", "substantive", ())]


def test_an_entry_of_a_list_weighs_by_its_lead_in() -> None:
    assert pairs(changed(("b) lock the doors.", "b) lock the doors;\nc) see the guard."))["site"]) == [
        ("lock the doors.", "lock the doors;", "editorial", ()),
        ("", "see the guard.", "normative", ("added",)),
    ]
    found = changed(("The keeper shall:", "The keeper should:"))
    strength = ("normative", ("strength",))
    assert [pair[2:] for pair in pairs(found["site"])] == [strength] * 3


def test_a_sentence_about_something_else_is_no_new_state_of_the_one_in_its_place() -> None:
    for other in ("The keeper shall rest.", "The site shall have a wall of bricks with a gate in it."):
        assert pairs(changed(("The site shall be dry.", other))["site"]) == [
            ("The site shall be dry.", "", "normative", ("removed",)),
            ("", other, "normative", ("added",)),
        ]


def test_an_entry_whose_lead_in_provides_no_more_lost_its_force() -> None:
    found = changed(("The keeper shall:", "Duties of the keeper:"))
    assert [pair[2:] for pair in pairs(found["site"])] == [("normative", ("strength",))] * 3


def test_a_new_definition_and_a_new_normative_reference_bind() -> None:
    found = changed(("# rules", "# term:term-lock 2.2 lock\n= thing that shuts\n# rules"))
    assert (found["term-lock"].nature, found["term-lock"].changes()[1].form) == (Nature.NORMATIVE, Form.DEFINITION)
    lines = "# normative-references 2 References\n## reference:ref-a - A\nThe first work"
    one, other = text(lines.partition("\n")[0]), text(lines)
    for status, nature in (("", Nature.SUBSTANTIVE), ("normative", Nature.NORMATIVE)):
        units = tuple(replace(unit, status=status) for unit in other.units)
        assert difference(one, replace(other, units=units), FORMS).units[0].nature is nature


def test_a_note_added_does_not_provide() -> None:
    found = changed(("NOTE Locks can rust.", "NOTE Locks can rust. Doors can too."))
    assert pairs(found["site"]) == [("", "Doors can too.", "substantive", ())]


def test_a_sentence_that_moved_within_its_unit_is_editorial() -> None:
    found = changed(
        (
            "The site shall be dry. The site should be quiet. A guard may walk there.",
            "The site should be quiet. A guard may walk there.",
        ),
        ("NOTE Locks", "The site shall be dry.\nNOTE Locks"),
    )
    assert [(pair.old, pair.moved) for pair in found["site"].changes()] == [("The site shall be dry.", True)]
    assert found["site"].nature is Nature.EDITORIAL


def test_a_sentence_that_moved_under_another_lead_in_is_not() -> None:
    lists = "# a 4 A\nThe keeper shall:\na) count all the things there;\nb) lock.\nThe keeper should:\na) rest."
    moved = "# a 4 A\nThe keeper shall:\nb) lock.\nThe keeper should:\na) rest;\nb) count all the things there;"
    unit = difference(text(lists), text(moved), FORMS).units[0]
    assert ("count all the things there;", "count all the things there;", "normative", ("strength",)) in pairs(unit)


def test_rows_of_a_table_are_compared_row_by_row() -> None:
    found = changed(("| steel | 5\n", "| brass | 9\n| steel | 5\n"))
    assert [(p.old, p.new) for p in found["tab"].changes()] == [("", "brass"), ("", "9")]
    assert {p.line for p in found["tab"].changes()} == {1}


def test_units_come_go_and_take_other_numbers() -> None:
    found = changed(("## doors 3.2 Doors\nA door shall be of steel.", "## locks 3.2 Locks\nA lock is small."))
    assert {anchor: unit.fate for anchor, unit in found.items()} == {"doors": Fate.WITHDRAWN, "locks": Fate.NEW}
    assert (found["doors"].nature, found["locks"].nature) == (Nature.NORMATIVE, Nature.SUBSTANTIVE)
    assert (found["doors"].old_name, found["doors"].new_name) == ("3.2", "")
    found = changed(("## doors 3.2", "## doors 3.4"))
    assert (found["doors"].fate, found["doors"].nature, found["doors"].new_name) == (Fate.RENUMBERED, None, "3.4")


def test_what_is_left_of_a_withdrawn_unit_is_no_unit() -> None:
    found = changed(("## doors 3.2 Doors\nA door shall be of steel.", "## doors 3.2 (withdrawn in 1.1)"))
    assert (found["doors"].fate, found["doors"].new_name, len(found["doors"].changes())) == (Fate.WITHDRAWN, "", 1)
    gone = text("# a 4 A\nIt is.\n# b 5 (withdrawn in 1.1)")
    assert difference(gone, gone, FORMS).differing() == ()


def declared(clause: str, nature: str, *into: str) -> Change:
    """Return a row of the catalogue."""
    return Change("01.10", 2026, "1.1", clause, nature, "Changed.", into)  # type: ignore[arg-type]


def test_a_split_clause_is_compared_with_all_that_it_went_into() -> None:
    found = changed(
        ("## site 3.1 Site\n", "## site 3.1 Site\n"),
        ("The keeper shall:\n", "## keeper 3.1A Keeper\nThe keeper shall:\n"),
        changes=(declared("site", "split", "site", "keeper"),),
    )
    assert {anchor: unit.fate for anchor, unit in found.items()} == {"site": Fate.SPLIT, "keeper": Fate.SPLIT}
    assert [unit.changes() for unit in found.values()] == [(), ()]
    assert found["site"].into == ("site", "keeper")


def test_a_merged_clause_is_compared_with_what_it_went_into() -> None:
    found = changed(
        ("## doors 3.2 Doors\nA door shall be of steel.\n", ""),
        ("NOTE Locks can rust.", "NOTE Locks can rust.\nA door should be of steel."),
        changes=(declared("doors", "merged", "site"),),
    )
    assert {anchor: unit.fate for anchor, unit in found.items()} == {"doors": Fate.MERGED, "site": Fate.MERGED}
    assert pairs(found["site"]) == [("A door shall be of steel.", "A door should be of steel.", "normative", ("strength",))]


def test_a_sentence_that_a_merger_lost_is_told_where_the_clause_went() -> None:
    found = changed(("## doors 3.2 Doors\nA door shall be of steel.\n", ""), changes=(declared("doors", "merged", "site"),))
    assert pairs(found["site"]) == [("A door shall be of steel.", "", "normative", ("removed",))]
    assert found["doors"].changes() == ()


def test_a_reference_is_told_under_its_list() -> None:
    one = "# normative-references 2 References\n## reference:ref-a - A\nISO 9001:2015, Quality"
    unit = difference(text(one), text(one.replace("2015", "2008")), FORMS).units[0]
    assert (unit.anchor, unit.classed and unit.classed.facets) == ("normative-references", (Facet.CITATION,))


def test_a_picture_and_a_formula_are_compared_whole() -> None:
    base = text("# figure:fig 1 Way\nx")
    shown = replace(base.passages[0], form=Form.FIGURE, words="the way in (sha256 0a)")

    def classed(form: Form, old: str, new: str) -> tuple[Nature | None, tuple[Facet, ...]]:
        one, other = (replace(base, passages=(replace(shown, form=form, words=words),)) for words in (old, new))
        unit = difference(one, other, FORMS).units[0]
        return unit.nature, unit.classed.facets if unit.classed else ()

    assert classed(Form.FIGURE, "the way in (sha256 0a)", "the way in (sha256 0b)") == (Nature.SUBSTANTIVE, ())
    assert classed(Form.FIGURE, "5 ways in (sha256 0a)", "6 ways in (sha256 0a)") == (Nature.NORMATIVE, (Facet.NUMBER,))
    assert classed(Form.FORMULA, "a = b", "a =  b") == (Nature.EDITORIAL, ())
    assert classed(Form.FORMULA, "a = b", "a = c") == (Nature.NORMATIVE, (Facet.NUMBER,))


def test_units_that_are_gone_stand_where_they_stood() -> None:
    assert in_both_orders(["x", "a", "b", "c", "d"], ["a", "n", "d"]) == ["x", "a", "b", "c", "n", "d"]


def test_sentences_of_one_passage_are_set_together() -> None:
    found = changed(("be quiet. A guard", "be very quiet. All is well. A guard"))
    assert [len(group) for group in paragraphs(found["site"].pairs)] == [4, 1, 1, 1, 1]


LINES = st.lists(
    st.sampled_from(
        [
            *(
                "The keeper shall rest.",
                "The keeper should rest. A guard may walk there.",
                "The keeper shall:",
                "Doors are shut.",
            ),
            *(
                "a) count the things;",
                "b) lock.",
                "NOTE All is well.",
                "FOOTNOTE See above.",
                "| steel | 5",
                "| wood | 5 | x",
                "= thing",
            ),
        ]
    ),
    max_size=8,
)
UNITS = st.lists(st.sampled_from(["a", "b", "c", "d"]), unique=True, max_size=4).flatmap(
    lambda anchors: st.tuples(st.just(anchors), st.lists(LINES, min_size=len(anchors), max_size=len(anchors)))
)


def written(units: tuple[list[str], list[list[str]]]) -> Text:
    """Return a text of some clauses with some lines each."""
    heads = [f"# {anchor} {number} Title" for number, anchor in enumerate(units[0], 4)]
    return text("\n".join(line for head, lines in zip(heads, units[1], strict=True) for line in (head, *lines)))


@given(UNITS, UNITS, st.sampled_from(["split", "merged"]), st.permutations(["a", "b", "c", "d"]))
def test_no_sentence_is_lost_and_none_told_twice(
    one: tuple[list[str], list[list[str]]], other: tuple[list[str], list[list[str]]], nature: str, into: list[str]
) -> None:
    old, new = written(one), written(other)
    found = difference(old, new, FORMS, [declared(into[0], nature, *into[1:3])])
    told = [pair for unit in found.units for pair in unit.pairs]
    for words, side in ((Counter(p.old for p in told if p.old), old), (Counter(p.new for p in told if p.new), new)):
        assert words == Counter(sentence.words for sentence in read_sentences(side, FORMS))
    assert all((pair.old == pair.new) or pair.classed for pair in told)
    assert {unit.anchor for unit in found.units} == {*one[0], *other[0]}
    assert found == difference(old, new, FORMS, [declared(into[0], nature, *into[1:3])])
