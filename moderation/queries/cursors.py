"""Keyset cursors of the queues: where a page ended, as the time it was sorted by and the id that breaks ties."""

import base64
import binascii
import datetime as dt
import json

from engagement.api import BadCursor


def encode_cursor(queue: str, at: dt.datetime, pk: int) -> str:
    """An opaque, URL-safe text for the last row of a page."""
    return base64.urlsafe_b64encode(json.dumps([queue, at.isoformat(), pk]).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, queue: str) -> tuple[dt.datetime, int]:
    """The time and the id of a cursor made for that queue; BadCursor for anything else."""
    message = "not a cursor of this queue"
    try:
        made_for, at, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment = dt.datetime.fromisoformat(at)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise BadCursor(message) from None
    if made_for != queue or moment.tzinfo is None or type(pk) is not int or not 0 <= pk < 2**63:
        raise BadCursor(message)
    return moment, pk
