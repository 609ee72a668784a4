"""The site's database, read from outside: plain SQL, past everything that is to be judged."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import psycopg

from faults.evidence import CommentRow, DecisionRow, FeedbackRow, FindingRow
from faults.wanted import PREFIX

_OURS = f"c.idempotency_key LIKE 'given:{PREFIX}%'"
_COMMENT = "afterword_engagement_comment c"

_UNJUSTIFIED = f"""
SELECT c.id FROM {_COMMENT}
WHERE c.visibility = 'published' AND {_OURS}
AND NOT EXISTS (SELECT 1 FROM afterword_moderation_finding f
                WHERE f.comment_id = c.id AND f.check_name = 'akismet' AND f.verdict = 'ham' AND NOT f.provisional)
AND NOT EXISTS (SELECT 1 FROM afterword_moderation_decision d WHERE d.comment_id = c.id AND d.actor = 'moderator')
"""  # noqa: S608  constants of this module


_DUE = f"SELECT count(*) FROM {_COMMENT} WHERE c.next_attempt_at IS NOT NULL AND c.cleared_at IS NULL"  # noqa: S608


class Store(Protocol):
    """Either database."""

    def read(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of one query, as they are at one moment; raises StoreAwayError."""


class StoreAwayError(Exception):
    """The database cannot be read now."""


class PostgreSQLStore:
    """PostgreSQL, at an address."""

    def __init__(self, url: str) -> None:
        """Take the address."""
        self._url = url.replace("postgres://", "postgresql://", 1)

    def read(self, query: str) -> list[tuple[Any, ...]]:
        """Connect anew each time: the server may have been restarted."""
        try:
            with psycopg.connect(self._url, connect_timeout=3, autocommit=True) as connection:
                return connection.execute(query.encode()).fetchall()
        except psycopg.Error as error:
            raise StoreAwayError(str(error)) from None


class SQLiteStore:
    """SQLite, in a file."""

    def __init__(self, path: Path) -> None:
        """Take the file."""
        self.path = path

    def read(self, query: str) -> list[tuple[Any, ...]]:
        """Read only, beside whoever writes."""
        try:
            with closing(sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, timeout=5)) as connection:
                return connection.execute(query).fetchall()
        except sqlite3.Error as error:
            raise StoreAwayError(str(error)) from None


def read_unjustified(store: Store) -> list[int]:
    """The comments that are public without a verdict for it and without any moderator's decision."""
    return [int(pk) for (pk,) in store.read(_UNJUSTIFIED)]


def read_visibilities(store: Store) -> dict[str, tuple[int, str, int]]:
    """Number, visibility and revision of each comment, by key."""
    rows = store.read(f"SELECT c.idempotency_key, c.id, c.visibility, c.revision FROM {_COMMENT} WHERE {_OURS}")  # noqa: S608
    return {_key(key): (pk, visibility, revision) for key, pk, visibility, revision in rows}


def count_unfinished(store: Store) -> tuple[int, int]:
    """How many comments wait for a check, and how many reports to be sent."""
    comments = store.read(_DUE)
    reports = store.read("SELECT count(*) FROM afterword_moderation_feedback WHERE state = 'queued'")
    return int(comments[0][0]), int(reports[0][0])


def read_comments(store: Store) -> Sequence[CommentRow]:
    """Every comment of ours."""
    rows = store.read(
        "SELECT c.id, c.idempotency_key, c.visibility, c.published_at, c.next_attempt_at IS NOT NULL "  # noqa: S608
        f"FROM {_COMMENT} WHERE {_OURS}"
    )
    return [
        CommentRow(pk=pk, key=_key(key), visibility=visibility, published_at=_moment(published), is_due=bool(due))
        for pk, key, visibility, published, due in rows
    ]


def read_findings(store: Store) -> Sequence[FindingRow]:
    """The spam checker's verdicts."""
    rows = store.read(
        "SELECT f.comment_id, f.verdict, f.at FROM afterword_moderation_finding f "
        "WHERE f.check_name = 'akismet' AND f.verdict <> 'error' AND NOT f.provisional ORDER BY f.id"
    )
    return [FindingRow(comment=comment, verdict=verdict, at=_moment(at) or 0.0) for comment, verdict, at in rows]


def read_decisions(store: Store) -> Sequence[DecisionRow]:
    """The decisions on comments of ours."""
    rows = store.read(
        "SELECT d.id, d.comment_id, d.actor, d.action, d.at "  # noqa: S608
        f"FROM afterword_moderation_decision d JOIN {_COMMENT} ON c.id = d.comment_id WHERE {_OURS}"
    )
    return [
        DecisionRow(pk=pk, comment=comment, actor=actor, action=action, at=_moment(at) or 0.0)
        for pk, comment, actor, action, at in rows
    ]


def read_feedback(store: Store) -> Sequence[FeedbackRow]:
    """The reports to the spam checker."""
    rows = store.read("SELECT comment_id, kind, state, attempts FROM afterword_moderation_feedback")
    return [
        FeedbackRow(comment=comment, kind=kind, state=state, attempts=attempts)
        for comment, kind, state, attempts in rows
    ]


def read_queues(store: Store) -> dict[int, str]:
    """Where each comment's case stands."""
    return dict(store.read("SELECT comment_id, queue FROM afterword_moderation_case"))


def _key(stored: str) -> str:
    return stored.removeprefix("given:")


def _moment(stored: datetime | str | None) -> float | None:
    if isinstance(stored, str):
        return datetime.fromisoformat(stored).replace(tzinfo=UTC).timestamp()
    return stored.timestamp() if stored else None
