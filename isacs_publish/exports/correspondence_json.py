"""A table of correspondence as JSON, for other programs. The keys are part of the interface: they are added to, never renamed.

``old``, ``new``: the identifiers; ``rows``: ``old`` and ``new`` (null: none), each with ``anchor``, ``kind``, ``number`` and
``title``, and ``nature``: kept, renumbered, split, merged, new or withdrawn.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from isacs_publish.model.correspondence import Row


def as_json(rows: Iterable[Row], old: str, new: str) -> str:
    """Return a table as JSON, with the names of the two texts."""
    told = [
        {"old": asdict(row.old) if row.old else None, "new": asdict(row.new) if row.new else None, "nature": row.fortune}
        for row in rows
    ]
    return json.dumps({"old": old, "new": new, "rows": told}, ensure_ascii=False, indent=1) + "\n"
