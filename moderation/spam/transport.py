"""An httpx transport that lets a client with fixed ideas talk to another address, say more, and hear more."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx

LONGEST_ANSWER = 1_048_576
"""Bytes. A verdict has five; a report about a key's sites has a few hundred thousand."""

_REPLACED_HEADERS = frozenset({b"host", b"content-length", b"accept-encoding"})


@dataclass(slots=True)
class Exchange:
    """What one call says beside the client's own words, and what it hears beside the client's own answer."""

    fields: Sequence[tuple[str, str]] = field(default=(), repr=False)
    """Form fields to add; a name may stand several times."""

    begun: bool = False
    """Whether an answer began to arrive."""

    status: int | None = None
    """The HTTP status of an answer that arrived whole; None while there is none."""

    headers: httpx.Headers = field(default_factory=httpx.Headers, repr=False)
    """The answer's headers."""


_current: ContextVar[Exchange | None] = ContextVar("moderation_spam_exchange", default=None)


@contextmanager
def exchanging(current: Exchange) -> Iterator[None]:
    """Make it the exchange of the calls that this thread makes in this block."""
    token = _current.set(current)
    try:
        yield
    finally:
        _current.reset(token)


class ReroutingTransport(httpx.BaseTransport):
    """Sends every request to one base URL, with the exchange's fields added to a form.

    The whole answer must arrive within a deadline, because httpx's own read time-out starts anew with every byte. It
    may not be longer than a megabyte as it arrives, so that none is asked to be compressed.
    """

    def __init__(self, base_url: str, *, deadline: float, inner: httpx.BaseTransport | None = None) -> None:
        """Take the base URL, whose path goes before the request's, and the deadline in seconds."""
        self._base = httpx.URL(base_url)
        self._deadline = deadline
        self._inner = inner or httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request on its changed way; raises httpx's own errors."""
        current = _current.get() or Exchange()
        ends_at = time.monotonic() + self._deadline
        response = self._inner.handle_request(self._rewrite(request, current))
        current.begun = True
        try:
            content = _read(response, ends_at)
        finally:
            response.close()
        current.status = response.status_code
        current.headers = response.headers
        return httpx.Response(
            response.status_code, headers=response.headers, content=content, extensions=response.extensions
        )

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()

    def _rewrite(self, request: httpx.Request, current: Exchange) -> httpx.Request:
        body = request.read()
        if current.fields:
            body = b"&".join(part for part in (body, urlencode(current.fields).encode()) if part)
        url = self._base.copy_with(raw_path=self._base.raw_path.rstrip(b"/") + request.url.raw_path)
        headers = [item for item in request.headers.raw if item[0].lower() not in _REPLACED_HEADERS]
        headers.append((b"Accept-Encoding", b"identity"))
        return httpx.Request(request.method, url, headers=headers, content=body, extensions=request.extensions)


def _read(response: httpx.Response, ends_at: float) -> bytes:
    chunks: list[bytes] = []
    length = 0
    for chunk in response.iter_raw():
        length += len(chunk)
        if length > LONGEST_ANSWER:
            raise httpx.RemoteProtocolError("The answer is too long.")
        if time.monotonic() > ends_at:
            raise httpx.ReadTimeout("The answer did not arrive whole in time.")
        chunks.append(chunk)
    return b"".join(chunks)
