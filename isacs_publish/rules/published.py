"""The law of what was published: numbers and anchors never move by accident, and every end is declared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from isacs_publish.model.catalogue import ENDINGS
from isacs_publish.model.correspondence import ANNEX, TABLE
from isacs_publish.model.declared import not_found, undeclared
from isacs_publish.model.difference import difference
from isacs_publish.model.finding import Finding, Place, Severity
from isacs_publish.model.identifier import Version
from isacs_publish.model.outline import DIVISIONS, KNOWN_BY_WORDS, THROUGH_TEXT
from isacs_publish.model.register import permanent_units

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from isacs_publish.model.catalogue import Change
    from isacs_publish.model.provision import VerbalForms
    from isacs_publish.model.register import Register, RegisteredUnit, RegisteredVersion
    from isacs_publish.model.text import Text


@dataclass(frozen=True)
class Written:
    """A text as it is now written, with the place of each of its units, and what was published before it.

    ``recorded`` are the published words of the version itself, ``former_text`` those of the one before; ``issued`` is its date.
    """

    text: Text
    path: str
    lines: dict[str, int]
    register: Register
    changes: tuple[Change, ...]
    issued: date
    former_text: Text | None = None
    recorded: Text | None = None

    @property
    def order(self) -> tuple[int, Version]:
        """What versions are ordered by."""
        return self.text.year, Version.parse(self.text.version)

    @property
    def former(self) -> RegisteredVersion | None:
        """The version published last before this one, of this edition or the one before."""
        return self.register.before(self.text.year, self.text.version)

    def finding(self, code: str, anchor: str, message: str, hint: str) -> Finding:
        """Return a finding at a unit."""
        return Finding(code, Place(self.path, self._line(anchor)), message, hint)

    def _line(self, anchor: str) -> int:
        """Return the line of a unit, or of the nearest around it that has one."""
        while anchor and not self.lines.get(anchor):
            unit = self.text.by_anchor.get(anchor)
            anchor = unit.owner if unit else ""
        return self.lines.get(anchor, 1)


def check_published(written: Written, forms: VerbalForms) -> Iterator[Finding]:
    """Yield where a text breaks the law. A version that is published already must be what was published, to the letter."""
    behind = list(version_behind(written))
    yield from behind
    if written.recorded:
        yield from published_text_changed(written, written.recorded) if not behind else ()
        yield from published_facts_changed(written)
        return
    yield from reused_anchor(written)
    if former := written.former:
        yield from vanished_anchor(written, former)
        if former.year == written.text.year:
            yield from moved_label(written, former)
        yield from declared_changes(written, forms)


def published_text_changed(written: Written, recorded: Text) -> Iterator[Finding]:
    """A published version is never altered."""
    version, number = f"V{recorded.version}", written.text.module
    hint = f"take the published words back, or raise the version: isacs amend {number} --date …"
    found = list(_units_changed(written, recorded, version, hint))
    yield from found
    if written.text.title != recorded.title:
        message = f"the title of the module is not {recorded.title!r}, which was published as {version}"
        yield written.finding("published-text-changed", "", message, hint)
    for then, now in zip_longest(recorded.passages, written.text.passages) if not found else ():
        if then != now and (passage := now or then):
            message = f"what stands in {passage.unit!r} is not where it stood in {version}: {passage.words[:60]!r}"
            yield written.finding("published-text-changed", passage.unit, message, hint)
            return


def published_facts_changed(written: Written) -> Iterator[Finding]:
    """What the catalogue says of a published version stays too: its date, and the changes that its amendment record prints."""
    published = written.register.find(written.text.year, written.text.version)
    if published is None:
        return
    version, number = f"V{published.version}", written.text.module
    hint = f"take it back in the catalogue, or raise the version: isacs amend {number} --date …"
    if published.date != written.issued:
        message = f"{version} was published with the date {published.date}, and the catalogue says {written.issued}"
        yield written.finding("published-record-changed", "", message, hint)
    for change in (c for c in (*published.changes, *written.changes) if (c in published.changes) != (c in written.changes)):
        said = "was declared" if change in published.changes else "was not declared"
        message = f"when {version} was published, {change.clause!r} {said} {change.nature}: {change.summary!r}"
        yield written.finding("published-record-changed", change.clause, message, hint)


def _units_changed(written: Written, recorded: Text, version: str, hint: str) -> Iterator[Finding]:
    """Yield the permanent units that are not what was published."""
    now = {unit.anchor: unit for unit in permanent_units(written.text)}
    for unit in permanent_units(recorded):
        if unit.anchor not in now:
            message = f"{_name(unit)} is published in {version} and is not in the text"
            yield written.finding("published-text-changed", unit.owner, message, hint)
        elif now.pop(unit.anchor) != unit:
            message = f"{_name(unit)} is not what was published as {version}"
            yield written.finding("published-text-changed", unit.anchor, message, hint)
    for unit in now.values():
        message = f"{_name(unit)} is not in the text that was published as {version}"
        yield written.finding("published-text-changed", unit.anchor, message, hint)


def version_behind(written: Written) -> Iterator[Finding]:
    """A version comes after those that were published."""
    last = written.register.versions[-1] if written.register.versions else None
    if last and written.order < last.order:
        message = f"V{written.text.version} of {written.text.year} comes before the published V{last.version} of {last.year}"
        yield written.finding("version-behind", "", message, f"raise the version: isacs amend {written.text.module} --date …")


def reused_anchor(written: Written) -> Iterator[Finding]:
    """An anchor names one unit for good: one that ended is never taken over, nor does it name another kind of unit."""
    gone = written.register.gone(written.order)
    former = {unit.anchor: unit.kind for unit in written.former.units} if written.former else {}
    for unit in written.text.units:
        if unit.withdrawn or "~" in unit.anchor:
            continue
        if version := gone.get(unit.anchor):
            message = f"the anchor {unit.anchor!r} belonged to a unit that V{version.version} of {version.year} has no more"
            yield _reused(written, unit.anchor, message)
        elif former.get(unit.anchor, unit.kind) != unit.kind:
            yield _reused(written, unit.anchor, f"the anchor {unit.anchor!r} was published for a {former[unit.anchor]}")


def _reused(written: Written, anchor: str, message: str) -> Finding:
    hint = f"give the unit an anchor of its own: isacs rename {written.text.module} {anchor} NEW"
    return written.finding("reused-anchor", anchor, message, hint)


def vanished_anchor(written: Written, former: RegisteredVersion) -> Iterator[Finding]:
    """A published unit is in the text, or the catalogue declares what became of it."""
    ended = {change.clause for change in written.changes if change.nature in ENDINGS}
    owners = {unit.anchor: unit.owner for unit in former.units}
    for unit in former.units:
        absent = unit.anchor not in written.text.by_anchor and not unit.withdrawn and unit.kind not in KNOWN_BY_WORDS
        if absent and not _within(unit.anchor, ended, owners):
            declare = f"isacs declare {written.text.module} {unit.anchor} withdrawn --summary '…'"
            rename = f"isacs rename {written.text.module} NEW {unit.anchor}"
            message = f"{_name(unit)}, published in V{former.version} of {former.year}, is not in the text"
            hint = f"say what became of it: {declare} (or split, merged); where only its anchor changed: {rename}"
            yield written.finding("vanished-anchor", unit.owner, message, hint)


def _within(anchor: str, ended: set[str], owners: dict[str, str]) -> bool:
    """Tell whether a unit, or one around it, is among those that ended."""
    while anchor:
        if anchor in ended:
            return True
        anchor = owners.get(anchor, "")
    return False


def moved_label(written: Written, former: RegisteredVersion) -> Iterator[Finding]:
    """Within an edition a unit keeps its number, and siblings keep the order that their numbers tell of."""
    hint = "move it back where it stood; only a new edition numbers afresh: isacs edition {module} --year … --date …"
    hint = hint.format(module=written.text.module)
    now = written.text.by_anchor
    for unit in former.units:
        if unit.anchor in now and now[unit.anchor].number != unit.number:
            message = f"{_name(unit)} would be numbered {now[unit.anchor].number or 'nothing'} in V{written.text.version}"
            yield written.finding("moved-label", unit.anchor, message, hint)
    for unit, behind in _out_of_order(written.text, former):
        message = f"{_name(unit)} stands behind {_name(behind)}"
        yield written.finding("moved-label", unit.anchor, message, hint)


def declared_changes(written: Written, forms: VerbalForms) -> Iterator[Finding]:
    """Every change but editorial ones is declared in the catalogue, and what is declared is found in the text."""
    if written.former_text is None:
        return
    compared = difference(written.former_text, written.text, forms, written.changes)
    for code, faults in (("undeclared-change", undeclared), ("change-not-found", not_found)):
        for fault in faults(compared, written.changes):
            if fault.anchor not in (ANNEX, TABLE):
                yield replace(written.finding(code, fault.anchor, fault.what, fault.hint), severity=Severity.WARNING)


def _out_of_order(text: Text, former: RegisteredVersion) -> Iterator[tuple[RegisteredUnit, RegisteredUnit]]:
    """Yield published units that stand behind a sibling which was published after them."""
    places = {unit.anchor: place for place, unit in enumerate(former.units)}
    latest: dict[tuple[str, str], RegisteredUnit] = {}
    for unit in text.units:
        if unit.anchor in places:
            published = former.units[places[unit.anchor]]
            around = published.number.rpartition(".")[0] if published.kind in THROUGH_TEXT else published.owner
            row = around, "division" if published.kind in DIVISIONS else published.kind
            if (behind := latest.get(row)) and places[behind.anchor] > places[unit.anchor]:
                yield published, behind
            else:
                latest[row] = published


def _name(unit: RegisteredUnit) -> str:
    """Return a unit as findings name it: ``clause 5.2 'Storage' (anchor storage)``."""
    number = f" {unit.number}" if unit.number else ""
    title = f" {unit.title!r}" if unit.title and "~" not in unit.anchor else ""
    return f"{unit.kind}{number}{title} (anchor {unit.anchor})"
