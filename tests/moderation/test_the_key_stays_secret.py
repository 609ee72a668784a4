"""The API key, the payloads' keys and the key of the traces stand in nothing that anybody reads.

Every failure that the stand-in knows is provoked, and several that no service should show; everything that is written
on the way is kept: logs at DEBUG with all that their records hold, mails to administrators, error pages with the
variables of every frame, messages at the broker, rows, admin pages, moderators' pages, what commands and checks print.
Then it is searched.
"""

import base64
import json
import logging
import os
import socket
import sys
import threading
import traceback
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import StringIO
from urllib.parse import quote, quote_plus

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings as django_settings
from django.core import mail
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils.log import AdminEmailHandler
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from demo.akismet_standin.modes import MODES
from demo.akismet_standin.running import running_standin
from demo.akismet_standin.triggers import CHECK, TRIGGERS
from engagement.api import get_comment_record
from engagement.models import Comment
from moderation import tasks
from moderation.api import screen_comment, send_feedback
from moderation.conf import get_settings
from moderation.models import Circuit, Feedback
from moderation.services.submitting import build_submitted
from moderation.spam.redaction import HTTP_LOGGERS
from moderation.spam.registry import get_checker
from tests.factories import PendingCommentFactory, StaffFactory
from tests.moderation.factories import DecisionFactory, ModeratorFactory

pytestmark = pytest.mark.django_db

# A report shows the lines around every frame, so that what must not stand in it is put together here.
KEY = "5eed/F00d" + "+Cafe=1d3a"
TRACE_KEY = "7race" + "-Of-The-Tests"
PAYLOAD_KEY = base64.urlsafe_b64encode(b"sealing-sealing-sealing-sealing-").decode()
SITE = "https://gazette.example.org/"
AKISMET = "moderation.spam.akismet.AkismetChecker"
LOGGERS = ("", "django", "django.request", "httpx", "httpcore", "celery", "kombu", "engagement", "moderation")
TALKATIVE = ("django.template", "factory", "markdown_it")
"""They say at DEBUG what each page is made of, which is searched as it is."""


def spell(secret):
    """A secret as it is, and as URLs, forms, headers and JSON write it."""
    raw = secret.encode()
    plain = {secret, quote(secret, safe=""), quote(secret), quote_plus(secret), secret.replace("/", "\\/")}
    return plain | {base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode(), raw.hex()}


NEEDLES = sorted({spelling.casefold() for secret in (KEY, TRACE_KEY, PAYLOAD_KEY) for spelling in spell(secret)})


def leaks(text):
    """The spellings of a secret that stand in a text, whatever the case of its letters."""
    folded = text.casefold()
    return [needle for needle in NEEDLES if needle in folded]


class Writings(logging.Handler):
    """Everything that was written, each with where."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.texts = []
        self._mailer = AdminEmailHandler(include_html=True)
        self._format = logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def add(self, where, text):
        self.texts.append((where, str(text)))

    def emit(self, record):
        self.add(f"log {record.name}", self._format.format(record))
        self.add(f"record {record.name}", repr(vars(record)))
        if record.levelno >= logging.WARNING:
            self._mailer.emit(record)

    def add_error(self, where, error):
        """Everything that a debugger, an error page, an error mail or an error tracker would write about an error."""
        self.add(where, "".join(traceback.format_exception(error)))
        self.add(where, "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format()))
        self.add(where, (repr(error), repr(error.args), repr(vars(error))))
        # The mails are written as with DEBUG off; with it on, Django hides nothing but among the settings.
        before, django_settings.DEBUG = django_settings.DEBUG, True
        report = ExceptionReporter(None, type(error), error, error.__traceback__)
        self.add(where, report.get_traceback_text() + report.get_traceback_html())
        django_settings.DEBUG = before

    def names(self):
        return {where for where, _text in self.texts}

    def search(self):
        for letter in mail.outbox:
            self.add("mail", letter.message().as_string())
            self.add(
                "mail", "".join([letter.body, *(str(part) for part, _kind in getattr(letter, "alternatives", []))])
            )
        return [(where, found) for where, text in self.texts if (found := leaks(text))]


@pytest.fixture
def writings(settings, monkeypatch):
    settings.ADMINS = [("Operator", "operator@example.org")]
    settings.SERVER_EMAIL = "site@example.org"
    heard = Writings()
    loggers = [logging.getLogger(name) for name in LOGGERS]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    # Tools that set up logging of their own within a run of tests disable whatever logger was there before.
    monkeypatch.setattr(logging.root.manager, "disable", logging.NOTSET)
    for name in (*LOGGERS, *HTTP_LOGGERS, "celery.app.trace", "publisher"):
        monkeypatch.setattr(logging.getLogger(name), "disabled", False)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.INFO)
    logging.getLogger().addHandler(heard)
    yield heard
    logging.getLogger().removeHandler(heard)
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.NOTSET)


def use(settings, api_url, **more):
    settings.MODERATION = {
        "SPAM_CHECKER": AKISMET,
        "SPAM_CHECKER_OPTIONS": {
            "key": KEY,
            "site_url": SITE,
            "api_url": api_url,
            "timeout": 0.3,
            "connect_timeout": 0.3,
            **more.pop("options", {}),
        },
        "PAYLOAD_KEYS": [PAYLOAD_KEY],
        "TRACE_KEY": TRACE_KEY,
        # Each failure is to be asked anew, and not kept from it by the one before.
        "CIRCUIT_FAILURES": 100_000,
        **more,
    }


def ask(writings, author, *, where):
    """Screen a comment, report it, and check it once more by hand."""
    comment = PendingCommentFactory(author_name=author)
    Circuit.objects.all().delete()
    catch(writings, f"{where}: screening", lambda: screen_comment(comment_id=comment.pk))
    DecisionFactory(comment=comment, action="spam")
    queued = Feedback.objects.filter(comment=comment).values_list("pk", flat=True)
    catch(writings, f"{where}: report", lambda: [send_feedback(feedback_id=pk) for pk in list(queued)])
    catch(writings, f"{where}: check", lambda: get_checker().check(build_of(comment)))


def ask_everything(writings, author, *, where):
    """The same, and ask all else that a checker can be asked, and print what the command makes of it."""
    ask(writings, author, where=where)
    for name in ("verify", "usage", "site_counts"):
        catch(writings, f"{where}: {name}", getattr(get_checker(), name))
    for arguments in (["status"], ["status", "--json"], ["recheck", "--all", "--dry-run"]):
        run(writings, "akismet", *arguments)


def build_of(comment):
    return build_submitted(get_comment_record(comment.pk))


def catch(writings, where, call):
    """Keep what a call raises, and what it returns."""
    try:
        writings.add(where, repr(call()))
    except Exception:
        logging.getLogger("publisher").exception("It failed.")
        writings.add_error(where, sys.exception())


def run(writings, *arguments):
    out, err = StringIO(), StringIO()
    try:
        call_command(*arguments, stdout=out, stderr=err)
    except CommandError as error:
        writings.add_error(f"command {arguments}", error)
    writings.add(f"command {arguments}", out.getvalue() + err.getvalue())


def look_around(writings):
    """Read every row, admin page, moderators' page and object that tells of settings."""
    for model in apps.get_app_config("afterword_moderation").get_models():
        writings.add(f"rows of {model.__name__}", repr(list(model.objects.values())))
    writings.add("rows of Comment", repr(list(Comment.objects.values())))
    look_at_pages(writings, StaffFactory(), admin_urls())
    look_at_pages(
        writings,
        ModeratorFactory(),
        ["/moderation/", "/moderation/?queue=spam", "/moderation/health/", "/moderation/metrics"],
    )
    writings.add("settings", (repr(get_settings()), repr(get_checker()), repr(vars(get_checker()).keys())))
    writings.add("safe settings", repr(SafeExceptionReporterFilter().get_safe_settings()))
    writings.add("checks", repr([(message, message.hint) for message in run_checks()]))


def admin_urls():
    for model in apps.get_app_config("afterword_moderation").get_models():
        base = f"/admin/afterword_moderation/{model._meta.model_name}/"
        yield base
        yield from (f"{base}{pk}/change/" for pk in model.objects.values_list("pk", flat=True)[:8])


def look_at_pages(writings, user, urls):
    client = Client(raise_request_exception=False)
    client.force_login(user)
    for url in urls:
        writings.add(f"page {url.split('/')[2]}", client.get(url, follow=True).content.decode())


def test_no_trigger_and_no_mode_of_the_service_brings_it_out(settings, writings):
    with running_standin(key=KEY) as standin:
        use(settings, standin.url)
        authors = ["Ada", *(trigger.value for trigger in TRIGGERS if "comment_author" in trigger.fields)]
        for author in authors:
            ask(writings, author, where=author)
        for mode in MODES:
            standin.set_mode(mode)
            ask_everything(writings, "Ada", where=f"mode {mode}")
        look_around(writings)
        assert {entry.key for entry in standin.requests()} == {"right"}
        assert {entry.path for entry in standin.requests()} >= {
            *CHECK,
            "/1.1/submit-spam",
            "/1.2/usage-limit",
            "/1.2/key-sites",
        }
    written = writings.names()
    assert {
        "log httpx",
        "log httpcore.http11",
        "log publisher",
        "rows of Finding",
        "page afterword_moderation",
    } <= written
    assert len(mail.outbox) > 20
    assert writings.search() == []


def test_a_wrong_key_is_not_told_either(settings, writings):
    with running_standin(key="another0key0") as standin:
        use(settings, standin.url)
        ask_everything(writings, "Ada", where="wrong key")
        look_around(writings)
        assert {entry.key for entry in standin.requests()} == {"wrong"}
    assert writings.search() == []


def test_nor_does_a_service_that_is_not_there(settings, writings):
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    for url in (f"http://127.0.0.1:{port}/", "https://127.0.0.1:1/", f"http://127.0.0.1:{port}/?key={quote(KEY)}"):
        use(settings, url)
        ask_everything(writings, "Ada", where="nobody there")
    look_around(writings)
    assert writings.search() == []


class EchoingHandler(BaseHTTPRequestHandler):
    """Tells the key wherever an answer has room for it, as no service should."""

    status, body = 200, "false"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.status, f"Sorry {KEY}")
        for name in ("error", "guid", "alert-code", "alert-msg", "debug-help", "recheck-after", "pro-tip", "server"):
            if name != "error" or self.body == "true":
                self.send_header(f"X-akismet-{name}", f"{KEY} {KEY.upper()} {quote(KEY, safe='')}")
        self.send_header("Retry-After", KEY)
        self.send_header("Location", f"https://{KEY}.rest.akismet.com/?key={quote_plus(KEY)}")
        self.send_header("Set-Cookie", f"key={base64.b64encode(KEY.encode()).decode()}")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body.encode())

    def log_message(self, *arguments):
        """Be silent."""


@contextmanager
def echoing(status, body):
    handler = type("Handler", (EchoingHandler,), {"status": status, "body": body})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()
        thread.join()


ECHOES = (
    (200, "false"),
    (200, "true"),
    (200, "valid"),
    (200, "invalid"),
    (200, f"your key {KEY} is odd"),
    (200, json.dumps({"limit": KEY, "usage": 1, "percentage": "1", "throttled": False})),
    (302, ""),
    (403, f"{KEY} is banned"),
    (429, f"{KEY} is tired"),
    (500, f"{KEY} broke it"),
)


def test_nor_does_a_service_that_echoes_it_everywhere(settings, writings):
    for number, (status, body) in enumerate(ECHOES):
        with echoing(status, body) as url:
            use(settings, url)
            ask_everything(writings, "Ada", where=f"echo {number}")
            del body
            if number == len(ECHOES) - 1:
                look_around(writings)
    assert writings.search() == []


def fail_with_everything(submitted):
    raise LookupError(get_settings().spam_checker_options["key"], submitted)


def add_the_key(submitted):
    return type(submitted)(
        **{name: getattr(submitted, name) for name in ("ip", "body", "created_at")},
        extra={"note": get_settings().spam_checker_options["key"]},
    )


@pytest.mark.parametrize("hook", ["fail_with_everything", "add_the_key", "nowhere"])
def test_nor_does_a_publishers_hook_that_fails(settings, writings, hook):
    with running_standin(key=KEY) as standin:
        use(settings, standin.url, PAYLOAD_HOOK=f"{__name__}.{hook}")
        ask_everything(writings, "Ada", where=hook)
        look_around(writings)
        assert standin.checks() == []
    assert writings.search() == []


class Picky:
    """No checker at all."""

    def __init__(self, **options):
        raise LookupError(options)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"SPAM_CHECKR": "x"}, id="a misspelt setting"),
        pytest.param({"IS_TEST": "yes"}, id="a value of another type"),
        pytest.param({"SPAM_DAYS": 0}, id="a value that cannot work"),
        pytest.param({"SPAM_CHECKER": "nowhere.Checker"}, id="no such class"),
        pytest.param({"SPAM_CHECKER": f"{__name__}.Picky"}, id="another class"),
        pytest.param({"options": {"kee": "x"}}, id="an option too many"),
        pytest.param({"options": {"site_url": "gazette"}}, id="an odd site"),
        pytest.param(
            {"options": {"api_url": f"ftp://{quote(KEY, safe='')}.rest.akismet.com/"}}, id="the key in an odd URL"
        ),
        pytest.param({"options": {"key": f"{KEY}\n"}}, id="a key with its line's end"),
        pytest.param({"options": {"key": KEY.encode()}}, id="a key of another type"),
        pytest.param({"PAYLOAD_KEYS": [f"{PAYLOAD_KEY}!"]}, id="a malformed key"),
        pytest.param({"PAYLOAD_KEYS": PAYLOAD_KEY}, id="a key without its list"),
        pytest.param({"TRACE_KEY": TRACE_KEY.encode()}, id="a trace key of another type"),
    ],
)
def test_nor_does_a_setting_that_is_wrong(settings, writings, change):
    comment = PendingCommentFactory()
    use(settings, "http://127.0.0.1:1/", **change)
    for where, call in {
        "settings": get_settings,
        "checker": get_checker,
        "screening": lambda: screen_comment(comment_id=comment.pk),
        "check": lambda: get_checker().check(build_of(comment)),
        "checks": lambda: [(message, message.hint) for message in run_checks()],
        "status": lambda: run(writings, "akismet", "status"),
    }.items():
        catch(writings, where, call)
    for debug in (False, True):
        settings.DEBUG = debug
        look_at_pages(writings, ModeratorFactory(), ["/moderation/", "/moderation/health/"])
    assert writings.search() == []


def break_down_with_all_that_is_known():
    known, checker = get_settings(), get_checker()
    raise ImproperlyConfigured(repr(known), repr(checker))


def test_an_error_page_hides_them_among_the_settings_and_in_every_frame(settings, writings):
    with running_standin(key=KEY) as standin:
        use(settings, standin.url)
        get_checker().verify()
        for debug in (False, True):
            settings.DEBUG = debug
            catch(writings, f"DEBUG {debug}", break_down_with_all_that_is_known)
    assert any("SPAM_CHECKER_OPTIONS" in text for _where, text in writings.texts)
    assert writings.search() == []


def test_no_message_at_the_broker_holds_more_than_a_number(settings, writings, messages):
    with running_standin(key=KEY) as standin:
        use(settings, standin.url)
        comment = PendingCommentFactory()
        tasks.enqueue(tasks.screen_comment, [comment.pk])
        tasks.enqueue(tasks.send_feedback, [1])
        sent = messages()
        writings.add("broker", repr(sent))
    assert {("moderation.screen_comment", comment.pk), ("moderation.send_feedback", 1)} <= set(sent)
    assert writings.search() == []


def test_a_worker_tells_it_neither_when_tasks_end_nor_when_they_fail(settings, writings, eager_tasks, monkeypatch):
    with running_standin(key=KEY) as standin:
        use(settings, standin.url)
        current_app.conf.task_eager_propagates = False
        for author in ("Ada", "akismet-guaranteed-500", "akismet-guaranteed-invalid"):
            tasks.screen_comment.delay(PendingCommentFactory(author_name=author).pk)

        def break_down(**_record):
            raise LookupError

        monkeypatch.setattr("moderation.services.screening.make_answer", break_down)
        tasks.screen_comment.delay(PendingCommentFactory().pk)
    assert "log celery.app.trace" in writings.names()
    assert writings.search() == []


def test_the_search_finds_what_it_is_for(writings):
    for text in (
        f"key={KEY}",
        KEY.upper(),
        quote(KEY, safe=""),
        base64.b64encode(TRACE_KEY.encode()).decode(),
        PAYLOAD_KEY,
    ):
        assert leaks(f"before {text} after"), text
    assert leaks(f"nothing here {os.linesep}") == []
    writings.add("here", f"x{KEY}x")
    assert [where for where, _found in writings.search()] == ["here"]
