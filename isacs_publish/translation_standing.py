"""How far the translations of a project are, by the sources as they stand, whether or not the files were brought up to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isacs_publish.model.translation import currency_of, version_reflected
from isacs_publish.model.translation_status import behind, standing
from isacs_publish.register_file import read_registers
from isacs_publish.translations import present

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from isacs_publish.model.finding import Finding
    from isacs_publish.model.translation_status import Behind, Standing
    from isacs_publish.source_messages import SourceMessages
    from isacs_publish.workspace import Workspace


def standings(
    workspace: Workspace, read: SourceMessages, docnames: Iterable[str], languages: Iterable[str]
) -> tuple[tuple[Standing, ...], tuple[Finding, ...]]:
    """Return how each source stands in each language, and what is wrong with the files."""
    found: list[Standing] = []
    findings: list[Finding] = []
    for docname in docnames:
        for language in languages:
            file, entries = present(workspace, language, docname, read.messages[docname])
            found.append(standing(language, docname, currency_of(read.messages[docname], entries)))
            findings += file.findings
    return tuple(found), tuple(findings)


def clauses_behind(workspace: Workspace, read: SourceMessages, docname: str, language: str) -> tuple[Behind, ...]:
    """Return the clauses of one source that are not current in a language."""
    _, entries = present(workspace, language, docname, read.messages[docname])
    return behind(read.messages[docname], entries)


def versions_reflected(workspace: Workspace, read: SourceMessages, docname: str) -> Callable[[str], str]:
    """Return what tells, of a former source of a module, the version that held it: empty where none was published with it."""
    module = read.catalogue.by_docname.get(docname)
    published = read_registers(workspace).texts(module.number) if module else []
    return lambda source: version_reflected(source, published)
