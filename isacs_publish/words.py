"""The fixed words of publications, one data file per language in ``words/``; patterns where a word stands with a number."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from isacs_publish.model.numbering import Label
from isacs_publish.model.outline import Kind
from isacs_publish.model.provision import Verbal

if TYPE_CHECKING:
    from isacs_publish.model.provision import Force


@dataclass(frozen=True)
class Words:
    """The fixed words of one language. Fields whose value holds ``{number}`` are patterns."""

    language: str
    direction: str
    contents: str
    clause: str
    annex: str
    table: str
    figure: str
    formula: str
    normative: str
    informative: str
    note: str
    numbered_note: str
    example: str
    numbered_example: str
    note_to_entry: str
    source: str
    deprecated: str
    continued: str
    all_parts: str
    reference_number: str
    rights: str
    version: str
    stage: str
    date: str
    custodian: str
    publisher: str
    comments_until: str
    draft: str
    series: str
    volume: str
    compendium: str
    modules: str
    title: str
    notice: str
    copyright_notice: str
    introduction_to_series: str
    pages: str
    download: str
    qr_code: str
    signature: str
    permalink: str
    home: str
    comment_form: str
    comment_clause: str
    comment_lines: str
    comment_type: str
    comment: str
    proposed_change: str
    decision: str
    commenter: str
    comment_types: str
    withdrawn_in: str
    amendment_record: str
    nature: str
    summary: str
    editorial: str
    substantive: str
    added: str
    withdrawn: str
    split: str
    merged: str
    kept: str
    renumbered: str
    correspondence: str
    correspondence_introduction: str
    former_number: str
    present_number: str
    superseded_version: str
    changes_between: str
    changes: str
    unchanged: str
    unchanged_range: str
    changed: str
    inserted: str
    deleted: str
    moved: str
    strength: str
    negation: str
    number: str
    unit: str
    term: str
    citation_changed: str
    clauses: str
    sentences: str
    no_changes: str
    instrument: str
    article: str
    verbal_class: str
    requirement: str
    prohibition: str
    recommendation: str
    permission: str
    untranslated: str
    reflects: str
    reflects_earlier: str
    now_reads: str
    translation_of: str
    translation_state: str
    translated_clauses: str
    prevails: str
    divisions: dict[str, str]
    languages: dict[str, str]
    locators: dict[str, str]

    def citation(self, label: Label) -> str:
        """Return the words that cite a unit: ``Clause 5``, ``5.2``, ``Annex A``, ``Table 3``, ``Formula (1)``, ``[2]``."""
        if label.kind is Kind.CLAUSE:
            return self.clause.format(number=label.number) if label.level == 1 else label.number
        if label.kind is Kind.REFERENCE:
            return f"[{label.number}]"
        if label.kind is Kind.TERM:
            return label.number
        return self.heading(label)

    def heading(self, label: Label) -> str:
        """Return the words that stand before the title or text of a unit: ``5.2``, ``Annex A``, ``Table 3``, ``NOTE 1``."""
        patterns = {
            Kind.ANNEX: self.annex,
            Kind.TABLE: self.table,
            Kind.FIGURE: self.figure,
            Kind.FORMULA: self.formula,
            Kind.NOTE: self.numbered_note if label.number else self.note,
            Kind.EXAMPLE: self.numbered_example if label.number else self.example,
            Kind.NOTE_TO_ENTRY: self.note_to_entry,
            Kind.ENTRY: "{number})",
        }
        return patterns.get(label.kind, "{number}").format(number=label.number)

    def numbered(self, kind: Kind, number: str) -> str:
        """Return a unit as a table of numbers names it: ``5.2``, ``Annex A``, ``Table 3``."""
        return self.citation(Label(kind, number)) if kind is not Kind.CLAUSE else number

    def nature_of(self, nature: str) -> str:
        """Return the word for what a change is, or for what became of a clause in a new edition."""
        return str(getattr(self, "added" if nature == "new" else nature))

    def facet_of(self, facet: str) -> str:
        """Return the word for what differs in a normative change."""
        named = {"added": self.inserted, "removed": self.deleted, "citation": self.citation_changed}
        return named.get(facet) or str(getattr(self, facet))

    def verbal(self, force: Force) -> str:
        """Return the word for the class of what an article says; nothing for what is only possible."""
        form, negated = force
        if form is Verbal.REQUIREMENT:
            return self.prohibition if negated else self.requirement
        return {Verbal.RECOMMENDATION: self.recommendation, Verbal.PERMISSION: self.permission}.get(form, "")

    def located(self, place: str, source: Words) -> str:
        """Return where in an instrument something stands, ``Article 5, paragraph 2``, said in another language."""
        for name, pattern in source.locators.items():
            written = re.escape(pattern).replace(re.escape("{number}"), r"([\w.]+)")
            place = re.sub(rf"\b{written}", self.locators[name].replace("{number}", r"\1"), place)
        return place

    def status(self, status: str) -> str:
        """Return ``(normative)`` or ``(informative)`` as printed under the letter of an annex."""
        return f"({self.normative if status == 'normative' else self.informative})"


@cache
def words(language: str) -> Words:
    """Return the words of a language, or raise FileNotFoundError where there are none."""
    text = (files("isacs_publish") / "words" / f"{language}.toml").read_text(encoding="utf-8")
    return Words(language=language, **tomllib.loads(text))
