"""What the tests of webhooks share: a publisher's server on loopback, and endpoints that lead to it."""

import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from engagement import events
from engagement.models import WebhookEndpoint
from engagement.services.webhook_endpoints import EndpointWish, create_endpoint

ON = {"WEBHOOKS": True, "WEBHOOK_HTTP": True, "WEBHOOK_NETWORKS": ["127.0.0.0/8", "::1/128"]}


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((dict(self.headers), body))
        if self.server.seconds:
            time.sleep(self.server.seconds)
        if self.server.drips:
            self._drip()
            return
        self.send_response(self.server.status)
        for name, value in self.server.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(self.server.answer)))
        self.end_headers()
        self.wfile.write(self.server.answer)

    def _drip(self):
        try:
            for byte in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 1000:
                self.connection.send(bytes([byte]))
                time.sleep(0.1)
        except OSError:
            self.close_connection = True

    def log_message(self, *_args):
        """Nothing."""


class Receiver(ThreadingHTTPServer):
    """Takes what is posted, and answers as it is told."""

    daemon_threads = True
    block_on_close = False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.taken, self.status, self.headers, self.answer = [], 204, {}, b""
        self.seconds, self.drips = 0, False

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/hook?from=afterword"

    @property
    def events(self):
        """What was posted, as objects."""
        return [json.loads(body) for _headers, body in self.taken]

    @property
    def kinds(self):
        return [event["event"] for event in self.events]

    def handle_error(self, request, client_address):
        """A client that leaves is no fault of the test's."""


@contextmanager
def receiving():
    """A server that runs."""
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()


def endpoint_to(url, **wish):
    """An active endpoint that wants all that there is."""
    wish = {"name": "Archive", "events": list(events.registered()), "active": True, **wish}
    return create_endpoint(wish=EndpointWish(url=url, **wish))


def forget_waiting():
    """As if the times that were waited for had come."""
    WebhookEndpoint.objects.update(quiet_until=None)
