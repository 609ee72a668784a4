"""Closed by its age or its section: one answer for whoever asks, and no row changes when the day comes."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from engagement.api import AuthorData, Comment, Discussion, DiscussionClosed, post_comment, set_discussion_status
from engagement.conf import get_settings
from engagement.pages.subjects import subject_of
from engagement.queries.discussions import read_discussion
from tests.articles.models import Article, Review
from tests.factories import ArticleFactory, DiscussionFactory, ReviewFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("engagement_alone")]

PUBLISHED = dt.datetime(2026, 4, 18, 18, 0, tzinfo=dt.UTC)
ENDS = dt.datetime(2026, 5, 18, 18, 0, tzinfo=dt.UTC)
BEFORE, AFTER = ENDS - dt.timedelta(seconds=1), ENDS
MONTH = {"CLOSE_AFTER_DAYS": 30}


def at(moment):
    return time_machine.travel(moment, tick=False)


def post(discussion):
    return post_comment(discussion_id=discussion.pk, body="The quay is old.", author=AuthorData(name="Ada"))


def answers(discussion):
    """What everybody who asks is told: whether it is open, and its end."""
    discussion.refresh_from_db()
    subject = subject_of(Article.objects.get(pk=discussion.host_pk))
    read = read_discussion(discussion.key)
    assert subject.is_open == discussion.is_open == read.is_open
    assert subject.closes_at == discussion.closes_at == read.closes_at
    return discussion.is_open, discussion.closes_at


@pytest.fixture
def discussion():
    with at(PUBLISHED):
        return DiscussionFactory(article=ArticleFactory(published_at=PUBLISHED, section="Harbour"))


def test_it_closes_on_the_second_and_nothing_is_written(discussion):
    stored = Discussion.objects.values().get()
    with override_settings(ENGAGEMENT=MONTH):
        with at(BEFORE):
            assert answers(discussion) == (True, ENDS)
        with at(AFTER):
            assert answers(discussion) == (False, ENDS)
            with pytest.raises(DiscussionClosed):
                post(discussion)
            assert discussion.seen_at == ENDS
    assert Discussion.objects.values().get() == stored
    assert not Comment.objects.exists()


def test_until_then_it_takes_comments(discussion):
    with override_settings(ENGAGEMENT=MONTH), at(BEFORE):
        assert post(discussion).created is True


def test_without_the_setting_it_stays_open(discussion):
    with at(dt.datetime(2100, 1, 1, tzinfo=dt.UTC)):
        assert answers(discussion) == (True, None)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ({"Harbour": 7}, (False, PUBLISHED + dt.timedelta(days=7))),
        ({"Harbour": 0}, (True, None)),
        ({"Opinion": 7}, (True, ENDS)),
    ],
)
def test_a_section_may_have_days_of_its_own(discussion, days, expected):
    with override_settings(ENGAGEMENT={**MONTH, "CLOSE_AFTER_DAYS_IN": days}), at(BEFORE):
        assert answers(discussion) == expected


def test_a_section_may_be_closed_from_the_start(discussion):
    with override_settings(ENGAGEMENT={"CLOSED_SECTIONS": ["Harbour"]}), at(PUBLISHED):
        assert answers(discussion) == (False, None)
        with pytest.raises(DiscussionClosed):
            post(discussion)


def test_days_count_from_the_opening_where_the_publication_is_unknown():
    with at(PUBLISHED):
        discussion = DiscussionFactory(article=ReviewFactory())
    with override_settings(ENGAGEMENT=MONTH), at(BEFORE):
        assert (discussion.is_open, discussion.closes_at) == (True, ENDS)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [(MONTH, (False, ENDS)), ({"CLOSED_SECTIONS": ["Harbour"]}, (False, None)), ({}, (True, None))],
)
def test_an_article_that_no_discussion_was_opened_for_is_told_the_same(settings, expected):
    (article,) = Article.objects.bulk_create(
        [Article(title="Bulk", body="<p>Old.</p>", published_at=PUBLISHED, section="Harbour")]
    )
    with override_settings(ENGAGEMENT=settings), at(AFTER):
        subject = subject_of(article)
        read = read_discussion(f"articles.article.{article.pk}")
        assert (subject.is_open, subject.closes_at) == (read.is_open, read.closes_at) == expected
    assert not Discussion.objects.exists()


def test_a_review_that_no_discussion_was_opened_for_is_open():
    (review,) = Review.objects.bulk_create([Review(slug="old", name="Old", text="")])
    with override_settings(ENGAGEMENT=MONTH):
        assert subject_of(review).is_open is True


def test_opened_by_hand_after_its_time_it_stays_open_until_somebody_closes_it(discussion, announced):
    with override_settings(ENGAGEMENT=MONTH), at(AFTER):
        with announced() as heard:
            assert set_discussion_status(discussion_id=discussion.pk, status="open") is True
        assert heard == [("discussion_changed", {"discussion_id": discussion.pk})]
        assert answers(discussion) == (True, None)
        assert post(discussion).created is True
        assert set_discussion_status(discussion_id=discussion.pk, status="open") is False
    with override_settings(ENGAGEMENT=MONTH), at(AFTER + dt.timedelta(days=400)):
        assert answers(discussion) == (True, None)
        assert set_discussion_status(discussion_id=discussion.pk, status="closed") is True
        assert answers(discussion) == (False, AFTER + dt.timedelta(days=400))


def test_opened_by_hand_in_a_closed_section_it_is_open(discussion):
    with override_settings(ENGAGEMENT={"CLOSED_SECTIONS": ["Harbour"]}), at(AFTER):
        assert set_discussion_status(discussion_id=discussion.pk, status="open") is True
        assert answers(discussion) == (True, None)


def test_closed_by_hand_and_opened_before_its_time_it_still_closes_then(discussion):
    with override_settings(ENGAGEMENT=MONTH):
        with at(PUBLISHED):
            set_discussion_status(discussion_id=discussion.pk, status="closed")
            assert answers(discussion) == (False, PUBLISHED)
            set_discussion_status(discussion_id=discussion.pk, status="open")
            assert answers(discussion) == (True, ENDS)
        with at(AFTER):
            assert answers(discussion) == (False, ENDS)


def test_closed_by_hand_after_its_time_it_closed_when_its_time_was_over(discussion):
    with override_settings(ENGAGEMENT=MONTH), at(AFTER + dt.timedelta(days=3)):
        assert set_discussion_status(discussion_id=discussion.pk, status="closed") is True
        assert answers(discussion) == (False, ENDS)
    with at(AFTER):
        assert answers(discussion) == (False, ENDS)


@pytest.mark.parametrize(
    "settings",
    [
        {"CLOSE_AFTER_DAYS": -1},
        {"CLOSE_AFTER_DAYS": 36501},
        {"CLOSE_AFTER_DAYS_IN": {"Harbour": "7"}},
        {"CLOSE_AFTER_DAYS_IN": {"Harbour": True}},
        {"CLOSE_AFTER_DAYS_IN": {"Harbour": -7}},
    ],
)
def test_what_is_no_number_of_days_is_an_error_that_names_the_setting(settings):
    (name,) = settings
    with override_settings(ENGAGEMENT=settings), pytest.raises(ImproperlyConfigured, match=name):
        get_settings()
