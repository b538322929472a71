"""How much a text or drawing grows when what it names is put in place of each name: nested names grow without bound."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    Part = TypeVar("Part", bound=Hashable)


def expansion(start: Part, weigh: Callable[[Part], tuple[int, Iterable[tuple[Part, int]]]], deepest: int, most: int) -> float:
    """Return the weight of a part with all it holds; infinite when it holds itself, or nests deeper than ``deepest``.

    ``weigh`` tells of a part its own weight, one at least, and what it holds how often. Each part is weighed once, however
    often it is held, and no more than ``most`` are: a whole of more parts is too heavy without weighing the rest.
    """
    known: dict[Part, tuple[float, int]] = {}

    def visit(part: Part, left: int) -> tuple[float, int]:
        if left == 0 or len(known) > most:
            return inf, 0
        if part not in known:
            known[part] = inf, 0  # what is met again before it is known holds itself
            own, held = weigh(part)
            parts = [(visit(each, left - 1), times) for each, times in held]
            total = own + sum(weight * times for (weight, _), times in parts)
            known[part] = total, 1 + max((depth for (_, depth), _ in parts), default=0)
        weight, depth = known[part]
        return (inf if depth > left else weight), depth

    return visit(start, deepest)[0]
