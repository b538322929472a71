"""The provisions of a text one by one, as a table lists them: where each stands, who acts, in which verbal form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from isacs_publish.model.provision import actor_in, lead_ins, leading, read_sentences
from isacs_publish.model.text import spelled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isacs_publish.model.provision import Sentence, Verbal, VerbalForms
    from isacs_publish.model.text import Text


@dataclass(frozen=True, slots=True)
class Row:
    """A provision: anchor and label of its unit, who acts, the form as it is written, its class, the words as they are read.

    An entry of a list has actor, form and first words of the lead-in that it goes on with. ``sentences`` are those that it is
    made of: the position of the passage of each, and its number among the sentences of that, from 0.
    """

    unit: str
    label: str
    actor: str
    form: str
    verbal: Verbal
    words: str
    negated: bool = False
    sentences: tuple[tuple[int, int], ...] = ()


def rows(text: Text, forms: VerbalForms, names: Mapping[str, str]) -> list[Row]:
    """Return the provisions of a text in the order of reading; ``names`` are those of what references point at.

    A lead-in has no row of its own where entries go on with it: each of these is a provision that can be cited.
    """
    sentences = read_sentences(text, forms)
    places = _places(sentences)
    last = {sentence.position: sentence for sentence in sentences}
    before = {
        position: last[lead]
        for position, lead in lead_ins(text).items()
        if lead in last and last[lead].provision == last[position].provision >= 0
    }
    led = {sentence.position for sentence in before.values()}
    found: list[Row] = []
    for (position, _), group in groupby(sentences, key=lambda each: (each.position, each.provision)):
        own = list(group)
        if position in led and own[-1] is last[position]:
            own.pop()
        parts = [*_leads(own[0], before), *own] if own and own[0].force else []
        if row := _row(text, parts, forms, names):
            row = replace(row, sentences=tuple(places[part.position, part.start] for part in parts))
            found.append(_meant(row, found[-1] if found else None, forms))
    return found


def _places(sentences: list[Sentence]) -> dict[tuple[int, int], tuple[int, int]]:
    """Return by passage and beginning of each sentence its passage and its number among the sentences of that."""
    return {
        (position, sentence.start): (position, number)
        for position, group in groupby(sentences, key=lambda each: each.position)
        for number, sentence in enumerate(group)
    }


def _meant(row: Row, former: Row | None, forms: VerbalForms) -> Row:
    """Return a row in which a pronoun is who acts in the row before, in the same unit."""
    pronoun = forms.syntax and forms.syntax.pronoun.fullmatch(row.actor)
    return replace(row, actor=former.actor) if pronoun and former and former.unit == row.unit and former.actor else row


def _leads(sentence: Sentence, before: Mapping[int, Sentence]) -> Iterator[Sentence]:
    """Yield the lead-ins that a sentence goes on with, the outermost first."""
    if lead := before.get(sentence.position):
        yield from _leads(lead, before)
        if lead.provision == sentence.provision:
            yield lead


def _row(text: Text, parts: list[Sentence], forms: VerbalForms, names: Mapping[str, str]) -> Row | None:
    """Return the row of a provision, of whose parts the last gives the label; None where no part says it itself."""
    said = next(((part, form) for part in parts if (form := leading(part.force, part.found))), None)
    if said is None:
        return None
    unit = parts[-1].passage.unit
    words = " ".join(spelled(part.words, names) for part in parts)
    actor = actor_in(said[0], forms, names)
    return Row(unit, text.name(unit), actor, said[1].words.lower(), said[1].form, words, said[1].negated)
