"""Who acts: the subject of a verbal form, or who is named behind a passive; by the words of a language, which are data."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Syntax:
    """What a language needs so that it can be told who acts in a sentence: patterns, matched without regard to case.

    ``adverbial`` begins words before the subject; ``boundary`` ends a clause before the one with the subject; ``determiner``
    begins a subject and is no part of it; ``about`` begins what is said about a subject, ``aside`` stands between it and the
    form; ``nobody`` is a subject that names none, ``pronoun`` one that stands for that of the sentence before. Behind the form,
    ``passive`` is that of what is done to something, ``agent`` stands before who does it, ``agent_end`` after, ``agent_open``
    ends a lead-in whose list names who does it. Between two forms, ``joined`` ends what makes the second one of the same
    clause, ``subordinate`` what makes it one of a clause about something; ``related`` ends what is said before a form in one.
    """

    pronoun: re.Pattern[str]
    adverbial: re.Pattern[str]
    boundary: re.Pattern[str]
    determiner: re.Pattern[str]
    about: re.Pattern[str]
    aside: re.Pattern[str]
    nobody: re.Pattern[str]
    passive: re.Pattern[str]
    agent: re.Pattern[str]
    agent_end: re.Pattern[str]
    agent_open: re.Pattern[str]
    joined: re.Pattern[str]
    subordinate: re.Pattern[str]
    related: re.Pattern[str]

    def actor(self, before: str, after: str) -> str:
        """Return who acts, by the words before a verbal form and behind it; empty where nobody is named."""
        if self.passive.match(after):
            return self.agent_in(after)
        subject = self._last_clause(before.strip())
        if subject.endswith(_COMMA):
            subject = re.split(f"[{''.join(_COMMA)}]", subject)[0]
        return self._noun(self.aside.sub("", subject).strip())

    def nameless(self, before: str, after: str) -> str:
        """Return the words of what is to be done or to be there by nobody who is named, empty where there are none."""
        if self.nobody.fullmatch(before.strip()):
            return before.strip()
        passive = self.passive.match(after)
        elsewhere = self.agent_open.search(after.rstrip()) or self.related.search(before)
        return passive[0] if passive and not elsewhere and not self.agent_in(after) else ""

    def agent_in(self, after: str) -> str:
        """Return who is named behind a passive."""
        found = self.agent.search(after)
        return self._noun(self.agent_end.split(after[found.end() :], maxsplit=1)[0]) if found else ""

    def _last_clause(self, before: str) -> str:
        """Return the words before a form from the subject on: without clauses and adverbials in front of it."""
        *_, subject = self.boundary.split(before)
        if not self.adverbial.match(subject):
            return subject
        parts = [match.end() for match in _PART.finditer(subject) if match.end() < len(subject)]
        begun = [start for start in parts if self.determiner.match(subject, start)]
        if parts:
            return subject[(begun or parts)[-1] :]
        inside = [match.start() for match in re.finditer(r"\b\w", subject) if self.determiner.match(subject, match.start())]
        return subject[inside[-1] :] if inside and inside[-1] else subject

    def _noun(self, subject: str) -> str:
        """Return a subject without determiners, and without what is said about it."""
        subject = self.determiner.sub("", subject, count=1) if self.determiner.match(subject) else subject
        if found := self.about.search(subject, 1):
            subject = subject[: found.start()]
        return "" if self.nobody.fullmatch(subject) else subject.strip(" ,.;:()")


_COMMA = (",", "،", "，")
_PART = re.compile(r"[,،，]\s*")
