"""The best answers: featured, then respected, of different stances, for no query more."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.api import Comment, Discussion, set_stances
from engagement.models import Stance
from engagement.queries.best_answers import LEAST_RESPECT
from engagement.queries.threads import load_branches
from tests.factories import DiscussionFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def discussion():
    discussion = DiscussionFactory()
    set_stances(prompt_id=discussion.prompt.pk, labels=["Yes", "No"])
    return Discussion.objects.get(pk=discussion.pk)


def write(discussion, *, stance="", respect=0, featured=None, **given):
    comment = PublishedCommentFactory(discussion=discussion, **given)
    Comment.objects.filter(pk=comment.pk).update(
        stance=Stance.objects.get(label=stance) if stance else None,
        respect_count=respect,
        featured_at=NOON + dt.timedelta(hours=featured) if featured is not None else None,
    )
    return comment.pk


def best(discussion):
    return [comment.pk for comment in load_branches(discussion=discussion, best=True).best]


def test_featured_come_first_then_the_most_respected_of_each_stance(discussion):
    no = write(discussion, stance="No", respect=5)
    write(discussion, stance="No", respect=4)
    write(discussion, stance="Yes", respect=90)
    yes = write(discussion, stance="Yes", featured=1)
    unsaid = write(discussion, respect=3)
    write(discussion, stance="Yes", featured=0)
    assert best(discussion) == [yes, no, unsaid]


def test_little_respect_says_nothing_and_neither_do_replies_or_other_discussions(discussion):
    root = write(discussion, respect=LEAST_RESPECT - 1)
    reply = PublishedCommentFactory(parent=Comment.objects.get(pk=root))
    Comment.objects.filter(pk=reply.pk).update(respect_count=50, featured_at=NOON)
    write(DiscussionFactory(), respect=50)
    assert best(discussion) == []


def test_where_no_stance_is_offered_the_three_best_stand_together(discussion):
    set_stances(prompt_id=discussion.prompt.pk, labels=[])
    discussion = Discussion.objects.get(pk=discussion.pk)
    found = [write(discussion, respect=number) for number in range(2, 7)]
    featured = write(discussion, featured=0, respect=1)
    assert best(discussion) == [featured, found[4], found[3]]


def test_they_cost_no_query_more_and_none_are_asked_for_unless_wished(discussion):
    root = write(discussion, stance="Yes", respect=5)
    PublishedCommentFactory(parent=Comment.objects.get(pk=root))
    Discussion.objects.get(pk=discussion.pk).prompt.known_stances  # noqa: B018
    for wished, found in ((False, []), (True, [root])):
        loaded = Discussion.objects.select_related("prompt__proposal", "prompt__chosen").get(pk=discussion.pk)
        with CaptureQueriesContext(connection) as queries:
            page = load_branches(discussion=loaded, best=wished)
        assert len(queries) == 2
        assert [comment.pk for comment in page.best] == found
        assert [len(branch.replies) for branch in page.branches] == [1]
