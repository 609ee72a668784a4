"""What ``manage.py check`` says about moderation: whatever would fail at midnight fails here."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning
from django.core.exceptions import ImproperlyConfigured

from moderation import tasks
from moderation.conf import get_settings
from moderation.exceptions import SpamCheckMisconfigured
from moderation.schedule import BEAT_SCHEDULE
from moderation.spam.registry import get_checker


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
        return get_checker().check_settings()
    except SpamCheckMisconfigured as error:
        return [Error(str(error), hint='See MODERATION["SPAM_CHECKER"].', id="moderation.E002")]


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
