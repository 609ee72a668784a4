"""What no code, however wrong, can store."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from engagement.api import Comment, Discussion, Prompt, Visibility, Wording, WordingStyle
from engagement.models import PostingPace, PromptTemplate, Reaction, Submission
from tests.factories import (
    CommentFactory,
    DiscussionFactory,
    PendingCommentFactory,
    PublishedCommentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def assert_refused(constraint, act):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        act()


def change(comment, **values):
    return lambda: Comment.objects.filter(pk=comment.pk).update(**values)


def test_a_visibility_nobody_knows_is_refused():
    assert_refused("afterword_comment_visibility_known", change(CommentFactory(), visibility="seen"))


@pytest.mark.parametrize("values", [{"depth": 1}, {"parent": "root"}, {"depth": 1, "root": "root"}])
def test_a_comment_is_a_root_or_a_reply_and_nothing_in_between(values):
    root, comment = PublishedCommentFactory(), PendingCommentFactory()
    values = {name: root if value == "root" else value for name, value in values.items()}
    assert_refused("afterword_comment_root_or_reply", change(comment, **values))


@pytest.mark.parametrize("values", [{"published_at": None}, {"in_thread": False}])
def test_what_is_published_has_a_date_and_a_place(values):
    assert_refused("afterword_comment_published_has_place", change(PublishedCommentFactory(), **values))


def test_a_reply_in_the_thread_has_a_place_in_it():
    reply = PublishedCommentFactory(parent=PublishedCommentFactory())
    assert_refused("afterword_comment_reply_in_thread_has_seq", change(reply, seq=None))


def test_only_what_is_pending_waits_for_its_parent():
    assert_refused("afterword_comment_cleared_is_pending", change(PublishedCommentFactory(), cleared_at=timezone.now()))


def test_a_place_is_given_once_a_thread():
    root = PublishedCommentFactory()
    replies = [PublishedCommentFactory(parent=root) for _ in range(2)]
    assert_refused("seq", change(replies[1], seq=replies[0].seq))
    elsewhere = PublishedCommentFactory(parent=PublishedCommentFactory())
    assert elsewhere.seq == replies[0].seq


def test_comments_out_of_the_thread_share_having_no_place():
    root = PublishedCommentFactory()
    assert [PendingCommentFactory(parent=root).seq for _ in range(2)] == [None, None]


@pytest.mark.parametrize("counter", ["reply_count", "child_count", "last_seq", "respect_count"])
def test_no_counter_falls_below_nothing(counter):
    assert_refused(counter, change(CommentFactory(), **{counter: -1}))


def test_an_idempotency_key_is_stored_once():
    first, second = CommentFactory(), CommentFactory()
    assert_refused("idempotency_key", change(second, idempotency_key=first.idempotency_key))


def test_a_comment_that_others_answer_cannot_be_deleted():
    root = PublishedCommentFactory()
    PublishedCommentFactory(parent=root)
    with pytest.raises(ProtectedError):
        root.delete()
    with pytest.raises(ProtectedError):
        root.discussion.delete()
    assert Comment.objects.count() == 2


def test_what_came_along_goes_with_the_comment():
    CommentFactory().delete()
    assert not Submission.objects.exists()


def test_a_discussion_has_its_key_and_its_object_alone():
    first, second = DiscussionFactory(), DiscussionFactory()
    assert_refused("key", lambda: Discussion.objects.filter(pk=second.pk).update(key=first.key))
    assert_refused(
        "host", lambda: Discussion.objects.filter(pk=second.pk).update(host=first.host, host_pk=first.host_pk)
    )


def test_discussions_of_no_object_stand_side_by_side():
    Discussion.objects.create(key="first")
    Discussion.objects.create(key="second")
    assert Discussion.objects.filter(host="", host_pk="").count() == 2


def test_a_status_nobody_knows_is_refused():
    DiscussionFactory()
    assert_refused("afterword_discussion_status_known", lambda: Discussion.objects.update(status="ajar"))


def test_a_prompt_that_was_decided_has_words():
    DiscussionFactory()
    assert_refused("afterword_prompt_chosen_where_decided", lambda: Prompt.objects.update(mode="accepted"))
    assert_refused("afterword_prompt_mode_known", lambda: Prompt.objects.update(mode="guessed"))
    Prompt.objects.update(mode="off")


def test_a_wording_asks_something_and_is_kept_once_and_says_where_it_came_from():
    wording = DiscussionFactory().prompt.proposal
    same = {"prompt": wording.prompt, "source": wording.source, "digest": wording.digest}
    assert_refused("digest|afterword_wording_once", lambda: Wording.objects.create(question="Again?", **same))
    rows = Wording.objects.filter(pk=wording.pk)
    assert_refused("afterword_wording_asks_something", lambda: rows.update(question="", call_to_action=""))
    assert_refused("afterword_wording_source_known", lambda: rows.update(source="reader"))
    assert_refused("afterword_wording_style_known", lambda: rows.update(style="shouted"))
    for style in ["", *WordingStyle.values]:
        assert rows.update(style=style) == 1


def test_a_template_has_a_known_style_or_none():
    made = PromptTemplate.objects.create(name="Any", question="Well?")
    assert_refused("afterword_prompt_template_style_known", lambda: PromptTemplate.objects.update(style="shouted"))
    made.refresh_from_db()
    assert made.style == ""


def test_a_pace_is_one_row_a_sender_and_window():
    pace = {"sender": "a" * 64, "seconds": 60, "window": 1, "expires_at": timezone.now()}
    PostingPace.objects.create(**pace)
    assert_refused("sender|afterword_pace_once", lambda: PostingPace.objects.create(**pace))


def test_every_visibility_can_be_stored():
    for visibility in Visibility:
        assert PendingCommentFactory(visibility=visibility).visibility == visibility


def test_a_reaction_is_of_an_account_or_of_a_guest():
    comment, user = PublishedCommentFactory(), UserFactory()
    for values in ({}, {"account": user, "guest": "a" * 64}):
        assert_refused(
            "afterword_reaction_of_one_reader", lambda values=values: Reaction.objects.create(comment=comment, **values)
        )


def test_a_reader_reacts_once_to_a_comment():
    comment, other, user = PublishedCommentFactory(), PublishedCommentFactory(), UserFactory()
    for values in ({"account": user}, {"guest": "a" * 64}):
        Reaction.objects.create(comment=comment, **values)
        Reaction.objects.create(comment=other, **values)
        # PostgreSQL names the constraint, SQLite its columns.
        assert_refused("once_a|comment_id, ", lambda values=values: Reaction.objects.create(comment=comment, **values))
    assert Reaction.objects.count() == 4
