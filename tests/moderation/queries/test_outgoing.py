"""How webhooks and mails to followers fare, and what of it makes the site degraded."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.api import list_endpoints, pending_webhooks
from engagement.models import Follow, Notice, WebhookDelivery, WebhookEndpoint, WebhookEvent
from engagement.services.webhooks import send_webhooks
from moderation.queries.outgoing import outgoing_health
from moderation.web.views.status import show_status
from tests.engagement.following import ON as FOLLOWING
from tests.engagement.following import ask, follow
from tests.engagement.receiving import ON as WEBHOOKS
from tests.engagement.receiving import endpoint_to, receiving
from tests.factories import DiscussionFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db

NOWHERE = "http://127.0.0.1:9/"


@pytest.fixture(autouse=True)
def sending(settings):
    settings.ENGAGEMENT = {**WEBHOOKS, **FOLLOWING}


def ago(**span):
    return timezone.now() - dt.timedelta(**span)


def word():
    return json.loads(show_status(RequestFactory().get("/healthz")).content)["status"]


def wait_for(**span):
    """One event that has been due for so long to one endpoint."""
    endpoint_to(NOWHERE)
    PublishedCommentFactory()
    WebhookDelivery.objects.update(next_at=ago(**span))


def test_what_is_off_is_asked_nothing(settings, django_assert_num_queries):
    settings.ENGAGEMENT = {}
    with django_assert_num_queries(0):
        health = outgoing_health()
    assert (health.webhooks, health.endpoints, health.mails, health.is_well) == (None, (), None, True)


def test_an_endpoint_is_told_of_with_its_backlog_and_its_last_success():
    with receiving() as server:
        endpoint = endpoint_to(server.url)
        endpoint_to(NOWHERE, name="Off", active=False)
        PublishedCommentFactory()
        send_webhooks(seconds=30)
    taken = WebhookDelivery.objects.get().tried_at
    PublishedCommentFactory()
    PublishedCommentFactory()
    first, second = WebhookEvent.objects.order_by("pk")[1:]
    (line,) = list_endpoints()
    assert (line.number, line.name, line.paused_at, line.failing_since) == (endpoint.pk, "Archive", None, None)
    assert (line.waiting, line.oldest_at, line.delivered_at) == (2, first.created_at, taken)
    WebhookDelivery.objects.filter(event=first).update(state="failed", next_at=None)
    (line,) = list_endpoints()
    assert (line.waiting, line.oldest_at) == (1, second.created_at)
    assert pending_webhooks().failed == 1


def test_an_event_that_nobody_sends_is_degraded():
    wait_for(minutes=14)
    assert (outgoing_health().webhooks_behind, word()) == (False, "ok")
    WebhookDelivery.objects.update(next_at=ago(minutes=16))
    assert (outgoing_health().webhooks_behind, word()) == (True, "degraded")


@pytest.mark.parametrize("stopped", ["failing_since", "paused_at"])
def test_a_receiver_that_fails_is_not_degraded(stopped):
    wait_for(hours=50)
    WebhookEndpoint.objects.update(failures=9, **{stopped: ago(hours=50)})
    health = outgoing_health()
    assert (health.webhooks_behind, word()) == (False, "ok")
    assert (health.endpoint_is_failing, health.endpoint_is_paused) == (
        stopped == "failing_since",
        stopped == "paused_at",
    )


def test_an_endpoint_may_fail_for_an_hour_before_it_is_a_concern():
    wait_for(minutes=1)
    WebhookEndpoint.objects.update(failures=3, failing_since=ago(minutes=59))
    assert outgoing_health().endpoint_is_failing is False
    WebhookEndpoint.objects.update(failing_since=ago(minutes=61))
    assert outgoing_health().endpoint_is_failing is True


def test_mails_that_wait_for_an_hour_are_degraded():
    row = follow(DiscussionFactory())
    Follow.objects.filter(pk=row.pk).update(next_at=ago(minutes=59))
    assert (outgoing_health().mails_behind, word()) == (False, "ok")
    Follow.objects.filter(pk=row.pk).update(next_at=ago(minutes=61))
    assert (outgoing_health().mails_behind, word()) == (True, "degraded")


def test_a_question_that_waits_for_an_hour_is_degraded_too():
    ask(DiscussionFactory())
    assert outgoing_health().mails.questions == 1
    assert word() == "ok"
    Follow.objects.update(ask_at=ago(minutes=61))
    assert (outgoing_health().mails_behind, word()) == (True, "degraded")


def test_mails_given_up_are_counted_and_not_degraded():
    row = follow(DiscussionFactory())
    comment = PublishedCommentFactory()
    Notice.objects.create(
        follow=row, comment=comment, state="failed", claimed_at=ago(hours=2), expires_at=ago(days=-30)
    )
    health = outgoing_health()
    assert (health.mails.failed, health.mails.cut_off, health.mails_behind, word()) == (1, 0, False, "ok")


def test_it_costs_the_same_whatever_there_is():
    with CaptureQueriesContext(connection) as few:
        outgoing_health()
    discussion = DiscussionFactory()
    for number in range(4):
        endpoint_to(NOWHERE, name=f"Archive {number}")
        follow(discussion, f"fay{number}@example.org")
        PublishedCommentFactory(discussion=discussion)
    with CaptureQueriesContext(connection) as many:
        assert len(outgoing_health().endpoints) == 4
    assert (len(few), len(many)) == (9, 9)
