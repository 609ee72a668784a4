"""How far a long command has come: a bar on a terminal, a line now and then elsewhere."""

import time

from django.core.management.base import OutputWrapper

_WIDTH = 30
_SECONDS_BETWEEN_BARS = 0.1
_SECONDS_BETWEEN_LINES = 10.0


class Progress:
    """Shows how many of ``total`` are done."""

    def __init__(self, stream: OutputWrapper, *, total: int, what: str) -> None:
        """Take where to write and the words before the numbers."""
        self._stream = stream
        self._total = total
        self._what = what
        self._is_bar = stream.isatty()
        self._shown_at = float("-inf")
        self._shown = -1

    def show(self, done: int) -> None:
        """Show how many are done, unless something was shown a moment ago."""
        pause = _SECONDS_BETWEEN_BARS if self._is_bar else _SECONDS_BETWEEN_LINES
        if time.monotonic() - self._shown_at >= pause:
            self._write(done)

    def finish(self, done: int) -> None:
        """Show how many were done at last, and leave the line."""
        if done != self._shown:
            self._write(done)
        if self._is_bar:
            self._stream.write("\n", ending="")

    def _write(self, done: int) -> None:
        self._shown_at, self._shown = time.monotonic(), done
        numbers = f"{done:,} of {self._total:,}"
        if self._is_bar:
            filled = _WIDTH * done // self._total if self._total else _WIDTH
            self._stream.write(f"\r{self._what} [{'#' * filled}{'.' * (_WIDTH - filled)}] {numbers}", ending="")
        else:
            self._stream.write(f"{self._what}: {numbers}")
        self._stream.flush()
