"""Typesetting on a Dask cluster. Jobs go out and entries come back as bytes: a worker shares no folder with the build.

Each fit worker has a thread here that gives it one job after the other, so that only so many jobs are in memory as there
are workers. Dask carries them; that a worker makes the bytes that this machine would make, and who is given a job again when
a worker is lost, is settled here. The cluster must be trusted, since Dask carries Python objects: whoever may give it work,
or answers for it, may run any program on both sides.
"""

from __future__ import annotations

import logging
import pickle
import tempfile
import time
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, Self

from isacs_publish.press.cache import Cache, Damaged, entry_name, identity
from isacs_publish.press.engine import ClusterUnavailable, differences
from isacs_publish.press.fonts import prepare
from isacs_publish.press.work import FAULTS, Bench, Done, Typesetting, do_here
from isacs_publish.press.workers import WorkersLost

if TYPE_CHECKING:
    from distributed import Client

    from isacs_publish.model.span import Span
    from isacs_publish.press.work import Job

ANSWER = 10.0
"""Seconds in which a scheduler has to answer, and in which there has to be a first worker."""

RETURN = 60.0
"""Seconds that a build waits for a worker to come when all are lost."""

PULSE = 0.5
"""Seconds between two looks at who is there."""

TRIES = 3
"""Workers that may be lost over one job before it is given up: it may be the job that kills them."""


# On a worker

_ONE = Lock()
"""The engine does one job at a time in a process, however many threads a worker has."""


@dataclass(frozen=True)
class Parcel:
    """An entry on its way: its name and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Returned:
    """What comes back of a job: all entries that were made for it, or the fault of its text."""

    parcels: tuple[Parcel, ...] = ()
    span: Span | None = None
    fault: Exception | None = None


def do_far(sent: bytes) -> Returned:
    """Do a job that came with the entries it may need, on a desk that lasts as long as the job."""
    from distributed import get_worker

    job, name, known = pickle.loads(sent)  # noqa: S301  (from the build that this cluster works for)
    room = Path(get_worker().local_directory)
    with _ONE, tempfile.TemporaryDirectory(dir=room) as desk:
        bench = Bench(_fonts(room), Cache(Path(desk)))
        for parcel in known:
            bench.cache.receive(parcel.name, parcel.content)
        try:
            done = do_here(job, name, bench)
        except FAULTS as fault:
            return Returned(fault=fault)
        return Returned(tuple(_made(Path(desk), {parcel.name for parcel in known})), done.span)


def _made(desk: Path, known: set[str]) -> list[Parcel]:
    """Return the entries on a desk that were not known before."""
    names = sorted(path.relative_to(desk).as_posix() for path in desk.rglob("*") if path.is_file())
    return [Parcel(name, (desk / name).read_bytes()) for name in names if name not in known]


@cache
def _fonts(room: Path) -> Path:
    """Return the fonts of a worker, made from its own packages the first time."""
    return prepare(room)


# On the side of the build


@dataclass
class Given:
    """A job that was given to the cluster, and how many workers were lost over it."""

    job: Job
    name: str
    bench: Bench
    future: Future[Done] = field(default_factory=Future)
    lost: int = 0


class _Lost(Exception):
    """The worker that had a job is gone."""


class Cluster:
    """The fit workers behind the address of a scheduler; raise ClusterUnavailable when there are none.

    ``refused`` says of each of the others why it is not given anything.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.client = _client(address)
        self.waiting: SimpleQueue[Given] = SimpleQueue()
        self.present: frozenset[str] = frozenset()
        self.refused: dict[str, str] = {}
        self.threads: dict[str, Thread] = {}
        self.fit: set[str] = set()
        self.ended = Event()

    def __enter__(self) -> Self:
        try:
            self._find_workers()
        except BaseException:
            self.__exit__()
            raise
        self.threads["the watch"] = Thread(target=self._watch, daemon=True)
        self.threads["the watch"].start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.ended.set()
        for thread in tuple(self.threads.values()):
            thread.join(4 * PULSE)  # (one that waits for a scheduler which is gone ends when the client is closed)
        self.client.close()  # type: ignore[no-untyped-call]

    @property
    def at_once(self) -> int:
        """The number of fit workers."""
        return len(self.fit)

    def do(self, job: Job, name: str, bench: Bench) -> Future[Done]:
        """Give a job to the next free worker; when it is done its entry lies on the desk."""
        given = Given(job, name, bench)
        self.waiting.put(given)
        return given.future

    # Who is there

    def _find_workers(self) -> None:
        """Wait for the first fit worker."""
        began = time.monotonic()
        while not self.fit:
            self._look()
            if self.present and self.present <= self.refused.keys():
                told = "; ".join(f"{address}: {reason}" for address, reason in sorted(self.refused.items()))
                raise ClusterUnavailable(f"no worker of {self.address} would make the same bytes as this machine: {told}")
            waited = time.monotonic() - began
            if not self.present and waited > ANSWER:
                how = f"start some with: dask worker {self.address} --nthreads 1"
                raise ClusterUnavailable(f"the scheduler at {self.address} has no workers; {how}")
            if waited > RETURN:
                raise ClusterUnavailable(f"no worker of {self.address} has said in {RETURN:.0f} seconds what it has")
            self.ended.wait(PULSE / 10)

    def _watch(self) -> None:
        """Look again and again until the end; with nobody left for too long, give up what waits."""
        last_seen = time.monotonic()
        while not self.ended.wait(PULSE):
            self._look()
            if self.fit:
                last_seen = time.monotonic()
            if time.monotonic() - last_seen > RETURN:
                self._give_up()

    def _look(self) -> None:
        """See who is there, and turn to those that are new."""
        try:
            self.present = frozenset(self.client.nthreads())  # type: ignore[no-untyped-call]
        except Exception:  # (whatever Dask says: nobody is there now)
            self.present = frozenset()
        self.threads = {address: thread for address, thread in self.threads.items() if thread.is_alive()}
        for address in self.present - self.threads.keys() - self.refused.keys():
            self.threads[address] = Thread(target=self._turn_to, args=(address,), daemon=True)
            self.threads[address].start()

    def _give_up(self) -> None:
        with suppress(Empty):
            while not self.ended.is_set():
                given = self.waiting.get_nowait()
                given.future.set_exception(WorkersLost(f"no worker of {self.address} is left to do it"))

    # One worker

    def _turn_to(self, address: str) -> None:
        """Give one worker a job after the other, if it is fit, until it is lost or the build has ended."""
        try:
            answer = self.client.run(identity, workers=[address], on_error="return")[address]
        except Exception:  # (it is gone again, or will answer when it is asked the next time)
            return
        if reason := _difference(answer, identity()):
            self.refused[address] = reason
            return
        self.fit.add(address)
        try:
            while not self.ended.is_set() and address in self.present:
                with suppress(Empty):
                    self._serve(address, self.waiting.get(timeout=PULSE))
        except _Lost:
            pass
        finally:
            self.fit.discard(address)

    def _serve(self, address: str, given: Given) -> None:
        """Have a worker do a job; raise _Lost when it is gone before that, and let another one do it."""
        try:
            done = self._done(given, self._asked(address, given), address)
        except (_Lost, Damaged) as error:
            self._again(given)
            raise _Lost from error
        except Exception as error:  # (a fault of the text or of the program: told where the result is asked for)
            given.future.set_exception(error)
        else:
            given.future.set_result(done)

    def _again(self, given: Given) -> None:
        given.lost += 1
        if given.lost < TRIES:
            self.waiting.put(given)
        else:
            given.future.set_exception(WorkersLost(f"{given.lost} workers were lost, one after the other, while they did it"))

    def _asked(self, address: str, given: Given) -> Returned:
        """Return what a worker returns of a job; raise _Lost."""
        from distributed import KilledWorker

        sent = pickle.dumps((given.job.at_hand(), given.name, _known(given)))
        promised = self.client.submit(do_far, sent, workers=[address], pure=False)
        patience = PULSE
        try:
            while not self.ended.is_set() and address in self.present:
                if promised.status == "error":
                    return promised.result()  # (which raises it)
                with suppress(TimeoutError):
                    return promised.result(timeout=patience)
                if promised.status == "finished":  # (it is on its way, and may be large)
                    patience *= 2
            raise _Lost
        except Exception as error:
            if promised.status == "error" and not isinstance(error, KilledWorker):  # (it was done, and failed)
                raise
            raise _Lost from error
        finally:
            if promised.status == "pending":
                promised.cancel()  # type: ignore[no-untyped-call]
            promised.release()  # type: ignore[no-untyped-call]

    @staticmethod
    def _done(given: Given, returned: Returned, worker: str) -> Done:
        """Lay what came back on the desk."""
        if returned.fault or returned.span is None:
            raise returned.fault or TypeError("a job has come back without its time")
        for parcel in returned.parcels:
            given.bench.cache.receive(parcel.name, parcel.content)
        entry = given.bench.cache.load(_name(given.job))
        if entry is None:
            raise Damaged(f"the entry of {given.name} has not come back")
        span = replace(returned.span, start=time.monotonic() - returned.span.seconds, worker=worker)
        return Done(entry, span)


def _client(address: str) -> Client:
    """Return a client of the scheduler at an address; raise ClusterUnavailable."""
    try:
        import dask.config
        from distributed import Client, Security
    except ModuleNotFoundError as error:
        how = "install them with: pip install 'isacs-publish[cluster]'"
        raise ClusterUnavailable(f"--scheduler takes packages that are not installed; {how}") from error
    for name in ("distributed", "distributed.client", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # (what goes wrong is told as findings, in the words of a build)
    dask.config.set({"distributed.admin.large-graph-warning-threshold": "1TB"})  # (jobs are large, and are meant to be)
    security: Any = Security
    if address.startswith("tls:") and not security().get_connection_args("client").get("ssl_context"):
        how = "distributed.comm.tls in the configuration of Dask names certificate and key of the client"
        raise ClusterUnavailable(f"{address} takes certificates, and none is configured; {how}")
    try:
        return Client(address, timeout=ANSWER, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        why = " ".join(str(error).split()) or type(error).__name__
        raise ClusterUnavailable(f"no scheduler answers at {address} (an address is written tcp://HOST:8786): {why}") from error


def _known(given: Given) -> tuple[Parcel, ...]:
    """Return what the cache has of what the job would typeset on the way."""
    source = given.job.on_the_way()
    if source is None or not (entry := given.bench.cache.load(name := _name(Typesetting(source)))):
        return ()
    return (Parcel(name, entry.path.read_bytes()),)


def _name(job: Job) -> str:
    return entry_name(job.kind, job.digest())


def _difference(answer: object, here: dict[str, str]) -> str:
    """Return how a worker differs from this machine, in words, or nothing."""
    if isinstance(answer, dict):
        return ", ".join(differences(answer, here, "here"))
    return f"it cannot tell what it has ({answer})"
