"""Findings as JSON, for other programs. The keys are part of the interface: they are added to, never renamed.

``findings``: open findings in order, each with ``code``, ``severity``, ``path``, ``line`` (0: the whole file), ``key`` (of
a value in the catalogue), ``message``, ``hint``; ``waived``: the same with ``reason``; ``without``: the rules that the
catalogue switches off; ``summary``: ``errors``, ``warnings``, ``waived``.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isacs_publish.model.finding import Finding


def as_json(findings: Sequence[Finding], without: Sequence[str]) -> str:
    """Return findings as JSON, with the names of rules that are switched off."""
    waived = [{**_record(finding), "reason": finding.waiver} for finding in findings if finding.waiver]
    still_open = [{**_record(finding), "hint": finding.hint} for finding in findings if not finding.waiver]
    errors = sum(finding.is_error for finding in findings)
    counts = {"errors": errors, "warnings": len(still_open) - errors, "waived": len(waived)}
    record = {"findings": still_open, "waived": waived, "without": list(without), "summary": counts}
    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"


def _record(finding: Finding) -> dict[str, str | int]:
    place = finding.place
    facts = {"code": finding.code, "severity": str(finding.severity), "message": finding.message}
    return {**facts, "path": place.path, "line": place.line, "key": place.key}
