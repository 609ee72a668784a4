"""Spam is deleted with its row, and no thread loses anything."""

import datetime as dt

import pytest
from django.utils import timezone

from engagement.api import Comment, Discussion, Visibility, change_visibility
from engagement.models import Submission
from engagement.services.deletion import delete_spam
from tests.engagement.counting import assert_everything_counts
from tests.factories import (
    DiscussionFactory,
    HeldCommentFactory,
    PendingCommentFactory,
    PublishedCommentFactory,
    SpamCommentFactory,
)

pytestmark = pytest.mark.django_db


def delete(*comments):
    return delete_spam(discussion_id=comments[0].discussion_id, comment_ids=[comment.pk for comment in comments])


def test_spam_is_gone_with_everything_that_came_along():
    comment = SpamCommentFactory()
    outcome = delete(comment)
    assert (outcome.deleted, outcome.erased) == ({comment.pk}, set())
    assert not Comment.objects.exists()
    assert not Submission.objects.exists()
    assert_everything_counts()


def test_readers_see_no_difference():
    root = PublishedCommentFactory()
    PublishedCommentFactory(parent=root)
    spam = SpamCommentFactory(parent=root)
    before = Discussion.objects.values().get(), Comment.objects.exclude(pk=spam.pk).order_by("pk").values()
    before = before[0], list(before[1])
    delete(spam)
    assert (Discussion.objects.values().get(), list(Comment.objects.order_by("pk").values())) == before
    assert_everything_counts()


@pytest.mark.parametrize("visibility", [value for value in Visibility if value != Visibility.SPAM])
def test_what_is_no_spam_stays(visibility):
    comment = PublishedCommentFactory(visibility=visibility)
    before = Comment.objects.values().get()
    outcome = delete(comment)
    assert (outcome.deleted, outcome.erased) == (set(), set())
    assert Comment.objects.values().get() == before


def test_spam_of_another_discussion_stays():
    spam, other = SpamCommentFactory(), SpamCommentFactory()
    assert delete(spam, other).deleted == {spam.pk}
    assert Comment.objects.get() == other


def test_what_somebody_is_checking_stays_until_the_lease_has_lapsed():
    comment = SpamCommentFactory()
    Comment.objects.update(leased_until=timezone.now() + dt.timedelta(minutes=1))
    assert delete(comment).deleted == set()
    Comment.objects.update(leased_until=timezone.now())
    assert delete(comment).deleted == {comment.pk}


@pytest.mark.parametrize("make", [HeldCommentFactory, PendingCommentFactory, PublishedCommentFactory])
def test_what_is_answered_is_erased_instead(make):
    root = PublishedCommentFactory(author_name="Ada", body="Buy a quay.")
    reply = make(parent=root)
    change_visibility(comment_id=root.pk, to=Visibility.SPAM)
    outcome = delete(root)
    assert (outcome.deleted, outcome.erased) == (set(), {root.pk})
    root.refresh_from_db()
    assert (root.visibility, root.author_name, root.body) == (Visibility.ERASED, "", "")
    assert Comment.objects.filter(pk=reply.pk).exists()
    assert_everything_counts()


def test_a_whole_thread_of_spam_goes_from_its_leaves_to_its_root():
    root = PublishedCommentFactory()
    first = PublishedCommentFactory(parent=root)
    second = PendingCommentFactory(parent=first)
    third = PendingCommentFactory(parent=root)
    for comment in (root, first, second, third):
        change_visibility(comment_id=comment.pk, to=Visibility.SPAM)
    Comment.objects.update(seq=None, last_seq=0)
    assert delete(root, first, second, third).deleted == {root.pk, first.pk, second.pk, third.pk}
    assert not Comment.objects.exists()


def test_a_reply_that_had_its_number_in_the_thread_is_erased_so_that_no_other_gets_it():
    root = PublishedCommentFactory()
    reply = PublishedCommentFactory(parent=root)
    change_visibility(comment_id=reply.pk, to=Visibility.SPAM)
    assert delete(reply).erased == {reply.pk}
    assert PublishedCommentFactory(parent=root).seq == 2
    assert_everything_counts()


def test_deleting_twice_finds_nothing_any_more():
    comment = SpamCommentFactory()
    delete(comment)
    assert delete(comment).deleted == set()


def test_of_nothing_nothing_goes():
    discussion = DiscussionFactory()
    outcome = delete_spam(discussion_id=discussion.pk, comment_ids=[])
    assert (outcome.deleted, outcome.erased) == (set(), set())
