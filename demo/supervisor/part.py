"""One process of the demo, with all that it starts itself."""

import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from demo.supervisor.exceptions import PartError
from demo.supervisor.guard import Guard, signal_group

MOST_DEATHS = 5
WITHIN_SECONDS = 60.0
FIRST_PAUSE_SECONDS = 0.2
LAST_WORDS = 12


@dataclass(kw_only=True)
class Part:
    """What is started, and how it is seen to be up."""

    name: str
    """What messages call it."""

    command: Sequence[str]
    """The program and its arguments."""

    environment: Mapping[str, str] = field(repr=False)
    """Its environment variables."""

    log: Path
    """Where its output goes."""

    is_up: Callable[[], bool]
    """Whether it does its work."""

    prepare: Callable[[], None] = lambda: None
    """What has to be done before each start."""

    process: subprocess.Popen[bytes] | None = field(default=None, init=False)
    starts_at: float = field(default=0.0, init=False)
    deaths: deque[float] = field(default_factory=lambda: deque(maxlen=MOST_DEATHS), init=False)

    def start(self, guard: Guard) -> None:
        """Start it in a session of its own, which the terminal's Ctrl-C does not reach."""
        self.prepare()
        self.log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        guard.watch(self.process.pid)

    def find_death(self, guard: Guard) -> str:
        """Say how it ended, empty while it runs; clears up what it left running, and sets when it starts again.

        Raises PartError where it has died too often.
        """
        if self.process is None or self.process.poll() is None:
            return ""
        how = describe_end(self.process.returncode)
        self.clear_up(guard)
        now = time.monotonic()
        self.deaths.append(now)
        recent = sum(now - death <= WITHIN_SECONDS for death in self.deaths)
        if recent >= MOST_DEATHS:
            message = f"the {self.name} ended {recent} times within a minute, at last {how}."
            raise PartError(message, last_words=self.read_last_words())
        self.starts_at = now + FIRST_PAUSE_SECONDS * 2 ** (recent - 1)
        return how

    def ask_to_end(self) -> None:
        """Send SIGTERM to the process alone: it knows best how to end its own."""
        if self.process is not None and self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGTERM)

    def clear_up(self, guard: Guard) -> None:
        """Kill what is left of it."""
        if self.process is not None:
            signal_group(self.process.pid, signal.SIGKILL)
            self.process.wait()
            guard.forget(self.process.pid)
            self.process = None

    def read_last_words(self) -> list[str]:
        """Return the last lines of its log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line for line in lines if line.strip()][-LAST_WORDS:]


def describe_end(code: int) -> str:
    """Put a return code into words."""
    return f"by signal {-code}" if code < 0 else f"with exit code {code}"
