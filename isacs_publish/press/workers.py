"""The workers of the press: processes of this machine, or of a cluster. Both are given jobs, and both give futures."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from isacs_publish.press.apart import ProcessEnded
from isacs_publish.press.cache import Cache, Damaged, Shelf, entry_name
from isacs_publish.press.fonts import prepare
from isacs_publish.press.work import Bench, do_apart
from isacs_publish.processes import serve_parent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from isacs_publish.model.span import Span
    from isacs_publish.press.cache import Entry
    from isacs_publish.press.work import Done, Job
    from isacs_publish.workspace import Workspace


class WorkersLost(RuntimeError):
    """No worker is left to do a job, or the job has cost too many of them; the message says which."""


LOST = (BrokenProcessPool, ProcessEnded, WorkersLost, Damaged)
"""What a job fails with when neither the text nor the program is at fault: the same build may succeed the next time."""


class Workers(Protocol):
    """What does jobs: so many ``at_once``, those that were given first first."""

    @property
    def at_once(self) -> int:
        """The number of jobs that are done at the same time."""

    @property
    def refused(self) -> Mapping[str, str]:
        """Why a worker is given nothing, by its address."""

    def do(self, job: Job, name: str, bench: Bench) -> Future[Done]:
        """Give a job to the next free worker; when it is done its entry lies on the desk."""


class Pool:
    """Processes of this machine, which share the desk and the shelf with the build; they are started when there is a job."""

    def __init__(self, jobs: int) -> None:
        self.at_once = jobs
        self.refused: dict[str, str] = {}
        self.executor = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=serve_parent)

    def do(self, job: Job, name: str, bench: Bench) -> Future[Done]:
        """Give a job to the next free process."""
        return self.executor.submit(do_apart, job, name, bench)


class Press:
    """The press of one build: it finds in the cache what was made before, and gives the rest to its workers.

    ``spans`` tell how long each job took that was done, ``damaged`` which entries of the cache were not what was kept.
    """

    def __init__(self, workers: Workers, bench: Bench) -> None:
        self.workers, self.bench = workers, bench
        self.spans: list[Span] = []
        self.damaged: list[str] = bench.cache.damaged
        self.given: dict[Future[Done], str] = {}

    def start(self, job: Job, name: str) -> Future[Entry]:
        """Return the future entry of a job; ``name`` is that of the publication."""
        entry: Future[Entry] = Future()
        if found := self.bench.cache.load(entry_name(job.kind, job.digest())):
            entry.set_result(found)
            return entry
        given = self.workers.do(job, name, self.bench)
        self.given[given] = name
        given.add_done_callback(lambda done: self._take(done, entry))
        return entry

    def now(self) -> tuple[str, ...]:
        """Return the publications that the workers have in hand."""
        return tuple(self.given.values())[: self.workers.at_once]

    def _take(self, given: Future[Done], entry: Future[Entry]) -> None:
        self.given.pop(given, None)
        if given.cancelled():
            entry.cancel()
        elif error := given.exception():
            entry.set_exception(error)
        else:
            done = given.result()
            self.spans.append(done.span)
            self.damaged.extend(done.damaged)
            entry.set_result(done.entry)


@contextmanager
def working(workspace: Workspace, jobs: int, scheduler: str = "") -> Iterator[Press]:
    """Yield the press of a build, with so many processes or with the cluster of a scheduler; raise ClusterUnavailable."""
    with desk(workspace.cache / "desks") as folder, _workers(jobs, scheduler) as workers:
        shelf = Shelf(workspace.shelf)
        yield Press(workers, Bench(prepare(workspace.cache), Cache(folder, shelf)))
        shelf.trim()


@contextmanager
def _workers(jobs: int, scheduler: str) -> Iterator[Workers]:
    if scheduler:
        from isacs_publish.press.cluster import Cluster

        with Cluster(scheduler) as cluster:
            yield cluster
    else:
        pool = Pool(jobs)
        try:
            yield pool
        finally:
            pool.executor.shutdown(cancel_futures=True)  # (what is being done is; an interrupted build gives no more to do)


@contextmanager
def desk(folder: Path) -> Iterator[Path]:
    """Yield a folder for one build; take away those of builds that were killed, which nobody holds any more."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as held:
        with _holding(folder, waiting=True):
            for left in folder.iterdir():
                with _holding(left) as free:
                    if free:
                        shutil.rmtree(left, ignore_errors=True)
            own = Path(tempfile.mkdtemp(dir=folder))
            held.enter_context(_holding(own))
        held.callback(shutil.rmtree, own, ignore_errors=True)
        yield own


@contextmanager
def _holding(folder: Path, *, waiting: bool = False) -> Iterator[bool]:
    """Hold a folder while this process lives; yield whether that is so: another one may hold it, or it cannot be held."""
    handle = _open(folder)
    held = handle is not None
    if handle is not None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if waiting else fcntl.LOCK_NB))
        except OSError:
            held = False
    try:
        yield held
    finally:
        if handle is not None:
            os.close(handle)


def _open(folder: Path) -> int | None:
    try:
        return os.open(folder, os.O_RDONLY)
    except OSError:
        return None
