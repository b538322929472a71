"""Rules about stages: each move of a module is one that the catalogue allows, decided on a date by a body.

The stages and their ``next`` are a graph; a module begins at the first stage. A catalogue that gives no ``next`` keeps no
record of moves, and every move is allowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from isacs_publish.model.identifier import NotAnIdentifier, Version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from isacs_publish.model.catalogue import Catalogue, Module


@dataclass(frozen=True)
class StageFault:
    """What is wrong about a stage: code, table, row and key in the catalogue, message and hint."""

    code: str
    table: str
    row: int
    key: str
    message: str
    hint: str


def stage_faults(catalogue: Catalogue) -> Iterator[StageFault]:
    """Yield the faults of all modules whose stages and versions can be read."""
    for row, module in enumerate(catalogue.module):
        if {module.stage, *(d.stage for d in catalogue.decisions(module))} <= catalogue.stages.keys():
            yield from _version_fault(catalogue, row, module)
            if keeps_record(catalogue):
                yield from _move_faults(catalogue, row, module)


def keeps_record(catalogue: Catalogue) -> bool:
    """Tell whether the catalogue says which moves are allowed."""
    return any(stage.next for stage in catalogue.stage)


def allowed(catalogue: Catalogue, stage: str) -> tuple[str, ...]:
    """Return the stages that a module may move to from a stage."""
    if not keeps_record(catalogue):
        return tuple(key for key in catalogue.stages if key != stage)
    return catalogue.stages[stage].next


def says_allowed(catalogue: Catalogue, stage: str) -> str:
    """Return in words where a module may move from a stage."""
    return f"allowed from {stage!r}: {', '.join(allowed(catalogue, stage)) or 'none, it is the last stage'}"


def _version_fault(catalogue: Catalogue, row: int, module: Module) -> Iterator[StageFault]:
    """A text that is no draft has a version from 1.0 on."""
    if not catalogue.stage_of(module).draft and _is_draft(module.version):
        message = f"module {module.number} is no draft at stage {module.stage!r}, and has the version {module.version}"
        hint = 'give it version = "1.0", or a stage that is a draft'
        yield StageFault("draft-version-published", "module", row, "version", message, hint)


def _is_draft(version: str) -> bool:
    try:
        return Version.parse(version).major == 0
    except NotAnIdentifier:
        return False


def _move_faults(catalogue: Catalogue, row: int, module: Module) -> Iterator[StageFault]:
    """The decisions lead from the first stage by allowed moves, in order of date, to the stage of the module."""
    at, latest = catalogue.stage[0].key, date.min
    decisions = [(n, decision) for n, decision in enumerate(catalogue.decision) if decision.module == module.number]
    for number, (place, decision) in enumerate(decisions):
        begins = not number and decision.stage == at
        if decision.stage not in allowed(catalogue, at) and not begins:
            message = f"module {module.number} cannot move from {at!r} to {decision.stage!r}"
            yield StageFault("stage-move", "decision", place, "stage", message, says_allowed(catalogue, at))
        if decision.date < latest:
            message = f"the decision of {decision.date} stands after that of {latest}"
            hint = "write the decisions of a module in order of date"
            yield StageFault("catalogue-value", "decision", place, "date", message, hint)
        at, latest = decision.stage, decision.date
    if module.stage != at:
        yield _undecided(row, module, f"its last decision led to {at!r}" if decisions else f"modules begin at {at!r}", at)


def _undecided(row: int, module: Module, last: str, at: str) -> StageFault:
    message = f"no decision moved module {module.number} to {module.stage!r}; {last}"
    hint = f"put stage back to {at!r}, then run: isacs stage {module.number} {module.stage} --date DATE --body BODY"
    return StageFault("stage-without-decision", "module", row, "stage", message, hint)
