"""Correspondence: where the numbers of one text are found in a later one; over two steps it is what it is directly."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from hypothesis import given
from hypothesis import strategies as st

from isacs_publish.model.catalogue import Change
from isacs_publish.model.correspondence import Correspondence, compose, correspondence
from isacs_publish.model.outline import Kind
from isacs_publish.model.text import LabelledUnit, Text
from tests.model.texts import text


def change(clause: str, nature: str, *into: str, year: int = 2030, version: str = "1.0") -> Change:
    """Return a row of the catalogue."""
    return Change("01.10", year, version, clause, nature, "Changed.", into)  # type: ignore[arg-type]


def rows(found: Correspondence) -> list[tuple[str, str, str]]:
    """Return old number, new number and what became of it."""
    return [(r.old.number if r.old else "", r.new.number if r.new else "", str(r.fortune)) for r in found.rows()]


OLD = text(
    "# scope 1 Scope\n# site 2 Site\n## doors 2.1 Doors\n## locks 2.2 Locks\n"
    "# gate 3 Gate\n# annex:forms A Forms\n# term:t 4.1 x"
)


def test_every_fortune_has_its_row() -> None:
    new = text(
        "# scope 1 Scope\n# yard 2 Yard\n# site 3 Site\n## doors 3.1 Doors\n## hinges 3.2 Hinges\n"
        "# annex:lists A L\n# term:t 4.1 x",
        year=2030,
    )
    changes = [change("doors", "split", "doors", "hinges"), change("locks", "merged", "site"), change("gate", "withdrawn")]
    found = correspondence(OLD, new, changes)
    assert rows(found) == [
        ("1", "1", "kept"),
        ("", "2", "new"),
        ("2", "3", "merged"),
        ("2.1", "3.1", "split"),
        ("2.1", "3.2", "split"),
        ("2.2", "3", "merged"),
        ("", "A", "new"),
        ("3", "", "withdrawn"),
        ("A", "", "withdrawn"),
        ("4.1", "4.1", "kept"),
    ]
    assert {end for _, end in found.links} <= {unit.anchor for unit in found.new}


def test_a_unit_that_kept_its_anchor_has_another_number() -> None:
    new = text("# scope 1 Scope\n# gate 2 Gate", year=2030)
    assert ("3", "2", "renumbered") in rows(correspondence(OLD, new))


def test_changes_of_other_versions_play_no_part() -> None:
    new = replace(OLD, year=2030)
    for year, version in ((2026, "1.0"), (2030, "1.1")):
        found = correspondence(OLD, new, [change("doors", "merged", "site", year=year, version=version)])
        assert {fortune for _, _, fortune in rows(found)} == {"kept"}


def test_what_is_withdrawn_is_in_neither_text() -> None:
    found = correspondence(text("# a 1 A\n# b 2 B"), text("# a 1 A\n# b 2 (withdrawn in 1.1)", "1.1"))
    assert rows(found) == [("1", "1", "kept"), ("2", "", "withdrawn")]


# The law


@dataclass
class History:
    """A module that is edited again and again: the anchors of its clauses, all that it ever had, what was declared."""

    anchors: list[str]
    ever: int = 0
    version: int = 0
    changes: list[Change] = field(default_factory=list)

    def fresh(self) -> str:
        """Return an anchor that no unit ever had."""
        self.ever += 1
        return f"unit-{self.ever}"

    def text(self) -> Text:
        """Return the text as it stands."""
        units = tuple(LabelledUnit(a, Kind.CLAUSE, str(n), a) for n, a in enumerate(self.anchors, 1))
        return Text("01.10", 2026, f"1.{self.version}", "en", "Title", units, ())

    def declare(self, clause: str, nature: str, *into: str) -> None:
        """Declare a change of the version that is written."""
        self.changes.append(change(clause, nature, *into, year=2026, version=f"1.{self.version}"))

    def apply(self, edit: str, place: int) -> None:
        """Edit a clause that was there when the version began, once at most."""
        changed = {name for c in self.changes if c.version == f"1.{self.version}" for name in (c.clause, *c.into)}
        free = [anchor for anchor in self.anchors if anchor not in changed]
        if edit == "add" or len(free) < 2:
            self.anchors.insert(place % (len(self.anchors) + 1), self.fresh())
            self.changes.append(change(self.anchors[place % len(self.anchors)], "editorial"))
            return
        one, other = free[place % len(free)], free[(place + 1) % len(free)]
        position = self.anchors.index(one)
        if edit == "split":
            parts = [one, self.fresh()] if place % 2 else [self.fresh(), self.fresh()]
            self.anchors[position : position + 1] = parts
            self.declare(one, "split", *parts)
        elif edit == "move":
            self.anchors.append(self.anchors.pop(position))
        else:
            del self.anchors[position]
            self.declare(one, edit, *([other] if edit == "merged" else []))


EDITS = st.lists(st.tuples(st.sampled_from(["add", "split", "merged", "withdrawn", "move"]), st.integers(0, 99)), max_size=8)


@given(st.integers(0, 6), EDITS, EDITS, EDITS)
def test_two_steps_compose_to_the_direct_correspondence(
    size: int, first: list[tuple[str, int]], second: list[tuple[str, int]], third: list[tuple[str, int]]
) -> None:
    history = History([])
    history.anchors = [history.fresh() for _ in range(size)]
    texts = [history.text()]
    for edits in (first, second, third):
        history.version += 1
        for edit in edits:
            history.apply(*edit)
        texts.append(history.text())
    a, b, c, d = texts
    ab, bc, cd = (correspondence(x, y, history.changes) for x, y in ((a, b), (b, c), (c, d)))
    assert compose(ab, bc) == correspondence(a, c, history.changes)
    assert compose(compose(ab, bc), cd) == compose(ab, compose(bc, cd)) == correspondence(a, d, history.changes)
    direct = correspondence(a, d, history.changes)
    assert compose(ab, bc).rows() == correspondence(a, c, history.changes).rows()
    assert {row.old for row in direct.rows()} - {None} == set(direct.old)
    assert {row.new for row in direct.rows()} - {None} == set(direct.new)


@given(st.integers(0, 6), EDITS)
def test_a_text_corresponds_to_itself(size: int, edits: list[tuple[str, int]]) -> None:
    history = History([])
    history.anchors = [history.fresh() for _ in range(size)]
    start = history.text()
    history.version += 1
    for edit in edits:
        history.apply(*edit)
    step = correspondence(start, history.text(), history.changes)
    identity = correspondence(start, start, history.changes)
    assert compose(identity, step) == step
    assert {row.fortune.value for row in identity.rows()} <= {"kept"}
