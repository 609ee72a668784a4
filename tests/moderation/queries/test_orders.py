"""The orders of the queues: who comes first, which page follows, and by which index."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.api import BadCursor, Comment
from moderation.models import Case, Queue
from moderation.queries.orders import Order, find_order, orders_of
from moderation.queries.queue import count_cases, find_next, load_queue
from moderation.services.cases import put_case
from tests.factories import PublishedCommentFactory
from tests.moderation.factories import DecisionFactory

pytestmark = pytest.mark.django_db

ORDERS = ("risk", "oldest", "newest")


@pytest.fixture
def reported():
    """Three comments: of the one moment, an older and a riskier one come first."""
    comments = [PublishedCommentFactory() for _number in range(3)]
    for comment, kind in zip(comments, ("off_topic", "spam", "illegal"), strict=True):
        put_case(comment_id=comment.pk, queue=Queue.REPORTED, reasons=[{"code": "reported", "kind": kind}])
    return [comment.pk for comment in comments]


def ids(page):
    return [item.comment_id for item in page.items]


def test_the_riskiest_comes_first_unless_another_order_is_asked_for(reported):
    mild, worse, worst = reported
    assert ids(load_queue(queue="reported")) == [worst, worse, mild]
    assert ids(load_queue(queue="reported", order="risk")) == [worst, worse, mild]
    assert ids(load_queue(queue="reported", order="oldest")) == [mild, worse, worst]
    assert ids(load_queue(queue="reported", order="newest")) == [worst, worse, mild]
    assert ids(load_queue(queue="reported", order="sideways")) == [worst, worse, mild]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("queue", ["reported", "all"])
def test_pages_and_cards_follow_each_other_in_each_order(reported, queue, order):
    more = [PublishedCommentFactory() for _number in range(3)]
    for comment in more:
        put_case(comment_id=comment.pk, queue=Queue.REPORTED, reasons=[])
    Case.objects.filter(comment__in=more).update(opened_at=timezone.now(), priority=0)
    whole = ids(load_queue(queue=queue, order=order))
    assert len(whole) == 6
    seen, cursor = [], ""
    for _number in range(3):
        page = load_queue(queue=queue, order=order, cursor=cursor, limit=2)
        seen, cursor = seen + ids(page), page.next_cursor
    assert (seen, cursor) == (whole, "")
    following = [find_next(queue=queue, comment_id=comment_id, order=order) for comment_id in whole]
    assert following == [*whole[1:], whole[0]]


def test_what_was_decided_keeps_its_place_in_each_order(reported):
    mild, worse, worst = reported
    DecisionFactory(comment=Comment.objects.get(pk=worse), action="approve")
    assert find_next(queue="reported", comment_id=worse, order="risk") == mild
    assert find_next(queue="reported", comment_id=worse, order="oldest") == worst


def test_a_cursor_belongs_to_its_order(reported):
    cursor = load_queue(queue="reported", order="risk", limit=1).next_cursor
    for order in ("oldest", "newest"):
        with pytest.raises(BadCursor):
            load_queue(queue="reported", order=order, cursor=cursor)
    with pytest.raises(BadCursor):
        load_queue(queue="all", order="risk", cursor=cursor)


def test_what_somebody_waits_for_begins_with_the_riskiest_and_the_rest_with_the_newest():
    first = {queue: orders_of(queue)[0].value for queue in (*Queue.values, "all")}
    assert first == {
        "waiting": "risk",
        "reported": "risk",
        "new": "risk",
        "spam": "newest",
        "discarded": "newest",
        "decided": "newest",
        "all": "newest",
    }
    assert orders_of("decided") == (Order.NEWEST, Order.OLDEST)
    assert find_order("decided", "risk") is Order.NEWEST


def test_counting_ends_where_it_is_told_to(reported):
    assert [count_cases(queue="reported", most=most) for most in (2, 3, 1000)] == [2, 3, 3]
    latest = Case.objects.latest("opened_at").opened_at
    assert count_cases(queue="reported", most=1000, since=latest) == 0
    first = Case.objects.earliest("opened_at").opened_at
    assert count_cases(queue="reported", most=1000, since=first) == 2


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("queue", ["reported", "all"])
def test_an_index_finds_the_page(reported, queue, order):
    cursor = load_queue(queue=queue, order=order, limit=1).next_cursor
    with CaptureQueriesContext(connection) as asked:
        load_queue(queue=queue, order=order, cursor=cursor, limit=1)
    sql = asked[0]["sql"]
    with connection.cursor() as asking:
        if connection.vendor == "postgresql":
            # So few rows are read at once, whatever indexes there are.
            asking.execute("SET LOCAL enable_seqscan = off")
            asking.execute("SET LOCAL enable_sort = off")
        asking.execute(f"{'EXPLAIN QUERY PLAN' if connection.vendor == 'sqlite' else 'EXPLAIN'} {sql}")
        plan = " ".join(str(row) for row in asking.fetchall())
    assert f"afterword_cases_{queue}" in plan, plan
    assert "TEMP B-TREE" not in plan, plan
