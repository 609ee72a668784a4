"""The stand-in inside another process, for tests: on a free port, with its log at hand."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.akismet_standin.journal import Entry
from demo.akismet_standin.reports import MONTHLY_LIMIT
from demo.akismet_standin.server import StandInServer

KEY = "standinkey01"
"""The key of a stand-in that was given no other."""


class StandIn:
    """A running stand-in as its tests see it."""

    def __init__(self, server: StandInServer, *, key: str) -> None:
        self._server = server
        self.key = key
        self.url = server.url

    def requests(self, path: str = "") -> list[Entry]:
        """Return what was asked, oldest first; with a path such as ``/1.1/submit-spam``, only there."""
        return [entry for entry in self._server.journal.entries() if path in {"", entry.path}]

    def checks(self) -> list[Entry]:
        """Return the requests to comment-check, oldest first."""
        return self.requests("/1.1/comment-check")

    def clear(self) -> None:
        """Forget what was asked."""
        self._server.journal.clear()

    def set_mode(self, name: str, seconds: float | None = None) -> None:
        """Behave so from now on, as a row of ``modes.py`` says: normal, down, slow, 429 and so on."""
        self._server.service.set_mode(name, seconds)


@contextmanager
def running_standin(
    *, key: str = KEY, port: int = 0, state: Path | None = None, limit: int | None = MONTHLY_LIMIT
) -> Iterator[StandIn]:
    """Run a stand-in on loopback until the block ends; port 0 takes a free one."""
    server = StandInServer("127.0.0.1", port, key=key, state=state, limit=limit)
    server.start()
    try:
        yield StandIn(server, key=key)
    finally:
        server.stop()
