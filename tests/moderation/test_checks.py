"""What ``manage.py check`` says about moderation, and what an empty project is told."""

import os
import subprocess
import sys

import pytest
from celery import Celery, current_app
from django.core.checks import run_checks

from moderation.checks import check_apps, check_celery, check_mail, check_report_urls, check_settings
from moderation.schedule import BEAT_SCHEDULE

ALONE = """
import django
from django.conf import settings
settings.configure(
    INSTALLED_APPS={apps!r},
    SECRET_KEY="x",
    USE_TZ=True,
    DATABASES={{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}}},
)
django.setup()
"""


def say(messages):
    return [(message.id, message.level >= 40) for message in messages]


def test_the_tests_own_project_is_in_order():
    assert [message for message in run_checks() if message.id.split(".")[0].endswith("moderation")] == []


def test_a_project_without_django_htmx_is_told_that_the_workspace_needs_it(settings):
    assert check_apps() == []
    settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if app != "django_htmx"]
    assert say(check_apps()) == [("moderation.E003", True)]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param({"SPAM_CHECKER": "moderation.spam.dummy.DummyChecker"}, [], id="all is well"),
        pytest.param({}, [("moderation.W001", False)], id="nothing checks"),
        pytest.param({"SPAM_CHECKR": "x"}, [("moderation.E001", True)], id="a misspelt setting"),
        pytest.param({"SPAM_CHECKER": "nowhere.Checker"}, [("moderation.E002", True)], id="no such class"),
        pytest.param(
            {"SPAM_CHECKER": "django.apps.AppConfig"}, [("moderation.E002", True)], id="a class of another kind"
        ),
    ],
)
def test_settings_are_judged(settings, given, said):
    settings.MODERATION = given
    assert say(check_settings()) == said


AKISMET = {
    "SPAM_CHECKER": "moderation.spam.akismet.AkismetChecker",
    "SPAM_CHECKER_OPTIONS": {"key": "5eedf00dcafe", "site_url": "https://gazette.example.org/"},
}
DUMMY = {"SPAM_CHECKER": "moderation.spam.dummy.DummyChecker"}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        pytest.param(AKISMET, [], id="all is sent"),
        pytest.param({**AKISMET, "SEND_IP": "network"}, [], id="a network is enough"),
        pytest.param({**AKISMET, "SEND_IP": "none"}, [("moderation.W102", False)], id="no address for Akismet"),
        pytest.param({**DUMMY, "SEND_IP": "none"}, [], id="nobody judges by it"),
        pytest.param({**AKISMET, "IS_TEST": True}, [("moderation.I101", False)], id="nothing is learnt"),
        pytest.param({**AKISMET, "PAYLOAD_HOOK": "builtins.repr"}, [], id="a hook"),
        pytest.param({**AKISMET, "PAYLOAD_HOOK": "nowhere.hook"}, [("moderation.E107", True)], id="no such hook"),
        pytest.param(
            {**AKISMET, "PAYLOAD_HOOK": "os.name"}, [("moderation.E107", True)], id="a hook that is no function"
        ),
    ],
)
def test_what_is_sent_is_judged(settings, given, said):
    settings.MODERATION = given
    assert say(check_settings()) == said


def test_a_honeypot_must_not_bear_a_name_that_akismet_knows(settings):
    settings.ENGAGEMENT = {"HONEYPOT_FIELD": "comment_author"}
    settings.MODERATION = AKISMET
    assert say(check_settings()) == [("moderation.E106", True)]
    settings.MODERATION = DUMMY
    assert check_settings() == []


def test_the_checker_judges_its_own_options_and_no_key_is_told(settings):
    settings.MODERATION = {
        "SPAM_CHECKER": "moderation.spam.akismet.AkismetChecker",
        "SPAM_CHECKER_OPTIONS": {"key": "s3cret key", "site_url": "example.org"},
    }
    messages = check_settings()
    assert len(messages) == 2
    assert all(message.level >= 40 for message in messages)
    assert "s3cret" not in repr(messages)


def test_a_project_without_celery_is_warned():
    before = current_app._get_current_object()
    bare = Celery("bare")
    bare.set_current()
    try:
        messages = check_celery()
    finally:
        before.set_current()
        bare.close()
    assert say(messages) == [("moderation.W002", False), ("moderation.W003", False)]
    assert "moderation.sweep_cases" in messages[1].msg


def test_moderation_without_engagement_says_what_is_missing():
    apps = ["django.contrib.auth", "django.contrib.contenttypes", "moderation"]
    run = subprocess.run(
        [sys.executable, "-c", ALONE.format(apps=apps)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert run.returncode == 1
    assert run.stderr.strip().endswith('moderation stands on engagement: add "engagement" to INSTALLED_APPS.')


def test_a_project_with_both_starts_whatever_their_order():
    apps = ["moderation", "engagement", "django.contrib.auth", "django.contrib.contenttypes"]
    run = subprocess.run(
        [sys.executable, "-c", ALONE.format(apps=apps)],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize(
    ("url", "options", "expected"),
    [
        pytest.param("redis://127.0.0.1:1/0", {"visibility_timeout": 60}, ["moderation.W005"], id="too short"),
        pytest.param("redis://127.0.0.1:1/0", {"visibility_timeout": 61}, [], id="just over the limit"),
        pytest.param("redis://127.0.0.1:1/0", {}, [], id="Celery's own hour"),
        pytest.param("amqp://127.0.0.1:1//", {"visibility_timeout": 1}, [], id="RabbitMQ has none"),
    ],
)
def test_redis_must_not_hand_out_what_still_runs(url, options, expected):
    before = current_app._get_current_object()
    other = Celery("other", broker=url)
    other.conf.broker_transport_options = options
    other.conf.beat_schedule = BEAT_SCHEDULE
    other.set_current()
    found = [message.id for message in check_celery()]
    before.set_current()
    other.close()
    assert found == expected


def test_pages_for_reporting_that_are_mounted_nowhere_are_told(settings):
    assert check_report_urls() == []
    settings.ROOT_URLCONF = "moderation.web.report_urls"
    assert [message.id for message in check_report_urls()] == ["moderation.W007"]


@pytest.mark.parametrize(
    ("mails", "backend", "sender", "named"),
    [
        pytest.param(False, "dummy", "webmaster@localhost", [], id="nobody is told"),
        pytest.param(True, "smtp", "desk@example.org", [], id="all is well"),
        pytest.param(True, "dummy", "desk@example.org", ["EMAIL_BACKEND"], id="nothing is sent"),
        pytest.param(True, "console", "", ["EMAIL_BACKEND", "DEFAULT_FROM_EMAIL"], id="nothing, from nobody"),
        pytest.param(True, "smtp", "webmaster@localhost", ["DEFAULT_FROM_EMAIL"], id="Django's own address"),
    ],
)
@pytest.mark.parametrize("setting", ["MAIL_AUTHORS", "MAIL_FEATURED", "MAIL_ANSWERED"])
def test_mails_to_authors_that_reach_nobody_are_named(settings, setting, mails, backend, sender, named):
    settings.MODERATION = {**settings.MODERATION, setting: mails}
    settings.EMAIL_BACKEND = f"django.core.mail.backends.{backend}.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = sender
    messages = check_mail()
    assert say(messages) == [("moderation.W008", False)] * len(named)
    assert [message.msg.split(", and ")[1].split(" is ")[0] for message in messages] == named
