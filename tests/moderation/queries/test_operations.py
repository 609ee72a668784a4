"""What operators watch, beyond whether screening is well."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.api import Comment, request_check
from moderation.models import ANSWERS, Alert, Case, Finding
from moderation.queries import operations
from moderation.queries.operations import FailureLine, Hour
from moderation.services.cases import open_case, put_case
from tests.factories import HeldCommentFactory, PendingCommentFactory, PublishedCommentFactory, SpamCommentFactory

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 30, tzinfo=dt.UTC)


@pytest.fixture
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield NOON


def find(verdict, *, at, failure="", count=1):
    """Let the checker have said so."""
    comment = Comment.objects.first() or PendingCommentFactory()
    Finding.objects.bulk_create(
        Finding(comment=comment, check_name="akismet", revision=1, verdict=verdict, failure=failure, at=at)
        for _number in range(count)
    )


def test_the_verdicts_of_48_hours_are_counted_by_the_hour(at_noon):
    find("ham", at=NOON, count=3)
    find("spam", at=NOON.replace(minute=0), count=2)
    find("discard", at=NOON.replace(minute=1))
    find("error", at=NOON.replace(hour=11, minute=59), failure="timeout")
    find("ham", at=NOON - dt.timedelta(hours=47, minutes=30))
    find("ham", at=NOON - dt.timedelta(hours=47, minutes=31))
    for verdict in ("clear", "notice"):
        find(verdict, at=NOON)
    hours = operations.load_hours()
    assert len(hours) == 48
    assert hours[-1] == Hour(at=NOON.replace(minute=0), ham=3, spam=3, failed=0)
    assert hours[-2] == Hour(at=NOON.replace(hour=11, minute=0), failed=1)
    assert hours[0] == Hour(at=dt.datetime(2026, 2, 28, 13, tzinfo=dt.UTC), ham=1)
    assert sum(hour.total for hour in hours) == 8


def test_failures_are_counted_by_kind_the_most_frequent_first(at_noon):
    find("error", at=NOON - dt.timedelta(hours=2), failure="server", count=2)
    find("error", at=NOON - dt.timedelta(hours=1), failure="server")
    find("error", at=NOON - dt.timedelta(hours=3), failure="other")
    find("error", at=NOON - dt.timedelta(hours=4), failure="")
    find("error", at=NOON - dt.timedelta(hours=25), failure="timeout")
    assert operations.load_failures(operations.DAY) == (
        FailureLine(kind="server", count=3, latest_at=NOON - dt.timedelta(hours=1)),
        FailureLine(kind="other", count=2, latest_at=NOON - dt.timedelta(hours=3)),
    )


def test_the_answers_of_a_while_are_counted_by_verdict(at_noon):
    find("ham", at=NOON, count=2)
    find("discard", at=NOON)
    find("spam", at=NOON - dt.timedelta(minutes=61))
    assert operations.count_verdicts(dt.timedelta(hours=1)) == {"ham": 2, "spam": 0, "discard": 1}


def test_who_waits_for_moderators_is_counted_by_queue():
    first, second = HeldCommentFactory(), HeldCommentFactory()
    for comment in (first, second):
        open_case(comment_id=comment.pk, reasons=[])
    put_case(comment_id=SpamCommentFactory().pk, queue="discarded", reasons=[])
    waiting, reported, spam, discarded, new = operations.load_queues()
    opened_at = Case.objects.get(comment=first).opened_at
    assert (waiting.queue, waiting.count, waiting.oldest_at) == ("waiting", 2, opened_at)
    assert (spam.queue, spam.count, spam.oldest_at) == ("spam", 0, None)
    assert (discarded.queue, discarded.count) == ("discarded", 1)
    assert [(line.queue, line.count) for line in (reported, new)] == [("reported", 0), ("new", 0)]


def test_what_readers_see_unchecked_is_counted():
    PendingCommentFactory()
    PublishedCommentFactory()
    request_check(comment_ids=[PublishedCommentFactory().pk, HeldCommentFactory().pk])
    assert operations.count_published_unchecked() == 1


def test_alerts_come_the_latest_first():
    now = timezone.now()
    for code, hours in (("10501", 5), ("10007", 1)):
        Alert.objects.create(checker="akismet", code=code, times=3, latest_at=now - dt.timedelta(hours=hours))
    assert [(alert.code, alert.times) for alert in operations.load_alerts()] == [("10007", 3), ("10501", 3)]


def load_all():
    operations.load_hours()
    operations.load_failures(operations.DAY)
    operations.count_verdicts(operations.DAY)
    operations.load_queues()
    operations.count_published_unchecked()
    operations.load_alerts()


def test_the_number_of_queries_does_not_grow(django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        load_all()
    now = timezone.now()
    for verdict in (*ANSWERS, "error"):
        find(verdict, at=now, count=5)
    with django_assert_num_queries(len(few)):
        load_all()
    assert len(few) == 12


@pytest.mark.parametrize(
    "load",
    [
        operations.load_hours,
        lambda: operations.load_failures(operations.DAY),
        lambda: operations.count_verdicts(operations.DAY),
    ],
    ids=["hours", "failures", "verdicts"],
)
def test_old_findings_are_not_looked_at(load):
    """Thousands of older rows: the database goes by the partial indexes on the time."""
    find("ham", at=timezone.now() - dt.timedelta(days=20), count=3000)
    find("error", at=timezone.now() - dt.timedelta(days=20), count=3000)
    find("clear", at=timezone.now(), count=50)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    asked = []

    def note(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        load()
    explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    for sql, params in asked:
        with connection.cursor() as cursor:
            # With its parameters apart, as it is asked: the plan may depend on that.
            cursor.execute(f"{explain} {sql}", params)
            plan = " ".join(str(row) for row in cursor.fetchall())
        assert "afterword_findings_answered" in plan or "afterword_findings_failed" in plan, plan
