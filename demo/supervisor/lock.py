"""One demo a state directory. The operating system holds the lock: a demo that was killed leaves none behind."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.supervisor.exceptions import DemoError
from demo.supervisor.guard import GRACE_SECONDS

TRY_SECONDS = 0.1


@contextmanager
def hold_lock(var: Path) -> Iterator[int]:
    """Keep the state directory to this process; gives the lock's descriptor. Raises DemoError where another has it."""
    path = var / "run" / "lock"
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise DemoError(f"{var} cannot be written: {error.strerror}.") from None
    try:
        _take(descriptor, var)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def _take(descriptor: int, var: Path) -> None:
    """Take the lock. While its owner is dead, its guard holds it, and is about to end what the owner left running."""
    gives_up_at = time.monotonic() + GRACE_SECONDS + 2
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
            if _runs(owner) or time.monotonic() > gives_up_at:
                message = (
                    f"another demo (process {owner}) runs on {var}; stop it, or set AFTERWORD_VAR to another place."
                )
                raise DemoError(message) from None
            time.sleep(TRY_SECONDS)


def _runs(owner: str) -> bool:
    try:
        os.kill(int(owner), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
