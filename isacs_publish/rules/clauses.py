"""Rules about divisions, and about the annexes, tables, figures and formulas that stand in them."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from isacs_publish.model.finding import Place
from isacs_publish.model.outline import DIVISIONS, RESERVED, Kind
from isacs_publish.model.provision import sentences
from isacs_publish.model.text import REFERENCE
from isacs_publish.rules.rule import Fault, Level, Rule, at_module, at_unit, at_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.corpus import Corpus
    from isacs_publish.model.manuscript import Manuscript, Table
    from isacs_publish.model.outline import Outline, Unit


def no_technical_clause(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A module has a numbered clause after its terms: without one it specifies nothing (clause 6)."""
    if not any(unit.kind is Kind.CLAUSE and unit.anchor not in RESERVED for unit in outline.units):
        yield at_module(outline, "no clause stands after the terms", "add a clause that says what the module specifies")


def divisions_of(outline: Outline) -> Iterator[Unit]:
    """Yield all divisions, in the order of the text."""
    return (unit for unit in outline.walk() if unit.kind in DIVISIONS and not unit.withdrawn)


def subclauses(unit: Unit) -> list[Unit]:
    """Return the divisions directly in a unit."""
    return [inner for inner in unit.units if inner.kind in DIVISIONS]


def only_child_subclause(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A subclause has a sibling: a division with one subclause is not divided (clause 22)."""
    for unit in divisions_of(outline):
        children = subclauses(unit)
        if len(children) == 1 and children[0].anchor not in corpus.published(outline):
            message = f"{children[0].title!r} is the only subclause of {unit.title!r}"
            yield at_unit(outline, children[0], message, "give it a sibling, or take its title away")


def hanging_paragraph(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """Nothing stands between the title of a division and its first subclause, since it could not be cited (clause 22).

    The words that begin the clause of terms are fixed, and stand before its parts.
    """
    positions = corpus.of(outline).positions
    for unit in divisions_of(outline):
        if subclauses(unit) and unit.anchor != "terms":
            own = [inner.anchor for part in unit.units if part.kind not in DIVISIONS for inner in part.walk()]
            first = min((positions[anchor][0] for anchor in (unit.anchor, *own) if anchor in positions), default=None)
            if first is not None:
                told = (
                    f"words hang between the title {unit.title!r} and its first subclause",
                    "make them a subclause of their own",
                )
                yield at_words(outline, corpus, first, "", told)


DEEPEST = 6
"""The level of 5.1.1.1.1.1, five below its clause."""


def too_deep_clause(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """Subclauses go five levels below their clause, as far as 5.1.1.1.1.1 (clause 22)."""
    for level, unit in outline.divisions(DEEPEST + 1):
        if level > DEEPEST:
            yield at_unit(outline, unit, f"{unit.title!r} stands {level - 1} levels below its clause", "raise it")


def untitled_sibling(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """Either all subclauses of a division have titles, or none has (clause 22)."""
    for unit in divisions_of(outline):
        children = subclauses(unit)
        if any(child.title for child in children):
            for child in children:
                if not child.title and not child.withdrawn:
                    yield at_unit(outline, child, "a subclause without title stands beside one with a title", "give it a title")


UNDIVIDED = frozenset({"foreword", "scope", "normative-references", "bibliography"})
"""Anchors of the divisions that have no subclauses."""


def subdivided_element(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """Foreword, scope, normative references and bibliography have no subclauses (clauses 12, 14, 15, 21)."""
    for unit in outline.units:
        if unit.anchor in UNDIVIDED and (children := subclauses(unit)):
            yield at_unit(outline, children[0], f"{unit.title!r} has subclauses", "write it without titles in it")


def empty_clause(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A division holds something under its title."""
    positions = corpus.of(outline).positions
    for unit in divisions_of(outline):
        if not unit.units and unit.anchor not in positions:
            yield at_unit(outline, unit, f"nothing stands under {unit.title!r}", "write it, or delete the title")


_SEVERAL = rf"(?:{REFERENCE.pattern})(?:[^{{}}.]{{1,8}}(?:{REFERENCE.pattern}))*"


def begins_with(words: str, sentence: str) -> bool:
    """Tell whether words begin with a fixed sentence, in which a pair of braces stands for one or more references."""
    return re.match(_SEVERAL.join(map(re.escape, sentence.split("{}"))), words) is not None


INTRODUCED = {
    "normative-references": (Kind.REFERENCE, ("normative-references",), ("no-normative-references",)),
    "terms": (Kind.TERM, ("terms",), ("only-terms-elsewhere", "no-terms")),
}
"""What clauses 2 and 3 list, and the names of the fixed sentences that begin them: with entries, and without."""


def fixed_for(unit: Unit, corpus: Corpus) -> tuple[str, ...]:
    """Return the fixed sentences that may begin clause 2 or 3, by whether it has entries; empty in a language without any."""
    kind, full, bare = INTRODUCED[unit.anchor]
    names = full if any(inner.kind is kind for inner in unit.walk()) else bare
    return tuple(sentence for name in names for sentence in corpus.usage.sentences.get(name, ()))


def introduction_fault(anchor: str, outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """Yield a fault where clause 2 or 3 does not begin with a fixed sentence."""
    manuscript = corpus.of(outline)
    unit = next((unit for unit in outline.units if unit.anchor == anchor), None)
    if unit is None or not (fixed := fixed_for(unit, corpus)):
        return
    hint = f"begin with: {fixed[0]}"
    first = manuscript.positions.get(anchor, (None,))[0]
    if first is None:
        yield at_unit(outline, unit, f"{unit.title!r} has no introductory words", hint)
    elif not any(begins_with(manuscript.text.passages[first].words, each) for each in fixed):
        message = f"{unit.title!r} does not begin with the fixed words for what it lists"
        yield at_words(outline, corpus, first, "", (message, hint))


def normative_references_intro(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """Clause 2 begins with fixed words, which tell whether it lists anything (clause 15)."""
    return introduction_fault("normative-references", outline, corpus)


def terms_intro(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """Clause 3 begins with fixed words, which tell where terms are defined: here, elsewhere or nowhere (clause 16)."""
    return introduction_fault("terms", outline, corpus)


def term_outside_terms(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """Terms are defined in the clause of terms and nowhere else (clause 16)."""
    for division in outline.units:
        for unit in division.walk() if division.anchor != "terms" else ():
            if unit.kind is Kind.TERM:
                yield at_unit(
                    outline, unit, f"the term {unit.title!r} is defined in {division.title!r}", "move it to the terms"
                )


def abbreviations_form(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """The clause of abbreviated terms is one definition list, after one sentence at most (clause 17)."""
    manuscript = corpus.of(outline)
    unit = next((unit for unit in outline.units if unit.anchor == "abbreviations"), None)
    if unit is None:
        return
    hint = "write a definition list: the abbreviation, and indented under it the full form"
    positions = list(manuscript.within(unit))
    others = [position for position in positions if not manuscript.spots[position].part]
    if others[:1] == positions[:1] and others and _one_sentence(manuscript, others[0], corpus):
        del others[0]
    if others:
        yield at_words(outline, corpus, others[0], "", ("this is no part of the list of abbreviated terms", hint))
    if positions and len(positions) == 1 and not others:
        yield at_unit(outline, unit, f"{unit.title!r} has no list", hint)


def _one_sentence(manuscript: Manuscript, position: int, corpus: Corpus) -> bool:
    passage = manuscript.text.passages[position]
    return passage.unit == "abbreviations" and len(sentences(passage.words, corpus.forms.abbreviations)) == 1


def citations_of(outline: Outline, corpus: Corpus, unit: Unit) -> Iterator[tuple[int, int]]:
    """Yield where a unit is cited from outside, as passage and place in it; an annex is cited with anything in it."""
    inside = {inner.anchor for inner in unit.walk()}
    targets = inside if unit.kind is Kind.ANNEX else {unit.anchor}
    passages = corpus.of(outline).text.passages
    cited = corpus.of(outline).citations
    found = (citation for target in targets for citation in cited.get(target, ()))
    return (citation for citation in found if passages[citation[0]].unit not in inside)


def uncited(kind: Kind, outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """Each annex, table, figure and formula is cited in the text, so that readers know what it is for."""
    for unit in outline.walk():
        if unit.kind is kind and not unit.withdrawn and next(citations_of(outline, corpus, unit), None) is None:
            yield at_unit(outline, unit, f"{kind} {unit.title!r} is cited nowhere", f"cite it: :ref:`{unit.anchor}`")


def annex_order(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """Annexes stand in the order in which the text cites them (clause 20); one that is published keeps its letter."""
    latest, before = (-1, 0), ""
    for unit in outline.units:
        if unit.kind is Kind.ANNEX and not unit.withdrawn:
            first = min(citations_of(outline, corpus, unit), default=latest)
            if first < latest and unit.anchor not in corpus.published(outline):
                message = f"annex {unit.title!r} is cited before annex {before!r}, and stands after it"
                yield at_unit(outline, unit, message, f"move it before {before!r}")
            if first > latest:
                latest, before = first, unit.title


TITLED = DIVISIONS | {Kind.TABLE, Kind.FIGURE}
STOPS = ".,:;。，：；"
"""What no title ends with."""


def ends_with_stop(title: str, abbreviations: frozenset[str]) -> bool:
    """Tell whether a title ends with a point, comma, colon or semicolon that is no part of its last word."""
    last = title.rsplit(maxsplit=1)[-1] if title.split() else ""
    whole = last.lower() in {each.lower() for each in abbreviations} or re.fullmatch(r"(?:\w\.){2,}|.*\.\.+", last)
    return title.endswith(tuple(STOPS)) and not whole


def title_punctuation(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A title or caption ends without full stop, comma, colon or semicolon."""
    for unit in outline.walk():
        if unit.kind in TITLED and ends_with_stop(unit.title, corpus.forms.abbreviations):
            yield at_unit(outline, unit, f"the title {unit.title!r} ends with {unit.title[-1]!r}", "run: isacs check --fix")


def title_names_type(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """The title says what a module is about, not what kind of text it is (clause 11)."""
    for phrase in corpus.usage.phrases.get("title-names-type", ()):
        if found := phrase.pattern.search(outline.title):
            yield at_module(outline, f"the title names the kind of text: {found[0]!r}", phrase.instead)


def empty_table(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A table has rows with something in them."""
    for table in corpus.of(outline).tables:
        if not any(map(any, table.rows)):
            yield Fault(table.unit, table.place, "the table is empty", "fill it, or delete it")


def empty_cell(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """Each cell of a table holds something: an empty one does not tell whether it was forgotten.

    In an annex, a column that is empty under its head is one to fill in.
    """
    for table in corpus.of(outline).tables:
        if any(map(any, table.rows)):
            cells = list(_empty_cells(table, form=_in_annex(table, corpus.of(outline))))
            places = cell_lines(table, corpus.lines.get(table.place.path, ()))
            for row, column in cells:
                in_row = Place(table.place.path, table.lines[row]) if table.lines[row] else table.place
                place = places.get((row, column), in_row)
                message = f"the cell in row {row + 1}, column {column + 1} is empty"
                yield Fault(table.unit, place, message, "write a dash (—) where nothing belongs")


def _in_annex(table: Table, manuscript: Manuscript) -> bool:
    return any(unit.kind is Kind.ANNEX for unit in manuscript.text.around(table.unit))


def _empty_cells(table: Table, *, form: bool) -> Iterator[tuple[int, int]]:
    """Yield row and column of the empty cells, in a form without those of the columns to fill in."""
    body = table.rows[table.head :]
    blank = {column for column in range(max(map(len, table.rows))) if not any(row[column] for row in body if column < len(row))}
    for number, row in enumerate(table.rows):
        for column, filled in enumerate(row):
            if not filled and not (form and number >= table.head and column in blank):
                yield number, column


_BARE = re.compile(r"\s*(?:\* +)?-\s*")


def cell_lines(table: Table, lines: tuple[str, ...]) -> dict[tuple[int, int], Place]:
    """Return the places of the empty cells of a table that is written as a list, none for one that is drawn."""
    empty = [(number, column) for number, row in enumerate(table.rows) for column, filled in enumerate(row) if not filled]
    start = table.place.line
    bare: list[int] = []
    for number in range(start, len(lines)):
        if lines[number].strip() and not lines[number].startswith(" "):
            break
        if _BARE.fullmatch(lines[number]):
            bare.append(number + 1)
    return (
        {cell: Place(table.place.path, line) for cell, line in zip(empty, bare, strict=False)}
        if len(bare) == len(empty)
        else {}
    )


RULES = (
    Rule("no-technical-clause", no_technical_clause, "ISO/IEC Directives, Part 2, clause 6"),
    Rule("only-child-subclause", only_child_subclause, "ISO/IEC Directives, Part 2, clause 22"),
    Rule("hanging-paragraph", hanging_paragraph, "ISO/IEC Directives, Part 2, clause 22"),
    Rule("too-deep-clause", too_deep_clause, "ISO/IEC Directives, Part 2, clause 22"),
    Rule("untitled-sibling", untitled_sibling, "ISO/IEC Directives, Part 2, clause 22"),
    Rule("subdivided-element", subdivided_element, "ISO/IEC Directives, Part 2, clauses 12, 14, 15 and 21"),
    Rule("empty-clause", empty_clause, "ISO/IEC Directives, Part 2, clause 22"),
    Rule("normative-references-intro", normative_references_intro, "ISO/IEC Directives, Part 2, clause 15", fixes=True),
    Rule("terms-intro", terms_intro, "ISO/IEC Directives, Part 2, clause 16", fixes=True),
    Rule("term-outside-terms", term_outside_terms, "ISO/IEC Directives, Part 2, clause 16"),
    Rule("abbreviations-form", abbreviations_form, "ISO/IEC Directives, Part 2, clause 17"),
    *(
        Rule(f"uncited-{kind}", partial(uncited, kind), "ISO/IEC Directives, Part 2: annexes, tables, figures and formulas")
        for kind in (Kind.ANNEX, Kind.TABLE, Kind.FIGURE, Kind.FORMULA)
    ),
    Rule("annex-order", annex_order, "ISO/IEC Directives, Part 2, clause 20"),
    Rule("title-punctuation", title_punctuation, "ISO/IEC Directives, Part 2: titles", fixes=True),
    Rule("title-names-type", title_names_type, "ISO/IEC Directives, Part 2, clause 11"),
    Rule("empty-table", empty_table, "ISO/IEC Directives, Part 2: tables"),
    Rule("empty-cell", empty_cell, "ISO/IEC Directives, Part 2: tables", Level.ADVICE),
)
