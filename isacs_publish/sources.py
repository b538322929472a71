"""Looks at the sources before Sphinx does: each module is there, is UTF-8, and holds nothing but text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from isacs_publish.model.finding import Finding, Place, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.workspace import Workspace

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def faults_of_sources(workspace: Workspace, catalogue: Catalogue) -> Iterator[tuple[str, Finding]]:
    """Yield the document name and the finding of each module that is missing or is not text."""
    folders = {path.parent.name for path in workspace.sources.glob("*/*/index.rst")}
    for module in catalogue.modules.values():
        path = workspace.sources / f"{module.docname}.rst"
        shown = workspace.shown(path)
        if not path.is_file():
            hint = nearest(module.number, folders - catalogue.modules.keys()) or "write it, or take it out of the catalogue"
            yield module.docname, Finding("missing-module", Place(shown), f"module {module.number} has no source", hint)
        elif not path.resolve().is_relative_to(workspace.sources.resolve()):
            yield (
                module.docname,
                Finding("outside-project", Place(shown), "the source is a link that leads out", "copy the file"),
            )
        elif fault := not_text(path.read_bytes()):
            line, message, hint = fault
            yield module.docname, Finding("not-text", Place(shown, line), message, hint)


def not_text(content: bytes) -> tuple[int, str, str] | None:
    """Return line, message and hint of the first thing that is no text, or None."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return line, f"byte {content[error.start]:#04x} is not UTF-8", "save the file as UTF-8"
    if found := _CONTROL.search(text):
        line = text[: found.start()].count("\n") + 1
        return line, f"a control character (U+{ord(found[0]):04X}) stands in the text", "delete it"
    return None
