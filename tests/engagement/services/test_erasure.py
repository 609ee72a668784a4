import datetime as dt

import pytest
import time_machine
from django.test import override_settings

from engagement.api import Comment, Visibility
from engagement.models import PostingPace, SentText, Submission
from engagement.services import erasure
from engagement.services.erasure import delete_expired, erase_comment, withdraw_comment
from tests.engagement.counting import assert_everything_counts
from tests.factories import CommentFactory, PublishedCommentFactory, UserFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 0, 0, tzinfo=dt.UTC)
PERSONAL = ("author_id", "author_name", "author_email", "author_url", "body", "html")


def personal_data(comment):
    return Comment.objects.filter(pk=comment.pk).values_list(*PERSONAL).get()


def test_erasing_deletes_everything_personal_and_keeps_what_hangs_on_it():
    reader = UserFactory()
    root = PublishedCommentFactory(user=reader, idempotency_key="0123456789abcdef")
    reply = PublishedCommentFactory(parent=root)
    untouched = personal_data(reply)
    erase_comment(comment_id=root.pk)
    root.refresh_from_db()
    assert personal_data(root) == (None, "", "", "", "", "")
    assert root.idempotency_key == f"erased:{root.pk}"
    assert (root.visibility, root.in_thread) == (Visibility.ERASED, True)
    assert list(Submission.objects.values_list("comment_id", flat=True)) == [reply.pk]
    assert personal_data(reply) == untouched
    assert_everything_counts()


@pytest.mark.parametrize("before", [v for v in Visibility if v != Visibility.ERASED])
def test_whatever_a_comment_is_it_can_be_erased(before):
    comment = PublishedCommentFactory(visibility=before)
    assert erase_comment(comment_id=comment.pk).changed is True
    assert personal_data(comment) == (None, "", "", "", "", "")
    assert not Submission.objects.exists()


def test_erasing_twice_changes_nothing_more():
    comment = PublishedCommentFactory()
    erase_comment(comment_id=comment.pk)
    before = Comment.objects.values().get()
    assert erase_comment(comment_id=comment.pk).changed is False
    assert Comment.objects.values().get() == before


def test_withdrawing_keeps_the_words_out_of_sight():
    comment = PublishedCommentFactory(body="My own words.")
    change = withdraw_comment(comment_id=comment.pk)
    assert (change.before, change.after) == (Visibility.PUBLISHED, Visibility.WITHDRAWN)
    comment.refresh_from_db()
    assert (comment.body, comment.in_thread) == ("My own words.", False)
    assert Submission.objects.count() == 1


def test_an_account_that_is_deleted_leaves_the_comment_without_it():
    reader = UserFactory()
    comment = PublishedCommentFactory(user=reader)
    reader.delete()
    comment.refresh_from_db()
    assert (comment.author, comment.visibility) == (None, Visibility.PUBLISHED)


def test_what_came_along_is_deleted_when_its_time_is_over_and_the_comment_stays():
    with time_machine.travel(NOON, tick=False) as clock, override_settings(ENGAGEMENT={"SUBMISSION_DAYS": 3}):
        early = CommentFactory()
        clock.shift(dt.timedelta(days=1))
        late = CommentFactory()
        clock.shift(dt.timedelta(days=2, seconds=-1))
        assert delete_expired() == 12, "two comments: five windows of posting, and a text, of each have passed"
        assert Submission.objects.count() == 2
        clock.shift(1)
        assert delete_expired() == 1
        assert list(Submission.objects.values_list("comment_id", flat=True)) == [late.pk]
        assert set(Comment.objects.all()) == {early, late}


def test_a_pace_is_deleted_when_its_window_has_passed():
    with (
        time_machine.travel(NOON, tick=False) as clock,
        override_settings(
            ENGAGEMENT={"POST_LIMITS": [(9, 60), (9, 3600)], "AUTHOR_LIMITS": [], "DISCUSSION_LIMITS": []}
        ),
    ):
        CommentFactory()
        clock.shift(59)
        assert delete_expired() == 0
        clock.shift(1)
        assert delete_expired() == 1
        assert PostingPace.objects.get().seconds == 3600


def test_more_than_one_batch_is_deleted(monkeypatch):
    monkeypatch.setattr(erasure, "_BATCH", 2)
    for _ in range(5):
        CommentFactory()
    assert delete_expired(now=NOON + dt.timedelta(days=3650)) == 5 * (1 + 5 + 1)
    assert not Submission.objects.exists()
    assert not SentText.objects.exists()
    assert not PostingPace.objects.exists()
