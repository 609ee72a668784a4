"""Keyset cursors of the queues: where a page ended, as what it was sorted by and the id that breaks ties."""

import base64
import binascii
import datetime as dt
import json

from engagement.api import BadCursor
from moderation.queries.orders import Key


def encode_cursor(scope: str, key: Key, pk: int) -> str:
    """An opaque, URL-safe text for the last row of a page; ``scope`` names the queue and its order."""
    written = key if isinstance(key, int) else key.isoformat()
    return base64.urlsafe_b64encode(json.dumps([scope, written, pk]).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, scope: str, kind: type[Key]) -> tuple[Key, int]:
    """The key and the id of a cursor made for that scope, the key of that kind; BadCursor for anything else."""
    message = "not a cursor of this queue"
    try:
        made_for, written, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        key = _read_number(written) if kind is int else _read_moment(written)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise BadCursor(message) from None
    if made_for != scope or type(pk) is not int or not 0 <= pk < 2**63:
        raise BadCursor(message)
    return key, pk


def _read_number(written: object) -> int:
    if type(written) is not int or not -(2**63) <= written < 2**63:
        raise ValueError(written)
    return written


def _read_moment(written: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(written)
    if moment.tzinfo is None:
        raise ValueError(written)
    return moment
