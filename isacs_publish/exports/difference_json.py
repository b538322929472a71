"""A difference as JSON, for other programs. The keys are part of the interface: they are added to, never renamed.

``old``, ``new``: the identifiers; ``module``, ``language``, ``title`` (``old``, ``new``);
``summary``: ``units_by_nature``, ``units_by_fate``, ``sentences_by_nature``;
``units``, in the order of the text: ``anchor``, ``kind``, ``number`` and ``title`` (``old``, ``new``; empty: not in that text),
``fate``, ``nature`` (null: no words changed), ``facets``, ``into``, and ``changes``: the sentences that changed, each with
``unit`` (the innermost anchor around it), ``form``, ``place``, ``old``, ``new``, ``nature``, ``facets``, ``moved``.
References stand in sentences by what they point at, as in the recorded texts.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from isacs_publish.model.classing import Classed
    from isacs_publish.model.difference import Difference, Pair, UnitDifference


def as_json(difference: Difference, old: str, new: str) -> str:
    """Return a difference as JSON, with the names of its texts."""
    record = {
        "old": old,
        "new": new,
        "module": difference.new.module,
        "language": difference.new.language,
        "title": {"old": difference.title.old, "new": difference.title.new},
        "summary": _summary(difference),
        "units": [_unit(unit) for unit in difference.units],
    }
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _summary(difference: Difference) -> dict[str, dict[str, int]]:
    changed = [pair for unit in difference.units for pair in unit.changes()]
    return {
        "units_by_nature": _counted(str(unit.nature) for unit in difference.units if unit.nature),
        "units_by_fate": _counted(str(unit.fate) for unit in difference.units),
        "sentences_by_nature": _counted(str(pair.classed.nature) for pair in changed if pair.classed),
    }


def _counted(words: Any) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))


def _unit(unit: UnitDifference) -> dict[str, Any]:
    return {
        "anchor": unit.anchor,
        "kind": unit.kind,
        "number": {"old": unit.old_name, "new": unit.new_name},
        "title": {"old": unit.old_title, "new": unit.new_title},
        "fate": unit.fate,
        **_classed(unit.classed),
        "into": list(unit.into),
        "changes": [_pair(pair) for pair in unit.changes()],
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "unit": pair.unit,
        "form": pair.form,
        "place": pair.place,
        "old": pair.old,
        "new": pair.new,
        **_classed(pair.classed),
        "moved": pair.moved,
    }


def _classed(classed: Classed | None) -> dict[str, Any]:
    return {"nature": classed.nature if classed else None, "facets": list(classed.facets) if classed else []}
