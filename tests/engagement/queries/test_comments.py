import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from engagement.api import Visibility
from engagement.exceptions import BadCursor, CommentNotFound
from engagement.queries.comments import count_answers, get_own_comment, get_public_comment, load_answers
from engagement.queries.cursors import encode_cursor
from engagement.services.visibility import change_visibility
from tests.articles.models import Article
from tests.factories import PendingCommentFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db

OUT_OF_SIGHT = [visibility for visibility in Visibility if visibility != Visibility.PUBLISHED]


def reject(comment):
    change_visibility(comment_id=comment.pk, to=Visibility.REJECTED)


def test_a_published_comment_is_found():
    comment = PublishedCommentFactory()
    assert get_public_comment(comment.pk) == comment


def test_a_tombstone_is_found_while_replies_hang_on_it():
    root = PublishedCommentFactory()
    reply = PublishedCommentFactory(parent=root)
    reject(root)
    assert get_public_comment(root.pk).visibility == Visibility.REJECTED
    reject(reply)
    with pytest.raises(CommentNotFound):
        get_public_comment(root.pk)


@pytest.mark.parametrize("visibility", OUT_OF_SIGHT)
def test_what_readers_may_not_see_is_not_found(visibility):
    comment = PublishedCommentFactory(visibility=visibility)
    with pytest.raises(CommentNotFound):
        get_public_comment(comment.pk)


@pytest.mark.parametrize("visibility", [visibility for visibility in Visibility if visibility != Visibility.ERASED])
def test_its_author_finds_a_comment_whatever_became_of_it(visibility):
    comment = PublishedCommentFactory(visibility=visibility)
    assert get_own_comment(comment.pk) == comment


def test_nobody_finds_what_was_erased():
    comment = PublishedCommentFactory(visibility=Visibility.ERASED)
    with pytest.raises(CommentNotFound):
        get_own_comment(comment.pk)


@pytest.mark.parametrize("find", [get_public_comment, get_own_comment])
def test_a_comment_is_found_only_while_its_article_is_public(find):
    comment = PublishedCommentFactory()
    Article.objects.update(draft=True)
    with pytest.raises(CommentNotFound):
        find(comment.pk)
    with pytest.raises(CommentNotFound):
        find(404)


def test_under_a_root_stands_its_thread_and_under_a_reply_its_direct_answers():
    root = PublishedCommentFactory()
    first = PublishedCommentFactory(parent=root)
    answer = PublishedCommentFactory(parent=first)
    below = PublishedCommentFactory(parent=answer)
    second = PublishedCommentFactory(parent=root)
    PendingCommentFactory(parent=first)
    root.refresh_from_db()
    assert load_answers(root) == ([first, answer, below, second], "")
    assert load_answers(first) == ([answer], "")
    assert load_answers(below) == ([], "")
    assert [count_answers(comment) for comment in (root, first, answer, below)] == [4, 1, 1, 0]


@pytest.mark.parametrize("of_a_reply", [False, True])
def test_answers_go_on_from_page_to_page_at_one_query_each(of_a_reply):
    parent = PublishedCommentFactory()
    if of_a_reply:
        parent = PublishedCommentFactory(parent=parent)
    answers = [PublishedCommentFactory(parent=parent) for _ in range(5)]
    reject(answers[1])
    with override_settings(ENGAGEMENT={"REPLIES_PER_PAGE": 2}), CaptureQueriesContext(connection) as captured:
        first, cursor = load_answers(parent)
        second, end = load_answers(parent, cursor=cursor)
    assert (first, second, end) == ([answers[0], answers[2]], [answers[3], answers[4]], "")
    assert len(captured) == 2
    with pytest.raises(BadCursor):
        load_answers(parent, cursor=encode_cursor("newest", 1, 1))
