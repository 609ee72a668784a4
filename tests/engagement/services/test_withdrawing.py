import datetime as dt

import pytest
import time_machine

from engagement.api import (
    AuthorData,
    Comment,
    CommentNotFound,
    NotEditable,
    Visibility,
    erase_comment,
    feature_comment,
    post_comment,
    set_discussion_status,
    withdraw_own_comment,
)
from engagement.models import SentText
from tests.engagement.counting import assert_everything_counts
from tests.factories import CommentFactory, DiscussionFactory, PublishedCommentFactory, UserFactory

pytestmark = pytest.mark.django_db


def withdraw(comment):
    return withdraw_own_comment(comment_id=comment.pk)


@pytest.mark.parametrize("before", [v for v in Visibility if v not in (Visibility.WITHDRAWN, Visibility.ERASED)])
def test_whatever_became_of_a_comment_its_author_may_take_it_back(before):
    comment = CommentFactory(visibility=before)
    assert withdraw(comment).before == before
    assert Comment.objects.get().visibility == "withdrawn"
    assert_everything_counts()


def test_for_ever_unless_the_publisher_says_otherwise():
    with time_machine.travel("2026-03-02T12:00:00Z", tick=False) as clock:
        comment = PublishedCommentFactory()
        clock.shift(dt.timedelta(days=3650))
        assert withdraw(comment).changed is True


def test_neither_a_feature_nor_the_end_of_the_discussion_keeps_it_there():
    comment = PublishedCommentFactory()
    feature_comment(comment_id=comment.pk, featured=True)
    set_discussion_status(discussion_id=comment.discussion_id, status="closed")
    assert withdraw(comment).changed is True


def test_twice_is_once():
    comment = PublishedCommentFactory()
    assert [withdraw(comment).changed for _ in range(2)] == [True, False]


def test_after_the_publishers_window_nothing_changes(settings):
    settings.ENGAGEMENT = {"WITHDRAW_MINUTES": 1}
    with time_machine.travel("2026-03-02T12:00:00Z", tick=False) as clock:
        early, late = PublishedCommentFactory(), PublishedCommentFactory()
        clock.shift(59)
        assert withdraw(early).changed is True
        clock.shift(1)
        texts = SentText.objects.count()
        with pytest.raises(NotEditable) as refusal:
            withdraw(late)
        assert withdraw(early).changed is False, "what is withdrawn is so, and twice is once"
    assert refusal.value.code == "window"
    assert refusal.value.message == "The time for withdrawing is over: that is 1 minute after posting."
    assert (Comment.objects.get(pk=late.pk).visibility, SentText.objects.count()) == ("published", texts)


def test_where_the_publisher_lets_nobody_nothing_changes(settings):
    settings.ENGAGEMENT = {"WITHDRAW_MINUTES": 0}
    comment = PublishedCommentFactory()
    with pytest.raises(NotEditable) as refusal:
        withdraw(comment)
    assert (refusal.value.code, refusal.value.message) == ("off", "Comments cannot be withdrawn here.")
    assert Comment.objects.get().visibility == "published"


def test_what_the_newsroom_says_stays():
    posted = post_comment(
        discussion_id=DiscussionFactory().pk,
        body="We read it all.",
        author=AuthorData(user_id=UserFactory().pk, name="The newsroom"),
        from_newsroom=True,
    )
    with pytest.raises(NotEditable) as refusal:
        withdraw(posted.comment)
    assert refusal.value.code == "newsroom"
    assert Comment.objects.get().visibility == "published"


def test_an_erased_comment_is_not_there():
    comment = PublishedCommentFactory()
    erase_comment(comment_id=comment.pk)
    for missing in (comment, Comment(pk=10**6)):
        with pytest.raises(CommentNotFound):
            withdraw(missing)
