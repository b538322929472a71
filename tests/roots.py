"""A small project of another family of standards, for tests: brand XST, two series, its own stages and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isacs_publish.workspace import Workspace
from tests.conftest import PROJECT

if TYPE_CHECKING:
    from pathlib import Path

# Small texts for tests of other things do not keep all rules of drafting; tests of rules take the line out.
STRUCTURE_ALONE = """["clauses", "lists", "provisions", "wording", "numbers", "terms", "references", "instruments", "issues"]"""

CATALOGUE = """\
[brand]
prefix = "XST"
name = "Example Standards"
standard = "Example Standard"

[publisher]
name = "The example board"
contact = "board@example.org"
website = "https://example.org/"
copyright = "Example board"
currency = "This copy may be old."
permission = "Copying is allowed."
voluntary = "The standards are voluntary."
illustrative = "This is an example."

[drafts]
invitation = "Comments are welcome."
comments_until = 2031-01-31

[languages]
source = "{language}"
published = ["{language}"]

[glossary]
module = "A1.1"

[rules]
without = {without}

[[stage]]
key = "sketch"
name = "Sketch"
code = "10.20"
draft = true

[[series]]
number = "A1"
title = "First things"

[[series]]
number = "B2"
title = "Second things"

[volumes]
release = "2030-0"
date = 2030-05-01
compendium = "Everything"
""".replace("{without}", STRUCTURE_ALONE)

MODULE = """
[[module]]
number = "{number}"
title = "{title}"
year = 2030
version = "0.3"
stage = "sketch"
date = 2030-05-01
custodian = "Somebody"
themes = ["example"]
"""

TEXT = """\
{title}
{rule}

.. _foreword:

Foreword
--------

The board prepared this document.

.. _scope:

Scope
-----

This document describes examples.

.. _normative-references:

Normative references
--------------------

There are no normative references in this document.

.. _terms:

Terms and definitions
---------------------

.. _term-thing:

.. term:: {term}

   object that is an example

{rest}
"""


def text(title: str, rest: str = "", term: str = "thing") -> str:
    """Return a module with the required clauses, and what else a test needs after them."""
    return TEXT.format(title=title, rule="=" * len(title), term=term, rest=rest)


def make_project(
    folder: Path, modules: dict[str, str], titles: dict[str, str] | None = None, language: str = "en"
) -> Workspace:
    """Write a project with the modules given by number; the first line of a text is its title in the catalogue."""
    sources = folder / "source"
    titles = titles or {number: content.partition("\n")[0] for number, content in modules.items()}
    rows = "".join(MODULE.format(number=number, title=titles[number]) for number in titles)
    write(sources / "catalogue.toml", CATALOGUE.replace("{language}", language) + rows)
    write(sources / "index.rst", "Standards\n=========\n\n.. toctree::\n   :hidden:\n   :glob:\n\n   */index\n")
    for series in {number.partition(".")[0] for number in modules}:
        toctree = ".. toctree::\n   :hidden:\n   :glob:\n\n   */index\n"
        write(sources / series / "index.rst", f"Series {series}\n=========\n\n.. modules:: {series}\n\n{toctree}")
    for number, content in modules.items():
        write(module_path(Workspace(folder, folder / "build"), number), content)
    write(folder / "conf.py", (PROJECT / "conf.py").read_text(encoding="utf-8"))
    (folder / "themes").symlink_to(PROJECT / "themes")
    return Workspace(folder, folder / "build")


def module_path(workspace: Workspace, number: str) -> Path:
    """Return the source of a module."""
    return workspace.sources / number.partition(".")[0] / number / "index.rst"


def write(path: Path, content: str) -> None:
    """Write a file, making its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
