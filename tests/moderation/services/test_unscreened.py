"""What nobody checked in time: a case, or published and checked later, as the publisher chose."""

import datetime as dt

import pytest
from django.utils import timezone

from engagement.api import Comment, Visibility, change_visibility
from moderation.models import Case, Decision, Finding
from moderation.services.decisions import decide
from moderation.services.screening import screen_comment
from moderation.services.unscreened import find_unscreened, release_unscreened
from tests.factories import PendingCommentFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db

MANY_LINKS = "See https://a.example https://b.example https://c.example https://d.example for more."


def overdue(**fields):
    comment = PendingCommentFactory(**fields)
    Comment.objects.filter(pk=comment.pk).update(created_at=timezone.now() - dt.timedelta(minutes=11))
    return comment


@pytest.fixture
def publishing(settings):
    settings.MODERATION = {**settings.MODERATION, "UNSCREENED": "publish"}


def test_by_default_it_becomes_a_case_and_stays_unpublished():
    comment = overdue()
    assert find_unscreened() == [comment.pk]
    assert release_unscreened(comment_id=comment.pk) is True
    assert Comment.objects.get().visibility == "pending"
    assert Case.objects.get().reasons == [{"code": "unscreened"}]
    assert not Decision.objects.exists()
    assert find_unscreened() == []


def test_where_the_publisher_chose_so_it_is_published_and_still_to_be_checked(publishing):
    comment = overdue()
    assert release_unscreened(comment_id=comment.pk) is True
    comment.refresh_from_db()
    assert comment.visibility == "published"
    assert comment.next_attempt_at is not None
    decision = Decision.objects.get()
    assert (decision.actor, decision.action, decision.reason) == ("policy", "approve", "unscreened")
    assert release_unscreened(comment_id=comment.pk) is False


@pytest.mark.parametrize(
    ("author", "after", "queue"),
    [("Ada", "published", None), ("spam", "spam", "spam"), ("discard", "spam", "discarded")],
)
def test_the_later_check_decides_on_what_was_published_unchecked(publishing, checker, author, after, queue):
    comment = overdue(author_name=author)
    release_unscreened(comment_id=comment.pk)
    screen_comment(comment_id=comment.pk)
    comment.refresh_from_db()
    assert (comment.visibility, comment.next_attempt_at, comment.leased_until) == (after, None, None)
    assert Case.objects.filter(queue__in=["spam", "discarded"]).values_list("queue", flat=True).first() == queue


def test_a_moderators_word_on_what_was_published_unchecked_stands(publishing, checker, moderator):
    comment = overdue(author_name="spam")
    release_unscreened(comment_id=comment.pk)
    decide(comment_id=comment.pk, action="approve", moderator_id=moderator.pk, seen_visibility="published", revision=1)
    screen_comment(comment_id=comment.pk)
    comment.refresh_from_db()
    assert (comment.visibility, comment.next_attempt_at) == ("published", None)
    assert Finding.objects.filter(check_name="dummy").get().verdict == "spam"


def test_what_our_own_checks_would_hold_is_not_published_unchecked(publishing):
    comment = overdue(body=MANY_LINKS)
    assert release_unscreened(comment_id=comment.pk) is True
    comment.refresh_from_db()
    assert comment.visibility == "pending"
    assert Case.objects.get().reasons == [
        {"code": "unscreened"},
        {"code": "signal", "signal": "links.many", "check": "links"},
        {"code": "signal", "signal": "links.newcomer", "check": "links"},
    ]


def test_a_reply_to_what_does_not_show_waits(publishing):
    parent = PublishedCommentFactory()
    reply = overdue(parent=parent)
    change_visibility(comment_id=parent.pk, to=Visibility.REJECTED)
    assert release_unscreened(comment_id=reply.pk) is True
    reply.refresh_from_db()
    assert (reply.visibility, reply.cleared_at) == ("pending", None)
    assert Case.objects.filter(comment=reply).get().queue == "waiting"
