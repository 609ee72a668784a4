"""What was asked of late: a bounded memory for tests, in which no key ever stands."""

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

MOST_ENTRIES = 10_000
MOST_CHARACTERS = 16_000_000

_KEY_FIELDS = frozenset({"api_key", "key"})
_MASK = "[key]"


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One request that was received, and what was decided to answer."""

    at: str
    """When it was received, ISO 8601 in UTC."""

    method: str
    """GET or POST."""

    path: str
    """The path without its query."""

    fields: Mapping[str, list[str]]
    """Every field with every value; a key's value is masked, wherever it stands."""

    key: str
    """``right``, ``wrong`` or ``missing``."""

    user_agent: str
    """The caller's own User-Agent header."""

    connection: int
    """The connection's number since the start: equal numbers mean that a connection was used again."""

    status: int
    """The answer's HTTP status; 0 where the connection is closed without one."""

    body: str
    """The answer's body, as it was meant to be sent."""


class Journal:
    """The newest requests, at most 10,000 and at most 16 million characters of them; safe for threads."""

    def __init__(self, key: str, *, most_entries: int = MOST_ENTRIES, most_characters: int = MOST_CHARACTERS) -> None:
        self._key = key
        self._most_entries = most_entries
        self._most_characters = most_characters
        self._lock = threading.Lock()
        self._entries: deque[tuple[int, Entry]] = deque()
        self._characters = 0

    def add(
        self,
        *,
        method: str,
        path: str,
        fields: Mapping[str, list[str]],
        user_agent: str,
        connection: int,
        status: int,
        body: str,
    ) -> None:
        """Remember a request, and forget the oldest ones where there are too many."""
        entry = Entry(
            at=datetime.now(UTC).isoformat(),
            method=method,
            path=self._mask(path),
            fields={self._mask(name): self._mask_values(name, values) for name, values in fields.items()},
            key=self._judge_key(fields),
            user_agent=self._mask(user_agent),
            connection=connection,
            status=status,
            body=self._mask(body),
        )
        size = _size(entry)
        with self._lock:
            self._entries.append((size, entry))
            self._characters += size
            while len(self._entries) > self._most_entries or self._characters > self._most_characters:
                self._characters -= self._entries.popleft()[0]

    def entries(self) -> list[Entry]:
        """Return what is remembered, oldest first."""
        with self._lock:
            return [entry for _, entry in self._entries]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self._characters = 0

    def _judge_key(self, fields: Mapping[str, list[str]]) -> str:
        given = [value for name in _KEY_FIELDS for value in fields.get(name, [])]
        if not any(given):
            return "missing"
        return "right" if all(value == self._key for value in given) else "wrong"

    def _mask_values(self, name: str, values: list[str]) -> list[str]:
        if name in _KEY_FIELDS:
            return [_MASK] * len(values)
        return [self._mask(value) for value in values]

    def _mask(self, text: str) -> str:
        return text.replace(self._key, _MASK)


def _size(entry: Entry) -> int:
    fields = sum(len(name) + sum(map(len, values)) for name, values in entry.fields.items())
    return fields + len(entry.path) + len(entry.user_agent) + len(entry.body)
