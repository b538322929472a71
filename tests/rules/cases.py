"""Reads the cases of rules, ``tests/cases/rules/<code>.txt``, and runs them: what each rule finds, and what it lets pass.

A case file has examples, each begun by a line ``== wrong`` or ``== right`` with a few words. An example is reStructuredText put
behind the fixed clauses of a module. Parts of it go elsewhere when a line says so:

    -- rest of B2.2        behind the fixed clauses of another module (without such a line: of B2.1)
    -- whole of B2.1       a module in its whole length
    -- catalogue           lines at the end of the catalogue
    -- instruments         the file of instruments
    -- terms of B2.1       behind the words that begin clause 3
    -- references of B2.1  in place of the words of clause 2
    -- bibliography of B2.1
    -- title of B2.1       the title that the catalogue has, that of the text without such a part
    -- language            that of the sources, English without such a part

Beside each module lies a drawing, ``cycle.svg``.

In a wrong example each line where a finding must point ends with ``⟵``; without any, it points at line 1 of B2.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from isacs_publish.drafting import corpus_of
from isacs_publish.instruments_file import read_instruments
from isacs_publish.publish import load_catalogue
from isacs_publish.register_file import read_registers
from isacs_publish.rules import check
from isacs_publish.sphinxext.run import read_modules
from tests.conftest import PROJECT
from tests.roots import make_project, module_path, write

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.model.finding import Finding

FOLDER = PROJECT / "tests" / "cases" / "rules"
MARK = "⟵"

CATALOGUE = """
[[issue]]
key = "gender"
name = "Gender"
words = ["women", "men"]
required = false
"""

BASE = """\
{title}
{rule}

.. _foreword:

Foreword
--------

The board prepared this document.

.. _scope:

Scope
-----

This document specifies requirements for the custody of weapons.

.. _normative-references:

Normative references
--------------------

{references}

.. _terms:

Terms and definitions
---------------------

{terms}

{rest}

{bibliography}
"""

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><path d="M0 0h10v10z"/></svg>'

FIXED = {
    "references": "There are no normative references in this document.",
    "terms": "For the purposes of this document, the terms and definitions given in :module:`A1.1` apply.",
    "rest": ".. _storage:\n\nStorage\n-------\n\nThe custodian shall lock the store.",
    "bibliography": "",
}

GLOSSARY = """\
.. _term-{name}:

.. term:: {term}

   {definition}
"""

TERMS = (
    ("custodian", "person who keeps weapons in :term:`custody`"),
    ("custody", "safe keeping of a :term:`weapon` by a :term:`custodian`"),
    ("weapon", "object that the standards are about"),
)


@dataclass
class Example:
    """One example of a case: whether it is wrong, its words, the parts of the project it writes."""

    code: str
    wrong: bool
    about: str
    parts: dict[tuple[str, str], str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.code}: {'wrong' if self.wrong else 'right'}: {self.about}"


def read_examples(path: Path) -> list[Example]:
    """Return the examples of a case file."""
    found: list[Example] = []
    part = ("rest", "B2.1")
    for line in path.read_text(encoding="utf-8").splitlines():
        if begun := re.fullmatch(r"== (wrong|right)(?:: (.+))?", line):
            found.append(Example(path.stem, begun[1] == "wrong", begun[2] or ""))
            part = ("rest", "B2.1")
        elif moved := re.fullmatch(r"-- (\w+)(?: of (\S+))?", line):
            part = (moved[1], moved[2] or "")
        elif found:
            found[-1].parts[part] = found[-1].parts.get(part, "") + f"{line}\n"
        elif line.strip():
            raise ValueError(f"{path.name}: {line!r} stands before the first example")
    return found


def all_examples() -> list[Example]:
    """Return the examples of all case files, in order."""
    return [example for path in sorted(FOLDER.glob("*.txt")) for example in read_examples(path)]


def texts_of(example: Example, place: int = 0) -> dict[str, str]:
    """Return the modules of an example by number, with the marks of its lines; ``place`` is that among many in one project.

    In a project of many, B2.1 of the first example is B2.101, of the second B2.111, and so on.
    """
    numbers = {number for part, number in example.parts if number} | {"B2.1"}
    return {renumbered(number, place): _text(example, number, place) for number in sorted(numbers)}


def titles_of(example: Example, place: int = 0) -> dict[str, str]:
    """Return the titles that the catalogue gives to modules of an example, by number: those of their texts, if no others."""
    given = {renumbered(number, place): words.strip() for (part, number), words in example.parts.items() if part == "title"}
    texts = texts_of(example, place)
    return {number: text.partition("\n")[0].removesuffix(MARK).rstrip() for number, text in texts.items()} | given


def renumbered(words: str, place: int) -> str:
    """Return words with the numbers of modules as they are in a project of many examples."""
    return re.sub(r"\bB2\.(\d)\b", lambda found: f"B2.{90 + 10 * place + int(found[1])}", words) if place else words


def as_written(words: str) -> str:
    """Return words of a finding with the numbers of modules as the example has them."""
    return re.sub(r"\bB2\.\d{2,}(\d)\b", r"B2.\1", words)


def _text(example: Example, number: str, place: int) -> str:
    given = {name: renumbered(words, place) for (name, where), words in example.parts.items() if where == number}
    if whole := given.get("whole"):
        return whole.strip("\n") + "\n"
    title = f"Custody {renumbered(number, place)}"
    parts = {name: given.get(name, "").strip("\n") or fixed for name, fixed in FIXED.items()}
    if parts["bibliography"]:
        parts["bibliography"] = f".. _bibliography:\n\nBibliography\n------------\n\n{parts['bibliography']}"
    return BASE.format(title=title, rule="=" * len(title), **parts)


def glossary() -> str:
    """Return the module A1.1, home of shared terms."""
    entries = "\n".join(
        GLOSSARY.format(name=name.replace(" ", "-"), term=name, definition=definition) for name, definition in TERMS
    )
    terms = f"For the purposes of this document, the following terms and definitions apply.\n\n{entries}"
    return BASE.format(title="Glossary", rule="=" * 8, **{**FIXED, "terms": terms})


def wanted(example: Example, place: int = 0) -> set[tuple[str, int]]:
    """Return module and line of each finding that an example wants."""
    marked = {
        (number, line)
        for number, text in texts_of(example, place).items()
        for line, words in enumerate(text.splitlines(), 1)
        if words.rstrip().endswith(MARK)
    }
    return (marked or {(renumbered("B2.1", place), 1)}) if example.wrong else set()


def findings_of(examples: list[Example], folder: Path) -> list[list[Finding]]:
    """Return the findings about the modules of each example: those that need no project of their own share one."""
    shared = [
        example for example in examples if not {"catalogue", "instruments", "language"} & {part for part, _ in example.parts}
    ]
    places = {id(example): place for place, example in enumerate(shared, 1)}
    together = _Run(folder / "shared", [(example, places[id(example)]) for example in shared], "", "", "")
    found = []
    for count, example in enumerate(examples):
        if place := places.get(id(example)):
            found.append(together.findings(set(texts_of(example, place))))
        else:
            parts = (example.parts.get((name, ""), "") for name in ("catalogue", "instruments", "language"))
            alone = _Run(folder / f"example-{count}", [(example, 0)], *parts)
            found.append(alone.findings(set(texts_of(example))))
    return found


class _Run:
    """A project with the modules of examples, read once."""

    def __init__(self, folder: Path, examples: list[tuple[Example, int]], *parts: str) -> None:
        catalogue, instruments, language = parts
        texts = {number: text for each in examples for number, text in texts_of(*each).items()}
        modules = {number: re.sub(rf" *{MARK}$", "", text, flags=re.MULTILINE) for number, text in texts.items()}
        titles = {number: title for each in examples for number, title in titles_of(*each).items()}
        workspace = make_project(
            folder, {"A1.1": glossary(), **modules}, {"A1.1": "Glossary", **titles}, language=language.strip() or "en"
        )
        for number in modules:
            write(module_path(workspace, number).parent / "cycle.svg", DRAWING)
        written = re.sub(r"\[rules\]\nwithout = .*\n", "", workspace.catalogue.read_text(encoding="utf-8"))
        write(workspace.catalogue, written + (catalogue if "[[issue]]" in catalogue else CATALOGUE + catalogue))
        if instruments:
            write(workspace.sources / "instruments.bib", instruments)
        facts, faults = load_catalogue(workspace)
        assert facts is not None, faults
        self.reading = read_modules(workspace, language.strip() or "en", 1, printing=False)
        works, faults = read_instruments(workspace.instruments, "instruments.bib")
        assert not faults, faults
        self.corpus = corpus_of(folder, facts, self.reading.manuscripts, read_registers(workspace), works)

    def findings(self, numbers: set[str]) -> list[Finding]:
        """Return the findings about some modules that no waiver covers, as if there were no others but the glossary."""
        kept = {number: each for number, each in self.corpus.manuscripts.items() if number in numbers | {"A1.1"}}
        found = [*self.reading.findings, *check(replace(self.corpus, manuscripts=kept))]
        return [finding for finding in found if finding.place.path.split("/")[-2] in numbers and not finding.waiver]
