import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from engagement.api import Comment, Discussion, Reader, Visibility, respect_comment
from engagement.services import recount as recounting
from engagement.services.recount import Discrepancy, recount
from engagement.services.scores import score_of
from engagement.services.visibility import change_visibility
from tests.engagement.counting import assert_everything_counts
from tests.factories import DiscussionFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread():
    """A root, a reply, a tombstone and the reply that hangs on it."""
    root = PublishedCommentFactory()
    reply = PublishedCommentFactory(parent=root)
    tombstone = PublishedCommentFactory(parent=root)
    leaf = PublishedCommentFactory(parent=tombstone)
    change_visibility(comment_id=tombstone.pk, to=Visibility.REJECTED)
    return root, reply, tombstone, leaf


def wrong(comment, **values):
    Comment.objects.filter(pk=comment.pk).update(**values)


def found(repair=False):
    return [(difference.field, difference.stored, difference.counted) for difference in recount(repair=repair)]


def test_where_everything_counts_nothing_is_found(thread):
    DiscussionFactory()
    assert list(recount(repair=True)) == []
    assert_everything_counts()


@pytest.mark.parametrize(
    ("who", "values", "expected"),
    [
        pytest.param(0, {"reply_count": 7}, [("reply_count", 7, 2)], id="replies of a root"),
        pytest.param(0, {"last_seq": 1}, [("last_seq", 1, 3)], id="last place given"),
        pytest.param(0, {"child_count": 0}, [("child_count", 0, 2)], id="children of a root"),
        pytest.param(2, {"child_count": 9}, [("child_count", 9, 1)], id="children of a reply"),
        pytest.param(1, {"respect_count": 2}, [("respect_count", 2, 0)], id="respect for a reply"),
        pytest.param(1, {"reply_count": 3, "last_seq": 4}, [("reply_count", 3, 0), ("last_seq", 4, 0)], id="a reply"),
    ],
)
def test_a_wrong_counter_is_found_and_put_right(thread, who, values, expected):
    wrong(thread[who], **values)
    assert sorted(found()) == sorted(expected)
    assert sorted(found(repair=True)) == sorted(expected)
    assert found() == []
    assert_everything_counts()


def test_respect_and_the_score_that_follows_from_it_are_counted(thread):
    root = thread[0]
    respect_comment(comment_id=root.pk, reader=Reader(token="0123456789abcdef", ip="198.18.0.1"))
    right = score_of(root.published_at, 1)
    wrong(root, respect_count=5, score=7)
    expected = [("respect_count", 5, 1), ("score", 7, right)]
    assert found() == expected
    assert found(repair=True) == expected
    assert found() == []
    assert_everything_counts()


def test_a_difference_says_which_row_it_is_of(thread):
    wrong(thread[0], reply_count=7)
    assert list(recount(repair=False)) == [
        Discrepancy(kind="comment", pk=thread[0].pk, field="reply_count", stored=7, counted=2)
    ]


def test_a_wrong_number_of_comments_is_found_and_put_right(thread):
    Discussion.objects.update(comment_count=40)
    discussion = Discussion.objects.get()
    expected = [Discrepancy(kind="discussion", pk=discussion.pk, field="comment_count", stored=40, counted=3)]
    assert list(recount(repair=False)) == expected
    assert list(recount(repair=True)) == expected
    discussion.refresh_from_db()
    assert (discussion.comment_count, list(recount(repair=False))) == (3, [])


def test_looking_repairs_nothing(thread):
    wrong(thread[0], reply_count=7)
    Discussion.objects.update(comment_count=40)
    before = list(Comment.objects.values()), list(Discussion.objects.values())
    assert len(found()) == 2
    assert (list(Comment.objects.values()), list(Discussion.objects.values())) == before


def test_a_tombstone_that_lost_its_place_is_given_it_back(thread):
    root, _reply, tombstone, _leaf = thread
    wrong(tombstone, in_thread=False)
    wrong(root, child_count=F("child_count") - 1)
    assert found(repair=True) == [("in_thread", 0, 1), ("child_count", 1, 2)]
    assert_everything_counts()


def test_tombstones_that_nothing_hangs_on_lose_their_places_up_the_thread(thread):
    root, _reply, tombstone, leaf = thread
    wrong(leaf, visibility=Visibility.REJECTED)
    repaired = found(repair=True)
    assert ("in_thread", 1, 0) in repaired
    assert [Comment.objects.get(pk=comment.pk).in_thread for comment in (root, tombstone, leaf)] == [True, False, False]
    assert_everything_counts()


def test_readers_are_told_of_a_repair(thread):
    version = Discussion.objects.get().version
    wrong(thread[0], reply_count=7)
    list(recount(repair=True))
    assert Discussion.objects.get().version == version + 1


def test_every_batch_is_looked_at(thread, monkeypatch):
    monkeypatch.setattr(recounting, "_BATCH", 1)
    for comment in thread:
        wrong(comment, reply_count=9)
    assert len(found(repair=True)) == 4
    assert_everything_counts()


def test_the_number_of_queries_grows_with_batches_and_not_with_rows(thread):
    with CaptureQueriesContext(connection) as before:
        list(recount(repair=False))
    for _ in range(20):
        PublishedCommentFactory(parent=thread[0])
    with CaptureQueriesContext(connection) as after:
        list(recount(repair=False))
    assert len(after) == len(before)
