"""What was rendered lately, kept in the memory of the process under a name that says all it depends on.

Nothing is ever told to forget: what has changed has another name, and what nobody asks for makes room. So a cache's
server can be neither down nor behind.
"""

import time
from collections import OrderedDict
from threading import Lock
from typing import Generic, TypeVar

from engagement.conf import get_settings

_Rendered = TypeVar("_Rendered", str, bytes)

_MEGABYTE = 1_000_000
SHARED_SECONDS = 10
"""How long a CDN may answer without asking, and a process without looking anew: a rush costs one rendering, and a new
comment shows within seconds.
"""

_OVERHEAD = 200
"""Bytes that an entry costs besides what it holds, roughly."""


class Kept(Generic[_Rendered]):
    """Renderings of one kind, ``KEPT_MEGABYTES`` of them at most."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._entries: OrderedDict[str, tuple[float | None, _Rendered]] = OrderedDict()
        self._size = 0

    def recall(self, name: str) -> _Rendered | None:
        """What is kept under that name; none where nothing is, or its time is over."""
        with self._lock:
            until, rendered = self._entries.get(name, (None, None))
            if rendered is None or (until is not None and until < time.monotonic()):
                return None
            self._entries.move_to_end(name)
            return rendered

    def keep(self, name: str, rendered: _Rendered, *, seconds: float | None = None) -> None:
        """Keep it under that name, for so long where told; what was not asked for longest makes room."""
        limit = get_settings().kept_megabytes * _MEGABYTE
        with self._lock:
            self._drop(name)
            self._entries[name] = (None if seconds is None else time.monotonic() + seconds, rendered)
            self._size += len(rendered) + _OVERHEAD
            while self._size > limit:
                self._drop(next(iter(self._entries)))

    def forget(self) -> None:
        """Keep nothing any more."""
        with self._lock:
            self._entries.clear()
            self._size = 0

    def _drop(self, name: str) -> None:
        _until, rendered = self._entries.pop(name, (None, None))
        if rendered is not None:
            self._size -= len(rendered) + _OVERHEAD


BRANCHES: Kept[str] = Kept()
"""Comments with their replies."""

SECTIONS: Kept[str] = Kept()
"""Whole sections, as they stand under articles."""

PAGES: Kept[bytes] = Kept()
"""Whole answers."""

VERSIONS: Kept[str] = Kept()
"""What open pages are told that look for new comments."""
