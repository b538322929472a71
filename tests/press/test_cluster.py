"""Typesetting on a Dask cluster: a scheduler and workers of their own processes, as on other machines; they share no folder."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from importlib.metadata import version
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from isacs_publish.cli import main
from isacs_publish.model.span import STAGE
from isacs_publish.press import cluster as room
from isacs_publish.publish import Report, Request, build
from isacs_publish.selection import EDITIONS
from isacs_publish.workspace import Workspace
from tests.conftest import PROJECT
from tests.roots import make_project, text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONG = "\n".join(f".. _part-{n}:\n\nPart {n}\n{'-' * 8}\n\n" + "The board describes things. " * 120 + "\n" for n in range(25))
MODULES = {"A1.1": text("First"), "A1.2": text("Second"), "B2.1": text("Third", term="other thing")}
LONG_MODULES = {"A1.1": text("First", LONG), "A1.2": text("Second", LONG.replace("board", "house"))}

OTHER_ENGINE = """
import importlib.metadata as metadata

others = {"pydyf": "0.1", "fontpkg-amiri": "0.2"}
version = metadata.version
metadata.version = lambda name: others.get(name) or version(name)
"""

DIFFERING = f"fontpkg-amiri 0.2, here {version('fontpkg-amiri')}, pydyf 0.1, here {version('pydyf')}"


class Processes:
    """A scheduler and its workers; each worker has a folder of its own, and is known by its name."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.running = folder, {}  # type: Path, dict[str, subprocess.Popen[bytes]]
        file = folder / "scheduler.json"
        self.start("scheduler", "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(file))
        self.address = str(json.loads(waited(lambda: file.read_bytes() if file.is_file() else b""))["address"])

    def start(self, name: str, program: str, *arguments: str, path: Path | None = None) -> None:
        """Start one, with another folder before the Python path where it is given."""
        folders = os.pathsep.join(str(each) for each in (path, PROJECT) if each)
        command = [sys.executable, "-m", f"distributed.cli.{program}", *arguments, "--no-dashboard"]
        with (self.folder / f"{name}.log").open("wb") as log:
            self.running[name] = subprocess.Popen(
                command, cwd=self.folder, env={**os.environ, "PYTHONPATH": folders}, stdout=log, stderr=log
            )

    def worker(self, name: str, path: Path | None = None) -> None:
        """Start a worker."""
        how = ("--nthreads", "1", "--no-nanny", "--name", name, "--local-directory", str(self.folder / name))
        self.start(name, "dask_worker", self.address, *how, path=path)

    def end(self) -> None:
        """End all of them."""
        for process in self.running.values():
            process.kill()
            process.wait()


def waited(look: Any, seconds: float = 120) -> Any:
    """Return what a look gives as soon as it gives something."""
    end = time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.02)
    return seen


@contextmanager
def started(folder: Path) -> Iterator[Processes]:
    processes = Processes(folder)
    try:
        yield processes
    finally:
        processes.end()


@pytest.fixture(scope="module")
def other_engine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that gives a worker another version of a package of the engine."""
    folder = tmp_path_factory.mktemp("other")
    (folder / "sitecustomize.py").write_text(OTHER_ENGINE, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory, other_engine: Path) -> Iterator[Processes]:
    """Yield a cluster of two fit workers, and one with another engine."""
    with started(tmp_path_factory.mktemp("cluster")) as processes:
        for name in ("one", "two"):
            processes.worker(name)
        processes.worker("other", other_engine)
        with client_of(processes) as client:
            client.wait_for_workers(3, timeout=120)
        yield processes


@contextmanager
def client_of(processes: Processes) -> Iterator[Any]:
    from distributed import Client

    client = Client(processes.address, set_as_default=False)  # type: ignore[no-untyped-call]
    try:
        yield client
    finally:
        client.close()  # type: ignore[no-untyped-call]


def built(workspace: Workspace, scheduler: str = "", editions: tuple[str, ...] = EDITIONS) -> Report:
    return build(workspace, Request((), "en", editions, jobs=1, scheduler=scheduler), lambda *_: None)


def files(workspace: Workspace) -> dict[str, bytes]:
    """Return all that was built, but for what the cache holds."""
    paths = (path for path in workspace.build.rglob("*") if path.is_file() and ".cache" not in path.parts)
    return {path.relative_to(workspace.build).as_posix(): path.read_bytes() for path in paths}


def elsewhere(workspace: Workspace, folder: Path) -> Workspace:
    return Workspace(workspace.project, folder)


def test_a_cluster_makes_the_same_bytes_and_fills_the_cache_of_the_builder(processes: Processes, tmp_path: Path) -> None:
    here = make_project(tmp_path / "project", MODULES)
    there = Workspace(here.project, tmp_path / "there", shared=tmp_path / "cache")
    report = built(there, processes.address)
    assert [str(finding) for finding in report.findings] == []
    assert {span.kind for span in report.spans} == {STAGE, "sheets", "volumes", "print", "review"}
    (note,) = report.notes
    assert f"is refused: {DIFFERING}" in note
    assert built(here).findings == []
    assert files(here) == files(there)
    again = Workspace(here.project, tmp_path / "again", shared=tmp_path / "cache")
    assert {span.kind for span in built(again).spans} == {STAGE}, "all is found in the cache"
    assert files(again) == files(here)


def test_a_text_at_fault_is_the_same_finding(processes: Processes, tmp_path: Path) -> None:
    here = make_project(tmp_path / "project", {"A1.1": text("First", "A letter: \U00013080."), "B2.1": text("Third")})
    local, far = built(here, editions=("screen",)), built(elsewhere(here, tmp_path / "there"), processes.address, ("screen",))
    assert "glyph-missing" in {finding.code for finding in local.findings}
    assert local.findings == far.findings


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return a project with modules that take a while, built on this machine."""
    workspace = make_project(tmp_path_factory.mktemp("long"), LONG_MODULES)
    assert built(workspace, editions=("screen",)).findings == []
    return workspace


@contextmanager
def building(workspace: Workspace, processes: Processes) -> Iterator[tuple[list[Report], str]]:
    """Begin to build on a cluster; when a worker has a job yield where the report will be, and the name of that worker."""
    reports: list[Report] = []
    thread = Thread(target=lambda: reports.append(built(workspace, processes.address, ("screen",))))
    with client_of(processes) as client:
        thread.start()
        address = waited(lambda: next((worker for worker, jobs in client.processing().items() if jobs), None))
        name = client.scheduler_info(n_workers=-1)["workers"][address]["name"]
        time.sleep(0.1)
        assert client.processing()[address], "it is still at it"
    yield reports, name
    thread.join()


def workers_of(report: Report) -> set[str]:
    return {span.worker for span in report.spans if span.kind != STAGE}


def test_a_worker_killed_while_it_typesets_costs_a_retry(processes: Processes, long: Workspace, tmp_path: Path) -> None:
    there = elsewhere(long, tmp_path / "there")
    with building(there, processes) as (reports, name):
        processes.running[name].send_signal(signal.SIGKILL)
    assert processes.running[name].wait() == -signal.SIGKILL
    (report,) = reports
    assert report.findings == []
    assert files(there) == files(long)
    assert len(workers_of(report)) == 1, "the other worker did it all"


def test_a_worker_that_comes_later_is_given_work(processes: Processes, long: Workspace, tmp_path: Path) -> None:
    there = elsewhere(long, tmp_path / "there")
    with building(there, processes) as (reports, _):
        for name in ("one", "two"):
            processes.running[name].kill()
        processes.worker("three")
    (report,) = reports
    assert report.findings == []
    assert files(there) == files(long)
    assert len(workers_of(report)) == 1, "the third worker did it all"


def test_without_any_worker_left_the_build_ends(long: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cluster").mkdir()
    with started(tmp_path / "cluster") as processes:
        processes.worker("one")
        with client_of(processes) as client:
            client.wait_for_workers(1, timeout=120)
        with building(elsewhere(long, tmp_path / "there"), processes) as (reports, _):
            monkeypatch.setattr(room, "RETURN", 2.0)
            processes.end()
    (report,) = reports
    assert {finding.code for finding in report.findings} == {"typesetting-failed", "volume-not-bound"}
    assert sum("is left to do it" in finding.message for finding in report.findings) == 2
    assert not report.settled


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait less long for those who will not come."""
    monkeypatch.setattr(room, "ANSWER", 3.0)


def refused(workspace: Workspace, scheduler: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what a build says that ends as a bad call."""
    assert main(["--project", str(workspace.project), "build", "--scheduler", scheduler]) == 2
    assert not workspace.artifacts.exists()
    return capsys.readouterr().err


@pytest.mark.usefixtures("patient")
def test_a_cluster_without_fit_workers_is_told(other_engine: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    here = make_project(tmp_path / "project", MODULES)
    (tmp_path / "cluster").mkdir()
    with started(tmp_path / "cluster") as processes:
        assert "has no workers; start some with: dask worker tcp://" in refused(here, processes.address, capsys)
        processes.worker("other", other_engine)
        with client_of(processes) as client:
            client.wait_for_workers(1, timeout=120)
        told = refused(here, processes.address, capsys)
    assert "would make the same bytes" in told
    assert DIFFERING in told


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "ftp://127.0.0.1:1"])
def test_an_address_where_nothing_answers_is_a_bad_call(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert f"no scheduler answers at {address}" in refused(make_project(tmp_path, MODULES), address, capsys)


def test_an_address_with_encryption_takes_certificates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(make_project(tmp_path, MODULES), "tls://127.0.0.1:1", capsys)
    assert "takes certificates, and none is configured" in told


def test_without_its_packages_the_call_says_how_to_install_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "pip install 'isacs-publish[cluster]'" in refused(make_project(tmp_path, MODULES), "tcp://127.0.0.1:1", capsys)
