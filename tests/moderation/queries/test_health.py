"""How screening fares, as operators and moderators are told."""

import datetime as dt

import pytest
from django.utils import timezone

from engagement.api import Comment, Visibility, change_visibility
from moderation.queries.health import screening_health
from moderation.services.screening import screen_comment
from tests.factories import HeldCommentFactory, PendingCommentFactory, PublishedCommentFactory
from tests.moderation.factories import DecisionFactory

pytestmark = pytest.mark.django_db


def screened(author="Ada"):
    comment = PendingCommentFactory(author_name=author)
    return screen_comment(comment_id=comment.pk)


def test_before_anything_was_asked_all_is_well():
    health = screening_health()
    assert (health.configured, health.check, health.answered_at, health.duration_ms) == (True, "", None, None)
    assert (health.failed_at, health.error, health.waiting, health.oldest_at) == (None, "", 0, None)
    assert (health.feedback_waiting, health.overdue, health.is_well) == (0, False, True)


def test_the_last_answer_is_told():
    screened()
    finding = screened()
    health = screening_health()
    assert (health.check, health.answered_at, health.duration_ms) == ("Dummy", finding.at, finding.duration_ms)
    assert health.is_well


def test_after_a_failure_it_is_not_well_until_the_next_answer():
    failed = screened("unavailable")
    health = screening_health()
    assert (health.failed_at, health.is_well) == (failed.at, False)
    assert health.error == "The dummy checker fails for authors called unavailable."
    screened()
    health = screening_health()
    assert (health.failed_at, health.is_well) == (failed.at, True)


def test_who_waits_is_counted_and_the_oldest_named():
    oldest, _other = PendingCommentFactory(), PendingCommentFactory()
    HeldCommentFactory()
    parent = PublishedCommentFactory()
    passed = PendingCommentFactory(parent=parent)
    change_visibility(comment_id=parent.pk, to=Visibility.HELD)
    change_visibility(comment_id=passed.pk, to=Visibility.PUBLISHED)
    health = screening_health()
    assert (health.waiting, health.oldest_at, health.overdue, health.is_well) == (2, oldest.created_at, False, True)
    Comment.objects.filter(pk=oldest.pk).update(created_at=timezone.now() - dt.timedelta(minutes=11))
    health = screening_health()
    assert (health.overdue, health.is_well) == (True, False)


def test_feedback_not_yet_told_is_counted():
    DecisionFactory(comment=HeldCommentFactory(), action="spam")
    assert screening_health().feedback_waiting == 1


def test_without_a_checker_it_is_not_well(settings):
    settings.MODERATION = {}
    assert (screening_health().configured, screening_health().is_well) == (False, False)


def test_it_takes_four_queries(django_assert_num_queries):
    screened()
    with django_assert_num_queries(4):
        screening_health()
