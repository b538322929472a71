"""No word is lost: whatever a module holds stands in its text, and another word there is seen."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from isacs_publish.forms import verbal_forms
from isacs_publish.model.difference import difference
from isacs_publish.model.register import permanent_units
from tests.history import History, make_history
from tests.roots import module_path, text, write

if TYPE_CHECKING:
    from pathlib import Path

SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10" viewBox="0 0 10 10"><title>p</title>
<rect width="{width}" height="5"/></svg>
"""

FILES = {
    "pic.svg": SVG.format(width=5),
    "rows.csv": "wordCSV,two\n",
    "part.txt": "wordINCL text.\n",
    "code.py": "wordLITINC = 1\n",
}

REST = """\
.. |sub| replace:: wordSUBST

.. |pic| image:: pic.svg
   :alt: wordALTPIC

.. _stores:

Stores
------

Plain wordPLAIN with *wordEMPH* and **wordSTRONG** and ``wordLIT`` and |sub| and |pic| here.
Inline _`wordTARGET` and m\\ :sup:`wordSUP` and x\\ :sub:`wordSUBS` and `wordLINK <https://example.org/wordURL>`__.
Footnote [#f]_ and [#g]_. See :ref:`wordREF <stores>` and https://example.org/wordBARE and :term:`wordTERM <thing>`.

.. [#f] wordFOOT text.
.. [#g] wordOTHERFOOT text.

wordDT : wordCLASSIFIER
    wordDD text here.

:wordFIELD: wordFIELDBODY text.

    wordQUOTE text is long.

    -- wordATTRIB

| wordLINE1 text
| wordLINE2 text
|    wordLINE3 text

::

    wordLITBLOCK text
      indented

.. code-block:: python
   :caption: wordCODECAP

   wordCODE = 1

>>> wordDOCTEST

-a wordOPT    wordOPTDESC

- wordBULLET text

  - wordNESTED text

.. parsed-literal::

   wordPARSED *wordPARSEDEMPH*

.. _fig-first:

.. figure:: pic.svg
   :alt: wordALT
   :target: https://example.org/wordTARGETURL

   wordNOCAPANCHOR

   wordNOLEGEND

.. _fig-x:

.. figure:: pic.svg
   :alt: wordALTFIG

   wordCAPTION

   wordLEGEND text

   - wordLEGLIST one

.. image:: pic.svg
   :alt: wordIMGALT

.. _tab-x:

.. table:: wordTABTITLE

   +---------------+--------+
   | wordHEAD      | y      |
   +===============+========+
   | wordCELL      | z      |
   |               +--------+
   | - wordCELLIST | q      |
   +---------------+--------+

.. list-table::

   * - wordUNTITLED
     - b

.. _tab-csv:

.. csv-table:: wordCSVT
   :header: "wordCSVH", "b"
   :file: rows.csv

.. include:: part.txt

.. literalinclude:: code.py

.. _for-x:

.. formula:: a = wordLATEX
   :alt: wordFORMALT

.. note::

   wordNOTE text.

   wordNOTE2 text.

.. example::

   wordEXAMPLE text.

.. _term-entry:

Words
-----

.. _term-store:

.. term:: wordPREF
   :admitted: wordADM; wordADM2
   :deprecated: wordDEPR
   :source: wordSOURCE

   wordDEF place where things are kept

   wordDEF2 paragraph

   .. note::

      wordNTE text.

.. _annex-forms:

wordANNEXTITLE
--------------

.. annex:: informative

Forms are here.

.. _bibliography:

Bibliography
------------

wordBIBPAR text.

.. reference:: one

   One, *wordREFENTRY*
"""

WORD = re.compile(r"word[A-Z0-9]+")


def project(folder: Path, rest: str = REST, files: dict[str, str] = FILES) -> History:
    made = make_history(folder, {"A1.1": text("Keeping things", rest)})
    for name, content in files.items():
        write(module_path(made.workspace, "A1.1").parent / name, content)
    return made


def test_each_word_stands_in_the_text_and_a_change_of_it_is_seen(tmp_path: Path) -> None:
    reading, findings = project(tmp_path).read()
    assert findings == []
    now = reading.texts["A1.1"]
    forms, before = verbal_forms("en"), permanent_units(now)
    for word in sorted(set(WORD.findall(REST + "".join(FILES.values())))):
        pattern = re.compile(rf"{word}(?![A-Z0-9])", re.IGNORECASE)
        units = tuple(replace(unit, title=pattern.sub("other", unit.title)) for unit in now.units)
        other = replace(
            now, units=units, passages=tuple(replace(each, words=pattern.sub("other", each.words)) for each in now.passages)
        )
        assert permanent_units(other) != before, word
        assert any(unit.classed for unit in difference(now, other, forms).units), word


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("m\\ :sup:`wordSUP`", "mwordSUP"),
        ("wordLITBLOCK text\n      indented", "wordLITBLOCK text\n    indented"),
        ("|pic| here", "|sub| here"),
        ("wordTARGETURL", "wordOTHERURL"),
    ],
    ids=["raised", "white-space-of-a-listing", "picture-in-a-line", "link-of-a-picture"],
)
def test_what_is_no_word_is_seen_too(tmp_path: Path, old: str, new: str) -> None:
    assert REST.count(old) == 1
    one, other = (
        project(tmp_path / name, rest).read()[0].texts["A1.1"]
        for name, rest in (("one", REST), ("other", REST.replace(old, new)))
    )
    assert permanent_units(one) != permanent_units(other)


def test_another_picture_under_the_same_name_is_another_text(tmp_path: Path) -> None:
    one = project(tmp_path / "one").read()[0].texts["A1.1"]
    other = project(tmp_path / "other", files={**FILES, "pic.svg": SVG.format(width=6)}).read()[0].texts["A1.1"]
    changed = [a.words for a, b in zip(one.passages, other.passages, strict=True) if a != b]
    assert [next(word for word in WORD.findall(words) if word in words) for words in changed] == [
        "wordPLAIN",
        "wordALT",
        "wordALTFIG",
        "wordIMGALT",
    ]


def test_the_lines_of_another_system_are_the_same_text(tmp_path: Path) -> None:
    one, other = (project(tmp_path / name) for name in ("one", "other"))
    path = module_path(other.workspace, "A1.1")
    for file in (path, path.parent / "rows.csv", path.parent / "part.txt", path.parent / "code.py"):
        file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert one.read()[0].texts["A1.1"] == other.read()[0].texts["A1.1"]
