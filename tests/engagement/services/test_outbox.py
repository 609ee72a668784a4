import datetime as dt

import pytest
import time_machine

from engagement.api import Comment, Visibility
from engagement.services.outbox import (
    due_comment_ids,
    finish_checking,
    hurry_comments,
    lease_comment,
    postpone_comment,
    request_check,
)
from engagement.services.visibility import change_visibility
from tests.factories import HeldCommentFactory, PendingCommentFactory, PublishedCommentFactory, SpamCommentFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 0, 0, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def test_a_pending_comment_is_due_at_once_and_what_was_judged_is_not(clock):
    pending = PendingCommentFactory()
    for factory in (PublishedCommentFactory, HeldCommentFactory, SpamCommentFactory):
        factory()
    assert due_comment_ids(limit=10) == [pending.pk]


def test_a_leased_comment_is_nobody_elses_until_the_lease_has_lapsed(clock):
    comment = PendingCommentFactory()
    assert lease_comment(comment_id=comment.pk, lease=MINUTE) is True
    assert lease_comment(comment_id=comment.pk, lease=MINUTE) is False
    assert due_comment_ids(limit=10) == []
    clock.shift(59)
    assert lease_comment(comment_id=comment.pk, lease=MINUTE) is False
    clock.shift(1)
    assert due_comment_ids(limit=10) == [comment.pk]
    assert lease_comment(comment_id=comment.pk, lease=MINUTE) is True
    comment.refresh_from_db()
    assert (comment.attempts, comment.leased_until) == (2, NOON + 2 * MINUTE)


def test_a_postponed_comment_is_due_when_its_time_has_come(clock):
    comment = PendingCommentFactory()
    lease_comment(comment_id=comment.pk, lease=MINUTE)
    assert postpone_comment(comment_id=comment.pk, retry_at=NOON + 5 * MINUTE) is True
    comment.refresh_from_db()
    assert (comment.leased_until, comment.next_attempt_at, comment.attempts) == (None, NOON + 5 * MINUTE, 1)
    clock.shift(299)
    assert due_comment_ids(limit=10) == []
    assert lease_comment(comment_id=comment.pk, lease=MINUTE) is False
    clock.shift(1)
    assert due_comment_ids(limit=10) == [comment.pk]
    assert lease_comment(comment_id=comment.pk, lease=MINUTE) is True


def test_what_waits_longest_is_due_first_and_no_more_than_asked_for(clock):
    comments = [PendingCommentFactory() for _ in range(4)]
    postpone_comment(comment_id=comments[0].pk, retry_at=NOON - MINUTE)
    postpone_comment(comment_id=comments[2].pk, retry_at=NOON - 2 * MINUTE)
    expected = [comments[number].pk for number in (2, 0, 1, 3)]
    assert due_comment_ids(limit=10) == expected
    assert due_comment_ids(limit=2) == expected[:2]


@pytest.mark.parametrize("judged", [Visibility.PUBLISHED, Visibility.HELD, Visibility.SPAM, Visibility.REJECTED])
def test_a_judged_comment_is_neither_leased_nor_postponed_and_its_lease_is_over(clock, judged):
    comment = PendingCommentFactory()
    lease_comment(comment_id=comment.pk, lease=MINUTE)
    change_visibility(comment_id=comment.pk, to=judged)
    assert postpone_comment(comment_id=comment.pk, retry_at=NOON) is False
    clock.shift(3600)
    assert lease_comment(comment_id=comment.pk, lease=MINUTE) is False
    comment.refresh_from_db()
    assert (comment.attempts, comment.leased_until, comment.next_attempt_at) == (0, None, None)


def test_a_reply_that_waits_for_its_parent_is_not_checked_again(clock):
    parent = PublishedCommentFactory()
    reply = PendingCommentFactory(parent=parent)
    lease_comment(comment_id=reply.pk, lease=MINUTE)
    change_visibility(comment_id=parent.pk, to=Visibility.HELD)
    change_visibility(comment_id=reply.pk, to=Visibility.PUBLISHED)
    waiting = Comment.objects.filter(pk=reply.pk).values().get()
    assert postpone_comment(comment_id=reply.pk, retry_at=NOON) is False
    assert lease_comment(comment_id=reply.pk, lease=MINUTE) is False
    assert due_comment_ids(limit=10) == []
    assert Comment.objects.filter(pk=reply.pk).values().get() == waiting


def test_a_comment_that_is_not_there_is_not_leased():
    assert lease_comment(comment_id=404, lease=MINUTE) is False
    assert postpone_comment(comment_id=404, retry_at=NOON) is False


@pytest.mark.parametrize("make", [PublishedCommentFactory, HeldCommentFactory, SpamCommentFactory])
def test_what_was_judged_may_be_asked_about_again(clock, make):
    comment = make()
    assert request_check(comment_ids=[comment.pk]) == 1
    assert due_comment_ids(limit=10) == [comment.pk]
    assert lease_comment(comment_id=comment.pk, lease=MINUTE) is True
    comment.refresh_from_db()
    before = comment.visibility
    assert finish_checking(comment_id=comment.pk) is True
    comment.refresh_from_db()
    assert (comment.visibility, comment.next_attempt_at, comment.leased_until, comment.attempts) == (
        before,
        None,
        None,
        0,
    )
    assert finish_checking(comment_id=comment.pk) is False


def test_a_pending_comment_is_never_done_without_being_judged(clock):
    comment = PendingCommentFactory()
    assert finish_checking(comment_id=comment.pk) is False
    assert due_comment_ids(limit=10) == [comment.pk]


@pytest.mark.parametrize("gone", [Visibility.WITHDRAWN, Visibility.ERASED])
def test_what_its_author_took_back_is_asked_about_no_more(clock, gone):
    comment = PublishedCommentFactory()
    change_visibility(comment_id=comment.pk, to=gone)
    assert request_check(comment_ids=[comment.pk]) == 0
    assert due_comment_ids(limit=10) == []


def test_a_request_for_later_is_due_then(clock):
    comment = PublishedCommentFactory()
    request_check(comment_ids=[comment.pk], at=NOON + MINUTE)
    assert due_comment_ids(limit=10) == []
    clock.shift(60)
    assert due_comment_ids(limit=10) == [comment.pk]


def test_what_was_not_tried_counts_from_the_beginning(clock):
    comment = PendingCommentFactory()
    lease_comment(comment_id=comment.pk, lease=MINUTE)
    assert postpone_comment(comment_id=comment.pk, retry_at=NOON + MINUTE, tried=False) is True
    comment.refresh_from_db()
    assert (comment.attempts, comment.next_attempt_at) == (0, NOON + MINUTE)


def test_what_failed_is_brought_forward_and_what_waits_for_a_reason_is_not(clock):
    failed, waiting = PendingCommentFactory(), PendingCommentFactory()
    for comment, tried in ((failed, True), (waiting, False)):
        lease_comment(comment_id=comment.pk, lease=MINUTE)
        postpone_comment(comment_id=comment.pk, retry_at=NOON + 50 * MINUTE, tried=tried)
    assert hurry_comments(limit=10) == 1
    assert due_comment_ids(limit=10) == [failed.pk]
    assert hurry_comments(limit=10) == 0
