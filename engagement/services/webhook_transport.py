"""One POST to an endpoint: to an address that was looked at, in bounded time and length, never redirected."""

import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import httpcore
import httpx

from engagement.exceptions import NotDelivered
from engagement.services.webhook_addresses import find_addresses

LONGEST_ANSWER = 4096
"""Bytes that are read of an answer; the rest is left."""

TIMEOUT = "timeout"
TLS = "tls"
CONNECTION = "connection"
ANSWER = "answer"

_VERIFIED = httpx.create_ssl_context()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an endpoint answered."""

    status: int
    beginning: bytes

    @property
    def is_good(self) -> bool:
        """Whether it took what it was sent. That it moved is no such answer."""
        return 200 <= self.status < 300


def post(*, url: str, content: bytes, headers: Mapping[bytes | str, bytes | str], seconds: float) -> Answer:
    """Send it, and hear what is answered within so many seconds; raises NotDelivered.

    No proxy is used and no setting of the environment but ``SSL_CERT_FILE`` and ``SSL_CERT_DIR``.
    """
    deadline = _Deadline(seconds)
    try:
        with (
            httpcore.ConnectionPool(ssl_context=_VERIFIED, network_backend=_LookingBackend(deadline)) as pool,
            pool.stream("POST", _parse(url), headers=headers, content=content) as response,
        ):
            return Answer(status=response.status, beginning=_read(response.iter_stream()))
    except httpcore.TimeoutException:
        raise NotDelivered(TIMEOUT) from None
    except (httpcore.ConnectError, httpcore.NetworkError) as error:
        raise NotDelivered(TLS if _is_of_tls(error) else CONNECTION) from None
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol, httpx.InvalidURL):
        raise NotDelivered(ANSWER) from None


def _parse(url: str) -> httpcore.URL:
    """With httpx, which writes names in other letters as the network knows them."""
    parsed = httpx.URL(url)
    return httpcore.URL(
        scheme=parsed.raw_scheme, host=parsed.raw_host, port=parsed.port, target=parsed.raw_path or b"/"
    )


def _read(chunks: Iterable[bytes]) -> bytes:
    beginning = b""
    for chunk in chunks:
        beginning += chunk
        if len(beginning) >= LONGEST_ANSWER:
            break
    return beginning[:LONGEST_ANSWER]


def _is_of_tls(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error is not None


class _Deadline:
    """When all must be over: a time-out for each read would begin anew with every byte."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds that are left; raises where none is."""
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout
        return left


class _LookingBackend(httpcore.NetworkBackend):
    """Connects to addresses that were looked at, never to a name that is looked up once more."""

    def __init__(self, deadline: _Deadline) -> None:
        self._deadline = deadline
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers."""
        addresses = find_addresses(host, port)
        for place, address in enumerate(addresses, 1):
            # The time that is left is shared, so that one address that says nothing leaves some to the next.
            patience = self._deadline.left() / (len(addresses) - place + 1)
            try:
                stream = self._inner.connect_tcp(
                    address, port, timeout=patience, local_address=local_address, socket_options=socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if place == len(addresses):
                    raise
            else:
                return _TimedStream(stream, self._deadline)
        raise httpcore.ConnectError


class _TimedStream(httpcore.NetworkStream):
    """A connection that ends with the deadline, however slowly bytes come."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: _Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        return self._inner.read(max_bytes, timeout=self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        self._inner.write(buffer, timeout=self._deadline.left())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        stream = self._inner.start_tls(ssl_context, server_hostname=server_hostname, timeout=self._deadline.left())
        return _TimedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
