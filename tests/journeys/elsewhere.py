"""Another publisher's static page, under a policy that lets it do the least that the embed needs."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

POLICY = "default-src 'none'; script-src {site}; connect-src {site}; form-action {site}; style-src 'self'"
STYLE = """
:root{color-scheme:light dark;--aw-accent:#7a1f5c}
@media (prefers-color-scheme:dark){:root{--aw-accent:#f0a6d2}}
body{font:1.0625rem/1.6 Georgia,serif;max-inline-size:44rem;margin:0 auto;padding:1rem;background:Canvas}
body{color:CanvasText}
afterword-discussion:not([loaded]){display:block;min-block-size:60rem}
afterword-discussion::part(question){color:#7a1f5c;font-style:italic}
@media (prefers-color-scheme:dark){afterword-discussion::part(question){color:#f0a6d2}}
afterword-count{display:inline-block;min-inline-size:4ch}
.tall{block-size:3000px}
"""
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>The quay</title>
<link rel="stylesheet" href="/style.css">
<script type="module" src="{site}/discussions/embed.js"></script>
<script type="module" src="{site}/discussions/embed-count.js"></script></head>
<body><main><h1>The quay</h1>
<p>An article: <afterword-count key="{key}">?</afterword-count> comments,
<afterword-count key="no.such">none</afterword-count></p>
{space}<afterword-discussion key="{key}"{more}>
<a href="{site}/discussions/d/{key}/">Read the discussion</a>
</afterword-discussion>
</main><footer><p>What follows the discussion.</p></footer></body></html>"""

_SCRIPT = re.compile("<script.*</script>")


class _Quiet(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_what: object) -> None:
        pass

    def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        # A browser that has left the page listens no more.
        with suppress(ConnectionError):
            self.wfile.write(body)


@contextmanager
def static_site(listener: socket.socket, site: str, key: str, more: str = "") -> Iterator[str]:
    """A page at ``/`` with the discussion in sight, one at ``/far`` with it far below; ``?without``: no script.

    It is read as ``localhost``, the origin that the demo lets in, and as ``127.0.0.1``, which is another one. ``more``
    are further attributes of the element.
    """

    class Handler(_Quiet):
        def do_GET(self) -> None:
            if self.path == "/style.css":
                self.answer(200, {"Content-Type": "text/css"}, STYLE.encode())
                return
            space = '<div class="tall"></div>' if self.path.startswith("/far") else ""
            page = PAGE.format(site=site, key=key, space=space, more=more)
            if self.path.endswith("?without"):
                page = _SCRIPT.sub("", page)
            headers = {"Content-Type": "text/html", "Content-Security-Policy": POLICY.format(site=site)}
            self.answer(200, headers, page.encode())

    server = ThreadingHTTPServer(listener.getsockname(), Handler, bind_and_activate=False)
    server.socket.close()
    server.socket = listener.dup()
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{listener.getsockname()[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
