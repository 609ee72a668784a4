"""Indexing: off the reader's request, driven by rows, rebuilt at any time."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from engagement.api import Comment, Visibility, change_visibility, erase_comment
from engagement.models import Submission
from moderation import tasks
from moderation.models import IndexPosition, LinkDomain, SearchEntry, TextPrint, Trace
from moderation.queries.search import find_matching
from moderation.rules import searching
from moderation.services import indexing
from moderation.services.cases import put_case, settle_case
from moderation.services.grouping import forget_settled
from moderation.services.indexing import index_comment, index_missing, reindex
from moderation.services.tracing import keep_trace
from tests.factories import CommentFactory, HeldCommentFactory, PendingCommentFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db

ADVERT = "Genuine watches at a tenth of the price, delivered to your door tomorrow, number {}."


def wait(body, **fields):
    comment = HeldCommentFactory(body=body, **fields)
    put_case(comment_id=comment.pk, queue="waiting", reasons=[])
    return comment


def alike(*comments):
    by_comment = dict(SearchEntry.objects.values_list("comment_id", "alike"))
    return [by_comment[comment.pk] for comment in comments]


def test_indexing_twice_leaves_one_row(checker):
    comment = CommentFactory(body="A quay, see https://spam.example/")
    assert [index_comment(comment_id=comment.pk) for _ in range(2)] == [True, True]
    assert SearchEntry.objects.count() == LinkDomain.objects.count() == 1
    assert index_comment(comment_id=comment.pk + 1) is False


def test_what_was_edited_is_found_by_what_it_says_now():
    comment = CommentFactory(body="A quay, see https://spam.example/")
    index_comment(comment_id=comment.pk)
    html = '<p>A ferry, see <a href="https://other.example/">that</a></p>'
    Comment.objects.filter(pk=comment.pk).update(body="A ferry", html=html, revision=2)
    assert index_missing() == 1
    assert (list(find_matching("quay")), list(find_matching("ferry"))) == ([], [comment.pk])
    assert list(LinkDomain.objects.values_list("domain", flat=True)) == ["other.example"]
    assert index_missing() == 0


def test_a_comment_edited_while_it_is_read_is_left_to_the_next_sweep(monkeypatch):
    comment = CommentFactory(body="A quay")
    make = indexing.make_tokens

    def edit(**text):
        Comment.objects.filter(pk=comment.pk).update(body="A ferry", revision=2)
        return make(**text)

    monkeypatch.setattr(indexing, "make_tokens", edit)
    assert index_comment(comment_id=comment.pk) is False
    assert not SearchEntry.objects.exists()
    monkeypatch.undo()
    assert index_missing() == 1
    assert list(find_matching("ferry")) == [comment.pk]


def test_what_came_in_as_posted_is_indexed_by_the_sweep_and_not_in_the_request(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        comments = [CommentFactory() for _ in range(3)]
    assert not SearchEntry.objects.exists()
    tasks.sweep_search()
    assert set(SearchEntry.objects.values_list("comment_id", flat=True)) == {comment.pk for comment in comments}


def test_a_comment_that_comes_into_a_queue_is_compared_by_the_next_sweep(django_capture_on_commit_callbacks, messages):
    comment = PublishedCommentFactory()
    with django_capture_on_commit_callbacks(execute=True):
        change_visibility(comment_id=comment.pk, to=Visibility.HELD)
    assert messages() == []
    tasks.sweep_search()
    assert SearchEntry.objects.get().alike is not None


def test_one_sweep_takes_a_bounded_batch_and_comes_round_to_all(monkeypatch):
    comments = [CommentFactory() for _ in range(7)]
    monkeypatch.setattr(indexing, "_NEWEST", 2)
    counts = [index_missing(limit=3) for _ in range(4)]
    assert sum(counts) == 7
    assert max(counts) <= 3
    SearchEntry.objects.filter(comment_id__in=[comments[0].pk, comments[3].pk]).delete()
    assert sum(index_missing(limit=3) for _ in range(5)) == 2


def test_a_sweep_costs_the_same_however_many_comments_there_are(django_assert_num_queries):
    CommentFactory()
    index_missing()
    with CaptureQueriesContext(connection) as few:
        assert index_missing() == 0
    for _ in range(5):
        CommentFactory()
    index_missing()
    with django_assert_num_queries(len(few)):
        assert index_missing() == 0


def test_entries_of_an_older_format_are_written_anew(monkeypatch):
    index_comment(comment_id=CommentFactory().pk)
    SearchEntry.objects.update(format=searching.FORMAT - 1)
    assert index_missing() == 1
    assert SearchEntry.objects.get().format == searching.FORMAT


def test_an_erased_comment_leaves_nothing_behind(django_capture_on_commit_callbacks):
    comment = wait(ADVERT + " https://spam.example/")
    index_comment(comment_id=comment.pk)
    assert TextPrint.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        erase_comment(comment_id=comment.pk)
    index_missing()
    for model in (SearchEntry, LinkDomain, TextPrint, Trace):
        assert not model.objects.exists(), model


def test_a_comment_that_nothing_checked_gets_a_trace_that_ends_with_its_days(settings):
    comment = CommentFactory(ip="192.0.2.7")
    index_comment(comment_id=comment.pk)
    trace = Trace.objects.get()
    assert trace.expires_at == comment.created_at + dt.timedelta(days=60)
    keep_trace(comment_id=comment.pk, ip="192.0.2.8", email="")
    kept = Trace.objects.values().get()
    index_comment(comment_id=comment.pk)
    assert Trace.objects.values().get() == kept


def test_no_trace_is_made_once_the_address_has_expired():
    comment = CommentFactory(ip="192.0.2.7")
    Submission.objects.update(expires_at=timezone.now())
    index_comment(comment_id=comment.pk)
    assert not Trace.objects.exists()


def test_near_duplicates_in_the_queues_are_known_by_the_first_of_them():
    first, second, third = (wait(ADVERT.format(number)) for number in range(3))
    other = wait("Something else altogether, about the ferry and the quay and the winter.")
    short = wait("Yes.")
    decided = PublishedCommentFactory(body=ADVERT.format(9))
    for comment in (first, second, third, other, short, decided):
        index_comment(comment_id=comment.pk)
    assert alike(first, second, third, other, short, decided) == [first.pk, first.pk, first.pk, other.pk, 0, None]


def test_groups_that_two_wrote_at_once_become_one():
    first, second, third = (wait(ADVERT.format(number)) for number in range(3))
    for comment in (first, second):
        index_comment(comment_id=comment.pk)
    SearchEntry.objects.filter(comment=second).update(alike=second.pk)
    index_comment(comment_id=third.pk)
    assert alike(first, second, third) == [first.pk] * 3


def test_a_case_that_opens_after_its_comment_was_indexed_is_compared_by_the_sweep():
    comment = PendingCommentFactory(body=ADVERT)
    index_comment(comment_id=comment.pk)
    assert alike(comment) == [None]
    put_case(comment_id=comment.pk, queue="waiting", reasons=[])
    index_missing()
    assert alike(comment) == [comment.pk]


def test_prints_go_when_a_comment_leaves_the_queues():
    stays, goes = wait(ADVERT.format(1)), wait(ADVERT.format(2))
    for comment in (stays, goes):
        index_comment(comment_id=comment.pk)
    settle_case(comment_id=goes.pk)
    assert [forget_settled(limit=10) for _ in range(2)] == [1, 0]
    assert alike(stays, goes) == [stays.pk, None]
    assert set(TextPrint.objects.values_list("comment_id", flat=True)) == {stays.pk}


def test_reindex_writes_everything_anew_and_says_how_much():
    comments = [CommentFactory(body="A quay") for _ in range(3)]
    SearchEntry.objects.all().delete()
    out = StringIO()
    call_command("reindex", stdout=out, stderr=StringIO())
    assert out.getvalue() == "3 comments indexed.\n"
    assert sorted(find_matching("quay")) == [comment.pk for comment in comments]


def test_reindex_goes_on_where_it_was_stopped(monkeypatch):
    comments = [CommentFactory() for _ in range(3)]
    monkeypatch.setattr(indexing, "_BATCH", 1)
    walk = reindex()
    next(walk), next(walk)
    walk.close()
    assert IndexPosition.objects.get().after == comments[1].pk
    assert list(reindex()) == [1]
    assert IndexPosition.objects.get().after == 0
    assert list(reindex(from_start=True)) == [1, 1, 1]


def test_reindex_keeps_what_comments_are_like():
    comments = [wait(ADVERT.format(number)) for number in range(2)]
    for comment in comments:
        index_comment(comment_id=comment.pk)
    list(reindex())
    assert alike(*comments) == [comments[0].pk] * 2


@pytest.mark.django_db(transaction=True)
def test_who_indexes_while_a_comment_is_erased_leaves_nothing_of_it(race):
    comment = CommentFactory(body="A quay, see https://spam.example/")
    race(lambda: index_comment(comment_id=comment.pk), lambda: erase_comment(comment_id=comment.pk))
    index_comment(comment_id=comment.pk)
    assert not SearchEntry.objects.exists()
    assert not LinkDomain.objects.exists()
