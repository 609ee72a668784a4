"""Two workers at one summary, at once: on PostgreSQL and on a SQLite file alike."""

import datetime as dt
from functools import partial

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from engagement.models import Comment, Digest, Follow, FollowFrequency
from engagement.services.following import confirm_follow, stop_follow
from engagement.services.notices import send_notices
from tests.engagement.following import ON, ask
from tests.factories import DiscussionFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def following(settings):
    settings.ENGAGEMENT = ON


@pytest.fixture
def due():
    """Six followers of a section in which something happened an hour ago, whose summaries are due."""
    discussion = DiscussionFactory()
    for number in range(6):
        email = f"fay{number}@example.org"
        ask(discussion, email, ip=f"198.51.100.{number}", scope="section", frequency="digest_daily")
        row = Follow.objects.get(email=email)
        confirm_follow(follow_id=row.pk, nonce=row.nonce)
    comment = PublishedCommentFactory(discussion=discussion)
    now = timezone.now()
    Comment.objects.filter(pk=comment.pk).update(published_at=now - dt.timedelta(hours=1))
    Follow.objects.update(told_until=now - dt.timedelta(hours=2), next_at=now, ask_at=None)
    return Follow.objects.order_by("pk")


def test_two_workers_send_each_summary_once(race, due):
    assert race(*[partial(send_notices, seconds=30)] * 3) == [False] * 3
    assert sorted(message.to[0] for message in mail.outbox) == [f"fay{number}@example.org" for number in range(6)]
    assert list(Digest.objects.values_list("state", flat=True)) == ["sent"] * 6
    assert not due.filter(next_at__lte=timezone.now()).exists()


def test_who_stops_while_a_summary_is_claimed_gets_that_one_at_most(race, due):
    row = due[0]
    race(partial(send_notices, seconds=30), partial(stop_follow, follow_id=row.pk))
    row.refresh_from_db()
    assert (row.is_live, row.next_at) == (False, None)
    assert len(mail.outbox) in (5, 6)
    assert Digest.objects.count() == len(mail.outbox)


def test_who_changes_how_often_meanwhile_gets_one_and_the_wish_holds(race, due):
    row = due[0]
    Follow.objects.filter(pk=row.pk).update(asked_frequency=FollowFrequency.DIGEST_WEEKLY)
    race(partial(send_notices, seconds=30), partial(confirm_follow, follow_id=row.pk, nonce=row.nonce))
    row.refresh_from_db()
    assert row.frequency == "digest_weekly"
    assert row.next_at > timezone.now()
    assert Digest.objects.count() == len(mail.outbox) in (5, 6)


def test_the_same_section_asked_for_at_once_is_one_follow(race):
    discussion, other = DiscussionFactory(), DiscussionFactory()
    wishes = [
        partial(ask, each, scope="section", frequency="digest_weekly") for each in (discussion, other, discussion)
    ]
    assert race(*wishes) == [False] * 3
    assert Follow.objects.count() == 1


def test_the_database_lets_no_summary_begin_where_another_did(due):
    now = timezone.now()
    claim = {"follow": due[0], "since": now - dt.timedelta(hours=1), "claimed_at": now, "expires_at": now}
    Digest.objects.create(until=now, **claim)
    with pytest.raises(IntegrityError, match=r"afterword_digest_once|follow_id"), transaction.atomic():
        Digest.objects.create(until=now + dt.timedelta(hours=1), **claim)


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"section": ""}, "discussion_or_section"),
        ({"frequency": "at_once"}, "sections_are_summed_up"),
        ({"scope": "replies"}, "discussion_or_section"),
        ({"told_until": None}, "digest_knows_until"),
        ({"email_folded": "fay1@example.org"}, "section_once_per_address|email_folded"),
    ],
)
def test_the_database_keeps_a_follow_of_a_section_whole(due, wrong, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Follow.objects.filter(pk=due[0].pk).update(**wrong)
