"""What the preview tells its pages: one bulletin at a time, for which any number of pages may wait."""

from __future__ import annotations

import json
from dataclasses import dataclass
from threading import Condition
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from isacs_publish.preview.whereabouts import Shown


@dataclass(frozen=True, slots=True)
class Bulletin:
    """How the website stands: whether it is being made, ``revision`` (of its files, empty before the first), the findings."""

    building: bool = True
    revision: str = ""
    findings: tuple[Shown, ...] = ()

    def as_json(self) -> str:
        """Return the bulletin for the script of the preview."""
        findings = [shown.as_json() for shown in self.findings]
        return json.dumps({**self._standing, "findings": findings}, ensure_ascii=False)

    def as_event(self) -> str:
        """Return what an event says of it: all but the findings."""
        return json.dumps(self._standing)

    @property
    def _standing(self) -> dict[str, Any]:
        return {"building": self.building, "revision": self.revision}


class Board:
    """The present bulletin, with its number; counts from 0."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._bulletins = 0
        self.present = Bulletin()

    def post(self, bulletin: Bulletin) -> None:
        """Put a bulletin in the place of the present one, and wake those who wait."""
        with self._changed:
            self.present = bulletin
            self._bulletins += 1
            self._changed.notify_all()

    def after(self, number: int, seconds: float) -> tuple[int, Bulletin]:
        """Return the present bulletin and its number, once that is not ``number`` any more, at the latest in some seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._bulletins != number, seconds)
            return self._bulletins, self.present
