"""What the stand-in sends back, as data: the tables of triggers and modes are made of these."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Self

HeaderValue = str | Callable[[], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """One answer, or what changes an answer that the endpoint has yet to give."""

    body: str | None = None
    """The text, sent without a newline at its end; None: whatever the endpoint says by itself."""

    status: int = 200
    """HTTP status. Akismet answers 200 even to a wrong key."""

    headers: Mapping[str, HeaderValue] = field(default_factory=dict)
    """Headers beside those that every answer has; a callable is asked when the answer is sent."""

    content_type: str = "text/plain; charset=utf-8"
    """The body's media type."""

    delay: float = 0.0
    """Seconds from the whole request to the first byte."""

    pace: float = 0.0
    """Seconds to wait before each byte of the body; 0 sends it in one piece."""

    missing: int = 0
    """How many bytes of the announced body are never sent; the connection is closed instead."""

    hang_up: bool = False
    """Whether the connection is closed without any answer."""

    def over(self, other: Self) -> Self:
        """Lay this reply over another: its own body, or the other's; the headers of both; the longer delay."""
        if self.body is not None:
            return replace(self, headers={**other.headers, **self.headers})
        return replace(
            self,
            body=other.body,
            status=other.status,
            headers={**other.headers, **self.headers},
            content_type=other.content_type,
            delay=max(self.delay, other.delay),
            pace=max(self.pace, other.pace),
            missing=max(self.missing, other.missing),
            hang_up=self.hang_up or other.hang_up,
        )


def http_date_in(seconds: int) -> Callable[[], str]:
    """Give a header value that reads as the moment so many seconds after it is asked (RFC 9110, 5.6.7)."""
    return lambda: format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
