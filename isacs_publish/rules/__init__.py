"""The rules of drafting: each a function from the outline and the catalogue to findings. ``check`` applies them all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isacs_publish.rules.structure import RULES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.model.finding import Finding
    from isacs_publish.model.outline import Outline


def check(outlines: Iterable[Outline], catalogue: Catalogue) -> Iterator[Finding]:
    """Yield the findings of every rule over every outline."""
    for outline in outlines:
        for rule in RULES:
            yield from rule(outline, catalogue)
