import datetime as dt

import pytest
from django.utils import timezone

from engagement.api import Comment, Discussion, Visibility
from engagement.exceptions import CommentNotFound, ForbiddenTransition, StaleComment
from engagement.services.erasure import erase_comment, withdraw_comment
from engagement.services.outbox import lease_comment
from engagement.services.visibility import change_visibility
from tests.engagement.counting import assert_everything_counts
from tests.factories import PendingCommentFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db

PENDING, PUBLISHED, HELD, SPAM, REJECTED, WITHDRAWN, ERASED = Visibility

MOVES = "moves"
STAYS = "stays"
FORBIDDEN = "forbidden"

TABLE = {
    #           pending    published  held       spam       rejected   withdrawn  erased
    PENDING: (STAYS, MOVES, MOVES, MOVES, MOVES, MOVES, MOVES),
    PUBLISHED: (MOVES, STAYS, MOVES, MOVES, MOVES, MOVES, MOVES),
    HELD: (MOVES, MOVES, STAYS, MOVES, MOVES, MOVES, MOVES),
    SPAM: (MOVES, MOVES, MOVES, STAYS, MOVES, MOVES, MOVES),
    REJECTED: (MOVES, MOVES, MOVES, MOVES, STAYS, MOVES, MOVES),
    WITHDRAWN: (FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, STAYS, MOVES),
    ERASED: (FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, FORBIDDEN, STAYS),
}


def row(comment):
    return Comment.objects.filter(pk=comment.pk).values().get()


def version(comment):
    return Discussion.objects.values_list("version", flat=True).get(pk=comment.discussion_id)


def to(comment, visibility, **expectations):
    return change_visibility(comment_id=comment.pk, to=visibility, **expectations)


def comment_that_is(visibility, **given):
    comment = PendingCommentFactory(**given)
    to(comment, visibility)
    comment.refresh_from_db()
    assert comment.visibility == visibility
    return comment


@pytest.mark.parametrize(
    ("before", "after", "outcome"),
    [
        pytest.param(before, after, outcome, id=f"{before} to {after} {outcome}")
        for before, outcomes in TABLE.items()
        for after, outcome in zip(Visibility, outcomes, strict=True)
    ],
)
def test_a_comment_moves_only_where_the_table_lets_it(before, after, outcome, announced):
    comment = comment_that_is(before)
    stored, stood = row(comment), version(comment)
    with announced() as heard:
        if outcome == FORBIDDEN:
            with pytest.raises(ForbiddenTransition) as caught:
                to(comment, after)
            assert (caught.value.before, caught.value.after) == (before, after)
        else:
            change = to(comment, after)
            assert (change.comment_id, change.before, change.after) == (comment.pk, before, after)
            assert change.changed is (outcome == MOVES)
    changes = [ids for name, ids in heard if name == "visibility_changed"]
    if outcome == MOVES:
        assert changes == [{"comment_id": comment.pk, "before": before, "after": after, "source": ""}]
        assert row(comment)["visibility"] == after
        assert (version(comment) > stood) is (PUBLISHED in (before, after))
    else:
        assert heard == []
        assert row(comment) == stored
        assert version(comment) == stood
    assert_everything_counts()


def test_a_comment_that_is_not_there_moves_nowhere():
    with pytest.raises(CommentNotFound):
        change_visibility(comment_id=404, to=PUBLISHED)


@pytest.mark.parametrize(
    "expectation",
    [
        pytest.param({"revision": 2}, id="another revision"),
        pytest.param({"expected": frozenset({HELD})}, id="not held"),
    ],
)
def test_a_comment_that_is_not_what_the_caller_saw_stays_as_it_is(expectation):
    comment = PendingCommentFactory()
    stored = row(comment)
    with pytest.raises(StaleComment) as caught:
        to(comment, PUBLISHED, **expectation)
    assert (caught.value.visibility, caught.value.revision) == (PENDING, 1)
    assert row(comment) == stored


def test_the_same_wish_twice_is_fulfilled_and_not_stale():
    comment = comment_that_is(PUBLISHED)
    assert to(comment, PUBLISHED, expected=frozenset({PENDING})).changed is False


def test_a_wish_for_what_the_caller_saw_is_fulfilled():
    comment = PendingCommentFactory()
    assert to(comment, SPAM, expected=frozenset({PENDING, HELD}), revision=1).changed is True


def test_publishing_gives_a_date_once_and_ends_the_waiting():
    comment = PendingCommentFactory()
    lease_comment(comment_id=comment.pk, lease=dt.timedelta(minutes=1))
    to(comment, PUBLISHED)
    first = row(comment)
    assert (first["in_thread"], first["next_attempt_at"], first["leased_until"], first["attempts"]) == (
        True,
        None,
        None,
        0,
    )
    assert abs(first["published_at"] - timezone.now()) < dt.timedelta(seconds=10)
    to(comment, REJECTED)
    to(comment, PUBLISHED)
    assert row(comment)["published_at"] == first["published_at"]


@pytest.mark.parametrize("out_of_sight", [HELD, SPAM, REJECTED])
def test_what_is_sent_back_to_be_checked_is_due_at_once(out_of_sight):
    comment = comment_that_is(out_of_sight)
    assert row(comment)["next_attempt_at"] is None
    to(comment, PENDING)
    assert row(comment)["next_attempt_at"] <= timezone.now()


def test_replies_are_placed_in_the_order_in_which_they_are_first_published():
    root = PublishedCommentFactory()
    first, second, third = (PendingCommentFactory(parent=root) for _ in range(3))
    for reply in (second, third, first):
        to(reply, PUBLISHED)
    assert [row(reply)["seq"] for reply in (first, second, third)] == [3, 1, 2]
    assert {name: row(root)[name] for name in ("last_seq", "reply_count", "child_count")} == {
        "last_seq": 3,
        "reply_count": 3,
        "child_count": 3,
    }


def test_a_place_once_given_never_changes_and_is_never_given_again():
    root = PublishedCommentFactory()
    first, second = PublishedCommentFactory(parent=root), PublishedCommentFactory(parent=root)
    to(first, SPAM)
    third = PublishedCommentFactory(parent=root)
    to(first, PUBLISHED)
    assert [row(reply)["seq"] for reply in (first, second, third)] == [1, 2, 3]
    assert_everything_counts()


def test_a_reply_cleared_while_its_parent_is_out_of_sight_waits_marked():
    parent = PublishedCommentFactory()
    reply = PendingCommentFactory(parent=parent)
    to(parent, HELD)
    change = to(reply, PUBLISHED)
    assert (change.before, change.after, change.changed) == (PENDING, PENDING, False)
    waiting = row(reply)
    assert waiting["cleared_at"] is not None
    assert (waiting["visibility"], waiting["seq"], waiting["in_thread"]) == (PENDING, None, False)
    assert (waiting["next_attempt_at"], waiting["published_at"]) == (None, None)
    assert to(reply, PUBLISHED).changed is False
    assert row(reply) == waiting
    assert_everything_counts()


def test_a_held_reply_that_passes_under_a_parent_out_of_sight_becomes_pending_and_says_so(announced):
    parent = PublishedCommentFactory()
    reply = comment_that_is(HELD, parent=parent)
    to(parent, REJECTED)
    with announced() as heard:
        change = to(reply, PUBLISHED)
    assert (change.before, change.after) == (HELD, PENDING)
    assert heard == [("visibility_changed", {"comment_id": reply.pk, "before": HELD, "after": PENDING, "source": ""})]


def test_chains_of_waiting_replies_are_published_with_their_parent_in_one_transaction(announced):
    root = PublishedCommentFactory()
    parent = PublishedCommentFactory(parent=root)
    child = PublishedCommentFactory(parent=parent)
    grandchild = PendingCommentFactory(parent=child)
    sibling = PendingCommentFactory(parent=parent)
    for comment in (child, parent):
        to(comment, HELD)
    for comment in (grandchild, child, sibling):
        to(comment, PUBLISHED)
    assert [row(c)["visibility"] for c in (parent, child, grandchild, sibling)] == [HELD, PENDING, PENDING, PENDING]
    with announced() as heard:
        to(parent, PUBLISHED)
    assert [row(c)["visibility"] for c in (parent, child, grandchild, sibling)] == [PUBLISHED] * 4
    assert [row(c)["seq"] for c in (parent, child, sibling, grandchild)] == [1, 2, 3, 4]
    assert [row(c)["cleared_at"] for c in (child, grandchild, sibling)] == [None] * 3
    moved = [(ids["comment_id"], ids["before"], ids["after"]) for name, ids in heard if name == "visibility_changed"]
    assert sorted(moved) == sorted(
        [
            (parent.pk, HELD, PUBLISHED),
            (child.pk, PENDING, PUBLISHED),
            (sibling.pk, PENDING, PUBLISHED),
            (grandchild.pk, PENDING, PUBLISHED),
        ]
    )
    assert [name for name, ids in heard if name == "discussion_changed"] == ["discussion_changed"]
    assert Discussion.objects.get().comment_count == 5
    assert_everything_counts()


def test_a_waiting_reply_can_be_called_back_and_is_then_not_published_with_its_parent():
    parent = PublishedCommentFactory()
    called_back, to_be_checked = PendingCommentFactory(parent=parent), PendingCommentFactory(parent=parent)
    to(parent, HELD)
    for reply in (called_back, to_be_checked):
        to(reply, PUBLISHED)
    to(called_back, REJECTED)
    to(to_be_checked, PENDING)
    assert row(to_be_checked)["next_attempt_at"] is not None
    to(parent, PUBLISHED)
    assert [row(reply)["visibility"] for reply in (called_back, to_be_checked)] == [REJECTED, PENDING]
    assert [row(reply)["cleared_at"] for reply in (called_back, to_be_checked)] == [None, None]
    assert_everything_counts()


@pytest.mark.parametrize("gone", [HELD, SPAM, REJECTED, WITHDRAWN, ERASED, PENDING])
def test_a_parent_out_of_sight_keeps_its_place_while_replies_hang_on_it_and_loses_it_with_the_last(gone):
    root = PublishedCommentFactory()
    parent = PublishedCommentFactory(parent=root)
    reply = PublishedCommentFactory(parent=parent)
    to(parent, gone)
    assert row(parent)["in_thread"] is True
    assert row(root)["reply_count"] == 1
    to(reply, REJECTED)
    assert [row(comment)["in_thread"] for comment in (parent, reply)] == [False, False]
    assert {name: row(root)[name] for name in ("child_count", "reply_count", "last_seq")} == {
        "child_count": 0,
        "reply_count": 0,
        "last_seq": 2,
    }
    assert_everything_counts()


def test_a_root_out_of_sight_stays_as_a_tombstone_over_its_replies():
    root = PublishedCommentFactory()
    reply = PublishedCommentFactory(parent=root)
    withdraw_comment(comment_id=root.pk)
    assert row(root)["in_thread"] is True
    assert Discussion.objects.get().comment_count == 1
    withdraw_comment(comment_id=reply.pk)
    assert [row(comment)["in_thread"] for comment in (root, reply)] == [False, False]
    assert Discussion.objects.get().comment_count == 0


def test_tombstones_vanish_up_to_the_first_that_something_else_hangs_on():
    root = PublishedCommentFactory()
    kept = PublishedCommentFactory(parent=root)
    PublishedCommentFactory(parent=kept)
    upper = PublishedCommentFactory(parent=kept)
    lower = PublishedCommentFactory(parent=upper)
    leaf = PublishedCommentFactory(parent=lower)
    for comment in (kept, upper, lower):
        to(comment, SPAM)
    assert [row(comment)["in_thread"] for comment in (kept, upper, lower, leaf)] == [True] * 4
    to(leaf, SPAM)
    assert [row(comment)["in_thread"] for comment in (kept, upper, lower, leaf)] == [True, False, False, False]
    assert_everything_counts()


def test_a_tombstone_that_is_published_again_stands_where_it_stood():
    root = PublishedCommentFactory()
    parent = PublishedCommentFactory(parent=root)
    PublishedCommentFactory(parent=parent)
    before = row(parent)
    to(parent, REJECTED)
    to(parent, PUBLISHED)
    assert row(parent) == before
    assert row(root)["child_count"] == 1
    assert_everything_counts()


def test_a_thread_two_thousand_deep_is_taken_back_from_its_end():
    root = PublishedCommentFactory()
    now = timezone.now()
    above = root
    for seq in range(1, 2001):
        above = Comment.objects.create(
            discussion_id=root.discussion_id,
            root=root,
            parent=above,
            depth=seq,
            seq=seq,
            in_thread=True,
            child_count=int(seq < 2000),
            visibility=REJECTED if seq < 2000 else PUBLISHED,
            published_at=now,
            body="deeper",
            html="<p>deeper</p>",
            render_version=1,
            idempotency_key=f"deep:{seq}",
        )
    Comment.objects.filter(pk=root.pk).update(last_seq=2000, reply_count=1, child_count=1)
    Discussion.objects.update(comment_count=2)
    to(above, HELD)
    assert Comment.objects.in_thread().count() == 1
    assert_everything_counts()


def test_erasing_moves_through_the_same_door():
    root = PublishedCommentFactory()
    reply = PublishedCommentFactory(parent=root)
    change = erase_comment(comment_id=root.pk)
    assert (change.before, change.after) == (PUBLISHED, ERASED)
    assert (row(root)["in_thread"], row(reply)["in_thread"]) == (True, True)
    assert_everything_counts()
