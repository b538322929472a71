"""The provisions of the texts as the website shows them: in each language, with what they are filtered by."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from isacs_publish.forms import speech, verbal_forms
from isacs_publish.model.coverage import treating
from isacs_publish.model.instrument import divided
from isacs_publish.model.outline import identity
from isacs_publish.model.provision import STRENGTH, Verbal, actor_of, sentences
from isacs_publish.model.provision_rows import rows
from isacs_publish.model.text import REFERENCE, spelled
from isacs_publish.model.translation import ClauseCurrency, Currency
from isacs_publish.naming import names_in
from isacs_publish.site.site_words import site_words
from isacs_publish.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from isacs_publish.model.manuscript import Manuscript
    from isacs_publish.model.provision import Found
    from isacs_publish.model.provision_rows import Row
    from isacs_publish.model.text import Text
    from isacs_publish.model.web_page import WebPage
    from isacs_publish.site.site import Site, SiteText

PROHIBITION = "prohibition"
KINDS = (STRENGTH[0].value, PROHIBITION, *(form.value for form in STRENGTH[1:]))
"""What provisions are, as readers ask for them: a requirement that is negated is a prohibition."""


@dataclass(frozen=True, slots=True)
class Provision:
    """A provision of a module: its row, and the ``id`` on its page that leads to it.

    ``issues`` are the keys of those that the clauses around it treat, ``works`` of those that its unit cites or restates.
    ``state`` tells how far its words are translated; those of the source are current, and stand for those that are missing.
    """

    module: str
    row: Row
    id: str
    issues: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    state: Currency = Currency.CURRENT

    @property
    def kind(self) -> str:
        """One of ``KINDS``."""
        return PROHIBITION if self.row.verbal is Verbal.REQUIREMENT and self.row.negated else self.row.verbal.value


def provisions_of(site: Site) -> dict[str, tuple[Provision, ...]]:
    """Return the provisions of each language of a site, in the order of modules and of reading.

    Each language has those of the source, in its own words as far as it has them.
    """
    read = tuple(_of_source(site))
    return {code: read if code == site.source else tuple(_translated(site, text, read)) for code, text in site.texts.items()}


def _of_source(site: Site) -> Iterator[Provision]:
    """Yield the provisions of the texts as they were written; none where the site has no such texts."""
    if (text := site.texts.get(site.source)) is None:
        return
    forms = verbal_forms(site.source)
    for number in text.modules:
        manuscript = text.reading.manuscripts[number]
        treated, cited = _issues(site, manuscript), _works(site, manuscript.text)
        ids = _Ids(text.modules[number], manuscript.text)
        for row in rows(manuscript.text, forms, names_in(manuscript.text, text.catalogue, site.instruments)):
            around = {unit.anchor for unit in manuscript.text.around(row.unit)}
            issues = tuple(key for key, units in treated.items() if "" in units or units & around)
            units = dict.fromkeys([*(manuscript.text.passages[at].unit for at, _ in row.sentences), row.unit])
            works = tuple(dict.fromkeys(key for unit in units for key in cited.get(unit, ())))
            yield Provision(number, row, ids.nearest(row.unit), issues, works)


def _issues(site: Site, manuscript: Manuscript) -> dict[str, set[str]]:
    """Return by issue the anchors of the clauses that treat it, an empty one where all of the module does."""
    found: dict[str, set[str]] = {
        key: {""} if issue.module == manuscript.outline.module else set() for key, issue in site.catalogue.issues.items()
    }
    for tag in treating(manuscript):
        if tag.issue in found:
            found[tag.issue].add(tag.unit)
    return found


def _works(site: Site, text: Text) -> dict[str, list[str]]:
    """Return by unit the keys of the works that its own passages cite or restate, in the order of reading."""
    found: dict[str, list[str]] = {}
    for passage in text.passages:
        for reference in REFERENCE.finditer(passage.words):
            key = divided(reference[2])[0]
            if reference[1] in ("cite", "restates") and site.instruments.find(key):
                found.setdefault(passage.unit, []).append(key)
    return found


def _translated(site: Site, text: SiteText, read: Iterable[Provision]) -> Iterator[Provision]:
    """Yield the provisions of the source in the words of a language."""
    modules: dict[str, _Translation] = {}
    for provision in read:
        number = provision.module
        if number not in text.modules:
            continue
        if number not in modules:
            modules[number] = _Translation(site, text, number)
        yield modules[number].of(provision)


class _Translation:
    """The text of one module in another language beside that of the source: same units, same passages, in the same order."""

    def __init__(self, site: Site, text: SiteText, number: str) -> None:
        self.source = site.texts[site.source].reading.texts[number]
        self.text = text.reading.texts[number]
        self.source_forms, self.forms = verbal_forms(site.source), verbal_forms(text.language)
        self.names = names_in(self.text, text.catalogue, site.instruments)
        docname = text.catalogue.modules[number].docname
        self.ids = _Ids(text.modules[number], self.text)
        self.clauses = {clause.unit: clause for clause in text.reading.currency.get(docname, ())}

    @cached_property
    def fits(self) -> bool:
        """Whether both texts have the same passages, word for word of what they are made of."""
        return [(each.unit, each.form) for each in self.source.passages] == [
            (each.unit, each.form) for each in self.text.passages
        ]

    def of(self, provision: Provision) -> Provision:
        """Return a provision in the words of the translation; in those of the source where not all of it is translated."""
        row, provision = provision.row, replace(provision, id=self.ids.nearest(provision.row.unit))
        states = [self._state(row.unit, at) for at, _ in row.sentences] if self.fits else [Currency.MISSING]
        if Currency.MISSING in states:
            return replace(provision, state=Currency.MISSING)
        parts = list(self._parts(row))
        words = " ".join(spelled(part, self.names) for part in parts)
        said = replace(
            row, label=self.text.name(row.unit), form=self._form(row, parts), actor=self._actor(row, parts), words=words
        )
        return replace(provision, row=said, state=max(states, key=list(Currency).index))

    def _parts(self, row: Row) -> Iterator[str]:
        """Yield the sentences of a provision; the whole passage where the translation has more or fewer than the source."""
        whole = set()
        for position, number in row.sentences:
            passage = self.text.passages[position].words
            said = sentences(passage, self.forms.abbreviations)
            if len(said) == self._sentences_in_source(position):
                yield said[number]
            elif position not in whole:
                whole.add(position)
                yield passage

    def _sentences_in_source(self, position: int) -> int:
        return len(sentences(self.source.passages[position].words, self.source_forms.abbreviations))

    def _state(self, unit: str, position: int) -> Currency:
        """Return how a passage stands: as the source has it where it is not translated, else by its clause.

        That a passage is stale is known of the clause around it alone.
        """
        around = (self.clauses[each.anchor] for each in self.text.around(unit) if each.anchor in self.clauses)
        messages = next(around, ClauseCurrency("", {}, {})).messages
        same = _letters(self.text.passages[position].words) == _letters(self.source.passages[position].words)
        if same and messages.get(Currency.MISSING):
            return Currency.MISSING
        return Currency.STALE if messages.get(Currency.STALE) else Currency.CURRENT

    def _form(self, row: Row, parts: Iterable[str]) -> str:
        """Return the verbal form that says in the translation what the source says, empty where none is found.

        One that a word elsewhere in the sentence negates (*il convient que … n’utilise pas*) is of the class alone.
        """
        classes = (row.verbal, *_also(row.verbal, self.text.language))
        found = list(self._found(parts))
        sought = ((form, negated) for negated in (row.negated, not row.negated) for form in classes)
        return next((each.words.lower() for force in sought for each in found if each.force == force), "")

    def _found(self, parts: Iterable[str]) -> Iterator[Found]:
        for part in parts:
            for sentence in sentences(part, self.forms.abbreviations):
                yield from self.forms.located(sentence)[1]

    def _actor(self, row: Row, parts: Iterable[str]) -> str:
        """Return who acts, in the words of the language where it can be told in it."""
        if self.forms.syntax is None:
            return row.actor
        said = (actor_of(spelled(part, self.names), self.forms) for part in parts)
        return next(filter(None, said), "")


def _letters(passage: str) -> str:
    """Return the letters and digits of a passage: quotation marks are those of the language, whatever it is written in."""
    return re.sub(r"\W+", "", passage)


def _also(form: Verbal, language: str) -> tuple[Verbal, ...]:
    """Return the classes whose words a language does not tell from those of another."""
    spoken = speech(language)
    pairs = spoken.one_class if spoken else ()
    return tuple({stronger: weaker, weaker: stronger}[form] for stronger, weaker in pairs if form in (stronger, weaker))


class _Ids:
    """The ids of a page, which not all units have."""

    def __init__(self, page: WebPage, text: Text) -> None:
        self.known, self.text = frozenset(_ID.findall(page.body)), text

    def nearest(self, unit: str) -> str:
        """Return the id of a unit, or of the nearest around it that has one; empty where none has."""
        around = (identity(each.anchor) for each in self.text.around(unit))
        return next((name for name in around if name in self.known), "")


_ID = re.compile(r' id="([^"]*)"')


def kind_names(language: str) -> dict[str, str]:
    """Return the names of ``KINDS`` in a language, as they begin a line."""
    fixed, own = words(language), site_words("explorer", language)
    said = {kind: str(getattr(fixed, kind, "") or own[kind]) for kind in KINDS}
    return {kind: name[:1].upper() + name[1:] for kind, name in said.items()}


def actor_language(site: Site, language: str) -> str:
    """Return the language in which the actors of a language are named."""
    return language if verbal_forms(language).syntax else site.source
