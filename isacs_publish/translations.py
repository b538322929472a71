"""The translations of a project: its catalogue in a language, and its catalogues of messages brought up to its sources."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from isacs_publish.model.catalogue_messages import NAME, catalogue_messages, in_language
from isacs_publish.model.translation import Currency, Entry, reconciled
from isacs_publish.po_file import PoFile, po_path, read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.model.finding import Finding
    from isacs_publish.model.translation import Message
    from isacs_publish.workspace import Workspace


def catalogue_in(catalogue: Catalogue, sources: Path, language: str) -> Catalogue:
    """Return a catalogue with the words of a language where they are translated; faults of its file are found by the check."""
    if language == catalogue.languages.source:
        return catalogue
    read = read_po(po_path(sources, language, NAME), NAME)
    return in_language(catalogue, {entry.source: entry for entry in reconciled(catalogue_messages(catalogue), read.entries)})


def update(
    workspace: Workspace,
    catalogue: Catalogue,
    messages: Mapping[str, tuple[Message, ...]],
    language: str,
    only: Collection[str] | None = None,
) -> Updated:
    """Bring the catalogues of messages of a language up to the sources: what is new, edited or gone is so there too.

    ``messages`` are those of each document; where ``only`` names some, no other is written. A file that cannot be read as it
    stands is named and left alone.
    """
    read = {docname: present(workspace, language, docname, found) for docname, found in messages.items()}
    findings = tuple(finding for file, _ in read.values() for finding in file.findings)
    sound = {docname: file for docname, (file, _) in read.items() if not file.findings}
    fresh = {docname: read[docname][1] for docname in sound}
    wanted = [docname for docname in fresh if only is None or docname in only]
    memory = _memory(entry for entries in fresh.values() for entry in entries)
    written = tuple(
        docname
        for docname in wanted
        if write_po(
            po_path(workspace.sources, language, docname),
            language,
            catalogue.brand.name,
            sound[docname].headers,
            [_remembered(entry, memory) for entry in fresh[docname]],
        )
    )
    changes = [_change(sound[docname].entries, fresh[docname]) for docname in wanted]
    return Updated(language, written, findings, *(sum(counts) for counts in zip((0, 0, 0), *changes, strict=True)))


def _change(before: Iterable[Entry], after: Iterable[Entry]) -> tuple[int, int, int]:
    """Return how many messages are new, edited and gone."""
    known = {entry.source: entry for entry in before}
    wanted = {entry.source: entry for entry in after if not entry.obsolete}
    fresh = [entry for source, entry in wanted.items() if source not in known]
    kept = [entry for entry in fresh if entry.target]
    gone = [source for source, entry in known.items() if not entry.obsolete and source not in wanted]
    return len(fresh) - len(kept), sum(entry.fuzzy for entry in kept), len(gone) - len(kept)


@dataclass(frozen=True)
class Updated:
    """What an update did for a language: the documents whose files it wrote, what it could not read, messages that changed."""

    language: str
    written: tuple[str, ...]
    findings: tuple[Finding, ...]
    new: int = 0
    edited: int = 0
    gone: int = 0


def present(
    workspace: Workspace, language: str, docname: str, messages: tuple[Message, ...]
) -> tuple[PoFile, tuple[Entry, ...]]:
    """Return the catalogue of messages of a source as it stands, and its entries as the source needs them now."""
    path = po_path(workspace.sources, language, docname)
    file = read_po(path, workspace.shown(path))
    return file, reconciled(messages, file.entries)


def _memory(entries: Iterable[Entry]) -> dict[str, str]:
    """Return the translation of each sentence that all who translated it agree about: equal sentences share one."""
    said: dict[str, set[str]] = {}
    for entry in entries:
        if entry.currency is Currency.CURRENT:
            said.setdefault(entry.source, set()).add(entry.target)
    return {source: next(iter(targets)) for source, targets in said.items() if len(targets) == 1}


def _remembered(entry: Entry, memory: Mapping[str, str]) -> Entry:
    """Return an entry, with the translation that its sentence has elsewhere where it has none."""
    if entry.obsolete or entry.currency is not Currency.MISSING or entry.source not in memory:
        return entry
    return replace(entry, target=memory[entry.source], fuzzy=False, previous="")
