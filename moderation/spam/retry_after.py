"""Reads waiting times as HTTP and Akismet write them."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_MOST_DIGITS = 9


def parse_seconds(text: str) -> float | None:
    """Read a number of seconds: digits alone, as RFC 9110 has it; None for anything else, and for centuries."""
    text = text.strip()
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
        return float(text)
    return None


def parse_retry_after(text: str, *, now: datetime) -> float | None:
    """Read a Retry-After header in either form, seconds or a date (RFC 9110, 10.2.3).

    Returns the seconds to wait from ``now``, at least 0, or None where the header is absent or says nothing.
    """
    seconds = parse_seconds(text)
    if seconds is not None:
        return seconds
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
