"""Edits against edits, and against whatever else moves a comment: threads with connections of their own."""

from functools import partial

import pytest

from engagement import gates
from engagement.api import (
    AuthorData,
    Comment,
    SubmissionData,
    Visibility,
    change_visibility,
    edit_comment,
    erase_comment,
    post_comment,
    redact_comment,
    withdraw_own_comment,
)
from engagement.exceptions import CommentNotFound, CommentWithdrawn, NotEditable, StaleComment
from engagement.gates import Admission, Ruling
from engagement.models import Revision, SentText
from tests.engagement.counting import assert_everything_counts
from tests.factories import PendingCommentFactory, PublishedCommentFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def screened(race):
    """A race in which every text is screened."""
    gates.register("races", lambda draft: Ruling(admission=Admission.SCREEN))
    return race


def edit(comment, number, **given):
    return partial(
        edit_comment,
        comment_id=comment.pk,
        body=f"The quay is old, says edit number {number}.",
        revision=1,
        submission=SubmissionData(ip="198.18.0.9"),
        **given,
    )


def kinds(outcomes):
    return sorted(type(outcome).__name__ for outcome in outcomes)


def test_of_edits_of_the_same_text_one_is_taken(race):
    comment = PublishedCommentFactory()
    outcomes = race(*[edit(comment, number) for number in range(5)])
    assert kinds(outcomes) == ["Edited"] + ["StaleComment"] * 4
    (done,) = [outcome for outcome in outcomes if not isinstance(outcome, StaleComment)]
    stored = Comment.objects.get()
    assert (stored.body, stored.revision) == (done.comment.body, 2)
    assert (Revision.objects.count(), SentText.objects.count()) == (1, 1)
    assert_everything_counts()


def test_the_same_edit_at_once_is_one(race):
    comment = PublishedCommentFactory()
    outcomes = race(*[edit(comment, 1)] * 5)
    assert kinds(outcomes) == ["Edited"] * 5
    assert sorted(outcome.changed for outcome in outcomes) == [False] * 4 + [True]
    assert (Comment.objects.get().revision, Revision.objects.count(), SentText.objects.count()) == (2, 1, 1)


@pytest.mark.parametrize("attempt", range(4))
def test_what_is_published_meanwhile_does_not_stay_so_with_an_unseen_text(screened, attempt):
    comment = PendingCommentFactory()
    check = partial(change_visibility, comment_id=comment.pk, to=Visibility.PUBLISHED, revision=1)
    edited, checked = screened(edit(comment, 1), check)
    assert edited.changed is True
    assert isinstance(checked, StaleComment) or checked.changed
    stored = Comment.objects.get()
    assert (stored.visibility, stored.revision, stored.next_attempt_at is not None) == ("pending", 2, True)
    assert_everything_counts()


@pytest.mark.parametrize("attempt", range(4))
def test_what_is_decided_against_meanwhile_is_not_edited_after_it(screened, attempt):
    comment = PublishedCommentFactory()
    decide = partial(change_visibility, comment_id=comment.pk, to=Visibility.REJECTED, revision=1)
    edited, decided = screened(edit(comment, 1), decide)
    stored = Comment.objects.get()
    if isinstance(edited, NotEditable):
        assert decided.changed
        assert (stored.visibility, stored.revision) == ("rejected", 1)
    else:
        assert isinstance(decided, StaleComment)
        assert (stored.visibility, stored.revision) == ("pending", 2)
    assert_everything_counts()


@pytest.mark.parametrize("attempt", range(4))
@pytest.mark.parametrize("take_back", [withdraw_own_comment, erase_comment])
def test_what_is_taken_back_meanwhile_is_gone_with_all_its_texts(race, take_back, attempt):
    comment = PublishedCommentFactory()
    edited, gone = race(edit(comment, 1), partial(take_back, comment_id=comment.pk))
    assert gone.changed is True
    assert isinstance(edited, CommentWithdrawn | CommentNotFound) or edited.changed
    assert Comment.objects.get().visibility in ("withdrawn", "erased")
    assert (Revision.objects.count(), SentText.objects.count()) == (0, 0)
    assert_everything_counts()


@pytest.mark.parametrize("attempt", range(4))
def test_of_an_edit_and_a_moderators_one_is_stale(race, attempt):
    comment = PublishedCommentFactory()
    redact = partial(redact_comment, comment_id=comment.pk, body="The quay is …", revision=1)
    outcomes = race(edit(comment, 1), redact)
    assert sum(isinstance(outcome, StaleComment | NotEditable) for outcome in outcomes) == 1
    assert Comment.objects.get().revision == 2


@pytest.mark.parametrize("attempt", range(4))
def test_edits_and_replies_at_once_do_not_lock_each_other_out(race, attempt):
    root = PublishedCommentFactory()
    comment = PublishedCommentFactory(parent=root)
    replies = [
        partial(
            post_comment,
            discussion_id=root.discussion_id,
            body=f"And I say, number {number}.",
            author=AuthorData(name=f"Guest {number}"),
            parent_id=parent.pk,
            submission=SubmissionData(ip=f"198.18.1.{number + 1}"),
        )
        for number, parent in enumerate([root, comment, root, comment])
    ]
    outcomes = race(edit(root, 1), edit(comment, 2), *replies)
    assert kinds(outcomes) == ["Edited"] * 2 + ["Posted"] * 4
    assert_everything_counts()
