import shutil
import socketserver
import ssl
import subprocess
import threading
from contextlib import contextmanager

import httpx
import pytest

from moderation.exceptions import SpamCheckUnavailable
from moderation.spam.akismet import AkismetChecker
from moderation.spam.transport import LONGEST_ANSWER, Exchange, ReroutingTransport, exchanging
from tests.moderation.spam.conftest import SITE


@contextmanager
def answering(*parts, context=None):
    """A server that sends these bytes to whoever calls."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self):
            self.request.recv(65536)
            try:
                for part in parts:
                    self.wfile.write(part)
            except OSError:
                return

    class Server(socketserver.ThreadingTCPServer):
        def get_request(self):
            connection, address = super().get_request()
            if context:
                connection = context.wrap_socket(connection, server_side=True)
            return connection, address

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def test_a_request_without_an_exchange_goes_its_way_unchanged(standin):
    transport = ReroutingTransport(standin.url, deadline=5)
    with httpx.Client(transport=transport, trust_env=False) as http:
        answer = http.get("https://rest.akismet.com/1.2/usage-limit", params={"api_key": standin.key})
    assert answer.json()["usage"] == 0
    assert standin.requests()[0].method == "GET"


def test_a_request_keeps_its_headers_but_for_those_of_its_way():
    seen = []

    def answer(request):
        seen.append(request)
        return httpx.Response(200, stream=httpx.ByteStream(b"true"))

    transport = ReroutingTransport("http://127.0.0.1:8001/base/", deadline=5, inner=httpx.MockTransport(answer))
    with (
        httpx.Client(transport=transport, headers={"User-Agent": "Gazette/2.1"}) as http,
        exchanging(Exchange(fields=[("a[]", "ä b")])),
    ):
        http.post("https://rest.akismet.com/1.1/comment-check?x=1", data={"key": "v"})
    (request,) = seen
    assert str(request.url) == "http://127.0.0.1:8001/base/1.1/comment-check?x=1"
    assert request.content == b"key=v&a%5B%5D=%C3%A4+b"
    assert request.headers["Host"] == "127.0.0.1:8001"
    assert request.headers["Content-Length"] == str(len(request.content))
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert request.headers["User-Agent"] == "Gazette/2.1"
    assert request.headers.get_list("Accept-Encoding") == ["identity"]


def test_an_exchange_is_over_with_its_block(standin):
    heard = Exchange(fields=[("comment_parent", "41")])
    with httpx.Client(transport=ReroutingTransport(standin.url, deadline=5), trust_env=False) as http:
        with exchanging(heard):
            http.post("https://rest.akismet.com/1.1/verify-key")
        http.post("https://rest.akismet.com/1.1/verify-key", data={"key": "x"})
    assert [entry.fields for entry in standin.requests()] == [{"comment_parent": ["41"]}, {"key": ["[key]"]}]
    assert heard.status == 200
    assert heard.headers["X-akismet-debug-help"] == 'Empty "key" value'


def test_an_exchange_shows_neither_fields_nor_headers():
    shown = repr(Exchange(fields=[("reporter", "mara")], status=200, headers=httpx.Headers({"X-akismet-guid": "1"})))
    assert shown == "Exchange(begun=False, status=200)"


@pytest.mark.parametrize("announced", [True, False])
def test_an_endless_answer_is_cut_off(make_submitted, announced):
    length = b"Content-Length: 99999999\r\n" if announced else b"Connection: close\r\n"
    body = [b"true" * 65_536] * (LONGEST_ANSWER // 262_144 + 40)
    with answering(b"HTTP/1.1 200 OK\r\n" + length + b"\r\n", *body) as port:
        checker = AkismetChecker("5eedf00dcafe", SITE, api_url=f"http://127.0.0.1:{port}")
        with pytest.raises(SpamCheckUnavailable, match="RemoteProtocolError"):
            checker.check(make_submitted())


def test_an_answer_that_is_no_http_is_unavailable(make_submitted):
    with answering(b"220 mail.example ESMTP\r\n") as port:
        checker = AkismetChecker("5eedf00dcafe", SITE, api_url=f"http://127.0.0.1:{port}")
        with pytest.raises(SpamCheckUnavailable, match="RemoteProtocolError"):
            checker.check(make_submitted())


def test_a_redirection_is_not_followed(standin, make_submitted):
    moved = f"HTTP/1.1 307 Moved\r\nLocation: {standin.url}1.1/comment-check\r\nContent-Length: 0\r\n\r\n"
    with answering(moved.encode()) as port:
        checker = AkismetChecker(standin.key, SITE, api_url=f"http://127.0.0.1:{port}")
        with pytest.raises(SpamCheckUnavailable, match="307"):
            checker.check(make_submitted())
    assert standin.requests() == []


@pytest.mark.skipif(not shutil.which("openssl"), reason="no openssl to make a certificate with")
def test_a_certificate_that_nobody_vouches_for_is_refused(make_submitted, tmp_path, monkeypatch):
    certificate = tmp_path / "certificate.pem"
    request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(certificate), "-out", str(tmp_path / "public.pem")]
    subprocess.run(["openssl", *request, *names, *files], check=True, capture_output=True)
    with certificate.open("a") as both:
        both.write((tmp_path / "public.pem").read_text())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntrue", context=context) as port:
        url = f"https://localhost:{port}"
        with pytest.raises(SpamCheckUnavailable, match=r"\(ConnectError\)"):
            AkismetChecker("5eedf00dcafe", SITE, api_url=url).check(make_submitted())
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "public.pem"))
        assert AkismetChecker("5eedf00dcafe", SITE, api_url=url).check(make_submitted()).verdict == "spam"
