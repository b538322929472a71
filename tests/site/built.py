"""A small website with all that one can hold: two series, three modules, three languages, three releases, every block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polib
from PIL import Image

from isacs_publish.po_file import po_path
from isacs_publish.publish import Request, build, build_languages
from isacs_publish.releasing import Order, release
from isacs_publish.selection import WEB
from isacs_publish.source_messages import read_messages
from isacs_publish.translations import update
from tests.history import change
from tests.releases import DRAFT, PUBLISHED, make_editor
from tests.roots import module_path, text, write
from tests.site.provided import ISSUE, WORKS
from tests.translated import replace as put

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.releasing import Seal
    from isacs_publish.workspace import Workspace
    from tests.releases import Editor

LANGUAGES = ("en", "fr", "ar")
VERSIONS = ("1.0", "1.1", "1.2")
"""The released versions of A1.1."""

MARKING = """\
.. _marking:

Marking
-------

.. issues:: fairness

.. _duties:

Duties of makers
~~~~~~~~~~~~~~~~

The maker shall mark each thing (:restates:`protocol, Article 3`). The maker shall not sell a thing without a mark [#f1]_.

.. [#f1] With its parts.

The maker should:

a) count the things;
b) compare, which means:

   1) reading each number; and
   2) recording each difference; and

c) report.

.. note::

   Marks are described in :ref:`B2.1#shelves`.

.. _choice:

Choice of marks
~~~~~~~~~~~~~~~

Marks may be of any colour, see :ref:`tab-marks` and :ref:`fig-cycle`. A :term:`thing` can have several marks.

.. _tab-marks:

.. list-table:: Marks and what is known of each of them
   :header-rows: 1
   :widths: 20 20 20 20 20

   * - Mark
     - Place
     - Colour of the ground
     - Readability
     - Permanence
   * - engraved
     - frame
     - uncoloured
     - excellent
     - unchangeable [#f2]_
   * - painted
     - barrel
     - indistinguishable
     - satisfactory
     - transitory

.. [#f2] As far as is known.

.. _fig-cycle:

.. figure:: cycle.svg
   :alt: An arrow from marking to recording and back.

   The cycle of marking

.. _for-share:

.. formula::
   :alt: S equals M over T.

   S = \\frac{M}{T}

where S is the share of marked things. See :ref:`for-share` and :cite:`protocol`.

.. example::

   Of four things three are marked: S is 0,75.

.. _annex-form:

Form of a record
----------------

.. annex:: normative

A record shall have two copies. A :term:`thing` without a record need not be kept.

.. _bibliography:

Bibliography
------------

.. reference:: protocol
"""
RECORDS = """\
.. _records:

Records
-------

.. _ledger:

The ledger
~~~~~~~~~~

The clerk shall write each mark into the ledger. The clerk should close the ledger every evening.

The ledger may be of paper. What :module:`A1.1` asks is written in ink.
"""
STORES = """\
.. _stores:

Stores
------

.. _shelves:

Shelves
~~~~~~~

Shelves shall be dry. The guard should look at them, as :ref:`A1.1#duties` asks.

.. _fig-shelf:

.. figure:: shelf.png
   :alt: A grey shelf.
   :width: 40%

   A shelf

.. _locks:

Locks
~~~~~

A lock shall have two keys. Locks may be of brass.
"""
TERM = """thing
   :admitted: piece

   object that is to be marked

   .. note::

      A part of a thing is a thing.

.. _term-mark:

.. term:: mark"""
CYCLE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 40" width="120" height="40">
<path d="M10 20 H100 M90 10 L100 20 L90 30" fill="none" stroke="#000000" stroke-width="3"/></svg>
"""
CHOICE = (
    "Marks may be of any colour but white, see :ref:`tab-marks` and :ref:`fig-cycle`. A :term:`thing` can have several marks."
)
CHOICE_FR = (
    "Les marques peuvent être de toute couleur sauf le blanc, voir :ref:`tab-marks` et :ref:`fig-cycle`. "
    "Un :term:`thing` peut porter plusieurs marques."
)
CHOICE_AR = (
    "يجوز أن تكون العلامات بأي لون عدا الأبيض، "
    "انظر :ref:`tab-marks` و\\ :ref:`fig-cycle`. "
    "يمكن أن يحمل :term:`thing` عدة علامات."
)
TRANSLATED = {
    "fr": {
        "Marking things": "Marquage des objets",
        "Marking": "Marquage",
        "Duties of makers": "Devoirs des fabricants",
        CHOICE: CHOICE_FR,
    },
    "ar": {"Marking things": "وسم الأشياء", "Marking": "الوسم", "Duties of makers": "واجبات الصانعين", CHOICE: CHOICE_AR},
}
"""Translations of A1.1 by language: some of its messages, the rest stays in English."""


@dataclass(frozen=True)
class Website:
    """A built website: its folder, and the project that it was made of."""

    folder: Path
    workspace: Workspace

    def module(self, number: str = "A1.1", language: str = "en", year: int = 2030, version: str = "") -> str:
        """Return the path of the page of a module, in its last version where none is named."""
        version = version or {"A1.1": VERSIONS[-1], "A1.2": "0.3", "B2.1": "1.0"}[number]
        return f"{number}/{year}/{language}/v{version}/index.html"

    def room(self, name: str, language: str = "en") -> str:
        """Return the path of a page beside the modules."""
        return f"{name}.html" if language == "en" else f"{language}/{name}.html"

    def kinds(self, language: str = "en") -> dict[str, str]:
        """Return a page of each kind in a language by what it is; kinds that are in English alone where it is English."""
        rooms = {name: self.room(name, language) for name in ROOMS}
        modules = {
            "module": self.module(language=language),
            "draft": self.module("A1.2", language),
            "former": self.module(language=language, version="1.0"),
        }
        alone = {"comparisons": "A1.1/compare/index.html", "difference": self.difference, "leading": "A1.1/index.html"}
        return {"home": self.room("index", language), **modules, **rooms, **(alone if language == "en" else {})}

    @property
    def difference(self) -> str:
        """The path of the comparison of the first version of A1.1 with the last."""
        return f"A1.1/compare/2030-v{VERSIONS[0]}..2030-v{VERSIONS[-1]}.html"


ROOMS = ("search", "explorer", "themes", "figures", "verify")


def make_website(folder: Path, seal: Seal) -> Website:
    """Write a project, release it three times, translate it in part, and build its website."""
    editor = make_editor(folder, seal, {"A1.1": PUBLISHED, "A1.2": DRAFT, "B2.1": PUBLISHED})
    _write_texts(editor)
    editor.commit()
    _release(editor, "2030-1", "A1.1", "A1.2", "B2.1")
    _amend(editor, "1.1", "duties", "shall mark each thing", "shall mark each finished thing")
    _release(editor, "2030-2", "A1.1")
    _amend(editor, "1.2", "choice", "of any colour", "of any colour but white")
    _release(editor, "2030-3", "A1.1")
    _translate(editor.workspace)
    build(editor.workspace, Request(jobs=2, last=False), lambda *_: None)
    told = build_languages(editor.workspace, Request((), ",".join(LANGUAGES), (WEB,), jobs=2), lambda *_: None)
    assert [str(finding) for finding in told.findings if finding.is_error] == []
    return Website(editor.workspace.site, editor.workspace)


def _write_texts(editor: Editor) -> None:
    workspace = editor.workspace
    texts = {
        "A1.1": text("Marking things", MARKING, TERM),
        "A1.2": text("Keeping records", RECORDS, "ledger"),
        "B2.1": text("Storing things", STORES, "shelf"),
    }
    for number, content in texts.items():
        write(module_path(workspace, number), content)
        editor.catalogue(number, title=content.partition("\n")[0])
    write(module_path(workspace, "A1.1").parent / "cycle.svg", CYCLE)
    Image.new("RGB", (1280, 640), (128, 128, 128)).save(module_path(workspace, "B2.1").parent / "shelf.png")
    write(workspace.instruments, WORKS)
    put(workspace.catalogue, 'published = ["en"]', f"published = {list(LANGUAGES)}".replace("'", '"'))
    put(workspace.catalogue, 'themes = ["example"]', 'themes = ["marks", "example"]')
    editor.append_to_catalogue(ISSUE)


def _release(editor: Editor, name: str, *words: str) -> None:
    released = release(editor.workspace, Order(words, name, jobs=2, languages=("en",)), editor.seal, lambda *_: None)
    assert released.findings == (), [str(finding) for finding in released.findings]
    editor.commit()


def _amend(editor: Editor, version: str, clause: str, old: str, new: str) -> None:
    editor.edit("A1.1", old, new)
    editor.catalogue("A1.1", version=version)
    editor.append_to_catalogue(change(clause, "substantive", version=version))
    editor.commit()


def _translate(workspace: Workspace) -> None:
    read, _ = read_messages(workspace, 1)
    assert read is not None
    for language, words in TRANSLATED.items():
        update(workspace, read.catalogue, read.messages, language)
        for docname in ("catalogue", "A1/A1.1/index"):
            path = po_path(workspace.sources, language, docname)
            entries = polib.pofile(str(path))
            for entry in entries:
                entry.msgstr = words.get(entry.msgid, entry.msgstr)
            entries.save(str(path))
