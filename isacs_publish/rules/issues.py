"""Rules about cross-cutting issues: clauses say which they treat, and no module leaves a required one out unsaid."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from isacs_publish.model.coverage import MISSING, TREATING, missing, treating
from isacs_publish.model.finding import Place, nearest
from isacs_publish.model.text import REFERENCE
from isacs_publish.rules.rule import Fault, Level, Rule, at_module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.corpus import Corpus
    from isacs_publish.model.manuscript import Manuscript, Tag
    from isacs_publish.model.outline import Outline, Unit


def unknown_issue(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A clause is tagged with issues of the catalogue only.

    The tags make the table of coverage; one that the catalogue does not know would stand in no column of it.
    """
    for tag in corpus.of(outline).tags:
        if tag.issue not in corpus.catalogue.issues:
            hint = nearest(tag.issue, corpus.catalogue.issues) or "the rows [[issue]] of the catalogue name them"
            yield _at_tag(tag, f"no issue {tag.issue!r}", hint)


def missing_issue(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """Every module treats each issue that the catalogue requires, in a clause or annex, or declares why not.

    The issues of the series on cross-cutting issues are integrated into all modules where they are relevant. Whether one is,
    somebody has to decide; a waiver under the title of the module records a decision against it, with the reason.
    """
    treated = {tag.issue for tag in treating(corpus.of(outline))}
    for issue in corpus.catalogue.issues.values():
        if issue.required and issue.key not in treated and issue.module != outline.module:
            hint = f"tag the clause that does with '.. issues:: {issue.key}', or say in a waiver under the title why none does"
            yield at_module(outline, missing(issue), hint)


def unearned_tag(outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """A clause or annex that is tagged with an issue speaks of it: it holds one of the words that the catalogue lists.

    A tag without them promises readers of the table of coverage what they do not find.
    """
    manuscript = corpus.of(outline)
    for tag in manuscript.tags:
        issue, unit = corpus.catalogue.issues.get(tag.issue), manuscript.units.get(tag.unit)
        if issue is None:
            continue
        if unit is None or unit.kind not in TREATING:
            yield _at_tag(tag, f"{issue.key!r} is tagged outside a clause or annex", "tag the clause that treats the issue")
        elif not _any_of(issue.words).search(_words_of(unit, manuscript)):
            message = f"{unit.title!r} has no word of the issue {issue.key!r}"
            yield _at_tag(tag, message, f"delete the tag, or write of: {', '.join(issue.words[:4])} …")


def _at_tag(tag: Tag, message: str, hint: str) -> Fault:
    return Fault(tag.unit, Place(tag.path, tag.line), message, hint)


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)", re.IGNORECASE)


def _words_of(unit: Unit, manuscript: Manuscript) -> str:
    """Return titles and passages of a unit, terms by their words and other references left out."""
    titles = [inner.title for inner in unit.walk()]
    passages = [manuscript.text.passages[position].words for position in manuscript.within(unit)]
    return REFERENCE.sub(lambda found: (found[3] or found[2]) if found[1] == "term" else "", "\n".join([*titles, *passages]))


_SOURCE = "the catalogue: cross-cutting issues"

RULES = (
    Rule("unknown-issue", unknown_issue, _SOURCE, Level.ERROR),
    Rule(MISSING, missing_issue, _SOURCE),
    Rule("unearned-tag", unearned_tag, _SOURCE),
)
