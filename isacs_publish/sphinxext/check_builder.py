"""The builder of a check: all references of all modules are resolved, so that what leads nowhere is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.builders import Builder

if TYPE_CHECKING:
    from collections.abc import Iterable, Set

    from docutils import nodes


class CheckBuilder(Builder):
    """Resolves all documents, read again or not: an anchor that left one module may be cited in any other."""

    name = "check"
    format = ""
    epilog = ""
    allow_parallel = False

    def get_outdated_docs(self) -> Iterable[str]:
        """Return every document."""
        return sorted(self.env.found_docs)

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return no address, since nothing is written."""
        return ""

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Prepare nothing."""

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write nothing: the doctree comes with its references resolved."""
