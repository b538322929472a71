"""Which of two rows of texts are the same, by their words."""

from __future__ import annotations

import pytest

from isacs_publish.model.alignment import ALIKE, aligned, likeness


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("recieve", "receive"),
        ("the ammuniton", "the ammunition"),
        ("储存设施应保持干燥和清洁", "储存设施必须保持干燥清洁"),
        ("lock the doors at night", "lock the doors at night: " + "the door that is made of wood and glass; " * 5),
        ("تُحفظ الأسلحة في مخزن آمن", "تُحفظ الأسلحة في مخزن جاف آمن"),
    ],
    ids=["misspelt", "misspelt-two", "chinese", "longer", "arabic"],
)
def test_two_states_of_one_text_are_alike(old: str, new: str) -> None:
    assert likeness(old, new) >= ALIKE
    assert aligned([old, "other words here"], ["something quite different", new]) == [(0, 1)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("oil", "petrol"),
        ("doors", "locks"),
        ("the doors", "count the things in the store at night"),
        ("储存设施应保持干燥", "记录每件武器的编号"),
        ("count the things in the store", "the keeper of the record who counts what is in a box and writes it into the book"),
    ],
    ids=["oil", "doors", "article", "chinese", "small-words"],
)
def test_texts_of_other_things_are_not_alike(old: str, new: str) -> None:
    assert likeness(old, new) < ALIKE
