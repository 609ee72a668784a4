"""The stand-in's HTTP: sockets, limits and the control endpoints."""

import itertools
import json
import socket
import socketserver
import sys
import threading
import time
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from demo.akismet_standin.calls import Call, parse_fields
from demo.akismet_standin.journal import Entry, Journal
from demo.akismet_standin.ledger import Ledger
from demo.akismet_standin.modes import UnknownModeError
from demo.akismet_standin.replies import Reply
from demo.akismet_standin.reports import MONTHLY_LIMIT
from demo.akismet_standin.service import Service

LONGEST_BODY = 1_048_576
IDLE_SECONDS = 60
CONTROL = frozenset({"/__log", "/__mode"})


class StandInServer(socketserver.ThreadingTCPServer):
    """A thread for each connection. Not HTTPServer, which asks the name service for its own host's name."""

    allow_reuse_address = True
    request_queue_size = 128

    def __init__(
        self, host: str, port: int, *, key: str, state: Path | None = None, limit: int | None = MONTHLY_LIMIT
    ) -> None:
        """Read the state and listen; raises OSError when the port is taken and BrokenLedgerError."""
        self.ledger = Ledger(state)
        self.journal = Journal(key)
        self.service = Service(key=key, ledger=self.ledger, limit=limit)
        self.numbers = itertools.count(1)
        self.stopping = threading.Event()
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._loop = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.05}, name="akismet-stand-in"
        )
        super().__init__((host, port), StandInHandler)

    @property
    def url(self) -> str:
        """Where it listens, with a slash at the end."""
        host, port = self.server_address[:2]
        return f"http://{host!s}:{port}/"

    def start(self) -> None:
        """Answer calls in a thread of its own, until stopped."""
        self._loop.start()

    def stop(self) -> None:
        """Stop accepting, end every open connection and answer that is under way, and keep the counts."""
        self.stopping.set()
        self.shutdown()
        self._loop.join()
        with self._lock:
            for connection in self._connections:
                _end(connection)
        self.server_close()
        self.ledger.close()

    def opened(self, connection: socket.socket) -> None:
        """Remember a connection, so that stopping can end it."""
        with self._lock:
            self._connections.add(connection)
            if self.stopping.is_set():
                _end(connection)

    def closed(self, connection: socket.socket) -> None:
        """Forget a connection that ended by itself."""
        with self._lock:
            self._connections.discard(connection)

    def handle_error(self, request: object, client_address: object) -> None:
        """Be silent about callers that went away, as they do when they time out."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class StandInHandler(BaseHTTPRequestHandler):
    """One connection's requests."""

    server: StandInServer
    protocol_version = "HTTP/1.1"
    server_version = "AkismetStandIn"
    sys_version = ""
    timeout = IDLE_SECONDS
    disable_nagle_algorithm = True
    wbufsize = -1

    def setup(self) -> None:
        """Number the connection and make it known to the server."""
        super().setup()
        self.number = next(self.server.numbers)
        self.server.opened(self.connection)

    def finish(self) -> None:
        """Take leave of the server."""
        try:
            super().finish()
        finally:
            self.server.closed(self.connection)

    def do_GET(self) -> None:
        """Answer the protocol, or tell the log or the mode."""
        if self._path == "/__log" and self._may_control():
            self._send_log()
        elif self._path == "/__mode" and self._may_control():
            self._send_json(200, self.server.service.mode)
        elif self._path not in CONTROL:
            self._protocol()

    def do_POST(self) -> None:
        """Answer the protocol."""
        self._protocol()

    def do_DELETE(self) -> None:
        """Empty the log."""
        if self._read_body() is None:
            return
        if self._path != "/__log":
            self._send(Reply(status=404, body="Not Found"))
        elif self._may_control():
            self.server.journal.clear()
            self._send_json(200, [])

    def do_PUT(self) -> None:
        """Change the mode: ``{"mode": "slow", "seconds": 0.15}``; the seconds may be left out."""
        body = self._read_body()
        if body is None:
            return
        if self._path != "/__mode":
            self._send(Reply(status=404, body="Not Found"))
        elif self._may_control():
            try:
                wish = json.loads(body)
                self.server.service.set_mode(wish["mode"], wish.get("seconds"))
            except UnknownModeError as error:
                self._send_json(400, {"error": str(error)})
            except (ValueError, TypeError, KeyError, AttributeError):
                self._send_json(400, {"error": 'Send JSON such as {"mode": "down"}.'})
            else:
                self._send_json(200, self.server.service.mode)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Write nothing: the log has its own endpoint, and stderr no business with comments."""

    def _send_log(self) -> None:
        """Tell the log, or the part of it that the query asks for."""
        query = parse_fields(urlsplit(self.path).query)
        try:
            since, limit = (int(query.get(name, ["0"])[-1]) for name in ("since", "limit"))
        except ValueError:
            self._send_json(400, {"error": "since and limit are whole numbers."})
            return
        entries = self.server.journal.entries(since=since, limit=limit)
        spell = Entry.outline if "compact" in query else asdict
        self._send_json(200, [spell(entry) for entry in entries])

    @property
    def _path(self) -> str:
        return urlsplit(self.path).path

    def _protocol(self) -> None:
        body = self._read_body()
        if body is None:
            return
        arrived = time.monotonic()
        parts = urlsplit(self.path)
        fields = parse_fields(parts.query, body.decode("utf-8", "replace"))
        call = Call(method=self.command, path=parts.path, fields=fields)
        mode = str(self.server.service.mode["mode"])
        reply = self.server.service.answer(call)
        self.server.journal.add(
            mode=mode,
            method=call.method,
            path=call.path,
            fields=call.fields,
            user_agent=self.headers.get("User-Agent", ""),
            connection=self.number,
            status=0 if reply.hang_up else reply.status,
            body=reply.body or "",
            whole=not (reply.hang_up or reply.missing),
        )
        # Its own work is part of the time that it is to take.
        wait = reply.delay and reply.delay - (time.monotonic() - arrived)
        if self.server.stopping.wait(max(0.0, wait)) or reply.hang_up:
            self.close_connection = True
            return
        self._send(reply)

    def _read_body(self) -> bytes | None:
        """Read what was sent along, or refuse it and return None."""
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdigit():
            self.close_connection = True
            self._send(Reply(status=411, body="Length Required"))
            return None
        if int(length) > LONGEST_BODY:
            self.close_connection = True
            self._send(Reply(status=413, body="Content Too Large"))
            return None
        return self.rfile.read(int(length))

    def _may_control(self) -> bool:
        """Whether the caller sits on this machine; if not, say so to them."""
        if ip_address(self.client_address[0]).is_loopback:
            return True
        self._send(Reply(status=403, body="Only from this machine."))
        return False

    def _send_json(self, status: int, value: object) -> None:
        self._send(Reply(status=status, body=json.dumps(value), content_type="application/json"))

    def _send(self, reply: Reply) -> None:
        body = (reply.body or "").encode()
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-akismet-server", "stand-in")
        for name, value in reply.headers.items():
            self.send_header(name, value() if callable(value) else value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if reply.pace:
            self._trickle(body, reply.pace)
        else:
            self.wfile.write(body[: len(body) - reply.missing])
        if reply.missing:
            self.close_connection = True

    def _trickle(self, body: bytes, pace: float) -> None:
        for byte in body:
            self.wfile.flush()
            if self.server.stopping.wait(pace):
                self.close_connection = True
                return
            self.wfile.write(bytes([byte]))


def _end(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
