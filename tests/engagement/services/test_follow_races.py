"""Two workers, two readers, at once: on PostgreSQL and on a SQLite file alike."""

from functools import partial

import pytest
from django.core import mail

from engagement.models import Follow, Notice, Publication
from engagement.services.following import confirm_follow, stop_follow
from engagement.services.notices import send_notices
from engagement.services.spreading import spread_publication
from tests.engagement.following import ON, ask, follow
from tests.factories import DiscussionFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def following(settings):
    settings.ENGAGEMENT = ON


def test_two_workers_send_each_mail_once(race):
    discussion = DiscussionFactory()
    for number in range(6):
        follow(discussion, f"fay{number}@example.org", ip=f"198.51.100.{number}")
    for _ in range(2):
        PublishedCommentFactory(discussion=discussion)
    outcomes = race(*[partial(send_notices, seconds=30)] * 3)
    assert outcomes == [False] * 3
    # What a worker noted after another had looked is left for the next.
    Follow.objects.filter(next_at__isnull=False).update(next_at="2026-01-01T00:00Z")
    send_notices(seconds=30)
    told = [line for message in mail.outbox for line in message.body.splitlines() if "/c/" in line]
    assert len(told) == 12
    assert set(Notice.objects.values_list("state", flat=True)) == {"sent"}
    assert Notice.objects.count() == 12


def test_two_workers_note_a_follower_once(race):
    discussion = DiscussionFactory()
    for number in range(4):
        follow(discussion, f"fay{number}@example.org", ip=f"198.51.100.{number}")
    PublishedCommentFactory(discussion=discussion)
    (pk,) = Publication.objects.values_list("pk", flat=True)
    assert race(*[partial(spread_publication, publication_id=pk)] * 3) == [False] * 3
    assert Notice.objects.count() == 4
    assert Follow.objects.filter(next_at__isnull=False).count() == 4


def test_noting_and_sending_at_once_leaves_no_notice_behind(race):
    discussion = DiscussionFactory()
    follow(discussion)
    PublishedCommentFactory(discussion=discussion)
    (first,) = Publication.objects.values_list("pk", flat=True)
    spread_publication(publication_id=first)
    PublishedCommentFactory(discussion=discussion)
    (second,) = Publication.objects.values_list("pk", flat=True)
    race(partial(send_notices, seconds=30), partial(spread_publication, publication_id=second))
    waiting = Notice.objects.filter(state="waiting").exists()
    assert waiting == Follow.objects.filter(next_at__isnull=False).exists()


def test_the_same_wish_at_once_is_one_follow_and_one_mail(race):
    discussion = DiscussionFactory()
    outcomes = race(*[partial(ask, discussion)] * 3)
    assert outcomes == [False] * 3
    assert Follow.objects.count() == 1
    send_notices(seconds=30)
    assert len(mail.outbox) == 1


def test_who_stops_while_a_mail_is_claimed_gets_that_one_at_most_and_no_other(race):
    discussion = DiscussionFactory()
    row = follow(discussion)
    PublishedCommentFactory(discussion=discussion)
    race(partial(send_notices, seconds=30), partial(stop_follow, follow_id=row.pk))
    assert len(mail.outbox) in (0, 1)
    send_notices(seconds=30)
    assert not Notice.objects.filter(state__in=["waiting", "claimed"]).exists()
    assert not Follow.objects.live().exists()


def test_confirming_and_stopping_at_once_ends_one_way_or_the_other(race):
    discussion = DiscussionFactory()
    ask(discussion)
    row = Follow.objects.get()
    race(partial(confirm_follow, follow_id=row.pk, nonce=row.nonce), partial(stop_follow, follow_id=row.pk))
    row.refresh_from_db()
    assert row.stopped_at is not None
    assert not row.is_live
