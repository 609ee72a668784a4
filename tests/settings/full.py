"""Both apps, as a publisher would run them."""

from moderation.schedule import BEAT_SCHEDULE
from tests.celery import app as celery_app  # noqa: F401  # the app that tasks are bound to
from tests.settings.base import *  # noqa: F403
from tests.settings.base import INSTALLED_APPS

AFTERWORD_MODERATION = True
INSTALLED_APPS = [*INSTALLED_APPS, "django_htmx", "moderation"]
MODERATION = {"SPAM_CHECKER": "moderation.spam.dummy.DummyChecker"}

CELERY_BROKER_URL = "memory://localhost/"
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE
