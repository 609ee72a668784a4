"""What the house adds to a comment: featured, locked, edited, and its own voice."""

import pytest

from engagement.api import (
    AuthorData,
    BranchLocked,
    Comment,
    CommentNotFound,
    Discussion,
    ForbiddenTransition,
    InvalidComment,
    StaleComment,
    Visibility,
    erase_comment,
    feature_comment,
    lock_branch,
    post_comment,
    redact_comment,
    withdraw_comment,
)
from engagement.gates import Admission, Ruling, register
from engagement.models import PostingPace, SentText
from engagement.queries.branches import is_locked
from tests.engagement.counting import assert_everything_counts
from tests.factories import HeldCommentFactory, PublishedCommentFactory, UserFactory

pytestmark = pytest.mark.django_db


def version():
    return Discussion.objects.get().version


def as_it_is(comment):
    return Comment.objects.filter(pk=comment.pk).values().get()


def reply_to(comment, **fields):
    return post_comment(
        discussion_id=comment.discussion_id,
        body="I answer this.",
        author=AuthorData(name="Ada"),
        parent_id=comment.pk,
        **fields,
    ).comment


def test_featuring_is_told_to_readers_once_and_taken_back():
    comment = PublishedCommentFactory()
    before = version()
    assert feature_comment(comment_id=comment.pk, featured=True)
    assert (as_it_is(comment)["featured_at"] is not None, version()) == (True, before + 1)
    assert not feature_comment(comment_id=comment.pk, featured=True)
    assert version() == before + 1
    assert feature_comment(comment_id=comment.pk, featured=False)
    assert (as_it_is(comment)["featured_at"], version()) == (None, before + 2)


def test_only_what_everybody_reads_is_featured():
    comment = HeldCommentFactory()
    before = as_it_is(comment)
    with pytest.raises(ForbiddenTransition):
        feature_comment(comment_id=comment.pk, featured=True)
    assert as_it_is(comment) == before


def test_an_erased_comment_is_featured_no_more():
    comment = PublishedCommentFactory()
    feature_comment(comment_id=comment.pk, featured=True)
    erase_comment(comment_id=comment.pk)
    assert as_it_is(comment)["featured_at"] is None


def test_nobody_answers_under_a_locked_comment_at_whatever_remove():
    root = PublishedCommentFactory()
    locked = PublishedCommentFactory(parent=root)
    below = PublishedCommentFactory(parent=PublishedCommentFactory(parent=locked))
    beside = PublishedCommentFactory(parent=root)
    assert lock_branch(comment_id=locked.pk, locked=True)
    count = Comment.objects.count()
    for comment in (locked, below):
        with pytest.raises(BranchLocked):
            reply_to(comment)
    assert Comment.objects.count() == count
    reply_to(beside)
    reply_to(root)
    assert lock_branch(comment_id=locked.pk, locked=False)
    reply_to(below)
    assert_everything_counts()


def test_a_locked_root_takes_no_reply_in_all_of_its_thread():
    root = PublishedCommentFactory()
    reply = PublishedCommentFactory(parent=root)
    before = version()
    lock_branch(comment_id=root.pk, locked=True)
    assert version() == before + 1
    assert [is_locked(Comment.objects.get(pk=comment.pk)) for comment in (root, reply)] == [True, True]


def test_asking_whether_a_branch_is_locked_costs_one_query_where_nothing_is(django_assert_num_queries):
    root = PublishedCommentFactory()
    deep = PublishedCommentFactory(parent=PublishedCommentFactory(parent=PublishedCommentFactory(parent=root)))
    root, deep = (Comment.objects.select_related("root").get(pk=comment.pk) for comment in (root, deep))
    with django_assert_num_queries(0):
        assert not is_locked(root)
    with django_assert_num_queries(1):
        assert not is_locked(deep)


def test_locking_twice_is_done_once():
    comment = PublishedCommentFactory()
    lock_branch(comment_id=comment.pk, locked=True)
    before = (as_it_is(comment), version())
    assert not lock_branch(comment_id=comment.pk, locked=True)
    assert (as_it_is(comment), version()) == before


def test_the_house_speaks_at_once_whatever_gates_and_limits_say(settings, engagement_alone):
    settings.ENGAGEMENT = {"POST_LIMITS": [[1, 60]], "AUTHOR_LIMITS": [[1, 60]]}
    root = PublishedCommentFactory()
    register("tests", lambda draft: Ruling(admission=Admission.REFUSE))
    paces = PostingPace.objects.count()
    author = AuthorData(user_id=UserFactory().pk, name="The Gazette")
    for words in ("Please stay on the subject.", "Please stay on the subject, everybody."):
        posted = post_comment(
            discussion_id=root.discussion_id, body=words, author=author, parent_id=root.pk, from_newsroom=True
        )
        assert posted.comment.from_newsroom
        assert (posted.comment.visibility, posted.comment.author_name) == (Visibility.PUBLISHED, "The Gazette")
    assert PostingPace.objects.count() == paces
    assert_everything_counts()


def test_a_text_is_replaced_for_all_readers_and_marked():
    comment = PublishedCommentFactory(body="Call Jo at 555 0100, she knows *all* about it.")
    before = version()
    done = redact_comment(comment_id=comment.pk, body="Call Jo, she knows *all* about it.", revision=1)
    assert (done.before, done.revision, done.changed) == ("Call Jo at 555 0100, she knows *all* about it.", 2, True)
    now = Comment.objects.get()
    assert (now.body, now.html) == (
        "Call Jo, she knows *all* about it.",
        "<p>Call Jo, she knows <em>all</em> about it.</p>",
    )
    assert (now.revision, now.redacted_at is not None, now.edited_at) == (2, True, now.redacted_at)
    assert version() == before + 1
    assert SentText.objects.count() == 0


def test_the_text_before_comes_back_without_the_mark():
    comment = PublishedCommentFactory(body="Call Jo at 555 0100.")
    redact_comment(comment_id=comment.pk, body="Call Jo.", revision=1)
    redact_comment(comment_id=comment.pk, body="Call Jo at 555 0100.", revision=2, marked=False)
    now = Comment.objects.get()
    assert (now.body, now.revision, now.redacted_at) == ("Call Jo at 555 0100.", 3, None)


def test_what_changes_nothing_leaves_everything():
    comment = PublishedCommentFactory()
    before = (as_it_is(comment), version())
    assert not redact_comment(comment_id=comment.pk, body=comment.body, revision=1).changed
    assert (as_it_is(comment), version()) == before


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"body": "Another.", "revision": 2}, StaleComment),
        ({"body": "", "revision": 1}, InvalidComment),
        ({"body": "a\x00b", "revision": 1}, InvalidComment),
        ({"body": "Another.", "revision": 1, "comment_id": 999_999}, CommentNotFound),
    ],
)
def test_what_cannot_be_done_changes_nothing(fields, refusal):
    comment = PublishedCommentFactory()
    before = (as_it_is(comment), version(), SentText.objects.count())
    with pytest.raises(refusal):
        redact_comment(**{"comment_id": comment.pk, **fields})
    assert (as_it_is(comment), version(), SentText.objects.count()) == before


def test_what_its_author_took_back_is_edited_by_nobody():
    comment = PublishedCommentFactory()
    withdraw_comment(comment_id=comment.pk)
    before = as_it_is(comment)
    with pytest.raises(ForbiddenTransition):
        redact_comment(comment_id=comment.pk, body="Another.", revision=1)
    assert as_it_is(comment) == before
