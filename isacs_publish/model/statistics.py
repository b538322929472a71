"""How much there is of each module: words, provisions by class, terms, tables, figures."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isacs_publish.model.provision import STRENGTH, Verbal, provisions
from isacs_publish.model.text import NO_PROSE, spelled

if TYPE_CHECKING:
    from isacs_publish.model.outline import Kind
    from isacs_publish.model.provision import VerbalForms
    from isacs_publish.model.text import Text

_WORD = re.compile(r"\w+(?:['’-]\w+)*")


@dataclass(frozen=True)
class Statistics:
    """The counts of one module; ``provisions`` by class, those of possibility included."""

    words: int
    provisions: dict[Verbal, int]
    units: dict[Kind, int]

    @property
    def provided(self) -> int:
        """The number of requirements, recommendations and permissions: possibilities state facts."""
        return sum(count for form, count in self.provisions.items() if form is not Verbal.POSSIBILITY)


def statistics_of(text: Text, forms: VerbalForms) -> Statistics:
    """Return the counts of a text: words of its prose and of its titles, references by what stands in the text for them."""
    prose = [spelled(passage.words, {}) for passage in text.passages if passage.form not in NO_PROSE]
    words = sum(len(_WORD.findall(each)) for each in (*prose, *(unit.title for unit in text.units)))
    found = Counter(provision.form for provision in provisions(text, forms))
    kinds = Counter(unit.kind for unit in text.units)
    return Statistics(words, {form: found[form] for form in STRENGTH}, dict(kinds))
