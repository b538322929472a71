"""The works that modules cite: treaties, agreements and guidelines with their force, standards, literature."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isacs_publish.model.provision import Force


class Binding(StrEnum):
    """How an instrument binds those who adopted it; the strongest first."""

    LEGAL = "legal"
    POLITICAL = "political"
    VOLUNTARY = "voluntary"


@dataclass(frozen=True)
class Work:
    """A work that modules cite by its ``key``.

    ``number`` is its own identifier (``ISO 9000``, ``A/CONF.192/15``), by which it is named first where it ``leads``;
    ``binding`` is None for what is no instrument; ``articles`` give the verbal class of what each article says, and whether it
    is negated. ``superseded_by`` is the key of the work that replaced it. ``line`` is that of its entry.
    """

    key: str
    title: str
    author: str = ""
    short_title: str = ""
    number: str = ""
    leads: bool = False
    published: str = ""
    year: str = ""
    address: str = ""
    binding: Binding | None = None
    articles: Mapping[str, Force] = field(default_factory=dict)
    superseded_by: str = ""
    line: int = 0

    @property
    def name(self) -> str:
        """How a text names it in a word or two: short title, own identifier, or title."""
        return self.short_title or (self.number if self.leads else "") or self.title

    def form_of(self, article: str) -> Force | None:
        """Return the verbal class of an article, or of the one whose part it is: "Article 8, paragraph 1" is in "Article 8"."""
        while article and article not in self.articles:
            article = article.rpartition(",")[0].strip()
        return self.articles.get(article)

    def parts(self) -> Iterator[tuple[str, bool]]:
        """Yield the parts of its entry in a list of references, in order, each with whether it is set in italics."""
        if self.leads:
            yield self.number, False
        elif self.author:
            yield self.author, False
        yield self.title, True
        for part in (self.published, "" if self.leads else self.number, self.year):
            if part:
                yield part, False


@dataclass(frozen=True)
class Instruments:
    """All works of the reference file, by key."""

    works: Mapping[str, Work] = field(default_factory=dict)

    def find(self, key: str) -> Work | None:
        """Return a work, None where the file has no such key."""
        return self.works.get(key)


def divided(target: str) -> tuple[str, str]:
    """Return key and article of a citation: ``firearms-protocol, Article 8``."""
    key, _, article = target.partition(",")
    return key.strip(), article.strip()
