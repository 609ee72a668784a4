"""What waits now."""

import datetime as dt

import pytest
import time_machine

from moderation.queries.waiting import count_by_cause, count_by_section, load_waiting, waiting_cases
from moderation.services.cases import open_case
from tests.factories import ArticleFactory, DiscussionFactory, HeldCommentFactory
from tests.moderation.factories import DecisionFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


def hold(minutes, *, reasons=(), **fields):
    comment = HeldCommentFactory(**fields)
    with time_machine.travel(NOON - dt.timedelta(minutes=minutes), tick=False):
        open_case(comment_id=comment.pk, reasons=list(reasons))
    return comment


def test_where_nothing_waits_nothing_has_an_age(django_assert_num_queries):
    with django_assert_num_queries(1):
        waiting = load_waiting()
    assert (waiting.count, waiting.oldest_at, waiting.median_at, waiting.ages) == (0, None, None, (0,) * 6)


def test_the_first_the_middle_and_the_ages(django_assert_num_queries):
    for minutes in (0, 9, 10, 29, 30, 59, 60, 179, 180, 1439, 1440, 3000):
        hold(minutes)
    DecisionFactory(comment=hold(5000), action="approve")
    with django_assert_num_queries(2):
        waiting = load_waiting()
    assert (waiting.at, waiting.count) == (NOON, 12)
    assert waiting.oldest_at == NOON - dt.timedelta(minutes=3000)
    assert waiting.median_at == NOON - dt.timedelta(minutes=59.5)
    assert waiting.ages == (2, 2, 2, 2, 2, 2)


def test_the_middle_of_an_odd_number_is_one_of_them():
    for minutes in (1, 5, 100):
        hold(minutes)
    assert load_waiting().median_at == NOON - dt.timedelta(minutes=5)


def test_they_are_counted_by_section_and_by_their_first_reason(django_assert_num_queries):
    sports = DiscussionFactory(article=ArticleFactory(section="Sports"))
    many = {"code": "signal", "signal": "links.many", "check": "links"}
    hold(1, discussion=sports, reasons=[many, {"code": "unscreened"}])
    hold(1, discussion=sports, reasons=[{"code": "held", "gate": "unchecked"}])
    hold(1, reasons=[{"code": "unscreened"}, many])
    hold(1, discussion=sports, reasons=[many])
    hold(1)
    with django_assert_num_queries(2):
        by_section, by_cause = count_by_section(waiting_cases()), count_by_cause(waiting_cases())
    assert by_section == (("Sports", 3), ("Harbour", 2))
    assert by_cause == (("links.many", 2), ("", 1), ("unchecked", 1), ("unscreened", 1))
