"""Starting, keeping and ending the parts of a plan."""

import threading
import time
from collections.abc import Callable, Sequence

from demo.supervisor.exceptions import DemoError, PartError
from demo.supervisor.guard import Guard
from demo.supervisor.part import Part, describe_end

TICK_SECONDS = 0.1
LONGEST_START_SECONDS = 120.0
LONGEST_END_SECONDS = 10.0


class Supervisor:
    """Keeps parts running until it is told to stop."""

    def __init__(self, guard: Guard, *, tell: Callable[[str], None]) -> None:
        """Take the guard that outlives this process, and where messages go."""
        self._guard = guard
        self._tell = tell
        self._stopping = threading.Event()
        self._hurrying = threading.Event()

    def stop(self) -> None:
        """End everything soon; asked a second time, at once. May be called by a signal's handler."""
        if self._stopping.is_set():
            self._hurrying.set()
        self._stopping.set()

    def run_once(self, part: Part) -> bool:
        """Run a part to its end; False when told to stop meanwhile. Raises DemoError, its last line, on failure."""
        part.start(self._guard)
        try:
            while part.process is not None and part.process.poll() is None:
                if self._stopping.wait(TICK_SECONDS):
                    return False
            code = part.process.returncode if part.process is not None else 0
        finally:
            part.clear_up(self._guard)
        if code:
            words = part.read_last_words()
            raise DemoError(words[-1] if words else f"the {part.name} ended {describe_end(code)}.")
        return True

    def start(self, parts: Sequence[Part]) -> bool:
        """Start the parts and wait until all are up; False when told to stop meanwhile.

        Raises PartError where one cannot be kept running or is not up in time.
        """
        for part in parts:
            part.start(self._guard)
        gives_up_at = time.monotonic() + LONGEST_START_SECONDS
        waiting = list(parts)
        while waiting:
            if self._stopping.wait(TICK_SECONDS):
                return False
            self._restart_dead(parts)
            waiting = [part for part in waiting if not part.is_up()]
            if waiting and time.monotonic() > gives_up_at:
                late = waiting[0]
                message = f"the {late.name} is not up after {LONGEST_START_SECONDS:.0f} seconds."
                raise PartError(message, last_words=late.read_last_words())
        return True

    def keep(self, parts: Sequence[Part]) -> None:
        """Start again what dies, until told to stop. Raises PartError where one dies too often."""
        while not self._stopping.wait(TICK_SECONDS):
            self._restart_dead(parts)

    def end(self, parts: Sequence[Part]) -> None:
        """End the last part first, and wait for none of them longer than ten seconds in all."""
        ends_at = time.monotonic() + LONGEST_END_SECONDS
        for part in parts:
            part.ask_to_end()
        for part in parts:
            while part.process is not None and part.process.poll() is None:
                if time.monotonic() > ends_at or self._hurrying.is_set():
                    break
                time.sleep(TICK_SECONDS / 2)
            part.clear_up(self._guard)

    def _restart_dead(self, parts: Sequence[Part]) -> None:
        for part in parts:
            if how := part.find_death(self._guard):
                self._tell(f"The {part.name} ended {how}; it is started again.")
            if part.process is None and time.monotonic() >= part.starts_at:
                part.start(self._guard)
