"""A small project that is translated into French, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isacs_publish.po_file import po_path
from tests.roots import make_project, module_path, text

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.workspace import Workspace

DOCNAME = "A1/A1.1/index"
RULE = "The :term:`thing` shall have at least 3 marks."
REST = f"""\
.. _rules:

Rules
-----

{RULE}

Marks may be of any colour, and up to 5\u00a0% of them may be invisible.

.. _marking:

Marking of things
~~~~~~~~~~~~~~~~~

The maker should "mark" each thing before it leaves, \\ with a 'sign' that lasts.
"""


def make_translated(folder: Path) -> Workspace:
    """Write a project of two modules that is published in English and French; nothing is translated yet."""
    workspace = make_project(folder, {"A1.1": text("Things", REST), "B2.1": text("Other things", term="other")})
    catalogue = workspace.catalogue.read_text(encoding="utf-8")
    assert 'published = ["en"]' in catalogue
    workspace.catalogue.write_text(catalogue.replace('published = ["en"]', 'published = ["en", "fr"]'), encoding="utf-8")
    return workspace


def edit(workspace: Workspace, old: str, new: str, number: str = "A1.1") -> None:
    """Edit the source of a module."""
    replace(module_path(workspace, number), old, new)


def translate(workspace: Workspace, source: str, target: str, docname: str = DOCNAME) -> None:
    """Put a translation into the French catalogue of messages; both texts are without quotation marks, and short."""
    replace(po_path(workspace.sources, "fr", docname), f'msgid "{source}"\nmsgstr ""', f'msgid "{source}"\nmsgstr "{target}"')


def replace(path: Path, old: str, new: str) -> None:
    """Replace words that a file holds."""
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")


def po(workspace: Workspace, docname: str = DOCNAME) -> Path:
    """Return the French catalogue of messages of a source."""
    return po_path(workspace.sources, "fr", docname)
