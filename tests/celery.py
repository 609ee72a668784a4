"""The tests' Celery app: messages stay in memory, and a test that wants tasks to run asks for it."""

from celery import Celery

app = Celery("tests")
app.config_from_object("django.conf:settings", namespace="CELERY")
