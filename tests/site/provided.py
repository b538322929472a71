"""A small project whose provisions have all that the explorer filters by, some of them hostile, for tests of the views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isacs_publish.source_messages import read_messages
from isacs_publish.translations import update
from tests.roots import make_project, text, write
from tests.site.made import site_of
from tests.translated import edit, replace, translate

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.site.site import Site
    from isacs_publish.workspace import Workspace

FIRST = """\
.. _rules:

Rules
-----

.. issues:: fairness

The maker shall mark each thing (:restates:`protocol, Article 3`). The maker shall not sell a thing without a mark.

The keeper should:

a) count the things; and
b) write “</script><b>stop</b>” on the door.

.. _sums:

Sums
----

=1+1 shall be the sum of the clerk. The clerk may write \u200fabc\u200f, "so to say", in the book.

A thing can break.

.. _bibliography:

Bibliography
------------

.. reference:: protocol
"""
SECOND = """\
.. _stores:

Stores
------

The État shall lock the store.

The guard need not sleep.
"""
ISSUE = '\n[[issue]]\nkey = "fairness"\nname = "Fairness"\nwords = ["mark"]\nrequired = false\n'
WORKS = """\
@misc{protocol,
  title = {Protocol on Marks},
  shorttitle = {Marking Protocol},
  force = {legal},
}
"""


def make_provided(folder: Path) -> Workspace:
    """Write a project of two modules in English and French, of whose French texts one passage is translated, one is stale."""
    workspace = make_project(folder, {"A1.1": text("Things", FIRST), "B2.1": text("Stores", SECOND, "other thing")})
    write(workspace.instruments, WORKS)
    replace(workspace.catalogue, 'published = ["en"]', 'published = ["en", "fr"]')
    content = workspace.catalogue.read_text(encoding="utf-8") + ISSUE
    themed = content.replace('themes = ["example"]', 'themes = ["law & </script>", "example"]', 1)
    workspace.catalogue.write_text(themed, encoding="utf-8")
    _translate(workspace)
    return workspace


def _translate(workspace: Workspace) -> None:
    update_french(workspace)
    translate(workspace, "A thing can break.", "Un objet peut se briser.")
    translate(workspace, "The État shall lock the store.", "L’État doit verrouiller le dépôt.", "B2/B2.1/index")
    edit(workspace, "lock the store", "lock and seal the store", "B2.1")


def update_french(workspace: Workspace) -> None:
    """Bring the French catalogues of messages up to the sources."""
    read, _ = read_messages(workspace, 1)
    assert read is not None
    update(workspace, read.catalogue, read.messages, "fr")


def provided(folder: Path) -> Site:
    """Return the website of such a project."""
    return site_of(make_provided(folder), "en", "fr")
