"""What happens to the site: killed workers, a broker that forgets, a database that goes away, a checker that is ill."""

import os
import random
import signal
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from faults.evidence import Interruption
from faults.processes import Process
from faults.servers import PostgreSQL, Redis
from faults.site import Site
from faults.standin import ILLNESSES, WELL, StandIn

LOCK_SECONDS = 30.0
ILL_SHARE = 0.4
MOST_ILL_SECONDS = 20.0
ROUNDS = 2
"""How often the checker has each of its illnesses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mishap:
    """One thing that can happen, and how often it does."""

    name: str
    times: int
    happen: Callable[[], None]


class Mishaps:
    """Lets everything happen, one after the other, in an order that the seed decides."""

    def __init__(self, standin: StandIn, *, seconds: float, seed: int) -> None:
        """Take how long it may take."""
        self._standin = standin
        self._seconds = seconds
        self._chance = random.Random(seed)  # noqa: S311  it must be repeatable, and nothing is secret
        self._known: list[Mishap] = []
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self.interruptions: list[Interruption] = []
        self.happened: Counter[str] = Counter()
        self.timeline: list[tuple[float, str]] = []
        """What happened when; for whoever looks into a run that went wrong."""
        self.failure: Exception | None = None

    def add(self, name: str, times: int, happen: Callable[[], None]) -> None:
        """Let this happen so often."""
        self._known.append(Mishap(name=name, times=times, happen=happen))
        self.happened[name] += 0

    def start(self) -> None:
        """Begin."""
        self._run_aside(self._let_happen)
        self._run_aside(self._sicken)

    @property
    def are_over(self) -> bool:
        """Whether nothing more will happen."""
        return not any(thread.is_alive() for thread in self._threads)

    def stop(self) -> None:
        """Let nothing more happen."""
        self._stopping.set()
        for thread in self._threads:
            thread.join(LOCK_SECONDS + 30)

    def kill_worker(self, workers: Sequence[Process]) -> None:
        """SIGKILL for a worker with all its pool at once."""
        worker = self._chance.choice(workers)
        self._interrupt("worker killed", worker.kill)
        self._start_again(worker)

    def kill_main(self, workers: Sequence[Process]) -> None:
        """SIGKILL for a worker's main process alone: its pool is orphaned."""
        worker = self._chance.choice(workers)
        self._interrupt("worker's main process killed", worker.kill_first)
        self._start_again(worker)

    def kill_child(self, workers: Sequence[Process]) -> None:
        """SIGKILL for one process of a worker's pool: the worker replaces it."""
        children = self._chance.choice(workers).children()
        if children:
            with suppress(ProcessLookupError):
                self._interrupt("worker's child killed", lambda: os.kill(self._chance.choice(children), signal.SIGKILL))

    def kill(self, process: Process) -> None:
        """SIGKILL for another of the site's processes."""
        process.kill()
        self._start_again(process)

    def restart_redis(self, redis: Redis) -> None:
        """SIGKILL for Redis, which keeps nothing, and a while without it."""
        redis.process.kill()
        self._stopping.wait(self._chance.uniform(1, 3))
        redis.start()

    def restart_postgresql(self, postgresql: PostgreSQL, mode: str) -> None:
        """A restart of PostgreSQL."""
        self._interrupt(f"PostgreSQL restarted ({mode})", lambda: postgresql.restart(mode=mode))

    def lock_sqlite(self, path: Path) -> None:
        """Hold the only write lock for half a minute; everything else goes on happening."""
        self._run_aside(lambda: self._interrupt("SQLite locked", lambda: self._hold_write_lock(path)))

    def empty_folder(self, folder: Path) -> None:
        """Delete every message of the filesystem broker."""
        for path in list(folder.iterdir()):
            path.unlink(missing_ok=True)

    def _hold_write_lock(self, path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None, timeout=60)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            self._stopping.wait(LOCK_SECONDS)
            connection.execute("ROLLBACK")

    def _let_happen(self) -> None:
        turns = [mishap for mishap in self._known for _ in range(mishap.times)]
        self._chance.shuffle(turns)
        began = time.monotonic()
        for number, mishap in enumerate(turns, start=1):
            at = began + self._seconds * number / (len(turns) + 1)
            if self._stopping.wait(max(0.0, at - time.monotonic())):
                return
            self.timeline.append((time.time(), mishap.name))
            mishap.happen()
            self.happened[mishap.name] += 1

    def _sicken(self) -> None:
        turns = [illness for _ in range(ROUNDS) for illness in self._chance.sample(ILLNESSES, len(ILLNESSES))]
        pause = self._seconds / len(turns)
        for illness in turns:
            if self._stopping.wait(pause * (1 - ILL_SHARE)):
                break
            known = self._standin.count(illness)
            self.timeline.append((time.time(), f"ill: {illness.name}"))
            self._standin.become(illness)
            self._stopping.wait(pause * ILL_SHARE)
            # While the circuit is open few ask: somebody must have seen the illness before it ends.
            gives_up_at = time.monotonic() + MOST_ILL_SECONDS
            while self._standin.count(illness) == known and time.monotonic() < gives_up_at:
                if self._stopping.wait(0.5):
                    break
            self._standin.become(WELL)
            self.timeline.append((time.time(), "well"))
        self._standin.become(WELL)

    def _interrupt(self, what: str, act: Callable[[], object]) -> None:
        began = time.time()
        try:
            act()
        finally:
            with self._lock:
                self.interruptions.append(Interruption(what=what, began=began, ended=time.time()))

    def _start_again(self, process: Process) -> None:
        self._stopping.wait(self._chance.uniform(0.1, 1.5))
        process.start()

    def _run_aside(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=self._keep_failure, args=(work,), daemon=True)
        self._threads.append(thread)
        thread.start()

    def _keep_failure(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001  told by the main thread, which ends the run
            self.failure = error


def add_common(mishaps: Mishaps, site: Site) -> None:
    """What may happen on either stack."""
    mishaps.add("a worker killed", 3, lambda: mishaps.kill_worker(site.workers))
    mishaps.add("a worker's main process killed", 3, lambda: mishaps.kill_main(site.workers))
    mishaps.add("a process of a worker's pool killed", 5, lambda: mishaps.kill_child(site.workers))
    mishaps.add("the web server killed", 1, lambda: mishaps.kill(site.web))
    mishaps.add("beat killed", 1, lambda: mishaps.kill(site.beat))


def add_servers(mishaps: Mishaps, postgresql: PostgreSQL, redis: Redis) -> None:
    """What may happen to PostgreSQL and Redis."""
    mishaps.add("Redis flushed", 3, redis.flush)
    mishaps.add("Redis restarted", 2, lambda: mishaps.restart_redis(redis))
    mishaps.add("PostgreSQL restarted, fast", 2, lambda: mishaps.restart_postgresql(postgresql, "fast"))
    mishaps.add("PostgreSQL restarted, immediate", 2, lambda: mishaps.restart_postgresql(postgresql, "immediate"))


def add_files(mishaps: Mishaps, database: Path, broker: Path) -> None:
    """What may happen to SQLite and the filesystem broker."""
    mishaps.add("the broker's folder emptied", 4, lambda: mishaps.empty_folder(broker))
    mishaps.add("the write lock held for 30 seconds", 1, lambda: mishaps.lock_sqlite(database))
