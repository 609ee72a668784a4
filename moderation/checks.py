"""What ``manage.py check`` says about moderation: whatever would fail at midnight fails here."""

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import global_settings
from django.conf import settings as django_settings
from django.core.checks import CheckMessage, Error, Info, Tags, register
from django.core.checks import Warning as CheckWarning
from django.core.exceptions import ImproperlyConfigured
from django.urls import NoReverseMatch, reverse

from engagement.api import get_engagement_settings
from moderation import tasks
from moderation.conf import ModerationSettings, get_settings
from moderation.exceptions import SpamCheckMisconfigured
from moderation.schedule import BEAT_SCHEDULE
from moderation.services.sealing import find_key_problem
from moderation.services.submitting import find_hook
from moderation.spam.base import SpamChecker
from moderation.spam.registry import get_checker

_AUTHOR_MAILS = ("MAIL_AUTHORS", "MAIL_FEATURED", "MAIL_ANSWERED")
_MAILS_NOWHERE = tuple(f"django.core.mail.backends.{name}.EmailBackend" for name in ("dummy", "console"))


@register(Tags.compatibility)
def check_settings(**_kwargs: Any) -> Iterable[CheckMessage]:
    """Settings that cannot be read, a checker that is missing or cannot work."""
    try:
        settings = get_settings()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="moderation.E001")]
    if not settings.spam_checker:
        return [
            CheckWarning(
                "No spam checker is set: every comment waits for a moderator.",
                hint='Set MODERATION["SPAM_CHECKER"], for instance to "moderation.spam.akismet.AkismetChecker".',
                id="moderation.W001",
            )
        ]
    try:
        checker = get_checker()
    except SpamCheckMisconfigured as error:
        return [Error(str(error), hint='See MODERATION["SPAM_CHECKER"].', id="moderation.E002")]
    return [*checker.check_settings(), *_judge_what_is_sent(settings, checker)]


def _judge_what_is_sent(settings: ModerationSettings, checker: SpamChecker) -> Iterator[CheckMessage]:
    """What keeps comments from being sent to the checker, and what makes it judge worse."""
    try:
        find_hook()
    except SpamCheckMisconfigured as error:
        yield Error(str(error), hint="Give the dotted path of a function, or nothing.", id="moderation.E107")
    field = get_engagement_settings().honeypot_field
    if field in checker.reserved_fields:
        yield Error(
            f"The honeypot field is called {field!r}, which has a meaning to the spam checker's service.",
            hint='Give ENGAGEMENT["HONEYPOT_FIELD"] another name.',
            id="moderation.E106",
        )
    if settings.send_ip == "none" and checker.needs_address:
        yield CheckWarning(
            "The spam checker is told no reader's address, and judges by it: expect it to miss spam.",
            hint='"network" for MODERATION["SEND_IP"] tells no one\'s own address either, and keeps most of its use.',
            id="moderation.W102",
        )
    if settings.is_test:
        yield Info(
            'MODERATION["IS_TEST"] is on: the spam checker learns nothing from this site.',
            hint="That is meant for staging sites: not even moderators' reports teach it.",
            id="moderation.I101",
        )


@register(Tags.compatibility)
def check_mail(**_kwargs: Any) -> Iterable[CheckMessage]:
    """Mails to authors that would reach nobody."""
    try:
        settings = get_settings()
    except ImproperlyConfigured:
        return []
    wanted = next((name for name in _AUTHOR_MAILS if getattr(settings, name.lower())), None)
    if wanted is None:
        return []
    problems = []
    if django_settings.EMAIL_BACKEND in _MAILS_NOWHERE:
        problems.append(f"EMAIL_BACKEND is {django_settings.EMAIL_BACKEND!r}, which sends nothing")
    if django_settings.DEFAULT_FROM_EMAIL in ("", global_settings.DEFAULT_FROM_EMAIL):
        problems.append(f"DEFAULT_FROM_EMAIL is {django_settings.DEFAULT_FROM_EMAIL!r}, which no mail server trusts")
    return [
        CheckWarning(
            f'MODERATION["{wanted}"] is on, and {problem}.',
            hint=f"Set EMAIL_BACKEND with EMAIL_HOST, and DEFAULT_FROM_EMAIL, or {wanted} to False.",
            id="moderation.W008",
        )
        for problem in problems
    ]


@register(Tags.compatibility)
def check_payload_keys(**_kwargs: Any) -> Iterable[CheckMessage]:
    """Keys that encrypt nothing."""
    try:
        problem = find_key_problem()
    except ImproperlyConfigured:
        return []
    if not problem:
        return []
    return [
        Error(
            problem,
            hint='pip install "django-afterword[encryption]"; cryptography.fernet.Fernet.generate_key() makes a key.',
            id="moderation.E110",
        )
    ]


@register(Tags.compatibility)
def check_apps(**_kwargs: Any) -> Iterable[CheckMessage]:
    """What the workspace's pages load."""
    if apps.is_installed("django_htmx"):
        return []
    return [
        Error(
            "The moderators' workspace needs django-htmx.",
            hint='Add "django_htmx" to INSTALLED_APPS; its middleware is not needed.',
            id="moderation.E003",
        )
    ]


@register(Tags.urls)
def check_report_urls(**_kwargs: Any) -> Iterable[CheckMessage]:
    """Pages on which readers report comments, mounted nowhere."""
    try:
        reverse("moderation-reports:report", args=[1])
    except NoReverseMatch:
        pass
    else:
        return []
    return [
        CheckWarning(
            "Readers cannot report comments: the pages for it are not included.",
            hint='Add path("reports/", include("moderation.web.report_urls")) to the project\'s urlpatterns.',
            id="moderation.W007",
        )
    ]


@register(Tags.compatibility)
def check_celery(**_kwargs: Any) -> Iterable[CheckMessage]:
    """A broker that nobody set, and a sweep that nobody runs."""
    messages: list[CheckMessage] = []
    if not tasks.has_broker():
        messages.append(
            CheckWarning(
                "No Celery app with a broker is set up: comments are checked by no worker.",
                hint="Make the project's Celery app, import it in the project's __init__, and set its broker_url.",
                id="moderation.W002",
            )
        )
    if tasks.hands_out_twice():
        messages.append(
            CheckWarning(
                "Redis hands a task out again while it may still run.",
                hint=(
                    'Set CELERY_BROKER_TRANSPORT_OPTIONS["visibility_timeout"] to '
                    "moderation.schedule.VISIBILITY_TIMEOUT."
                ),
                id="moderation.W005",
            )
        )
    missing = sorted({entry["task"] for entry in BEAT_SCHEDULE.values()} - tasks.scheduled())
    if missing:
        messages.append(
            CheckWarning(
                f"Celery beat does not run {', '.join(missing)}: what a lost message leaves behind, nobody picks up.",
                hint="Put moderation.schedule.BEAT_SCHEDULE into CELERY_BEAT_SCHEDULE.",
                id="moderation.W003",
            )
        )
    return messages


@register(Tags.compatibility)
def check_metrics(**_kwargs: Any) -> Iterable[CheckMessage]:
    """Metrics that somebody wants to read, without the package that writes them."""
    try:
        wanted = bool(get_settings().metrics_token)
    except ImproperlyConfigured:
        return []
    if not wanted or find_spec("prometheus_client"):
        return []
    return [
        CheckWarning(
            'MODERATION["METRICS_TOKEN"] is set, and prometheus-client is not installed: the metrics answer 501.',
            hint='pip install "django-afterword[metrics]"',
            id="moderation.W006",
        )
    ]
