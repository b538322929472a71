"""Repairs of words change the words in question, and neither provisions nor what is no prose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from isacs_publish.drafting import corpus_of
from isacs_publish.mending_words import REPAIRS, mended_line, mended_words
from isacs_publish.model.instrument import Instruments
from isacs_publish.publish import load_catalogue
from isacs_publish.register_file import read_registers
from isacs_publish.sphinxext.run import read_modules
from isacs_publish.usage_file import usage_of
from tests.roots import make_project, write
from tests.rules.cases import BASE, FIXED, glossary

if TYPE_CHECKING:
    from pathlib import Path

LINES = [
    ("quotation-marks", "a “closed” store, the custodian’s", 'a "closed" store, the custodian\'s'),
    ("quotation-marks", "un local « fermé »", 'un local "fermé"'),
    ("quotation-marks", "``“x”`` and :ref:`a “b” <c>` and “d”", '``“x”`` and :ref:`a “b” <c>` and "d"'),
    ("quotation-marks", "   :alt: a “closed” store", "   :alt: a “closed” store"),
    ("quotation-marks", ".. figure:: “a”.svg", ".. figure:: “a”.svg"),
    ("unit-spacing", "weighs 5kg, or 2,5t, and 10% of it", "weighs 5\u00a0kg, or 2,5\u00a0t, and 10\u00a0% of it"),
    ("unit-spacing", "room 5b of ``5kg`` at https://a.example/5kg", "room 5b of ``5kg`` at https://a.example/5kg"),
    ("this-document", "This standard is free; a copy of this module.", "This document is free; a copy of this document."),
    ("this-document", "This standard lock has two keys.", "This standard lock has two keys."),
]

BODY = """\
.. _storage:

Storage
-------

The store holds boxes of
5kg each.

The custodian shall weigh
a box of 5kg every day.

- a box of 5kg
- a box of 7kg

.. note::

   An empty box weighs 2kg.
"""


@pytest.mark.parametrize(("code", "line", "right"), LINES)
def test_a_repair_changes_the_prose_of_a_line_alone(code: str, line: str, right: str) -> None:
    assert mended_line(line, REPAIRS[code], usage_of("en")) == right


def test_words_of_a_provision_are_not_repaired(tmp_path: Path) -> None:
    source = BASE.format(title="Custody B2.1", rule="=" * 12, **{**FIXED, "rest": BODY})
    workspace = make_project(tmp_path, {"A1.1": glossary(), "B2.1": source})
    catalogue = workspace.catalogue.read_text(encoding="utf-8")
    write(workspace.catalogue, re.sub(r"\[rules\]\nwithout = .*\n", "", catalogue))
    facts, faults = load_catalogue(workspace)
    assert facts is not None, faults
    reading = read_modules(workspace, "en", 1)
    corpus = corpus_of(tmp_path, facts, reading.manuscripts, read_registers(workspace), Instruments())
    written = "\n".join(mended_words(source.splitlines(), corpus.manuscripts["B2.1"].outline, corpus)) + "\n"
    wanted = source
    for line in ("\n5kg each", "- a box of 5kg", "- a box of 7kg", "weighs 2kg"):
        wanted = wanted.replace(line, line.replace("kg", "\u00a0kg"))
    assert written.rstrip() == wanted.rstrip()
    assert "a box of 5kg every day" in written
