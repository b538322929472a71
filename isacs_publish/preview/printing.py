"""The PDFs of what is selected, made again after a save: the press stays warm, and only what changed is typeset."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from isacs_publish.press.workers import working
from isacs_publish.publish import Build, Request
from isacs_publish.selection import SCREEN

if TYPE_CHECKING:
    from isacs_publish.artifacts import Artifact
    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.model.finding import Finding
    from isacs_publish.press.workers import Press
    from isacs_publish.sphinxext.run import Reading
    from isacs_publish.workspace import Workspace


class Printing:
    """The press of a preview; ``words`` select, ``artifacts`` are the files as they stand, by language."""

    def __init__(self, workspace: Workspace, words: tuple[str, ...], jobs: int) -> None:
        self.workspace, self.words, self.jobs = workspace, words, jobs
        self.opened = ExitStack()
        self.press: Press | None = None
        self.artifacts: dict[str, tuple[Artifact, ...]] = {}

    def make(self, catalogue: Catalogue, reading: Reading, found: list[Finding]) -> list[Finding]:
        """Typeset and bind what is selected, but modules with errors; return what was found on the way."""
        if self.press is None:
            self.press = self.opened.enter_context(working(self.workspace, self.jobs))
        request = Request(self.words, reading.language, (SCREEN,), jobs=self.jobs)
        build = Build(self.workspace, request, catalogue, lambda *_: None)
        build.report.findings = list(found)
        build.start_typesetting(self.press, reading)
        build.take_all()
        former = {artifact.path: artifact for artifact in self.artifacts.get(reading.language, ())}
        made = {artifact.path: artifact for artifact in build.report.artifacts}
        self.artifacts[reading.language] = tuple((former | made).values())
        return build.report.findings[len(found) :]

    def close(self) -> None:
        """End the workers."""
        self.opened.close()
        self.press = None
