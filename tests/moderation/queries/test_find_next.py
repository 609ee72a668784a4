"""Which comment follows another one in a queue."""

import pytest

from moderation.api import open_case
from moderation.models import Case, Queue
from moderation.queries.queue import find_next
from tests.factories import HeldCommentFactory
from tests.moderation.factories import DecisionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting():
    comments = [HeldCommentFactory() for _number in range(3)]
    for comment in comments:
        open_case(comment_id=comment.pk, reasons=[{"code": "held"}])
    return comments


def following(comment, queue=Queue.WAITING):
    return find_next(queue=queue, comment_id=comment.pk)


def test_of_those_that_wait_the_next_waits_less_and_behind_the_last_comes_the_first(waiting):
    first, second, third = waiting
    assert [following(comment) for comment in waiting] == [second.pk, third.pk, first.pk]


def test_of_the_spam_the_next_is_older(waiting):
    first, second, third = waiting
    Case.objects.update(queue=Queue.SPAM)
    assert [following(comment, Queue.SPAM) for comment in waiting] == [third.pk, first.pk, second.pk]


def test_cases_of_one_moment_follow_by_their_numbers(waiting):
    first, second, third = waiting
    Case.objects.update(opened_at=Case.objects.first().opened_at)
    assert [following(comment) for comment in waiting] == [second.pk, third.pk, first.pk]


def test_what_was_just_decided_keeps_its_place(waiting):
    _first, second, third = waiting
    DecisionFactory(comment=second, action="approve")
    assert following(second) == third.pk


def test_nothing_follows_the_only_one(waiting):
    first, *others = waiting
    for other in others:
        DecisionFactory(comment=other, action="approve")
    assert following(first) is None


def test_nothing_follows_among_the_decided_nor_behind_what_has_no_case(waiting):
    DecisionFactory(comment=waiting[0], action="approve")
    assert following(waiting[0], Queue.DECIDED) is None
    assert following(HeldCommentFactory(), Queue.SPAM) is None
