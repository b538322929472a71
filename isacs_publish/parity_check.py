"""Checks translations against their sources: force, numbers, units, references, terms, message by message.

Only what is current is compared: what is not is marked for readers anyway. What was found sound is remembered by digest.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import isacs_publish
from isacs_publish.forms import speech
from isacs_publish.model.finding import Finding, Place, Severity
from isacs_publish.model.parity import ambiguous_forms, departures, unapproved
from isacs_publish.model.text import Form
from isacs_publish.model.translation import Currency, reconciled
from isacs_publish.po_file import po_path, read_po
from isacs_publish.workspace import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.model.manuscript import Manuscript
    from isacs_publish.model.parity import Speech
    from isacs_publish.model.translation import Entry, Message
    from isacs_publish.workspace import Workspace

Approved = dict[str, tuple[str, ...]]

HINT = "translate it as the source has it; or give the reason above it: # waiver: CODE: reason"

WAIVER = re.compile(r"^waiver:\s*([\w-]+):\s*(\S.*)$", re.MULTILINE)
"""A translator's comment in the catalogue of messages that lets a finding pass."""


def check_parity(
    workspace: Workspace,
    catalogue: Catalogue,
    language: str,
    messages: Mapping[str, tuple[Message, ...]],
    manuscripts: Mapping[str, Manuscript],
) -> list[Finding]:
    """Return where translations depart from their sources; ``manuscripts`` are those of the language, which hold its terms.

    A departure of force, number, unit, reference or term is an error, a form or a term that wants a look a warning.
    """
    source, other = speech(catalogue.languages.source), speech(language)
    if source is None or other is None:
        return []
    memory = Memory(workspace.cache / "parity" / f"{language}.txt")
    shared = approved_terms(manuscripts.get(catalogue.glossary.module)) if catalogue.glossary else {}
    findings = []
    for docname, found in messages.items():
        module = catalogue.by_docname.get(docname)
        approved = {**shared, **approved_terms(manuscripts.get(module.number) if module else None)}
        path = po_path(workspace.sources, language, docname)
        comparison = Comparison(source, other, approved, workspace.shown(path))
        entries = reconciled(found, read_po(path, workspace.shown(path)).entries)
        for entry in (entry for entry in entries if entry.currency is Currency.CURRENT and not entry.obsolete):
            findings += memory.unless_sound(entry, comparison)
    memory.keep()
    return findings


def approved_terms(manuscript: Manuscript | None) -> Approved:
    """Return the preferred and admitted designations that a translation gives each of its terms, by the term of the source."""
    if manuscript is None:
        return {}
    found: dict[str, list[str]] = {}
    for passage, spot in zip(manuscript.text.passages, manuscript.spots, strict=True):
        if passage.form is Form.DESIGNATION and spot.status != "deprecated":
            term = " ".join(manuscript.text.by_anchor[passage.unit].title.lower().split())
            found.setdefault(term, []).append(passage.words)
    return {term: tuple(words) for term, words in found.items() if term not in map(str.lower, words)}


@dataclass(frozen=True)
class Comparison:
    """The languages of source and translation, the terms that are approved, and the file that findings name."""

    source: Speech
    other: Speech
    approved: Approved
    path: str

    def findings(self, entry: Entry) -> Iterator[Finding]:
        """Yield where the translation of a message departs from it, and the translator's reasons for which that is let pass.

        A reason that covers nothing is a finding itself, as in ``rules/waivers``.
        """
        reasons = {match[1]: match[2] for match in WAIVER.finditer(entry.note)}
        found = list(self.departing(entry))
        yield from (replace(finding, waiver=reasons.get(finding.code, "")) for finding in found)
        for code in reasons.keys() - {finding.code for finding in found}:
            message = f"the waiver for {code!r} covers nothing"
            yield Finding("unused-waiver", Place(self.path, entry.line), message, "take it out", Severity.WARNING)

    def departing(self, entry: Entry) -> Iterator[Finding]:
        """Yield where the translation of a message departs from it, both sentences shown."""
        place = Place(self.path, entry.line)
        for one in departures(entry.source, entry.target, self.source, self.other):
            message = f"the translation is not what the source says ({one.kind}): “{one.source}” — “{one.translation}”"
            yield Finding(f"translation-{one.kind}", place, message, HINT)
        for words in ambiguous_forms(entry.target, self.other):
            message = f"{words!r} may mean more than one class of provision"
            yield Finding("ambiguous-verbal-form", place, message, "use the form that the standard gives", Severity.WARNING)
        for term in unapproved(entry.target, self.approved, self.other):
            message = f"{term.shown!r} is not the approved term for {term.key!r}"
            hint = f"write {' or '.join(map(repr, term.approved))}, as the terms and definitions have it"
            yield Finding("unapproved-term", place, message, hint, Severity.WARNING)

    def key(self, entry: Entry) -> str:
        """Return what the findings depend on, but for the code, as a digest."""
        terms = sorted((term, words) for term, words in self.approved.items() if f"<{term}>" in entry.target.lower())
        return sha256(f"{entry.source}\0{entry.target}\0{entry.note}\0{terms}".encode()).hexdigest()


@dataclass
class Memory:
    """The digests of what was found sound, in a file of the cache, as long as code and forms are the same."""

    path: Path
    seen: set[str] = field(default_factory=set)

    @cached_property
    def code(self) -> str:
        """The digest of what judges."""
        package = Path(isacs_publish.__file__).parent
        files = [*sorted(package.glob("forms/*")), *sorted(package.glob("model/*.py")), *sorted(package.glob("*.py"))]
        return sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()

    @cached_property
    def known(self) -> frozenset[str]:
        """What was found sound before."""
        lines = self.path.read_text(encoding="ascii").split() if self.path.is_file() else []
        return frozenset(lines[1:]) if lines[:1] == [self.code] else frozenset()

    def unless_sound(self, entry: Entry, comparison: Comparison) -> list[Finding]:
        """Return the findings about a message, without comparing again what was sound."""
        key = comparison.key(entry)
        found = [] if key in self.known else list(comparison.findings(entry))
        if not found:
            self.seen.add(key)
        return found

    def keep(self) -> None:
        """Write down what is sound now."""
        write_atomically(self.path, "\n".join([self.code, *sorted(self.seen)]).encode())
