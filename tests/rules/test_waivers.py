"""Waivers: each covers one finding in its unit, with a reason; what covers nothing, or says nothing, is a finding itself."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from isacs_publish.drafting import corpus_of
from isacs_publish.model.finding import Severity
from isacs_publish.model.instrument import Instruments
from isacs_publish.publish import check, load_catalogue
from isacs_publish.register_file import read_registers
from isacs_publish.rules import check as apply_rules
from isacs_publish.sphinxext.run import read_modules
from tests.roots import make_project, text, write

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.model.finding import Finding

ANNEX = ".. _annex-form:\n\nForm\n----\n\n.. annex:: informative\n\nA form.\n\n"
ANNEXES = "".join(ANNEX.replace("annex-form", f"annex-{name}") for name in ("one", "two", "three"))
CLAUSE = ".. _{0}:\n\n{1}\n{2}\n\n{3}Text.\n\n"


def clause(anchor: str, waiver: str = "") -> str:
    return CLAUSE.format(anchor, anchor.capitalize(), "-" * len(anchor), waiver)


def waiver(code: str, reason: str = "It is older.", holds: str = "") -> str:
    return f".. waiver:: {code} {holds}".rstrip() + (f"\n\n   {reason}\n\n" if reason else "\n\n")


def found(folder: Path, rest: str, stage: str = "10.20") -> list[Finding]:
    workspace = make_project(folder, {"A1.1": text("First", rest)})
    write(workspace.catalogue, workspace.catalogue.read_text(encoding="utf-8").replace('"10.20"', f'"{stage}"'))
    return check(workspace, "en", 1)[0]


def told(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.waiver) for finding in findings]


def test_a_waiver_covers_the_finding_in_its_unit(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, ANNEX + clause("storage", waiver("clause-order")))
    assert (finding.code, finding.waiver, finding.is_error) == ("clause-order", "It is older.", False)


def test_a_waiver_covers_one_finding_and_no_more(tmp_path: Path) -> None:
    covered = waiver("clause-order")
    findings = found(tmp_path, ANNEXES + clause("storage", covered) + clause("transport"))
    assert told(findings) == [("clause-order", "It is older."), ("clause-order", "")]


def test_a_waiver_in_another_unit_covers_nothing(tmp_path: Path) -> None:
    findings = found(tmp_path, clause("transport", waiver("clause-order")) + ANNEX + clause("storage"))
    assert told(findings) == [("unused-waiver", ""), ("clause-order", "")]


def test_the_words_of_a_waiver_choose_the_finding(tmp_path: Path) -> None:
    assert told(found(tmp_path / "a", ANNEX + clause("storage", waiver("clause-order", holds="Storage")))) == [
        ("clause-order", "It is older.")
    ]
    assert sorted(told(found(tmp_path / "b", ANNEX + clause("storage", waiver("clause-order", holds="Transport"))))) == [
        ("clause-order", ""),
        ("unused-waiver", ""),
    ]


def test_a_waiver_under_the_title_covers_findings_about_the_module(tmp_path: Path) -> None:
    words = text("First", clause("storage"))
    without = re.sub(r"\.\. _foreword:\n\nForeword\n-+\n\n.*\n\n", waiver("required-clause", holds="foreword"), words)
    workspace = make_project(tmp_path, {"A1.1": without})
    assert told(check(workspace, "en", 1)[0]) == [("required-clause", "It is older.")]


@pytest.mark.parametrize(
    ("written", "code", "hint"),
    [
        (waiver("clause-order", ""), "waiver-without-reason", "write the reason below it"),
        (waiver("clause-oder"), "unknown-waiver", "did you mean 'clause-order'?"),
        (waiver("duplicate-anchor"), "unknown-waiver", "cannot be waived"),
    ],
)
def test_a_waiver_that_cannot_hold_is_an_error(tmp_path: Path, written: str, code: str, hint: str) -> None:
    findings = found(tmp_path, ANNEX + clause("storage", written))
    fault = next(finding for finding in findings if finding.code == code)
    assert fault.is_error
    assert hint in fault.hint
    assert fault.place.line == next(
        n for n, line in enumerate(text("First", ANNEX + clause("storage", written)).splitlines(), 1) if ".. waiver" in line
    )
    assert "clause-order" in {finding.code for finding in findings if not finding.waiver}


def test_a_warning_of_a_draft_is_an_error_from_approval_on(tmp_path: Path) -> None:
    rest = ANNEXES + clause("storage") + clause("transport", waiver("required-clause"))
    draft, approval = found(tmp_path / "draft", rest, "40.99"), found(tmp_path / "approval", rest, "50.00")
    assert [finding.code for finding in draft] == ["clause-order", "clause-order", "unused-waiver"]
    assert {finding.severity for finding in draft} == {Severity.WARNING}
    assert [replace(finding, severity=Severity.ERROR) for finding in draft] == approval


def test_a_rule_that_is_switched_off_finds_nothing_and_leaves_its_waivers_alone(tmp_path: Path) -> None:
    workspace = make_project(tmp_path, {"A1.1": text("First", ANNEX + clause("storage", waiver("clause-order")))})
    catalogue, _ = load_catalogue(workspace)
    assert catalogue is not None
    off = replace(catalogue, rules=replace(catalogue.rules, without=(*catalogue.rules.without, "clause-order")))
    reading = read_modules(workspace, "en", 1)
    corpus = corpus_of(tmp_path, off, reading.manuscripts, read_registers(workspace), Instruments())
    assert list(apply_rules(corpus)) == []


def test_the_catalogue_may_not_switch_off_what_does_not_exist(tmp_path: Path) -> None:
    workspace = make_project(tmp_path, {"A1.1": text("First")})
    words = workspace.catalogue.read_text(encoding="utf-8").replace('without = ["', 'without = ["wordings", "')
    write(workspace.catalogue, words)
    (finding,) = check(workspace, "en", 1)[0]
    assert (finding.code, finding.place.key) == ("catalogue-value", "rules.without[0]")
    assert finding.hint == "did you mean 'wording'?"


def test_waivers_and_tags_print_nothing(tmp_path: Path) -> None:
    plain = make_project(tmp_path / "plain", {"A1.1": text("First", clause("storage"))})
    marked = clause("storage", ".. issues:: gender\n\n" + waiver("clause-order"))
    noted = make_project(tmp_path / "noted", {"A1.1": text("First", marked)})
    before, after = read_modules(plain, "en", 1), read_modules(noted, "en", 1)
    assert before.sources["A1.1"].html == after.sources["A1.1"].html
    assert before.texts == after.texts
    assert [tag.issue for tag in after.manuscripts["A1.1"].tags] == ["gender"]
