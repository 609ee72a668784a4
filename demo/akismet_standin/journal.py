"""What was asked of late: a bounded memory for tests, in which no key ever stands."""

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

MOST_ENTRIES = 50_000
MOST_CHARACTERS = 48_000_000

_KEY_FIELDS = frozenset({"api_key", "key"})
_MASK = "[key]"
_OUTLINED = (
    "comment_author",
    "comment_author_email",
    "comment_content",
    "comment_type",
    "recheck_reason",
    "reporter",
    "comment_check_response",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One request that was received, and what was decided to answer."""

    number: int
    """Counted since the start, from 1; emptying the log does not begin anew."""

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

    whole: bool
    """Whether all of it was meant to be sent; a caller may have gone away before, which nobody can tell."""

    mode: str
    """The mode in force when the request came."""

    def outline(self) -> dict[str, str | int | bool]:
        """Tell what a caller needs to find its own requests, without the other fields."""
        told = {name: self.fields[name][-1] for name in _OUTLINED if name in self.fields}
        return {
            "number": self.number,
            "at": self.at,
            "path": self.path,
            "status": self.status,
            "body": self.body,
            "whole": self.whole,
            "mode": self.mode,
            **told,
        }


class Journal:
    """The newest requests, at most 50,000 and at most 48 million characters of them; safe for threads."""

    def __init__(self, key: str, *, most_entries: int = MOST_ENTRIES, most_characters: int = MOST_CHARACTERS) -> None:
        self._key = key
        self._most_entries = most_entries
        self._most_characters = most_characters
        self._lock = threading.Lock()
        self._entries: deque[tuple[int, Entry]] = deque()
        self._characters = 0
        self._latest = 0

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
        whole: bool = True,
        mode: str = "normal",
    ) -> None:
        """Remember a request, and forget the oldest ones where there are too many."""
        entry = Entry(
            number=0,
            at=datetime.now(UTC).isoformat(),
            method=method,
            path=self._mask(path),
            fields={self._mask(name): self._mask_values(name, values) for name, values in fields.items()},
            key=self._judge_key(fields),
            user_agent=self._mask(user_agent),
            connection=connection,
            status=status,
            body=self._mask(body),
            whole=whole,
            mode=mode,
        )
        size = _size(entry)
        with self._lock:
            self._latest += 1
            self._entries.append((size, replace(entry, number=self._latest)))
            self._characters += size
            while len(self._entries) > self._most_entries or self._characters > self._most_characters:
                self._characters -= self._entries.popleft()[0]

    def entries(self, *, since: int = 0, limit: int = 0) -> list[Entry]:
        """Return what is remembered, oldest first: what came after number ``since``, at most ``limit``; 0: all."""
        with self._lock:
            later = [entry for _, entry in self._entries if entry.number > since]
        return later[:limit] if limit > 0 else later

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
