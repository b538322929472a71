"""Findings as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format), which editors show beside the text.

Paths are relative to the project, which the log calls ``PROJECT``; a waiver is a suppression in the source with its reason.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from isacs_publish import __version__
from isacs_publish.rules import DESCRIBED
from isacs_publish.rules.rule import Level

if TYPE_CHECKING:
    from collections.abc import Sequence

    from isacs_publish.model.finding import Finding

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def as_sarif(findings: Sequence[Finding]) -> str:
    """Return findings as one run of a SARIF log; rules are those that were broken."""
    codes = sorted({finding.code for finding in findings})
    driver = {"name": "isacs", "semanticVersion": __version__, "rules": [_rule(code) for code in codes]}
    results = [_result(finding, codes.index(finding.code)) for finding in findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _rule(code: str) -> dict[str, Any]:
    """Return what a log says of a code: of one that has a page also what it wants, and how much it weighs."""
    rule = DESCRIBED.get(code)
    if rule is None:
        return {"id": code}
    level = "error" if rule.level is Level.ERROR else "warning"
    return {
        "id": code,
        "shortDescription": {"text": rule.about.partition("\n")[0]},
        "help": {"text": f"see docs/rules/{code}.md; {rule.source}"},
        "defaultConfiguration": {"level": level},
    }


def _result(finding: Finding, rule: int) -> dict[str, Any]:
    """Return a finding as a result; ``rule`` is the place of its rule among those of the log."""
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.place.path), "uriBaseId": "PROJECT"}}
    if finding.place.line:
        place["region"] = {"startLine": finding.place.line}
    text = f"{finding.message}\n{finding.hint}" if finding.hint else finding.message
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule,
        "level": str(finding.severity),
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
    }
    if finding.waiver:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.waiver}]
    return result
