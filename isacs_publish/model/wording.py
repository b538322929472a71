"""The wording: the words of a corpus by their stems, so that a term is found in each form, and which words are names."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from isacs_publish.model.text import REFERENCE, Form

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isacs_publish.model.lexicon import Lexicon
    from isacs_publish.model.manuscript import Manuscript

_WORD = re.compile(r"[^\W\d_]+")
_RUN = re.compile(r"[^.;:!?\0]*")
"""Words that no stop and no reference parts."""

_INSIDE = re.compile(r"(?<=[^\W\d_A-Z][ ])[^\W\d_]+")
"""A word behind another one: it begins no sentence."""


@dataclass(frozen=True)
class Wording:
    """The words of all manuscripts of one language."""

    manuscripts: Mapping[str, Manuscript]
    lexicon: Lexicon

    @cached_property
    def _stems(self) -> dict[str, str]:
        return {}

    @cached_property
    def _modules(self) -> dict[str, tuple[str, ...]]:
        return {}

    def stem(self, word: str) -> str:
        """Return the stem of a word, whatever its case."""
        word = word.lower()
        if word not in self._stems:
            self._stems[word] = self.lexicon.stem(word)
        return self._stems[word]

    def stems(self, words: str) -> str:
        """Return the stems of a run of words, with a space around each; what a reference shows counts as words."""
        return f" {' '.join(self.stem(word) for word in _WORD.findall(shown(words)))} "

    def of(self, module: str) -> tuple[str, ...]:
        """Return the stems of each passage of a module."""
        if module not in self._modules:
            passages = self.manuscripts[module].text.passages
            self._modules[module] = tuple(self.stems(passage.words) for passage in passages)
        return self._modules[module]

    def find(self, words: str, phrase: str) -> re.Match[str] | None:
        """Return the first use of a phrase, given by its stems, outside references; None where it is not there."""
        return next(self.uses(REFERENCE.sub(lambda found: "\0" * len(found[0]), words), phrase), None)

    def uses(self, words: str, phrase: str) -> Iterator[re.Match[str]]:
        """Yield each use of a phrase, given by its stems, with all its words."""
        tokens = list(_WORD.finditer(words))
        sought = phrase.split()
        for start in range(len(tokens) - len(sought) + 1):
            run = tokens[start : start + len(sought)]
            whole = _RUN.fullmatch(words, run[0].start(), run[-1].end())
            if whole and [self.stem(token[0]) for token in run] == sought:
                yield whole

    @cached_property
    def _written(self) -> Counter[str]:
        """How often each word stands within sentences, as it is written."""
        return Counter(
            word
            for manuscript in self.manuscripts.values()
            for passage in manuscript.text.passages
            if passage.form in {Form.PARAGRAPH, Form.DEFINITION}
            for word in _INSIDE.findall(shown(passage.words))
        )

    def is_name(self, word: str) -> bool:
        """Tell whether a word with a capital is a name: within sentences it is written so more often than small."""
        return self._written[word] > self._written[word.lower()]


def shown(words: str) -> str:
    """Return a passage with the words of its terms, and without its other references."""
    return REFERENCE.sub(lambda found: found[3] or (found[2] if found[1] == "term" else " "), words)
