"""Labelled pairs of sentences, and how far classing agrees with the labels."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from isacs_publish.model.classing import Classed, Facet, Nature, classify

if TYPE_CHECKING:
    from pathlib import Path

    from isacs_publish.model.provision import VerbalForms


@dataclass(frozen=True)
class Labelled:
    """A pair of sentences with the class that somebody gave to the change, and the line where it stands."""

    line: int
    old: str
    new: str
    classed: Classed


def read_pairs(path: Path) -> list[Labelled]:
    """Return the pairs of a file, whose first lines tell its form; anything else in it fails."""
    pairs: list[Labelled] = []
    block: list[tuple[int, str]] = []
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], 1):
        if line.startswith("#"):
            continue
        if line.strip():
            block.append((number, line))
        elif block:
            pairs.append(_pair(block))
            block = []
    return pairs


def _pair(block: list[tuple[int, str]]) -> Labelled:
    (number, label), (_, old), (_, new) = block
    assert (old[0], new[0]) == ("-", "+"), f"line {number}"
    nature, _, facets = label.partition(":")
    named = {Facet(facet.strip()) for facet in facets.split(",") if facet.strip()}
    return Labelled(
        number, old[1:].strip(), new[1:].strip(), Classed(Nature(nature.strip()), tuple(f for f in Facet if f in named))
    )


@dataclass(frozen=True)
class Figures:
    """How far the classes that were found agree with the labels; shares are between 0 and 1."""

    pairs: int
    recall: float
    precision: float
    left_alone: float
    facets: float
    confusion: dict[tuple[Nature, Nature], int]
    wrong: tuple[str, ...]

    def lines(self, name: str) -> list[str]:
        """Return the figures as lines: the shares, and a row for each label with the classes that were found."""
        shares = f"normative found {self.recall:.1%}, rightly {self.precision:.1%}"
        rest = f"editorial left alone {self.left_alone:.1%}, facets exact {self.facets:.1%}"
        heads = "".join(f"{nature:>13}" for nature in Nature)
        rows = [
            f"    {label:<12}" + "".join(f"{self.confusion.get((label, found), 0):>13}" for found in Nature) for label in Nature
        ]
        return [f"{name}: {self.pairs} pairs; {shares}; {rest}", f"    label \\ found{heads[1:]}", *rows]


def figures(pairs: list[Labelled], forms: VerbalForms) -> Figures:
    """Return how classing agrees with labelled pairs."""
    found = [(pair, classify(pair.old, pair.new, forms)) for pair in pairs]
    confusion = Counter((pair.classed.nature, classed.nature) for pair, classed in found)
    agreed = [(pair, classed) for pair, classed in found if pair.classed.nature is classed.nature is Nature.NORMATIVE]
    normative = confusion[Nature.NORMATIVE, Nature.NORMATIVE]
    return Figures(
        len(pairs),
        _share(normative, sum(n for (label, _), n in confusion.items() if label is Nature.NORMATIVE)),
        _share(normative, sum(n for (_, classed), n in confusion.items() if classed is Nature.NORMATIVE)),
        _share(
            confusion[Nature.EDITORIAL, Nature.EDITORIAL],
            sum(n for (label, _), n in confusion.items() if label is Nature.EDITORIAL),
        ),
        _share(sum(pair.classed.facets == classed.facets for pair, classed in agreed), len(agreed)),
        dict(confusion),
        tuple(
            f"line {p.line}: {_told(p.classed)} found as {_told(c)}\n  - {p.old}\n  + {p.new}"
            for p, c in found
            if p.classed != c
        ),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _told(classed: Classed) -> str:
    return f"{classed.nature} {', '.join(classed.facets)}".strip()
