"""The one search that rules of wording share: phrases of the language, by the code of the rule, in the prose of a module."""

from __future__ import annotations

from bisect import bisect
from typing import TYPE_CHECKING

from isacs_publish.model.finding import Place
from isacs_publish.rules.rule import Fault, at_words

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from isacs_publish.model.corpus import Corpus
    from isacs_publish.model.outline import Outline
    from isacs_publish.model.prose import Prose

Match = tuple["Prose", "re.Match[str]"]


def matches(pattern: re.Pattern[str], outline: Outline, corpus: Corpus) -> Iterator[Match]:
    """Yield what a pattern finds in the prose of a module, with the title or passage that holds it.

    The prose is searched as a whole, and only where something is found title by title and passage by passage. A pattern that
    knows the beginning or the end of a passage is compiled for many lines.
    """
    running = corpus.of(outline).running
    places = sorted({bisect(running.starts, found.start()) - 1 for found in pattern.finditer(running.words)})
    held = (running.prose[place] for place in places)
    return ((prose, found) for prose in held for found in pattern.finditer(prose.words))


def at_match(outline: Outline, corpus: Corpus, match: Match, message: str, hint: str, group: int = 0) -> Fault:
    """Return a fault at the line of a match or of a group in it: that of its first word; in a title that of the unit."""
    prose, found = match
    if prose.position >= 0:
        return at_words(outline, corpus, prose.position, "", (message, hint), found.start(group))
    anchor, line = (prose.unit.anchor, prose.unit.line) if prose.unit else ("", 1)
    return Fault(anchor, Place(outline.path, line), message, hint)


def phrases(code: str, wrong: str, outline: Outline, corpus: Corpus) -> Iterator[Fault]:
    """Yield a fault for each phrase of a rule; ``wrong`` says of the words what is wrong with them."""
    for phrase in corpus.usage.phrases.get(code, ()):
        for match in matches(phrase.pattern, outline, corpus):
            hint = f"write {match[1].expand(phrase.instead)!r}" if phrase.fixes else phrase.instead
            yield at_match(outline, corpus, match, f"{match[1][0]!r} {wrong}", hint)
