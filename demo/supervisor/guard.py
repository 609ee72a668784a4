"""Ends the demo's processes when their supervisor is gone, however it went.

Run as a program, it reads process groups from its standard input, ``+123`` for one more and ``-123`` for one less, and
ends those that are left when the input ends: the operating system closes it also for a supervisor that was killed. The
supervisor's lock is inherited, so that nobody starts anew before the last process is gone. A death signal (prctl) would
reach children and not theirs, and on Linux alone.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from types import TracebackType
from typing import Self

GRACE_SECONDS = 3.0


class Guard:
    """The supervisor's end of it."""

    def __init__(self, *, lock: int) -> None:
        """Start the guard; ``lock`` is the file descriptor that it is to keep open."""
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=(lock,),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Let the guard end what is left, and wait for it."""
        self._process.communicate()

    def watch(self, group: int) -> None:
        """End this process group, too."""
        self._say(f"+{group}\n")

    def forget(self, group: int) -> None:
        """Leave this process group alone: it is gone, and its number may be somebody else's soon."""
        self._say(f"-{group}\n")

    def _say(self, line: str) -> None:
        if self._process.stdin is None:
            return
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(line.encode())
            self._process.stdin.flush()


def end_groups(groups: set[int], *, grace: float) -> None:
    """Ask every group to end, and kill what has not after ``grace`` seconds."""
    for group in groups:
        signal_group(group, signal.SIGTERM)
    ends_at = time.monotonic() + grace
    while time.monotonic() < ends_at and any(signal_group(group, 0) for group in groups):
        time.sleep(0.05)
    for group in groups:
        signal_group(group, signal.SIGKILL)


def signal_group(group: int, number: int) -> bool:
    """Send a signal to a process group; False where nobody is left in it."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def main() -> None:
    """Read until the supervisor closes the pipe or dies."""
    groups: set[int] = set()
    for line in sys.stdin:
        number = int(line[1:])
        if line.startswith("+"):
            groups.add(number)
        else:
            groups.discard(number)
    end_groups(groups, grace=GRACE_SECONDS)


if __name__ == "__main__":
    main()
