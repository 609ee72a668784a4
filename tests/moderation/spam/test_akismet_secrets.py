import json
import logging
import sys
import threading
import traceback
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.views.debug import ExceptionReporter

from moderation.exceptions import ModerationError
from moderation.spam.akismet import AkismetChecker
from moderation.spam.redaction import HTTP_LOGGERS
from moderation.spam.registry import build_checker
from tests.moderation.spam.conftest import SITE

# A report shows the lines around every frame, so that what must not stand in it stands up here.
KEY = "5eedf00dcafe"
PERSONAL = {"author_email": "ada@example.org", "ip": "198.51.100.77", "body": "A garden", "context": ("Bridges",)}
SECRETS = (KEY, "ada@example.org", "198.51.100.77", "A garden", "Bridges")
FAILING = (
    "akismet-guaranteed-500",
    "akismet-guaranteed-429",
    "akismet-guaranteed-invalid",
    "akismet-guaranteed-garbage",
    "akismet-guaranteed-empty",
    "akismet-guaranteed-truncated",
    "akismet-guaranteed-hangup",
    "akismet-guaranteed-slow",
    "akismet-guaranteed-error",
)


def written_out(error):
    """Everything that a log, a debugger, an error mail or an error tracker would write about an error."""
    plain = traceback.format_exception(error)
    local = traceback.TracebackException.from_exception(error, capture_locals=True).format()
    report = ExceptionReporter(None, type(error), error, error.__traceback__)
    pages = [report.get_traceback_text(), report.get_traceback_html()]
    return "".join([*plain, *local, *pages, repr(error), repr(error.args), repr(vars(error))])


def caught_from(call):
    try:
        call()
    except ModerationError:
        return sys.exception()
    pytest.fail("nothing was raised")


@pytest.fixture
def hasty(standin):
    assert standin.key == KEY
    return AkismetChecker(KEY, SITE, api_url=standin.url, timeout=0.3, connect_timeout=0.3)


@pytest.fixture
def everything_logged(caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    # Tools that set up logging of their own within a run of tests disable whatever logger was there before.
    monkeypatch.setattr(logging.root.manager, "disable", logging.NOTSET)
    for name in ("", "httpx", "httpcore", "publisher", *HTTP_LOGGERS):
        caplog.set_level(logging.DEBUG, logger=name)
        monkeypatch.setattr(logging.getLogger(name), "disabled", False)
    return caplog


@pytest.mark.parametrize("author", FAILING)
def test_no_error_tells_the_key_or_what_was_submitted(hasty, make_submitted, author):
    error = caught_from(lambda: hasty.check(make_submitted(author_name=author, **PERSONAL)))
    text = written_out(error)
    assert "AkismetChecker for https://gazette.example.org/" in text
    assert [secret for secret in SECRETS if secret in text] == []
    assert error.__context__ is None
    assert error.__cause__ is None


def test_no_error_of_feedback_or_verification_tells_the_key(standin, hasty, make_submitted):
    standin.set_mode("down")
    submitted = make_submitted()
    for call in (
        lambda: hasty.report_spam(submitted, reporter="mara", said="ham"),
        lambda: hasty.report_ham(submitted, reporter="mara", said="spam"),
        hasty.verify,
    ):
        error = caught_from(call)
        assert KEY not in written_out(error)
        assert error.__context__ is None


def test_a_checker_shows_no_key(hasty):
    assert KEY not in repr(hasty)
    assert KEY not in str(hasty)


def test_no_log_record_tells_the_key(standin, hasty, make_submitted, everything_logged):
    hasty.verify()
    for author in ("Ada", *FAILING):
        try:
            hasty.check(make_submitted(author_name=author))
        except ModerationError:
            logging.getLogger("publisher").exception("failed")
        standin.clear()
    hasty.report_spam(make_submitted(), reporter="mara", said="ham")
    names = {record.name for record in everything_logged.records}
    assert {"httpx", "httpcore.connection", "httpcore.http11", "publisher"} <= names
    assert KEY not in everything_logged.text
    assert KEY not in json.dumps([vars(record) for record in everything_logged.records], default=repr)


class EchoingHandler(BaseHTTPRequestHandler):
    """Tells the key in every header and in the body, as no service should."""

    answers = {
        "/1.1/comment-check": ("false", "X-akismet-alert-msg"),
        "/1.1/verify-key": ("valid", "X-akismet-alert-upgrade-url"),
        "/1.1/submit-spam": ("invalid", "X-akismet-debug-help"),
        "/1.1/submit-ham": (f"your key {KEY} is odd", "X-akismet-debug-help"),
    }

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        body, header = self.answers[self.path]
        self.send_response(200)
        self.send_header(header, f"see https://pay.example/?key={KEY.upper()} or {KEY}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *arguments):
        """Be silent."""


@pytest.fixture
def echoing():
    with HTTPServer(("127.0.0.1", 0), EchoingHandler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield AkismetChecker(KEY, SITE, api_url=f"http://127.0.0.1:{server.server_address[1]}")
        server.shutdown()
        thread.join()


def test_a_service_that_echoes_the_key_is_not_repeated(echoing, make_submitted, everything_logged):
    answer = echoing.check(make_submitted())
    assert answer.detail == {"alert_msg": "see https://pay.example/?key=[key] or [key]"}
    assert echoing.verify() is True
    errors = [
        caught_from(lambda: echoing.report_spam(make_submitted(), reporter="mara", said="")),
        caught_from(lambda: echoing.report_ham(make_submitted(), reporter="mara", said="")),
    ]
    assert str(errors[0]) == ("Akismet calls key, site or request invalid: see https://pay.example/?key=[key] or [key]")
    told = "".join([everything_logged.text, *map(written_out, errors)])
    assert KEY not in told.lower()
    assert "[key]" in everything_logged.text


def test_the_loggers_are_left_as_they_were_once_the_checker_is_gone(standin, make_submitted):
    before = [list(logging.getLogger(name).filters) for name in HTTP_LOGGERS]
    checker = AkismetChecker(KEY, SITE, api_url=standin.url)
    checker.check(make_submitted())
    assert [list(logging.getLogger(name).filters) for name in HTTP_LOGGERS] != before
    del checker
    assert [list(logging.getLogger(name).filters) for name in HTTP_LOGGERS] == before


@pytest.mark.parametrize(
    ("backend", "options"),
    [
        ("moderation.spam.akismet.AkismetChecker", {"key": KEY, "sight_url": SITE}),
        ("moderation.spam.akismet.AkismetChekker", {"key": KEY, "site_url": SITE}),
        ("moderation.spam.akismet.Answer", {"key": KEY, "site_url": SITE}),
    ],
)
def test_no_error_in_the_settings_tells_the_key(backend, options):
    error = built_in_vain(backend, options)
    assert KEY not in written_out(error)


def built_in_vain(backend, options):
    # Held by this frame too, the options would be told by the test itself.
    holder = [options.copy()]
    options.clear()
    try:
        build_checker(backend, holder.pop())
    except ModerationError as error:
        return error
    raise ImproperlyConfigured


@pytest.mark.parametrize("key", [f"{KEY}\n", f" {KEY}"])
def test_no_complaint_about_the_key_tells_it(key, make_submitted):
    checker = AkismetChecker(key, SITE)
    assert KEY not in repr(checker.check_settings())
    assert KEY not in written_out(caught_from(lambda: checker.check(make_submitted())))
