"""Waivers: an author's reasons for findings that are let pass. Each covers one; a waiver that covers none is a finding."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from isacs_publish.model.finding import Finding, Place, nearest
from isacs_publish.rules.rule import Code, Level, severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from isacs_publish.model.corpus import Corpus
    from isacs_publish.model.manuscript import Manuscript, Waiver
    from isacs_publish.model.outline import Outline
    from isacs_publish.rules.rule import Fault, Rule

_SOURCE = "the house: waivers"

WAIVER_CODES = (
    Code("waiver-without-reason", "A waiver gives its reason, which stands in every report beside what it lets pass.", _SOURCE),
    Code("unknown-waiver", "A waiver names a rule that exists and that can be waived.", _SOURCE),
    Code("unused-waiver", "A waiver covers a finding; it goes when the text is mended.", _SOURCE, Level.BY_STAGE),
)
"""What is wrong about a waiver itself."""

_LEVELS = {each.code: each.level for each in WAIVER_CODES}


def judged(
    found: Sequence[tuple[Rule, Fault]], outline: Outline, corpus: Corpus, known: Mapping[str, bool]
) -> Iterator[Finding]:
    """Yield faults as findings, each with the reason of the waiver that covers it; then what is wrong about the waivers.

    ``known`` are the codes that may be waived, True for those whose rules were applied.
    """
    manuscript = corpus.of(outline)
    stage = corpus.catalogue.stage_of(corpus.catalogue.modules[outline.module])
    unused = [waiver for waiver in manuscript.waivers if waiver.reason]
    for rule, fault in found:
        waiver = _covering(unused, rule, fault, manuscript)
        if waiver:
            unused.remove(waiver)
        yield replace(rule.finding(fault, stage), waiver=waiver.reason if waiver else "")
    for waiver in manuscript.waivers:
        if told := _own_fault(waiver, known, used=waiver not in unused):
            code, message, hint = told
            yield Finding(code, Place(waiver.path, waiver.line), message, hint, severity(_LEVELS[code], stage))


def _covering(waivers: Sequence[Waiver], rule: Rule, fault: Fault, manuscript: Manuscript) -> Waiver | None:
    """Return the first waiver that covers a fault: it stands in the same unit, or in one around it."""
    if rule.level is Level.ERROR:
        return None
    around = {unit.anchor for unit in manuscript.text.around(fault.unit)} if fault.unit else {""}
    return next((w for w in waivers if w.code == rule.code and w.unit in around and w.holds in fault.message), None)


def _own_fault(waiver: Waiver, known: Mapping[str, bool], *, used: bool) -> tuple[str, str, str] | None:
    """Return code, message and hint of what is wrong about a waiver itself."""
    if waiver.code not in known:
        hint = nearest(waiver.code, known) or "docs/rules lists the codes; what is an error at every stage cannot be waived"
        return "unknown-waiver", f"no rule {waiver.code!r} that could be waived", hint
    if not waiver.reason:
        return "waiver-without-reason", "the waiver gives no reason", "write the reason below it, indented"
    if not used and known[waiver.code]:
        return "unused-waiver", f"the waiver of {waiver.code!r} covers nothing any more", "delete it"
    return None
