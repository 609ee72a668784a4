"""What a process counts in its memory: sums that wait to be written, and how much each address told lately. Bounded."""

import hashlib
import os
import threading
import time
from collections.abc import Iterable, Mapping

from engagement.services.tallies import Tally

MOST_COUNTS = 20_000
"""How many sums wait at most: some 4 MB, and as many prompts in use at once as no site has."""

MOST_ADDRESSES = 50_000
"""How many addresses are told apart in one window; more than these tell nothing until the next."""


class Counts:
    """Sums by wording, day and kind. Any thread may add, one at a time takes them away to be written."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[Tally, int] = {}
        self._events = 0

    @property
    def events(self) -> int:
        """How many events wait, those that are just being written among them."""
        return self._events

    def add(self, counts: Mapping[Tally, int]) -> int:
        """Count events, or put back what could not be written; gives how many there was no room for."""
        left_out = 0
        with self._lock:
            for key, number in counts.items():
                if key in self._counts or len(self._counts) < MOST_COUNTS:
                    self._counts[key] = self._counts.get(key, 0) + number
                    self._events += number
                else:
                    left_out += number
        return left_out

    def take(self) -> dict[Tally, int]:
        """All that waits and is not being written yet."""
        with self._lock:
            counts, self._counts = self._counts, {}
        return counts

    def let_go(self, counts: Mapping[Tally, int]) -> None:
        """Of what was taken, nothing waits any more."""
        with self._lock:
            self._events -= sum(counts.values())


class Addresses:
    """How many events each address told of in the current window.

    What is kept of an address is a hash under a key that this process made up, in memory alone, and no longer than
    until the first event of the next window.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key = os.urandom(16)
        self._windows: dict[int, tuple[int, dict[bytes, int]]] = {}

    def let_in(self, sender: str, number: int, limits: Iterable[tuple[int, int]]) -> bool:
        """Count so many events of a sender; false, and nothing counted, where they would pass a limit."""
        name = hashlib.blake2b(sender.encode(), key=self._key, digest_size=8).digest()
        now = int(time.monotonic())
        with self._lock:
            told = [(self._window(seconds, now), limit) for limit, seconds in limits]
            if any(window.get(name, 0) + number > limit for window, limit in told):
                return False
            if any(name not in window and len(window) >= MOST_ADDRESSES for window, _limit in told):
                return False
            for window, _limit in told:
                window[name] = window.get(name, 0) + number
        return True

    def _window(self, seconds: int, now: int) -> dict[bytes, int]:
        number, counts = self._windows.get(seconds, (-1, {}))
        if number != now // seconds:
            number, counts = now // seconds, {}
            self._windows[seconds] = number, counts
        return counts
