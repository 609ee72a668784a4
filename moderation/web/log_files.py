"""The log as files: one line an entry, written as it is read.

A long log needs no more memory than a short one.
"""

import csv
import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any

from moderation.queries.log import LogLine
from moderation.web.csvs import guard_cell

COLUMNS = (
    "at",
    "who",
    "kind",
    "action",
    "key",
    "before",
    "after",
    "reason",
    "note",
    "message",
    "section",
    "discussion",
    "title",
    "comment",
    "id",
    "undoes",
)
"""Codes and keys as they are stored, the same in every language. ``id`` is unique among decisions, and the rest."""


class _Echo:
    """What the csv module takes for a file: it gives back what would be written."""

    def write(self, text: str) -> str:
        return text


def write_csv(lines: Iterable[LogLine]) -> Iterator[str]:
    """Comma-separated values with a head; no cell is a formula to a spreadsheet."""
    writer = csv.writer(_Echo())
    yield writer.writerow(COLUMNS)
    for line in lines:
        yield writer.writerow([guard_cell(_flatten(value)) for value in _values(line).values()])


def write_json_lines(lines: Iterable[LogLine]) -> Iterator[str]:
    """One JSON object a line."""
    for line in lines:
        yield json.dumps(_values(line), ensure_ascii=False) + "\n"


def _values(line: LogLine) -> dict[str, Any]:
    values = (
        line.at.astimezone(dt.UTC).isoformat(),
        line.user_name,
        line.kind.value,
        line.action,
        line.key,
        line.before,
        line.after,
        line.reason,
        line.note,
        line.message,
        line.section,
        line.discussion_key,
        line.article_title,
        line.comment_id,
        line.row.pk,
        line.undoes,
    )
    return dict(zip(COLUMNS, values, strict=True))


def _flatten(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
