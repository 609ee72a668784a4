"""Something done some seconds later, in this process: by a thread while there is work, and once more as it ends."""

import atexit
import os
import threading
from collections.abc import Callable
from multiprocessing.util import Finalize
from threading import Thread

_PATIENCE = 5.0
"""Seconds that a process which ends waits for a thread that is just writing."""


class Later:
    """Does one piece of work a while after it was asked to, however often it was asked meanwhile.

    The thread starts with the first wish and ends when nothing waits; a process that is forked starts its own.
    """

    def __init__(
        self,
        work: Callable[[], None],
        *,
        waits: Callable[[], bool],
        seconds: Callable[[], float],
        tidy: Callable[[], None],
    ) -> None:
        """``waits`` says whether there is work, ``tidy`` leaves nothing of the thread's own behind it."""
        self._work, self._waits, self._seconds, self._tidy = work, waits, seconds, tidy
        self._will_finish_in = 0
        self._thread: Thread | None = None
        self._begin()
        os.register_at_fork(after_in_child=self._begin)

    def ask(self, *, at_once: bool = False) -> None:
        """Have it done, after a while or at once."""
        with self._lock:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="afterword-later", daemon=True)
                self._thread.start()
                self._finish_at_the_end()
        if at_once:
            self._hurry.set()

    def do(self) -> None:
        """Do it now, after whoever is just doing it."""
        with self._working:
            self._work()

    def _begin(self) -> None:
        """In a forked process locks may be held by threads that are not there."""
        self._lock, self._working = threading.Lock(), threading.Lock()
        self._hurry = threading.Event()
        self._thread = None

    def _run(self) -> None:
        while True:
            self._hurry.wait(self._seconds())
            self._hurry.clear()
            self.do()
            self._tidy()
            with self._lock:
                if not self._waits():
                    self._thread = None
                    return

    def _finish_at_the_end(self) -> None:
        """By both ways in which Python tells of the end: before 3.13, what multiprocessing forked is told by its own
        alone.
        """
        if self._will_finish_in == os.getpid():
            return
        self._will_finish_in = os.getpid()
        atexit.register(self._finish)
        Finalize(None, self._finish, exitpriority=0)

    def _finish(self) -> None:
        if self._working.acquire(timeout=_PATIENCE):
            try:
                if self._waits():
                    self._work()
            finally:
                self._working.release()
