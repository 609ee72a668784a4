"""Whom a comment came from, kept as hashes that can be compared."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from moderation.hashing import hash_address, hash_email, hash_network
from moderation.models import Trace
from moderation.services.tracing import keep_trace
from tests.factories import PublishedCommentFactory

pytestmark = pytest.mark.django_db


def test_a_trace_is_hashes_until_it_expires():
    comment = PublishedCommentFactory()
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        trace = keep_trace(comment_id=comment.pk, ip="203.0.113.7", email="Ada@Example.org")
    assert (trace.address, trace.network) == (hash_address("203.0.113.7"), hash_network("203.0.113.200"))
    assert trace.email == hash_email("ada@example.org")
    assert trace.expires_at == now + dt.timedelta(days=60)
    assert "203.0.113" not in f"{trace.address}{trace.network}{trace.email}"


def test_the_same_comment_has_one_trace_that_says_what_is_known_last():
    comment = PublishedCommentFactory()
    with time_machine.travel(timezone.now() - dt.timedelta(days=5)):
        keep_trace(comment_id=comment.pk, ip="203.0.113.7", email="ada@example.org")
    keep_trace(comment_id=comment.pk, ip="2001:db8::5", email="")
    trace = Trace.objects.get()
    assert (trace.address, trace.email) == (hash_address("2001:db8::5"), "")
    assert trace.expires_at > timezone.now() + dt.timedelta(days=59)


@pytest.mark.parametrize("ip", ["", None])
def test_of_nothing_known_nothing_is_hashed(ip):
    trace = keep_trace(comment_id=PublishedCommentFactory().pk, ip=ip, email="")
    assert (trace.address, trace.network, trace.email) == ("", "", "")


@pytest.mark.django_db(transaction=True)
def test_two_workers_leave_one_trace(race):
    comment = PublishedCommentFactory()

    def keep():
        return keep_trace(comment_id=comment.pk, ip="203.0.113.7", email="ada@example.org").pk

    first, second = race(keep, keep)
    assert first == second
    assert Trace.objects.count() == 1
