"""What sweeps find, and what was lost."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from engagement.api import Comment, Visibility, change_visibility, erase_comment
from moderation.models import Case, Decision, Feedback, Finding, Payload, Queue
from moderation.services.cases import open_case, put_case
from moderation.services.maintenance import (
    close_idle_cases,
    find_due_comments,
    find_due_feedback,
    follow_lost_erasures,
    open_missing_cases,
)
from moderation.services.screening import screen_comment
from moderation.services.unscreened import find_unscreened, release_unscreened
from tests.factories import HeldCommentFactory, PendingCommentFactory, PublishedCommentFactory, SpamCommentFactory
from tests.moderation.factories import DecisionFactory

pytestmark = pytest.mark.django_db


def age(comment, **ago):
    Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - dt.timedelta(**ago))


def cases():
    return list(Case.objects.order_by("comment_id").values_list("comment_id", "queue", "reasons"))


def test_due_comments_are_found_oldest_first_up_to_a_batch(settings):
    settings.MODERATION = {**settings.MODERATION, "SWEEP_BATCH": 2}
    first, second, _third = (PendingCommentFactory() for _ in range(3))
    PublishedCommentFactory()
    assert find_due_comments() == [first.pk, second.pk]


def test_where_nothing_checks_nothing_is_due(settings):
    PendingCommentFactory()
    settings.MODERATION = {}
    assert find_due_comments() == []
    assert find_due_feedback() == []


def test_due_feedback_is_found_once_it_may_be_sent():
    comments = [HeldCommentFactory() for _ in range(3)]
    for comment in comments:
        DecisionFactory(comment=comment, action="spam")
    waiting, leased, due = Feedback.objects.order_by("pk")
    Feedback.objects.filter(pk=waiting.pk).update(next_attempt_at=timezone.now() + dt.timedelta(minutes=1))
    Feedback.objects.filter(pk=leased.pk).update(leased_until=timezone.now() + dt.timedelta(minutes=1))
    assert find_due_feedback() == [due.pk]
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=2)):
        assert sorted(find_due_feedback()) == [waiting.pk, leased.pk, due.pk]


def test_held_comments_without_a_case_get_one():
    missed, known = HeldCommentFactory(), HeldCommentFactory()
    open_case(comment_id=known.pk, reasons=[{"code": "held", "gate": "links"}])
    PublishedCommentFactory()
    SpamCommentFactory()
    assert open_missing_cases() == 1
    assert cases() == [
        (missed.pk, "waiting", [{"code": "held"}]),
        (known.pk, "waiting", [{"code": "held", "gate": "links"}]),
    ]
    assert open_missing_cases() == 0


def test_a_comment_unchecked_past_its_grace_gets_a_case_and_stays_pending():
    late, young = PendingCommentFactory(), PendingCommentFactory()
    age(late, minutes=10, seconds=1)
    age(young, minutes=9, seconds=55)
    assert find_unscreened() == [late.pk]
    assert release_unscreened(comment_id=late.pk) is True
    assert cases() == [(late.pk, "waiting", [{"code": "unscreened"}])]
    assert find_unscreened() == []
    assert Comment.objects.get(pk=late.pk).visibility == "pending"


def test_the_case_of_an_unchecked_comment_waits_no_more_when_it_is_checked_at_last(checker):
    comment = PendingCommentFactory()
    age(comment, minutes=11)
    release_unscreened(comment_id=comment.pk)
    screen_comment(comment_id=comment.pk)
    assert cases() == [(comment.pk, "new", [])]
    assert Comment.objects.get().visibility == "published"


def test_a_reply_that_passed_and_waits_for_its_parent_is_not_overdue():
    parent = PublishedCommentFactory()
    reply = PendingCommentFactory(parent=parent)
    change_visibility(comment_id=parent.pk, to=Visibility.REJECTED)
    change_visibility(comment_id=reply.pk, to=Visibility.PUBLISHED)
    age(reply, days=1)
    assert find_unscreened() == []


def test_one_sweep_opens_at_most_a_batch(settings):
    settings.MODERATION = {**settings.MODERATION, "SWEEP_BATCH": 2}
    for _ in range(3):
        HeldCommentFactory()
    assert [open_missing_cases() for _ in range(3)] == [2, 1, 0]


def test_cases_that_wait_for_nothing_are_closed():
    waiting, gone, spam, no_spam = (
        HeldCommentFactory(),
        HeldCommentFactory(),
        SpamCommentFactory(),
        SpamCommentFactory(),
    )
    for comment in (waiting, gone):
        open_case(comment_id=comment.pk, reasons=[])
    for comment in (spam, no_spam):
        put_case(comment_id=comment.pk, queue=Queue.SPAM, reasons=[])
    change_visibility(comment_id=gone.pk, to=Visibility.WITHDRAWN)
    change_visibility(comment_id=no_spam.pk, to=Visibility.PUBLISHED)
    assert close_idle_cases() == 1
    assert close_idle_cases(queues=(Queue.SPAM, Queue.DISCARDED)) == 1
    assert [queue for _pk, queue, _reasons in cases()] == ["waiting", "decided", "spam", "decided"]
    assert close_idle_cases() == 0


def test_an_erasure_whose_announcement_was_lost_is_followed_up(checker):
    comment = PendingCommentFactory(body="Call me: https://a.example https://b.example https://c.example")
    screen_comment(comment_id=comment.pk)
    assert Finding.objects.get(check_name="links").detail != {}
    erase_comment(comment_id=comment.pk)
    assert follow_lost_erasures() == 1
    assert not Payload.objects.exists()
    assert Finding.objects.get(check_name="links").detail == {}
    assert Finding.objects.get(check_name="links").signals != []
    assert Decision.objects.latest("pk").action == "erase"
    assert follow_lost_erasures() == 0
