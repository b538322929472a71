"""What references in the words of a module point at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from isacs_publish.model.text import REFERENCE

if TYPE_CHECKING:
    from isacs_publish.model.corpus import Corpus
    from isacs_publish.model.outline import Outline


def cited_anchors(outline: Outline, corpus: Corpus) -> list[str]:
    """Return the anchors that the words of a module lead to by ``:ref:``, in the order of their first citation.

    With a unit those around it are cited, up to those that hold the citation too: from inside of itself nothing is cited.
    """
    text = corpus.of(outline).text
    found: dict[str, None] = {}
    for passage in text.passages:
        for reference in REFERENCE.finditer(passage.words) if "{ref:" in passage.words else ():
            anchor = reference[2].rpartition("#")[2]
            if reference[1] == "ref" and "#" not in reference[2] and anchor in text.by_anchor:
                own = {unit.anchor for unit in text.around(passage.unit)}
                found.update((unit.anchor, None) for unit in text.around(anchor) if unit.anchor not in own)
    return list(found)
