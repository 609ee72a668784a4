"""Percentiles, on rows small enough to be counted by hand."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from moderation.models import Decision
from moderation.queries.percentiles import find_percentiles
from tests.factories import PublishedCommentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def wait():
    """Lets decisions have waited for so many seconds."""
    comment = PublishedCommentFactory()

    def make(*seconds, cause="links.many"):
        Decision.objects.bulk_create(
            Decision(
                comment=comment,
                actor="moderator",
                action="approve",
                before="held",
                after="published",
                revision=1,
                cause=cause,
                waited=each,
            )
            for each in seconds
        )

    return make


@pytest.mark.parametrize(
    ("seconds", "median", "p95"),
    [
        ([7], 7, 7),
        ([20, 10], 15, 19.5),
        ([30, 10, 20], 20, 29),
        (range(1, 22), 11, 20),
        (range(101), 50, 95),
        ([5] * 40, 5, 5),
    ],
)
def test_between_two_rows_it_lies_on_a_straight_line(wait, seconds, median, p95):
    wait(*seconds)
    assert find_percentiles(Decision.objects.all(), value="waited") == {None: (median, p95)}


def test_of_no_rows_there_are_none():
    assert find_percentiles(Decision.objects.all(), value="waited") == {}
    assert find_percentiles(Decision.objects.all(), value="waited", by="cause") == {}


def test_each_group_has_its_own(wait):
    wait(1, 2, 3, cause="links.many")
    wait(10, 30, cause="")
    found = find_percentiles(Decision.objects.all(), value="waited", by="cause", shares=(50, 100))
    assert found == {"links.many": (2, 3), "": (20, 30)}


def test_no_more_rows_are_read_than_lie_beside_them(wait):
    rows = 1 if connection.vendor == "postgresql" else 4
    wait(*range(1000))
    with CaptureQueriesContext(connection) as queries:
        find_percentiles(Decision.objects.all(), value="waited")
    (query,) = queries
    with connection.cursor() as cursor:
        cursor.execute(query["sql"])
        assert len(cursor.fetchall()) == rows
