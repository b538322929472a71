"""Each word of a passage is found on its line of the source, in references, lists, tables and included files too."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from isacs_publish.drafting import corpus_of
from isacs_publish.model.corpus import line_of
from isacs_publish.model.instrument import Instruments
from isacs_publish.model.manuscript import Spot
from isacs_publish.model.text import Form, Passage
from isacs_publish.publish import load_catalogue
from isacs_publish.register_file import read_registers
from isacs_publish.sphinxext.run import read_modules
from tests.roots import make_project, text, write

if TYPE_CHECKING:
    from isacs_publish.model.corpus import Corpus

REST = """\
.. _storage:

Storage
-------

The custodian locks the alpha :term:`thing`, and one more
thing, then bravo :term:`things
of charlie <thing>` before
:module:`B2.1` says delta, and :module:`B2.1` says
echo.

- The outer entry holds foxtrot
  and golf.

  #. The inner entry holds :term:`thing`
     and hotel.

     It goes on
     with india.

- The last entry holds juliet
  and :term:`thing` kilo.

.. list-table:: Stores
   :header-rows: 1

   * - Place
     - What lies in it
   * - Lima
     - A cell of two lines that ends with :term:`thing`
       and mike.

       Its second paragraph holds :term:`thing`
       and november.

.. include:: extra.txt

The end is oscar.
"""

EXTRA = """\
An included file begins here.

It holds papa
and :term:`thing` quebec.
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Return a corpus of one module that includes a file."""
    folder = tmp_path_factory.mktemp("lines")
    workspace = make_project(folder, {"A1.1": text("Glossary"), "B2.1": text("Custody", REST)})
    write(workspace.sources / "B2" / "B2.1" / "extra.txt", EXTRA)
    facts, faults = load_catalogue(workspace)
    assert facts is not None, faults
    return corpus_of(folder, facts, read_modules(workspace, "en", 1).manuscripts, read_registers(workspace), Instruments())


@pytest.mark.parametrize(
    "word",
    ["bravo", "delta", "echo", "golf", "hotel", "india", "kilo", "lima", "mike", "november", "oscar", "papa", "quebec"],
)
def test_each_word_is_found_on_its_line(small: Corpus, word: str) -> None:
    manuscript = small.manuscripts["B2.1"]
    position = next(place for place, passage in enumerate(manuscript.text.passages) if word in passage.words.lower())
    place = small.place(manuscript.outline, position, "", manuscript.text.passages[position].words.lower().index(word))
    assert word in small.lines[place.path][place.line - 1].lower()


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("charlie", "alpha"),
        ("hotel", "inner entry"),
        ("kilo", "kilo"),
        ("mike", "two lines"),
        ("november", "second paragraph"),
        ("quebec", "quebec"),
    ],
)
def test_a_reference_is_found_on_the_line_where_it_begins(small: Corpus, word: str, line: str) -> None:
    manuscript = small.manuscripts["B2.1"]
    position = next(place for place, passage in enumerate(manuscript.text.passages) if word in passage.words)
    place = small.place(manuscript.outline, position, "{term:")
    assert line in small.lines[place.path][place.line - 1]


SOURCE = (
    "One :term:`thing` and",
    "a thing, then :term:`many",
    "things <thing>` of :isacs:ref:`B2.1#x`, see",
    ":module:`B2.1` and then",
    ":module:`B2.1` and |shown| end.",
    "",
    "The next paragraph holds shown words, and :module:`B2.2` too.",
)
WHOLE = (
    "One {term:thing} and a thing, then {term:thing|many things} of {ref:B2.1#x}, see {module:B2.1} and then {module:B2.1} and"
)


@pytest.mark.parametrize(
    ("fragment", "line"),
    [
        ("{term:thing}", 1),
        ("thing}", 1),
        ("thing, then", 2),
        ("{term:thing|", 2),
        ("many things", 2),
        ("things}", 3),
        ("{ref:", 3),
        ("see", 3),
        ("{module:B2.1} and then", 4),
        ("{module:B2.1} and shown", 5),
        ("B2.1} and shown", 5),
        ("end", 5),
        ("{module:B2.2}", 5),
    ],
)
def test_words_in_references_have_their_own_line(fragment: str, line: int) -> None:
    passage = Passage("storage", Form.PARAGRAPH, f"{WHOLE} shown end. {{module:B2.2}}")
    assert line_of(SOURCE, Spot("x.rst", 1), passage, passage.words.index(fragment)) == line


def test_a_listing_goes_on_behind_an_empty_line() -> None:
    words = "begin\n\nend"
    passage = Passage("storage", Form.LITERAL, words)
    assert line_of(("begin", "", "end"), Spot("x.rst", 1), passage, words.index("end")) == 3
    assert line_of(("begin", "", "end"), Spot("x.rst", 1), replace(passage, form=Form.PARAGRAPH), words.index("end")) == 1
