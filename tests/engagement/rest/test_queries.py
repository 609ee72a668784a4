import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engagement.api import Comment, Discussion, Visibility
from engagement.models import Comment as Row
from tests.factories import DiscussionFactory
from tests.memory import forget_everything

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
PER_THREAD = 10


def fill(discussion, count):
    """Store ``count`` published comments, in threads of ten: a root, six answers to it and a chain of three."""
    shown = {
        "discussion": discussion,
        "visibility": Visibility.PUBLISHED,
        "published_at": NOON,
        "in_thread": True,
        "author_name": "Ada",
        "body": "text",
        "html": "<p>text</p>",
        "render_version": 1,
    }
    start = Comment.objects.count()
    keys = iter(range(start, start + count))
    threads = count // PER_THREAD
    roots = Row.objects.bulk_create(
        Row(**shown, idempotency_key=f"test:{next(keys)}", reply_count=9, last_seq=9, child_count=7)
        for _ in range(threads)
    )
    for seq in range(1, 8):
        flat = [
            Row(**shown, idempotency_key=f"test:{next(keys)}", parent=root, root=root, depth=1, seq=seq)
            for root in roots
        ]
        Row.objects.bulk_create(flat)
    parents = flat
    for seq, depth in ((8, 2), (9, 3)):
        parents = Row.objects.bulk_create(
            Row(**shown, idempotency_key=f"test:{next(keys)}", parent=parent, root=parent.root, depth=depth, seq=seq)
            for parent in parents
        )
    Discussion.objects.filter(pk=discussion.pk).update(
        comment_count=Comment.objects.filter(discussion=discussion).count()
    )
    return roots[0]


def queries_of(api, address):
    forget_everything()
    with CaptureQueriesContext(connection) as queries:
        response = api.get(address)
    assert response.status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("discussions/{key}/", 3),
        ("discussions/{key}/comments/", 5),
        ("discussions/{key}/comments/?sort=oldest", 5),
        ("discussions/{key}/comments/?sort=replies", 5),
        ("discussions/{key}/comments/?sort=top", 5),
        ("comments/{root}/", 2),
        ("comments/{root}/replies/", 3),
        ("comments/{reply}/replies/", 4),
    ],
)
def test_an_answer_asks_as_often_with_ten_comments_as_with_a_thousand(api, settings, address, expected):
    settings.ENGAGEMENT = {"ROOTS_PER_PAGE": 500, "REPLIES_PER_ROOT": 20, "REPLIES_PER_PAGE": 500}
    discussion = DiscussionFactory()
    root = fill(discussion, 10)
    reply = root.children.order_by("seq").last()
    address = f"/api/v1/{address.format(key=discussion.key, root=root.pk, reply=reply.pk)}"

    few = queries_of(api, address)
    fill(discussion, 990)
    many = queries_of(api, address)

    assert api.get(f"/api/v1/discussions/{discussion.key}/").json()["counts"] == {"comments": 1000}
    assert (few, many) == (expected, expected)


def test_a_page_holds_every_comment_that_it_counts(api, settings):
    settings.ENGAGEMENT = {"ROOTS_PER_PAGE": 500, "REPLIES_PER_ROOT": 20}
    discussion = DiscussionFactory()
    fill(discussion, 1000)
    page = api.get(f"/api/v1/discussions/{discussion.key}/comments/").json()
    assert len(page["results"]) + sum(len(root["replies"]["results"]) for root in page["results"]) == 1000


def test_the_next_page_asks_as_often_as_the_first(api, settings):
    settings.ENGAGEMENT = {"ROOTS_PER_PAGE": 10}
    discussion = DiscussionFactory()
    fill(discussion, 1000)
    first = f"/api/v1/discussions/{discussion.key}/comments/"
    assert queries_of(api, first) == queries_of(api, api.get(first).json()["next"]) == 5


def test_who_has_the_present_version_costs_one_query(api, django_assert_num_queries):
    discussion = DiscussionFactory()
    fill(discussion, 10)
    address = f"/api/v1/discussions/{discussion.key}/comments/"
    known = api.get(address).headers["ETag"]
    with django_assert_num_queries(1):
        assert api.get(address, headers={"If-None-Match": known}).status_code == 304
