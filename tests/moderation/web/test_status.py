"""One word for anybody."""

import json
import logging

import pytest
from django.db import DatabaseError
from django.test import RequestFactory

from engagement.api import Comment
from moderation.services.screening import screen_comment
from moderation.web.views.status import show_status
from tests.factories import PendingCommentFactory

pytestmark = pytest.mark.django_db


def ask(method="get", **options):
    response = show_status(getattr(RequestFactory(), method)("/healthz"), **options)
    return response.status_code, json.loads(response.content) if response.content else None


def test_all_is_well():
    assert ask() == (200, {"status": "ok"})


def test_nobody_keeps_it():
    assert "no-store" in show_status(RequestFactory().get("/healthz"))["Cache-Control"]


def test_a_checker_that_fails_is_degraded_and_no_reason_to_take_the_site_away(checker):
    screen_comment(comment_id=PendingCommentFactory(author_name="unavailable").pk)
    assert ask() == (200, {"status": "degraded"})


def test_comments_past_their_grace_are_degraded():
    PendingCommentFactory()
    assert ask() == (200, {"status": "ok"})
    Comment.objects.update(created_at="2026-01-01T00:00:00Z")
    assert ask() == (200, {"status": "degraded"})


def test_a_site_that_wants_no_checker_is_well(settings):
    settings.MODERATION = {}
    assert ask() == (200, {"status": "ok"})


def test_a_broker_that_cannot_be_reached_is_a_503_and_the_log_says_why(dead_broker, caplog):
    caplog.set_level(logging.WARNING)
    assert ask() == (503, {"status": "degraded"})
    assert "The broker cannot be reached" in caplog.text


def test_a_publisher_may_ask_the_broker_otherwise(caplog):
    def broken():
        raise OSError("/var/secret")

    assert ask(ask_broker=broken) == (503, {"status": "degraded"})
    assert "The broker cannot be reached (OSError)." in caplog.text
    assert "/var/secret" not in caplog.text


def test_a_database_that_cannot_be_reached_is_a_503(monkeypatch, caplog):
    def broken():
        raise DatabaseError("gone")

    monkeypatch.setattr("moderation.web.views.status._ask_database", broken)
    assert ask() == (503, {"status": "degraded"})
    assert "The database cannot be reached (DatabaseError)." in caplog.text


def test_it_is_only_read():
    assert show_status(RequestFactory().post("/healthz")).status_code == 405
    assert show_status(RequestFactory().head("/healthz")).status_code == 200
