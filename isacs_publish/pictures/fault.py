"""What is wrong with a picture."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """What makes a picture unfit, on which line of it (0: the whole file), and what to do."""

    line: int
    message: str
    hint: str
