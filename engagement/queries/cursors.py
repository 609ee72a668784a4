"""Keyset cursors: where a page ended, as the value it was sorted by and the id that breaks ties."""

import base64
import binascii
import datetime as dt
import json
from typing import TypeVar

from engagement.exceptions import BadCursor

Value = TypeVar("Value", bound=dt.datetime | int)


def encode_cursor(sort: str, value: dt.datetime | int, pk: int) -> str:
    """An opaque, URL-safe text for the last row of a page."""
    plain = value.isoformat() if isinstance(value, dt.datetime) else value
    return base64.urlsafe_b64encode(json.dumps([sort, plain, pk]).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, sort: str, kind: type[Value]) -> tuple[Value, int]:
    """The value, of ``kind``, and the id of a cursor made for ``sort``; BadCursor for anything else."""
    message = "not a cursor of this order"
    try:
        made_for, value, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if isinstance(value, str):
            value = dt.datetime.fromisoformat(value)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise BadCursor(message) from None
    if made_for != sort or type(value) is not kind or type(pk) is not int or not 0 <= pk < 2**63:
        raise BadCursor(message)
    if not _fits_a_column(value):
        raise BadCursor(message)
    return value, pk


def _fits_a_column(value: dt.datetime | int) -> bool:
    if isinstance(value, int):
        return 0 <= value < 2**31
    # The outermost years would leave the calendar when a database brings them to UTC.
    return value.tzinfo is not None and dt.MINYEAR < value.year < dt.MAXYEAR
