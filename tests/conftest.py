"""What all tests share: the project, and the whole corpus built once."""

from __future__ import annotations

from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from isacs_publish.catalogue_file import read_catalogue
from isacs_publish.cli.arguments import CACHE
from isacs_publish.press import workers
from isacs_publish.press.work import do_apart, do_here
from isacs_publish.publish import Report, Request, build
from isacs_publish.sphinxext.run import read_modules
from isacs_publish.workspace import Workspace
from tests.figures import FIGURES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from isacs_publish.artifacts import Artifact
    from isacs_publish.model.catalogue import Catalogue
    from isacs_publish.sphinxext.run import Reading
    from tests.site.browsing import Launcher

PROJECT = Path(__file__).resolve().parent.parent


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Write the figures, where the tests that make them ran."""
    for section, lines in FIGURES.items():
        terminalreporter.section(section)
        for line in lines:
            terminalreporter.write_line(line)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand the figures of a process of pytest-xdist to the first one."""
    if (output := getattr(session.config, "workeroutput", None)) is not None:
        output["figures"] = FIGURES


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take the figures of a process that ends."""
    for section, lines in getattr(node, "workeroutput", {}).get("figures", {}).items():
        FIGURES.setdefault(section, []).extend(lines)


@dataclass(frozen=True)
class Corpus:
    """The corpus as built: where, from which catalogue, and how it went."""

    workspace: Workspace
    catalogue: Catalogue
    report: Report

    def of_kind(self, kind: str) -> list[Artifact]:
        """Return the artifacts of a kind, in order."""
        return [artifact for artifact in self.report.artifacts if artifact.kind == kind]

    def path(self, artifact: Artifact) -> Path:
        """Return the file of an artifact."""
        return self.workspace.build / artifact.path


class Here(Executor):
    """A pool without processes: a job is done, in this process, when it is given."""

    def submit(self, work: Any, /, *values: Any, **named: Any) -> Future[Any]:
        future: Future[Any] = Future()
        work = do_here if work is do_apart else work
        try:
            future.set_result(work(*values, **named))
        except Exception as error:
            future.set_exception(error)
        return future


def pool_of(jobs: int, **how: Any) -> Executor:
    """Return what does the jobs of a build: one worker is this process, since a new one costs more than a small project."""
    return ProcessPoolExecutor(jobs, **how) if jobs > 1 else Here()


@pytest.fixture(scope="session", autouse=True)
def _no_process_for_one_worker() -> Iterator[None]:
    """Let builds with ``jobs=1`` work in the process of the tests.

    Processes of their own have the builds of the corpus and all with ``jobs=2``, and those of commands that tests run.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(CACHE, raising=False)
        start_no_process(patch)
        yield


def start_no_process(patch: pytest.MonkeyPatch) -> None:
    """Let builds with ``jobs=1`` work in this process."""
    patch.setattr(workers, "ProcessPoolExecutor", pool_of)


@pytest.fixture(scope="session")
def launcher() -> Iterator[Launcher]:
    """Yield what launches the browser of the system; the only one of a process, in which no second event loop can run."""
    from tests.site.browsing import chromium, launching

    if chromium() is None:
        pytest.skip("the package chromium is not installed")
    with launching() as launcher:
        yield launcher


@pytest.fixture(scope="module")
def browser(launcher: Launcher) -> Iterator[Browser]:
    """Yield the browser, which no tests of another module have left anything open in, nor ended."""
    yield launcher.browser()
    launcher.tidy()


@pytest.fixture(scope="session")
def project() -> Path:
    """Return the folder of the project."""
    return PROJECT


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return the project as it is, with a build folder of this run."""
    return Workspace(PROJECT, tmp_path_factory.mktemp("corpus") / "build")


@pytest.fixture(scope="session")
def reading(whole: Workspace) -> Reading:
    """Return what is read of all modules of the project, once for all tests that change nothing of it."""
    return read_modules(whole, "en", 2, printing=False)


@pytest.fixture(scope="session")
def corpus(whole: Workspace) -> Corpus:
    """Build everything, from the sources as they are, into a folder of its own."""
    report = build(whole, Request(jobs=2), lambda *_: None)
    catalogue, _ = read_catalogue(whole.catalogue, "source/catalogue.toml")
    assert catalogue is not None
    return Corpus(whole, catalogue, report)
