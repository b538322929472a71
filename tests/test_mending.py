"""Repairs leave text in which their rules are silent, change nothing else, and never touch a provision."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from isacs_publish import mending, mending_words
from isacs_publish.fix import write_mended
from isacs_publish.mending import mended
from isacs_publish.publish import corpus_read, load_catalogue
from isacs_publish.rules import RULES
from isacs_publish.sphinxext.run import read_modules
from tests.conftest import PROJECT
from tests.roots import make_project, module_path, write
from tests.rules.cases import BASE, DRAWING, FIXED, glossary

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.model.corpus import Corpus
    from isacs_publish.sphinxext.run import Reading
    from isacs_publish.workspace import Workspace

REPAIRED = {*mending.REPAIRS, *mending_words.REPAIRS}

TERMS = "For the purposes of this document, the terms and definitions given in :module:`A1.1` and the following apply.\n\n"
SEAL = ".. _term-seal:\n\n.. term:: seal\n\n   "
STORAGE = ".. _storage:\n\nStorage\n-------\n\n"

# By the code of the rule: part of a module, wrong words, right words.
WRONG = [
    (
        "title-punctuation",
        "rest",
        ".. _storage:\n\nStorage.\n--------\n\nWords.",
        ".. _storage:\n\nStorage\n--------\n\nWords.",
    ),
    ("title-punctuation", "rest", f"{STORAGE}.. _tab-x:\n\n.. list-table:: Doors;\n\n   * - 1", "list-table:: Doors\n"),
    (
        "title-punctuation",
        "rest",
        f"{STORAGE}.. _fig-x:\n\n.. figure:: cycle.svg\n   :alt: The way of the arrow.\n\n"
        "   A long line, and\n   the way of the arrow.\n",
        "   :alt: The way of the arrow.\n\n   A long line, and\n   the way of the arrow\n",
    ),
    (
        "definition-full-stop",
        "terms",
        f"{TERMS}{SEAL}device that shows that\n   a store was opened.",
        "that\n   a store was opened\n",
    ),
    ("definition-full-stop", "terms", f"{TERMS}{SEAL}device on a :term:`weapon`.", "device on a :term:`weapon`\n"),
    (
        "list-punctuation",
        "rest",
        f"{STORAGE}A store has:\n\n- a door.\n- a lock, and\n- a\n  key",
        "- a door;\n- a lock; and\n- a\n  key.\n",
    ),
    (
        "list-punctuation",
        "rest",
        f"{STORAGE}A store has:\n\n- a door; or\n- a lock; or\n- a key;",
        "- a door;\n- a lock; or\n- a key.\n",
    ),
    (
        "normative-references-intro",
        "references",
        "There are no normative references in this text.",
        f"\n{FIXED['references']}\n",
    ),
    ("normative-references-intro", "references", "Nothing.", f"\n{FIXED['references']}\n\nNothing.\n"),
    ("normative-references-intro", "references", "", f"----\n\n{FIXED['references']}\n\n"),
    ("terms-intro", "terms", "The terms and definitions\nof the glossary apply here.", f"\n{FIXED['terms']}\n"),
    ("terms-intro", "terms", f"{SEAL}device on a store", f"----\n\n{TERMS.rstrip()}\n\n.. _term-seal:\n"),
    ("quotation-marks", "rest", f"{STORAGE}A store is\n“closed” or ‘open’.", "A store is\n\"closed\" or 'open'.\n"),
    ("unit-spacing", "rest", f"{STORAGE}A store holds\n5% of the weapons.", "holds\n5\u00a0% of the weapons.\n"),
    ("this-document", "rest", f"{STORAGE}Stores are the subject of this standard.", "the subject of this document.\n"),
]

# By the code of the rule: part of a module, and words that are wrong and stay as they are.
KEPT = [
    ("unit-spacing", "rest", f"{STORAGE}The custodian shall keep\n5% of the weapons."),
    ("this-document", "rest", f"{STORAGE}The custodian shall keep a copy of this standard."),
    ("quotation-marks", "rest", f"{STORAGE}The custodian should mark the store “closed”."),
    ("list-punctuation", "rest", f"{STORAGE}The custodian shall keep:\n\n- a door.\n- a lock, and\n- a key"),
    (
        "list-punctuation",
        "rest",
        f"{STORAGE}A store has:\n\n- a door that nobody opens;\n- a lock that the custodian shall close, and\n- a key.",
    ),
    ("list-punctuation", "rest", f"{STORAGE}A store has:\n\n- a door;\n- a lock,\n- a key."),
    ("unit-spacing", "rest", f"{STORAGE}+-----+-----+\n| 5kg | one |\n+-----+-----+\n| 6kg | two |\n+-----+-----+"),
    ("unit-spacing", "rest", f"{STORAGE}=====  =====\nNorth  5kg\nSouth  two\n=====  ====="),
]


def module(part: str, words: str) -> str:
    """Return a module with words in the place of a part of it."""
    return BASE.format(title="Custody", rule="=" * 7, **{**FIXED, "rest": f"{STORAGE}Words.", part: words})


def read(folder: Path, source: str) -> tuple[Workspace, Corpus]:
    """Return a project with a module, and what was read from it."""
    workspace = make_project(folder, {"A1.1": glossary(), "B2.1": module("rest", "")})
    catalogue = workspace.catalogue.read_text(encoding="utf-8")
    write(workspace.catalogue, re.sub(r"\[rules\]\nwithout = .*\n", "", catalogue))
    write(module_path(workspace, "B2.1").parent / "cycle.svg", DRAWING)
    module_path(workspace, "B2.1").write_bytes(source.encode())
    return workspace, corpus_in(workspace)


def corpus_in(workspace: Workspace) -> Corpus:
    """Return the corpus of a project as it is on disk."""
    catalogue, faults = load_catalogue(workspace)
    assert catalogue is not None, faults
    return corpus_read(workspace, catalogue, read_modules(workspace, "en", 1, printing=False))[0]


def faults_of(corpus: Corpus, code: str) -> list[str]:
    """Return what a rule finds in the module."""
    outline = corpus.manuscripts["B2.1"].outline
    return [fault.message for fault in RULES[code].find(outline, corpus)]


def test_what_check_mends_is_what_its_rules_say() -> None:
    assert {code for code, rule in RULES.items() if rule.fixes} == REPAIRED | {"missing-anchor"}


def test_each_repair_has_an_example() -> None:
    assert {code for code, *_ in WRONG} == REPAIRED


@pytest.mark.parametrize(("code", "part", "wrong", "right"), WRONG)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_repair_mends_what_its_rule_finds_and_nothing_else(
    tmp_path: Path, code: str, part: str, wrong: str, right: str, ending: str
) -> None:
    source = module(part, wrong).replace("\n", ending)
    workspace, corpus = read(tmp_path, source)
    assert faults_of(corpus, code)
    made = mended(source, corpus.manuscripts["B2.1"].outline, corpus)
    assert right.replace("\n", ending) in made
    assert made.replace(ending, "\n").count("\n") == made.count(ending)
    module_path(workspace, "B2.1").write_bytes(made.encode())
    again = corpus_in(workspace)
    assert not faults_of(again, code)
    assert mended(made, again.manuscripts["B2.1"].outline, again) == made


@pytest.mark.parametrize(("code", "part", "wrong"), KEPT)
def test_provisions_drawings_and_what_would_be_guessed_stay_as_they_are(
    tmp_path: Path, code: str, part: str, wrong: str
) -> None:
    source = module(part, wrong)
    _, corpus = read(tmp_path, source)
    assert faults_of(corpus, code)
    assert mended(source, corpus.manuscripts["B2.1"].outline, corpus) == source


def test_a_provision_without_full_stop_gets_none(tmp_path: Path) -> None:
    source = module(
        "rest", f"{STORAGE}The custodian shall lock the store\n\n.. _keys:\n\nKeys,\n-----\n\nThe custodian shall keep keys"
    )
    _, corpus = read(tmp_path, source)
    assert mended(source, corpus.manuscripts["B2.1"].outline, corpus) == source.replace("Keys,", "Keys")


def test_every_other_byte_stays(tmp_path: Path) -> None:
    source = module("rest", f"{STORAGE}A store\u2028holds “all”.  \r\nIt is old.\t\n\n\n\nIt has 5% of all").rstrip("\n")
    _, corpus = read(tmp_path, source)
    wanted = source.replace("“all”", '"all"').replace("5%", "5\u00a0%")
    assert mended(source, corpus.manuscripts["B2.1"].outline, corpus) == wanted


def test_a_module_whose_provisions_would_change_is_restored(tmp_path: Path) -> None:
    bound = (
        "The following documents shall be referred to in the text in such a way that their content constitutes requirements."
    )
    source = module("references", f"{bound}\n\n.. reference:: unpoa")
    workspace, corpus = read(tmp_path, source)
    assert mended(source, corpus.manuscripts["B2.1"].outline, corpus) != source
    said = list(write_mended(workspace, corpus, lambda: read_modules(workspace, "en", 1)))
    assert module_path(workspace, "B2.1").read_bytes().decode() == source
    assert said == ["source/B2/B2.1/index.rst: left as it was, since mending it would have touched a provision"]


def test_a_module_that_cannot_be_read_again_is_restored(tmp_path: Path) -> None:
    source = module("rest", f"{STORAGE}It has 5% of all.")
    workspace, corpus = read(tmp_path, source)
    list(write_mended(workspace, corpus, lambda: None))
    assert module_path(workspace, "B2.1").read_bytes().decode() == source


def test_lines_that_were_mended_are_named(tmp_path: Path) -> None:
    source = module("rest", f"{STORAGE}It has 5% of all.")
    workspace, corpus = read(tmp_path, source)
    line = source.splitlines().index("It has 5% of all.") + 1
    said = list(write_mended(workspace, corpus, lambda: read_modules(workspace, "en", 1)))
    assert said == [f"source/B2/B2.1/index.rst:{line}: wrote 'It has 5\\xa0% of all.'"]
    assert module_path(workspace, "B2.1").read_bytes().decode() == source.replace("5%", "5\u00a0%")


def test_the_sound_text_of_the_corpus_stays_as_it_is(whole: Workspace, reading: Reading) -> None:
    catalogue, _ = load_catalogue(whole)
    assert catalogue is not None
    corpus = corpus_read(whole, catalogue, reading)[0]
    for number, manuscript in corpus.manuscripts.items():
        source = (PROJECT / manuscript.outline.path).read_bytes().decode()
        assert mended(source, manuscript.outline, corpus) == source, number
