"""Findings for readers and for other programs: nothing is lost, and what a waiver covers is told apart."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from isacs_publish.exports.findings_json import as_json
from isacs_publish.exports.findings_sarif import as_sarif
from isacs_publish.exports.findings_shown import console, shown, summary
from isacs_publish.model.finding import Finding, Place, Severity
from isacs_publish.rules import DESCRIBED
from tests.conftest import PROJECT

if TYPE_CHECKING:
    from collections.abc import Sequence

SCHEMA = json.loads((PROJECT / "tests" / "schemas" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)

PATH = "source/05/05.20/index.rst"
ERROR = Finding("duplicate-anchor", Place(PATH, 12), "anchor 'scope' names several units", "rename one")
WARNING = Finding("required-clause", Place(PATH, 1), "no clause 'scope'", "add it", Severity.WARNING)
WAIVED = Finding("clause-order", Place(PATH, 40), "annex stands after it", "move it", Severity.WARNING, "It is historical.")
ALL = [WARNING, ERROR, WAIVED]

FINDINGS = st.builds(
    Finding,
    st.sampled_from(sorted(DESCRIBED)) | st.text(min_size=1),
    st.builds(Place, st.text(min_size=1), st.integers(0, 9999), st.text()),
    st.text(min_size=1),
    st.text(),
    st.sampled_from(Severity),
    st.text(),
)


def printed(findings: Sequence[Finding], line: str = "") -> str:
    stream = io.StringIO()
    console(stream, terminal=False).print(shown(findings, lambda _: line))
    return stream.getvalue()


def test_findings_are_shown_with_their_source_line_and_waived_ones_last() -> None:
    lines = printed(ALL, "   The anchor.").splitlines()
    assert [line.strip() for line in lines] == [
        f"{PATH} (2)",
        f"{PATH}:1: warning: no clause 'scope' [required-clause]",
        "1 │ The anchor.",
        "hint: add it",
        f"{PATH}:12: error: anchor 'scope' names several units [duplicate-anchor]",
        "12 │ The anchor.",
        "hint: rename one",
        f"{PATH} (1)",
        f"{PATH}:40: waived: annex stands after it [clause-order]",
        "40 │ The anchor.",
        "reason: It is historical.",
        "1 error, 1 warning, 1 waived",
    ]


def test_no_finding_obeys_its_own_words() -> None:
    hostile = Finding("x", Place("a\x1b[2J.rst", 3), "[bold]mark-up[/] \x1b]0;title\x07 and\nline ends", "\x1b[1A")
    assert "\x1b" not in printed([hostile], "source \x1b[2J line")
    assert "[bold]mark-up[/]" in printed([hostile])


def test_the_count_says_what_is_open() -> None:
    assert summary([]) == "0 errors, 0 warnings"
    assert summary([WAIVED]) == "0 errors, 0 warnings, 1 waived"


def test_json_keeps_open_and_waived_findings_apart() -> None:
    record = json.loads(as_json(ALL, ["wording"]))
    assert [row["code"] for row in record["findings"]] == ["required-clause", "duplicate-anchor"]
    assert record["findings"][1]["line"] == 12
    assert [row["reason"] for row in record["waived"]] == ["It is historical."]
    assert record["without"] == ["wording"]
    assert record["summary"] == {"errors": 1, "warnings": 1, "waived": 1}


def faults(log: Any) -> list[str]:
    return [error.message for error in VALIDATOR.iter_errors(log)]


@given(st.lists(FINDINGS))
def test_every_log_keeps_the_schema_of_sarif(findings: list[Finding]) -> None:
    log = json.loads(as_sarif(findings))
    assert faults(log) == []
    assert [result["ruleId"] for result in log["runs"][0]["results"]] == [finding.code for finding in findings]


def test_the_schema_refuses_what_is_no_log() -> None:
    assert faults({"version": "2.1.0"})


def test_sarif_names_place_weight_and_reason() -> None:
    run = json.loads(as_sarif(ALL))["runs"][0]
    error, waived = run["results"][1:]
    assert error["locations"][0]["physicalLocation"]["region"] == {"startLine": 12}
    assert (error["level"], error["message"]["text"]) == ("error", f"{ERROR.message}\n{ERROR.hint}")
    assert waived["suppressions"] == [{"kind": "inSource", "justification": "It is historical."}]
    rules = run["tool"]["driver"]["rules"]
    assert rules[error["ruleIndex"]]["id"] == "duplicate-anchor"
    assert rules[error["ruleIndex"]]["shortDescription"]["text"] == "An anchor names one unit."


@pytest.mark.parametrize("code", sorted(DESCRIBED))
def test_a_log_says_what_each_code_wants(code: str) -> None:
    (rule,) = json.loads(as_sarif([Finding(code, Place(PATH, 1), "x")]))["runs"][0]["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"].endswith(".")
