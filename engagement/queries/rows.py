"""Comments as plain rows: what a page is made of is read for every reader, and made into objects only where it must be.

A row holds every column that a page or the API may show, so whatever names a rendering by its rows (see
``engagement.pages.branches``) names all that it depends on.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from engagement.models import Comment

Row = tuple[Any, ...]
"""The values of ``COLUMNS``, and behind them what the query annotated."""

_UNSEEN = frozenset(
    {
        "attempts",
        "author_email",
        "body",
        "child_count",
        "cleared_at",
        "idempotency_key",
        "leased_until",
        "next_attempt_at",
        "wording_id",
    }
)
"""What no reader sees; whatever else is added to the model counts as seen."""

COLUMNS = tuple(field.attname for field in Comment._meta.concrete_fields if field.attname not in _UNSEEN)

_AT = {name: place for place, name in enumerate(COLUMNS)}


def read_rows(comments: QuerySet[Comment], *annotations: str) -> list[Row]:
    """The rows that a query finds."""
    return list(comments.values_list(*COLUMNS, *annotations))


def value(row: Row, column: str) -> Any:
    """One column of a row."""
    return row[_AT[column]]


def make_comments(rows: Iterable[Row], using: str) -> list[Comment]:
    """The comments of rows read from the database ``using``; the columns that no reader sees are asked for when they
    are missed.
    """
    width = len(COLUMNS)
    return [Comment.from_db(using, COLUMNS, row[:width]) for row in rows]
