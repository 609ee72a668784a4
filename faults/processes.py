"""Real processes: started in sessions of their own, killed without warning, started again."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from demo.supervisor.guard import Guard, signal_group
from faults.exceptions import HarnessError

TICK = 0.05
LAST_WORDS = 15


@dataclass(kw_only=True)
class Process:
    """One of the site's processes, with all that it starts itself."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(repr=False)
    log: Path
    guard: Guard
    """Ends it even where the harness itself is killed."""

    user: str | None = None
    """The account that it runs as; none: the harness's own."""

    running: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start it; its output goes behind what its log holds already."""
        with self.log.open("ab") as output:
            self.running = subprocess.Popen(  # noqa: S603  the harness's own commands
                self.command,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                user=self.user,
                group=self.user,
                extra_groups=[] if self.user else None,
            )
        self.guard.watch(self.running.pid)

    @property
    def is_up(self) -> bool:
        """Whether its first process runs."""
        return self.running is not None and self.running.poll() is None

    def children(self) -> list[int]:
        """The processes that its first one started."""
        if self.running is None:
            return []
        found = Path(f"/proc/{self.running.pid}/task/{self.running.pid}/children")
        return [int(number) for number in found.read_text(encoding="ascii").split()] if found.exists() else []

    def kill(self) -> None:
        """SIGKILL for all of it at once."""
        if self.running is not None:
            signal_group(self.running.pid, signal.SIGKILL)
            self._bury()

    def kill_first(self) -> None:
        """SIGKILL for the first process alone; what it started is killed only when it has had time to see that."""
        if self.running is not None:
            os.kill(self.running.pid, signal.SIGKILL)
            self.running.wait()
            wait_until(lambda: not signal_group(self._number(), 0), seconds=3, or_else=None)
            signal_group(self.running.pid, signal.SIGKILL)
            self._bury()

    def end(self, number: int, *, seconds: float) -> None:
        """Ask the first process to end by a signal, and kill what is left after so many seconds."""
        if self.running is None:
            return
        if self.is_up:
            os.kill(self.running.pid, number)
            wait_until(lambda: not self.is_up, seconds=seconds, or_else=None)
        self.kill()

    def read_last_words(self) -> str:
        """The end of its log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines() if self.log.exists() else []
        return "\n".join(lines[-LAST_WORDS:])

    def _number(self) -> int:
        return self.running.pid if self.running else 0

    def _bury(self) -> None:
        if self.running is not None:
            self.running.wait()
            self.guard.forget(self.running.pid)
            self.running = None


def wait_until(condition: Callable[[], object], *, seconds: float, or_else: str | None, tick: float = TICK) -> bool:
    """Ask again and again until it is so; raises HarnessError with ``or_else``, or returns false where that is None."""
    ends_at = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends_at:
            if or_else is None:
                return False
            raise HarnessError(or_else)
        time.sleep(tick)
    return True
